package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * Adagrad: {@code s' = s + g^2, p' = p - rate g / (sqrt(s') + epsilon)}. Duchi, Hazan and Singer,
 * Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, 2011, figure 1 with
 * diagonal matrices.
 *
 * @param epsilon keeps the quotient finite
 */
public record Adagrad(Schedule rate, double epsilon) implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "adagrad",
          5,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Scalar s = x.get(2);
            Scalar rate = x.get(3);
            Scalar epsilon = x.get(4);
            Scalar next = s.add(g.square());
            return List.of(p.sub(rate.mul(g).div(next.sqrt().add(epsilon))), next);
          });

  /** With a constant rate, and epsilon 1e-10. */
  public Adagrad(double rate) {
    this(Schedule.constant(rate), 1e-10);
  }

  @Override
  public Pointwise rule() {
    return RULE;
  }

  @Override
  public List<Tensor> coefficients(Tensor step) {
    return List.of(rate.at(step), Tensor.of(epsilon));
  }
}
