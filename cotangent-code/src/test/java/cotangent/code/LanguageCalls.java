package cotangent.code;

import java.util.List;

/** Elements of the language: assignments, calls, and what a method does beside its result. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class LanguageCalls {
  private LanguageCalls() {}

  static List<Language.Case> cases() {
    return List.of(
        Language.of("rosenbrock", LanguageCalls::rosenbrock),
        Language.of("repeated", LanguageCalls::repeated),
        Language.of("newton", LanguageCalls::newton),
        Language.of("overwrite", LanguageCalls::overwrite),
        Language.of("intIndex", LanguageCalls::intIndex),
        Language.of("calls", LanguageCalls::calls),
        Language.of("recursion", LanguageCalls::recursion),
        Language.of("swap", LanguageCalls::swap),
        Language.of("shadowed", LanguageCalls::shadowed),
        Language.of("enhancedFor", LanguageCalls::enhancedFor),
        Language.of("varargs", LanguageCalls::varargs),
        Language.of("compound", LanguageCalls::compound),
        Language.of("printing", LanguageCalls::printing),
        Language.of("throwing", LanguageCalls::throwing),
        Language.of("prefix", LanguageCalls::prefix),
        Language.of("passiveCalls", LanguageCalls::passiveCalls),
        Language.of("constantFunction", LanguageCalls::constantFunction),
        Language.of("identity", LanguageCalls::identity));
  }

  static double rosenbrock(double[] x) {
    double s = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
      s += 100 * a * a + b * b;
    }
    return s;
  }

  static double repeated(double[] x) {
    double a = x[0], b = a * a, c = b * a + b, d = c * c / b;
    a = d * a;
    b = a + b;
    return a * b * c * d - b / a;
  }

  static double newton(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double a = x[i] * x[i] + 0.5, y = 1;
      while (Math.abs(y * y - a) > 1e-13 * a) {
        y = 0.5 * (y + a / y);
      }
      for (int j = 0; j < i; j++) {
        s += y * x[j];
      }
      s = s * 0.9 + y;
    }
    return s;
  }

  static double overwrite(double[] x) {
    int n = x.length;
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
    for (int k = 0; k < 3; k++) {
      for (int i = 1; i < n; i++) {
        y[i] = Math.sin(y[i]) * y[i - 1] + x[i];
        y[i - 1] *= y[i];
      }
    }
    double s = 0;
    for (double v : y) {
      s += v * v;
    }
    return s;
  }

  static int permute(int i, int n) {
    return (i * 7 + 3) % n;
  }

  static double intIndex(double[] x) {
    int n = x.length;
    double s = 1;
    int p = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        int q = (p * 5 + j) % n;
        s += x[q] * x[permute(i, n)] * 0.1;
        p++;
        if ((p & 3) == 0) {
          s *= x[p % n];
        }
      }
    }
    return s;
  }

  static double cell(double a, double b, double[] state, int i) {
    double g = 1 / (1 + Math.exp(-a * state[i]));
    state[i] = g * state[i] + (1 - g) * Math.tanh(b);
    return state[i] * a;
  }

  static void scaleAdd(double[] x, double c, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += c * x[i] * x[i];
    }
  }

  static double calls(double[] x) {
    double[] state = new double[3];
    for (int i = 0; i < 3; i++) {
      state[i] = x[i];
    }
    double s = 0;
    for (int t = 0; t < 5; t++) {
      for (int i = 0; i < 3; i++) {
        s += cell(x[3], s + x[4], state, i);
      }
      scaleAdd(state, s * 0.01, state);
      scaleAdd(x, 0.1, state);
    }
    return s + state[1];
  }

  static double recurse(double[] x, int i, double acc) {
    if (i == x.length) {
      return acc * acc;
    }
    return recurse(x, i + 1, acc * x[i] + Math.sin(acc)) * x[i];
  }

  static double recursion(double[] x) {
    return recurse(x, 0, 1.5);
  }

  static double swap(double[] x) {
    double a = x[0], b = x[1], c = x[2];
    for (int i = 0; i < 7; i++) {
      double t = a;
      a = b * c;
      b = t;
      c = c + a * 0.1;
    }
    return a + b * c;
  }

  static double shadowed(double[] x) {
    double s = 0;
    {
      double t = x[0] * x[1];
      s += t;
    }
    {
      float t = (float) 2;
      s *= t;
    }
    {
      double t = x[2];
      int k = 1;
      s += t * t * x[k];
    }
    return s;
  }

  static double enhancedFor(double[] x) {
    double p = 1;
    for (double v : x) {
      for (int k : new int[] {1, 2}) {
        p = p * 0.9 + v * k;
      }
    }
    return p;
  }

  static double sumOf(double... v) {
    double s = 0;
    for (double a : v) {
      s += a * a;
    }
    return s;
  }

  static double varargs(double[] x) {
    return sumOf(x[0], x[1] * x[2], 3) * sumOf() + sumOf(x) + sumOf(x[3]);
  }

  static double compound(double[] x) {
    double[] a = {1, 2};
    a[0] += x[0];
    a[1] *= a[0] -= x[1];
    a[0] /= x[2];
    double b = a[1]++;
    double c = --a[0];
    return a[0] * b + c * a[1] - -b;
  }

  static double printing(double[] x) {
    var text = new StringBuilder();
    double s = 0;
    for (double v : x) {
      s += v * v;
      text.append(s).append(' ');
    }
    String t = "sum " + s + " of " + x.length;
    return s * (t.isEmpty() ? 0 : 1)
        + (text.length() > 3 ? x[0] : 0)
        + String.valueOf(s).indexOf('#') * x[1];
  }

  static double throwing(double[] x) {
    if (x.length < 2) {
      throw new IllegalArgumentException("too short: " + x.length);
    }
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        throw new IllegalStateException("not a number at " + i + ": " + x[i]);
      }
      s += x[i] * x[i];
    }
    return s;
  }

  static double prefix(double[] x) {
    int n = x.length;
    double[] sums = new double[n + 1];
    for (int i = 0; i < n; i++) {
      sums[i + 1] = sums[i] + x[i] * x[i];
    }
    double s = 0;
    for (int i = n; i > 0; i--) {
      s = s * sums[i] + sums[i - 1];
    }
    return s;
  }

  static double[] weights(int n) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = 1.0 / (i + 1);
    }
    return w;
  }

  static double passiveCalls(double[] x) {
    double[] w = weights(x.length);
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s += w[i] * x[i] * x[i];
    }
    w[0] = s;
    w[1] = w[0] * x[1];
    return s + w[1] * w[2];
  }

  static double constantFunction(double[] x) {
    return 3;
  }

  static double identity(double[] x) {
    return x[2];
  }
}
