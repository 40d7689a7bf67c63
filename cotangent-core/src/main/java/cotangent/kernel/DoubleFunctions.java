package cotangent.kernel;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Math.abs;
import static java.lang.Math.fma;

/**
 * The frequent functions of a {@code double}, in arithmetic that vectors have lane by lane. {@link
 * VectorDoubleStrips} repeats each one operation by operation, so that both give the same bits.
 *
 * <p>The polynomials are minimax approximations, weighted for the relative error of the function
 * they serve. {@code f_i} is the coefficient of the power {@code i}.
 */
final class DoubleFunctions {
  /** Adding this rounds to an integer, which then stands in the lowest bits of the sum. */
  static final double ROUND = 0x1.8p52;

  static final long ROUND_BITS = doubleToRawLongBits(ROUND);

  static final double LOG2_E = 0x1.71547652b82fep0;
  static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
  static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

  /** Arguments from which on exp is infinite, or zero. */
  static final double EXP_MAX = 710;

  static final double EXP_MIN = -746;

  /** An argument from which on expm1 is -1. */
  static final double EXPM1_MIN = -38;

  /** Below this, f(x) = x for functions with f(0) = 0 and f'(0) = 1. */
  static final double TINY = 0x1p-54;

  // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, to 2^-56.8 of e^r
  static final double EXP_0 = 0x1.000000000000ap-1;
  static final double EXP_1 = 0x1.55555555554f8p-3;
  static final double EXP_2 = 0x1.555555555074cp-5;
  static final double EXP_3 = 0x1.11111111280e7p-7;
  static final double EXP_4 = 0x1.6c16c18471395p-10;
  static final double EXP_5 = 0x1.a01a01292c9d9p-13;
  static final double EXP_6 = 0x1.a0199940f5e7ap-16;
  static final double EXP_7 = 0x1.71df26b64b5a8p-19;
  static final double EXP_8 = 0x1.28ae373048cb8p-22;
  static final double EXP_9 = 0x1.ad7f31d3a720dp-26;

  /**
   * The bits of the square root of 1/2, the smallest mantissa after the reduction of a logarithm.
   */
  static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;

  // (log(1 + f) - 2 s) / s^3 in s^2, where s = f / (2 + f), to 2^-58.2 of log(1 + f)
  static final double LOG_0 = 0x1.5555555555593p-1;
  static final double LOG_1 = 0x1.999999997fb28p-2;
  static final double LOG_2 = 0x1.2492494218028p-2;
  static final double LOG_3 = 0x1.c71c51e7bcf89p-3;
  static final double LOG_4 = 0x1.746646358e1a1p-3;
  static final double LOG_5 = 0x1.39a0f451ec82fp-3;
  static final double LOG_6 = 0x1.2f0d93e1e902fp-3;

  static final double SQRT2_MINUS_1 = 0x1.a827999fcef32p-2;

  static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
  // pi / 2 as a sum of three
  static final double PI_2_HIGH = 0x1.921fb54442d18p0;
  static final double PI_2_MIDDLE = 0x1.1a62633145c07p-54;
  static final double PI_2_LOW = -0x1.f1976b7ed8fbcp-110;

  /** The largest argument that three parts of pi / 2 reduce. */
  static final double SIN_MAX = 0x1p20;

  // (sin(r) - r) / r^3 and (cos(r) - 1 + r^2 / 2) / r^4 in r^2, for |r| <= pi / 4, to 2^-56.8 and
  // 2^-59.6
  static final double SIN_0 = -0x1.5555555555549p-3;
  static final double SIN_1 = 0x1.111111110f842p-7;
  static final double SIN_2 = -0x1.a01a019c0a286p-13;
  static final double SIN_3 = 0x1.71de3570fb918p-19;
  static final double SIN_4 = -0x1.ae5e60c266335p-26;
  static final double SIN_5 = 0x1.5d915d51e4cebp-33;
  static final double COS_0 = 0x1.555555555554cp-5;
  static final double COS_1 = -0x1.6c16c16c15141p-10;
  static final double COS_2 = 0x1.a01a019cab7c6p-16;
  static final double COS_3 = -0x1.27e4f80539483p-22;
  static final double COS_4 = 0x1.1ee9e894505eap-29;
  static final double COS_5 = -0x1.8facd32371514p-37;

