package cotangent.kernel;

/** The functions of two elements that {@link Strips} applies. */
public enum Binary {
  ADD,
  SUB,
  MUL,
  /** Quotient; truncated for integers, where a zero divisor is an {@link ArithmeticException}. */
  DIV,
  /** Power; for integers the exponent must not be negative. */
  POW,
  ATAN2,
  /** The smaller one; NaN if either is NaN; -0 is smaller than +0. */
  MIN,
  /** The larger one; NaN if either is NaN; +0 is larger than -0. */
  MAX,
  /** Remainder of floored division: it has the sign of the divisor. */
  MOD,
  /** Product in which a first factor of zero gives zero, whatever the second factor is. */
  ZMUL,
  /** Logical and, of booleans only. */
  AND,
  /** Logical or, of booleans only. */
  OR,
  /** Exclusive or, of booleans only. */
  XOR
}
