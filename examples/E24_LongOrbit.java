import static cotangent.code.Differentiate.*;

import cotangent.code.Checkpoint;

/** The size of a time step, and how many there are. */
final double h = 2e-4;

final int steps = 100_000;

/** A moon on its way around a flattened planet of mass m: place and speed, by leapfrog. */
record Moon(double x, double y, double u, double v) {
  Moon drift(double t) {
    return new Moon(x + t * u, y + t * v, u, v);
  }

  Moon kick(double t, double m, double flattening) {
    double r2 = x * x + y * y;
    double a = -m / (r2 * Math.sqrt(r2)) * (1 + flattening / r2);
    return new Moon(x, y, u + t * a * x, v + t * a * y);
  }
}

/** Where the moon is in the end; p holds the mass, the flattening and the speed at the start. */
Moon end(double[] p) {
  return Checkpoint.loop(
      steps,
      20,
      new Moon(1, 0, 0, p[2]),
      (i, moon) -> moon.drift(h / 2).kick(h, p[0], p[1]).drift(h / 2));
}

double misfit(double[] p, Moon seen) {
  Moon m = end(p);
  double x = m.x() - seen.x(), y = m.y() - seen.y();
  double u = m.u() - seen.u(), v = m.v() - seen.v();
  return x * x + y * y + u * u + v * v;
}

void main() {
  Moon seen = end(new double[] {1, 0.01, 1.05});
  double[] p = {1.002, 0.012, 1.049};
  var misfit = valueAndGradient(q -> misfit(q, seen));
  var curvature = hessian(q -> misfit(q, seen));
  for (int i = 0; i < 6; i++) {
    var at = misfit.apply(p);
    IO.println("misfit %.1e".formatted(at.value()));
    double[] step = solve(curvature.apply(p), at.gradient());
    for (int j = 0; j < p.length; j++) {
      p[j] -= step[j];
    }
  }
  IO.println("mass %.5f, flattening %.5f, speed %.5f".formatted(p[0], p[1], p[2]));
}

/** Solves a x = b by Gauss's elimination. */
double[] solve(double[][] a, double[] b) {
  int n = b.length;
  double[] x = b.clone();
  for (int k = 0; k < n; k++) {
    for (int i = k + 1; i < n; i++) {
      double f = a[i][k] / a[k][k];
      for (int j = k; j < n; j++) {
        a[i][j] -= f * a[k][j];
      }
      x[i] -= f * x[k];
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    for (int j = i + 1; j < n; j++) {
      x[i] -= a[i][j] * x[j];
    }
    x[i] /= a[i][i];
  }
  return x;
}
