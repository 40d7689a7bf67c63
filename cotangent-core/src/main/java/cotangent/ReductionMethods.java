package cotangent;

import cotangent.op.Reductions;

/**
 * The methods of {@link Tensor} that combine the elements along some axes; no axes given means all
 * of them.
 */
public sealed interface ReductionMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The sum over axes, which are removed. Truth values are counted, in I64. */
  default Tensor sum(int... axes) {
    return Reductions.sum(self(), axes);
  }
}
