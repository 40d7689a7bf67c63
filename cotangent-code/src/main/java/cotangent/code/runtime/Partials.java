package cotangent.code.runtime;

/**
 * Partial derivatives of the methods of {@link Math}, as functions of the arguments {@code x},
 * {@code y} and of the result {@code r}. Where a function has a kink, the value is the convention
 * that the guide documents.
 */
public final class Partials {
  private static final double LOG_10 = Math.log(10);

  private Partials() {}

  /** The product, but 0 where either is 0, even if the other is infinite or NaN. */
  public static double scale(double a, double partial) {
    return a == 0 || partial == 0 ? 0 : a * partial;
  }

  /** The quotient, but 0 where {@code a} is 0. */
  public static double over(double a, double y) {
    return a == 0 ? 0 : a / y;
  }

  /** Of {@link #over} with respect to the divisor. */
  public static double overDivisor(double a, double y) {
    return a == 0 ? 0 : -a / (y * y);
  }

  /** Of {@code r = x / y} with respect to y. */
  public static double quotient(double y, double r) {
    return -r / y;
  }

  /** Of {@code x % y} with respect to y. */
  public static double remainder(double x, double y) {
    // The quotient itself may have been rounded up to the next integer.
    return -Math.rint((x - x % y) / y);
  }

  /** Of {@link Math#IEEEremainder} with respect to y. */
  public static double ieeeRemainder(double x, double y) {
    return -Math.rint(x / y);
  }

  public static double cos(double x) {
    return -Math.sin(x);
  }

  public static double tan(double r) {
    return 1 + r * r;
  }

  public static double asin(double x) {
    return 1 / Math.sqrt((1 - x) * (1 + x));
  }

  public static double acos(double x) {
    return -1 / Math.sqrt((1 - x) * (1 + x));
  }

  public static double atan(double x) {
    return 1 / (1 + x * x);
  }

  /** Of {@code atan2(x, y)} with respect to x; likewise {@link #atan2Second}. */
  public static double atan2First(double x, double y) {
    return overSquares(y, x, y);
  }

  public static double atan2Second(double x, double y) {
    return overSquares(-x, x, y);
  }

  /** {@code a / (x * x + y * y)}, also where the squares overflow or vanish. */
  private static double overSquares(double a, double x, double y) {
    double squares = x * x + y * y;
    if (squares > 1e-280 && squares < 1e300) {
      return a / squares;
    }
    double r = Math.hypot(x, y);
    return a / r / r;
  }

  /**
   * Of {@code tanh(x)}: 1 - r * r, which near 1 has no digits left, and so there the square of 1 /
   * cosh(x), written with a power that does not overflow.
   */
  public static double tanh(double x, double r) {
    if (r > -0.9 && r < 0.9) {
      return (1 - r) * (1 + r);
    }
    double e = Math.exp(-2 * Math.abs(x));
    return 4 * e / ((1 + e) * (1 + e));
  }

  public static double sqrt(double r) {
    return 0.5 / r;
  }

  public static double cbrt(double r) {
    return 1 / (3 * r * r);
  }

  public static double log10(double x) {
    return 1 / (x * LOG_10);
  }

  public static double log1p(double x) {
    return 1 / (1 + x);
  }

  /** Of {@code expm1(x)}: near -1, the result has forgotten the power. */
  public static double expm1(double x, double r) {
    return r > -0.5 ? r + 1 : Math.exp(x);
  }

  /** Of {@code pow(x, y)} with respect to x; a constant exponent 0 gives 0 also at x = 0. */
  public static double powBase(double x, double y) {
    return y == 0 ? 0 : y * Math.pow(x, y - 1);
  }

  /** Of {@code pow(x, y)} with respect to y; at x = 0 the power is flat for positive exponents. */
  public static double powExponent(double x, double r) {
    return r == 0 ? 0 : r * Math.log(x);
  }

  /** Of {@code hypot}: 0 at the origin. */
  public static double hypot(double x, double r) {
    return r == 0 ? 0 : x / r;
  }

  /** {@code a} where x is chosen by {@code max(x, y)}, which it is in a tie, else 0. */
  public static double maxFirst(double a, double x, double y) {
    return x >= y ? a : x < y || a == 0 ? 0 : Double.NaN;
  }

  public static double maxSecond(double a, double x, double y) {
    return x < y ? a : x >= y || a == 0 ? 0 : Double.NaN;
  }

  public static double minFirst(double a, double x, double y) {
    return x <= y ? a : x > y || a == 0 ? 0 : Double.NaN;
  }

  public static double minSecond(double a, double x, double y) {
    return x > y ? a : x <= y || a == 0 ? 0 : Double.NaN;
  }

  /** Of {@code copySign(x, y)} with respect to x. */
  public static double copySign(double x, double y) {
    return Math.copySign(1, y) * Math.signum(x);
  }

  /** Of {@code scalb(x, n)}. */
  public static double scalb(int n) {
    return Math.scalb(1.0, n);
  }

  public static double toRadians() {
    return Math.PI / 180;
  }

  public static double toDegrees() {
    return 180 / Math.PI;
  }

  /** Of {@code clamp(x, low, high)} with respect to x: 1 also on the bounds. */
  public static double clamp(double x, double low, double high) {
    return x < low || x > high ? 0 : Double.isNaN(x) ? x : 1;
  }

  public static double clampLow(double x, double low) {
    return x < low ? 1 : 0;
  }

  public static double clampHigh(double x, double high) {
    return x > high ? 1 : 0;
  }
}
