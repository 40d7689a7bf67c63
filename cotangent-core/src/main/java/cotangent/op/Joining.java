package cotangent.op;

import cotangent.Axes;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.Layout;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.Arrays;
import java.util.List;

/** Tensors put together along an axis, repeated along one, and taken apart again. */
public final class Joining {
  private Joining() {}

  /** Joins operands along an axis that counts from the end. */
  record Concat(int axis) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      long sum = x.stream().mapToLong(type -> type.shape().size(axis)).sum();
      if (sum > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "concat: the axis would have size "
                + sum
                + ", more than 2^31 - 1, the most that one tensor can hold");
      }
      return List.of(x.getFirst().withShape(x.getFirst().shape().with(axis, (int) sum)));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray out = NdArray.zeros(types(Arrays.stream(x).map(NdArray::type).toList()).getFirst());
      int[] strides = out.strides();
      int step = strides[strides.length + axis];
      int offset = 0;
      for (NdArray part : x) {
        Layout.copy(
            part.data(),
            part.offset(),
            part.shape().toArray(),
            part.strides(),
            out.data(),
            offset,
            strides);
        offset += part.shape().size(axis) * step;
      }
      return new NdArray[] {out};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      int start = 0;
      for (int j = 0; j < i; j++) {
        start += x.get(j).shape().size(axis);
      }
      return Slicing.sliceAxis(ct.getFirst(), axis, start, 1, x.get(i).shape().size(axis));
    }
  }

  /** Cuts an axis that counts from the end into parts of the given sizes, as views. */
  record Split(int axis, Axes sizes) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      TensorType type = x.getFirst();
      return Arrays.stream(sizes.toArray())
          .mapToObj(size -> type.withShape(type.shape().with(axis, size)))
          .toList();
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray[] parts = new NdArray[sizes.size()];
      int[] strides = x[0].strides();
      int offset = x[0].offset();
      for (int i = 0; i < parts.length; i++) {
        parts[i] = x[0].view(x[0].shape().with(axis, sizes.get(i)), strides, offset);
        offset += sizes.get(i) * strides[strides.length + axis];
      }
      return parts;
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      return Dispatch.apply(new Concat(axis), ct.toArray(Tensor[]::new));
    }
  }

  /** Joins tensors along an axis. */
  public static Tensor concat(List<Tensor> parts, int axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat needs at least one tensor");
    }
    Tensor first = parts.getFirst();
    int normal = first.shape().axis("concat", axis);
    for (Tensor part : parts) {
      if (part.dtype() != first.dtype()
          || part.shape().rank() != first.shape().rank()
          || !part.shape().with(normal, 0).equals(first.shape().with(normal, 0))) {
        throw new IllegalArgumentException(
            "concat along axis "
                + axis
                + ": "
                + first.type()
                + " and "
                + part.type()
                + " must have one dtype and differ in that axis only");
      }
    }
    return parts.size() == 1
        ? first
        : Dispatch.apply(new Concat(normal - first.shape().rank()), parts.toArray(Tensor[]::new));
  }

  /** Cuts an axis into parts of the given sizes. */
  public static List<Tensor> split(Tensor x, int axis, int... sizes) {
    int normal = x.shape().axis("split", axis);
    if (Arrays.stream(sizes).asLongStream().sum() != x.shape().size(axis)
        || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "split: parts of "
              + Arrays.toString(sizes)
              + " do not make up axis "
              + axis
              + " of "
              + x.shape());
    }
    return sizes.length == 0
        ? List.of()
        : List.of(Dispatch.bind(new Split(normal - x.shape().rank(), Axes.of(sizes)), x));
  }

  /**
   * Cuts an axis into {@code parts} parts of one size.
   *
   * @throws IllegalArgumentException if the size of the axis is no multiple of that
   */
  public static List<Tensor> splitEvenly(Tensor x, int axis, int parts) {
    int size = x.shape().size(axis);
    if (parts < 1 || size % parts != 0) {
      throw new IllegalArgumentException(
          "splitEvenly: axis "
              + axis
              + " of "
              + x.shape()
              + " cannot be cut into "
              + parts
              + " equal parts: give the sizes to split");
    }
    return split(x, axis, Axes.generate(parts, i -> size / parts).toArray());
  }

  /** Joins tensors of one shape along a new axis. */
  public static Tensor stack(List<Tensor> parts, int axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("stack needs at least one tensor");
    }
    for (Tensor part : parts) {
      if (!part.type().equals(parts.getFirst().type())) {
        throw new IllegalArgumentException(
            "stack needs tensors of one type, got "
                + parts.getFirst().type()
                + " and "
                + part.type());
      }
    }
    return concat(parts.stream().map(part -> Structure.expandDims(part, axis)).toList(), axis);
  }

  /**
   * The whole tensor repeated along its axes.
   *
   * @param times how often, for the last axes; with more numbers than axes there are new axes in
   *     front
   * @throws IllegalArgumentException if a number is negative, or the result would be too large
   */
  public static Tensor tile(Tensor x, int... times) {
    Shape shape = x.shape();
    int rank = Math.max(shape.rank(), times.length);
    int[] apart = new int[2 * rank];
    int[] repeated = new int[2 * rank];
    int[] merged = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int n = i <= shape.rank() ? shape.size(-i) : 1;
      int r = i <= times.length ? times[times.length - i] : 1;
      if (r < 0 || (long) n * r > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "tile: "
                + shape
                + " cannot be repeated "
                + Arrays.toString(times)
                + " times: give 0 or more, and at most 2^31 - 1 elements in all");
      }
      apart[2 * (rank - i)] = 1;
      apart[2 * (rank - i) + 1] = n;
      repeated[2 * (rank - i)] = r;
      repeated[2 * (rank - i) + 1] = n;
      merged[rank - i] = n * r;
    }
    Shape result = Shape.of(merged);
    if (result.equals(shape)) {
      return x;
    }
    Tensor spread =
        Broadcasting.broadcastTo(
            Structure.reshapeCore(x, shape, Shape.of(apart)), Shape.of(repeated));
    return Structure.reshapeCore(spread, spread.shape(), result);
  }
}
