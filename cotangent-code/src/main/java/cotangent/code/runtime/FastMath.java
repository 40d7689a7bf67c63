package cotangent.code.runtime;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Math.abs;
import static java.lang.Math.fma;

/**
 * What stands for methods of {@link Math} where {@code fastMath()} was asked for. HotSpot calls its
 * own as stubs, between which it keeps nothing in registers; these it compiles into the loop.
 *
 * <p>Results are within 2 ulps of the exact value, the powers within 4. Of arguments that are NaN,
 * infinite, or so large or small that a result leaves the range of normal numbers, results are
 * those of {@link Math}, and so are zeros with their signs.
 *
 * <p>The polynomials are minimax approximations, weighted for the relative error of the function
 * they serve. {@code f_i} is the coefficient of the power {@code i}.
 */
public final class FastMath {
  /** Adding this rounds to an integer, which then stands in the lowest bits of the sum. */
  private static final double ROUND = 0x1.8p52;

  private static final long ROUND_BITS = doubleToRawLongBits(ROUND);

  private static final double LOG2_E = 0x1.71547652b82fep0;
  private static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
  private static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

  /** Between this and its negative, exp is a normal number. */
  private static final double EXP_MAX = 708;

  // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, to 2^-56.8 of e^r
  private static final double EXP_0 = 0x1.000000000000ap-1;
  private static final double EXP_1 = 0x1.55555555554f8p-3;
  private static final double EXP_2 = 0x1.555555555074cp-5;
  private static final double EXP_3 = 0x1.11111111280e7p-7;
  private static final double EXP_4 = 0x1.6c16c18471395p-10;
  private static final double EXP_5 = 0x1.a01a01292c9d9p-13;
  private static final double EXP_6 = 0x1.a0199940f5e7ap-16;
  private static final double EXP_7 = 0x1.71df26b64b5a8p-19;
  private static final double EXP_8 = 0x1.28ae373048cb8p-22;
  private static final double EXP_9 = 0x1.ad7f31d3a720dp-26;

  /** The bits of the square root of 1/2, the smallest mantissa of which a logarithm is taken. */
  private static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;

  // (log(1 + f) - 2 s) / s^3 in s^2, where s = f / (2 + f), to 2^-58.2 of log(1 + f)
  private static final double LOG_0 = 0x1.5555555555593p-1;
  private static final double LOG_1 = 0x1.999999997fb28p-2;
  private static final double LOG_2 = 0x1.2492494218028p-2;
  private static final double LOG_3 = 0x1.c71c51e7bcf89p-3;
  private static final double LOG_4 = 0x1.746646358e1a1p-3;
  private static final double LOG_5 = 0x1.39a0f451ec82fp-3;
  private static final double LOG_6 = 0x1.2f0d93e1e902fp-3;

  private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
  // pi / 2 as a sum of three
  private static final double PI_2_HIGH = 0x1.921fb54442d18p0;
  private static final double PI_2_MIDDLE = 0x1.1a62633145c07p-54;
  private static final double PI_2_LOW = -0x1.f1976b7ed8fbcp-110;

  /** The largest argument that three parts of pi / 2 reduce. */
  private static final double SIN_MAX = 0x1p20;

  // (sin(r) - r) / r^3 and (cos(r) - 1 + r^2 / 2) / r^4 in r^2, for |r| <= pi / 4, to 2^-56.8 and
  // 2^-59.6
  private static final double SIN_0 = -0x1.5555555555549p-3;
  private static final double SIN_1 = 0x1.111111110f842p-7;
  private static final double SIN_2 = -0x1.a01a019c0a286p-13;
  private static final double SIN_3 = 0x1.71de3570fb918p-19;
  private static final double SIN_4 = -0x1.ae5e60c266335p-26;
  private static final double SIN_5 = 0x1.5d915d51e4cebp-33;
  private static final double COS_0 = 0x1.555555555554cp-5;
  private static final double COS_1 = -0x1.6c16c16c15141p-10;
  private static final double COS_2 = 0x1.a01a019cab7c6p-16;
  private static final double COS_3 = -0x1.27e4f80539483p-22;
  private static final double COS_4 = 0x1.1ee9e894505eap-29;
  private static final double COS_5 = -0x1.8facd32371514p-37;

