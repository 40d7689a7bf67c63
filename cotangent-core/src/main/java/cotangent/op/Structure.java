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
import java.util.stream.IntStream;

/** The order and the number of the axes: all ops here give views where they can. */
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
    boolean valid = true;
    int elements = x.shape().elements();
    long product = 1; // stays at most 2^62, since it stops growing beyond the elements
    for (int i = 0; i < known.length; i++) {
      if (known[i] == -1 && unknown < 0) {
        unknown = i;
      } else {
        valid &= known[i] >= 0;
        product = product > elements && known[i] != 0 ? product : product * known[i];
      }
    }
    if (valid && unknown >= 0 && product > 0 && elements % product == 0) {
      known[unknown] = (int) (elements / product);
      product = elements;
    } else {
      valid &= unknown < 0;
    }
    if (!valid || product != elements) {
      throw new IllegalArgumentException(
          "reshape: "
              + x.shape()
              + " has "
              + elements
              + " elements, which "
              + Arrays.toString(sizes)
              + " cannot hold"
              + (unknown >= 0 && product == 0 ? ": -1 is not determined beside a size of 0" : ""));
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
    int[] normal = Arrays.stream(order).map(axis -> x.shape().axis("permute", axis)).toArray();
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
    Arrays.setAll(order, k -> k);
    int i = x.shape().axis("transpose", a);
    int j = x.shape().axis("transpose", b);
    order[i] = j;
    order[j] = i;
    return permute(x, order);
  }

  /** The tensor with one axis moved to another position, the others keeping their order. */
  public static Tensor moveAxis(Tensor x, int from, int to) {
    int rank = x.shape().rank();
    int source = x.shape().axis("moveAxis", from);
    int target = x.shape().axis("moveAxis", to);
    int[] order = new int[rank];
    for (int i = 0, next = 0; i < rank; i++) {
      next += next == source ? 1 : 0;
      order[i] = i == target ? source : next++;
    }
    return permute(x, order);
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
