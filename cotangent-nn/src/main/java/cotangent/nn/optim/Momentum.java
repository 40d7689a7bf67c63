package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * Classical momentum: {@code v' = mu v - rate g, p' = p + v'}. Polyak, Some methods of speeding up
 * the convergence of iteration methods, 1964; in this form Sutskever, Martens, Dahl and Hinton, On
 * the importance of initialization and momentum in deep learning, 2013, equations 1 and 2.
 *
 * @param mu how much of the velocity stays, such as 0.9
 */
public record Momentum(Schedule rate, double mu) implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "momentum",
          5,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Scalar v = x.get(2);
            Scalar rate = x.get(3);
            Scalar mu = x.get(4);
            Scalar next = mu.mul(v).sub(rate.mul(g));
            return List.of(p.add(next), next);
          });

  /** Checks the coefficient. */
  public Momentum {
    Ranges.fraction("Momentum", "mu", mu);
  }

  /** With a constant rate. */
  public Momentum(double rate, double mu) {
    this(Schedule.constant(rate), mu);
  }

  @Override
  public Pointwise rule() {
    return RULE;
  }

  @Override
  public List<Tensor> coefficients(Tensor step) {
    return List.of(rate.at(step), Tensor.of(mu));
  }
}
