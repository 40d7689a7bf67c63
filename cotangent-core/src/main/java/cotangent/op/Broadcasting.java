package cotangent.op;

import cotangent.Axes;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.Arrays;
import java.util.List;

/**
 * Broadcasting, an op of its own, so that no other op and no derivative rule needs to know of it.
 */
public final class Broadcasting {
  private Broadcasting() {}

  /**
   * Repeats the trailing axes {@code from} to {@code to} by NumPy's rule, as a view; the transpose
   * is a sum.
   */
  public record Broadcast(Shape from, Shape to) implements Linear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      Shape all = x.getFirst().shape();
      return List.of(x.getFirst().withShape(all.dropLast(from.rank()).concat(to)));
    }

    @SuppressWarnings("exports") // for the library alone
    @Override
    public NdArray[] evaluate(NdArray[] x) {
      Shape all = x[0].shape();
      int batch = all.rank() - from.rank();
      int[] strides = x[0].strides();
      int[] out = new int[batch + to.rank()];
      System.arraycopy(strides, 0, out, 0, batch);
      for (int i = 1; i <= from.rank(); i++) {
        boolean kept = all.size(-i) == to.size(-i);
        out[out.length - i] = kept ? strides[strides.length - i] : 0;
      }
      return new NdArray[] {x[0].view(all.dropLast(from.rank()).concat(to), out, x[0].offset())};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      int[] axes = new int[to.rank()];
      int count = 0;
      int[] left = new int[to.rank()];
      int kept = 0;
      for (int axis = -to.rank(); axis < 0; axis++) {
        if (-axis > from.rank() || from.size(axis) != to.size(axis)) {
          axes[count++] = axis;
        } else {
          left[kept++] = to.size(axis);
        }
      }
      Tensor sum = Reductions.sumCore(ct.getFirst(), Axes.of(Arrays.copyOf(axes, count)));
      return Structure.reshapeCore(sum, Shape.of(Arrays.copyOf(left, kept)), from);
    }
  }

  /**
   * The tensor repeated along new leading axes and axes of size 1, without copying.
   *
   * @throws IllegalArgumentException if the shape does not broadcast to {@code to}
   */
  public static Tensor broadcastTo(Tensor x, Shape to) {
    Shape from = x.shape();
    if (from.equals(to)) {
      return x;
    }
    if (!from.broadcasts(to)) {
      throw new IllegalArgumentException(
          "broadcastTo: shape "
              + from
              + " does not broadcast to "
              + to
              + ": aligned at the last axis, each size must be equal or 1");
    }
    return Dispatch.apply(new Broadcast(from, to), x);
  }

  /** The tensor repeated along a new first axis. */
  public static Tensor repeated(Tensor x, int times) {
    return broadcastTo(x, Shape.of(times).concat(x.shape()));
  }

  /** All operands broadcast to their common shape. */
  static Tensor[] together(String name, Tensor[] x) {
    Shape shape = x[0].shape();
    boolean equal = true;
    for (int i = 1; i < x.length; i++) {
      Shape other = x[i].shape();
      if (!shape.equals(other)) {
        equal = false;
        try {
          shape = shape.broadcast(other);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              name
                  + ": "
                  + e.getMessage()
                  + " (operands "
                  + Arrays.stream(x).map(Tensor::type).toList()
                  + ")");
        }
      }
    }
    if (equal) {
      return x;
    }
    Tensor[] out = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = broadcastTo(x[i], shape);
    }
    return out;
  }
}