  // (tanh(x) - x) / x^3 in x^2, for |x| <= 0.55, to 2^-57.2 of tanh(x)
  private static final double TANH_SPLIT = 0.55;
  private static final double TANH_0 = -0x1.555555555554fp-2;
  private static final double TANH_1 = 0x1.11111111107ebp-3;
  private static final double TANH_2 = -0x1.ba1ba1b981a8fp-5;
  private static final double TANH_3 = 0x1.664f485a5389fp-6;
  private static final double TANH_4 = -0x1.226e2f307d01ep-7;
  private static final double TANH_5 = 0x1.d6d29fddb5677p-9;
  private static final double TANH_6 = -0x1.7d90091b7053ap-10;
  private static final double TANH_7 = 0x1.34855a1c49adbp-11;
  private static final double TANH_8 = -0x1.e98056432a8f5p-13;
  private static final double TANH_9 = 0x1.5da2b4d977d03p-14;
  private static final double TANH_10 = -0x1.4780f67ccad00p-16;

  /** An argument from which on tanh is 1. */
  private static final double TANH_MAX = 20;

  private FastMath() {}

  /** 2^k for -1023 < k < 1024. */
  private static double power2(long k) {
    return longBitsToDouble((k + 1023) << 52);
  }

  /** The terms in pairs, then in fours, which wait less for each other than one by one. */
  private static double expPolynomial(double r, double r2) {
    double r4 = r2 * r2;
    double low = fma(fma(EXP_3, r, EXP_2), r2, fma(EXP_1, r, EXP_0));
    double high = fma(fma(EXP_7, r, EXP_6), r2, fma(EXP_5, r, EXP_4));
    return fma(fma(fma(EXP_9, r, EXP_8), r4, high), r4, low);
  }

  /** e^x = 2^k e^r with x = k ln(2) + r. */
  public static double exp(double x) {
    return abs(x) <= EXP_MAX ? expNormal(x) : Math.exp(x);
  }

  private static double expNormal(double x) {
    double shifted = fma(x, LOG2_E, ROUND);
    double n = shifted - ROUND;
    double r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    double r2 = r * r;
    double p = fma(r2, expPolynomial(r, r2), r) + 1;
    return longBitsToDouble(doubleToRawLongBits(p) + (doubleToRawLongBits(shifted) << 52));
  }

  /**
   * 2^k (e^r - 1) + (2^k - 1), where r keeps the part that its subtraction rounds away. Near 0 and
   * where the result is -1 or infinite it is that of {@link Math}.
   */
  public static double expm1(double x) {
    double a = abs(x);
    if (!(a >= 0x1p-54 && a <= EXP_MAX) || x < -38) {
      return Math.expm1(x);
    }
    double shifted = fma(x, LOG2_E, ROUND);
    double n = shifted - ROUND;
    double high = fma(n, -LN2_HIGH, x);
    double r = fma(n, -LN2_LOW, high);
    double low = fma(n, -LN2_LOW, high - r);
    double r2 = r * r;
    double p = fma(r2, expPolynomial(r, r2), low);
    double half = power2(doubleToRawLongBits(shifted) - ROUND_BITS - 1);
    return 2 * fma(half, p, fma(half, r, half - 0.5));
  }

  /**
   * n ln(2) + log(1 + f), where log(1 + f) = f - (f^2/2 - s (f^2/2 + s^2 P(s^2))) with s = f / (2 +
   * f) keeps the exact f as its leading term.
   */
  private static double logSum(double f, double n) {
    double s = f / (2 + f);
    double z = s * s;
    double z2 = z * z;
    double low = fma(fma(LOG_3, z, LOG_2), z2, fma(LOG_1, z, LOG_0));
    double p = fma(fma(LOG_6, z2, fma(LOG_5, z, LOG_4)), z2 * z2, low);
    double h = 0.5 * f * f;
    double tail = h - fma(s, fma(z, p, h), n * LN2_LOW);
    return fma(n, LN2_HIGH, f - tail);
  }

