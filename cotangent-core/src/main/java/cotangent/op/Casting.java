package cotangent.op;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.List;

/** Changes of the dtype. */
public final class Casting {
  private Casting() {}

  /** A change between floating-point types. */
  record Cast(DType to) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst().withDType(to));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      return new NdArray[] {converted(x[0], to)};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      return cast(ct.getFirst(), x.get(i).dtype());
    }
  }

  /** A change from or to a type that carries no derivative. */
  record Convert(DType to) implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst().withDType(to));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      return new NdArray[] {converted(x[0], to)};
    }
  }

  private static NdArray converted(NdArray x, DType to) {
    NdArray from = x.contiguous();
    NdArray out = NdArray.zeros(x.type().withDType(to));
    Conversion.convert(from.data(), from.offset(), out.data(), x.shape().elements());
    return out;
  }

  /** The elements converted to another dtype. */
  public static Tensor cast(Tensor x, DType to) {
    if (x.dtype() == to) {
      return x;
    }
    return Dispatch.apply(
        x.dtype().isFloating() && to.isFloating() ? new Cast(to) : new Convert(to), x);
  }
}
