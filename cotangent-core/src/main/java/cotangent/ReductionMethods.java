package cotangent;

import cotangent.op.Extremes;
import cotangent.op.Probabilities;
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

  /**
   * The mean over axes, which are removed; NaN where there are no elements. Floating-point only.
   */
  default Tensor mean(int... axes) {
    return Reductions.mean(self(), axes);
  }

  /**
   * The largest element over axes, which are removed; NaN if one is. The derivative belongs to the
   * first of equal elements.
   *
   * @throws IllegalArgumentException if an axis is empty
   */
  default Tensor max(int... axes) {
    return Extremes.max(self(), axes);
  }

  /**
   * The smallest element over axes, which are removed; NaN if one is. The derivative belongs to the
   * first of equal elements.
   *
   * @throws IllegalArgumentException if an axis is empty
   */
  default Tensor min(int... axes) {
    return Extremes.min(self(), axes);
  }

  /**
   * The place of the largest element, as I32: the index along an axis, or of several axes the place
   * in row-major order. The first of equal elements counts, and the first NaN if there is one.
   *
   * @throws IllegalArgumentException if an axis is empty
   */
  default Tensor argMax(int... axes) {
    return Extremes.argMax(self(), axes);
  }

  /** The place of the smallest element; see {@link #argMax}. */
  default Tensor argMin(int... axes) {
    return Extremes.argMin(self(), axes);
  }

  /**
   * The Euclidean norm over axes, which are removed: the square root of the sum of squares, without
   * overflow or underflow between. The derivative at 0 is 0. Floating-point only.
   */
  default Tensor norm(int... axes) {
    return Reductions.norm(self(), axes);
  }

  /**
   * The logarithm of the sum of the exponentials over axes, which are removed. Stable for elements
   * of any size; -infinity of nothing and of -infinity alone, where the derivative is 0.
   */
  default Tensor logSumExp(int... axes) {
    return Probabilities.logSumExp(self(), axes);
  }

  /**
   * e^x divided by its sum along an axis: positive numbers with the sum 1. Stable for elements of
   * any size; of infinite elements the largest share the whole evenly.
   */
  default Tensor softmax(int axis) {
    return Probabilities.softmax(self(), axis);
  }

  /** The logarithm of {@link #softmax}, exact where that would be 0. */
  default Tensor logSoftmax(int axis) {
    return Probabilities.logSoftmax(self(), axis);
  }

  /**
   * The cross-entropy between labels and the {@link #softmax} of these logits along the last axis:
   * -log of the probability of the right class, in nats, as the mean over all leading axes.
   *
   * @param labels class indices of the shape of the leading axes in I32 or I64, or probabilities
   *     (one-hot vectors among them) of the type of the logits
   * @throws IllegalArgumentException if the labels are neither, or an index is no class
   */
  default Tensor crossEntropy(Tensor labels) {
    return Probabilities.crossEntropy(self(), labels);
  }
}
