package cotangent.kernel;

import static java.math.BigDecimal.ONE;
import static java.math.BigDecimal.TWO;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Functions to some fifty decimal places, from their series: slow, and sharing nothing with what
 * they check.
 */
final class Exact {
  private static final MathContext MC = new MathContext(70);
  private static final BigDecimal EPSILON = new BigDecimal("1e-75");
  private static final BigDecimal PI = pi();

  private Exact() {}

  /** The distance of {@code actual} from {@code exact}, in units in the last place of a double. */
  static double ulps(double actual, BigDecimal exact) {
    var unit = new BigDecimal(Math.ulp(exact.doubleValue()));
    return new BigDecimal(actual).subtract(exact).abs().divide(unit, MC).doubleValue();
  }

  static BigDecimal exp(BigDecimal x) {
    int halvings = Math.max(0, x.precision() - x.scale() + 1) * 4 + 8;
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
    return exp(x).subtract(ONE, MC);
  }

  /** Halley's iteration, each step of which triples the number of digits. */
  static BigDecimal log(BigDecimal x) {
    var y = new BigDecimal(StrictMath.log(x.doubleValue()));
    for (int i = 0; i < 2; i++) {
      var e = exp(y);
      y = y.add(TWO.multiply(x.subtract(e, MC), MC).divide(x.add(e, MC), MC), MC);
    }
    return y;
  }

  static BigDecimal log1p(BigDecimal x) {
    return log(ONE.add(x));
  }

  static BigDecimal sin(BigDecimal x) {
    var turns = x.divide(PI.multiply(TWO), MC).setScale(0, RoundingMode.HALF_EVEN);
    var r = x.subtract(turns.multiply(PI).multiply(TWO));
    var square = r.multiply(r, MC).negate();
    var term = r;
    var sum = r;
    for (int n = 2; term.abs().compareTo(EPSILON) > 0; n += 2) {
      term = term.multiply(square, MC).divide(new BigDecimal(n * (n + 1)), MC);
      sum = sum.add(term, MC);
    }
    return sum;
  }

  static BigDecimal cos(BigDecimal x) {
    return sin(x.add(PI.divide(TWO, new MathContext(120))));
  }

  static BigDecimal tanh(BigDecimal x) {
    var e = exp(x.multiply(TWO));
    return e.subtract(ONE, MC).divide(e.add(ONE, MC), MC);
  }

  static BigDecimal sigmoid(BigDecimal x) {
    return ONE.divide(ONE.add(exp(x.negate()), MC), MC);
  }

  static BigDecimal softplus(BigDecimal x) {
    // Beyond 40 the logarithm is x + e^-x + ... to more digits than are compared.
    return x.signum() > 0 ? x.add(log(ONE.add(exp(x.negate()), MC)), MC) : log(ONE.add(exp(x), MC));
  }

  static BigDecimal asinh(BigDecimal x) {
    var root = x.multiply(x).add(ONE).sqrt(MC);
    var y = log(x.abs().add(root, MC));
    return x.signum() < 0 ? y.negate() : y;
  }

  static BigDecimal acosh(BigDecimal x) {
    return log(x.add(x.multiply(x).subtract(ONE).sqrt(MC), MC));
  }

  static BigDecimal atanh(BigDecimal x) {
    return log(ONE.add(x).divide(ONE.subtract(x), MC)).divide(TWO, MC);
  }

  static BigDecimal erf(BigDecimal x) {
    var square = x.multiply(x, MC).negate();
    var power = x;
    var sum = x;
    for (int n = 1; power.abs().compareTo(EPSILON) > 0; n++) {
      power = power.multiply(square, MC).divide(new BigDecimal(n), MC);
      sum = sum.add(power.divide(new BigDecimal(2 * n + 1), MC), MC);
    }
    return sum.multiply(TWO, MC).divide(PI.sqrt(MC), MC);
  }

  /** Machin's formula. */
  private static BigDecimal pi() {
    var quarter = new BigDecimal(4).multiply(arcCotangent(5)).subtract(arcCotangent(239));
    return quarter.multiply(new BigDecimal(4));
  }

  private static BigDecimal arcCotangent(int x) {
    var mc = new MathContext(120);
    var power = ONE.divide(new BigDecimal(x), mc);
    var sum = power;
    for (int n = 3; power.abs().compareTo(new BigDecimal("1e-125")) > 0; n += 2) {
      power = power.divide(new BigDecimal(-x * x), mc);
      sum = sum.add(power.divide(new BigDecimal(n), mc), mc);
    }
    return sum;
  }
}
