package cotangent.gradbench;

import cotangent.code.RealFunction;
import cotangent.code.VectorFunction;
import java.util.Map;

/**
 * Where to put a charge, so that a particle in its field comes down near the origin: a descent
 * along the derivative of a simulation whose forces are derivatives themselves.
 */
final class Particle {
  private static final double TIME_STEP = 0.1;

  static final Eval EVAL =
      new Eval(
          "particle",
          Map.of(
              "ff", task(Mode.FORWARD, Mode.FORWARD),
              "fr", task(Mode.FORWARD, Mode.REVERSE),
              "rf", task(Mode.REVERSE, Mode.FORWARD),
              "rr", task(Mode.REVERSE, Mode.REVERSE)));

  private Particle() {}

  /** The potential at (p[0], p[1]) of a charge at (10, 10 - p[2]) and one at (10, 0). */
  static double potential(double[] p) {
    double dx = p[0] - 10;
    double first = p[1] - (10 - p[2]);
    double second = p[1];
    return 1 / Math.sqrt(dx * dx + first * first) + 1 / Math.sqrt(dx * dx + second * second);
  }

  /**
   * The square of where the particle crosses the axis.
   *
   * @param slope the gradient of {@link #potential}, at least with respect to the place
   */
  static double landing(double w, VectorFunction slope) {
    double x = 0;
    double y = 8;
    double vx = 0.75;
    double vy = 0;
    while (true) {
      var force = slope.apply(new double[] {x, y, w});
      x += TIME_STEP * vx;
      y += TIME_STEP * vy;
      if (y <= 0) {
        double back = -y / vy;
        double end = x + back * vx;
        return end * end;
      }
      vx -= TIME_STEP * force[0];
      vy -= TIME_STEP * force[1];
    }
  }

  private static Eval.Operation task(Mode outer, Mode inner) {
    return (input, _) -> {
      double[] start = {input.real("w")};
      VectorFunction slope = inner.gradient(Particle::potential, 2);
      RealFunction cost = w -> landing(w[0], slope);
      var gradient = outer.gradient(cost);
      return Task.real(() -> Descent.argmin(cost, gradient, start)[0]);
    };
  }
}
