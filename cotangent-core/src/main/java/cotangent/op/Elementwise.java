package cotangent.op;

/**
 * The pointwise ops: one formula each. Their operands are of one dtype and are broadcast to one
 * shape.
 *
 * <p>At kinks the derivative is one of the subgradients, and which one is said with the op.
 */
public final class Elementwise {
  private Elementwise() {}

  /** -x. */
  public static final Pointwise NEG = Pointwise.of("neg", x -> x.neg());

  /** |x|; the derivative at 0 is 0. */
  public static final Pointwise ABS = Pointwise.of("abs", x -> x.abs());

  /** -1, 0 or 1; NaN for NaN. */
  public static final Pointwise SIGN = Pointwise.of("sign", x -> x.sign());

  /** x times x. */
  public static final Pointwise SQUARE = Pointwise.of("square", x -> x.square());

  /** The square root; NaN below 0. */
  public static final Pointwise SQRT = Pointwise.of("sqrt", x -> x.sqrt());

  /** 1 / sqrt(x). */
  public static final Pointwise RSQRT = Pointwise.of("rsqrt", x -> x.rsqrt());

  /** The cube root. */
  public static final Pointwise CBRT = Pointwise.of("cbrt", x -> x.cbrt());

  /** 1 / x. */
  public static final Pointwise RECIPROCAL = Pointwise.of("reciprocal", x -> x.reciprocal());

  /** e to the x. */
  public static final Pointwise EXP = Pointwise.of("exp", x -> x.exp());

  /** e^x - 1, exact near 0. */
  public static final Pointwise EXPM1 = Pointwise.of("expm1", x -> x.expm1());

  /** The natural logarithm; NaN below 0. */
  public static final Pointwise LOG = Pointwise.of("log", x -> x.log());

  /** log(1 + x), exact near 0. */
  public static final Pointwise LOG1P = Pointwise.of("log1p", x -> x.log1p());

  /** The sine of x in radians. */
  public static final Pointwise SIN = Pointwise.of("sin", x -> x.sin());

  /** The cosine of x in radians. */
  public static final Pointwise COS = Pointwise.of("cos", x -> x.cos());

  /** The tangent of x in radians. */
  public static final Pointwise TAN = Pointwise.of("tan", x -> x.tan());

  /** The arc sine in radians; NaN outside [-1, 1]. */
  public static final Pointwise ASIN = Pointwise.of("asin", x -> x.asin());

  /** The arc cosine in radians; NaN outside [-1, 1]. */
  public static final Pointwise ACOS = Pointwise.of("acos", x -> x.acos());

  /** The arc tangent in radians. */
  public static final Pointwise ATAN = Pointwise.of("atan", x -> x.atan());

  /** The hyperbolic sine. */
  public static final Pointwise SINH = Pointwise.of("sinh", x -> x.sinh());

  /** The hyperbolic cosine. */
  public static final Pointwise COSH = Pointwise.of("cosh", x -> x.cosh());

  /** The hyperbolic tangent. */
  public static final Pointwise TANH = Pointwise.of("tanh", x -> x.tanh());

  /** The inverse hyperbolic sine. */
  public static final Pointwise ASINH = Pointwise.of("asinh", x -> x.asinh());

  /** The inverse hyperbolic cosine; NaN below 1. */
  public static final Pointwise ACOSH = Pointwise.of("acosh", x -> x.acosh());

  /** The inverse hyperbolic tangent; NaN outside [-1, 1]. */
  public static final Pointwise ATANH = Pointwise.of("atanh", x -> x.atanh());

  /** 1 / (1 + e^-x). */
  public static final Pointwise SIGMOID = Pointwise.of("sigmoid", x -> x.sigmoid());

  /** log(1 + e^x), stable for all x. */
  public static final Pointwise SOFTPLUS = Pointwise.of("softplus", x -> x.softplus());

  /** The error function, 2/sqrt(pi) times the integral of e^-t^2 from 0 to x. */
  public static final Pointwise ERF = Pointwise.of("erf", x -> x.erf());

  /** The largest integer not above x; the derivative is 0. */
  public static final Pointwise FLOOR = Pointwise.of("floor", x -> x.floor());

  /** The smallest integer not below x; the derivative is 0. */
  public static final Pointwise CEIL = Pointwise.of("ceil", x -> x.ceil());

  /** The nearest integer, of two the even one; the derivative is 0. */
  public static final Pointwise ROUND = Pointwise.of("round", x -> x.round());

