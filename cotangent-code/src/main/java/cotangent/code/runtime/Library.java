package cotangent.code.runtime;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Twins of library methods in plain Java, which are differentiated in their place. They do what the
 * originals do, to the bit and to the exception.
 */
@SuppressWarnings("ReferenceEquality") // whether two arrays are the same is the question
public final class Library {
  private Library() {}

  /** {@link System#arraycopy}. */
  public static void copy(double[] from, int i, double[] to, int j, int n) {
    checkCopy(from.length, i, to.length, j, n);
    if (from == to && i < j) {
      for (int k = n - 1; k >= 0; k--) {
        to[j + k] = from[i + k];
      }
    } else {
      for (int k = 0; k < n; k++) {
        to[j + k] = from[i + k];
      }
    }
  }

  /** {@link System#arraycopy}. */
  public static void copy(float[] from, int i, float[] to, int j, int n) {
    checkCopy(from.length, i, to.length, j, n);
    if (from == to && i < j) {
      for (int k = n - 1; k >= 0; k--) {
        to[j + k] = from[i + k];
      }
    } else {
      for (int k = 0; k < n; k++) {
        to[j + k] = from[i + k];
      }
    }
  }

  /** Fails as {@link System#arraycopy} does between arrays of these lengths. */
  public static void checkCopy(int fromLength, int i, int toLength, int j, int n) {
    if ((i | j | n) < 0 || i > fromLength - n || j > toLength - n) {
      System.arraycopy(new double[fromLength], i, new double[toLength], j, n);
    }
  }

  /** {@link Arrays#fill(double[], double)}. */
  public static void fill(double[] a, double x) {
    for (int i = 0; i < a.length; i++) {
      a[i] = x;
    }
  }

  /** {@link Arrays#fill(double[], int, int, double)}. */
  public static void fill(double[] a, int from, int to, double x) {
    checkRange(a.length, from, to);
    for (int i = from; i < to; i++) {
      a[i] = x;
    }
  }

  /** {@link Arrays#fill(float[], float)}. */
  public static void fill(float[] a, float x) {
    for (int i = 0; i < a.length; i++) {
      a[i] = x;
    }
  }

  /** {@link Arrays#fill(float[], int, int, float)}. */
  public static void fill(float[] a, int from, int to, float x) {
    checkRange(a.length, from, to);
    for (int i = from; i < to; i++) {
      a[i] = x;
    }
  }

  /** Fails as {@link Arrays#fill(double[], int, int, double)} does. */
  public static void checkRange(int length, int from, int to) {
    if (from > to || from < 0 || to > length) {
      Arrays.fill(new boolean[length], from, to, false);
    }
  }

