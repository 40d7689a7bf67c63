package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Body;

/** Vectorisation of functions of lists of tensors. */
public final class Vectorise {
  private Vectorise() {}

  /**
   * Applies a function of single elements to a whole batch at once.
   *
   * @param x the inputs, the batch in axis 0 of those that are mapped
   * @param mapped which inputs have a batch axis; the others are the same for every element
   * @throws IllegalArgumentException if no input is mapped, one is a scalar, or the batch sizes
   *     differ
   */
  public static Tensor[] vmap(Body f, Tensor[] x, boolean[] mapped) {
    int size = -1;
    for (int i = 0; i < x.length; i++) {
      if (!mapped[i]) {
        continue;
      }
      if (x[i].shape().rank() == 0) {
        throw new IllegalArgumentException(
            "vmap maps over axis 0 of its inputs, and input "
                + i
                + " is a scalar: capture it instead of passing it");
      }
      if (size >= 0 && x[i].shape().size(0) != size) {
        throw new IllegalArgumentException(
            "vmap: the inputs have batches of "
                + size
                + " and of "
                + x[i].shape().size(0)
                + ": axis 0 of all must be equal");
      }
      size = x[i].shape().size(0);
    }
    if (size < 0) {
      throw new IllegalArgumentException("vmap needs at least one tensor to map over");
    }
    BatchLevel level = new BatchLevel(size);
    Tensor[] inputs = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = mapped[i] ? level.wrap(x[i]) : x[i];
    }
    try {
      Tensor[] y = f.apply(inputs);
      Tensor[] out = new Tensor[y.length];
      for (int i = 0; i < y.length; i++) {
        out[i] = level.stack(y[i]);
      }
      return out;
    } finally {
      level.close();
    }
  }

  /** {@link #vmap(Body, Tensor[], boolean[])} over all inputs. */
  public static Tensor[] vmap(Body f, Tensor[] x) {
    boolean[] all = new boolean[x.length];
    java.util.Arrays.fill(all, true);
    return vmap(f, x, all);
  }
}
