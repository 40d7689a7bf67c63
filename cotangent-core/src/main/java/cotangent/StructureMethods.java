package cotangent;

import cotangent.op.Broadcasting;
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

  /** A new axis of size 1, which has the number {@code axis} in the result. */
  default Tensor expandDims(int axis) {
    return Structure.expandDims(self(), axis);
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
}
