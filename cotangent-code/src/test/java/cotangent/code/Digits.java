package cotangent.code;

import static java.math.BigDecimal.ONE;
import static java.math.BigDecimal.TWO;

import java.math.BigDecimal;
import java.math.MathContext;

/** Functions to some sixty digits, from their series. */
final class Digits {
  private static final MathContext MC = new MathContext(70);
  private static final BigDecimal EPSILON = new BigDecimal("1e-80");

  private Digits() {}

  /** The distance of a number from the exact one, in units in the last place. */
  static double ulps(double actual, BigDecimal exact) {
    var unit = new BigDecimal(Math.ulp(exact.doubleValue()));
    return new BigDecimal(actual).subtract(exact).abs().divide(unit, MC).doubleValue();
  }

  /** The series at a small part of the argument, squared as often as the argument was halved. */
  static BigDecimal exp(BigDecimal x) {
    int halvings = 20;
    var r = x.divide(TWO.pow(halvings), MC);
    var term = ONE;
    var sum = ONE;
    for (int n = 1; term.abs().compareTo(EPSILON) > 0; n++) {
      term = term.multiply(r, MC).divide(new BigDecimal(n), MC);
      sum = sum.add(term, MC);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, MC);
    }
    return sum;
  }

  static BigDecimal expm1(BigDecimal x) {
    return exp(x).subtract(ONE);
  }

  /** The root of exp(y) = x by Newton's iteration, which doubles the number of digits. */
  static BigDecimal log(BigDecimal x) {
    var y = new BigDecimal(StrictMath.log(x.doubleValue()));
    for (int i = 0; i < 3; i++) {
      y = y.add(x.divide(exp(y), MC)).subtract(ONE);
    }
    return y;
  }

  static BigDecimal log1p(BigDecimal x) {
    return log(ONE.add(x));
  }

  /** The series itself, so only for arguments up to some tens. */
  static BigDecimal sin(BigDecimal x) {
    return alternating(x, x, 2);
  }

  static BigDecimal cos(BigDecimal x) {
    return alternating(x, ONE, 1);
  }

  private static BigDecimal alternating(BigDecimal x, BigDecimal first, int from) {
    var many = new MathContext(140);
    var square = x.multiply(x).negate();
    var term = first;
    var sum = first;
    for (int n = from; term.abs().compareTo(EPSILON) > 0; n += 2) {
      term = term.multiply(square, many).divide(new BigDecimal(n * (n + 1)), many);
      sum = sum.add(term);
    }
    return sum;
  }

  static BigDecimal tanh(BigDecimal x) {
    var e = exp(x.multiply(TWO));
    return e.subtract(ONE).divide(e.add(ONE), MC);
  }

  /** A power by roots and products alone; {@code twice} is twice the exponent. */
  static BigDecimal power(BigDecimal x, int twice) {
    var power = x.pow(Math.abs(twice)).sqrt(MC);
    return twice < 0 ? ONE.divide(power, MC) : power;
  }
}
