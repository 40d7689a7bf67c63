package cotangent.kernel;

/**
 * The functions of {@link Unary} and {@link Binary} for one number. They define the bits: {@link
 * Strips} gives the same ones, with and without vector instructions, before and after compilation
 * by the JIT.
 *
 * <p>exp, expm1, log, log1p, sin, cos, tanh, sigmoid, softplus and erf err by less than 2 units in
 * the last place. Except for sin and cos of large arguments they consist of operations that are
 * correctly rounded everywhere. The other functions take theirs from {@link StrictMath}, which
 * fixes every bit; {@link Math} promises bounds of the error only, and its results may change when
 * the JIT replaces a method by instructions of its own. Results of type {@code float} are then
 * those for {@code double}, rounded.
 *
 * <p>Special values follow {@link StrictMath}. Odd functions keep the sign of zero.
 */
public final class Elementary {
  private static final double LN2 = 0x1.62e42fefa39efp-1;

  private Elementary() {}

  /** -x. */
  public static double neg(double x) {
    return -x;
  }

  /** -x. */
  public static float neg(float x) {
    return -x;
  }

  /** |x|. */
  public static double abs(double x) {
    return Math.abs(x);
  }

  /** |x|. */
  public static float abs(float x) {
    return Math.abs(x);
  }

  /** -1, 0 or 1 with the sign of x; x if it is zero or NaN. */
  public static double sign(double x) {
    return Math.signum(x);
  }

  /** -1, 0 or 1 with the sign of x; x if it is zero or NaN. */
  public static float sign(float x) {
    return Math.signum(x);
  }

  /** x squared. */
  public static double square(double x) {
    return x * x;
  }

  /** x squared. */
  public static float square(float x) {
    return x * x;
  }

  /** The square root, correctly rounded. */
  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  /** The square root, correctly rounded. */
  public static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  /** 1 / sqrt(x). */
  public static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  /** 1 / sqrt(x). */
  public static float rsqrt(float x) {
    return 1 / (float) Math.sqrt(x);
  }

  /** The cube root. */
  public static double cbrt(double x) {
    return StrictMath.cbrt(x);
  }

  /** The cube root. */
  public static float cbrt(float x) {
    return (float) StrictMath.cbrt(x);
  }

  /** 1 / x. */
  public static double reciprocal(double x) {
    return 1 / x;
  }

  /** 1 / x. */
  public static float reciprocal(float x) {
    return 1 / x;
  }

  /** e to the power x. */
  public static double exp(double x) {
    return DoubleFunctions.exp(x);
  }

  /** e to the power x. */
  public static float exp(float x) {
    return FloatFunctions.exp(x);
  }

  /** e^x - 1. */
  public static double expm1(double x) {
    return DoubleFunctions.expm1(x);
  }

  /** e^x - 1. */
  public static float expm1(float x) {
    return FloatFunctions.expm1(x);
  }

  /** The natural logarithm. */
  public static double log(double x) {
    return DoubleFunctions.log(x);
  }

  /** The natural logarithm. */
  public static float log(float x) {
    return FloatFunctions.log(x);
  }

  /** log(1 + x). */
  public static double log1p(double x) {
    return DoubleFunctions.log1p(x);
  }

  /** log(1 + x). */
  public static float log1p(float x) {
    return FloatFunctions.log1p(x);
  }

  /** The sine of x radians. */
  public static double sin(double x) {
    return DoubleFunctions.sin(x);
  }

  /** The sine of x radians. */
  public static float sin(float x) {
    return FloatFunctions.sin(x);
  }

  /** The cosine of x radians. */
  public static double cos(double x) {
    return DoubleFunctions.cos(x);
  }

  /** The cosine of x radians. */
  public static float cos(float x) {
    return FloatFunctions.cos(x);
  }

  /** The tangent of x radians. */
  public static double tan(double x) {
    return StrictMath.tan(x);
  }

  /** The tangent of x radians. */
  public static float tan(float x) {
    return (float) StrictMath.tan(x);
  }

  /** The arc sine. */
  public static double asin(double x) {
    return StrictMath.asin(x);
  }

  /** The arc sine. */
  public static float asin(float x) {
    return (float) StrictMath.asin(x);
  }

  /** The arc cosine. */
  public static double acos(double x) {
    return StrictMath.acos(x);
  }

  /** The arc cosine. */
  public static float acos(float x) {
    return (float) StrictMath.acos(x);
  }

  /** The arc tangent. */
  public static double atan(double x) {
    return StrictMath.atan(x);
  }

  /** The arc tangent. */
  public static float atan(float x) {
    return (float) StrictMath.atan(x);
  }

