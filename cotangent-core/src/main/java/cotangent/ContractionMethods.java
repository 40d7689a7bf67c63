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

  /**
   * The inner product of two vectors.
   *
   * @throws IllegalArgumentException if the operands are no vectors of one size and dtype
   */
  default Tensor dot(Tensor y) {
    return Contractions.dot(self(), y);
  }

  /**
   * The outer product: all products of an element of this and one of {@code y}, in the shape of
   * this followed by that of {@code y}.
   */
  default Tensor outer(Tensor y) {
    return Contractions.outer(self(), y);
  }
}
