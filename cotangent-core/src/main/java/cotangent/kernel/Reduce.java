package cotangent.kernel;

/**
 * Sums and extremes.
 *
 * <p>The order of the additions depends on the number of elements alone, so that a sum has the same
 * bits on any number of threads, with and without vector instructions. A contiguous sum of
 * floating-point numbers is a tree: blocks of fixed size are combined pairwise, a block is summed
 * in a fixed number of interleaved lanes, and the lanes are combined pairwise, so that the error
 * grows with the logarithm of the number of elements. Sums of integers wrap around as in Java.
 *
 * <p>The extremes are those of {@link Math#max} and {@link Math#min}: NaN if any element is NaN,
 * and -0 is smaller than +0. The sum of nothing is 0, the largest of nothing the smallest value of
 * the type and conversely.
 *
 * <p>The methods ending in {@code Outer} reduce the outer axis of an array of {@code outer} rows
 * and {@code inner} columns: {@code y[yo + j]} becomes the sum (the largest, the smallest) of the
 * {@code x[off + i * inner + j]} over all {@code i}.
 */
public final class Reduce {
  private Reduce() {}

  /** The sum of {@code n} consecutive elements. */
  public static float sum(float[] x, int off, int n) {
    return FloatReduce.sum(x, off, n);
  }

  /** The sum of each column. */
  public static void sumOuter(float[] x, int off, int outer, int inner, float[] y, int yo) {
    FloatReduce.sumOuter(x, off, outer, inner, y, yo);
  }

  /** The largest of {@code n} consecutive elements. */
  public static float max(float[] x, int off, int n) {
    return FloatReduce.max(x, off, n);
  }

  /** The largest of each column. */
  public static void maxOuter(float[] x, int off, int outer, int inner, float[] y, int yo) {
    FloatReduce.maxOuter(x, off, outer, inner, y, yo);
  }

  /** The smallest of {@code n} consecutive elements. */
  public static float min(float[] x, int off, int n) {
    return FloatReduce.min(x, off, n);
  }

  /** The smallest of each column. */
  public static void minOuter(float[] x, int off, int outer, int inner, float[] y, int yo) {
    FloatReduce.minOuter(x, off, outer, inner, y, yo);
  }

  /** The sum of {@code n} consecutive elements. */
  public static double sum(double[] x, int off, int n) {
    return DoubleReduce.sum(x, off, n);
  }

  /** The sum of each column. */
  public static void sumOuter(double[] x, int off, int outer, int inner, double[] y, int yo) {
    DoubleReduce.sumOuter(x, off, outer, inner, y, yo);
  }

  /** The largest of {@code n} consecutive elements. */
  public static double max(double[] x, int off, int n) {
    return DoubleReduce.max(x, off, n);
  }

  /** The largest of each column. */
  public static void maxOuter(double[] x, int off, int outer, int inner, double[] y, int yo) {
    DoubleReduce.maxOuter(x, off, outer, inner, y, yo);
  }

  /** The smallest of {@code n} consecutive elements. */
  public static double min(double[] x, int off, int n) {
    return DoubleReduce.min(x, off, n);
  }

  /** The smallest of each column. */
  public static void minOuter(double[] x, int off, int outer, int inner, double[] y, int yo) {
    DoubleReduce.minOuter(x, off, outer, inner, y, yo);
  }

  /** The sum of {@code n} consecutive elements. */
  public static int sum(int[] x, int off, int n) {
    return IntReduce.sum(x, off, n);
  }

  /** The sum of each column. */
  public static void sumOuter(int[] x, int off, int outer, int inner, int[] y, int yo) {
    IntReduce.sumOuter(x, off, outer, inner, y, yo);
  }

  /** The largest of {@code n} consecutive elements. */
  public static int max(int[] x, int off, int n) {
    return IntReduce.max(x, off, n);
  }

  /** The largest of each column. */
  public static void maxOuter(int[] x, int off, int outer, int inner, int[] y, int yo) {
    IntReduce.maxOuter(x, off, outer, inner, y, yo);
  }

  /** The smallest of {@code n} consecutive elements. */
  public static int min(int[] x, int off, int n) {
    return IntReduce.min(x, off, n);
  }

  /** The smallest of each column. */
  public static void minOuter(int[] x, int off, int outer, int inner, int[] y, int yo) {
    IntReduce.minOuter(x, off, outer, inner, y, yo);
  }

  /** The sum of {@code n} consecutive elements. */
  public static long sum(long[] x, int off, int n) {
    return LongReduce.sum(x, off, n);
  }

  /** The sum of each column. */
  public static void sumOuter(long[] x, int off, int outer, int inner, long[] y, int yo) {
    LongReduce.sumOuter(x, off, outer, inner, y, yo);
  }

  /** The largest of {@code n} consecutive elements. */
  public static long max(long[] x, int off, int n) {
    return LongReduce.max(x, off, n);
  }

  /** The largest of each column. */
  public static void maxOuter(long[] x, int off, int outer, int inner, long[] y, int yo) {
    LongReduce.maxOuter(x, off, outer, inner, y, yo);
  }

  /** The smallest of {@code n} consecutive elements. */
  public static long min(long[] x, int off, int n) {
    return LongReduce.min(x, off, n);
  }

  /** The smallest of each column. */
  public static void minOuter(long[] x, int off, int outer, int inner, long[] y, int yo) {
    LongReduce.minOuter(x, off, outer, inner, y, yo);
  }
}
