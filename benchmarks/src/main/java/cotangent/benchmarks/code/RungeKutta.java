package cotangent.benchmarks.code;

import cotangent.benchmarks.code.Workload.ByHand;

/**
 * The oscillator of van der Pol, x'' = mu (1 - x^2) x' - x, by the classic method of Runge and
 * Kutta; the parameters are the initial x and x' and mu, the result is the squared distance from
 * rest at the end.
 */
final class RungeKutta {
  private static final double STEP = 0.01;

  private RungeKutta() {}

  static Workload workload(int steps) {
    return new Workload(
        "rungeKutta",
        p -> value(p, steps),
        new Adjoint(steps),
        t -> onTape(t, steps),
        new double[] {1, 0.5, 1.5});
  }

  static double value(double[] p, int steps) {
    double x = p[0];
    double v = p[1];
    double mu = p[2];
    double h = STEP;
    for (int i = 0; i < steps; i++) {
      double k1 = v;
      double l1 = acceleration(x, k1, mu);
      double k2 = v + h / 2 * l1;
      double l2 = acceleration(x + h / 2 * k1, k2, mu);
      double k3 = v + h / 2 * l2;
      double l3 = acceleration(x + h / 2 * k2, k3, mu);
      double k4 = v + h * l3;
      double l4 = acceleration(x + h * k3, k4, mu);
      x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      v += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);
    }
    return x * x + v * v;
  }

  private static double acceleration(double x, double v, double mu) {
    return mu * (1 - x * x) * v - x;
  }

  /** Keeps the state of each step, and computes the stages again on the way back. */
  private static final class Adjoint implements ByHand {
    private final double[] xs;
    private final double[] vs;

    Adjoint(int steps) {
      xs = new double[steps];
      vs = new double[steps];
    }

    @Override
    public double apply(double[] p, double[] gradient) {
      double x = p[0];
      double v = p[1];
      double mu = p[2];
      double h = STEP;
      for (int i = 0; i < xs.length; i++) {
        xs[i] = x;
        vs[i] = v;
        double l1 = acceleration(x, v, mu);
        double k2 = v + h / 2 * l1;
        double l2 = acceleration(x + h / 2 * v, k2, mu);
        double k3 = v + h / 2 * l2;
        double l3 = acceleration(x + h / 2 * k2, k3, mu);
        double k4 = v + h * l3;
        double l4 = acceleration(x + h * k3, k4, mu);
        x += h / 6 * (v + 2 * k2 + 2 * k3 + k4);
        v += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);
      }
      double value = x * x + v * v;
      // Adjoints: ax and av of the state after the step at hand, al of l, ak of k, as of stages.
      double ax = 2 * x;
      double av = 2 * v;
      double amu = 0;
      for (int i = xs.length - 1; i >= 0; i--) {
        x = xs[i];
        v = vs[i];
        double x2 = x + h / 2 * v;
        double k2 = v + h / 2 * acceleration(x, v, mu);
        double x3 = x + h / 2 * k2;
        double k3 = v + h / 2 * acceleration(x2, k2, mu);
        double x4 = x + h * k3;
        double k4 = v + h * acceleration(x3, k3, mu);

        double al = h / 6 * av;
        double u = 1 - x4 * x4;
        double as = -al * (2 * mu * x4 * k4 + 1);
        double ak = h / 6 * ax + al * mu * u;
        amu += al * u * k4;
        double sumX = as;
        double sumV = ak;

        al = h / 3 * av + h * ak;
        u = 1 - x3 * x3;
        ak = h / 3 * ax + h * as + al * mu * u;
        as = -al * (2 * mu * x3 * k3 + 1);
        amu += al * u * k3;
        sumX += as;
        sumV += ak;

        al = h / 3 * av + h / 2 * ak;
        u = 1 - x2 * x2;
        ak = h / 3 * ax + h / 2 * as + al * mu * u;
        as = -al * (2 * mu * x2 * k2 + 1);
        amu += al * u * k2;
        sumX += as;
        sumV += ak;

        al = h / 6 * av + h / 2 * ak;
        u = 1 - x * x;
        av += sumV + h / 6 * ax + h / 2 * as + al * mu * u;
        ax += sumX - al * (2 * mu * x * v + 1);
        amu += al * u * v;
      }
      gradient[0] = ax;
      gradient[1] = av;
      gradient[2] = amu;
      return value;
    }
  }

  private static int onTape(OperationTape t, int steps) {
    int x = 0;
    int v = 1;
    int mu = 2;
    double h = STEP;
    for (int i = 0; i < steps; i++) {
      int k1 = v;
      int l1 = acceleration(t, x, k1, mu);
      int k2 = t.add(v, t.scale(l1, h / 2));
      int l2 = acceleration(t, t.add(x, t.scale(k1, h / 2)), k2, mu);
      int k3 = t.add(v, t.scale(l2, h / 2));
      int l3 = acceleration(t, t.add(x, t.scale(k2, h / 2)), k3, mu);
      int k4 = t.add(v, t.scale(l3, h));
      int l4 = acceleration(t, t.add(x, t.scale(k3, h)), k4, mu);
      x = t.add(x, t.scale(t.add(t.add(k1, t.scale(t.add(k2, k3), 2)), k4), h / 6));
      v = t.add(v, t.scale(t.add(t.add(l1, t.scale(t.add(l2, l3), 2)), l4), h / 6));
    }
    return t.add(t.square(x), t.square(v));
  }

  private static int acceleration(OperationTape t, int x, int v, int mu) {
    return t.sub(t.mul(t.mul(mu, t.from(1, t.square(x))), v), x);
  }
}
