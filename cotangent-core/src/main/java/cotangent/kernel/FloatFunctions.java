package cotangent.kernel;

import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static java.lang.Math.abs;
import static java.lang.Math.fma;

/**
 * The frequent functions of a {@code float}, in arithmetic that vectors have lane by lane. {@link
 * VectorFloatStrips} repeats each one operation by operation, so that both give the same bits.
 *
 * <p>The polynomials are minimax approximations, weighted for the relative error of the function
 * they serve, with coefficients rounded one after the other. {@code f_i} is the coefficient of the
 * power {@code i}.
 */
final class FloatFunctions {
  /** Adding this rounds to an integer, which then stands in the lowest bits of the sum. */
  static final float ROUND = 0x1.8p23f;

  static final int ROUND_BITS = floatToRawIntBits(ROUND);

  static final float LOG2_E = 0x1.715476p0f;
  static final float LN2_HIGH = 0x1.62e43p-1f;
  static final float LN2_LOW = -0x1.05c61p-29f;

  /** Arguments from which on exp is infinite, or zero. */
  static final float EXP_MAX = 89;

  static final float EXP_MIN = -105;

  /** An argument from which on expm1 is -1. */
  static final float EXPM1_MIN = -18;

  /** Below this, f(x) = x for functions with f(0) = 0 and f'(0) = 1. */
  static final float TINY = 0x1p-25f;

  // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, to 2^-27.9 of e^r
  static final float EXP_0 = 0x1.fffffcp-2f;
  static final float EXP_1 = 0x1.55548ap-3f;
  static final float EXP_2 = 0x1.5558bep-5f;
  static final float EXP_3 = 0x1.123e74p-7f;
  static final float EXP_4 = 0x1.6a06c0p-10f;

  /**
   * The bits of the square root of 1/2, the smallest mantissa after the reduction of a logarithm.
   */
  static final int SQRT_HALF_BITS = 0x3f3504f3;

  // (log(1 + f) - f + f^2 / 2) / f^3 for sqrt(1/2) <= 1 + f <= sqrt(2), to 2^-27.1 of log(1 + f)
  static final float LOG_0 = 0x1.55554ap-2f;
  static final float LOG_1 = -0x1.000222p-2f;
  static final float LOG_2 = 0x1.99a5b6p-3f;
  static final float LOG_3 = -0x1.54788ap-3f;
  static final float LOG_4 = 0x1.226bd6p-3f;
  static final float LOG_5 = -0x1.0ce38cp-3f;
  static final float LOG_6 = 0x1.07e288p-3f;
  static final float LOG_7 = -0x1.41e3fep-4f;

  static final float SQRT2_MINUS_1 = 0x1.a8279ap-2f;

  static final float TWO_OVER_PI = 0x1.45f306p-1f;
  // pi / 2 as a sum of three
  static final float PI_2_HIGH = 0x1.921fb6p0f;
  static final float PI_2_MIDDLE = -0x1.777a5cp-25f;
  static final float PI_2_LOW = -0x1.ee59dap-50f;

  /** The largest argument that three parts of pi / 2 reduce. */
  static final float SIN_MAX = 0x1p17f;

  // (sin(r) - r) / r^3 and (cos(r) - 1 + r^2 / 2) / r^4 in r^2, for |r| <= pi / 4, to 2^-28 and
  // 2^-33.1
  static final float SIN_0 = -0x1.555546p-3f;
  static final float SIN_1 = 0x1.11077ap-7f;
  static final float SIN_2 = -0x1.9954a8p-13f;
  static final float COS_0 = 0x1.55554ap-5f;
  static final float COS_1 = -0x1.6c0c1ap-10f;
  static final float COS_2 = 0x1.99e0eep-16f;

  // (tanh(x) - x) / x^3 in x^2, for |x| <= 0.55, to 2^-29.6 of tanh(x)
  static final float TANH_SPLIT = 0.55f;
  static final float TANH_0 = -0x1.55554cp-2f;
  static final float TANH_1 = 0x1.110d6ap-3f;
  static final float TANH_2 = -0x1.b9316ep-5f;
  static final float TANH_3 = 0x1.59789ep-6f;
  static final float TANH_4 = -0x1.9c4228p-8f;

  /** Twice the argument from which on tanh is 1. */
  static final float TANH_MAX = 20;

