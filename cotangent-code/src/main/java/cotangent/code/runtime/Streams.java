package cotangent.code.runtime;

import cotangent.code.Derivative;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;

/**
 * What stream pipelines do besides calling lambdas, in plain Java. A pipeline is differentiated as
 * a loop that collects its elements in an array; these methods are given the array and the number
 * of elements in it.
 */
public final class Streams {
  private Streams() {}

  /** The library's own sum, which compensates rounding. */
  @Derivative(forward = "sumTangent", reverse = "sumAdjoint")
  public static double sum(double[] a, int n) {
    return Arrays.stream(a, 0, n).sum();
  }

  /** The tangent of {@link #sum(double[], int)}. */
  public static double sumTangent(double[] a, int n, double[] da) {
    return sum(da, n);
  }

  /** Adds the adjoint of {@link #sum(double[], int)} to those of the elements. */
  public static void sumAdjoint(double[] a, int n, double adjoint, double[] da) {
    for (int i = 0; i < n; i++) {
      da[i] += adjoint;
    }
  }

  /** The sum of ints. */
  public static int sum(int[] a, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[i];
    }
    return sum;
  }

  /** The sum of longs. */
  public static long sum(long[] a, int n) {
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[i];
    }
    return sum;
  }

  /** The mean; 0 of nothing. */
  public static double average(double[] a, int n) {
    return n == 0 ? 0 : sum(a, n) / n;
  }

  /** The mean of ints; 0 of none. */
  public static double average(int[] a, int n) {
    return n == 0 ? 0 : Arrays.stream(a, 0, n).average().getAsDouble();
  }

  /** The mean of longs; 0 of none. */
  public static double average(long[] a, int n) {
    return n == 0 ? 0 : Arrays.stream(a, 0, n).average().getAsDouble();
  }

  /** The largest; 0 of none. */
  public static double max(double[] a, int n) {
    double max = n == 0 ? 0 : a[0];
    for (int i = 1; i < n; i++) {
      max = Math.max(max, a[i]);
    }
    return max;
  }

  /** The largest; 0 of none. */
  public static int max(int[] a, int n) {
    int max = n == 0 ? 0 : a[0];
    for (int i = 1; i < n; i++) {
      max = Math.max(max, a[i]);
    }
    return max;
  }

  /** The largest; 0 of none. */
  public static long max(long[] a, int n) {
    long max = n == 0 ? 0 : a[0];
    for (int i = 1; i < n; i++) {
      max = Math.max(max, a[i]);
    }
    return max;
  }

  /** The smallest; 0 of none. */
  public static double min(double[] a, int n) {
    double min = n == 0 ? 0 : a[0];
    for (int i = 1; i < n; i++) {
      min = Math.min(min, a[i]);
    }
    return min;
  }

  /** The smallest; 0 of none. */
  public static int min(int[] a, int n) {
    int min = n == 0 ? 0 : a[0];
    for (int i = 1; i < n; i++) {
      min = Math.min(min, a[i]);
    }
    return min;
  }

  /** The smallest; 0 of none. */
  public static long min(long[] a, int n) {
    long min = n == 0 ? 0 : a[0];
    for (int i = 1; i < n; i++) {
      min = Math.min(min, a[i]);
    }
    return min;
  }

  /** Where the elements lie that come first, second and so on in ascending order. */
  public static int[] order(double[] a, int n) {
    int[] from = new int[n];
    int[] to = new int[n];
    for (int i = 0; i < n; i++) {
      from[i] = i;
    }
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        merge(a, from, to, low, Math.min(low + width, n), Math.min(low + 2 * width, n));
      }
      int[] done = to;
      to = from;
      from = done;
    }
    return from;
  }

  private static void merge(double[] a, int[] from, int[] to, int low, int middle, int high) {
    int i = low;
    int j = middle;
    for (int k = low; k < high; k++) {
      boolean first = i < middle && (j >= high || Double.compare(a[from[i]], a[from[j]]) <= 0);
      to[k] = first ? from[i++] : from[j++];
    }
  }

  /** The number of elements from one index to another, none if that comes first. */
  public static int length(int from, int to) {
    return from >= to ? 0 : Math.subtractExact(to, from);
  }

  /** Whether there are any. */
  public static boolean any(int n) {
    return n > 0;
  }

  /** Fails as {@link Arrays#stream(double[], int, int)} does. */
  public static void checkRange(int length, int from, int to) {
    if (from > to || from < 0 || to > length) {
      var _ = Arrays.stream(new int[length], from, to);
    }
  }

  /** Fails as {@link LongStream#limit} does. */
  public static void checkCount(long n) {
    if (n < 0) {
      throw new IllegalArgumentException(Long.toString(n));
    }
  }

  /** The content of an optional value. */
  public static double get(boolean present, double x) {
    checkPresent(present);
    return x;
  }

  /** The content of an optional value. */
  public static int get(boolean present, int x) {
    checkPresent(present);
    return x;
  }

  /** The content of an optional value. */
  public static long get(boolean present, long x) {
    checkPresent(present);
    return x;
  }

  /** The content of an optional value. */
  public static Object get(boolean present, Object x) {
    checkPresent(present);
    return x;
  }

  /** Fails as an optional value that is given null does. */
  public static void checkContent(boolean present, Object x) {
    if (present && x == null) {
      throw new NullPointerException();
    }
  }

  /** Fails as an empty optional value does. */
  public static void checkPresent(boolean present) {
    if (!present) {
      throw new NoSuchElementException("No value present");
    }
  }

  /** The content of an optional value, or what is given. */
  public static double orElse(boolean present, double x, double other) {
    return present ? x : other;
  }

  /** The content of an optional value, or what is given. */
  public static int orElse(boolean present, int x, int other) {
    return present ? x : other;
  }

  /** The content of an optional value, or what is given. */
  public static long orElse(boolean present, long x, long other) {
    return present ? x : other;
  }

  /** The content of an optional value, or what is given. */
  public static Object orElse(boolean present, Object x, Object other) {
    return present ? x : other;
  }
}
