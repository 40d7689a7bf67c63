package cotangent.kernel;

/** {@link Reduce} for {@code int}. */
final class IntReduce {
  private IntReduce() {}

  static int sum(int[] x, int off, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      sum = sum + x[off + i];
    }
    return sum;
  }

  static void sumOuter(int[] x, int off, int outer, int inner, int[] y, int yo) {
    Strips.fill(0, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      IntStrips.binary(Binary.ADD, y, yo, x, off + i * inner, y, yo, inner);
    }
  }

  static int max(int[] x, int off, int n) {
    int max = Integer.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[off + i]);
    }
    return max;
  }

  static void maxOuter(int[] x, int off, int outer, int inner, int[] y, int yo) {
    Strips.fill(Integer.MIN_VALUE, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      IntStrips.binary(Binary.MAX, y, yo, x, off + i * inner, y, yo, inner);
    }
  }

  static int min(int[] x, int off, int n) {
    int min = Integer.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      min = Math.min(min, x[off + i]);
    }
    return min;
  }

  static void minOuter(int[] x, int off, int outer, int inner, int[] y, int yo) {
    Strips.fill(Integer.MAX_VALUE, y, yo, inner);
    for (int i = 0; i < outer; i++) {
      IntStrips.binary(Binary.MIN, y, yo, x, off + i * inner, y, yo, inner);
    }
  }
}