  // (erf(x) - x) / x in x^2, for |x| <= 0.92, to 2^-25.4 of erf(x)
  static final float ERF_SPLIT = 0.92f;
  static final float ERF_0 = 0x1.06eba6p-3f;
  static final float ERF_1 = -0x1.8126ecp-2f;
  static final float ERF_2 = 0x1.ce1b86p-4f;
  static final float ERF_3 = -0x1.b69c1ep-6f;
  static final float ERF_4 = 0x1.47a76ep-8f;
  static final float ERF_5 = -0x1.3bf834p-11f;

  // log(1 - erf(2 + t)) for 0.92 <= 2 + t <= 3.95, to 2^-30.3 of erf; beyond, erf is 1
  static final float ERF_MAX = 3.95f;
  static final float TAIL_0 = -0x1.575b32p2f;
  static final float TAIL_1 = -0x1.1ac324p2f;
  static final float TAIL_2 = -0x1.d8f65ap-1f;
  static final float TAIL_3 = -0x1.0dfb8ep-6f;
  static final float TAIL_4 = 0x1.d317b2p-9f;
  static final float TAIL_5 = -0x1.750c0cp-11f;
  static final float TAIL_6 = 0x1.57e81ep-13f;
  static final float TAIL_7 = -0x1.962d32p-17f;

  private FloatFunctions() {}

  /** 2^k for -127 < k < 128. */
  private static float power2(int k) {
    return intBitsToFloat((k + 127) << 23);
  }

  private static float expPolynomial(float r) {
    float p = fma(EXP_4, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, EXP_1);
    return fma(p, r, EXP_0);
  }

