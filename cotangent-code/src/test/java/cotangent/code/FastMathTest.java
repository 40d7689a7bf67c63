package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cotangent.code.runtime.FastMath;
import java.math.BigDecimal;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Differentiate#fastMath} changes, and what it leaves. */
final class FastMathTest {
  private static final Differentiator FAST = Differentiate.fastMath();

  // ------------------------------------------------------------------------------- the functions

  static Arguments[] ranges() {
    return new Arguments[] {
      range("exp", FastMath::exp, Digits::exp, -708, 708),
      range("exp", FastMath::exp, Digits::exp, -1, 1),
      range("expm1", FastMath::expm1, Digits::expm1, -40, 60),
      range("expm1", FastMath::expm1, Digits::expm1, -0.5, 0.5),
      range("expm1", FastMath::expm1, Digits::expm1, -1e-12, 1e-12),
      range("log", FastMath::log, Digits::log, 0, 1e6),
      range("log", FastMath::log, Digits::log, 0.5, 2),
      range("log", FastMath::log, Digits::log, 0.999_999, 1.000_001),
      range("log1p", FastMath::log1p, Digits::log1p, -0.999, 1e3),
      range("log1p", FastMath::log1p, Digits::log1p, -0.5, 1),
      range("log1p", FastMath::log1p, Digits::log1p, -1e-12, 1e-12),
      range("sin", FastMath::sin, Digits::sin, -4, 4),
      range("sin", FastMath::sin, Digits::sin, -60, 60),
      range("cos", FastMath::cos, Digits::cos, -4, 4),
      range("cos", FastMath::cos, Digits::cos, -60, 60),
      range("tanh", FastMath::tanh, Digits::tanh, -1, 1),
      range("tanh", FastMath::tanh, Digits::tanh, -25, 25),
      range("tanh", FastMath::tanh, Digits::tanh, -1e-9, 1e-9),
    };
  }

  private static Arguments range(
      String name, DoubleUnaryOperator f, UnaryOperator<BigDecimal> exact, double from, double to) {
    return Arguments.of(name + " on [" + from + ", " + to + "]", f, exact, from, to);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ranges")
  void functionsAreWithinTwoUlps(
      String name, DoubleUnaryOperator f, UnaryOperator<BigDecimal> exact, double from, double to) {
    var random = new Random(name.hashCode());
    for (int i = 0; i < 400; i++) {
      double x = from + (to - from) * random.nextDouble();
      double y = f.applyAsDouble(x);
      assertThat(Digits.ulps(y, exact.apply(new BigDecimal(x))))
          .as("%s at %s, which gave %s", name, x, y)
          .isLessThan(2);
    }
  }

  @Test
  void largeAnglesAreReduced() {
    var random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      double x = (random.nextDouble() - 0.5) * 0x1p22;
      assertThat(FastMath.sin(x)).isCloseTo(StrictMath.sin(x), within(3 * ulp(StrictMath.sin(x))));
      assertThat(FastMath.cos(x)).isCloseTo(StrictMath.cos(x), within(3 * ulp(StrictMath.cos(x))));
    }
  }

  private static double ulp(double x) {
    return Math.ulp(x);
  }

  @Test
  void powersAreWithinFourUlps() {
    var random = new Random(8);
    for (int twice = -8; twice <= 10; twice++) {
      for (int i = 0; i < 200; i++) {
        double x = Math.exp(40 * random.nextGaussian());
        x = twice % 2 == 0 && random.nextBoolean() ? -x : x;
        double y = FastMath.pow(x, twice / 2.0);
        var exact = Digits.power(new BigDecimal(x).abs(), twice);
        exact = x < 0 && twice % 4 != 0 ? exact.negate() : exact;
        if (Math.abs(exact.doubleValue()) >= Double.MIN_NORMAL && !Double.isInfinite(y)) {
          assertThat(Digits.ulps(y, exact)).as("%s to the %s / 2", x, twice).isLessThan(4);
        }
      }
    }
  }

