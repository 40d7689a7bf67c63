package cotangent.op;

import cotangent.Tensor;
import java.util.List;

/**
 * An op that is jointly linear in the operands it marks: its derivative is itself, and its adjoint
 * the transpose. Operands that are not marked (indices, masks) are parameters without a derivative.
 */
public non-sealed interface Linear extends Op {

  /** Whether the op is linear in operand {@code i}; by default in every one. */
  default boolean linearIn(int i) {
    return true;
  }

  /**
   * The transpose with respect to operand {@code i}: the cotangent of that operand.
   *
   * @param i the index of a marked operand
   * @param x the operands; of the marked ones only the types may be used
   * @param ct the cotangents of the results
   */
  Tensor transpose(int i, List<Tensor> x, List<Tensor> ct);
}
