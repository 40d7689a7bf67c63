package cotangent.kernel;

/**
 * Stable sorting of places by the elements there. Elements are turned into integers of the same
 * order first: -0 equals 0, and NaN comes last whatever the direction.
 */
public final class Sort {
  private Sort() {}

  /** The order of a float. */
  public static long key(float x, boolean descending) {
    return key((double) x, descending);
  }

  /** The order of a double. */
  public static long key(double x, boolean descending) {
    if (Double.isNaN(x)) {
      return Long.MAX_VALUE;
    }
    long bits = Double.doubleToRawLongBits(x == 0 ? 0 : x);
    return key(bits < 0 ? bits ^ Long.MAX_VALUE : bits, descending);
  }

  /** The order of an integer. */
  public static long key(long x, boolean descending) {
    return descending ? ~x : x;
  }

  /**
   * Writes the places 0 to n - 1 in the order of their keys, equal ones in their own order: a merge
   * sort from the bottom up.
   */
  public static void places(long[] keys, int[] y, int yo) {
    int n = keys.length;
    var from = new int[n];
    var to = new int[n];
    for (int i = 0; i < n; i++) {
      from[i] = i;
    }
    for (long width = 1; width < n; width *= 2) {
      for (long start = 0; start < n; start += 2 * width) {
        merge(
            keys,
            from,
            (int) start,
            (int) Math.min(n, start + width),
            (int) Math.min(n, start + 2 * width),
            to);
      }
      var swap = from;
      from = to;
      to = swap;
    }
    System.arraycopy(from, 0, y, yo, n);
  }

  private static void merge(long[] keys, int[] from, int left, int right, int end, int[] to) {
    int i = left;
    int j = right;
    for (int k = left; k < end; k++) {
      boolean first = j == end || (i < right && keys[from[i]] <= keys[from[j]]);
      to[k] = from[first ? i++ : j++];
    }
  }
}
