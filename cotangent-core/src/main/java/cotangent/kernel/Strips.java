package cotangent.kernel;

import java.util.Arrays;

/**
 * Elementwise loops over strips: {@code n} consecutive elements of each array, starting at the
 * offset that follows the array. Input and output may be the same array at the same offset, but
 * must not overlap otherwise. Booleans are bytes of 0 and 1.
 *
 * <p>The loops run on the calling thread. Arrays that are too short give an {@link
 * IndexOutOfBoundsException}, a function that is not defined for the type an {@link
 * IllegalArgumentException}.
 */
public final class Strips {
  private Strips() {}

  /** Applies {@code f} to each element of {@code x}. */
  public static void unary(Unary f, float[] x, int xo, float[] y, int yo, int n) {
    FloatStrips.unary(f, x, xo, y, yo, n);
  }

  /** Applies {@code f} to each element of {@code x}. */
  public static void unary(Unary f, double[] x, int xo, double[] y, int yo, int n) {
    DoubleStrips.unary(f, x, xo, y, yo, n);
  }

  /** Applies {@code f} to each element of {@code x}. */
  public static void unary(Unary f, int[] x, int xo, int[] y, int yo, int n) {
    IntStrips.unary(f, x, xo, y, yo, n);
  }

  /** Applies {@code f} to each element of {@code x}. */
  public static void unary(Unary f, long[] x, int xo, long[] y, int yo, int n) {
    LongStrips.unary(f, x, xo, y, yo, n);
  }

  /** Applies {@code f}, which must be {@link Unary#NOT}, to each element of {@code x}. */
  public static void unary(Unary f, byte[] x, int xo, byte[] y, int yo, int n) {
    if (f != Unary.NOT) {
      throw undefined(f, "boolean");
    }
    ByteStrips.not(x, xo, y, yo, n);
  }

  /** Applies {@code f} to the elements of {@code a} and {@code b} in pairs. */
  public static void binary(
      Binary f, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    FloatStrips.binary(f, a, ao, b, bo, y, yo, n);
  }

  /** Applies {@code f} to the elements of {@code a} and {@code b} in pairs. */
  public static void binary(
      Binary f, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    DoubleStrips.binary(f, a, ao, b, bo, y, yo, n);
  }

  /** Applies {@code f} to the elements of {@code a} and {@code b} in pairs. */
  public static void binary(Binary f, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    IntStrips.binary(f, a, ao, b, bo, y, yo, n);
  }

  /** Applies {@code f} to the elements of {@code a} and {@code b} in pairs. */
  public static void binary(Binary f, long[] a, int ao, long[] b, int bo, long[] y, int yo, int n) {
    LongStrips.binary(f, a, ao, b, bo, y, yo, n);
  }

  /** Applies {@code f} to the elements of {@code a} and {@code b} in pairs. */
  public static void binary(Binary f, byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    ByteStrips.binary(f, a, ao, b, bo, y, yo, n);
  }

  /** Compares the elements of {@code a} and {@code b} in pairs. */
  public static void compare(
      Compare f, float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    FloatStrips.compare(f, a, ao, b, bo, y, yo, n);
  }

  /** Compares the elements of {@code a} and {@code b} in pairs. */
  public static void compare(
      Compare f, double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    DoubleStrips.compare(f, a, ao, b, bo, y, yo, n);
  }

  /** Compares the elements of {@code a} and {@code b} in pairs. */
  public static void compare(Compare f, int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    IntStrips.compare(f, a, ao, b, bo, y, yo, n);
  }

  /** Compares the elements of {@code a} and {@code b} in pairs. */
  public static void compare(
      Compare f, long[] a, int ao, long[] b, int bo, byte[] y, int yo, int n) {
    LongStrips.compare(f, a, ao, b, bo, y, yo, n);
  }

  /** Compares the elements of {@code a} and {@code b} in pairs. */
  public static void compare(
      Compare f, byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    ByteStrips.compare(f, a, ao, b, bo, y, yo, n);
  }

