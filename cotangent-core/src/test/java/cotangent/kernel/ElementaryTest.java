package cotangent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ElementaryTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  interface FloatOperator {
    float apply(float x);
  }

  /** Function, exact function, range, largest error in units in the last place. */
  static Arguments[] ranges() {
    return new Arguments[] {
      range("exp", Elementary::exp, Exact::exp, -700, 709, 2),
      range("exp", Elementary::exp, Exact::exp, -1, 1, 2),
      range("expm1", Elementary::expm1, Exact::expm1, -40, 60, 2),
      range("expm1", Elementary::expm1, Exact::expm1, -1, 1, 2),
      range("log", Elementary::log, Exact::log, 0, 1e6, 2),
      range("log", Elementary::log, Exact::log, 0.5, 2, 2),
      range("log1p", Elementary::log1p, Exact::log1p, -0.99, 1e3, 2),
      range("log1p", Elementary::log1p, Exact::log1p, -0.5, 1, 2),
      range("sin", Elementary::sin, Exact::sin, -10, 10, 2),
      range("sin", Elementary::sin, Exact::sin, -1e6, 1e6, 2),
      range("sin", Elementary::sin, Exact::sin, 1e6, 1e12, 2),
      range("cos", Elementary::cos, Exact::cos, -10, 10, 2),
      range("cos", Elementary::cos, Exact::cos, -1e6, 1e6, 2),
      range("cos", Elementary::cos, Exact::cos, 1e6, 1e12, 2),
      range("tanh", Elementary::tanh, Exact::tanh, -1, 1, 2),
      range("tanh", Elementary::tanh, Exact::tanh, -21, 21, 2),
      range("sigmoid", Elementary::sigmoid, Exact::sigmoid, -5, 5, 2),
      range("sigmoid", Elementary::sigmoid, Exact::sigmoid, -700, 40, 2),
      range("softplus", Elementary::softplus, Exact::softplus, -4, 4, 2),
      range("softplus", Elementary::softplus, Exact::softplus, -100, 100, 2),
      range("erf", Elementary::erf, Exact::erf, -1, 1, 2),
      range("erf", Elementary::erf, Exact::erf, -6, 6, 2),
      range("asinh", Elementary::asinh, Exact::asinh, -3, 3, 3),
      range("asinh", Elementary::asinh, Exact::asinh, -1e12, 1e12, 3),
      range("acosh", Elementary::acosh, Exact::acosh, 1, 3, 3),
      range("acosh", Elementary::acosh, Exact::acosh, 1, 1e12, 3),
      range("atanh", Elementary::atanh, Exact::atanh, -0.999, 0.999, 3),
    };
  }

  private static Arguments range(
      String name,
      DoubleUnaryOperator f,
      UnaryOperator<BigDecimal> exact,
      double from,
      double to,
      double ulps) {
    return Arguments.of(name + " on [" + from + ", " + to + "]", f, exact, from, to, ulps);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ranges")
  void isWithinSomeUlpsOfTheExactValue(
      String name,
      DoubleUnaryOperator f,
      UnaryOperator<BigDecimal> exact,
      double from,
      double to,
      double ulps) {
    var random = new Random(name.hashCode());
    for (int i = 0; i < 400; i++) {
      double x = from + (to - from) * random.nextDouble();
      double y = f.applyAsDouble(x);
      assertThat(Exact.ulps(y, exact.apply(new BigDecimal(x))))
          .as("%s at %s, which gave %s", name, x, y)
          .isLessThan(ulps);
    }
  }

  /** Small arguments, where cancellation would show, down to the smallest number. */
  @Test
  void isExactNearZero() {
    for (double x = 1e-9; x > 0; x /= 2.1) {
      for (double signed : new double[] {x, -x}) {
        double square = 0.5 * signed * signed;
        assertThat(Elementary.expm1(signed)).isCloseTo(signed + square, within(signed));
        assertThat(Elementary.log1p(signed)).isCloseTo(signed - square, within(signed));
        assertThat(Elementary.sin(signed)).isCloseTo(signed, within(signed));
        assertThat(Elementary.tanh(signed)).isCloseTo(signed, within(signed));
        assertThat(Elementary.asinh(signed)).isCloseTo(signed, within(signed));
        assertThat(Elementary.atanh(signed)).isCloseTo(signed, within(signed));
        assertThat(Elementary.erf(signed))
            .isCloseTo(2 / Math.sqrt(Math.PI) * signed, within(2 * signed));
      }
    }
  }

  private static Offset<Double> within(double x) {
    return Offset.offset(2 * Math.ulp(x));
  }

  /** Function in float, and a reference in double that is exact enough. */
  static Arguments[] floats() {
    return new Arguments[] {
      floats("exp", Elementary::exp, StrictMath::exp),
      floats("expm1", Elementary::expm1, StrictMath::expm1),
      floats("log", Elementary::log, StrictMath::log),
      floats("log1p", Elementary::log1p, StrictMath::log1p),
      floats("sin", Elementary::sin, StrictMath::sin),
      floats("cos", Elementary::cos, StrictMath::cos),
      floats("tanh", Elementary::tanh, StrictMath::tanh),
      floats(
          "sigmoid",
          Elementary::sigmoid,
          x -> x > 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x))),
      floats(
          "softplus",
          Elementary::softplus,
          x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)))),
      floats("erf", Elementary::erf, Elementary::erf),
    };
  }

  private static Arguments floats(String name, FloatOperator f, DoubleUnaryOperator reference) {
    return Arguments.of(name, f, reference);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floats")
  void isWithinTwoUlpsOverTheFloats(String name, FloatOperator f, DoubleUnaryOperator reference) {
    for (long bits = 0; bits < 1L << 32; bits += 2_003) {
      float x = Float.intBitsToFloat((int) bits);
      float y = f.apply(x);
      double exact = reference.applyAsDouble(x);
      float rounded = (float) exact;
      boolean right =
          (Float.isFinite(rounded) && rounded != 0)
              ? Math.abs(y - exact) < 2 * Math.ulp(rounded)
              : Float.compare(y, rounded) == 0;
      assertThat(right).as("%s(%s) = %s, but exactly %s", name, x, y, exact).isTrue();
    }
  }

  static Arguments[] specials() {
    double nan = Double.NaN;
    double zero = 0;
    return new Arguments[] {
      special(Unary.EXP, nan, 0, 1, 1, INFINITY),
      special(Unary.EXPM1, nan, -1, -zero, zero, INFINITY),
      special(Unary.LOG, nan, nan, -INFINITY, -INFINITY, INFINITY),
      special(Unary.LOG1P, nan, nan, -zero, zero, INFINITY),
      special(Unary.SIN, nan, nan, -zero, zero, nan),
      special(Unary.COS, nan, nan, 1, 1, nan),
      special(Unary.TAN, nan, nan, -zero, zero, nan),
      special(Unary.ASIN, nan, nan, -zero, zero, nan),
      special(Unary.ACOS, nan, nan, Math.PI / 2, Math.PI / 2, nan),
      special(Unary.ATAN, nan, -Math.PI / 2, -zero, zero, Math.PI / 2),
      special(Unary.SINH, nan, -INFINITY, -zero, zero, INFINITY),
      special(Unary.COSH, nan, INFINITY, 1, 1, INFINITY),
      special(Unary.TANH, nan, -1, -zero, zero, 1),
      special(Unary.ASINH, nan, -INFINITY, -zero, zero, INFINITY),
      special(Unary.ACOSH, nan, nan, nan, nan, INFINITY),
      special(Unary.ATANH, nan, nan, -zero, zero, nan),
      special(Unary.SIGMOID, nan, 0, 0.5, 0.5, 1),
      special(Unary.SOFTPLUS, nan, 0, 0x1.62e42fefa39efp-1, 0x1.62e42fefa39efp-1, INFINITY),
      special(Unary.ERF, nan, -1, -zero, zero, 1),
      special(Unary.SQRT, nan, nan, -zero, zero, INFINITY),
      special(Unary.RSQRT, nan, nan, -INFINITY, INFINITY, 0),
      special(Unary.CBRT, nan, -INFINITY, -zero, zero, INFINITY),
      special(Unary.RECIPROCAL, nan, -zero, -INFINITY, INFINITY, 0),
      special(Unary.NEG, nan, INFINITY, zero, -zero, -INFINITY),
      special(Unary.ABS, nan, INFINITY, zero, zero, INFINITY),
      special(Unary.SIGN, nan, -1, -zero, zero, 1),
      special(Unary.SQUARE, nan, INFINITY, zero, zero, INFINITY),
      special(Unary.FLOOR, nan, -INFINITY, -zero, zero, INFINITY),
      special(Unary.CEIL, nan, -INFINITY, -zero, zero, INFINITY),
      special(Unary.ROUND, nan, -INFINITY, -zero, zero, INFINITY),
    };
  }

  /** What the function gives at NaN, -infinity, -0, 0 and infinity. */
  private static Arguments special(Unary f, double... values) {
    return Arguments.of(f, values);
  }

  @ParameterizedTest
  @MethodSource("specials")
  void followsTheRulesAtSpecialValues(Unary f, double[] expected) {
    double[] x = {Double.NaN, -INFINITY, -0.0, 0.0, INFINITY};
    var y = new double[5];
    Strips.unary(f, x, 0, y, 0, 5);
    assertThat(y).containsExactly(expected);
    float[] single = {Float.NaN, Float.NEGATIVE_INFINITY, -0.0f, 0.0f, Float.POSITIVE_INFINITY};
    var z = new float[5];
    Strips.unary(f, single, 0, z, 0, 5);
    var rounded = new float[5];
    Strips.convert(expected, 0, rounded, 0, 5);
    assertThat(z).containsExactly(rounded);
  }

  @Test
  void overflowsAndUnderflowsWhereTheResultDoes() {
    assertThat(Elementary.exp(709.782712893384)).isFinite();
    assertThat(Elementary.exp(709.7827128933841)).isInfinite();
    assertThat(Elementary.exp(-745.13)).isEqualTo(Double.MIN_VALUE);
    assertThat(Elementary.exp(-745.14)).isZero();
    assertThat(Elementary.expm1(709.7827128933841)).isInfinite();
    assertThat(Elementary.exp(88.72283f)).isFinite();
    assertThat(Elementary.exp(88.72284f)).isInfinite();
    assertThat(Elementary.exp(-103.97f)).isEqualTo(Float.MIN_VALUE);
    assertThat(Elementary.exp(-103.98f)).isZero();
    assertThat(Elementary.log(Double.MIN_VALUE)).isEqualTo(StrictMath.log(Double.MIN_VALUE));
    assertThat(Elementary.log1p(Double.MAX_VALUE)).isEqualTo(StrictMath.log1p(Double.MAX_VALUE));
    assertThat(Elementary.log1p(-1.0)).isEqualTo(-INFINITY);
    assertThat(Elementary.log1p(-1.5)).isNaN();
    assertThat(Elementary.sigmoid(-740.0)).isEqualTo(StrictMath.exp(-740));
    assertThat(Elementary.softplus(1e300)).isEqualTo(1e300);
    assertThat(Elementary.sin(1e300)).isEqualTo(StrictMath.sin(1e300));
    assertThat(Elementary.atanh(1.0)).isEqualTo(INFINITY);
    assertThat(Elementary.acosh(1e300)).isEqualTo(StrictMath.log(1e300) + StrictMath.log(2));
  }

  @Test
  void remainderHasTheSignOfTheDivisor() {
    assertThat(Elementary.mod(7.0, 3.0)).isEqualTo(1);
    assertThat(Elementary.mod(-7.0, 3.0)).isEqualTo(2);
    assertThat(Elementary.mod(7.0, -3.0)).isEqualTo(-2);
    assertThat(Elementary.mod(-7.0, -3.0)).isEqualTo(-1);
    assertThat(Elementary.mod(-6.0, 3.0)).isEqualTo(0.0);
    assertThat(Elementary.mod(6.0, -3.0)).isEqualTo(-0.0);
    assertThat(Elementary.mod(1.0, 0.0)).isNaN();
    assertThat(Elementary.mod(-1.0, INFINITY)).isEqualTo(INFINITY);
    assertThat(Elementary.mod(-7.5f, 2.0f)).isEqualTo(0.5f);
  }

  @Test
  void strongZeroAbsorbsEverything() {
    for (double y : new double[] {Double.NaN, INFINITY, -3, -0.0}) {
      assertThat(Elementary.zmul(0.0, y)).isEqualTo(0.0);
      assertThat(Elementary.zmul(-0.0, y)).isEqualTo(0.0);
      assertThat(Elementary.zmul(0.0f, (float) y)).isEqualTo(0.0f);
    }
    assertThat(Elementary.zmul(2.0, Double.NaN)).isNaN();
    assertThat(Elementary.zmul(Double.NaN, 0.0)).isNaN();
    assertThat(Elementary.zmul(2.0, 3.5)).isEqualTo(7);
  }
}
