package cotangent.kernel;

/**
 * Euclidean norms, which neither overflow nor lose small elements: where the sum of squares would,
 * the elements are divided by the largest first.
 */
public final class Norm {
  /** Sums of squares from here on have lost nothing that matters to underflow. */
  private static final float FLOAT_SAFE = 0x1p-96f;

  /** Sums of squares from here on have lost nothing that matters to underflow. */
  private static final double DOUBLE_SAFE = 0x1p-960;

  private Norm() {}

  /** The norm of {@code n} consecutive elements. */
  public static float norm(float[] x, int off, int n) {
    var work = new float[n];
    Strips.unary(Unary.SQUARE, x, off, work, 0, n);
    float squares = Reduce.sum(work, 0, n);
    if (squares >= FLOAT_SAFE && squares <= Float.MAX_VALUE) {
      return Elementary.sqrt(squares);
    }
    float largest = Math.max(Reduce.max(x, off, n), -Reduce.min(x, off, n));
    if (n == 0 || largest == 0) {
      return 0;
    }
    if (Float.isNaN(largest) || Float.isInfinite(largest)) {
      return largest;
    }
    for (int i = 0; i < n; i++) {
      work[i] = x[off + i] / largest;
    }
    Strips.unary(Unary.SQUARE, work, 0, work, 0, n);
    return largest * Elementary.sqrt(Reduce.sum(work, 0, n));
  }

  /** The norm of {@code n} consecutive elements. */
  public static double norm(double[] x, int off, int n) {
    var work = new double[n];
    Strips.unary(Unary.SQUARE, x, off, work, 0, n);
    double squares = Reduce.sum(work, 0, n);
    if (squares >= DOUBLE_SAFE && squares <= Double.MAX_VALUE) {
      return Elementary.sqrt(squares);
    }
    double largest = Math.max(Reduce.max(x, off, n), -Reduce.min(x, off, n));
    if (n == 0 || largest == 0) {
      return 0;
    }
    if (Double.isNaN(largest) || Double.isInfinite(largest)) {
      return largest;
    }
    for (int i = 0; i < n; i++) {
      work[i] = x[off + i] / largest;
    }
    Strips.unary(Unary.SQUARE, work, 0, work, 0, n);
    return largest * Elementary.sqrt(Reduce.sum(work, 0, n));
  }
}