  /** max(x, 0), NaN for NaN; the derivative at 0 is 0. */
  public static final Pointwise RELU =
      Pointwise.of("relu", x -> Scalar.select(x.le(Scalar.of(0)), Scalar.of(0), x));

  /** x sigmoid(x), also called swish: Elfwing, Uchibe and Doya, 2017. */
  public static final Pointwise SILU = Pointwise.of("silu", x -> x.mul(x.sigmoid()));

  /**
   * x Phi(x) with the distribution function of the standard normal: Hendrycks and Gimpel, 2016, not
   * approximated.
   */
  public static final Pointwise GELU =
      Pointwise.of("gelu", x -> x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1)));

  /** x for x above 0, else slope times x; the derivative at 0 is the slope. */
  public static final Pointwise LEAKY_RELU =
      Pointwise.of("leakyRelu", (x, slope) -> Scalar.select(x.gt(Scalar.of(0)), x, x.mul(slope)));

  /**
   * x for x above 0, else alpha (e^x - 1); the derivative at 0 is alpha. Clevert, Unterthiner and
   * Hochreiter, 2015.
   */
  public static final Pointwise ELU =
      Pointwise.of("elu", (x, alpha) -> Scalar.select(x.gt(Scalar.of(0)), x, x.expm1().mul(alpha)));

  /** min(max(x, low), high); at the bounds the derivative belongs to x. */
  public static final Pointwise CLAMP =
      Pointwise.of("clamp", (x, low, high) -> x.max(low).min(high));

  /** a + b. */
  public static final Pointwise ADD = Pointwise.of("add", (a, b) -> a.add(b));

  /** a - b. */
  public static final Pointwise SUB = Pointwise.of("sub", (a, b) -> a.sub(b));

  /** a b. */
  public static final Pointwise MUL = Pointwise.of("mul", (a, b) -> a.mul(b));

  /** a / b; integers are divided as in Java. */
  public static final Pointwise DIV = Pointwise.of("div", (a, b) -> a.div(b));

  /**
   * a to the power b; 1 for b = 0, NaN for a below 0 unless b is an integer. The derivative by b at
   * a = 0 is 0 for b not below 0, and NaN for a below 0.
   */
  public static final Pointwise POW = Pointwise.of("pow", (a, b) -> a.pow(b));

  /** The angle of the point (b, a) in radians, from -pi to pi. */
  public static final Pointwise ATAN2 = Pointwise.of("atan2", (a, b) -> a.atan2(b));

  /** The smaller of both, NaN if one is; where they are equal, the derivative belongs to a. */
  public static final Pointwise MINIMUM = Pointwise.of("minimum", (a, b) -> a.min(b));

  /** The larger of both, NaN if one is; where they are equal, the derivative belongs to a. */
  public static final Pointwise MAXIMUM = Pointwise.of("maximum", (a, b) -> a.max(b));

  /** The remainder of a / b with the sign of b. */
  public static final Pointwise MOD = Pointwise.of("mod", (a, b) -> a.mod(b));

  /** {@code a < b}, a truth value. */
  public static final Pointwise LT = Pointwise.of("lt", (a, b) -> a.lt(b));

  /** {@code a <= b}, a truth value. */
  public static final Pointwise LE = Pointwise.of("le", (a, b) -> a.le(b));

  /** {@code a > b}, a truth value. */
  public static final Pointwise GT = Pointwise.of("gt", (a, b) -> a.gt(b));

  /** {@code a >= b}, a truth value. */
  public static final Pointwise GE = Pointwise.of("ge", (a, b) -> a.ge(b));

  /** a == b, a truth value. */
  public static final Pointwise EQ = Pointwise.of("eq", (a, b) -> a.eq(b));

  /** a != b, a truth value. */
  public static final Pointwise NE = Pointwise.of("ne", (a, b) -> a.ne(b));

  /** Logical and of truth values. */
  public static final Pointwise AND = Pointwise.of("and", (a, b) -> a.and(b));

  /** Logical or of truth values. */
  public static final Pointwise OR = Pointwise.of("or", (a, b) -> a.or(b));

  /** Logical xor of truth values. */
  public static final Pointwise XOR = Pointwise.of("xor", (a, b) -> a.xor(b));

  /** Logical not. */
  public static final Pointwise NOT = Pointwise.of("not", x -> x.not());
}
