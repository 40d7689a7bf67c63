package cotangent.kernel;

/**
 * The places of extremes: the first element that equals the largest or the smallest of {@code n}
 * consecutive ones, the first NaN where there is one. {@code n} must not be 0.
 */
public final class ArgReduce {
  private ArgReduce() {}

  /** The place of the largest element, counted from {@code off}. */
  public static int argMax(float[] x, int off, int n) {
    return find(Reduce.max(x, off, n), x, off);
  }

  /** The place of the smallest element, counted from {@code off}. */
  public static int argMin(float[] x, int off, int n) {
    return find(Reduce.min(x, off, n), x, off);
  }

  /** The place of the largest element, counted from {@code off}. */
  public static int argMax(double[] x, int off, int n) {
    return find(Reduce.max(x, off, n), x, off);
  }

  /** The place of the smallest element, counted from {@code off}. */
  public static int argMin(double[] x, int off, int n) {
    return find(Reduce.min(x, off, n), x, off);
  }

  /** The place of the largest element, counted from {@code off}. */
  public static int argMax(int[] x, int off, int n) {
    return find(Reduce.max(x, off, n), x, off);
  }

  /** The place of the smallest element, counted from {@code off}. */
  public static int argMin(int[] x, int off, int n) {
    return find(Reduce.min(x, off, n), x, off);
  }

  /** The place of the largest element, counted from {@code off}. */
  public static int argMax(long[] x, int off, int n) {
    return find(Reduce.max(x, off, n), x, off);
  }

  /** The place of the smallest element, counted from {@code off}. */
  public static int argMin(long[] x, int off, int n) {
    return find(Reduce.min(x, off, n), x, off);
  }

  private static int find(float extreme, float[] x, int off) {
    int i = off;
    if (Float.isNaN(extreme)) {
      while (!Float.isNaN(x[i])) {
        i++;
      }
    } else {
      while (x[i] != extreme) {
        i++;
      }
    }
    return i - off;
  }

  private static int find(double extreme, double[] x, int off) {
    int i = off;
    if (Double.isNaN(extreme)) {
      while (!Double.isNaN(x[i])) {
        i++;
      }
    } else {
      while (x[i] != extreme) {
        i++;
      }
    }
    return i - off;
  }

  private static int find(int extreme, int[] x, int off) {
    int i = off;
    while (x[i] != extreme) {
      i++;
    }
    return i - off;
  }

  private static int find(long extreme, long[] x, int off) {
    int i = off;
    while (x[i] != extreme) {
      i++;
    }
    return i - off;
  }
}
