package cotangent.nn;

import cotangent.Key;
import cotangent.Tensor;

/**
 * A function with parameters. A layer is a record whose tensors are its parameters, and a model is
 * a layer that holds others:
 *
 * <pre>{@code
 * record Mlp(Dense hidden, Dense out) implements Layer {
 *   public Tensor apply(Tensor x) {
 *     return out.apply(hidden.apply(x).relu());
 *   }
 * }
 * }</pre>
 *
 * <p>Layers accept any leading batch axes, none included.
 */
@FunctionalInterface
public interface Layer {
  /** The value, as in use. */
  Tensor apply(Tensor x);

  /**
   * The value while the layer is trained, which may be random. A layer that holds such layers gives
   * each of them a key of its own, {@code key.fold(i)}.
   */
  default Tensor apply(Tensor x, Key key) {
    return apply(x);
  }
}
