package cotangent.op;

import cotangent.Axes;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.transform.Dispatch;
import java.util.Arrays;

/** Picking elements by their place. */
public final class Indexing {
  private Indexing() {}

  /** The part at some indices of the leading axes. */
  public static Tensor at(Tensor x, int... indices) {
    Shape shape = x.shape();
    if (indices.length > shape.rank()) {
      throw new IllegalArgumentException(
          "at: " + indices.length + " indices " + Arrays.toString(indices) + " for shape " + shape);
    }
    int rank = shape.rank();
    int[] start = new int[rank];
    int[] size = shape.toArray();
    for (int i = 0; i < indices.length; i++) {
      int n = shape.size(i);
      start[i] = indices[i] < 0 ? indices[i] + n : indices[i];
      if (start[i] < 0 || start[i] >= n) {
        throw new IllegalArgumentException(
            "at: index " + indices[i] + " is out of bounds for axis " + i + " of shape " + shape);
      }
      size[i] = 1;
    }
    if (indices.length == 0) {
      return x;
    }
    Tensor part =
        Dispatch.apply(
            new Structure.Slice(Axes.of(start), Axes.generate(rank, i -> 1), Axes.of(size)), x);
    return Structure.reshapeCore(part, part.shape(), shape.last(rank - indices.length));
  }
}
