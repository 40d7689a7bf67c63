package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods of {@link Math} and {@link StrictMath}, at ordinary points and at corners. */
final class MathTest {
  record Case(String name, RealFunction f) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case("sin", x -> Math.sin(x[0]) + StrictMath.sin(x[1])),
        new Case("cos", x -> Math.cos(x[0]) + StrictMath.cos(x[1])),
        new Case("tan", x -> Math.tan(x[0]) + StrictMath.tan(x[1])),
        new Case("asin", x -> Math.asin(x[0]) * StrictMath.asin(x[1])),
        new Case("acos", x -> Math.acos(x[0]) * StrictMath.acos(x[1])),
        new Case("atan", x -> Math.atan(x[0]) * StrictMath.atan(x[1])),
        new Case("atan2", x -> Math.atan2(x[0], x[1]) * Math.atan2(x[1], -x[0])),
        new Case("sinh", x -> Math.sinh(x[0]) * Math.sinh(x[1])),
        new Case("cosh", x -> Math.cosh(x[0]) * Math.cosh(x[1])),
        new Case("tanh", x -> Math.tanh(x[0]) * Math.tanh(x[1])),
        new Case("exp", x -> Math.exp(x[0] * x[1])),
        new Case("expm1", x -> Math.expm1(x[0] * x[1])),
        new Case("log", x -> Math.log(x[0]) * x[1]),
        new Case("log10", x -> Math.log10(x[0]) * x[1]),
        new Case("log1p", x -> Math.log1p(x[0]) * x[1]),
        new Case("sqrt", x -> Math.sqrt(x[0]) * x[1]),
        new Case("cbrt", x -> Math.cbrt(x[0]) * Math.cbrt(x[1])),
        new Case("pow", x -> Math.pow(x[0], x[1]) + Math.pow(x[1], 3) + Math.pow(2, x[0])),
        new Case("hypot", x -> Math.hypot(x[0], x[1]) * x[0]),
        new Case("abs", x -> Math.abs(x[0]) * Math.abs(x[1])),
        new Case("max", x -> Math.max(x[0], x[1]) * Math.max(x[0], 1) * Math.max(x[1], -3)),
        new Case("min", x -> Math.min(x[0], x[1]) * Math.min(x[0], 1) * Math.min(x[1], -3)),
        new Case("fma", x -> Math.fma(x[0], x[1], x[0]) * Math.fma(x[1], x[1], 2)),
        new Case("copySign", x -> Math.copySign(x[0], x[1]) * x[1]),
        new Case("IEEEremainder", x -> Math.IEEEremainder(x[0] * 9, x[1]) * x[0]),
        new Case("degrees", x -> Math.toRadians(x[0]) * Math.toDegrees(x[1])),
        new Case("clamp", x -> Math.clamp(x[0], -0.2, x[0] * x[0]) * Math.clamp(x[1], 0.1, 3.0)),
        new Case("scalb", x -> Math.scalb(x[0], 3) * x[1]),
        new Case(
            "strict",
            x ->
                StrictMath.exp(x[0])
                    * StrictMath.pow(1 + x[0] * x[0], x[1])
                    * StrictMath.cbrt(x[1])
                    * StrictMath.tanh(x[0])
                    * StrictMath.hypot(x[0], x[1])
                    * StrictMath.fma(x[0], x[1], x[1])
                    * StrictMath.clamp(x[0], -2.0, x[1] + 3)
                    * StrictMath.atan2(x[0], x[1])),
        new Case(
            "neighbours",
            x -> Math.nextUp(x[0]) * Math.nextDown(x[1]) * Math.nextAfter(x[0], 2.0 + x[1])),
        new Case("signum", x -> Math.signum(x[0]) * x[1] + Math.floor(x[0]) + Math.ceil(x[1])),
        new Case("rint", x -> Math.rint(x[0] * 10) * x[1] + Math.round(x[1]) * x[0]),
        new Case(
            "ulp",
            x -> x[0] * x[1] + Math.getExponent(x[0]) * (Double.compare(x[0], x[1]) > 0 ? 2 : 3)),
        new Case("sum", x -> Double.sum(x[0], x[1]) * Double.max(x[0], x[1]) * Double.min(x[0], 3)),
        new Case("isNaN", x -> Double.isNaN(x[0]) ? 0 : Double.isFinite(x[1]) ? x[0] * x[1] : 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void ordinaryPoints(Case c) {
    Checks.all(c.name(), c.f(), 0.63, -0.41);
    if (!c.name().startsWith("log") && !c.name().equals("sqrt") && !c.name().equals("pow")) {
      Checks.all(c.name(), c.f(), -0.37, 0.82);
    }
  }

  @Test
  void everyMethodOfMathHasADerivative() {
    var without =
        Stream.of(Math.class, StrictMath.class)
            .flatMap(c -> Arrays.stream(c.getMethods()))
            .filter(m -> Modifier.isStatic(m.getModifiers()))
            .filter(m -> Arrays.stream(m.getParameterTypes()).anyMatch(MathTest::isReal))
            .map(m ->
                new Op.MethodRef(
                    m.getDeclaringClass().getName().replace('.', '/'),
                    m.getName(),
                    MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                        .toMethodDescriptorString(),
                    false))
            .filter(ref -> Rule.of(ref) == null && !Rule.isFlat(ref))
            .toList();
    assertThat(without).isEmpty();
  }

  private static boolean isReal(Class<?> type) {
    return type == double.class || type == float.class;
  }

  @Test
  void tanhNearSaturation() {
    for (double x : new double[] {0.5, 1.47, 1.48, -2, 8, -20, 40, 340, -360}) {
      // In terms of exp(x), whose square does not overflow; the second with the sign of x.
      double cosh = Math.cosh(x);
      double slope = 1 / cosh / cosh;
      assertThat(derivative(t -> Math.tanh(t), x)).isCloseTo(slope, withinPercentage(1e-12));
      var first = Differentiate.derivative(t -> Math.tanh(t));
      assertThat(Differentiate.derivative(first).apply(x))
          .isCloseTo(-2 * Math.tanh(x) * slope, withinPercentage(1e-11));
      double hvp =
          Differentiate.hvp(v -> Math.tanh(v[0])).apply(new double[] {x}, new double[] {1})[0];
      assertThat(hvp).isCloseTo(-2 * Math.tanh(x) * slope, withinPercentage(1e-11));
    }
    assertThat(derivative(t -> Math.tanh(t), 1000)).isZero();
    assertThat(derivative(Differentiate.derivative(t -> Math.tanh(t)), -1000)).isZero();
    assertThat(derivative(t -> Math.tanh(t), Double.NaN)).isNaN();
    assertThat(derivative(t -> StrictMath.tanh(t), Double.POSITIVE_INFINITY)).isZero();
  }

  @Test
  void expm1NearMinusOne() {
    for (double x : new double[] {2, 0.1, -0.6, -0.8, -20, -300}) {
      assertThat(derivative(t -> Math.expm1(t), x)).isCloseTo(Math.exp(x), withinPercentage(1e-12));
      var first = Differentiate.derivative(t -> Math.expm1(t));
      assertThat(Differentiate.derivative(first).apply(x))
          .isCloseTo(Math.exp(x), withinPercentage(1e-12));
    }
  }

  private static double derivative(ScalarFunction f, double x) {
    double forward = Differentiate.derivative(f).apply(x);
    double reverse = Differentiate.gradient(v -> f.apply(v[0])).apply(new double[] {x})[0];
    assertThat(reverse).as("reverse against forward").isEqualTo(Double.valueOf(forward));
    return forward;
  }

  private static double logSumExp(double[] x) {
    double max = x[0];
    for (double v : x) {
      max = Math.max(max, v);
    }
    double shift = Differentiate.stopGradient(max);
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v - shift);
    }
    return shift + Math.log(sum);
  }

  @Test
  void gradientsStopWhereTheyAreToldTo() {
    double[] x = {0.3, -1.2, 2};
    assertThat(logSumExp(x))
        .isEqualTo(Differentiate.valueAndGradient(MathTest::logSumExp).apply(x).value());
    // The shift makes no difference, so that nothing is missed if it counts as a constant.
    Checks.all("logSumExp", MathTest::logSumExp, x);
    RealFunction stopped = y -> Differentiate.stopGradient(y[0] * y[0]) * y[1] + y[2];
    assertThat(Differentiate.gradient(stopped).apply(x)).containsExactly(0, 0.09, 1);
    assertThat(Differentiate.hessian(stopped).apply(x)).isDeepEqualTo(new double[3][3]);
    // It stops every derivative, those of functions around it, too.
    assertThat(
            derivative(
                t ->
                    Differentiate.derivative(s -> t * Differentiate.stopGradient(s * t) * s)
                        .apply(1),
                3))
        .isEqualTo(3);
  }

  @Test
  void kinksFollowTheirConventions() {
    assertThat(derivative(x -> Math.abs(x), 0)).isZero();
    assertThat(derivative(x -> Math.max(x, 2), 2)).isEqualTo(1);
    assertThat(derivative(x -> Math.max(2, x), 2)).isEqualTo(0);
    assertThat(derivative(x -> Math.min(x, 2), 2)).isEqualTo(1);
    assertThat(derivative(x -> Math.clamp(x, 0.0, 1.0), 1)).isEqualTo(1);
    assertThat(derivative(x -> Math.floor(x), 1)).isZero();
    assertThat(derivative(x -> (double) (int) x, 1)).isZero();
    assertThat(derivative(x -> Math.hypot(x, 0), 0)).isZero();
    assertThat(derivative(x -> Math.max(x, Double.NaN), 1)).isNaN();
  }

  @Test
  void infinitePartials() {
    assertThat(derivative(x -> Math.sqrt(x), 0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(derivative(x -> 1 / x, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    // A zero annihilates an infinite partial.
    assertThat(derivative(x -> Math.max(Math.sqrt(x), 2), 0)).isZero();
    assertThat(derivative(x -> x > 1 ? Math.log(x) : x, 0)).isEqualTo(1);
    assertThat(Differentiate.derivative(x -> Math.sqrt(x * x)).apply(0)).isZero();
    var zero = new double[1];
    assertThat(Differentiate.gradient(x -> 0 * Math.log(x[0])).apply(zero)).containsExactly(0);
    assertThat(derivative(x -> Math.pow(x, 0), 0)).isZero();
    assertThat(derivative(x -> Math.pow(x, 1), 0)).isEqualTo(1);
    assertThat(derivative(x -> Math.pow(x, 2), 0)).isZero();
    assertThat(derivative(x -> 0 * Math.log(x * 0 + 1) + x, 0)).isEqualTo(1);
  }

  @Test
  void secondDerivativeThroughAnnihilatedZero() {
    var second = Differentiate.derivative(Differentiate.derivative(x -> Math.pow(x, 2.0)));
    assertThat(second.apply(3)).isEqualTo(2);
    var sqrt = Differentiate.derivative(Differentiate.derivative(x -> Math.sqrt(x)));
    assertThat(sqrt.apply(4)).isEqualTo(-1.0 / 32);
  }

  @Test
  void floats() {
    RealFunction f =
        x -> {
          float a = (float) x[0];
          float b = (float) x[1];
          float[] c = {a * b, a / b, a - b, -a, Math.max(a, b), Math.abs(b)};
          c[0] += c[1] * (float) Math.sin(a);
          return c[0] + c[2] * c[3] + c[4] * c[5] + a % b;
        };
    var g = Differentiate.gradient(f).apply(new double[] {0.75, -0.5});
    // The same in doubles, written out.
    RealFunction d =
        x -> {
          double a = x[0];
          double b = x[1];
          return a * b + a / b * Math.sin(a) + (a - b) * -a + Math.max(a, b) * Math.abs(b) + a % b;
        };
    Numeric.assertClose(
        "floats", g, Differentiate.gradient(d).apply(new double[] {0.75, -0.5}), 1e-6);
  }
}
