package cotangent.array;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import java.util.Arrays;

/** Tensors whose elements follow from their place. */
public final class Sequences {
  private Sequences() {}

  /** The identity matrix. */
  public static Tensor eye(DType dtype, int n) {
    NdArray out = NdArray.zeros(new TensorType(dtype, Shape.of(n, n)));
    NdArray one = NdArray.scalar(dtype, 1);
    for (int i = 0; i < n; i++) {
      System.arraycopy(one.data(), 0, out.data(), i * n + i, 1);
    }
    return out;
  }

  /** I32 numbers from one up to and without another, a step apart. */
  public static Tensor arange(int from, int to, int step) {
    if (step == 0) {
      throw new IllegalArgumentException("arange: the step must not be 0");
    }
    int[] out = new int[count((double) Math.ceilDiv((long) to - from, (long) step))];
    Arrays.setAll(out, i -> from + i * step);
    return NdArray.wrap(new TensorType(DType.I32, Shape.of(out.length)), out);
  }

  /** F64 numbers from one up to and without another, a step apart. */
  public static Tensor arange(double from, double to, double step) {
    double n = Math.ceil((to - from) / step);
    if (Double.isNaN(n) || step == 0 || Double.isInfinite(step)) {
      throw new IllegalArgumentException(
          "arange: there are no numbers from " + from + " to " + to + " in steps of " + step);
    }
    double[] out = new double[count(n)];
    Arrays.setAll(out, i -> from + i * step);
    return NdArray.wrap(new TensorType(DType.F64, Shape.of(out.length)), out);
  }

  private static int count(double n) {
    if (n > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "arange: these are more than 2^31 - 1 numbers, the most that one tensor can hold");
    }
    return (int) Math.max(0, n);
  }

  /** Evenly spaced F64 numbers, both ends included. */
  public static Tensor linspace(double from, double to, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "linspace: the number of points must not be negative, got " + n);
    }
    double[] out = new double[n];
    Arrays.setAll(out, i -> n == 1 ? from : i == n - 1 ? to : from + i * ((to - from) / (n - 1)));
    return NdArray.wrap(new TensorType(DType.F64, Shape.of(n)), out);
  }
}
