import static cotangent.code.Differentiate.*;

/** How a predator-prey system changes. */
double[] change(double[] y, double[] p) {
  return new double[] {y[0] * (p[0] - p[1] * y[1]), y[1] * (p[2] * y[0] - p[3])};
}

double[] plus(double[] y, double h, double[] k) {
  return new double[] {y[0] + h * k[0], y[1] + h * k[1]};
}

/** States at 20 times by the classic method of Runge and Kutta. */
double[][] solve(double[] p) {
  double h = 0.05;
  double[] y = {1, 0.5};
  double[][] states = new double[20][];
  for (int i = 0; i < 200; i++) {
    double[] a = change(y, p);
    double[] b = change(plus(y, h / 2, a), p);
    double[] c = change(plus(y, h / 2, b), p);
    double[] d = change(plus(y, h, c), p);
    for (int j = 0; j < 2; j++) {
      y[j] += h / 6 * (a[j] + 2 * b[j] + 2 * c[j] + d[j]);
    }
    if (i % 10 == 9) {
      states[i / 10] = y.clone();
    }
  }
  return states;
}

double misfit(double[] p, double[][] data) {
  double[][] states = solve(p);
  double s = 0;
  for (int i = 0; i < data.length; i++) {
    for (int j = 0; j < 2; j++) {
      double r = states[i][j] - data[i][j];
      s += r * r;
    }
  }
  return s;
}

void main() {
  double[][] data = solve(new double[] {1.1, 0.6, 0.8, 0.9});
  double[] p = {1, 0.5, 0.7, 1};
  var misfit = valueAndGradient(q -> misfit(q, data));
  var curvature = hessian(q -> misfit(q, data));
  for (int i = 0; i < 12; i++) {
    var at = misfit.apply(p);
    if (i % 4 == 0) {
      IO.println("step %2d: misfit %.3e".formatted(i, at.value()));
    }
    double[] step = descend(curvature.apply(p), at.gradient());
    double length = 1;
    while (misfit(move(p, length, step), data) > at.value() && length > 1e-6) {
      length /= 2;
    }
    p = move(p, length, step);
  }
  IO.println("parameters %.4f %.4f %.4f %.4f".formatted(p[0], p[1], p[2], p[3]));
}

double[] move(double[] p, double length, double[] step) {
  double[] q = p.clone();
  for (int i = 0; i < q.length; i++) {
    q[i] -= length * step[i];
  }
  return q;
}

/** Solves (H + damping) step = g by Gauss's elimination; the damping keeps pivots positive. */
double[] descend(double[][] h, double[] g) {
  int n = g.length;
  double[] x = g.clone();
  for (int i = 0; i < n; i++) {
    h[i][i] += 1e-3 * Math.abs(h[i][i]) + 1e-9;
  }
  for (int k = 0; k < n; k++) {
    for (int i = k + 1; i < n; i++) {
      double f = h[i][k] / h[k][k];
      for (int j = k; j < n; j++) {
        h[i][j] -= f * h[k][j];
      }
      x[i] -= f * x[k];
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    for (int j = i + 1; j < n; j++) {
      x[i] -= h[i][j] * x[j];
    }
    x[i] /= h[i][i];
  }
  return x;
}
