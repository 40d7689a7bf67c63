package cotangent.gradbench;

import cotangent.code.RealFunction;
import cotangent.code.VectorFunction;
import java.util.Map;

/** A saddle point, as the least of greatest values: a descent along the derivative of a descent. */
final class Saddle {
  static final Eval EVAL =
      new Eval(
          "saddle",
          Map.of(
              "ff", task(Mode.FORWARD, Mode.FORWARD),
              "fr", task(Mode.FORWARD, Mode.REVERSE),
              "rf", task(Mode.REVERSE, Mode.FORWARD),
              "rr", task(Mode.REVERSE, Mode.REVERSE)));

  private Saddle() {}

  /** The function, of (p[0], p[1], q[0], q[1]). */
  static double f(double[] pq) {
    return (pq[0] * pq[0] + pq[1] * pq[1]) - (pq[2] * pq[2] + pq[3] * pq[3]);
  }

  private static double[] join(double[] p, double[] q) {
    return new double[] {p[0], p[1], q[0], q[1]};
  }

  /**
   * The q at which f(p, q) is greatest, near the start.
   *
   * @param slope the gradient of f
   */
  static double[] argmax(double[] p, double[] start, VectorFunction slope) {
    return Descent.argmin(
        q -> -f(join(p, q)),
        q -> {
          var g = slope.apply(join(p, q));
          return new double[] {-g[2], -g[3]};
        },
        start);
  }

  private static Eval.Operation task(Mode outer, Mode inner) {
    return (input, _) -> {
      var start = input.vector("start", 2);
      var slope = inner.gradient(Saddle::f);
      var outerSlope = outer.gradient(Saddle::f);
      RealFunction greatest = p -> f(join(p, argmax(p, start, slope)));
      var gradient = outer.gradient(greatest);
      return Task.vector(() -> {
        var p = Descent.argmin(greatest, gradient, start);
        return join(p, argmax(p, start, outerSlope));
      });
    };
  }
}
