package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.Parallel;
import cotangent.kernel.Reduce;
import cotangent.transform.Dispatch;
import java.util.Arrays;
import java.util.List;

/** Sums and what follows from them. Axes may be negative; no axes at all means all of them. */
public final class Reductions {
  private Reductions() {}

  /** The sum over axes that count from the end, which are removed. */
  public record Sum(Axes axes) implements Linear, Strided {
    /** From this many elements on, a second thread is worth its start. */
    private static final int GRAIN = 1 << 17;

    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst().withShape(reduced(x.getFirst().shape())));
    }

    private Shape reduced(Shape shape) {
      int[] kept = new int[shape.rank() - axes.size()];
      int next = 0;
      for (int axis = -shape.rank(); axis < 0; axis++) {
        if (!axes.contains(axis)) {
          kept[next++] = shape.size(axis);
        }
      }
      return Shape.of(kept);
    }

    @SuppressWarnings("exports") // for the library alone
    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray out = NdArray.zeros(x[0].type().withShape(reduced(x[0].shape())));
      Blocks blocks = Blocks.of(x[0], axes);
      NdArray in = blocks.array();
      int inner = blocks.inner();
      int n = blocks.reduced();
      Parallel.ranges(
          blocks.outer(),
          Math.max(1, GRAIN / Math.max(1, n * inner)),
          (first, last) -> {
            for (int i = first; i < last; i++) {
              int from = in.offset() + i * n * inner;
              if (inner == 1) {
                row(in, from, n, out, i);
              } else {
                rows(in, from, n, inner, out, i * inner);
              }
            }
          });
      return new NdArray[] {out};
    }

    private static void row(NdArray x, int from, int n, NdArray y, int to) {
      switch (x.dtype()) {
        case F32 -> y.floats()[to] = Reduce.sum(x.floats(), from, n);
        case F64 -> y.doubles()[to] = Reduce.sum(x.doubles(), from, n);
        case I32 -> y.ints()[to] = Reduce.sum(x.ints(), from, n);
        case I64 -> y.longs()[to] = Reduce.sum(x.longs(), from, n);
        case BOOL -> throw new AssertionError("sums of truth values are counted in I64");
      }
    }

    private static void rows(NdArray x, int from, int n, int inner, NdArray y, int to) {
      switch (x.dtype()) {
        case F32 -> Reduce.sumOuter(x.floats(), from, n, inner, y.floats(), to);
        case F64 -> Reduce.sumOuter(x.doubles(), from, n, inner, y.doubles(), to);
        case I32 -> Reduce.sumOuter(x.ints(), from, n, inner, y.ints(), to);
        case I64 -> Reduce.sumOuter(x.longs(), from, n, inner, y.longs(), to);
        case BOOL -> throw new AssertionError("sums of truth values are counted in I64");
      }
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      Shape shape = x.get(i).shape();
      int first = Arrays.stream(axes.toArray()).min().orElse(0);
      Shape core = shape.last(-first);
      int[] ones = core.toArray();
      for (int axis : axes.toArray()) {
        ones[ones.length + axis] = 1;
      }
      Shape kept = Shape.of(ones);
      Tensor spread =
          Structure.reshapeCore(
              ct.getFirst(), ct.getFirst().shape().last(core.rank() - axes.size()), kept);
      return kept.equals(core)
          ? spread
          : Dispatch.apply(new Broadcasting.Broadcast(kept, core), spread);
    }
  }

  /**
   * A contiguous array as outer x reduced x inner, with the reduced axes in one block.
   *
   * @param array the elements, permuted where the axes were not neighbours
   */
  record Blocks(NdArray array, int outer, int reduced, int inner) {
    static Blocks of(NdArray x, Axes axes) {
      int rank = x.shape().rank();
      int[] sorted = Arrays.stream(axes.toArray()).map(axis -> axis + rank).sorted().toArray();
      boolean block =
          sorted.length == 0 || sorted[sorted.length - 1] - sorted[0] == sorted.length - 1;
      if (!block) {
        int[] order = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
          if (!axes.contains(axis - rank)) {
            order[next++] = axis;
          }
        }
        System.arraycopy(sorted, 0, order, next, sorted.length);
        NdArray permuted =
            new Structure.Transpose(Axes.of(order)).evaluate(new NdArray[] {x})[0].contiguous();
        int reduced = permuted.shape().last(sorted.length).elements();
        return new Blocks(
            permuted, permuted.shape().dropLast(sorted.length).elements(), reduced, 1);
      }
      NdArray array = x.contiguous();
      int from = sorted.length == 0 ? rank : sorted[0];
      int outer = 1;
      int reduced = 1;
      int inner = 1;
      for (int axis = 0; axis < rank; axis++) {
        int size = array.shape().size(axis);
        if (axis < from) {
          outer *= size;
        } else if (axis < from + sorted.length) {
          reduced *= size;
        } else {
          inner *= size;
        }
      }
      return new Blocks(array, outer, reduced, inner);
    }
  }

  static Tensor sumCore(Tensor x, Axes axes) {
    return axes.size() == 0 ? x : Dispatch.apply(new Sum(axes), x);
  }

  /** The axes counted from the end, each once; none given means all. */
  static Axes normalAxes(String name, Tensor x, int... axes) {
    Shape shape = x.shape();
    int rank = shape.rank();
    if (axes.length == 0) {
      return Axes.generate(rank, i -> i - rank);
    }
    int[] normal =
        Arrays.stream(axes).map(axis -> shape.axis(name, axis) - rank).sorted().toArray();
    if (Arrays.stream(normal).distinct().count() != normal.length) {
      throw new IllegalArgumentException(
          name + ": axes " + Arrays.toString(axes) + " of shape " + shape + " name an axis twice");
    }
    return Axes.of(normal);
  }

  /**
   * The sum over some axes, which are removed; over all without {@code axes}. Truth values are
   * counted, in I64.
   *
   * @throws IllegalArgumentException if an axis does not exist or is named twice
   */
  public static Tensor sum(Tensor x, int... axes) {
    Tensor numbers = x.dtype() == DType.BOOL ? x.cast(DType.I64) : x;
    return sumCore(numbers, normalAxes("sum", x, axes));
  }

  /**
   * The mean over some axes, over all without {@code axes}; NaN where there are no elements.
   *
   * @throws IllegalArgumentException if the tensor is not floating-point, or for axes as in {@link
   *     #sum}
   */
  public static Tensor mean(Tensor x, int... axes) {
    Rows.requireFloating("mean", x);
    Axes normal = normalAxes("mean", x, axes);
    return sumCore(x, normal).div(count(x, normal));
  }

  private static int count(Tensor x, Axes axes) {
    int count = 1;
    for (int axis : axes.toArray()) {
      count *= x.shape().size(axis);
    }
    return count;
  }

  /**
   * The Euclidean norm of the last axis, which is removed. The derivative is x / norm, and 0 where
   * the norm is 0.
   */
  record Norm() implements Custom, Strided {
    private static final Pointwise DIRECTION =
        Pointwise.of(
            "direction", (x, y) -> Scalar.select(y.eq(Scalar.of(0)), Scalar.of(0), x.div(y)));

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
          case F32 -> out.floats()[i] = cotangent.kernel.Norm.norm(in.floats(), at, n);
          case F64 -> out.doubles()[i] = cotangent.kernel.Norm.norm(in.doubles(), at, n);
          case I32, I64, BOOL -> throw new AssertionError("norms of integers are refused before");
        }
      }
      return new NdArray[] {out};
    }

    @Override
    public List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx) {
      return List.of(Rows.sum(direction(x, y).mul(dx.getFirst())));
    }

    @Override
    public List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct) {
      return List.of(direction(x, y).mul(Rows.column(ct.getFirst())));
    }

    private static Tensor direction(List<Tensor> x, List<Tensor> y) {
      return DIRECTION.apply(x.getFirst(), Rows.column(y.getFirst()));
    }
  }

  /** The Euclidean norm over some axes, over all without {@code axes}. */
  public static Tensor norm(Tensor x, int... axes) {
    Rows.requireFloating("norm", x);
    return Dispatch.apply(new Norm(), Rows.of(x, normalAxes("norm", x, axes)));
  }

  /** The deviations from the mean over some axes. */
  private static Tensor deviations(String name, Tensor x, Axes axes, int correction) {
    int n = count(x, axes);
    if (correction < 0 || (correction > 0 && correction >= n)) {
      throw new IllegalArgumentException(
          name
              + ": the correction must be at least 0 and less than the number of elements, got "
              + correction
              + " for "
              + n
              + " elements over axes "
              + axes
              + " of "
              + x.shape());
    }
    Tensor mean = mean(x, axes.toArray());
    return x.sub(Structure.expandDims(mean, axes.toArray()));
  }

  /**
   * The mean square deviation from the mean, in two passes.
   *
   * @param axes the axes to reduce, all of them if empty
   * @param correction is subtracted from the number of elements in the divisor
   * @throws IllegalArgumentException if the tensor is not floating-point or no divisor is left
   */
  public static Tensor variance(Tensor x, Axes axes, int correction) {
    Rows.requireFloating("variance", x);
    Axes normal = normalAxes("variance", x, axes.toArray());
    Tensor squares = deviations("variance", x, normal, correction).square();
    return sumCore(squares, normal).div(count(x, normal) - correction);
  }

  /**
   * The root of the {@link #variance}, as a norm: the derivative is 0 where all elements are equal.
   *
   * @param axes the axes to reduce, all of them if empty
   * @param correction is subtracted from the number of elements in the divisor
   * @throws IllegalArgumentException if the tensor is not floating-point or no divisor is left
   */
  public static Tensor std(Tensor x, Axes axes, int correction) {
    Rows.requireFloating("std", x);
    Axes normal = normalAxes("std", x, axes.toArray());
    Tensor norm = norm(deviations("std", x, normal, correction), normal.toArray());
    return norm.div(Math.sqrt(count(x, normal) - correction));
  }

  /** Whether any element over some axes is true. */
  public static Tensor any(Tensor x, int... axes) {
    requireTruth("any", x);
    return sum(x, axes).ne(0);
  }

  /** Whether all elements over some axes are true. */
  public static Tensor all(Tensor x, int... axes) {
    requireTruth("all", x);
    return sum(x.not(), axes).eq(0);
  }

  private static void requireTruth(String name, Tensor x) {
    if (x.dtype() != DType.BOOL) {
      throw new IllegalArgumentException(
          name + " needs truth values, got " + x.type() + ": compare first, such as with ne(0)");
    }
  }
}