  /** log(x) = k ln(2) + log(m) with x = 2^k m and m between the roots of 1/2 and 2. */
  public static double log(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Math.log(x);
    }
    long bits = doubleToRawLongBits(x);
    long k = (bits - SQRT_HALF_BITS) >> 52;
    double m = longBitsToDouble(bits - (k << 52));
    return logSum(m - 1, longBitsToDouble(k + ROUND_BITS) - ROUND);
  }

  /** As {@link #log} of 1 + x, with what the sum rounds away added to m. */
  public static double log1p(double x) {
    if (!(x > -1 && x <= Double.MAX_VALUE && abs(x) >= 0x1p-54)) {
      return Math.log1p(x);
    }
    double u = 1 + x;
    double d = u - 1;
    double c = (1 - (u - d)) + (x - d);
    long bits = doubleToRawLongBits(u);
    long k = (bits - SQRT_HALF_BITS) >> 52;
    double m = longBitsToDouble(bits - (k << 52));
    double n = longBitsToDouble(k + ROUND_BITS) - ROUND;
    return logSum(fma(c, power2(-Math.min(k, 64)), m - 1), n);
  }

  public static double sin(double x) {
    double a = abs(x);
    if (a <= SIN_MAX) {
      long sign = doubleToRawLongBits(x) & Long.MIN_VALUE;
      return longBitsToDouble(doubleToRawLongBits(sinQuadrant(a, 0)) ^ sign);
    }
    return Math.sin(x);
  }

  public static double cos(double x) {
    double a = abs(x);
    return a <= SIN_MAX ? sinQuadrant(a, 1) : Math.cos(x);
  }

  /** Stands for {@link Partials#cos}. */
  public static double minusSin(double x) {
    return -sin(x);
  }

  /**
   * sin(x + quadrant pi / 2) for 0 <= x <= SIN_MAX; r + low is the argument reduced by multiples of
   * pi / 2.
   */
  private static double sinQuadrant(double x, long quadrant) {
    double shifted = fma(x, TWO_OVER_PI, ROUND);
    double n = shifted - ROUND;
    double high = fma(n, -PI_2_HIGH, x);
    double product = n * -PI_2_MIDDLE;
    double productLow = fma(n, -PI_2_MIDDLE, -product);
    double r = high + product;
    double d = r - high;
    double low = (high - (r - d)) + (product - d);
    low = fma(n, -PI_2_LOW, low + productLow);
    double z = r * r;
    double y = (doubleToRawLongBits(shifted) + quadrant & 1) == 0 ? sin(r, low, z) : cos(r, low, z);
    long sign = (doubleToRawLongBits(shifted) + quadrant & 2) << 62;
    return longBitsToDouble(doubleToRawLongBits(y) ^ sign);
  }

  /** sin(r + low) to the first order in low. */
  private static double sin(double r, double low, double z) {
    double p = fma(SIN_5, z, SIN_4);
    p = fma(p, z, SIN_3);
    p = fma(p, z, SIN_2);
    p = fma(p, z, SIN_1);
    p = fma(p, z, SIN_0);
    return r + fma(r * z, p, fma(z, -0.5 * low, low));
  }

  /** cos(r + low) to the first order in low, with what 1 - r^2/2 rounds away. */
  private static double cos(double r, double low, double z) {
    double p = fma(COS_5, z, COS_4);
    p = fma(p, z, COS_3);
    p = fma(p, z, COS_2);
    p = fma(p, z, COS_1);
    p = fma(p, z, COS_0);
    double w = fma(z, -0.5, 1);
    return w + fma(z * z, p, fma(z, -0.5, 1 - w) - r * low);
  }

  public static double tanh(double x) {
    double a = abs(x);
    if (!(a <= TANH_MAX)) {
      return Math.tanh(x);
    }
    return Math.copySign(a < TANH_SPLIT ? tanhSmall(a) : 1 - 2 / (expNormal(a + a) + 1), x);
  }

  private static double tanhSmall(double a) {
    double z = a * a;
    double z2 = z * z;
    double z4 = z2 * z2;
    double low = fma(fma(TANH_3, z, TANH_2), z2, fma(TANH_1, z, TANH_0));
    double high = fma(fma(TANH_7, z, TANH_6), z2, fma(TANH_5, z, TANH_4));
    double top = fma(TANH_10, z2, fma(TANH_9, z, TANH_8));
    return fma(a * z, fma(fma(top, z4, high), z4, low), a);
  }

  /**
   * Multiplies for exponents that are halves of small integers. Where the exponent is a constant,
   * HotSpot leaves nothing but the multiplications.
   */
  public static double pow(double x, double y) {
    double twice = 2 * y;
    int k = (int) twice;
    if (k != twice || ((k & 1) != 0 && !(x > 0))) {
      return Math.pow(x, y);
    }
    return switch (k) {
      case -4 -> 1 / x * (1 / x);
      case -3 -> 1 / x * (1 / Math.sqrt(x));
      case -2 -> 1 / x;
      case -1 -> 1 / Math.sqrt(x);
      case 0 -> 1;
      case 1 -> Math.sqrt(x);
      case 2 -> x;
      case 3 -> x * Math.sqrt(x);
      case 4 -> x * x;
      case 5 -> x * x * Math.sqrt(x);
      case 6 -> x * x * x;
      case 8 -> x * x * (x * x);
      default -> Math.pow(x, y);
    };
  }

  /** Stands for {@link Partials#powBase}. */
  public static double powBase(double x, double y) {
    return y == 0 ? 0 : y * pow(x, y - 1);
  }
}
