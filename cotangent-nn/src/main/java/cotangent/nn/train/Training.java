package cotangent.nn.train;

import cotangent.Key;
import cotangent.Tensor;
import cotangent.nn.optim.OptimizerState;

/**
 * All that training needs to go on: a tree, to be saved and loaded like any other. The tensors of
 * its model are named {@code model.}, which is where a model alone can be loaded from.
 *
 * @param key where the randomness of all epochs comes from
 * @param epoch the number of complete epochs, an I64 scalar
 * @param model the model now
 * @param optimizer the state of the optimiser
 */
public record Training<M>(Key key, Tensor epoch, M model, OptimizerState<M> optimizer) {
  /** The number of complete epochs. */
  public int epochs() {
    return (int) epoch.item();
  }
}
