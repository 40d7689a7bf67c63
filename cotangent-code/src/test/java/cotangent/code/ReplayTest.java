package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import cotangent.code.runtime.Tape;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops whose iterations are run again when they are reversed, and those that must not be. */
final class ReplayTest {
  private static double logSumExp(double[] x) {
    double max = x[0];
    for (int i = 1; i < x.length; i++) {
      max = Math.max(max, x[i]);
    }
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.exp(x[i] - max);
    }
    return max + Math.log(sum);
  }

  /** A Gaussian mixture with diagonal covariances; p holds weights, means and log precisions. */
  private static double mixture(double[] p, double[][] points, int k, int d) {
    double[] terms = new double[k];
    double[] centred = new double[d];
    double total = 0;
    for (int n = 0; n < points.length; n++) {
      double[] x = points[n];
      for (int j = 0; j < k; j++) {
        int mean = k + j * d;
        int precision = k + k * d + j * d;
        for (int i = 0; i < d; i++) {
          centred[i] = (x[i] - p[mean + i]) * Math.exp(p[precision + i]);
        }
        double square = 0;
        double logDeterminant = 0;
        for (int i = 0; i < d; i++) {
          square += centred[i] * centred[i];
          logDeterminant += p[precision + i];
        }
        terms[j] = p[j] + logDeterminant - 0.5 * square;
      }
      total += logSumExp(terms);
    }
    return total - points.length * logSumExp(Arrays.copyOf(p, k));
  }

  /** The same with the scratch arrays filled by methods. */
  private static double mixtureByMethods(double[] p, double[][] points, int k, int d) {
    double[] terms = new double[k];
    double[] centred = new double[d];
    double total = 0;
    for (double[] x : points) {
      for (int j = 0; j < k; j++) {
        centre(x, p, k + j * d, k + k * d + j * d, d, centred);
        terms[j] = p[j] + sum(p, k + k * d + j * d, d) - 0.5 * square(centred);
      }
      total += logSumExp(terms);
    }
    return total - points.length * logSumExp(Arrays.copyOf(p, k));
  }

  private static void centre(double[] x, double[] p, int mean, int precision, int d, double[] to) {
    for (int i = 0; i < d; i++) {
      to[i] = x[i] - p[mean + i];
    }
    for (int i = 0; i < d; i++) {
      to[i] *= Math.exp(p[precision + i]);
    }
  }

  private static double sum(double[] p, int from, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      s += p[from + i];
    }
    return s;
  }

  private static double square(double[] v) {
    double s = 0;
    for (double e : v) {
      s += e * e;
    }
    return s;
  }

  private static double[][] points(int n, int d) {
    var random = new Random(1);
    var points = new double[n][d];
    for (var x : points) {
      Arrays.setAll(x, _ -> random.nextGaussian());
    }
    return points;
  }

  private static RealFunction inPlace(int n, int k, int d) {
    var points = points(n, d);
    return p -> mixture(p, points, k, d);
  }

  private static RealFunction byMethods(int n, int k, int d) {
    var points = points(n, d);
    return p -> mixtureByMethods(p, points, k, d);
  }

  private static double[] parameters(int k, int d) {
    var random = new Random(2);
    return random.doubles(k + 2L * k * d, -0.5, 0.5).toArray();
  }

  private static long tapeBytes(RealFunction f, double[] p) {
    return tapeBytes(Differentiate.valueAndGradient(f).evaluator(), f, p);
  }

  private static long tapeBytes(ValueAndGradient.Evaluator evaluator, RealFunction f, double[] p) {
    var gradient = new double[p.length];
    double value = evaluator.apply(p, gradient);
    assertThat(value).isEqualTo(f.apply(p));
    return evaluator.tapeBytes();
  }

  @Test
  void mixtureNeedsTheTapeOfOnePoint() {
    var p = parameters(25, 10);
    assertThat(tapeBytes(inPlace(10_000, 25, 10), p))
        .isEqualTo(tapeBytes(inPlace(1, 25, 10), p))
        .isLessThan(65_536);
    assertThat(tapeBytes(byMethods(10_000, 25, 10), p))
        .isEqualTo(tapeBytes(byMethods(1, 25, 10), p))
        .isLessThan(65_536);
  }

  /** A scratch array that is filled in part only keeps what the iteration before left in it. */
  private static double filledInPart(double[] x) {
    double[] scratch = new double[4];
    double s = 0;
    for (int n = 0; n < 5; n++) {
      for (int i = 0; i < 3; i++) {
        scratch[i] = Math.sin(x[i] * (n + 1) + scratch[3]);
      }
      for (int i = 0; i < 4; i++) {
        s += scratch[i] * scratch[i];
      }
      scratch[3] = scratch[0] * scratch[1];
    }
    return s;
  }

  private static double readBefore(double[] x) {
    double[] scratch = new double[3];
    double s = 0;
    for (int n = 0; n < 5; n++) {
      double before = scratch[0] * scratch[1];
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = Math.sin(x[i] * (n + 1) + before);
      }
      for (int i = 0; i < scratch.length; i++) {
        s += Math.exp(scratch[i]) * before;
      }
    }
    return s;
  }

  private static double readAfter(double[] x) {
    double[] scratch = new double[3];
    double s = 0;
    for (int n = 0; n < 5; n++) {
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = Math.sin(x[i] * (n + 1)) * x[0];
      }
      for (int i = 0; i < scratch.length; i++) {
        s += Math.exp(scratch[i] * scratch[0]);
      }
    }
    return s * scratch[1] * Math.cos(scratch[2]);
  }

  private static double overwrittenLater(double[] x) {
    double[] y = x.clone();
    double s = 0;
    for (int n = 0; n < 5; n++) {
      double t = 1;
      for (int i = 0; i < y.length; i++) {
        t *= Math.sin(y[i] * (n + 1));
      }
      s += t;
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = s;
    }
    return y[0] * y[1];
  }

  private static double carried(double[] x) {
    double state = x[0];
    for (int n = 0; n < 6; n++) {
      double t = state;
      for (int i = 0; i < x.length; i++) {
        t = Math.sin(t * x[i] + 0.3);
      }
      state = state * t + x[1];
    }
    return state;
  }

  private static double outputs(double[] x) {
    double[] out = new double[6];
    for (int n = 0; n < out.length; n++) {
      double t = 1;
      for (int i = 0; i < x.length; i++) {
        t = Math.sin(t * x[i] + n);
      }
      out[n] = t;
    }
    double s = 0;
    for (double o : out) {
      s += o * o;
    }
    return s;
  }

  private static double twoScratchArrays(double[] x) {
    double[] a = new double[3];
    double[] b = x[0] > 5 ? a : new double[3];
    double s = 0;
    for (int n = 0; n < 5; n++) {
      for (int i = 0; i < 3; i++) {
        a[i] = x[i] * (n + 1);
      }
      for (int i = 0; i < 3; i++) {
        b[i] = Math.sin(a[i] * x[0]);
      }
      for (int i = 0; i < 3; i++) {
        s += a[i] * Math.exp(b[i]);
      }
    }
    return s;
  }

  /** The loop for the sum ends early in some iterations. */
  private static double signs(double[] x) {
    double s = 0;
    double minus = 0;
    for (int n = 0; n < 7; n++) {
      double t = 1;
      for (int i = 0; i < x.length; i++) {
        t = Math.sin(t * x[i] + n);
        if (t > 0.5) {
          minus -= t * t;
        }
        s += t * x[0];
      }
      s = n == 3 ? -s : s - t;
    }
    return s * minus;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
  record Case(String name, RealFunction f, double[] x) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    double[] x = {0.6, -0.3, 0.8};
    return Stream.of(
        new Case("mixture", inPlace(5, 3, 2), parameters(3, 2)),
        new Case("mixture by methods", byMethods(5, 3, 2), parameters(3, 2)),
        new Case("filled in part", ReplayTest::filledInPart, x),
        new Case("read before", ReplayTest::readBefore, x),
        new Case("read after", ReplayTest::readAfter, x),
        new Case("overwritten later", ReplayTest::overwrittenLater, x),
        new Case("carried", ReplayTest::carried, x),
        new Case("outputs", ReplayTest::outputs, x),
        new Case("two scratch arrays", ReplayTest::twoScratchArrays, x));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void derivativesAreRight(Case c) {
    Checks.all(c.name(), c.f(), c.x());
  }

  /** In a function that is not linear, since else the loops are fused. */
  private static RealFunction inSine(RealFunction f) {
    return x -> Math.sin(f.apply(x));
  }

  private static void assertRunAgain(String name, RealFunction f, double... x) {
    var d = Differentiate.recomputing();
    var v = new double[x.length];
    Arrays.setAll(v, i -> Math.sin(1 + 2.3 * i));
    var result = d.valueAndGradient(f).apply(x);
    assertThat(result.value()).isEqualTo(f.apply(x));
    Numeric.assertClose(name, result.gradient(), Differentiate.gradient(f).apply(x), 1e-13);
    var product = Differentiate.hvp(f).apply(x, v);
    Numeric.assertClose(name, d.hvp(f).apply(x, v), product, 1e-11);
    Numeric.assertClose(name, d.vjp(d.gradient(f)).apply(x, v), product, 1e-11);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void iterationsRunAgainAreRight(Case c) {
    Checks.all(c.name(), inSine(c.f()), c.x());
    assertRunAgain(c.name(), inSine(c.f()), c.x());
  }

  @Test
  void iterationsAreRunAgainOnDemand() {
    var p = parameters(5, 3);
    var f = inSine(inPlace(1_000, 5, 3));
    assertThat(tapeBytes(Differentiate.recomputing().valueAndGradient(f).evaluator(), f, p))
        .isLessThan(4_096);
    assertThat(tapeBytes(Differentiate.valueAndGradient(f).evaluator(), f, p))
        .isGreaterThan(100_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void piecesAreRight(Case c) {
    var gradient = new double[c.x().length];
    new Limited(c.f(), 600).gradient(c.x(), gradient, new Tape());
    Numeric.assertClose(c.name(), gradient, Differentiate.gradient(c.f()).apply(c.x()), 1e-13);
  }

  @Test
  void sumsMayChangeTheirSign() {
    Checks.all("signs", ReplayTest::signs, 0.6, -0.3, 0.8);
    assertRunAgain("signs", ReplayTest::signs, 0.6, -0.3, 0.8);
  }

  private static int calls;

  private static double counted(double[] x) {
    double s = 0;
    for (int n = 0; n < 5; n++) {
      calls++;
      double t = 1;
      for (int i = 0; i < x.length; i++) {
        t = Math.sin(t * x[i] + n);
      }
      s += t;
    }
    return s;
  }

  @Test
  void effectsHappenOnce() {
    double[] x = {0.6, -0.3, 0.8};
    RealFunction f = inSine(ReplayTest::counted);
    var gradient = Differentiate.recomputing().gradient(f);
    calls = 0;
    var g = gradient.apply(x);
    assertThat(calls).isEqualTo(5);
    Numeric.assertClose("gradient", g, Numeric.gradient(f, x), 1e-9);
  }

  /** The caller's scratch array holds afterwards what the function left in it. */
  @Test
  void memoryOfTheProgramIsLeftAlone() {
    double[] scratch = new double[3];
    RealFunction f =
        x -> {
          double s = 0;
          for (int n = 0; n < 4; n++) {
            for (int i = 0; i < scratch.length; i++) {
              scratch[i] = Math.sin(x[i] * (n + 1));
            }
            for (int i = 0; i < scratch.length; i++) {
              s += scratch[i] * Math.exp(scratch[i]);
            }
          }
          return Math.sin(s);
        };
    double[] x = {0.6, -0.3, 0.8};
    var g = Differentiate.recomputing().gradient(f).apply(x);
    assertThat(scratch).containsExactly(Math.sin(0.6 * 4), Math.sin(-0.3 * 4), Math.sin(0.8 * 4));
    Numeric.assertClose("gradient", g, Numeric.gradient(f, x), 1e-9);
  }
}
