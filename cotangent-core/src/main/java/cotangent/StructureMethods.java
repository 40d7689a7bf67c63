package cotangent;

import cotangent.op.Broadcasting;
import cotangent.op.Indexing;
import cotangent.op.Joining;
import cotangent.op.Masking;
import cotangent.op.Slicing;
import cotangent.op.Structure;
import java.util.Arrays;
import java.util.List;

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
   * The part at some indices of the leading axes, which are removed; negative indices count from
   * the end.
   *
   * @throws IllegalArgumentException if an index is out of bounds or there are more indices than
   *     axes
   */
  default Tensor at(int... indices) {
    return Slicing.at(self(), Arrays.stream(indices).<Index>mapToObj(Index::at).toList());
  }

  /**
   * The part that the indices say, as a view; axes for which there is none are taken whole.
   *
   * @throws IllegalArgumentException if an index is out of bounds, there are more indices than
   *     axes, or more than one ellipsis
   */
  default Tensor at(Index... indices) {
    return Slicing.at(self(), List.of(indices));
  }

  /**
   * The part that a text says as in NumPy, {@code x.at("1:3, ::-1, None, ..., -1")}; see {@link
   * Index} for its form.
   *
   * @throws IllegalArgumentException as for {@link #at(Index...)}, and if the text has not that
   *     form
   */
  default Tensor at(String indices) {
    return Slicing.at(self(), Index.parse(indices));
  }

  /**
   * The part of one axis from one place up to and without another, as a view; places beyond its
   * ends are moved there, and negative ones count from the end.
   */
  default Tensor slice(int axis, int from, int to) {
    return slice(axis, from, to, 1);
  }

  /** The same with a step, which may be negative: then {@code from} is the larger place. */
  default Tensor slice(int axis, int from, int to, int step) {
    return Slicing.slice(self(), axis, new Index.Range(from, to, step));
  }

  /** The elements of some axes in reverse order, of all without {@code axes}, as a view. */
  default Tensor flip(int... axes) {
    return Slicing.flip(self(), axes);
  }

  /** A frame of zeros: {@code low} elements before and {@code high} after, for each axis. */
  default Tensor pad(Axes low, Axes high) {
    return pad(low, high, 0);
  }

  /**
   * A frame of one value.
   *
   * @param low how many elements come before, one number for each axis
   * @param high how many come after
   * @throws IllegalArgumentException if there is not one number for each axis, or one is negative
   */
  default Tensor pad(Axes low, Axes high, double value) {
    return Slicing.pad(self(), low, high, value);
  }

  /**
   * The whole repeated along its axes: {@code [[1, 2]]} tiled by {@code (2, 2)} is {@code [[1, 2,
   * 1, 2], [1, 2, 1, 2]]}.
   *
   * @param times how often, for the last axes; with more numbers than axes there are new axes in
   *     front
   */
  default Tensor tile(int... times) {
    return Joining.tile(self(), times);
  }

  /**
   * The main diagonal of the last two axes; of a vector the square matrix that has it there and is
   * 0 elsewhere.
   */
  default Tensor diag() {
    return diag(0);
  }

  /** The same for diagonal {@code k}: above the main one for {@code k > 0}, else below it. */
  default Tensor diag(int k) {
    return Slicing.diag(self(), k);
  }

  /** The lower triangle of the last two axes, 0 above diagonal {@code k}; 0 is the main one. */
  default Tensor tril(int k) {
    return Masking.tril(self(), k);
  }

  /** The upper triangle of the last two axes, 0 below diagonal {@code k}; 0 is the main one. */
  default Tensor triu(int k) {
    return Masking.triu(self(), k);
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
