package cotangent;

import cotangent.op.Extremes;
import cotangent.op.Probabilities;
import cotangent.op.Reductions;
import cotangent.op.Scans;
import cotangent.op.Sorting;

/**
 * The methods of {@link Tensor} that combine the elements along some axes; no axes given means all
 * of them. Negative axes count from the end.
 *
 * <p>The axes are removed. To keep them with size 1, so that the result broadcasts against this
 * tensor, put them back by {@link StructureMethods#expandDims expandDims} with the same numbers:
 * {@code x.sub(x.mean(0, 2).expandDims(0, 2))}.
 *
 * <p>All throw {@link IllegalArgumentException} if an axis does not exist or is named twice, or the
 * reduction is not defined for the dtype.
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
   * The product over axes, which are removed; 1 of no elements. The derivatives are right for any
   * number of zeros, to every order.
   */
  default Tensor prod(int... axes) {
    return Scans.prod(self(), axes);
  }

  /** The mean square deviation from the mean over axes, which are removed. Floating-point only. */
  default Tensor variance(int... axes) {
    return Reductions.variance(self(), Axes.of(axes), 0);
  }

  /**
   * The sum of the square deviations from the mean over axes, divided by the number of elements
   * less a correction; 1 gives the unbiased estimate.
   *
   * @param axes the axes, all if empty
   * @throws IllegalArgumentException if the correction is negative or leaves nothing to divide by
   */
  default Tensor variance(Axes axes, int correction) {
    return Reductions.variance(self(), axes, correction);
  }

  /**
   * The standard deviation over axes, which are removed: the root of the {@link #variance(int...)
   * variance}. The derivative is 0 where all elements are equal. Floating-point only.
   */
  default Tensor std(int... axes) {
    return Reductions.std(self(), Axes.of(axes), 0);
  }

  /** The standard deviation with a correction; see {@link #variance(Axes, int)}. */
  default Tensor std(Axes axes, int correction) {
    return Reductions.std(self(), axes, correction);
  }

  /** Whether any truth value over axes is true; false of none. */
  default Tensor any(int... axes) {
    return Reductions.any(self(), axes);
  }

  /** Whether all truth values over axes are true; true of none. */
  default Tensor all(int... axes) {
    return Reductions.all(self(), axes);
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

  /** The sums of the elements of an axis up to each one. Truth values are counted, in I64. */
  default Tensor cumSum(int axis) {
    return Scans.cumSum(self(), axis);
  }

  /**
   * The products of the elements of an axis up to each one; their derivatives are right for zeros.
   */
  default Tensor cumProd(int axis) {
    return Scans.cumProd(self(), axis);
  }

  /** The elements of an axis in ascending order, NaN last. */
  default Tensor sort(int axis) {
    return Sorting.sort(self(), axis, false);
  }

  /** The elements of an axis in descending order, NaN last. */
  default Tensor sortDescending(int axis) {
    return Sorting.sort(self(), axis, true);
  }

  /**
   * The places of the elements of an axis in ascending order, as I32: equal ones in their own
   * order, NaN last.
   */
  default Tensor argSort(int axis) {
    return Sorting.argSort(self(), axis, false);
  }

  /**
   * The places of the elements of an axis in descending order, as I32: equal ones in their own
   * order, NaN last.
   */
  default Tensor argSortDescending(int axis) {
    return Sorting.argSort(self(), axis, true);
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
