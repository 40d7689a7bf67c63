package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.Layout;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ops that move elements and do no arithmetic. All but {@code concat} and {@code pad} give views
 * where they can.
 */
public final class Structure {
  private Structure() {}

  /**
   * Gives the trailing axes {@code from} the shape {@code to} of as many elements, in row-major
   * order.
   */
  record Reshape(Shape from, Shape to) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst().withShape(x.getFirst().shape().dropLast(from.rank()).concat(to)));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      Shape shape = x[0].shape().dropLast(from.rank()).concat(to);
      if (x[0].isContiguous()) {
        return new NdArray[] {x[0].reshaped(shape)};
      }
      int[] strides = Layout.reshape(x[0].shape(), x[0].strides(), shape);
      return new NdArray[] {
        strides == null
            ? x[0].contiguous().reshaped(shape)
            : x[0].view(shape, strides, x[0].offset())
      };
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      return reshapeCore(ct.getFirst(), to, from);
    }
  }

  /**
   * Puts the trailing axes in another order: axis {@code i} of the result is axis {@code order[i]}
   * of the operand.
   */
  record Transpose(Axes order) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst().withShape(permuted(x.getFirst().shape())));
    }

    private Shape permuted(Shape shape) {
      int batch = shape.rank() - order.size();
      int[] sizes = shape.toArray();
      for (int i = 0; i < order.size(); i++) {
        sizes[batch + i] = shape.size(batch + order.get(i));
      }
      return Shape.of(sizes);
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      int[] strides = x[0].strides();
      int batch = strides.length - order.size();
      int[] out = strides.clone();
      for (int i = 0; i < order.size(); i++) {
        out[batch + i] = strides[batch + order.get(i)];
      }
      return new NdArray[] {x[0].view(permuted(x[0].shape()), out, x[0].offset())};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      int[] inverse = new int[order.size()];
      for (int j = 0; j < inverse.length; j++) {
        inverse[order.get(j)] = j;
      }
      return Dispatch.apply(new Transpose(Axes.of(inverse)), ct.getFirst());
    }
  }

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

  /** Joins operands along an axis that counts from the end. */
  record Concat(int axis) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      int sum = x.stream().mapToInt(type -> type.shape().size(axis)).sum();
      return List.of(x.getFirst().withShape(x.getFirst().shape().with(axis, sum)));
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
      return sliceAxis(ct.getFirst(), axis, start, 1, x.get(i).shape().size(axis));
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

  /** The identity, which no derivative passes. */
  record StopGradient() implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return x;
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      return x;
    }
  }

  /** The value as a constant: no derivative passes. */
  public static Tensor stopGradient(Tensor x) {
    return Dispatch.apply(new StopGradient(), x);
  }

  static Tensor reshapeCore(Tensor x, Shape from, Shape to) {
    return from.equals(to) ? x : Dispatch.apply(new Reshape(from, to), x);
  }

  /**
   * The same elements in row-major order in another shape. One size may be -1: it follows from the
   * others.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  public static Tensor reshape(Tensor x, int... sizes) {
    int[] known = sizes.clone();
    int unknown = -1;
    long product = 1;
    for (int i = 0; i < known.length; i++) {
      if (known[i] == -1 && unknown < 0) {
        unknown = i;
      } else {
        product *= known[i];
      }
    }
    int elements = x.shape().elements();
    if (unknown >= 0 && product > 0 && elements % product == 0) {
      known[unknown] = (int) (elements / product);
      product = elements;
    }
    if (product != elements || Arrays.stream(known).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "reshape: "
              + x.shape()
              + " has "
              + elements
              + " elements, which "
              + Arrays.toString(sizes)
              + " cannot hold"
              + (unknown >= 0 && product <= 0 ? ": -1 is not determined beside a size of 0" : ""));
    }
    return reshapeCore(x, x.shape(), Shape.of(known));
  }

  /**
   * The axes in another order: axis i of the result is axis {@code order[i]} of {@code x}.
   *
   * @throws IllegalArgumentException if {@code order} does not name each axis once
   */
  public static Tensor permute(Tensor x, int... order) {
    int rank = x.shape().rank();
    int[] normal = Arrays.stream(order).map(axis -> x.shape().axis(axis)).toArray();
    if (normal.length != rank || Arrays.stream(normal).distinct().count() != rank) {
      throw new IllegalArgumentException(
          "permute: "
              + Arrays.toString(order)
              + " does not name each of the "
              + rank
              + " axes of "
              + x.shape()
              + " once");
    }
    for (int i = 0; i < rank; i++) {
      if (normal[i] != i) {
        return Dispatch.apply(new Transpose(Axes.of(normal)), x);
      }
    }
    return x;
  }

  /** The tensor with two axes exchanged. */
  public static Tensor swapAxes(Tensor x, int a, int b) {
    int[] order = new int[x.shape().rank()];
    Arrays.setAll(order, i -> i);
    order[x.shape().axis(a)] = x.shape().axis(b);
    order[x.shape().axis(b)] = x.shape().axis(a);
    return permute(x, order);
  }

  /** The tensor with one axis moved to another position, the others keeping their order. */
  public static Tensor moveAxis(Tensor x, int from, int to) {
    int rank = x.shape().rank();
    int source = x.shape().axis(from);
    int target = x.shape().axis(to);
    int[] order = new int[rank];
    for (int i = 0, next = 0; i < rank; i++) {
      next += next == source ? 1 : 0;
      order[i] = i == target ? source : next++;
    }
    return permute(x, order);
  }

  /** {@code size} elements of one axis, from {@code start} on, {@code step} apart. */
  static Tensor sliceAxis(Tensor x, int axis, int start, int step, int size) {
    int fromEnd = x.shape().axis(axis) - x.shape().rank(); // negative
    int n = -fromEnd;
    if (start == 0 && step == 1 && size == x.shape().size(axis)) {
      return x;
    }
    return Dispatch.apply(
        new Slice(
            Axes.generate(n, i -> i == 0 ? start : 0),
            Axes.generate(n, i -> i == 0 ? step : 1),
            Axes.generate(n, i -> i == 0 ? size : x.shape().size(i - n))),
        x);
  }

  /**
   * Zeros around and between: the operand at {@code start}, its elements {@code step} apart, in the
   * shape {@code full}.
   */
  static Tensor unslice(Tensor x, Axes start, Axes step, Shape full) {
    return Dispatch.apply(new Unslice(start, step, full), x);
  }

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

  /** Joins tensors along an axis. */
  public static Tensor concat(List<Tensor> parts, int axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat needs at least one tensor");
    }
    Tensor first = parts.getFirst();
    int normal = first.shape().axis(axis);
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
    int normal = x.shape().axis(axis);
    if (Arrays.stream(sizes).sum() != x.shape().size(axis)
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

  /** Joins tensors of one shape along a new axis. */
  public static Tensor stack(List<Tensor> parts, int axis) {
    return concat(parts.stream().map(part -> expandDims(part, axis)).toList(), axis);
  }

  /** The tensor with new axes of size 1, which have the numbers {@code axes} in the result. */
  public static Tensor expandDims(Tensor x, int... axes) {
    int rank = x.shape().rank() + axes.length;
    boolean[] fresh = new boolean[rank];
    for (int axis : axes) {
      int normal = axis < 0 ? axis + rank : axis;
      if (normal < 0 || normal >= rank || fresh[normal]) {
        throw new IllegalArgumentException(
            "expandDims: axes "
                + Arrays.toString(axes)
                + " do not fit "
                + x.shape()
                + ": give different numbers from "
                + -rank
                + " to "
                + (rank - 1));
      }
      fresh[normal] = true;
    }
    int[] sizes = new int[rank];
    for (int i = 0, next = 0; i < rank; i++) {
      sizes[i] = fresh[i] ? 1 : x.shape().size(next++);
    }
    return reshapeCore(x, x.shape(), Shape.of(sizes));
  }

  /** The tensor without some axes of size 1; without all of them if none is given. */
  public static Tensor squeeze(Tensor x, int... axes) {
    Shape shape = x.shape();
    List<Integer> dropped =
        axes.length == 0
            ? IntStream.range(0, shape.rank()).filter(i -> shape.size(i) == 1).boxed().toList()
            : Arrays.stream(axes).map(shape::axis).boxed().toList();
    for (int axis : dropped) {
      if (shape.size(axis) != 1) {
        throw new IllegalArgumentException(
            "squeeze: axis "
                + axis
                + " of "
                + shape
                + " has size "
                + shape.size(axis)
                + ", only axes of size 1 can go");
      }
    }
    int[] kept =
        IntStream.range(0, shape.rank())
            .filter(i -> !dropped.contains(i))
            .map(shape::size)
            .toArray();
    return reshapeCore(x, shape, Shape.of(kept));
  }
}
