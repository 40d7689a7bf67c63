package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Programs that once gave a wrong number, an internal error or a refusal without need.
 *
 * <p>A collection, and so a long file: every case stands for itself.
 */
@SuppressWarnings({"all"}) // the point is to write things as users do
final class BreakingCasesTest {
  private static final double[] STATIC = {3, 4};

  private static double[] gradient(RealFunction f, double... x) {
    return Differentiate.gradient(f).apply(x);
  }

  // ----------------------------------------------------------------- one object under two names

  @Test
  void anArrayCapturedTwice() {
    double[] a = {1, 2};
    double[] b = a;
    assertThat(
            gradient(
                x -> {
                  a[0] = x[0];
                  return b[0] * b[0] * x[1];
                },
                3,
                4))
        .containsExactly(24, 9);
    assertThat(
            Differentiate.jvp(
                    x -> {
                      a[0] = x[0];
                      return new double[] {b[0] * b[0] * x[1]};
                    })
                .apply(new double[] {3, 4}, new double[] {1, 0}))
        .containsExactly(24);
  }

  @Test
  void anIndexArrayCapturedTwice() {
    int[] a = {0};
    int[] b = a;
    assertThat(
            gradient(
                x -> {
                  b[0] = 1;
                  double y = x[a[0]] * x[a[0]];
                  b[0] = 0;
                  return y;
                },
                3,
                4))
        .containsExactly(0, 8);
  }

  record Pair(double[] first, double[] second) {}

  @Test
  void anArrayCapturedAndHeldByAnother() {
    double[] a = {1, 2};
    var pair = new Pair(a, null);
    assertThat(
            gradient(
                x -> {
                  pair.first()[0] = x[0];
                  return a[0] * a[0];
                },
                3))
        .containsExactly(6);
    var rows = new double[2][];
    rows[0] = new double[] {1, 2};
    rows[1] = rows[0];
    var row = rows[1];
    assertThat(
            gradient(
                x -> {
                  rows[0][0] = x[0];
                  return row[0] * row[0];
                },
                3))
        .containsExactly(6);
  }

  static final class Cell {
    double value;
    Cell next;
  }

  @Test
  void anObjectCapturedAndReachedFromAnother() {
    var p = new Cell();
    var q = new Cell();
    p.next = q;
    Checks.all(
        "linked",
        x -> {
          q.value = x[0] * x[1];
          double r = p.next.value * x[2];
          q.value = 0;
          return r;
        },
        0.6,
        -0.3,
        0.8);
  }

  @Test
  void aliasesAlsoInAnInnerGradient() {
    Checks.all(
        "inner",
        x -> {
          double[] a = {x[0], 1};
          double[] b = a;
          var d =
              Differentiate.gradient(
                      v -> {
                        a[0] = v[0] * v[1];
                        return b[0] * v[2];
                      })
                  .apply(x);
          return d[0] * d[2] + a[0];
        },
        0.6,
        -0.3,
        0.8);
  }

  @Test
  void aBufferBesideASourceOfRandomNumbers() {
    double[] buffer = new double[1];
    var random = new Random(1);
    var d =
        gradient(
            x -> {
              buffer[0] = x[0] * x[0];
              return random.nextDouble() < 2 ? buffer[0] : 0;
            },
            3);
    assertThat(d).containsExactly(6);
  }

  @Test
  void theArgumentOverwrittenUnderAnotherName() {
    double[] c = {3, 4};
    RealFunction captured =
        x -> {
          double v = x[0] * x[0] * x[1];
          c[0] = 7;
          c[1] = 7;
          return v;
        };
    assertThat(gradient(captured, c)).containsExactly(24, 9);
    RealFunction inStatic =
        x -> {
          double v = x[0] * x[0] * x[1];
          STATIC[0] = 9;
          return v;
        };
    assertThat(gradient(inStatic, STATIC)).containsExactly(24, 9);
    STATIC[0] = 3;
  }

  // --------------------------------------------------------------------------- ordinary classes

  static class Matrix {
    double[] data;
    int n;

