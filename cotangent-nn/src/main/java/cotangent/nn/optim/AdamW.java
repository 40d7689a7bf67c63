package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with decoupled weight decay: {@link Adam}'s update and, besides, {@code - rate decay p}.
 * Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2; the decay is
 * multiplied with the whole rate, as is usual, and not with the schedule's factor alone.
 *
 * @param decay the share of each parameter that is taken away, per step and unit of rate
 */
public record AdamW(Schedule rate, double beta1, double beta2, double epsilon, double decay)
    implements FusedOptimizer {
  private static final Pointwise RULE =
      Pointwise.of(
          "adamW",
          10,
          x -> {
            Scalar p = x.get(0);
            Scalar g = x.get(1);
            Scalar decay = x.get(9);
            Moments next = Moments.of(g, x.get(2), x.get(3), x.subList(4, 9));
            return List.of(p.sub(decay.mul(p)).sub(next.step()), next.m(), next.v());
          });

  /** Checks the coefficients. */
  public AdamW {
    Ranges.fraction("AdamW", "beta1", beta1);
    Ranges.fraction("AdamW", "beta2", beta2);
  }

  /** With Adam's beta1 0.9, beta2 0.999 and epsilon 1e-8. */
  public AdamW(Schedule rate, double decay) {
    this(rate, 0.9, 0.999, 1e-8, decay);
  }

  /** With a constant rate. */
  public AdamW(double rate, double decay) {
    this(Schedule.constant(rate), decay);
  }

  @Override
  public Pointwise rule() {
    return RULE;
  }

  @Override
  public List<Tensor> coefficients(Tensor step) {
    Tensor now = rate.at(step);
    List<Tensor> all = new ArrayList<>(Moments.coefficients(step, now, beta1, beta2, epsilon));
    all.add(now.mul(decay));
    return all;
  }
}
