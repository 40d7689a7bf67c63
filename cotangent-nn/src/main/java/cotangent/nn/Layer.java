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
 *
 * <p>A layer with a state of its own, such as running statistics, is no different: it is a record,
 * and the method that trains it returns its successor beside the value. {@link
 * cotangent.Derivatives#valueAndGradWithAux} carries the successor out of the derivative; {@code
 * stopGradient} keeps the statistics out of it.
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
