package cotangent.nn.optim;

/** An optimiser that is given clipped gradients. */
record Clipped(Optimizer optimizer, Clip clip) implements Optimizer {
  @Override
  public <T> OptimizerState<T> init(T params) {
    return optimizer.init(params);
  }

  @Override
  public <T> Updated<T> update(T grads, OptimizerState<T> state, T params) {
    return optimizer.update(clip.apply(grads), state, params);
  }
}
