package cotangent.code;

/** Linear algebra and Fourier transforms as textbooks print them. */
final class ClassicAlgebra {
  private ClassicAlgebra() {}

  // ---- Linear algebra. A matrix that is an argument comes row by row in one array.

  static double[][] square(double[] entries) {
    int n = (int) Math.round(Math.sqrt(entries.length));
    var a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = new double[n];
      System.arraycopy(entries, i * n, a[i], 0, n);
    }
    return a;
  }

  /** Factors of a matrix whose rows are permuted: the unit lower and the upper one in one array. */
  static final class Lu {
    final double[][] factors;
    final int[] order;
    final int sign;

    private Lu(double[][] factors, int[] order, int sign) {
      this.factors = factors;
      this.order = order;
      this.sign = sign;
    }

    /** Factors a matrix in place, with the largest pivot of each column. */
    static Lu of(double[][] a) {
      int n = a.length;
      var order = new int[n];
      for (int i = 0; i < n; i++) {
        order[i] = i;
      }
      int sign = 1;
      for (int k = 0; k < n; k++) {
        int p = pivot(a, k);
        if (p != k) {
          var row = a[k];
          a[k] = a[p];
          a[p] = row;
          int o = order[k];
          order[k] = order[p];
          order[p] = o;
          sign = -sign;
        }
        for (int i = k + 1; i < n; i++) {
          double m = a[i][k] /= a[k][k];
          for (int j = k + 1; j < n; j++) {
            a[i][j] -= m * a[k][j];
          }
        }
      }
      return new Lu(a, order, sign);
    }

    private static int pivot(double[][] a, int k) {
      int best = k;
      for (int i = k + 1; i < a.length; i++) {
        if (Math.abs(a[i][k]) > Math.abs(a[best][k])) {
          best = i;
        }
      }
      if (a[best][k] == 0) {
        throw new ArithmeticException("singular: no pivot in column " + k);
      }
      return best;
    }

    double determinant() {
      double d = sign;
      for (int i = 0; i < factors.length; i++) {
        d *= factors[i][i];
      }
      return d;
    }

    double[] solve(double[] b) {
      int n = b.length;
      var x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = b[order[i]];
        for (int j = 0; j < i; j++) {
          x[i] -= factors[i][j] * x[j];
        }
      }
      for (int i = n - 1; i >= 0; i--) {
        for (int j = i + 1; j < n; j++) {
          x[i] -= factors[i][j] * x[j];
        }
        x[i] /= factors[i][i];
      }
      return x;
    }
  }

  static double determinant(double[] a) {
    return Lu.of(square(a)).determinant();
  }

  static double[] inverse(double[] a) {
    var lu = Lu.of(square(a));
    int n = lu.order.length;
    var inverse = new double[n * n];
    for (int j = 0; j < n; j++) {
      var unit = new double[n];
      unit[j] = 1;
      var column = lu.solve(unit);
      for (int i = 0; i < n; i++) {
        inverse[i * n + j] = column[i];
      }
    }
    return inverse;
  }

  /** The lower triangular factor of a symmetric matrix, of which it reads the lower triangle. */
  static double[][] cholesky(double[] entries) {
    var l = square(entries);
    int n = l.length;
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < j; k++) {
        for (int i = j; i < n; i++) {
          l[i][j] -= l[i][k] * l[j][k];
        }
      }
      if (l[j][j] <= 0) {
        throw new ArithmeticException("not positive definite: pivot " + l[j][j]);
      }
      double root = Math.sqrt(l[j][j]);
      for (int i = 0; i < n; i++) {
        l[i][j] = i < j ? 0 : l[i][j] / root;
      }
    }
    return l;
  }

  static double logDeterminant(double[] a) {
    var l = cholesky(a);
    double sum = 0;
    for (int i = 0; i < l.length; i++) {
      sum += Math.log(l[i][i]);
    }
    return 2 * sum;
  }

  /** Minus twice the logarithm of a normal density, but for the constant. */
  static double deviance(double[] covariance, double[] y) {
    var l = cholesky(covariance);
    double sum = 0;
    var z = y.clone();
    for (int i = 0; i < z.length; i++) {
      for (int j = 0; j < i; j++) {
        z[i] -= l[i][j] * z[j];
      }
      z[i] /= l[i][i];
      sum += z[i] * z[i] + 2 * Math.log(l[i][i]);
    }
    return sum;
  }

  // ---- Fourier transforms. Complex numbers lie as pairs of real and imaginary part.

  /** In place, by bit reversal and butterflies. */
  static double[] fft(double[] signal) {
    var z = signal.clone();
    int n = z.length / 2;
    for (int i = 1, j = 0; i < n; i++) {
      int bit = n >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        for (int part = 0; part < 2; part++) {
          double t = z[2 * i + part];
          z[2 * i + part] = z[2 * j + part];
          z[2 * j + part] = t;
        }
      }
    }
    for (int half = 1; half < n; half <<= 1) {
      for (int k = 0; k < half; k++) {
        double c = Math.cos(Math.PI * k / half);
        double s = -Math.sin(Math.PI * k / half);
        for (int u = 2 * k; u < 2 * n; u += 4 * half) {
          int v = u + 2 * half;
          double re = z[v] * c - z[v + 1] * s;
          double im = z[v] * s + z[v + 1] * c;
          z[v] = z[u] - re;
          z[v + 1] = z[u + 1] - im;
          z[u] += re;
          z[u + 1] += im;
        }
      }
    }
    return z;
  }

  record Complex(double re, double im) {
    Complex plus(Complex o) {
      return new Complex(re + o.re, im + o.im);
    }

    Complex minus(Complex o) {
      return new Complex(re - o.re, im - o.im);
    }

    Complex times(Complex o) {
      return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    static Complex turn(double angle) {
      return new Complex(Math.cos(angle), Math.sin(angle));
    }
  }

  /** By recursion on objects. */
  static double[] recursiveFft(double[] signal) {
    var z = new Complex[signal.length / 2];
    for (int i = 0; i < z.length; i++) {
      z[i] = new Complex(signal[2 * i], signal[2 * i + 1]);
    }
    z = recursiveFft(z);
    var spectrum = new double[signal.length];
    for (int i = 0; i < z.length; i++) {
      spectrum[2 * i] = z[i].re();
      spectrum[2 * i + 1] = z[i].im();
    }
    return spectrum;
  }

  private static Complex[] recursiveFft(Complex[] z) {
    int n = z.length;
    if (n == 1) {
      return z;
    }
    var even = new Complex[n / 2];
    var odd = new Complex[n / 2];
    for (int i = 0; i < n / 2; i++) {
      even[i] = z[2 * i];
      odd[i] = z[2 * i + 1];
    }
    even = recursiveFft(even);
    odd = recursiveFft(odd);
    var all = new Complex[n];
    for (int k = 0; k < n / 2; k++) {
      var t = Complex.turn(-2 * Math.PI * k / n).times(odd[k]);
      all[k] = even[k].plus(t);
      all[k + n / 2] = even[k].minus(t);
    }
    return all;
  }
}
