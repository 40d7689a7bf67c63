package cotangent.array;

import cotangent.Shape;

/** Arithmetic on strides, and copies between strided arrays of equal element type. */
public final class Layout {
  private Layout() {}

  /** The strides of a row-major array without gaps. */
  public static int[] rowMajor(Shape shape) {
    int[] strides = new int[shape.rank()];
    int step = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, shape.size(i));
    }
    return strides;
  }

  /** Whether these strides visit the elements in row-major order without gaps. */
  static boolean isRowMajor(Shape shape, int[] strides) {
    int step = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      int size = shape.size(i);
      if (size == 0) {
        return true;
      }
      if (size != 1 && strides[i] != step) {
        return false;
      }
      step *= size;
    }
    return true;
  }

  /**
   * The strides with which a view of {@code from} through {@code strides} gets the shape {@code to}
   * of as many elements, or null where only a copy can.
   */
  public static int @org.jspecify.annotations.Nullable [] reshape(
      Shape from, int[] strides, Shape to) {
    if (to.elements() == 0) {
      return rowMajor(to);
    }
    int[] result = new int[to.rank()];
    int f = from.rank() - 1;
    int t = to.rank() - 1;
    while (t >= 0) {
      // A group of axes on either side that holds the same number of elements.
      while (f >= 0 && from.size(f) == 1) {
        f--;
      }
      if (to.size(t) == 1) {
        result[t--] = 0;
        continue;
      }
      if (f < 0) {
        return null;
      }
      long fromSize = from.size(f);
      long toSize = to.size(t);
      int stride = strides[f];
      int start = f;
      int firstTo = t;
      while (fromSize != toSize) {
        if (fromSize < toSize) {
          f--;
          while (from.size(f) == 1) {
            f--;
          }
          if (strides[f] != strides[start] * from.size(start)) {
            return null;
          }
          start = f;
          fromSize *= from.size(f);
        } else {
          t--;
          toSize *= to.size(t);
        }
      }
      for (int i = firstTo; i >= t; i--) {
        result[i] = stride;
        stride *= to.size(i);
      }
      f--;
      t--;
    }
    return result;
  }

  /**
   * Copies all elements of one strided view into another of the same sizes; both arrays have the
   * same element type.
   */
  public static void copy(
      Object from,
      int fromOffset,
      int[] sizes,
      int[] fromStrides,
      Object to,
      int toOffset,
      int[] toStrides) {
    int rank = sizes.length;
    int[] n = new int[rank + 1];
    int[] fs = new int[rank + 1];
    int[] ts = new int[rank + 1];
    int axes = 0; // axes that can be walked as one are merged
    for (int i = 0; i < rank; i++) {
      if (sizes[i] == 0) {
        return;
      }
      if (sizes[i] == 1) {
        continue;
      }
      if (axes > 0
          && fs[axes - 1] == fromStrides[i] * sizes[i]
          && ts[axes - 1] == toStrides[i] * sizes[i]) {
        n[axes - 1] *= sizes[i];
        fs[axes - 1] = fromStrides[i];
        ts[axes - 1] = toStrides[i];
      } else {
        n[axes] = sizes[i];
        fs[axes] = fromStrides[i];
        ts[axes] = toStrides[i];
        axes++;
      }
    }
    if (axes == 0) {
      System.arraycopy(from, fromOffset, to, toOffset, 1);
      return;
    }
    int inner = axes - 1;
    int[] at = new int[axes];
    int f = fromOffset;
    int t = toOffset;
    while (true) {
      run(from, f, fs[inner], to, t, ts[inner], n[inner]);
      int axis = inner - 1;
      while (axis >= 0) {
        f += fs[axis];
        t += ts[axis];
        if (++at[axis] < n[axis]) {
          break;
        }
        f -= fs[axis] * n[axis];
        t -= ts[axis] * n[axis];
        at[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  /**
   * Where the parts of an array begin that are left when all but the last {@code inner} axes are
   * fixed, in row-major order.
   */
  public static int[] offsets(NdArray x, int inner) {
    int[] strides = x.strides();
    int[] starts = {x.offset()};
    for (int axis = 0; axis < strides.length - inner; axis++) {
      int n = x.shape().size(axis);
      int[] finer = new int[starts.length * n];
      for (int i = 0; i < finer.length; i++) {
        finer[i] = starts[i / n] + i % n * strides[axis];
      }
      starts = finer;
    }
    return starts;
  }

  /** Copies {@code n} elements, each a stride from the one before. */
  public static void run(Object from, int f, int fs, Object to, int t, int ts, int n) {
    if (fs == 1 && ts == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    switch (from) {
      case float[] x -> {
        float[] y = (float[]) to;
        for (int i = 0; i < n; i++) {
          y[t + i * ts] = x[f + i * fs];
        }
      }
      case double[] x -> {
        double[] y = (double[]) to;
        for (int i = 0; i < n; i++) {
          y[t + i * ts] = x[f + i * fs];
        }
      }
      case int[] x -> {
        int[] y = (int[]) to;
        for (int i = 0; i < n; i++) {
          y[t + i * ts] = x[f + i * fs];
        }
      }
      case long[] x -> {
        long[] y = (long[]) to;
        for (int i = 0; i < n; i++) {
          y[t + i * ts] = x[f + i * fs];
        }
      }
      case byte[] x -> {
        byte[] y = (byte[]) to;
        for (int i = 0; i < n; i++) {
          y[t + i * ts] = x[f + i * fs];
        }
      }
      default -> throw new AssertionError("no tensor is stored in a " + from.getClass());
    }
  }
}