    Matrix(int n) {
      this.n = n;
      data = new double[n * n];
    }

    double get(int i, int j) {
      return data[i * n + j];
    }

    void set(int i, int j, double v) {
      data[i * n + j] = v;
    }

    Matrix times(Matrix o) {
      var r = new Matrix(n);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double s = 0;
          for (int k = 0; k < n; k++) {
            s += get(i, k) * o.get(k, j);
          }
          r.set(i, j, s);
        }
      }
      return r;
    }
  }

  @Test
  void methodsOfAClassThatIsNotFinal() {
    Checks.all(
        "matrix",
        x -> {
          var m = new Matrix(2);
          for (int i = 0; i < 4; i++) {
            m.set(i / 2, i % 2, x[i]);
          }
          var p = m.times(m).times(m);
          return p.get(0, 1) * p.get(1, 1);
        },
        0.6,
        -0.3,
        0.8,
        0.45);
  }

  static class Model {
    double[] w = {1, 2};
    double b = 3;

    double predict(double x) {
      return w[0] * x + b;
    }

    double loss(double[] p) {
      w[0] = p[0];
      b = p[1];
      double s = 0;
      for (int i = 0; i < 3; i++) {
        double e = predict(i) - i * i;
        s += e * e;
      }
      return s;
    }
  }

  @Test
  void aMethodOfAnObjectThatKeepsItsParameters() {
    Checks.all("model", new Model()::loss, 0.4, 0.7);
  }

  enum Kind {
    SINE {
      @Override
      double at(double x) {
        return Math.sin(x);
      }
    },
    SQUARE {
      @Override
      double at(double x) {
        return factor * x * x;
      }
    };

    final double factor = 3;

    abstract double at(double x);
  }

  @Test
  void enumsWithBodiesAndFields() {
    Checks.all(
        "enum",
        x -> {
          double s = 0;
          for (var k : Kind.values()) {
            s += k.at(x[0]) * k.at(x[k.ordinal()]);
          }
          return s;
        },
        0.6,
        -0.3);
  }

  @Test
  void comparisonsOfBoxedReals() {
    Checks.all(
        "boxed",
        x -> {
          Double a = x[0];
          Double b = x[1];
          return (a.compareTo(b) > 0 ? a * b : a) + (a.equals(b) ? 0 : a.intValue() + b);
        },
        0.6,
        -0.3);
  }

  // ----------------------------------------------------------------------------------- extremes

  @Test
  void atan2WhereSquaresOverflowOrVanish() {
    RealFunction f = x -> Math.atan2(x[0], x[1]);
    assertThat(gradient(f, 1e-200, 1e-200)[0]).isCloseTo(5e199, within(1e186));
    assertThat(gradient(f, 1e-200, 1e-200)[1]).isCloseTo(-5e199, within(1e186));
    assertThat(gradient(f, 3e200, 4e200)[0]).isCloseTo(1.6e-201, within(1e-214));
    assertThat(gradient(f, 3, 4)[0]).isEqualTo(0.16);
  }

  @Test
  void remainderWhoseQuotientRoundsUp() {
    // 0.7 / 0.1 rounds to 7, but 0.1 fits in 0.7 only 6 times.
    assertThat(0.7 % 0.1).isGreaterThan(0.09);
    assertThat(gradient(x -> x[0] % x[1], 0.7, 0.1)).containsExactly(1, -6);
  }

  // --------------------------------------------------------------------- what touches no real

  static double checked(double[] x) {
    Objects.requireNonNull(x, "x");
    double v = Objects.requireNonNull(x)[0] * x[1];
    assert v < 100 : v;
    return Arrays.equals(x, x.clone()) ? v * v : 0;
  }

  @Test
  void checksOfArguments() {
    Checks.all("checked", BreakingCasesTest::checked, 0.6, -0.3);
    assertThatThrownBy(() -> gradient(BreakingCasesTest::checked, 20, 30))
        .isInstanceOf(AssertionError.class)
        .hasMessage("600.0");
    assertThatThrownBy(() ->
            gradient(
                x -> {
                  Double none = x[0] > 0 ? null : x[0];
                  return Objects.requireNonNull(none, "nothing") * x[1];
                },
                1,
                2))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("nothing");
  }

  @Test
  void aPassiveLambdaOfAnotherNest() {
    // The lambda in Elsewhere is private there, and is made from the code generated for this class.
    Checks.all("weights", x -> Elsewhere.weighted(x), 0.6, -0.3, 0.8);
  }

  static String text(double v) {
    return "v" + v;
  }

  static double number(String s) {
    return Double.parseDouble(s);
  }

  @Test
  void textOfAnActiveValueIsNoNumber() {
    assertThatThrownBy(() -> Differentiate.gradient(x -> Double.parseDouble("" + x[0])))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("the text of an active value", "Math.rint");
    assertThatThrownBy(
            () -> Differentiate.gradient(x -> Double.valueOf(Double.toString(x[0]).substring(1))))
        .isInstanceOf(NotDifferentiableException.class);
    assertThatThrownBy(() ->
            Differentiate.gradient(x -> new java.util.Scanner(text(x[0])).nextDouble() * x[1]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("BreakingCasesTest.java:");
    assertThatThrownBy(() -> Differentiate.gradient(x -> number(text(x[0])) * x[1]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("BreakingCasesTest.number", "the text of an active value");
    assertThatThrownBy(
            () -> Differentiate.gradient(x -> Double.parseDouble(String.format("%f", x[0])) * x[1]))
        .isInstanceOf(NotDifferentiableException.class);
    assertThat(
            gradient(
                x -> {
                  if (x[0] > 100) {
                    throw new IllegalArgumentException("large: " + x[0]);
                  }
                  System.Logger log = System.getLogger("test");
                  return number("2.5") * x[0];
                },
                5))
        .containsExactly(2.5);
    assertThat(gradient(x -> Double.parseDouble("" + x.length) * x[0], 5)).containsExactly(1);
  }

  private static final double[] HELD = {3, 4};

  @Test
  void activeValuesStoredInACaptureThatAStaticFieldMayHoldAreRefused() {
    double[] same = HELD;
    assertThatThrownBy(() ->
            Differentiate.gradient(x -> {
              same[0] = x[0] * x[0];
              return HELD[0] * x[1];
            }))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("static field");
    double[] own = new double[1];
    assertThat(
            gradient(
                x -> {
                  own[0] = x[0] * x[0];
                  return own[0] * x[1];
                },
                3,
                2))
        .containsExactly(12, 9);
    assertThat(gradient(x -> HELD[1] * x[0] * x[1], 3, 2)).containsExactly(8, 12);
  }

  // ------------------------------------------------------------------ objects of static fields

  record Complex(double re, double im) {
    static final Complex ONE = new Complex(1, 0);

    Complex times(Complex o) {
      return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
    }
  }

  @Test
  void aStaticObjectAtTheStartOfARecurrence() {
    Checks.all(
        "power",
        x -> {
          var z = Complex.ONE;
          for (int i = 0; i < 5; i++) {
            z = z.times(new Complex(x[0], x[1]));
          }
          return z.re * z.im;
        },
        0.6,
        -0.3);
  }

  private static final double[] START = {1, 2};

  @Test
  void aStaticArrayAtTheStartOfARecurrence() {
    Checks.all(
        "iteration",
        x -> {
          double[] state = START;
          for (int i = 0; i < 4; i++) {
            state = new double[] {Math.sin(state[0] * x[0] + x[1]), state[1] * state[0]};
          }
          return state[0] * state[1];
        },
        0.6,
        -0.3);
  }

  private static final double[] REUSED = {2, 3};

  @Test
  void aStaticArrayOverwrittenAfterAnInnerDerivative() {
    Checks.all(
        "overwritten",
        x -> {
          REUSED[0] = 2;
          double d = Differentiate.gradient(p -> REUSED[0] * p[0] * p[0] * p[1]).apply(x)[0];
          REUSED[0] = 7;
          return d * x[1];
        },
        0.6,
        -0.3);
  }
}
