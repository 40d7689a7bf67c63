package cotangent.nn.train;

import cotangent.Derivatives;
import cotangent.Derivatives.Function3;
import cotangent.Derivatives.ValueAndGrad;
import cotangent.Key;
import cotangent.Tensor;
import cotangent.nn.data.Batch;
import cotangent.nn.optim.Optimizer;
import cotangent.nn.optim.OptimizerState;
import cotangent.nn.optim.Updated;
import java.util.List;
import java.util.function.Function;

/**
 * The usual loop: epochs of batches, each with a gradient and an update. It holds no state: an
 * epoch is a function from a {@link Training} to its successor.
 *
 * <p>The randomness of an epoch comes from the key of the training and the number of the epoch, so
 * that training which goes on from a saved state gives the same bits as training that was never
 * interrupted.
 *
 * @param loss the loss of a model on a batch, a scalar, with a key for layers that are random
 * @param optimizer makes the next model from the gradient
 * @param batches the batches of an epoch, in an order that the key decides
 */
public record Trainer<M>(
    Function3<M, Batch, Key, Tensor> loss,
    Optimizer optimizer,
    Function<Key, List<Batch>> batches) {

  /** The state before the first epoch. */
  public Training<M> start(Key key, M model) {
    return new Training<>(key, Tensor.of(0L), model, optimizer.init(model));
  }

  /** Trains until so many epochs are complete, counted from the very first one. */
  public Training<M> run(Training<M> from, int epochs, Listener<M> listener) {
    Training<M> now = from;
    while (now.epochs() < epochs) {
      now = epoch(now, listener);
    }
    return now;
  }

  /** One epoch. */
  public Training<M> epoch(Training<M> from, Listener<M> listener) {
    Function3<M, Batch, Key, ValueAndGrad<M>> lossAndGrad = Derivatives.valueAndGrad(loss);
    int number = from.epochs() + 1;
    Key key = from.key().fold(from.epoch());
    List<Batch> all = batches.apply(key.next());
    M model = from.model();
    OptimizerState<M> state = from.optimizer();
    double sum = 0;
    long examples = 0;
    for (int i = 0; i < all.size(); i++) {
      Batch batch = all.get(i);
      ValueAndGrad<M> step = lossAndGrad.apply(model, batch, key.fold(i));
      Updated<M> updated = optimizer.update(step.grad(), state, model);
      model = updated.params();
      state = updated.state();
      double value = step.value().item();
      sum += value * batch.size();
      examples += batch.size();
      listener.batch(new Listener.Progress(number, i + 1, all.size(), value, sum / examples));
    }
    Training<M> after = new Training<>(from.key(), from.epoch().add(1), model, state);
    listener.epoch(after, sum / examples);
    return after;
  }
}