  /** The hyperbolic sine. */
  public static double sinh(double x) {
    return StrictMath.sinh(x);
  }

  /** The hyperbolic sine. */
  public static float sinh(float x) {
    return (float) StrictMath.sinh(x);
  }

  /** The hyperbolic cosine. */
  public static double cosh(double x) {
    return StrictMath.cosh(x);
  }

  /** The hyperbolic cosine. */
  public static float cosh(float x) {
    return (float) StrictMath.cosh(x);
  }

  /** The hyperbolic tangent. */
  public static double tanh(double x) {
    return DoubleFunctions.tanh(x);
  }

  /** The hyperbolic tangent. */
  public static float tanh(float x) {
    return FloatFunctions.tanh(x);
  }

  /** The inverse of {@link #sinh}. */
  public static double asinh(double x) {
    double a = Math.abs(x);
    // Beyond 2^28 the root of 1 + a^2 is a.
    double y = a > 0x1p28 ? log(a) + LN2 : log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    return Math.copySign(y, x);
  }

  /** The inverse of {@link #sinh}. */
  public static float asinh(float x) {
    return (float) asinh((double) x);
  }

  /** The inverse of {@link #cosh} that is not negative; NaN below 1. */
  public static double acosh(double x) {
    return x > 0x1p28 ? log(x) + LN2 : log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
  }

  /** The inverse of {@link #cosh} that is not negative; NaN below 1. */
  public static float acosh(float x) {
    return (float) acosh((double) x);
  }

  /** The inverse of {@link #tanh}; NaN beyond -1 and 1. */
  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * log1p(2 * a / (1 - a)), x);
  }

  /** The inverse of {@link #tanh}; NaN beyond -1 and 1. */
  public static float atanh(float x) {
    return (float) atanh((double) x);
  }

  /** 1 / (1 + e^-x). */
  public static double sigmoid(double x) {
    return DoubleFunctions.sigmoid(x);
  }

  /** 1 / (1 + e^-x). */
  public static float sigmoid(float x) {
    return FloatFunctions.sigmoid(x);
  }

  /** log(1 + e^x). */
  public static double softplus(double x) {
    return DoubleFunctions.softplus(x);
  }

  /** log(1 + e^x). */
  public static float softplus(float x) {
    return FloatFunctions.softplus(x);
  }

  /** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
  public static double erf(double x) {
    return DoubleFunctions.erf(x);
  }

  /** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
  public static float erf(float x) {
    return FloatFunctions.erf(x);
  }

  /** The largest integer that is not larger. */
  public static double floor(double x) {
    return Math.floor(x);
  }

  /** The largest integer that is not larger. */
  public static float floor(float x) {
    return (float) Math.floor(x);
  }

  /** The smallest integer that is not smaller. */
  public static double ceil(double x) {
    return Math.ceil(x);
  }

  /** The smallest integer that is not smaller. */
  public static float ceil(float x) {
    return (float) Math.ceil(x);
  }

  /** The nearest integer, the even one of two. */
  public static double round(double x) {
    return Math.rint(x);
  }

  /** The nearest integer, the even one of two. */
  public static float round(float x) {
    return (float) Math.rint(x);
  }

  /** x to the power y, as {@link StrictMath#pow} has it. */
  public static double pow(double x, double y) {
    return StrictMath.pow(x, y);
  }

  /** x to the power y, as {@link StrictMath#pow} has it. */
  public static float pow(float x, float y) {
    return (float) StrictMath.pow(x, y);
  }

  /** The angle of the point (x, y). */
  public static double atan2(double y, double x) {
    return StrictMath.atan2(y, x);
  }

  /** The angle of the point (x, y). */
  public static float atan2(float y, float x) {
    return (float) StrictMath.atan2(y, x);
  }

  /** The product, and 0 if x is 0, whatever y is. */
  public static double zmul(double x, double y) {
    return x == 0 ? 0 : x * y;
  }

  /** The product, and 0 if x is 0, whatever y is. */
  public static float zmul(float x, float y) {
    return x == 0 ? 0 : x * y;
  }

  /** The remainder of the floored quotient: it has the sign of y. */
  public static double mod(double x, double y) {
    double r = x % y;
    if (r == 0) {
      return Math.copySign(r, y);
    }
    return (r < 0) != (y < 0) ? r + y : r;
  }

  /** The remainder of the floored quotient: it has the sign of y. */
  public static float mod(float x, float y) {
    float r = x % y;
    if (r == 0) {
      return Math.copySign(r, y);
    }
    return (r < 0) != (y < 0) ? r + y : r;
  }
}
