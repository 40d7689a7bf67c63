package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;

/**
 * A value under {@code vmap}: one tensor for each element of the batch, stacked in a hidden leading
 * axis.
 */
public final class Batched implements Value {
  private final BatchLevel level;
  private final Tensor stack;
  private final TensorType type;

  Batched(BatchLevel level, Tensor stack) {
    this.level = level;
    this.stack = stack;
    this.type = stack.type().withShape(stack.shape().remove(0));
  }

  BatchLevel level() {
    return level;
  }

  /** All elements, with the batch axis in front. */
  Tensor stack() {
    return stack;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public String toString() {
    return "one of a batch of " + stack.shape().size(0) + ": " + stack;
  }
}
