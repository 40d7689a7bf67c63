package cotangent.kernel;

/**
 * Softmax and its kin along contiguous rows. The largest element of a row is subtracted before the
 * exponential, so that nothing overflows. Infinite elements are taken as the limit of equal finite
 * ones: those that are the largest share the whole weight evenly.
 */
public final class Softmax {
  /** Rows are handled together up to so many elements, which stay in the cache. */
  private static final int CHUNK = 1 << 12;

  /** From this many elements on, a second thread is worth its start. */
  private static final int GRAIN = 1 << 14;

  private Softmax() {}

  /** Calls a body on short ranges of rows, on several threads where there are many elements. */
  private static void chunks(int rows, int n, Parallel.IntRange body) {
    int size = Math.max(1, n);
    int together = Math.max(1, CHUNK / size);
    Parallel.ranges(
        rows,
        Math.max(1, GRAIN / size),
        (from, to) -> {
          for (int i = from; i < to; i += together) {
            body.accept(i, Math.min(to, i + together));
          }
        });
  }

  /** The softmax of each of some rows of {@code n} elements; the rows are contiguous. */
  public static void softmax(float[] x, int xo, int rows, int n, float[] y, int yo) {
    chunks(
        rows,
        n,
        (from, to) -> {
          int o = yo + from * n;
          for (int i = from; i < to; i++) {
            shift(x, xo + i * n, n, Reduce.max(x, xo + i * n, n), y, yo + i * n);
          }
          Strips.unary(Unary.EXP, y, o, y, o, (to - from) * n);
          for (int i = from; i < to; i++) {
            float sum = Reduce.sum(y, yo + i * n, n);
            for (int j = yo + i * n; j < yo + i * n + n; j++) {
              y[j] /= sum;
            }
          }
        });
  }

  /** The logarithm of the softmax of each of some rows. */
  public static void logSoftmax(float[] x, int xo, int rows, int n, float[] y, int yo) {
    chunks(
        rows,
        n,
        (from, to) -> {
          int o = yo + from * n;
          var exp = new float[(to - from) * n];
          for (int i = from; i < to; i++) {
            shift(x, xo + i * n, n, Reduce.max(x, xo + i * n, n), y, yo + i * n);
          }
          Strips.unary(Unary.EXP, y, o, exp, 0, exp.length);
          for (int i = from; i < to; i++) {
            float log = Elementary.log(Reduce.sum(exp, (i - from) * n, n));
            for (int j = yo + i * n; j < yo + i * n + n; j++) {
              y[j] -= log;
            }
          }
        });
  }

  /** The logarithm of the sum of the exponentials of each of some rows. */
  public static void logSumExp(float[] x, int xo, int rows, int n, float[] y, int yo) {
    chunks(
        rows,
        n,
        (from, to) -> {
          var exp = new float[(to - from) * n];
          for (int i = from; i < to; i++) {
            y[yo + i] = Reduce.max(x, xo + i * n, n);
            shift(x, xo + i * n, n, y[yo + i], exp, (i - from) * n);
          }
          Strips.unary(Unary.EXP, exp, 0, exp, 0, exp.length);
          for (int i = from; i < to; i++) {
            // An infinite maximum stays itself.
            y[yo + i] += Elementary.log(Reduce.sum(exp, (i - from) * n, n));
          }
        });
  }

  /** The elements minus the largest; of infinities that are equal, 0. */
  private static void shift(float[] x, int xo, int n, float max, float[] y, int yo) {
    if (Float.isInfinite(max)) {
      for (int j = 0; j < n; j++) {
        y[yo + j] = x[xo + j] == max ? 0 : Float.NEGATIVE_INFINITY;
      }
    } else {
      for (int j = 0; j < n; j++) {
        y[yo + j] = x[xo + j] - max;
      }
    }
  }

  /** The softmax of each of some rows of {@code n} elements; the rows are contiguous. */
  public static void softmax(double[] x, int xo, int rows, int n, double[] y, int yo) {
    chunks(
        rows,
        n,
        (from, to) -> {
          int o = yo + from * n;
          for (int i = from; i < to; i++) {
            shift(x, xo + i * n, n, Reduce.max(x, xo + i * n, n), y, yo + i * n);
          }
          Strips.unary(Unary.EXP, y, o, y, o, (to - from) * n);
          for (int i = from; i < to; i++) {
            double sum = Reduce.sum(y, yo + i * n, n);
            for (int j = yo + i * n; j < yo + i * n + n; j++) {
              y[j] /= sum;
            }
          }
        });
  }

  /** The logarithm of the softmax of each of some rows. */
  public static void logSoftmax(double[] x, int xo, int rows, int n, double[] y, int yo) {
    chunks(
        rows,
        n,
        (from, to) -> {
          int o = yo + from * n;
          var exp = new double[(to - from) * n];
          for (int i = from; i < to; i++) {
            shift(x, xo + i * n, n, Reduce.max(x, xo + i * n, n), y, yo + i * n);
          }
          Strips.unary(Unary.EXP, y, o, exp, 0, exp.length);
          for (int i = from; i < to; i++) {
            double log = Elementary.log(Reduce.sum(exp, (i - from) * n, n));
            for (int j = yo + i * n; j < yo + i * n + n; j++) {
              y[j] -= log;
            }
          }
        });
  }

  /** The logarithm of the sum of the exponentials of each of some rows. */
  public static void logSumExp(double[] x, int xo, int rows, int n, double[] y, int yo) {
    chunks(
        rows,
        n,
        (from, to) -> {
          var exp = new double[(to - from) * n];
          for (int i = from; i < to; i++) {
            y[yo + i] = Reduce.max(x, xo + i * n, n);
            shift(x, xo + i * n, n, y[yo + i], exp, (i - from) * n);
          }
          Strips.unary(Unary.EXP, exp, 0, exp, 0, exp.length);
          for (int i = from; i < to; i++) {
            // An infinite maximum stays itself.
            y[yo + i] += Elementary.log(Reduce.sum(exp, (i - from) * n, n));
          }
        });
  }

  /** The elements minus the largest; of infinities that are equal, 0. */
  private static void shift(double[] x, int xo, int n, double max, double[] y, int yo) {
    if (Double.isInfinite(max)) {
      for (int j = 0; j < n; j++) {
        y[yo + j] = x[xo + j] == max ? 0 : Double.NEGATIVE_INFINITY;
      }
    } else {
      for (int j = 0; j < n; j++) {
        y[yo + j] = x[xo + j] - max;
      }
    }
  }
}
