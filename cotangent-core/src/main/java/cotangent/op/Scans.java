package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.Scan;
import cotangent.transform.Dispatch;
import java.util.List;

/** Running sums, running products, and products, which derive from these. */
public final class Scans {
  private Scans() {}

  /** The sums of the elements of the last axis up to each, or from each on. */
  record CumSum(boolean reverse) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return x;
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray in = x[0].contiguous();
      NdArray out = NdArray.zeros(in.type());
      int n = Rows.length(in);
      for (int i = 0; i < Rows.count(in); i++) {
        int from = in.offset() + i * n;
        switch (in.dtype()) {
          case F32 -> Scan.sums(in.floats(), from, n, reverse, out.floats(), i * n);
          case F64 -> Scan.sums(in.doubles(), from, n, reverse, out.doubles(), i * n);
          case I32 -> Scan.sums(in.ints(), from, n, reverse, out.ints(), i * n);
          case I64 -> Scan.sums(in.longs(), from, n, reverse, out.longs(), i * n);
          case BOOL -> throw new AssertionError("sums of truth values are counted in I64");
        }
      }
      return new NdArray[] {out};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      return Dispatch.apply(new CumSum(!reverse), ct.getFirst());
    }
  }

  /**
   * {@code y[i] = a[i] y[i-1] + b[i]} along the last axis, from {@code y[0] = b[0]}, or the same
   * from the end. Tangent and cotangent obey such a recurrence, too: this op is closed under
   * differentiation, divides by nothing, and so is right for zeros to every order.
   */
  record Recurrence(boolean reverse) implements Custom, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return x.subList(0, 1);
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray a = x[0].contiguous();
      NdArray b = x[1].contiguous();
      NdArray out = NdArray.zeros(a.type());
      int n = Rows.length(a);
      for (int i = 0; i < Rows.count(a); i++) {
        int ao = a.offset() + i * n;
        int bo = b.offset() + i * n;
        int yo = i * n;
        switch (a.dtype()) {
          case F32 -> Scan.recurrence(a.floats(), ao, b.floats(), bo, n, reverse, out.floats(), yo);
          case F64 ->
              Scan.recurrence(a.doubles(), ao, b.doubles(), bo, n, reverse, out.doubles(), yo);
          case I32 -> Scan.recurrence(a.ints(), ao, b.ints(), bo, n, reverse, out.ints(), yo);
          case I64 -> Scan.recurrence(a.longs(), ao, b.longs(), bo, n, reverse, out.longs(), yo);
          case BOOL -> throw new AssertionError("products of truth values are refused before");
        }
      }
      return new NdArray[] {out};
    }

    @Override
    public List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx) {
      Tensor b = delayed(y.getFirst(), reverse).mul(dx.get(0)).add(dx.get(1));
      return List.of(Dispatch.apply(this, x.getFirst(), b));
    }

    @Override
    public List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct) {
      Tensor b =
          Dispatch.apply(new Recurrence(!reverse), delayed(x.getFirst(), !reverse), ct.getFirst());
      return List.of(delayed(y.getFirst(), reverse).mul(b), b);
    }
  }

  /** Each element moved on by one place along the last axis, 0 in the place that gets free. */
  private static Tensor delayed(Tensor x, boolean reverse) {
    int n = x.shape().size(-1);
    if (n == 0) {
      return x;
    }
    Tensor kept = Slicing.sliceAxis(x, -1, reverse ? 1 : 0, 1, n - 1);
    return Slicing.unslice(kept, Axes.of(reverse ? 0 : 1), Axes.of(1), Shape.of(n));
  }

  /** For each element of the last axis the product of those before it, reversed of those after. */
  private static Tensor before(Tensor x, boolean reverse) {
    int n = x.shape().size(-1);
    if (n == 0) {
      return x;
    }
    Tensor one = Broadcasting.broadcastTo(x.constant(1), Shape.of(1));
    Tensor first = Slicing.unslice(one, Axes.of(reverse ? n - 1 : 0), Axes.of(1), Shape.of(n));
    return Dispatch.apply(
        new Recurrence(reverse), delayed(x, reverse), Broadcasting.broadcastTo(first, x.shape()));
  }

  /**
   * The product of the last axis, which is removed. The derivative by an element is the product of
   * the others, without a division.
   */
  record Prod() implements Custom, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return Rows.reduced(x);
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray in = x[0].contiguous();
      NdArray out = NdArray.zeros(Rows.reduced(List.of(in.type())).getFirst());
      int n = Rows.length(in);
      for (int i = 0, at = in.offset(); i < Rows.count(in); i++, at += n) {
        switch (in.dtype()) {
          case F32 -> out.floats()[i] = Scan.product(in.floats(), at, n);
          case F64 -> out.doubles()[i] = Scan.product(in.doubles(), at, n);
          case I32 -> out.ints()[i] = Scan.product(in.ints(), at, n);
          case I64 -> out.longs()[i] = Scan.product(in.longs(), at, n);
          case BOOL -> throw new AssertionError("products of truth values are refused before");
        }
      }
      return new NdArray[] {out};
    }

    @Override
    public List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx) {
      return List.of(Rows.sum(others(x.getFirst()).mul(dx.getFirst())));
    }

    @Override
    public List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct) {
      return List.of(others(x.getFirst()).mul(Rows.column(ct.getFirst())));
    }

    private static Tensor others(Tensor x) {
      return before(x, false).mul(before(x, true));
    }
  }

  /** The product over some axes, over all without {@code axes}; 1 of no elements. */
  public static Tensor prod(Tensor x, int... axes) {
    Rows.requireNumeric("prod", x);
    return Dispatch.apply(new Prod(), Rows.of(x, Reductions.normalAxes("prod", x, axes)));
  }

  /** The sums of the elements of an axis up to each; truth values are counted, in I64. */
  public static Tensor cumSum(Tensor x, int axis) {
    int normal = x.shape().axis("cumSum", axis);
    Tensor numbers = x.dtype() == DType.BOOL ? x.cast(DType.I64) : x;
    Tensor sums = Dispatch.apply(new CumSum(false), Structure.moveAxis(numbers, normal, -1));
    return Structure.moveAxis(sums, -1, normal);
  }

  /** The products of the elements of an axis up to each. */
  public static Tensor cumProd(Tensor x, int axis) {
    Rows.requireNumeric("cumProd", x);
    int normal = x.shape().axis("cumProd", axis);
    Tensor rows = Structure.moveAxis(x, normal, -1);
    int n = rows.shape().size(-1);
    if (n == 0) {
      return x;
    }
    Tensor first = Slicing.sliceAxis(rows, -1, 0, 1, 1);
    Tensor start = Slicing.unslice(first, Axes.of(0), Axes.of(1), Shape.of(n));
    return Structure.moveAxis(Dispatch.apply(new Recurrence(false), rows, start), -1, normal);
  }
}
