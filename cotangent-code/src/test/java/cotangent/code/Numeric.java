package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Oracles that know nothing of the transformation. */
final class Numeric {
  private Numeric() {}

  /** The gradient by central differences with one step of Richardson's extrapolation. */
  static double[] gradient(RealFunction f, double[] x) {
    var g = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      g[i] = difference(f, x, i);
    }
    return g;
  }

  private static double difference(RealFunction f, double[] x, int i) {
    double h = 1e-4 * Math.max(1, Math.abs(x[i]));
    double coarse = central(f, x, i, h);
    double fine = central(f, x, i, h / 2);
    return (4 * fine - coarse) / 3;
  }

  private static double central(RealFunction f, double[] x, int i, double h) {
    var up = x.clone();
    var down = x.clone();
    up[i] += h;
    down[i] -= h;
    return (f.apply(up) - f.apply(down)) / (up[i] - down[i]);
  }

  /** The product of the derivative of g with a direction, by central differences. */
  static double[] directional(VectorFunction g, double[] x, double[] v) {
    double h = 1e-4;
    var coarse = central(g, x, v, h);
    var fine = central(g, x, v, h / 2);
    var d = new double[coarse.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (4 * fine[i] - coarse[i]) / 3;
    }
    return d;
  }

  private static double[] central(VectorFunction g, double[] x, double[] v, double h) {
    var up = x.clone();
    var down = x.clone();
    for (int i = 0; i < x.length; i++) {
      up[i] += h * v[i];
      down[i] -= h * v[i];
    }
    var a = g.apply(up);
    var b = g.apply(down);
    var d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (a[i] - b[i]) / (2 * h);
    }
    return d;
  }

  static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double scale = 1;
    for (double e : expected) {
      scale = Math.max(scale, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      assertThat(error <= tolerance * scale)
          .as(
              "%s, component %d: %s, expected %s, all %s against %s",
              what, i, actual[i], expected[i], Arrays.toString(actual), Arrays.toString(expected))
          .isTrue();
    }
  }

  static double dot(double[] a, double[] b) {
    double s = 0;
    for (int i = 0; i < a.length; i++) {
      s += a[i] * b[i];
    }
    return s;
  }
}
