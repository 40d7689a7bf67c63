package cotangent;

import cotangent.op.Contractions;

/** The methods of {@link Tensor} that are products of matrices and the like. */
public sealed interface ContractionMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * The matrix product, as in NumPy: a vector on the left is a row, on the right a column, and its
   * axis is removed; leading axes are stacks of matrices, which broadcast.
   *
   * @throws IllegalArgumentException if an operand is a scalar, the inner sizes differ, or the
   *     dtypes do
   */
  default Tensor matmul(Tensor y) {
    return Contractions.matmul(self(), y);
  }
}
