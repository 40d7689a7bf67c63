package cotangent.kernel;

/** {@link Reduce} for {@code double}. */
final class DoubleReduce {
  /** The number of interleaved partial sums in a block; a multiple of every vector length. */
  static final int LANES = 32;

  /** The number of elements that are summed in lanes; a power of two times {@link #LANES}. */
  static final int BLOCK = 64 * LANES;

  /** The number of elements whose sum is worth a task; a power of two times {@link #BLOCK}. */
  private static final int PARALLEL = 64 * BLOCK;

  /** The number of rows that are summed one after the other. */
  static final int ROWS = 128;

  /** The number of columns whose partial sums stay in the first-level cache. */
  private static final int COLUMNS = 1024;

  private DoubleReduce() {}

  static double sum(double[] x, int off, int n) {
    if (n < 2 * PARALLEL) {
      return tree(x, off, n);
    }
    // Subtrees of PARALLEL elements are complete, so that their sums can be combined as if they
    // were blocks.
    var parts = new double[(n - 1) / PARALLEL + 1];
    Parallel.ranges(
        parts.length,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            parts[i] = tree(x, off + i * PARALLEL, Math.min(PARALLEL, n - i * PARALLEL));
          }
        });
    return pairwise(parts, 0, parts.length);
  }

  private static double tree(double[] x, int off, int n) {
    if (n <= BLOCK) {
      return block(x, off, n);
    }
    int left = Integer.highestOneBit(n - 1);
    return tree(x, off, left) + tree(x, off + left, n - left);
  }

  private static double pairwise(double[] x, int off, int n) {
    if (n == 1) {
      return x[off];
    }
    int left = Integer.highestOneBit(n - 1);
    return pairwise(x, off, left) + pairwise(x, off + left, n - left);
  }

  private static double block(double[] x, int off, int n) {
    if (n < LANES) {
      return few(x, off, n);
    }
    var lanes = new double[LANES];
    int done =
        Vectors.ENABLED
            ? VectorDoubleReduce.addLanes(x, off, n, lanes)
            : addLanes(x, off, n, lanes);
    return combine(lanes, x, off + done, n - done);
  }

  /** The sum of fewer elements than there are lanes. */
  private static double few(double[] x, int off, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      s0 += x[off + i];
      s1 += x[off + i + 1];
      s2 += x[off + i + 2];
      s3 += x[off + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[off + i];
    }
    return s0 + s2 + (s1 + s3);
  }

  /**
   * Adds to each of the lanes the elements that are {@link #LANES} apart, up to the last whole
   * group of lanes.
   */
  static int addLanes(double[] x, int off, int n, double[] lanes) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      for (int l = 0; l < LANES; l++) {
        lanes[l] += x[off + i + l];
      }
    }
    return i;
  }

  /**
   * Adds the last elements, fewer than there are lanes, to the first lanes and combines the lanes.
   */
  private static double combine(double[] lanes, double[] x, int off, int n) {
    for (int l = 0; l < n; l++) {
      lanes[l] += x[off + l];
    }
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }

  static double max(double[] x, int off, int n) {
    int whole = Vectors.ENABLED ? VectorDoubleReduce.whole(n) : 0;
    double max = whole > 0 ? VectorDoubleReduce.max(x, off, whole) : Double.NEGATIVE_INFINITY;
    for (int i = whole; i < n; i++) {
      max = Math.max(max, x[off + i]);
    }
    return max;
  }

  static double min(double[] x, int off, int n) {
    int whole = Vectors.ENABLED ? VectorDoubleReduce.whole(n) : 0;
    double min = whole > 0 ? VectorDoubleReduce.min(x, off, whole) : Double.POSITIVE_INFINITY;
    for (int i = whole; i < n; i++) {
      min = Math.min(min, x[off + i]);
    }
    return min;
  }

  static void sumOuter(double[] x, int off, int outer, int inner, double[] y, int yo) {
    if (outer <= ROWS) {
      rows(x, off, outer, inner, inner, y, yo);
      return;
    }
    Parallel.ranges(
        inner,
        Math.max(1, PARALLEL / outer),
        (from, to) -> {
          for (int j = from; j < to; j += COLUMNS) {
            columns(x, off + j, outer, inner, Math.min(COLUMNS, to - j), y, yo + j);
          }
        });
  }

  /**
   * Sums blocks of rows, and then their sums: two levels, so that the error stays small in long
   * columns.
   */
  private static void columns(
      double[] x, int off, int outer, int inner, int width, double[] y, int yo) {
    var block = new double[width];
    Strips.fill(0, y, yo, width);
    for (int i = 0; i < outer; i += ROWS) {
      rows(x, off + i * inner, Math.min(ROWS, outer - i), inner, width, block, 0);
      DoubleStrips.binary(Binary.ADD, y, yo, block, 0, y, yo, width);
    }
  }

  private static void rows(
      double[] x, int off, int outer, int inner, int width, double[] y, int yo) {
    Strips.fill(0, y, yo, width);
    int i = 0;
    for (; i <= outer - 4; i += 4) {
      add4(x, off + i * inner, inner, width, y, yo);
    }
    for (; i < outer; i++) {
      DoubleStrips.binary(Binary.ADD, y, yo, x, off + i * inner, y, yo, width);
    }
  }

  private static void add4(double[] x, int off, int inner, int width, double[] y, int yo) {
    int off1 = off + inner;
    int off2 = off1 + inner;
    int off3 = off2 + inner;
    int done = Vectors.ENABLED ? VectorDoubleReduce.addRows(x, off, inner, width, y, yo) : 0;
    for (int j = done; j < width; j++) {
      y[yo + j] = y[yo + j] + x[off + j] + x[off1 + j] + x[off2 + j] + x[off3 + j];
    }
  }

  static void maxOuter(double[] x, int off, int outer, int inner, double[] y, int yo) {
    Strips.fill(Double.NEGATIVE_INFINITY, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      DoubleStrips.binary(Binary.MAX, y, yo, x, off + i * inner, y, yo, inner);
    }
  }

  static void minOuter(double[] x, int off, int outer, int inner, double[] y, int yo) {
    Strips.fill(Double.POSITIVE_INFINITY, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      DoubleStrips.binary(Binary.MIN, y, yo, x, off + i * inner, y, yo, inner);
    }
  }
}
