package cotangent.kernel;

/** {@link Reduce} for {@code long}. */
final class LongReduce {
  private LongReduce() {}

  static long sum(long[] x, int off, int n) {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum = sum + x[off + i];
    }
    return sum;
  }

  static void sumOuter(long[] x, int off, int outer, int inner, long[] y, int yo) {
    Strips.fill(0, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      LongStrips.binary(Binary.ADD, y, yo, x, off + i * inner, y, yo, inner);
    }
  }

  static long max(long[] x, int off, int n) {
    long max = Long.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[off + i]);
    }
    return max;
  }

  static void maxOuter(long[] x, int off, int outer, int inner, long[] y, int yo) {
    Strips.fill(Long.MIN_VALUE, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      LongStrips.binary(Binary.MAX, y, yo, x, off + i * inner, y, yo, inner);
    }
  }

  static long min(long[] x, int off, int n) {
    long min = Long.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      min = Math.min(min, x[off + i]);
    }
    return min;
  }

  static void minOuter(long[] x, int off, int outer, int inner, long[] y, int yo) {
    Strips.fill(Long.MAX_VALUE, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      LongStrips.binary(Binary.MIN, y, yo, x, off + i * inner, y, yo, inner);
    }
  }
}
