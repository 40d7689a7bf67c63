package cotangent.array;

import cotangent.DType;
import cotangent.Shape;
import cotangent.TensorType;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Tensors from and to Java arrays, and comparisons of elements. */
public final class JavaArrays {
  private JavaArrays() {}

  /** A copy of an array of any rank. */
  public static NdArray load(Object array) {
    Class<?> type = array.getClass();
    int rank = 0;
    while (type.isArray()) {
      type = type.getComponentType();
      rank++;
    }
    DType dtype = dtype(type, array, rank);
    int[] sizes = new int[rank];
    Object first = array;
    for (int i = 0; i < rank; i++) {
      sizes[i] = Array.getLength(first);
      if (sizes[i] == 0) {
        break; // what lies inside has no length; 0 is as good as any
      }
      if (i + 1 < rank) {
        first = row(first, 0, i);
      }
    }
    NdArray out = NdArray.zeros(new TensorType(dtype, Shape.of(sizes)));
    load(array, sizes, 0, out, 0);
    return out;
  }

  private static DType dtype(Class<?> element, Object array, int rank) {
    if (rank > 0) {
      if (element == double.class) {
        return DType.F64;
      } else if (element == float.class) {
        return DType.F32;
      } else if (element == int.class) {
        return DType.I32;
      } else if (element == long.class) {
        return DType.I64;
      } else if (element == boolean.class) {
        return DType.BOOL;
      }
    }
    throw new IllegalArgumentException(
        "Tensor.of takes a double, float, int, long or boolean, or an array of them of any rank, not a "
            + array.getClass().getTypeName());
  }

  private static int load(Object array, int[] sizes, int axis, NdArray out, int position) {
    int n = Array.getLength(array);
    if (n != sizes[axis]) {
      throw new IllegalArgumentException(
          "Tensor.of: the rows along axis "
              + axis
              + " have lengths "
              + sizes[axis]
              + " and "
              + n
              + ": a tensor has no ragged rows");
    }
    if (axis == sizes.length - 1) {
      if (array instanceof boolean[] truths) {
        for (int i = 0; i < n; i++) {
          out.bytes()[position + i] = (byte) (truths[i] ? 1 : 0);
        }
      } else {
        System.arraycopy(array, 0, out.data(), position, n);
      }
      return position + n;
    }
    int next = position;
    for (int i = 0; i < n; i++) {
      next = load(row(array, i, axis), sizes, axis + 1, out, next);
    }
    return next;
  }

  private static Object row(Object array, int i, int axis) {
    Object row = Array.get(array, i);
    if (row == null) {
      throw new IllegalArgumentException(
          "Tensor.of: row " + i + " along axis " + axis + " is null");
    }
    return row;
  }

  /** The elements as an array of the tensor's rank; a scalar as a boxed number. */
  public static Object export(NdArray x) {
    NdArray all = x.contiguous();
    if (x.shape().rank() == 0) {
      return Array.get(box(all, all.offset(), 1), 0);
    }
    return export(all, 0, all.offset());
  }

  private static Object export(NdArray x, int axis, int position) {
    int n = x.shape().size(axis);
    if (axis == x.shape().rank() - 1) {
      return box(x, position, n);
    }
    Class<?> element = box(x, x.offset(), 0).getClass();
    for (int i = x.shape().rank() - 2; i > axis; i--) {
      element = element.arrayType();
    }
    Object out = Array.newInstance(element, n);
    int step = x.shape().last(x.shape().rank() - 1 - axis).elements();
    for (int i = 0; i < n; i++) {
      Array.set(out, i, export(x, axis + 1, position + i * step));
    }
    return out;
  }

  /** A run of elements as a Java array. */
  private static Object box(NdArray x, int from, int n) {
    return switch (x.dtype()) {
      case F32 -> Arrays.copyOfRange(x.floats(), from, from + n);
      case F64 -> Arrays.copyOfRange(x.doubles(), from, from + n);
      case I32 -> Arrays.copyOfRange(x.ints(), from, from + n);
      case I64 -> Arrays.copyOfRange(x.longs(), from, from + n);
      case BOOL -> {
        boolean[] out = new boolean[n];
        for (int i = 0; i < n; i++) {
          out[i] = x.bytes()[from + i] != 0;
        }
        yield out;
      }
    };
  }

  /** Whether types and elements are equal; NaN equals NaN, and 0 does not equal -0. */
  public static boolean equal(NdArray x, NdArray y) {
    if (!x.type().equals(y.type())) {
      return false;
    }
    Object a = x.whole();
    Object b = y.whole();
    return switch (x.dtype()) {
      case F32 -> Arrays.equals((float[]) a, (float[]) b);
      case F64 -> Arrays.equals((double[]) a, (double[]) b);
      case I32 -> Arrays.equals((int[]) a, (int[]) b);
      case I64 -> Arrays.equals((long[]) a, (long[]) b);
      case BOOL -> Arrays.equals((byte[]) a, (byte[]) b);
    };
  }

  /** Whether types are equal and elements close. */
  public static boolean close(NdArray x, NdArray y, double relative, double absolute) {
    if (!x.type().equals(y.type())) {
      return false;
    }
    NdArray a = x.contiguous();
    NdArray b = y.contiguous();
    for (int i = 0; i < x.shape().elements(); i++) {
      boolean close =
          x.dtype().isFloating()
              ? close(a.doubleAt(a.offset() + i), b.doubleAt(b.offset() + i), relative, absolute)
              : close(a.longAt(a.offset() + i), b.longAt(b.offset() + i), relative, absolute);
      if (!close) {
        return false;
      }
    }
    return true;
  }

  private static boolean close(double p, double q, double relative, double absolute) {
    return p == q
        || (Double.isNaN(p) && Double.isNaN(q))
        || (Math.abs(p - q) <= absolute + relative * Math.abs(q) && !Double.isInfinite(q));
  }

  /** The difference is taken before rounding, which would lose that of large numbers. */
  private static boolean close(long p, long q, double relative, double absolute) {
    long difference = p - q;
    boolean wrapped = ((p ^ q) & (p ^ difference)) < 0;
    double distance = wrapped ? Math.abs((double) p - q) : Math.abs((double) difference);
    return p == q || distance <= absolute + relative * Math.abs((double) q);
  }
}