  // (tanh(x) - x) / x^3 in x^2, for |x| <= 0.55, to 2^-57.2 of tanh(x)
  static final double TANH_SPLIT = 0.55;
  static final double TANH_0 = -0x1.555555555554fp-2;
  static final double TANH_1 = 0x1.11111111107ebp-3;
  static final double TANH_2 = -0x1.ba1ba1b981a8fp-5;
  static final double TANH_3 = 0x1.664f485a5389fp-6;
  static final double TANH_4 = -0x1.226e2f307d01ep-7;
  static final double TANH_5 = 0x1.d6d29fddb5677p-9;
  static final double TANH_6 = -0x1.7d90091b7053ap-10;
  static final double TANH_7 = 0x1.34855a1c49adbp-11;
  static final double TANH_8 = -0x1.e98056432a8f5p-13;
  static final double TANH_9 = 0x1.5da2b4d977d03p-14;
  static final double TANH_10 = -0x1.4780f67ccad00p-16;

  /** Twice the argument from which on tanh is 1. */
  static final double TANH_MAX = 40;

  // (erf(x) - x) / x in x^2, for |x| <= 0.92, to 2^-56.2 of erf(x)
  static final double ERF_SPLIT = 0.92;
  static final double ERF_0 = 0x1.06eba8214db69p-3;
  static final double ERF_1 = -0x1.812746b0379e7p-2;
  static final double ERF_2 = 0x1.ce2f21a042bc4p-4;
  static final double ERF_3 = -0x1.b82ce31287f2ep-6;
  static final double ERF_4 = 0x1.565bcd0e41279p-8;
  static final double ERF_5 = -0x1.c02db3f5daebap-11;
  static final double ERF_6 = 0x1.f9a32549ebb1cp-14;
  static final double ERF_7 = -0x1.f4d22d3f10e22p-17;
  static final double ERF_8 = 0x1.b9e347c3dd745p-20;
  static final double ERF_9 = -0x1.5f45fdb0d04a8p-23;
  static final double ERF_10 = 0x1.f98abc1de5a0ap-27;
  static final double ERF_11 = -0x1.3ef074d58dd7ep-30;
  static final double ERF_12 = 0x1.1913102686dedp-34;

  // log(1 - erf(2 + t)) for 0.92 <= 2 + t <= 5.95, to 2^-54.4 of erf; beyond, erf is 1
  static final double ERF_MAX = 5.95;
  static final double TAIL_0 = -0x1.575b329b1f514p2;
  static final double TAIL_1 = -0x1.1ac3258a8dc51p2;
  static final double TAIL_2 = -0x1.d8f5dece92d90p-1;
  static final double TAIL_3 = -0x1.0dc3b5faee106p-6;
  static final double TAIL_4 = 0x1.d406b3807eb4cp-9;
  static final double TAIL_5 = -0x1.7ffcfb3063344p-11;
  static final double TAIL_6 = 0x1.1bc3a14c2acabp-13;
  static final double TAIL_7 = -0x1.5b65967dae384p-16;
  static final double TAIL_8 = 0x1.060732d1070d2p-19;
  static final double TAIL_9 = 0x1.b585c08105d6dp-23;
  static final double TAIL_10 = -0x1.741d5c373aa4ap-23;
  static final double TAIL_11 = 0x1.ef6998ba82738p-25;
  static final double TAIL_12 = -0x1.ddc6c78621edcp-27;
  static final double TAIL_13 = 0x1.682e99370ad0bp-29;
  static final double TAIL_14 = -0x1.42adeadc52840p-32;
  static final double TAIL_15 = -0x1.3512c23a0c5f4p-34;
  static final double TAIL_16 = 0x1.7f33d18ce71b4p-35;
  static final double TAIL_17 = -0x1.c3168a61a255ap-38;

  private DoubleFunctions() {}

  /** 2^k for -1023 < k < 1024. */
  private static double power2(long k) {
    return longBitsToDouble((k + 1023) << 52);
  }

