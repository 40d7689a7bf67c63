package cotangent.code;

/** What mathematics says, by the slowest and plainest ways. Matrices come row by row. */
final class ClassicOracles {
  private ClassicOracles() {}

  /** A vector of n numbers that are neither zero nor alike. */
  static double[] wave(int n) {
    var v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = Math.sin(1 + 2.3 * i);
    }
    return v;
  }

  /** The determinant by Laplace's expansion along the first row. */
  static double laplace(double[] a, int n) {
    if (n == 0) {
      return 1;
    }
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += (j % 2 == 0 ? 1 : -1) * a[j] * laplace(minor(a, n, 0, j), n - 1);
    }
    return sum;
  }

  private static double[] minor(double[] a, int n, int row, int column) {
    var m = new double[(n - 1) * (n - 1)];
    int next = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != row && j != column) {
          m[next++] = a[i * n + j];
        }
      }
    }
    return m;
  }

  static double[] cofactors(double[] a, int n) {
    var c = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        c[i * n + j] = ((i + j) % 2 == 0 ? 1 : -1) * laplace(minor(a, n, i, j), n - 1);
      }
    }
    return c;
  }

  /** The inverse by Cramer's rule. */
  static double[] laplaceInverse(double[] a, int n) {
    return scale(1 / laplace(a, n), transpose(cofactors(a, n), n));
  }

  static double[] scale(double factor, double[] a) {
    var b = a.clone();
    for (int i = 0; i < b.length; i++) {
      b[i] *= factor;
    }
    return b;
  }

  static double[] transpose(double[] a, int n) {
    var t = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        t[j * n + i] = a[i * n + j];
      }
    }
    return t;
  }

  /** The product of an n by n and an n by m matrix. */
  static double[] multiply(double[] a, double[] b, int n, int m) {
    var c = new double[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < n; k++) {
          c[i * m + j] += a[i * n + k] * b[k * m + j];
        }
      }
    }
    return c;
  }

  /** Minus the product of three n by n matrices. */
  static double[] sandwich(double[] a, double[] v, double[] b, int n) {
    return scale(-1, multiply(a, multiply(v, b, n, n), n, n));
  }

  /** A gradient by all entries of a symmetric matrix as one by those of its lower triangle. */
  static double[] folded(double[] g, int n) {
    var f = new double[n * n];
    for (int i = 0; i < n; i++) {
      f[i * n + i] = g[i * n + i];
      for (int j = 0; j < i; j++) {
        f[i * n + j] = g[i * n + j] + g[j * n + i];
      }
    }
    return f;
  }

  /** The symmetric matrix of a lower triangle. */
  static double[] mirrored(double[] v, int n) {
    var m = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        m[i * n + j] = v[i * n + j];
        m[j * n + i] = v[i * n + j];
      }
    }
    return m;
  }

  /** The sum that defines the Fourier transform; the sign is that of the exponent. */
  static double[] dft(double[] z, int sign) {
    int n = z.length / 2;
    var w = new double[2 * n];
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        double angle = sign * 2 * Math.PI * (j * k % n) / n;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        w[2 * k] += z[2 * j] * c - z[2 * j + 1] * s;
        w[2 * k + 1] += z[2 * j] * s + z[2 * j + 1] * c;
      }
    }
    return w;
  }

  static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The normal distribution by Simpson's rule; up to one deviation its error is below 1e-14. */
  static double area(double x) {
    int n = 2000;
    double sum = density(0) + density(x);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * density(i * x / n);
    }
    return 0.5 + sum * x / (3 * n);
  }

  static ClassicAlgebra.Complex polynomial(ClassicAlgebra.Complex z, double... coefficients) {
    var sum = new ClassicAlgebra.Complex(0, 0);
    for (int i = coefficients.length - 1; i >= 0; i--) {
      sum = sum.times(z).plus(new ClassicAlgebra.Complex(coefficients[i], 0));
    }
    return sum;
  }
}