  /**
   * Takes the element of {@code a} where {@code c} is true and that of {@code b} where it is false.
   */
  public static void select(
      byte[] c, int co, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    FloatStrips.select(c, co, a, ao, b, bo, y, yo, n);
  }

  /**
   * Takes the element of {@code a} where {@code c} is true and that of {@code b} where it is false.
   */
  public static void select(
      byte[] c, int co, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    DoubleStrips.select(c, co, a, ao, b, bo, y, yo, n);
  }

  /**
   * Takes the element of {@code a} where {@code c} is true and that of {@code b} where it is false.
   */
  public static void select(
      byte[] c, int co, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    IntStrips.select(c, co, a, ao, b, bo, y, yo, n);
  }

  /**
   * Takes the element of {@code a} where {@code c} is true and that of {@code b} where it is false.
   */
  public static void select(
      byte[] c, int co, long[] a, int ao, long[] b, int bo, long[] y, int yo, int n) {
    LongStrips.select(c, co, a, ao, b, bo, y, yo, n);
  }

  /**
   * Takes the element of {@code a} where {@code c} is true and that of {@code b} where it is false.
   */
  public static void select(
      byte[] c, int co, byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    ByteStrips.select(c, co, a, ao, b, bo, y, yo, n);
  }

  /** Sets each element of {@code y} to {@code value}. */
  public static void fill(float value, float[] y, int yo, int n) {
    Arrays.fill(y, yo, yo + n, value);
  }

  /** Sets each element of {@code y} to {@code value}. */
  public static void fill(double value, double[] y, int yo, int n) {
    Arrays.fill(y, yo, yo + n, value);
  }

  /** Sets each element of {@code y} to {@code value}. */
  public static void fill(int value, int[] y, int yo, int n) {
    Arrays.fill(y, yo, yo + n, value);
  }

  /** Sets each element of {@code y} to {@code value}. */
  public static void fill(long value, long[] y, int yo, int n) {
    Arrays.fill(y, yo, yo + n, value);
  }

  /** Sets each element of {@code y} to {@code value}. */
  public static void fill(byte value, byte[] y, int yo, int n) {
    Arrays.fill(y, yo, yo + n, value);
  }

  // Conversions are those of a Java cast; to boolean, what is not zero (NaN included) is true.

  public static void convert(float[] x, int xo, float[] y, int yo, int n) {
    System.arraycopy(x, xo, y, yo, n);
  }

  public static void convert(float[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(float[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  public static void convert(float[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (long) x[xo + i];
    }
  }

  public static void convert(float[] x, int xo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (x[xo + i] != 0 ? 1 : 0);
    }
  }

  public static void convert(double[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) x[xo + i];
    }
  }

  public static void convert(double[] x, int xo, double[] y, int yo, int n) {
    System.arraycopy(x, xo, y, yo, n);
  }

  public static void convert(double[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  public static void convert(double[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (long) x[xo + i];
    }
  }

  public static void convert(double[] x, int xo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (x[xo + i] != 0 ? 1 : 0);
    }
  }

  public static void convert(int[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(int[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(int[] x, int xo, int[] y, int yo, int n) {
    System.arraycopy(x, xo, y, yo, n);
  }

  public static void convert(int[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(int[] x, int xo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (x[xo + i] != 0 ? 1 : 0);
    }
  }

  public static void convert(long[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(long[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(long[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) x[xo + i];
    }
  }

  public static void convert(long[] x, int xo, long[] y, int yo, int n) {
    System.arraycopy(x, xo, y, yo, n);
  }

  public static void convert(long[] x, int xo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (x[xo + i] != 0 ? 1 : 0);
    }
  }

  public static void convert(byte[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(byte[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(byte[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(byte[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i];
    }
  }

  public static void convert(byte[] x, int xo, byte[] y, int yo, int n) {
    System.arraycopy(x, xo, y, yo, n);
  }

  static IllegalArgumentException undefined(Enum<?> f, String type) {
    return new IllegalArgumentException(f + " is not defined for elements of type " + type);
  }
}
