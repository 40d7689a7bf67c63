package cotangent.nn.data;

import cotangent.Tensor;

/**
 * A few examples: what a step of training takes.
 *
 * @param inputs the examples along axis 0
 * @param labels what belongs to them, along axis 0
 */
public record Batch(Tensor inputs, Tensor labels) {
  /** The number of examples. */
  public int size() {
    return inputs.shape().size(0);
  }
}
