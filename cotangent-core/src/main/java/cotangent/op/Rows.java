package cotangent.op;

import cotangent.Axes;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import java.util.List;

/**
 * What ops along the last axis share. Functions of other axes, or of several, move these to the end
 * and merge them first.
 */
final class Rows {
  private static final Axes LAST = Axes.of(-1);

  private Rows() {}

  /** The given axes, which count from the end, moved there and merged into one. */
  static Tensor of(Tensor x, Axes axes) {
    int rank = x.shape().rank();
    int[] order = new int[rank];
    int next = 0;
    for (int axis = -rank; axis < 0; axis++) {
      if (!axes.contains(axis)) {
        order[next++] = axis;
      }
    }
    for (int i = 0; i < axes.size(); i++) {
      order[next++] = axes.get(i);
    }
    Tensor moved = Structure.permute(x, order);
    Shape merged = moved.shape().last(axes.size());
    return Structure.reshapeCore(moved, merged, Shape.of(merged.elements()));
  }

  /** The sum over the last axis. */
  static Tensor sum(Tensor x) {
    return Reductions.sumCore(x, LAST);
  }

  /**
   * A new last axis of size 1: what a reduction of the last axis gives, made to broadcast again.
   */
  static Tensor column(Tensor x) {
    return Structure.reshapeCore(x, Shape.SCALAR, Shape.of(1));
  }

  /** The type of a reduction of the last axis. */
  static List<TensorType> reduced(List<TensorType> x) {
    return List.of(x.getFirst().withShape(x.getFirst().shape().dropLast(1)));
  }

  /** How many rows there are. */
  static int count(NdArray x) {
    return x.shape().dropLast(1).elements();
  }

  /** The length of a row. */
  static int length(NdArray x) {
    return x.shape().size(-1);
  }

  /** Refuses what is not floating-point. */
  static void requireFloating(String name, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          name + " needs a floating-point tensor, got " + x.type() + ": use cast");
    }
  }

  /** Refuses truth values. */
  static void requireNumeric(String name, Tensor x) {
    if (!x.dtype().isNumeric()) {
      throw new IllegalArgumentException(name + " needs numbers, got " + x.type() + ": use cast");
    }
  }

  /** Refuses to reduce no elements. */
  static void requireElements(String name, Tensor x, Axes axes) {
    for (int axis : axes.toArray()) {
      if (x.shape().size(axis) == 0) {
        throw new IllegalArgumentException(
            name
                + ": axis "
                + x.shape().axis(axis)
                + " of shape "
                + x.shape()
                + " is empty, and of no elements there is no "
                + name);
      }
    }
  }
}
