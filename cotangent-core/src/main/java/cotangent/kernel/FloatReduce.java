package cotangent.kernel;

/** {@link Reduce} for {@code float}. */
final class FloatReduce {
  /** The number of interleaved partial sums in a block; a multiple of every vector length. */
  static final int LANES = 64;

  /** The number of elements that are summed in lanes; a power of two times {@link #LANES}. */
  static final int BLOCK = 32 * LANES;

  /** The number of elements whose sum is worth a task; a power of two times {@link #BLOCK}. */
  private static final int PARALLEL = 64 * BLOCK;

  /** The number of rows that are summed one after the other. */
  static final int ROWS = 128;

  /** The number of columns whose partial sums stay in the first-level cache. */
  private static final int COLUMNS = 1024;

  private FloatReduce() {}

  static float sum(float[] x, int off, int n) {
    if (n < 2 * PARALLEL) {
      return tree(x, off, n);
    }
    // Subtrees of PARALLEL elements are complete, so that their sums can be combined as if they
    // were blocks.
    var parts = new float[(n - 1) / PARALLEL + 1];
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

  private static float tree(float[] x, int off, int n) {
    if (n <= BLOCK) {
      return block(x, off, n);
    }
    int left = Integer.highestOneBit(n - 1);
    return tree(x, off, left) + tree(x, off + left, n - left);
  }

  private static float pairwise(float[] x, int off, int n) {
    if (n == 1) {
      return x[off];
    }
    int left = Integer.highestOneBit(n - 1);
    return pairwise(x, off, left) + pairwise(x, off + left, n - left);
  }

  private static float block(float[] x, int off, int n) {
    if (n < LANES) {
      return few(x, off, n);
    }
    var lanes = new float[LANES];
    int done =
        Vectors.ENABLED ? VectorFloatReduce.addLanes(x, off, n, lanes) : addLanes(x, off, n, lanes);
    return combine(lanes, x, off + done, n - done);
  }

  /** The sum of fewer elements than there are lanes. */
  private static float few(float[] x, int off, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
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
  static int addLanes(float[] x, int off, int n, float[] lanes) {
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
  private static float combine(float[] lanes, float[] x, int off, int n) {
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

  static float max(float[] x, int off, int n) {
    int whole = Vectors.ENABLED ? VectorFloatReduce.whole(n) : 0;
    float max = whole > 0 ? VectorFloatReduce.max(x, off, whole) : Float.NEGATIVE_INFINITY;
    for (int i = whole; i < n; i++) {
      max = Math.max(max, x[off + i]);
    }
    return max;
  }

  static float min(float[] x, int off, int n) {
    int whole = Vectors.ENABLED ? VectorFloatReduce.whole(n) : 0;
    float min = whole > 0 ? VectorFloatReduce.min(x, off, whole) : Float.POSITIVE_INFINITY;
    for (int i = whole; i < n; i++) {
      min = Math.min(min, x[off + i]);
    }
    return min;
  }

  static void sumOuter(float[] x, int off, int outer, int inner, float[] y, int yo) {
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
      float[] x, int off, int outer, int inner, int width, float[] y, int yo) {
    var block = new float[width];
    Strips.fill(0, y, yo, width);
    for (int i = 0; i < outer; i += ROWS) {
      rows(x, off + i * inner, Math.min(ROWS, outer - i), inner, width, block, 0);
      FloatStrips.binary(Binary.ADD, y, yo, block, 0, y, yo, width);
    }
  }

  private static void rows(float[] x, int off, int outer, int inner, int width, float[] y, int yo) {
    Strips.fill(0, y, yo, width);
    int i = 0;
    for (; i <= outer - 4; i += 4) {
      add4(x, off + i * inner, inner, width, y, yo);
    }
    for (; i < outer; i++) {
      FloatStrips.binary(Binary.ADD, y, yo, x, off + i * inner, y, yo, width);
    }
  }

  private static void add4(float[] x, int off, int inner, int width, float[] y, int yo) {
    int off1 = off + inner;
    int off2 = off1 + inner;
    int off3 = off2 + inner;
    int done = Vectors.ENABLED ? VectorFloatReduce.addRows(x, off, inner, width, y, yo) : 0;
    for (int j = done; j < width; j++) {
      y[yo + j] = y[yo + j] + x[off + j] + x[off1 + j] + x[off2 + j] + x[off3 + j];
    }
  }

  static void maxOuter(float[] x, int off, int outer, int inner, float[] y, int yo) {
    Strips.fill(Float.NEGATIVE_INFINITY, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      FloatStrips.binary(Binary.MAX, y, yo, x, off + i * inner, y, yo, inner);
    }
  }

  static void minOuter(float[] x, int off, int outer, int inner, float[] y, int yo) {
    Strips.fill(Float.POSITIVE_INFINITY, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      FloatStrips.binary(Binary.MIN, y, yo, x, off + i * inner, y, yo, inner);
    }
  }
}
