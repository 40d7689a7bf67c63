package cotangent.kernel;

/**
 * The functions of one element that {@link Strips} applies. What each one computes is said in
 * {@link Elementary}.
 */
public enum Unary {
  NEG,
  ABS,
  SIGN,
  SQUARE,
  SQRT,
  RSQRT,
  CBRT,
  RECIPROCAL,
  EXP,
  EXPM1,
  LOG,
  LOG1P,
  SIN,
  COS,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  SINH,
  COSH,
  TANH,
  ASINH,
  ACOSH,
  ATANH,
  SIGMOID,
  SOFTPLUS,
  ERF,
  FLOOR,
  CEIL,
  /** To the nearest integer, ties to even. */
  ROUND,
  /** Logical negation, of booleans only. */
  NOT
}
