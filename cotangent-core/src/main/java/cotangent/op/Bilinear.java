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
}