  /** Where a result is no normal number, and just beside, it is that of {@link Math}. */
  @Test
  void specialValuesAreThoseOfMath() {
    double[] special = {
      0.0,
      -0.0,
      1,
      -1,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Double.MIN_NORMAL,
      1e-300,
      -1e-300,
      -745,
      -709,
      709.5,
      710,
      -40,
      1e300,
      -1e300,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    for (double x : special) {
      same("exp", x, FastMath.exp(x), Math.exp(x));
      same("expm1", x, FastMath.expm1(x), Math.expm1(x));
      same("log", x, FastMath.log(x), Math.log(x));
      same("log1p", x, FastMath.log1p(x), Math.log1p(x));
      same("sin", x, FastMath.sin(x), Math.sin(x));
      same("cos", x, FastMath.cos(x), Math.cos(x));
      same("tanh", x, FastMath.tanh(x), Math.tanh(x));
      for (double y = -5; y <= 5; y += 0.25) {
        same("pow " + y + " of", x, FastMath.pow(x, y), Math.pow(x, y));
      }
      for (double y : special) {
        same("pow " + y + " of", x, FastMath.pow(x, y), Math.pow(x, y));
      }
    }
  }

  /** The same number but for rounding, and of zeros and numbers that are not normal the same. */
  private static void same(String name, double x, double actual, double expected) {
    if (Double.isFinite(expected) && Math.abs(expected) >= Double.MIN_NORMAL) {
      assertThat(actual).as("%s %s", name, x).isCloseTo(expected, within(4 * Math.ulp(expected)));
    } else {
      assertThat(actual).as("%s %s", name, x).isEqualTo(Double.valueOf(expected));
    }
  }

  // ----------------------------------------------------------------------------- the derivatives

  static double all(double[] x) {
    double s = 0;
    for (double v : x) {
      s += Math.exp(v) * Math.log(2 + v) + Math.tanh(v * s) - Math.expm1(v) / Math.log1p(3 + s * s);
      s += Math.sin(v * s) * Math.cos(v) + Math.pow(2 + v, 1.5) - Math.pow(v, 3) + Math.pow(3, v);
    }
    return s / (1 + Math.abs(s));
  }

  private static final double[] X = {0.3, -0.7, 1.1, 0.2};
  private static final double[] V = {1, -0.5, 0.25, 2};

  /** Relative to the largest component, some hundred roundings of 2^-53. */
  private static final double ROUNDING = 2e-14;

  @Test
  void everyModeGivesWhatItGivesWithout() {
    RealFunction f = FastMathTest::all;
    VectorFunction g = x -> new double[] {all(x), x[0] * all(x)};
    close("gradient", FAST.gradient(f).apply(X), Differentiate.gradient(f).apply(X));
    close("hvp", FAST.hvp(f).apply(X, V), Differentiate.hvp(f).apply(X, V));
    close("jvp", FAST.jvp(g).apply(X, V), Differentiate.jvp(g).apply(X, V));
    double[] adjoint = {1, 2};
    close("vjp", FAST.vjp(g).apply(X, adjoint), Differentiate.vjp(g).apply(X, adjoint));
    close(
        "vjp of gradient",
        FAST.vjp(FAST.gradient(f)).apply(X, V),
        Differentiate.hvp(f).apply(X, V));
    close(
        "gradient of jvp",
        FAST.gradient(y -> FAST.jvp(z -> new double[] {all(z)}).apply(y, V)[0]).apply(X),
        Differentiate.hvp(f).apply(X, V));
    var directions = new double[][] {V, X, X, V, V};
    close(
        "several",
        FAST.hvp(f).applyAll(X, directions)[4],
        Differentiate.hvp(f).applyAll(X, directions)[4]);
    for (int i = 0; i < 4; i++) {
      close("Hessian", FAST.hessian(f).apply(X)[i], Differentiate.hessian(f).apply(X)[i]);
    }
    ScalarFunction h = t -> all(new double[] {t, t * t});
    close(
        "third derivative",
        new double[] {
          FAST.derivative(FAST.derivative(FAST.derivative(h))).apply(0.4),
        },
        new double[] {
          Differentiate.derivative(Differentiate.derivative(Differentiate.derivative(h)))
              .apply(0.4),
        });
    close(
        "record",
        FAST.gradient(double[].class, (RealFunction1<double[]>) FastMathTest::all).apply(X),
        Differentiate.gradient(f).apply(X));
    assertThat(FAST.checkGradient(f, X).error()).isLessThan(1e-6);
  }

  private static void close(String what, double[] actual, double[] expected) {
    Numeric.assertClose(what, actual, expected, ROUNDING);
  }

  /** The value tells which functions were called. */
  private static double value(Differentiator d, RealFunction f, double x) {
    return d.valueAndGradient(f).apply(new double[] {x}).value();
  }

  @Test
  void functionsAreReplacedWhereItWasAskedForOnly() {
    var plain = Differentiate.with(Rules.none());
    int different = 0;
    for (double x = 0.1; x < 20; x += 0.01) {
      double exact = Math.exp(x);
      double fast = FastMath.exp(x);
      different += exact != fast ? 1 : 0;
      assertThat(value(plain, v -> Math.exp(v[0]), x)).isEqualTo(exact);
      assertThat(value(FAST, v -> Math.exp(v[0]), x)).isEqualTo(fast);
      assertThat(FAST.with(Rules.none()).derivative(t -> Math.exp(t)).apply(x)).isEqualTo(fast);
      assertThat(value(FAST, v -> StrictMath.exp(v[0]), x)).isEqualTo(StrictMath.exp(x));
    }
    assertThat(different).as("or nothing was tested").isGreaterThan(10);
  }

  @Test
  void sumsAndProductsStayAsTheyAre() {
    var x = new Random(3).doubles(1000).toArray();
    RealFunction f =
        y -> {
          double s = 0;
          for (double v : y) {
            s += v * v / 3 + v;
          }
          return s / y.length;
        };
    assertThat(FAST.valueAndGradient(f).apply(x).value()).isEqualTo(f.apply(x));
    assertThat(FAST.gradient(f).apply(x)).isEqualTo(Differentiate.gradient(f).apply(x));
  }

  @Test
  void kinksStayAsTheyAre() {
    assertThat(FAST.derivative(t -> Math.abs(t)).apply(0)).isZero();
    assertThat(FAST.derivative(t -> Math.max(t, 2)).apply(2)).isEqualTo(1);
    assertThat(FAST.derivative(t -> Math.pow(t, 0)).apply(0)).isZero();
    assertThat(FAST.derivative(t -> Math.pow(t, 1)).apply(0)).isEqualTo(1);
    assertThat(FAST.derivative(t -> Math.pow(t, 2)).apply(0)).isZero();
    assertThat(FAST.derivative(t -> Math.pow(t, 0.5)).apply(0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(FAST.derivative(t -> t > 1 ? Math.log(t) : t).apply(0)).isEqualTo(1);
    assertThat(FAST.gradient(x -> 0 * Math.log(x[0])).apply(new double[1])).containsExactly(0);
    var second = FAST.derivative(FAST.derivative(t -> Math.pow(t, 2.0)));
    assertThat(second.apply(3)).isEqualTo(2);
  }

  private static final ScalarFunction CONSTANT = FAST.derivative(t -> Math.exp(t));

  @Test
  void itNests() {
    double x = 0.3;
    double slope = x * FastMath.exp(x) + FastMath.exp(x);
    // Captured: the whole is fast. In a constant or inside: as the outermost one says.
    var captured = FAST.derivative(t -> Math.exp(t));
    assertThat(Differentiate.derivative(t -> t * captured.apply(t)).apply(x)).isEqualTo(slope);
    assertThat(FAST.derivative(t -> t * CONSTANT.apply(t)).apply(x)).isEqualTo(slope);
    double plain = x * Math.exp(x) + Math.exp(x);
    assertThat(Differentiate.derivative(t -> t * CONSTANT.apply(t)).apply(x)).isEqualTo(plain);
    assertThat(
            Differentiate.derivative(
                    t -> t * Differentiate.fastMath().derivative(u -> Math.exp(u)).apply(t))
                .apply(x))
        .isEqualTo(plain);
    assertThat(
            FAST.gradient(
                    v -> v[0] * Differentiate.fastMath().gradient(w -> Math.exp(w[0])).apply(v)[0])
                .apply(new double[] {x}))
        .containsExactly(slope);
  }

  @Test
  void stepsOfACheckpointedLoopGiveTheSameAgain() {
    RealFunction f =
        p ->
            Checkpoint.loop(
                500,
                5,
                new double[] {p[0], p[1]},
                (i, y) ->
                    new double[] {
                      y[0] + 0.01 * Math.tanh(y[1]), y[1] - 0.01 * Math.sin(y[0]) * Math.exp(-y[1])
                    })[0];
    double[] p = {0.5, -0.2};
    close("loop", FAST.gradient(f).apply(p), Differentiate.gradient(f).apply(p));
  }
}