  private static double expPolynomial(double r) {
    double p = fma(EXP_9, r, EXP_8);
    p = fma(p, r, EXP_7);
    p = fma(p, r, EXP_6);
    p = fma(p, r, EXP_5);
    p = fma(p, r, EXP_4);
    p = fma(p, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, EXP_1);
    return fma(p, r, EXP_0);
  }

  /** e^x = 2^k e^r with x = k ln(2) + r. Scaling in two steps rounds subnormal results once. */
  static double exp(double x) {
    x = x > EXP_MAX ? EXP_MAX : x;
    x = x < EXP_MIN ? EXP_MIN : x;
    double shifted = fma(x, LOG2_E, ROUND);
    double n = shifted - ROUND;
    double r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    double p = fma(r * r, expPolynomial(r), r) + 1;
    long k = doubleToRawLongBits(shifted) - ROUND_BITS;
    long half = k >> 1;
    return p * power2(half) * power2(k - half);
  }

  /** {@link #exp} of an argument whose result is a normal number. */
  private static double expNormal(double x) {
    double shifted = fma(x, LOG2_E, ROUND);
    double n = shifted - ROUND;
    double r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    double p = fma(r * r, expPolynomial(r), r) + 1;
    return p * power2(doubleToRawLongBits(shifted) - ROUND_BITS);
  }

  /**
   * 2^k (e^r - 1) + (2^k - 1), where r keeps the part that its subtraction rounds away, halved
   * against overflow.
   */
  static double expm1(double x) {
    double c = x > EXP_MAX ? EXP_MAX : x;
    c = c < EXPM1_MIN ? EXPM1_MIN : c;
    double shifted = fma(c, LOG2_E, ROUND);
    double n = shifted - ROUND;
    double high = fma(n, -LN2_HIGH, c);
    double r = fma(n, -LN2_LOW, high);
    double low = fma(n, -LN2_LOW, high - r);
    double p = fma(r * r, expPolynomial(r), low);
    double half = power2(doubleToRawLongBits(shifted) - ROUND_BITS - 1);
    double y = 2 * fma(half, p, fma(half, r, half - 0.5));
    return abs(x) < TINY ? x : y;
  }

  /**
   * n ln(2) + log(1 + f), where log(1 + f) = f - (f^2/2 - s (f^2/2 + s^2 P(s^2))) with s = f / (2 +
   * f) keeps the exact f as its leading term.
   */
  private static double logSum(double f, double n) {
    double s = f / (2 + f);
    double z = s * s;
    double p = fma(LOG_6, z, LOG_5);
    p = fma(p, z, LOG_4);
    p = fma(p, z, LOG_3);
    p = fma(p, z, LOG_2);
    p = fma(p, z, LOG_1);
    p = fma(p, z, LOG_0);
    double h = 0.5 * f * f;
    double tail = h - fma(s, fma(z, p, h), n * LN2_LOW);
    return fma(n, LN2_HIGH, f - tail);
  }

  /** log(x) = k ln(2) + log(m) with x = 2^k m and m between the roots of 1/2 and 2. */
  static double log(double x) {
    boolean subnormal = x < Double.MIN_NORMAL;
    long bits = doubleToRawLongBits(subnormal ? x * 0x1p54 : x);
    long k = (bits - SQRT_HALF_BITS) >> 52;
    double m = longBitsToDouble(bits - (k << 52));
    double n = longBitsToDouble(k + ROUND_BITS) - (subnormal ? ROUND + 54 : ROUND);
    double y = logSum(m - 1, n);
    y = x >= 0 ? y : Double.NaN;
    y = x == 0 ? Double.NEGATIVE_INFINITY : y;
    return x == Double.POSITIVE_INFINITY ? x : y;
  }

  /** As {@link #log} of 1 + x, with what the sum rounds away added to m. */
  static double log1p(double x) {
    double u = 1 + x;
    double d = u - 1;
    double c = (1 - (u - d)) + (x - d);
    long bits = doubleToRawLongBits(u);
    long k = (bits - SQRT_HALF_BITS) >> 52;
    double m = longBitsToDouble(bits - (k << 52));
    double n = longBitsToDouble(k + ROUND_BITS) - ROUND;
    double y = logSum(fma(c, power2(-Math.min(k, 64)), m - 1), n);
    y = x >= -1 ? y : Double.NaN;
    y = x == -1 ? Double.NEGATIVE_INFINITY : y;
    y = x == Double.POSITIVE_INFINITY ? x : y;
    return abs(x) < TINY ? x : y;
  }

