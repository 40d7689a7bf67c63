package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.DirectionalFunction;
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

  static double f(double[] p, double[] q) {
    return (p[0] * p[0] + p[1] * p[1]) - (q[0] * q[0] + q[1] * q[1]);
  }

  /** The q at which f(p, q) is greatest, with gradients in reverse mode. */
  static double[] argmaxReverse(double[] p, double[] start) {
    RealFunction cost = q -> -f(p, q);
    return Descent.argmin(cost, Differentiate.gradient(cost), start);
  }

  /** The q at which f(p, q) is greatest, with gradients in forward mode. */
  static double[] argmaxForward(double[] p, double[] start) {
    RealFunction cost = q -> -f(p, q);
    DirectionalFunction slope = Differentiate.jvp(q -> new double[] {cost.apply(q)});
    return Descent.argmin(cost, q -> Mode.sweeps(slope, q), start);
  }

  private static Eval.Operation task(Mode outer, Mode inner) {
    return (input, _) -> {
      var start = input.vector("start", 2);
      RealFunction greatest =
          switch (inner) {
            case FORWARD -> p -> f(p, argmaxForward(p, start));
            case REVERSE -> p -> f(p, argmaxReverse(p, start));
          };
      VectorFunction gradient = outer.gradient(p -> new double[] {greatest.apply(p)});
      return Task.vector(() -> {
        var p = Descent.argmin(greatest, gradient, start);
        var q =
            switch (outer) {
              case FORWARD -> argmaxForward(p, start);
              case REVERSE -> argmaxReverse(p, start);
            };
        return new double[] {p[0], p[1], q[0], q[1]};
      });
    };
  }
}