  /** {@link Arrays#copyOf(double[], int)}. */
  public static double[] copyOf(double[] a, int length) {
    double[] b = new double[length];
    int n = Math.min(a.length, length);
    for (int i = 0; i < n; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** {@link Arrays#copyOf(float[], int)}. */
  public static float[] copyOf(float[] a, int length) {
    float[] b = new float[length];
    int n = Math.min(a.length, length);
    for (int i = 0; i < n; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** {@link Arrays#copyOfRange(double[], int, int)}. */
  public static double[] copyOfRange(double[] a, int from, int to) {
    checkCopyRange(a.length, from, to);
    double[] b = new double[to - from];
    int n = Math.min(a.length - from, to - from);
    for (int i = 0; i < n; i++) {
      b[i] = a[from + i];
    }
    return b;
  }

  /** {@link Arrays#copyOfRange(float[], int, int)}. */
  public static float[] copyOfRange(float[] a, int from, int to) {
    checkCopyRange(a.length, from, to);
    float[] b = new float[to - from];
    int n = Math.min(a.length - from, to - from);
    for (int i = 0; i < n; i++) {
      b[i] = a[from + i];
    }
    return b;
  }

  /** Fails as {@link Arrays#copyOfRange(double[], int, int)} does. */
  public static void checkCopyRange(int length, int from, int to) {
    if (from > to || from < 0 || from > length) {
      double[] _ = Arrays.copyOfRange(new double[length], from, to);
    }
  }

  /** A copy of an array. */
  public static double[] clone(double[] a) {
    double[] b = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static float[] clone(float[] a) {
    float[] b = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static int[] clone(int[] a) {
    int[] b = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static long[] clone(long[] a) {
    long[] b = new long[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static boolean[] clone(boolean[] a) {
    boolean[] b = new boolean[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static byte[] clone(byte[] a) {
    byte[] b = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static short[] clone(short[] a) {
    short[] b = new short[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** A copy of an array. */
  public static char[] clone(char[] a) {
    char[] b = new char[a.length];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i];
    }
    return b;
  }

  /** {@link Arrays#sort(double[])}. Of equal numbers, the first one stays before the others. */
  public static void sort(double[] a) {
    sort(a, 0, a.length);
  }

  /** {@link Arrays#sort(double[], int, int)}. */
  public static void sort(double[] a, int from, int to) {
    checkRange(a.length, from, to);
    int[] order = order(a, from, to);
    double[] b = copyOfRange(a, from, to);
    for (int i = 0; i < order.length; i++) {
      a[from + i] = b[order[i]];
    }
  }

  /**
   * From where each number of a range comes when it is sorted: merges of longer and longer runs.
   */
  public static int[] order(double[] a, int from, int to) {
    int n = to - from;
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] next = new int[n];
    for (int run = 1; run < n && run > 0; run *= 2) {
      for (int low = 0; low < n; ) {
        int middle = Math.min(n - run, low) + run;
        int high = Math.min(n - run, middle) + run;
        int i = low;
        int j = middle;
        for (int k = low; k < high; k++) {
          boolean first =
              j == high
                  || (i < middle && Double.compare(a[from + order[i]], a[from + order[j]]) <= 0);
          next[k] = order[first ? i++ : j++];
        }
        low = high;
      }
      int[] sorted = next;
      next = order;
      order = sorted;
    }
    return order;
  }

  /** {@link Arrays#sort(float[])}. Of equal numbers, the first one stays before the others. */
  public static void sort(float[] a) {
    sort(a, 0, a.length);
  }

  /** {@link Arrays#sort(float[], int, int)}. */
  public static void sort(float[] a, int from, int to) {
    checkRange(a.length, from, to);
    int[] order = order(a, from, to);
    float[] b = copyOfRange(a, from, to);
    for (int i = 0; i < order.length; i++) {
      a[from + i] = b[order[i]];
    }
  }

  /**
   * From where each number of a range comes when it is sorted: merges of longer and longer runs.
   */
  public static int[] order(float[] a, int from, int to) {
    int n = to - from;
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] next = new int[n];
    for (int run = 1; run < n && run > 0; run *= 2) {
      for (int low = 0; low < n; ) {
        int middle = Math.min(n - run, low) + run;
        int high = Math.min(n - run, middle) + run;
        int i = low;
        int j = middle;
        for (int k = low; k < high; k++) {
          boolean first =
              j == high
                  || (i < middle && Float.compare(a[from + order[i]], a[from + order[j]]) <= 0);
          next[k] = order[first ? i++ : j++];
        }
        low = high;
      }
      int[] sorted = next;
      next = order;
      order = sorted;
    }
    return order;
  }

  /** {@link Arrays#setAll(double[], IntToDoubleFunction)}. */
  public static void setAll(double[] a, Object generator) {
    var f = (IntToDoubleFunction) generator;
    for (int i = 0; i < a.length; i++) {
      a[i] = f.applyAsDouble(i);
    }
  }

  /** {@link java.util.Objects#requireNonNull(Object, String)}. */
  public static Object requireNonNull(Object x, Object message) {
    if (x == null) {
      throw new NullPointerException((String) message);
    }
    return x;
  }

  /** {@link java.util.Objects#requireNonNull(Object)}. */
  public static Object requireNonNull(Object x) {
    if (x == null) {
      throw new NullPointerException();
    }
    return x;
  }
}
