package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Map;

/**
 * A chain of ordinary differential equations, y_0' = x_0 and y_i' = x_i y_(i-1) with y(0) = 0,
 * integrated to t = 2 by the classical Runge-Kutta method.
 */
final class RungeKutta {
  private static final double END = 2;

  static final Eval EVAL =
      new Eval("ode", Map.of("primal", RungeKutta::primal, "gradient", RungeKutta::gradient));

  private RungeKutta() {}

  /** y at the end, after so many steps. */
  static double[] solve(double[] x, int steps) {
    int n = x.length;
    double h = END / steps;
    var y = new double[n];
    var stage = new double[n];
    var k1 = new double[n];
    var k2 = new double[n];
    var k3 = new double[n];
    var k4 = new double[n];
    for (int step = 0; step < steps; step++) {
      slope(x, y, k1);
      advance(y, h / 2, k1, stage);
      slope(x, stage, k2);
      advance(y, h / 2, k2, stage);
      slope(x, stage, k3);
      advance(y, h, k3, stage);
      slope(x, stage, k4);
      for (int i = 0; i < n; i++) {
        y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
      }
    }
    return y;
  }

  private static void slope(double[] x, double[] y, double[] result) {
    result[0] = x[0];
    for (int i = 1; i < x.length; i++) {
      result[i] = x[i] * y[i - 1];
    }
  }

  private static void advance(double[] y, double h, double[] slope, double[] result) {
    for (int i = 0; i < y.length; i++) {
      result[i] = y[i] + h * slope[i];
    }
  }

  private static Task<?> primal(Input input, Workers workers) {
    var x = input.vector("x");
    int steps = input.whole("s", 1);
    return Task.vector(() -> solve(x, steps));
  }

  private static Task<?> gradient(Input input, Workers workers) {
    var x = input.vector("x");
    int steps = input.whole("s", 1);
    return Task.gradient(Differentiate.valueAndGradient(v -> solve(v, steps)[v.length - 1]), x);
  }
}
