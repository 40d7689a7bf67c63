package cotangent.kernel;

/**
 * Running sums and products, one element after the other: of {@code n} consecutive elements from
 * the first to the last or, reversed, from the last to the first.
 */
public final class Scan {
  private Scan() {}

  /** Running sums of a row, added up in double precision: the error does not grow with the row. */
  public static void sums(float[] x, int xo, int n, boolean reverse, float[] y, int yo) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      sum += x[xo + i];
      y[yo + i] = (float) sum;
    }
  }

  /** {@code y[i] = a[i] * y[i - 1] + b[i]} along a row; the first is {@code b[0]}. */
  public static void recurrence(
      float[] a, int ao, float[] b, int bo, int n, boolean reverse, float[] y, int yo) {
    float last = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      last = k == 0 ? b[bo + i] : a[ao + i] * last + b[bo + i];
      y[yo + i] = last;
    }
  }

  /** The product of {@code n} consecutive elements. */
  public static float product(float[] x, int xo, int n) {
    float product = 1;
    for (int i = 0; i < n; i++) {
      product *= x[xo + i];
    }
    return product;
  }

  /** Running sums of a row. */
  public static void sums(double[] x, int xo, int n, boolean reverse, double[] y, int yo) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      sum += x[xo + i];
      y[yo + i] = sum;
    }
  }

  /** {@code y[i] = a[i] * y[i - 1] + b[i]} along a row; the first is {@code b[0]}. */
  public static void recurrence(
      double[] a, int ao, double[] b, int bo, int n, boolean reverse, double[] y, int yo) {
    double last = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      last = k == 0 ? b[bo + i] : a[ao + i] * last + b[bo + i];
      y[yo + i] = last;
    }
  }

  /** The product of {@code n} consecutive elements. */
  public static double product(double[] x, int xo, int n) {
    double product = 1;
    for (int i = 0; i < n; i++) {
      product *= x[xo + i];
    }
    return product;
  }

  /** Running sums of a row. */
  public static void sums(int[] x, int xo, int n, boolean reverse, int[] y, int yo) {
    int sum = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      sum += x[xo + i];
      y[yo + i] = sum;
    }
  }

  /** {@code y[i] = a[i] * y[i - 1] + b[i]} along a row; the first is {@code b[0]}. */
  public static void recurrence(
      int[] a, int ao, int[] b, int bo, int n, boolean reverse, int[] y, int yo) {
    int last = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      last = k == 0 ? b[bo + i] : a[ao + i] * last + b[bo + i];
      y[yo + i] = last;
    }
  }

  /** The product of {@code n} consecutive elements. */
  public static int product(int[] x, int xo, int n) {
    int product = 1;
    for (int i = 0; i < n; i++) {
      product *= x[xo + i];
    }
    return product;
  }

  /** Running sums of a row. */
  public static void sums(long[] x, int xo, int n, boolean reverse, long[] y, int yo) {
    long sum = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      sum += x[xo + i];
      y[yo + i] = sum;
    }
  }

  /** {@code y[i] = a[i] * y[i - 1] + b[i]} along a row; the first is {@code b[0]}. */
  public static void recurrence(
      long[] a, int ao, long[] b, int bo, int n, boolean reverse, long[] y, int yo) {
    long last = 0;
    for (int k = 0; k < n; k++) {
      int i = reverse ? n - 1 - k : k;
      last = k == 0 ? b[bo + i] : a[ao + i] * last + b[bo + i];
      y[yo + i] = last;
    }
  }

  /** The product of {@code n} consecutive elements. */
  public static long product(long[] x, int xo, int n) {
    long product = 1;
    for (int i = 0; i < n; i++) {
      product *= x[xo + i];
    }
    return product;
  }
}
