package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * Nesterov's momentum: {@code v' = mu v - rate g, p' = p + mu v' - rate g}. The gradient belongs to
 * the point ahead, {@code p + mu v} of Sutskever, Martens, Dahl and Hinton, On the importance of
 * initialization and momentum in deep learning, 2013, equations 3 and 4; the parameters here are
 * that point, as in Bengio, Boulanger-Lewandowski and Pascanu, Advances in optimizing recurrent
 * networks, 2013, section 3.5.
 *
 * @param mu how much of the velocity stays, such as 0.9
 */
public record Nesterov(Schedule rate, double mu) implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "nesterov",
          5,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Scalar v = x.get(2);
            Scalar rate = x.get(3);
            Scalar mu = x.get(4);
            Scalar descent = rate.mul(g);
            Scalar next = mu.mul(v).sub(descent);
            return List.of(p.add(mu.mul(next).sub(descent)), next);
          });

  /** Checks the coefficient. */
  public Nesterov {
    Ranges.fraction("Nesterov", "mu", mu);
  }

  /** With a constant rate. */
  public Nesterov(double rate, double mu) {
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
