package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Index;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.Layout;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Regular parts of tensors, as views, and tensors around them. */
public final class Slicing {
  private Slicing() {}

  /**
   * Takes {@code size} elements of each trailing axis, from {@code start} on, {@code step} apart,
   * as a view.
   */
  record Slice(Axes start, Axes step, Axes size) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      Shape all = x.getFirst().shape();
      return List.of(
          x.getFirst().withShape(all.dropLast(size.size()).concat(Shape.of(size.toArray()))));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      int[] strides = x[0].strides();
      int batch = strides.length - size.size();
      int offset = x[0].offset();
      int[] sizes = x[0].shape().toArray();
      for (int i = 0; i < size.size(); i++) {
        offset += size.get(i) == 0 ? 0 : start.get(i) * strides[batch + i];
        strides[batch + i] *= step.get(i);
        sizes[batch + i] = size.get(i);
      }
      return new NdArray[] {x[0].view(Shape.of(sizes), strides, offset)};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      return Dispatch.apply(
          new Unslice(start, step, x.get(i).shape().last(size.size())), ct.getFirst());
    }
  }

  /**
   * The transpose of {@link Slice}: zeros of the trailing shape {@code full}, with the operand
   * where the slice was.
   */
  record Unslice(Axes start, Axes step, Shape full) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      Shape all = x.getFirst().shape();
      return List.of(x.getFirst().withShape(all.dropLast(full.rank()).concat(full)));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      Shape shape = x[0].shape();
      int batch = shape.rank() - full.rank();
      NdArray out = NdArray.zeros(x[0].type().withShape(shape.dropLast(full.rank()).concat(full)));
      int[] strides = out.strides();
      int offset = 0;
      for (int i = 0; i < full.rank(); i++) {
        offset += start.get(i) * strides[batch + i];
        strides[batch + i] *= step.get(i);
      }
      Layout.copy(
          x[0].data(), x[0].offset(), shape.toArray(), x[0].strides(), out.data(), offset, strides);
      return new NdArray[] {out};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      Axes size = Axes.of(x.get(i).shape().last(full.rank()).toArray());
      return Dispatch.apply(new Slice(start, step, size), ct.getFirst());
    }
  }

  /** {@code size} elements of one axis, from {@code start} on, {@code step} apart. */
  static Tensor sliceAxis(Tensor x, int axis, int start, int step, int size) {
    int[] starts = new int[x.shape().rank()];
    int[] steps = Axes.generate(starts.length, i -> 1).toArray();
    int[] sizes = x.shape().toArray();
    int normal = x.shape().axis(axis);
    starts[normal] = start;
    steps[normal] = step;
    sizes[normal] = size;
    return slice(x, starts, steps, sizes);
  }

  /**
   * Zeros around and between: the operand at {@code start}, its elements {@code step} apart, in the
   * trailing shape {@code full}.
   */
  static Tensor unslice(Tensor x, Axes start, Axes step, Shape full) {
    return Dispatch.apply(new Unslice(start, step, full), x);
  }

  /** The slice of the trailing axes from the first on of which not everything is taken. */
  private static Tensor slice(Tensor x, int[] start, int[] step, int[] size) {
    int first = 0;
    while (first < start.length
        && start[first] == 0
        && step[first] == 1
        && size[first] == x.shape().size(first)) {
      first++;
    }
    int skipped = first;
    int n = start.length - first;
    return n == 0
        ? x
        : Dispatch.apply(
            new Slice(
                Axes.generate(n, i -> start[skipped + i]),
                Axes.generate(n, i -> step[skipped + i]),
                Axes.generate(n, i -> size[skipped + i])),
            x);
  }

  /**
   * The part that the indices say; axes for which there is none are taken whole.
   *
   * @throws IllegalArgumentException if an index is out of bounds, there are more indices than
   *     axes, or more than one ellipsis
   */
  public static Tensor at(Tensor x, List<Index> indices) {
    Shape shape = x.shape();
    int rank = shape.rank();
    int taken =
        (int)
            indices.stream().filter(i -> i instanceof Index.At || i instanceof Index.Range).count();
    long ellipses = indices.stream().filter(Index.Ellipsis.class::isInstance).count();
    if (taken > rank || ellipses > 1) {
      throw new IllegalArgumentException(
          "at: "
              + (ellipses > 1
                  ? "only one ellipsis has a meaning, got "
                  : taken + " indices are too many for ")
              + (ellipses > 1 ? ellipses : "shape " + shape));
    }
    int[] start = new int[rank];
    int[] step = Axes.generate(rank, i -> 1).toArray();
    int[] size = shape.toArray();
    List<Integer> kept = new ArrayList<>();
    int axis = 0;
    for (Index index : indices) {
      switch (index) {
        case Index.At at -> {
          start[axis] = place(at.index(), axis, shape);
          size[axis++] = 1;
        }
        case Index.Range range -> {
          int n = shape.size(axis);
          long by = range.step();
          long from = bound(range.from(), by > 0 ? 0 : n - 1, n, by);
          long to = bound(range.to(), by > 0 ? n : -1, n, by);
          int count = (int) Math.max(0, Math.ceilDiv(to - from, by));
          start[axis] = count == 0 ? 0 : (int) from;
          step[axis] = count < 2 ? 1 : range.step();
          size[axis++] = count;
          kept.add(count);
        }
        case Index.NewAxis newAxis -> kept.add(1);
        case Index.Ellipsis ellipsis -> {
          for (int left = rank - taken; left > 0; left--) {
            kept.add(shape.size(axis++));
          }
        }
      }
    }
    while (axis < rank) {
      kept.add(shape.size(axis++));
    }
    Tensor part = slice(x, start, step, size);
    return Structure.reshapeCore(
        part, part.shape(), Shape.of(kept.stream().mapToInt(i -> i).toArray()));
  }

  /** A range of one axis. */
  public static Tensor slice(Tensor x, int axis, Index.Range range) {
    List<Index> indices =
        new ArrayList<>(Collections.nCopies(x.shape().axis("slice", axis), Index.all()));
    indices.add(range);
    return at(x, indices);
  }

  private static int place(int index, int axis, Shape shape) {
    int n = shape.size(axis);
    int place = index < 0 ? index + n : index;
    if (place < 0 || place >= n) {
      throw new IllegalArgumentException(
          "at: index " + index + " is out of bounds for axis " + axis + " of shape " + shape);
    }
    return place;
  }

  /** A bound of a range counted from the start and moved to the ends of the axis. */
  private static long bound(@Nullable Integer bound, int otherwise, int n, long step) {
    if (bound == null) {
      return otherwise;
    }
    long place = bound < 0 ? (long) bound + n : bound;
    return step > 0 ? Math.clamp(place, 0, n) : Math.clamp(place, -1, n - 1);
  }

  /** The elements of some axes in reverse order, of all without {@code axes}. */
  public static Tensor flip(Tensor x, int... axes) {
    int rank = x.shape().rank();
    Axes flipped = Reductions.normalAxes("flip", x, axes);
    int[] sizes = x.shape().toArray();
    int[] steps =
        Axes.generate(rank, i -> flipped.contains(i - rank) && sizes[i] > 1 ? -1 : 1).toArray();
    return slice(
        x, Axes.generate(rank, i -> steps[i] < 0 ? sizes[i] - 1 : 0).toArray(), steps, sizes);
  }

  /**
   * A frame around a tensor.
   *
   * @param low how many elements come before, for each axis
   * @param high how many come after
   * @param value what they are
   * @throws IllegalArgumentException if there is not one number for each axis, or one is negative
   */
  public static Tensor pad(Tensor x, Axes low, Axes high, double value) {
    Shape shape = x.shape();
    int rank = shape.rank();
    if (low.size() != rank || high.size() != rank) {
      throw new IllegalArgumentException(
          "pad: low " + low + " and high " + high + " need one number for each axis of " + shape);
    }
    int[] sizes = new int[rank];
    for (int i = 0; i < rank; i++) {
      long size = (long) low.get(i) + shape.size(i) + high.get(i);
      if (low.get(i) < 0 || high.get(i) < 0 || size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "pad: axis "
                + i
                + " of "
                + shape
                + " cannot get "
                + low.get(i)
                + " elements before and "
                + high.get(i)
                + " after it: give 0 or more, and at most 2^31 - 1 in all");
      }
      sizes[i] = (int) size;
    }
    Shape full = Shape.of(sizes);
    if (full.equals(shape)) {
      return x;
    }
    Axes ones = Axes.generate(rank, i -> 1);
    Tensor zeros = unslice(x, low, ones, full);
    if (value == 0) {
      return zeros;
    }
    Tensor inside = Broadcasting.broadcastTo(NdArray.scalar(DType.BOOL, 1), shape);
    return Masking.where(unslice(inside, low, ones, full), zeros, x.constant(value));
  }

  /**
   * Diagonal {@code k} of the last two axes, above the main one for {@code k > 0}; of a vector the
   * matrix that has it there and is 0 elsewhere.
   *
   * @throws IllegalArgumentException if {@code x} is a scalar
   */
  public static Tensor diag(Tensor x, int k) {
    Shape shape = x.shape();
    if (shape.rank() == 0) {
      throw new IllegalArgumentException(
          "diag needs a vector, a matrix or a stack of them, got " + x.type());
    }
    return shape.rank() == 1 ? diagonalMatrix(x, k) : diagonal(x, k);
  }

  /** In a row-major matrix the diagonal is every (columns + 1)-th element. */
  private static Tensor diagonal(Tensor x, int k) {
    int rows = x.shape().size(-2);
    int columns = x.shape().size(-1);
    int n = (int) Math.max(0, Math.min(rows + Math.min(k, 0L), columns - Math.max(k, 0L)));
    Shape core = x.shape().last(2);
    Tensor flat = Structure.reshapeCore(x, core, Shape.of(core.elements()));
    int start = n == 0 ? 0 : k >= 0 ? k : -k * columns;
    return sliceAxis(flat, -1, start, n < 2 ? 1 : columns + 1, n);
  }

  private static Tensor diagonalMatrix(Tensor x, int k) {
    long size = x.shape().size(0) + Math.abs((long) k);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "diag: a matrix with "
              + x.shape()
              + " on diagonal "
              + k
              + " has more than 2^31 - 1 rows");
    }
    int n = (int) size;
    Shape square = Shape.of(n, n);
    int start = k >= 0 ? k : -k * n;
    Tensor flat =
        Dispatch.apply(
            new Unslice(
                Axes.of(start),
                Axes.of(x.shape().size(0) < 2 ? 1 : n + 1),
                Shape.of(square.elements())),
            x);
    return Structure.reshapeCore(flat, flat.shape(), square);
  }
}