  static double sin(double x) {
    double a = abs(x);
    if (a <= SIN_MAX) {
      long sign = doubleToRawLongBits(x) & Long.MIN_VALUE;
      return longBitsToDouble(doubleToRawLongBits(sinQuadrant(a, 0)) ^ sign);
    }
    return StrictMath.sin(x);
  }

  static double cos(double x) {
    double a = abs(x);
    return a <= SIN_MAX ? sinQuadrant(a, 1) : StrictMath.cos(x);
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

  static double tanh(double x) {
    double a = abs(x);
    double t = a + a;
    t = t > TANH_MAX ? TANH_MAX : t;
    double big = 1 - 2 / (expNormal(t) + 1);
    return Math.copySign(a < TANH_SPLIT ? tanhSmall(a) : big, x);
  }

  private static double tanhSmall(double a) {
    double z = a * a;
    double p = fma(TANH_10, z, TANH_9);
    p = fma(p, z, TANH_8);
    p = fma(p, z, TANH_7);
    p = fma(p, z, TANH_6);
    p = fma(p, z, TANH_5);
    p = fma(p, z, TANH_4);
    p = fma(p, z, TANH_3);
    p = fma(p, z, TANH_2);
    p = fma(p, z, TANH_1);
    p = fma(p, z, TANH_0);
    return fma(a * z, p, a);
  }

  /** 1 / (1 + e^-x), with a correction of the quotient for what it and its divisor round away. */
  static double sigmoid(double x) {
    double e = exp(-abs(x));
    double numerator = x < 0 ? e : 1;
    double d = 1 + e;
    double low = e - (d - 1);
    double reciprocal = 1 / d;
    double q = numerator * reciprocal;
    return fma(fma(-q, low, fma(-q, d, numerator)), reciprocal, q);
  }

  /** max(x, 0) + log(1 + e^-|x|). */
  static double softplus(double x) {
    double e = exp(-abs(x));
    boolean halve = e > SQRT2_MINUS_1;
    double log = logSum(halve ? 0.5 * (e - 1) : e, halve ? 1 : 0);
    return (x > 0 ? x : 0) + log;
  }

  static double erf(double x) {
    double a = abs(x);
    double big = 1 - expNormal(erfTail(a));
    return Math.copySign(a < ERF_SPLIT ? erfSmall(a) : big, x);
  }

  private static double erfSmall(double a) {
    double z = a * a;
    double p = fma(ERF_12, z, ERF_11);
    p = fma(p, z, ERF_10);
    p = fma(p, z, ERF_9);
    p = fma(p, z, ERF_8);
    p = fma(p, z, ERF_7);
    p = fma(p, z, ERF_6);
    p = fma(p, z, ERF_5);
    p = fma(p, z, ERF_4);
    p = fma(p, z, ERF_3);
    p = fma(p, z, ERF_2);
    p = fma(p, z, ERF_1);
    p = fma(p, z, ERF_0);
    return fma(a, p, a);
  }

  /** log(1 - erf(a)). */
  private static double erfTail(double a) {
    double t = (a > ERF_MAX ? ERF_MAX : a) - 2;
    double p = fma(TAIL_17, t, TAIL_16);
    p = fma(p, t, TAIL_15);
    p = fma(p, t, TAIL_14);
    p = fma(p, t, TAIL_13);
    p = fma(p, t, TAIL_12);
    p = fma(p, t, TAIL_11);
    p = fma(p, t, TAIL_10);
    p = fma(p, t, TAIL_9);
    p = fma(p, t, TAIL_8);
    p = fma(p, t, TAIL_7);
    p = fma(p, t, TAIL_6);
    p = fma(p, t, TAIL_5);
    p = fma(p, t, TAIL_4);
    p = fma(p, t, TAIL_3);
    p = fma(p, t, TAIL_2);
    p = fma(p, t, TAIL_1);
    return fma(p, t, TAIL_0);
  }
}
