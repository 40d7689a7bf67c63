package cotangent.op;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.array.Sequences;
import cotangent.transform.Dispatch;
import java.util.List;

/** One value or another for each element. */
public final class Masking {
  private Masking() {}

  /** {@code condition ? a : b}, linear in both values. */
  record Where() implements Linear, Strided {
    /** The selection as a formula: its loops serve as the kernel. */
    private static final Pointwise SELECT =
        Pointwise.of("where", (c, a, b) -> Scalar.select(c, a, b));

    @Override
    public boolean linearIn(int i) {
      return i > 0;
    }

    @Override
    public List<TensorType> types(List<TensorType> x) {
      return SELECT.types(x);
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      return Evaluation.pointwise(SELECT, x);
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      Tensor zero = Broadcasting.broadcastTo(NdArray.scalar(x.get(i).dtype(), 0), x.get(i).shape());
      Tensor c = ct.getFirst();
      return Dispatch.apply(this, x.getFirst(), i == 1 ? c : zero, i == 1 ? zero : c);
    }
  }

  /** {@code condition ? a : b} for each element. */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    if (condition.dtype() != DType.BOOL || a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          "where needs a BOOL condition and two values of one dtype, got "
              + condition.type()
              + ", "
              + a.type()
              + " and "
              + b.type());
    }
    return Dispatch.apply(
        new Where(), Broadcasting.together("where", new Tensor[] {condition, a, b}));
  }

  /**
   * The last two axes with 0 above diagonal {@code k}.
   *
   * @throws IllegalArgumentException if there are fewer than two axes
   */
  public static Tensor tril(Tensor x, int k) {
    return where(lower("tril", x, k), x, NdArray.scalar(x.dtype(), 0));
  }

  /**
   * The last two axes with 0 below diagonal {@code k}.
   *
   * @throws IllegalArgumentException if there are fewer than two axes
   */
  public static Tensor triu(Tensor x, int k) {
    return where(lower("triu", x, k - 1L), NdArray.scalar(x.dtype(), 0), x);
  }

  /** Whether a place of the last two axes lies on diagonal {@code k} or below it. */
  private static Tensor lower(String name, Tensor x, long k) {
    Shape shape = x.shape();
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          name + " needs a matrix or a stack of them, got " + x.type());
    }
    Tensor rows = Casting.cast(Sequences.arange(0, shape.size(-2), 1), DType.I64);
    Tensor columns = Casting.cast(Sequences.arange(0, shape.size(-1), 1), DType.I64);
    return columns.le(rows.expandDims(1).add(Tensor.of(k)));
  }
}
