package cotangent.op;

import cotangent.kernel.Strips;

/** Conversion between the storage types, as Java converts; to BOOL by comparison with 0. */
final class Conversion {
  private Conversion() {}

  static void convert(Object from, int offset, Object to, int n) {
    switch (from) {
      case float[] x -> convertFloats(x, offset, to, n);
      case double[] x -> convertDoubles(x, offset, to, n);
      case int[] x -> convertInts(x, offset, to, n);
      case long[] x -> convertLongs(x, offset, to, n);
      case byte[] x -> convertBytes(x, offset, to, n);
      default -> throw unknown(from);
    }
  }

  private static void convertFloats(float[] x, int xo, Object to, int n) {
    switch (to) {
      case float[] y -> System.arraycopy(x, xo, y, 0, n);
      case double[] y -> Strips.convert(x, xo, y, 0, n);
      case int[] y -> Strips.convert(x, xo, y, 0, n);
      case long[] y -> Strips.convert(x, xo, y, 0, n);
      case byte[] y -> Strips.convert(x, xo, y, 0, n);
      default -> throw unknown(to);
    }
  }

  private static void convertDoubles(double[] x, int xo, Object to, int n) {
    switch (to) {
      case float[] y -> Strips.convert(x, xo, y, 0, n);
      case double[] y -> System.arraycopy(x, xo, y, 0, n);
      case int[] y -> Strips.convert(x, xo, y, 0, n);
      case long[] y -> Strips.convert(x, xo, y, 0, n);
      case byte[] y -> Strips.convert(x, xo, y, 0, n);
      default -> throw unknown(to);
    }
  }

  private static void convertInts(int[] x, int xo, Object to, int n) {
    switch (to) {
      case float[] y -> Strips.convert(x, xo, y, 0, n);
      case double[] y -> Strips.convert(x, xo, y, 0, n);
      case int[] y -> System.arraycopy(x, xo, y, 0, n);
      case long[] y -> Strips.convert(x, xo, y, 0, n);
      case byte[] y -> Strips.convert(x, xo, y, 0, n);
      default -> throw unknown(to);
    }
  }

  private static void convertLongs(long[] x, int xo, Object to, int n) {
    switch (to) {
      case float[] y -> Strips.convert(x, xo, y, 0, n);
      case double[] y -> Strips.convert(x, xo, y, 0, n);
      case int[] y -> Strips.convert(x, xo, y, 0, n);
      case long[] y -> System.arraycopy(x, xo, y, 0, n);
      case byte[] y -> Strips.convert(x, xo, y, 0, n);
      default -> throw unknown(to);
    }
  }

  private static void convertBytes(byte[] x, int xo, Object to, int n) {
    switch (to) {
      case float[] y -> Strips.convert(x, xo, y, 0, n);
      case double[] y -> Strips.convert(x, xo, y, 0, n);
      case int[] y -> Strips.convert(x, xo, y, 0, n);
      case long[] y -> Strips.convert(x, xo, y, 0, n);
      case byte[] y -> System.arraycopy(x, xo, y, 0, n);
      default -> throw unknown(to);
    }
  }

  private static AssertionError unknown(Object array) {
    return new AssertionError("no tensor is stored in a " + array.getClass());
  }
}
