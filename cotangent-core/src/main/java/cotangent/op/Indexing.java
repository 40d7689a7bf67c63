package cotangent.op;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.Layout;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.List;

/**
 * Picking elements by their place. Indices that are tensors are I32 or I64; negative ones count
 * from the end, and one that does not exist is an error of the kernel, since only there it is
 * known.
 */
public final class Indexing {
  private Indexing() {}

  /**
   * Rows by their numbers: of data {@code [n, d]} and indices {@code [m]} the result is {@code [m,
   * d]}, all with the same leading axes.
   *
   * @param axis the axis that the user meant, for errors
   * @param shape the shape that the user saw, for errors
   */
  record Gather(int axis, Shape shape) implements Linear, Strided {
    @Override
    public boolean linearIn(int i) {
      return i == 0;
    }

    @Override
    public List<TensorType> types(List<TensorType> x) {
      Shape data = x.get(0).shape();
      Shape indices = x.get(1).shape();
      return List.of(x.get(0).withShape(data.with(-2, indices.size(-1))));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray data = x[0];
      NdArray out =
          NdArray.zeros(data.type().withShape(data.shape().with(-2, x[1].shape().size(-1))));
      int[] places = places(this, axis, shape, x[1], data.shape().size(-2));
      int[] starts = Layout.offsets(data, 2);
      int d = data.shape().size(-1);
      int m = x[1].shape().size(-1);
      int row = data.stride(-2);
      int step = data.stride(-1);
      for (int i = 0; i < places.length; i++) {
        int from = starts[i / m] + places[i] * row;
        if (d > 0) {
          Layout.run(data.data(), from, step, out.data(), i * d, 1, d);
        }
      }
      return new NdArray[] {out};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      Tensor zero = NdArray.scalar(x.get(0).dtype(), 0);
      return Dispatch.apply(
          new ScatterAdd(axis, shape),
          Broadcasting.broadcastTo(zero, x.get(0).shape()),
          x.get(1),
          ct.getFirst());
    }
  }

