package cotangent.op;

import cotangent.DType;
import cotangent.Shape;
import cotangent.TensorType;
import cotangent.array.NdArray;

/**
 * What a kernel sees of a tensor: all elements in row-major order in an array that starts at index
 * 0. Kernels read those of operands and write those of results.
 */
public final class Buffer {
  private final TensorType type;
  private final Object data;

  private Buffer(TensorType type, Object data) {
    this.type = type;
    this.data = data;
  }

  static Buffer reading(NdArray x) {
    return new Buffer(x.type(), x.whole());
  }

  static Buffer writing(TensorType type) {
    return new Buffer(type, NdArray.allocate(type.dtype(), type.shape().elements()));
  }

  NdArray toArray() {
    return NdArray.wrap(type, data);
  }

  /** The shape, with any leading batch axes. */
  public Shape shape() {
    return type.shape();
  }

  /** The type of the elements. */
  public DType dtype() {
    return type.dtype();
  }

  /** The elements of an F32 tensor. */
  public float[] floats() {
    return (float[]) data;
  }

  /** The elements of an F64 tensor. */
  public double[] doubles() {
    return (double[]) data;
  }

  /** The elements of an I32 tensor. */
  public int[] ints() {
    return (int[]) data;
  }

  /** The elements of an I64 tensor. */
  public long[] longs() {
    return (long[]) data;
  }

  /** The elements of a BOOL tensor, 0 or 1. */
  public byte[] bytes() {
    return (byte[]) data;
  }

  /** One element as a double, whatever the dtype (an I64 loses bits beyond 2^53). */
  public double get(int i) {
    return switch (dtype()) {
      case F32 -> floats()[i];
      case F64 -> doubles()[i];
      case I32 -> ints()[i];
      case I64 -> longs()[i];
      case BOOL -> bytes()[i];
    };
  }

  /** Sets one element, converted to the dtype as Java converts a double. */
  public void set(int i, double value) {
    switch (dtype()) {
      case F32 -> floats()[i] = (float) value;
      case F64 -> doubles()[i] = value;
      case I32 -> ints()[i] = (int) value;
      case I64 -> longs()[i] = (long) value;
      case BOOL -> bytes()[i] = (byte) (value != 0 ? 1 : 0);
    }
  }
}
