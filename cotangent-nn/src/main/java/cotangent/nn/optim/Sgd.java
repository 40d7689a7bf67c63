package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/** Gradient descent: {@code p' = p - rate g}. */
public record Sgd(Schedule rate) implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "sgd",
          3,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Scalar rate = x.get(2);
            return List.of(p.sub(rate.mul(g)));
          });

  /** With a constant rate. */
  public Sgd(double rate) {
    this(Schedule.constant(rate));
  }

  @Override
  public Pointwise rule() {
    return RULE;
  }

  @Override
  public List<Tensor> coefficients(Tensor step) {
    return List.of(rate.at(step));
  }
}
