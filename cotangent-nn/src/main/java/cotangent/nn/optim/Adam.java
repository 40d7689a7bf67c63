package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * Adam. With t the number of this update, from 1 on:
 *
 * <pre>
 * m' = beta1 m + (1 - beta1) g
 * v' = beta2 v + (1 - beta2) g^2
 * p' = p - rate (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1.
 *
 * @param beta1 how much of the mean of the gradient stays
 * @param beta2 how much of the mean of its square stays
 * @param epsilon keeps the quotient finite
 */
public record Adam(Schedule rate, double beta1, double beta2, double epsilon)
    implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "adam",
          9,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Moments next = Moments.of(g, x.get(2), x.get(3), x.subList(4, 9));
            return List.of(p.sub(next.step()), next.m(), next.v());
          });

  /** Checks the coefficients. */
  public Adam {
    Ranges.fraction("Adam", "beta1", beta1);
    Ranges.fraction("Adam", "beta2", beta2);
  }

  /** The paper's beta1 0.9, beta2 0.999 and epsilon 1e-8. */
  public Adam(Schedule rate) {
    this(rate, 0.9, 0.999, 1e-8);
  }

  /** With a constant rate, for which the paper suggests 1e-3. */
  public Adam(double rate) {
    this(Schedule.constant(rate));
  }

  @Override
  public Pointwise rule() {
    return RULE;
  }

  @Override
  public List<Tensor> coefficients(Tensor step) {
    return Moments.coefficients(step, rate.at(step), beta1, beta2, epsilon);
  }
}
