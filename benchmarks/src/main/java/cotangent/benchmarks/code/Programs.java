package cotangent.benchmarks.code;

/** The functions that are measured, in plain Java, and adjoints of some written by hand. */
final class Programs {
  private Programs() {}

  static double rosenbrock(double[] x) {
    double s = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = 1 - x[i];
      double b = x[i + 1] - x[i] * x[i];
      s += a * a + 100 * b * b;
    }
    return s;
  }

  static double rosenbrockByHand(double[] x, double[] g) {
    java.util.Arrays.fill(g, 0);
    double s = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = 1 - x[i];
      double b = x[i + 1] - x[i] * x[i];
      s += a * a + 100 * b * b;
      g[i] += -2 * a - 400 * b * x[i];
      g[i + 1] += 200 * b;
    }
    return s;
  }

  static double logSumExp(double[] x) {
    double m = x[0];
    for (double v : x) {
      m = Math.max(m, v);
    }
    double s = 0;
    for (double v : x) {
      s += Math.exp(v - m);
    }
    return m + Math.log(s);
  }

  static double logSumExpByHand(double[] x, double[] g) {
    double m = x[0];
    for (double v : x) {
      m = Math.max(m, v);
    }
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      g[i] = Math.exp(x[i] - m);
      s += g[i];
    }
    for (int i = 0; i < x.length; i++) {
      g[i] /= s;
    }
    return m + Math.log(s);
  }

  /** Determinant by expansion into minors along the first row. */
  static double minors(double[] x) {
    int n = (int) Math.round(Math.sqrt(x.length));
    return minor(x, n, 0, new boolean[n]);
  }

  private static double minor(double[] x, int n, int row, boolean[] used) {
    if (row == n) {
      return 1;
    }
    double d = 0;
    double sign = 1;
    for (int j = 0; j < n; j++) {
      if (!used[j]) {
        used[j] = true;
        d += sign * x[row * n + j] * minor(x, n, row + 1, used);
        used[j] = false;
        sign = -sign;
      }
    }
    return d;
  }

  private static double normal(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double tail =
        Math.exp(-x * x / 2)
            * 0.3989422804014327
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x < 0 ? tail : 1 - tail;
  }

  /** The value of calls; for each option: spot, rate, volatility, time. */
  static double portfolio(double[] p) {
    double sum = 0;
    for (int i = 0; i < p.length; i += 4) {
      double spot = p[i];
      double root = Math.sqrt(p[i + 3]) * p[i + 2];
      double d1 = (Math.log(spot / 100) + (p[i + 1] + p[i + 2] * p[i + 2] / 2) * p[i + 3]) / root;
      sum += spot * normal(d1) - 100 * Math.exp(-p[i + 1] * p[i + 3]) * normal(d1 - root);
    }
    return sum;
  }

  /** The oscillator of van der Pol, 500 steps of the classic method of Runge and Kutta. */
  static double rungeKutta(double[] p) {
    double x = p[0];
    double v = p[1];
    double mu = p[2];
    double h = 0.01;
    for (int i = 0; i < 500; i++) {
      double k1 = v;
      double l1 = mu * (1 - x * x) * v - x;
      double x2 = x + h / 2 * k1;
      double k2 = v + h / 2 * l1;
      double l2 = mu * (1 - x2 * x2) * k2 - x2;
      double x3 = x + h / 2 * k2;
      double k3 = v + h / 2 * l2;
      double l3 = mu * (1 - x3 * x3) * k3 - x3;
      double x4 = x + h * k3;
      double k4 = v + h * l3;
      double l4 = mu * (1 - x4 * x4) * k4 - x4;
      x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      v += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);
    }
    return x * x + v * v;
  }

  /** Log-likelihood of a Gaussian mixture: k weights, k means and k log scales in d dimensions. */
  static double mixture(double[] p, double[][] data, int k) {
    int d = data[0].length;
    double[] scales = new double[k * d];
    double[] logs = new double[k];
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < d; j++) {
        double q = p[k + k * d + c * d + j];
        scales[c * d + j] = Math.exp(q);
        logs[c] += q;
      }
    }
    double sum = 0;
    double[] terms = new double[k];
    for (double[] x : data) {
      for (int c = 0; c < k; c++) {
        double square = 0;
        for (int j = 0; j < d; j++) {
          double r = (x[j] - p[k + c * d + j]) * scales[c * d + j];
          square += r * r;
        }
        terms[c] = p[c] + logs[c] - 0.5 * square;
      }
      sum += logSumExp(terms);
    }
    return sum - data.length * logSumExp(java.util.Arrays.copyOf(p, k));
  }
}
