package cotangent.op;

import cotangent.Tensor;

/**
 * An op of two operands that is linear in each of them, such as the matrix product: the product
 * rule holds.
 */
public non-sealed interface Bilinear extends Op {

  /** The cotangent of the left operand {@code x}, of which only the type may be used. */
  Tensor transposeLeft(Tensor x, Tensor y, Tensor ct);

  /** The cotangent of the right operand {@code y}, of which only the type may be used. */
  Tensor transposeRight(Tensor x, Tensor y, Tensor ct);

  /**
   * The op on a batch of left operands, whose axis is the first, all with the same right operand,
   * which lacks that axis: what {@code vmap} comes to. By default the right operand is repeated, as
   * a view. An op that needs no copies is spared the stack of their cotangents, too.
   */
  default Tensor applySharingRight(Tensor xs, Tensor y) {
    return apply(xs, Broadcasting.repeated(y, xs.shape().size(0)));
  }

  /** The op on a batch of right operands, all with the same left operand. */
  default Tensor applySharingLeft(Tensor x, Tensor ys) {
    return apply(Broadcasting.repeated(x, ys.shape().size(0)), ys);
  }
}
