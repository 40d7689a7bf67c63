package cotangent.nn.optim;

/** What an update gives: new parameters, and the state for the next update. */
public record Updated<T>(T params, OptimizerState<T> state) {}
