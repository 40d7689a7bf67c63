package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.ArgReduce;
import cotangent.transform.Dispatch;
import java.util.List;

/**
 * Maxima and minima: the place of the extreme is found first, which has no derivative, and the
 * element there taken, so that the derivative belongs to the first of equal elements. NaN is larger
 * and smaller than everything.
 */
public final class Extremes {
  private Extremes() {}

  /** The place of the largest element along the last axis, which is removed: I32. */
  record ArgMax() implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(Rows.reduced(x).getFirst().withDType(DType.I32));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray rows = x[0].contiguous();
      NdArray out = NdArray.zeros(types(List.of(rows.type())).getFirst());
      int[] places = out.ints();
      int n = Rows.length(rows);
      for (int i = 0, at = rows.offset(); i < places.length; i++, at += n) {
        places[i] =
            switch (rows.dtype()) {
              case F32 -> ArgReduce.argMax(rows.floats(), at, n);
              case F64 -> ArgReduce.argMax(rows.doubles(), at, n);
              case I32 -> ArgReduce.argMax(rows.ints(), at, n);
              case I64 -> ArgReduce.argMax(rows.longs(), at, n);
              case BOOL -> throw new AssertionError("argMax of truth values is refused before");
            };
      }
      return new NdArray[] {out};
    }
  }

  /** The place of the smallest element along the last axis, which is removed: I32. */
  record ArgMin() implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(Rows.reduced(x).getFirst().withDType(DType.I32));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray rows = x[0].contiguous();
      NdArray out = NdArray.zeros(types(List.of(rows.type())).getFirst());
      int[] places = out.ints();
      int n = Rows.length(rows);
      for (int i = 0, at = rows.offset(); i < places.length; i++, at += n) {
        places[i] =
            switch (rows.dtype()) {
              case F32 -> ArgReduce.argMin(rows.floats(), at, n);
              case F64 -> ArgReduce.argMin(rows.doubles(), at, n);
              case I32 -> ArgReduce.argMin(rows.ints(), at, n);
              case I64 -> ArgReduce.argMin(rows.longs(), at, n);
              case BOOL -> throw new AssertionError("argMin of truth values is refused before");
            };
      }
      return new NdArray[] {out};
    }
  }

  /** The element of each row at a place of that row. */
  static Tensor pick(Tensor rows, Tensor places) {
    Tensor picked = Indexing.gather(rows, -1, Rows.column(places));
    return Structure.reshapeCore(picked, Shape.of(1), Shape.SCALAR);
  }

  private static Tensor rows(String name, Tensor x, int... axes) {
    Rows.requireNumeric(name, x);
    Axes normal = Reductions.normalAxes(name, x, axes);
    Rows.requireElements(name, x, normal);
    return Rows.of(x, normal);
  }

  /** The largest element over some axes, over all without {@code axes}. */
  public static Tensor max(Tensor x, int... axes) {
    Tensor rows = rows("max", x, axes);
    return pick(rows, Dispatch.apply(new ArgMax(), rows));
  }

  /** The smallest element over some axes, over all without {@code axes}. */
  public static Tensor min(Tensor x, int... axes) {
    Tensor rows = rows("min", x, axes);
    return pick(rows, Dispatch.apply(new ArgMin(), rows));
  }

  /** The place of the first largest element over some axes, counted in row-major order. */
  public static Tensor argMax(Tensor x, int... axes) {
    return Dispatch.apply(new ArgMax(), rows("argMax", x, axes));
  }

  /** The place of the first smallest element over some axes, counted in row-major order. */
  public static Tensor argMin(Tensor x, int... axes) {
    return Dispatch.apply(new ArgMin(), rows("argMin", x, axes));
  }
}
