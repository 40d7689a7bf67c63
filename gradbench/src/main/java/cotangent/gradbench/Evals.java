package cotangent.gradbench;

import java.util.List;
import java.util.Optional;

/** All evals that there are. */
final class Evals {
  private static final List<Eval> ALL =
      List.of(
          Hello.EVAL,
          LogSumExp.EVAL,
          LeastSquares.EVAL,
          Determinant.EVAL,
          RungeKutta.EVAL,
          GaussianMixture.EVAL,
          KMeans.EVAL,
          Lstm.EVAL,
          BundleAdjustment.EVAL,
          HandTracking.EVAL,
          Particle.EVAL,
          Saddle.EVAL);

  private Evals() {}

  /** The eval of this name. */
  static Optional<Eval> of(String name) {
    return ALL.stream().filter(eval -> eval.name().equals(name)).findFirst();
  }
}
