package cotangent.nn.optim;

import cotangent.Tensor;
import java.util.List;

/**
 * What an optimiser remembers from one update to the next.
 *
 * @param step the number of updates so far, an I64 scalar
 * @param moments trees of the form of the parameters, such as running means of the gradient
 */
public record OptimizerState<T>(Tensor step, List<T> moments) {}