  /** e^x = 2^k e^r with x = k ln(2) + r. Scaling in two steps rounds subnormal results once. */
  static float exp(float x) {
    x = x > EXP_MAX ? EXP_MAX : x;
    x = x < EXP_MIN ? EXP_MIN : x;
    float shifted = fma(x, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    float p = fma(r * r, expPolynomial(r), r) + 1;
    int k = floatToRawIntBits(shifted) - ROUND_BITS;
    int half = k >> 1;
    return p * power2(half) * power2(k - half);
  }

  /** {@link #exp} of an argument whose result is a normal number. */
  private static float expNormal(float x) {
    float shifted = fma(x, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    float p = fma(r * r, expPolynomial(r), r) + 1;
    return p * power2(floatToRawIntBits(shifted) - ROUND_BITS);
  }

  /**
   * 2^k (e^r - 1) + (2^k - 1), where r keeps the part that its subtraction rounds away, halved
   * against overflow.
   */
  static float expm1(float x) {
    float c = x > EXP_MAX ? EXP_MAX : x;
    c = c < EXPM1_MIN ? EXPM1_MIN : c;
    float shifted = fma(c, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float high = fma(n, -LN2_HIGH, c);
    float r = fma(n, -LN2_LOW, high);
    float low = fma(n, -LN2_LOW, high - r);
    float p = fma(r * r, expPolynomial(r), low);
    float half = power2(floatToRawIntBits(shifted) - ROUND_BITS - 1);
    float y = 2 * fma(half, p, fma(half, r, half - 0.5f));
    return abs(x) < TINY ? x : y;
  }

  /** n ln(2) + log(1 + f). */
  private static float logSum(float f, float n) {
    float p = fma(LOG_7, f, LOG_6);
    p = fma(p, f, LOG_5);
    p = fma(p, f, LOG_4);
    p = fma(p, f, LOG_3);
    p = fma(p, f, LOG_2);
    p = fma(p, f, LOG_1);
    p = fma(p, f, LOG_0);
    float tail = fma(f * f, fma(f, p, -0.5f), n * LN2_LOW);
    return fma(n, LN2_HIGH, f + tail);
  }

  /** log(x) = k ln(2) + log(m) with x = 2^k m and m between the roots of 1/2 and 2. */
  static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = floatToRawIntBits(subnormal ? x * 0x1p24f : x);
    int k = (bits - SQRT_HALF_BITS) >> 23;
    float m = intBitsToFloat(bits - (k << 23));
    float n = intBitsToFloat(k + ROUND_BITS) - (subnormal ? ROUND + 24 : ROUND);
    float y = logSum(m - 1, n);
    y = x >= 0 ? y : Float.NaN;
    y = x == 0 ? Float.NEGATIVE_INFINITY : y;
    return x == Float.POSITIVE_INFINITY ? x : y;
  }

  /** As {@link #log} of 1 + x, with what the sum rounds away added to m. */
  static float log1p(float x) {
    float u = 1 + x;
    float d = u - 1;
    float c = (1 - (u - d)) + (x - d);
    int bits = floatToRawIntBits(u);
    int k = (bits - SQRT_HALF_BITS) >> 23;
    float m = intBitsToFloat(bits - (k << 23));
    float n = intBitsToFloat(k + ROUND_BITS) - ROUND;
    float y = logSum(fma(c, power2(-Math.min(k, 64)), m - 1), n);
    y = x >= -1 ? y : Float.NaN;
    y = x == -1 ? Float.NEGATIVE_INFINITY : y;
    y = x == Float.POSITIVE_INFINITY ? x : y;
    return abs(x) < TINY ? x : y;
  }

  static float sin(float x) {
    float a = abs(x);
    if (a <= SIN_MAX) {
      int sign = floatToRawIntBits(x) & Integer.MIN_VALUE;
      return intBitsToFloat(floatToRawIntBits(sinQuadrant(a, 0)) ^ sign);
    }
    return (float) StrictMath.sin(x);
  }

  static float cos(float x) {
    float a = abs(x);
    return a <= SIN_MAX ? sinQuadrant(a, 1) : (float) StrictMath.cos(x);
  }

  /** sin(x + quadrant pi / 2) for 0 <= x <= SIN_MAX. */
  private static float sinQuadrant(float x, int quadrant) {
    float shifted = fma(x, TWO_OVER_PI, ROUND);
    float n = shifted - ROUND;
    float r = fma(n, -PI_2_LOW, fma(n, -PI_2_MIDDLE, fma(n, -PI_2_HIGH, x)));
    float z = r * r;
    float s = fma(fma(SIN_2, z, SIN_1), z, SIN_0);
    float sin = fma(r * z, s, r);
    float c = fma(fma(COS_2, z, COS_1), z, COS_0);
    float cos = fma(z * z, c, fma(z, -0.5f, 1));
    int q = floatToRawIntBits(shifted) + quadrant;
    float y = (q & 1) == 0 ? sin : cos;
    return intBitsToFloat(floatToRawIntBits(y) ^ (q & 2) << 30);
  }

  static float tanh(float x) {
    float a = abs(x);
    float z = a * a;
    float p = fma(TANH_4, z, TANH_3);
    p = fma(p, z, TANH_2);
    p = fma(p, z, TANH_1);
    p = fma(p, z, TANH_0);
    float small = fma(a * z, p, a);
    float t = a + a;
    t = t > TANH_MAX ? TANH_MAX : t;
    float big = 1 - 2 / (expNormal(t) + 1);
    return Math.copySign(a < TANH_SPLIT ? small : big, x);
  }

  /** 1 / (1 + e^-x), with a correction of the quotient for what it and its divisor round away. */
  static float sigmoid(float x) {
    float e = exp(-abs(x));
    float numerator = x < 0 ? e : 1;
    float d = 1 + e;
    float low = e - (d - 1);
    float reciprocal = 1 / d;
    float q = numerator * reciprocal;
    return fma(fma(-q, low, fma(-q, d, numerator)), reciprocal, q);
  }

  /** max(x, 0) + log(1 + e^-|x|). */
  static float softplus(float x) {
    float e = exp(-abs(x));
    boolean halve = e > SQRT2_MINUS_1;
    float log = logSum(halve ? 0.5f * (e - 1) : e, halve ? 1 : 0);
    return (x > 0 ? x : 0) + log;
  }

  static float erf(float x) {
    float a = abs(x);
    float z = a * a;
    float p = fma(ERF_5, z, ERF_4);
    p = fma(p, z, ERF_3);
    p = fma(p, z, ERF_2);
    p = fma(p, z, ERF_1);
    p = fma(p, z, ERF_0);
    float small = fma(a, p, a);
    float t = (a > ERF_MAX ? ERF_MAX : a) - 2;
    float q = fma(TAIL_7, t, TAIL_6);
    q = fma(q, t, TAIL_5);
    q = fma(q, t, TAIL_4);
    q = fma(q, t, TAIL_3);
    q = fma(q, t, TAIL_2);
    q = fma(q, t, TAIL_1);
    q = fma(q, t, TAIL_0);
    float big = 1 - expNormal(q);
    return Math.copySign(a < ERF_SPLIT ? small : big, x);
  }
}
