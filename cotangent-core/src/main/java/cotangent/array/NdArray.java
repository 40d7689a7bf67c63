package cotangent.array;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * A tensor with elements: a heap array seen through a shape, strides and an offset, all counted in
 * elements. Several of them share one array when some are views of others; none of them ever writes
 * to it after its kernel has returned.
 */
public final class NdArray implements Tensor {
  private final TensorType type;
  private final Object data;
  private final int offset;

  /** Null when the elements lie in row-major order without gaps. */
  private final int @Nullable [] strides;

  private NdArray(TensorType type, Object data, int offset, int @Nullable [] strides) {
    this.type = type;
    this.data = data;
    this.offset = offset;
    this.strides = strides;
  }

  /** A contiguous tensor over a whole array, which the caller gives up. */
  public static NdArray wrap(TensorType type, Object data) {
    return new NdArray(type, data, 0, null);
  }

  /** A contiguous tensor of zeros. */
  public static NdArray zeros(TensorType type) {
    return wrap(type, allocate(type.dtype(), type.shape().elements()));
  }

  /** A scalar with the value that results from Java's conversion of {@code value} to the dtype. */
  public static NdArray scalar(DType dtype, double value) {
    Object data =
        switch (dtype) {
          case F32 -> new float[] {(float) value};
          case F64 -> new double[] {value};
          case I32 -> new int[] {(int) value};
          case I64 -> new long[] {(long) value};
          case BOOL -> new byte[] {(byte) (value != 0 ? 1 : 0)};
        };
    return wrap(new TensorType(dtype, Shape.SCALAR), data);
  }

  /** A new array of the dtype's storage type, filled with zeros. */
  public static Object allocate(DType dtype, int elements) {
    return switch (dtype) {
      case F32 -> new float[elements];
      case F64 -> new double[elements];
      case I32 -> new int[elements];
      case I64 -> new long[elements];
      case BOOL -> new byte[elements];
    };
  }

  /** The same elements through another shape, other strides and another offset. */
  public NdArray view(Shape shape, int[] strides, int offset) {
    return new NdArray(
        type.withShape(shape), data, offset, Layout.isRowMajor(shape, strides) ? null : strides);
  }

  /** The same contiguous elements in another shape of as many elements. */
  public NdArray reshaped(Shape shape) {
    return new NdArray(type.withShape(shape), data, offset, null);
  }

  /**
   * This tensor if its elements lie in row-major order without gaps, and else a copy for which that
   * holds.
   */
  public NdArray contiguous() {
    if (strides == null) {
      return this;
    }
    NdArray copy = zeros(type);
    Layout.copy(
        data, offset, type.shape().toArray(), strides, copy.data, 0, Layout.rowMajor(type.shape()));
    return copy;
  }

  /** Whether the elements lie in row-major order without gaps, from {@link #offset()} on. */
  public boolean isContiguous() {
    return strides == null;
  }

  /** Whether the elements fill the whole array from its start in row-major order. */
  public boolean isWhole() {
    return strides == null && offset == 0 && length(data) == type.shape().elements();
  }

  private static int length(Object array) {
    return java.lang.reflect.Array.getLength(array);
  }

  /**
   * The elements in row-major order in an array of their own, or the storage itself where it is
   * just that.
   */
  public Object whole() {
    if (isWhole()) {
      return data;
    }
    return copied();
  }

  /** The elements in row-major order in a new array. */
  public Object copied() {
    Object copy = allocate(type.dtype(), type.shape().elements());
    Layout.copy(
        data, offset, type.shape().toArray(), strides(), copy, 0, Layout.rowMajor(type.shape()));
    return copy;
  }

  /**
   * The storage: a {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or {@code
   * byte[]}. Read only.
   */
  public Object data() {
    return data;
  }

  /** The storage of an F32 tensor. */
  public float[] floats() {
    return (float[]) data;
  }

  /** The storage of an F64 tensor. */
  public double[] doubles() {
    return (double[]) data;
  }

  /** The storage of an I32 tensor. */
  public int[] ints() {
    return (int[]) data;
  }

  /** The storage of an I64 tensor. */
  public long[] longs() {
    return (long[]) data;
  }

  /** The storage of a BOOL tensor. */
  public byte[] bytes() {
    return (byte[]) data;
  }

  /** The position of the first element in the storage. */
  public int offset() {
    return offset;
  }

  /** The distance in the storage between neighbours along each axis. */
  public int[] strides() {
    return strides == null ? Layout.rowMajor(type.shape()) : strides.clone();
  }

  /** The distance in the storage between neighbours along one axis. */
  public int stride(int axis) {
    return strides()[type.shape().axis(axis)];
  }

  /** The element at a position of the storage, as a double. */
  public double doubleAt(int position) {
    return switch (type.dtype()) {
      case F32 -> floats()[position];
      case F64 -> doubles()[position];
      case I32 -> ints()[position];
      case I64 -> longs()[position];
      case BOOL -> bytes()[position];
    };
  }

  /** The element at a position of the storage, as a long: floating-point values are truncated. */
  public long longAt(int position) {
    return switch (type.dtype()) {
      case F32 -> (long) floats()[position];
      case F64 -> (long) doubles()[position];
      case I32 -> ints()[position];
      case I64 -> longs()[position];
      case BOOL -> bytes()[position];
    };
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
