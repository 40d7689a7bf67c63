package cotangent.op;

import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the kernels of ops on tensors that have elements. */
public final class Evaluation {
  private Evaluation() {}

  /** The results of an op for operands that no transformation interprets. */
  public static Tensor[] evaluate(Op op, Tensor[] x) {
    if (op instanceof Call call) {
      return call.evaluate(x);
    }
    NdArray[] arrays = new NdArray[x.length];
    for (int i = 0; i < x.length; i++) {
      arrays[i] = (NdArray) x[i];
    }
    if (op instanceof Pointwise pointwise) {
      return pointwise(pointwise, arrays);
    }
    if (op instanceof Strided strided) {
      return strided.evaluate(arrays);
    }
    List<Buffer> in = new ArrayList<>();
    List<TensorType> types = new ArrayList<>();
    for (NdArray array : arrays) {
      in.add(Buffer.reading(array));
      types.add(array.type());
    }
    List<Buffer> out = op.types(types).stream().map(Buffer::writing).toList();
    op.kernel(in, out);
    return out.stream().map(Buffer::toArray).toArray(Tensor[]::new);
  }

  /** The results of the formulas of a pointwise op. */
  static NdArray[] pointwise(Pointwise op, NdArray[] x) {
    Shape shape = x[0].shape();
    for (NdArray operand : x) {
      if (!operand.shape().equals(shape)) {
        throw new IllegalArgumentException(
            op.name() + " needs operands of one shape, got " + shape + " and " + operand.shape());
      }
    }
    try {
      return op.program(x).run(shape, x);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          op.name()
              + " of "
              + Arrays.stream(x).map(NdArray::type).toList()
              + ": "
              + e.getMessage());
    }
  }
}
