package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * RMSprop: {@code s' = rho s + (1 - rho) g^2, p' = p - rate g / (sqrt(s') + epsilon)}. Tieleman and
 * Hinton, Neural Networks for Machine Learning, 2012, lecture 6.5.
 *
 * @param rho how much of the mean square stays, such as 0.9
 * @param epsilon keeps the quotient finite
 */
public record RmsProp(Schedule rate, double rho, double epsilon) implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "rmsProp",
          6,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Scalar s = x.get(2);
            Scalar rate = x.get(3);
            Scalar fresh = x.get(4);
            Scalar epsilon = x.get(5);
            Scalar next = s.add(fresh.mul(g.square().sub(s)));
            return List.of(p.sub(rate.mul(g).div(next.sqrt().add(epsilon))), next);
          });

  /** Checks the coefficient. */
  public RmsProp {
    Ranges.fraction("RmsProp", "rho", rho);
  }

  /** With a constant rate, rho 0.9 and epsilon 1e-8. */
  public RmsProp(double rate) {
    this(Schedule.constant(rate), 0.9, 1e-8);
  }

  @Override
  public Pointwise rule() {
    return RULE;
  }

  @Override
  public List<Tensor> coefficients(Tensor step) {
    return List.of(rate.at(step), Tensor.of(1 - rho), Tensor.of(epsilon));
  }
}
