package cotangent.kernel;

/**
 * The comparisons that {@link Strips} applies. All but {@code NE} are false when an operand is NaN.
 */
public enum Compare {
  LT,
  LE,
  GT,
  GE,
  EQ,
  NE
}
