package cotangent.nn.optim;

/**
 * A rule that turns gradients into better parameters. It holds no state itself: {@link #init} makes
 * the state, a tree like any other, and {@link #update} gives its successor.
 *
 * <pre>{@code
 * Optimizer adam = new Adam(1e-3);
 * OptimizerState<Mlp> state = adam.init(model);
 * Updated<Mlp> next = adam.update(gradient, state, model);   // next.params(), next.state()
 * }</pre>
 */
public interface Optimizer {
  /** The state before the first update of parameters of this form. */
  <T> OptimizerState<T> init(T params);

  /**
   * One update. Leaves of the parameters that are not floating-point stay as they are.
   *
   * @param grads the gradient, a tree of the form of the parameters
   * @throws IllegalArgumentException if the gradient or the state is of another form
   */
  <T> Updated<T> update(T grads, OptimizerState<T> state, T params);

  /** This optimiser, given gradients that are clipped first. */
  default Optimizer clipped(Clip clip) {
    return new Clipped(this, clip);
  }
}
