package cotangent.code;

/** A function of one real together with its derivative. Safe for use by many threads at once. */
@FunctionalInterface
public interface ValueAndDerivative {
  /** Value and derivative at one point. */
  record Result(double value, double derivative) {}

  /** Value and derivative at x. */
  Result apply(double x);
}
