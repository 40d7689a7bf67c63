package cotangent;

import cotangent.op.Broadcasting;
import cotangent.op.Indexing;
import cotangent.op.Structure;

/**
 * The methods of {@link Tensor} that move elements and do no arithmetic. Most give views and copy
 * nothing.
 */
public sealed interface StructureMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * The same elements in row-major order in another shape; one size may be -1 and follows from the
   * others.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  default Tensor reshape(int... sizes) {
    return Structure.reshape(self(), sizes);
  }

  /** The last two axes exchanged: the transpose of a matrix, or of a stack of them. */
  default Tensor transpose() {
    return Structure.swapAxes(self(), -1, -2);
  }

  /** Two axes exchanged. */
  default Tensor transpose(int a, int b) {
    return Structure.swapAxes(self(), a, b);
  }

  /** The axes in another order: axis i of the result is axis {@code order[i]} of this. */
  default Tensor permute(int... order) {
    return Structure.permute(self(), order);
  }

  /** One axis moved to another place, the others keeping their order. */
  default Tensor moveAxis(int from, int to) {
    return Structure.moveAxis(self(), from, to);
  }

  /**
   * New axes of size 1, which have the numbers {@code axes} in the result: they undo the removal of
   * axes, so that {@code x.sub(x.mean(0, 2).expandDims(0, 2))} broadcasts as it should.
   *
   * @throws IllegalArgumentException if the numbers do not fit or name an axis twice
   */
  default Tensor expandDims(int... axes) {
    return Structure.expandDims(self(), axes);
  }

  /** Without the given axes, which must have size 1; without all such axes if none is given. */
  default Tensor squeeze(int... axes) {
    return Structure.squeeze(self(), axes);
  }

  /**
   * Repeated along new leading axes and along axes of size 1, as a view.
   *
   * @throws IllegalArgumentException if this shape does not broadcast to it
   */
  default Tensor broadcastTo(int... sizes) {
    return Broadcasting.broadcastTo(self(), Shape.of(sizes));
  }

  /**
   * The parts of an axis at some indices, as NumPy's {@code take}: the axes of the indices come to
   * stand in its place. Of a table {@code [n, d]} and indices {@code [batch]} it gives the rows
   * {@code [batch, d]}.
   *
   * @param indices I32 or I64 of any shape; negative ones count from the end
   * @throws IllegalArgumentException if an index is out of bounds
   */
  default Tensor take(Tensor indices, int axis) {
    return Indexing.take(self(), indices, axis);
  }

  /**
   * Along one axis the elements at indices of their own for each place of the other axes, as
   * NumPy's {@code take_along_axis}: {@code y[i, j] = x[i, indices[i, j]]} for axis 1. It gives
   * back what {@code argMax} found.
   *
   * @param indices I32 or I64, of this rank; apart from the axis they broadcast to this shape;
   *     negative ones count from the end
   * @throws IllegalArgumentException if an index is out of bounds, or the shapes do not fit
   */
  default Tensor gather(int axis, Tensor indices) {
    return Indexing.gather(self(), axis, indices);
  }

  /**
   * This with updates added at indices along one axis: {@code y[i, indices[i, j]] += updates[i, j]}
   * for axis 1. Where indices are equal, all their updates are added, in their order.
   *
   * @param indices as for {@link #gather}
   * @param updates of this dtype; broadcast to the indices
   * @throws IllegalArgumentException if an index is out of bounds, or shapes or dtypes do not fit
   */
  default Tensor scatterAdd(int axis, Tensor indices, Tensor updates) {
    return Indexing.scatterAdd(self(), axis, indices, updates);
  }

  /**
   * For each index 1 at its place along a new last axis of size {@code n}, and 0 elsewhere.
   *
   * @throws IllegalArgumentException if this is not I32 or I64, or an index is not in 0 to n - 1
   */
  default Tensor oneHot(int n, DType dtype) {
    return Indexing.oneHot(self(), n, dtype);
  }
}