  /**
   * Adds rows to rows of given numbers, in the order of the indices: of base {@code [n, d]},
   * indices {@code [m]} and updates {@code [m, d]} the result is {@code [n, d]}, all with the same
   * leading axes.
   *
   * @param axis the axis that the user meant, for errors
   * @param shape the shape that the user saw, for errors
   */
  record ScatterAdd(int axis, Shape shape) implements Linear, Strided {
    @Override
    public boolean linearIn(int i) {
      return i != 1;
    }

    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst());
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray out = NdArray.wrap(x[0].type(), x[0].copied());
      NdArray updates = x[2].contiguous();
      int n = out.shape().size(-2);
      int d = out.shape().size(-1);
      int m = x[1].shape().size(-1);
      int[] places = places(this, axis, shape, x[1], n);
      for (int i = 0; i < places.length; i++) {
        int to = (i / m * n + places[i]) * d;
        int from = updates.offset() + i * d;
        switch (out.dtype()) {
          case F32 -> {
            float[] y = out.floats();
            for (int j = 0; j < d; j++) {
              y[to + j] += updates.floats()[from + j];
            }
          }
          case F64 -> {
            double[] y = out.doubles();
            for (int j = 0; j < d; j++) {
              y[to + j] += updates.doubles()[from + j];
            }
          }
          case I32 -> {
            int[] y = out.ints();
            for (int j = 0; j < d; j++) {
              y[to + j] += updates.ints()[from + j];
            }
          }
          case I64 -> {
            long[] y = out.longs();
            for (int j = 0; j < d; j++) {
              y[to + j] += updates.longs()[from + j];
            }
          }
          case BOOL -> throw new AssertionError("truth values are not added");
        }
      }
      return new NdArray[] {out};
    }

    @Override
    public Tensor transpose(int i, List<Tensor> x, List<Tensor> ct) {
      return i == 0
          ? ct.getFirst()
          : Dispatch.apply(new Gather(axis, shape), ct.getFirst(), x.get(1));
    }
  }

  /** Truth values or numbers that are 1 at the place of each index along a new last axis. */
  record OneHot(int n, DType dtype) implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(new TensorType(dtype, x.getFirst().shape().concat(Shape.of(n))));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray indices = x[0].contiguous();
      NdArray out = NdArray.zeros(types(List.of(indices.type())).getFirst());
      NdArray one = NdArray.scalar(dtype, 1);
      for (int i = 0; i < indices.shape().elements(); i++) {
        long index = indices.longAt(indices.offset() + i);
        if (index < 0 || index >= n) {
          throw new IllegalArgumentException(
              "oneHot: index " + index + " is none of the " + n + " places from 0 to " + (n - 1));
        }
        System.arraycopy(one.data(), 0, out.data(), i * n + (int) index, 1);
      }
      return new NdArray[] {out};
    }
  }

  /** All indices in row-major order, checked, as numbers from 0 to n - 1. */
  private static int[] places(Op op, int axis, Shape shape, NdArray indices, int n) {
    NdArray all = indices.contiguous();
    int[] places = new int[indices.shape().elements()];
    for (int i = 0; i < places.length; i++) {
      long index =
          all.dtype() == DType.I32 ? all.ints()[all.offset() + i] : all.longs()[all.offset() + i];
      if (index < -n || index >= n) {
        throw new IllegalArgumentException(
            op.name()
                + ": index "
                + index
                + " is out of bounds for axis "
                + axis
                + " of shape "
                + shape);
      }
      places[i] = (int) (index < 0 ? index + n : index);
    }
    return places;
  }

  private static void requireIndices(String name, Tensor indices) {
    if (indices.dtype() != DType.I32 && indices.dtype() != DType.I64) {
      throw new IllegalArgumentException(
          name + " needs indices of I32 or I64, got " + indices.type() + ": use cast");
    }
  }

  /** The parts of an axis at the indices: the axes of the indices come to stand in its place. */
  public static Tensor take(Tensor x, Tensor indices, int axis) {
    requireIndices("take", indices);
    Shape shape = x.shape();
    int normal = shape.axis("take", axis);
    Shape before = shape.dropLast(shape.rank() - normal);
    Shape after = shape.last(shape.rank() - normal - 1);
    int m = indices.shape().elements();
    Tensor rows = Structure.reshapeCore(x, after, Shape.of(after.elements()));
    Tensor places = Structure.reshapeCore(indices, indices.shape(), Shape.of(m));
    Tensor taken =
        Dispatch.apply(
            new Gather(normal, shape),
            rows,
            Broadcasting.broadcastTo(places, before.concat(places.shape())));
    return Structure.reshapeCore(taken, taken.shape().last(2), indices.shape().concat(after));
  }

  /**
   * Along one axis the elements at indices of their own; see {@link
   * cotangent.StructureMethods#gather}.
   */
  public static Tensor gather(Tensor x, int axis, Tensor indices) {
    int normal = x.shape().axis("gather", axis);
    Tensor places = along("gather", x, normal, indices);
    Tensor taken =
        Dispatch.apply(
            new Gather(normal, x.shape()), Rows.column(Structure.moveAxis(x, normal, -1)), places);
    return Structure.moveAxis(Structure.reshapeCore(taken, Shape.of(1), Shape.SCALAR), -1, normal);
  }

  /** Adds to elements along an axis; see {@link cotangent.StructureMethods#scatterAdd}. */
  public static Tensor scatterAdd(Tensor x, int axis, Tensor indices, Tensor updates) {
    int normal = x.shape().axis("scatterAdd", axis);
    if (updates.dtype() != x.dtype() || !x.dtype().isNumeric()) {
      throw new IllegalArgumentException(
          "scatterAdd needs updates of the dtype of the tensor, and numbers, got "
              + x.type()
              + " and "
              + updates.type()
              + ": use cast");
    }
    Tensor places = along("scatterAdd", x, normal, indices);
    Shape given = x.shape().with(normal, places.shape().size(-1));
    Tensor all =
        Rows.column(Structure.moveAxis(Broadcasting.broadcastTo(updates, given), normal, -1));
    Tensor sum =
        Dispatch.apply(
            new ScatterAdd(normal, x.shape()),
            Rows.column(Structure.moveAxis(x, normal, -1)),
            places,
            all);
    return Structure.moveAxis(Structure.reshapeCore(sum, Shape.of(1), Shape.SCALAR), -1, normal);
  }

  /** The indices, broadcast to all axes of {@code x} but one, which they have at the end. */
  private static Tensor along(String name, Tensor x, int axis, Tensor indices) {
    requireIndices(name, indices);
    Shape shape = indices.shape();
    if (shape.rank() == x.shape().rank()) {
      Shape full = x.shape().with(axis, shape.size(axis));
      if (shape.broadcasts(full)) {
        return Structure.moveAxis(Broadcasting.broadcastTo(indices, full), axis, -1);
      }
    }
    throw new IllegalArgumentException(
        name
            + " along axis "
            + axis
            + ": indices "
            + shape
            + " must have the rank of "
            + x.shape()
            + " and, apart from that axis, its sizes or 1");
  }

  /** 1 at the place of each index along a new last axis of size {@code n}, 0 elsewhere. */
  public static Tensor oneHot(Tensor indices, int n, DType dtype) {
    requireIndices("oneHot", indices);
    return Dispatch.apply(new OneHot(n, dtype), indices);
  }
}
