package cotangent.code;

/** A real function together with its gradient. Safe for use by many threads at once. */
public interface ValueAndGradient {

  /** Value and gradient at one point; the gradient is a new array. */
  @SuppressWarnings("ArrayRecordComponent") // a result to be taken apart, not a key
  record Result(double value, double[] gradient) {}

  /** Value and gradient at x. */
  Result apply(double[] x);

  /**
   * Writes the gradient at x to the given array and returns the value. If the function throws, what
   * the array holds then has no meaning.
   *
   * @throws IllegalArgumentException if the array is not as long as x
   */
  double apply(double[] x, double[] gradient);

  /**
   * The same with a tape of its own, for one thread: it allocates nothing once it has warmed up.
   */
  Evaluator evaluator();

  /** Evaluates value and gradient; confined to one thread. */
  interface Evaluator {
    /**
     * Writes the gradient at x to the given array and returns the value. If the function throws,
     * what the array holds then has no meaning.
     *
     * @throws IllegalArgumentException if the array is not as long as x
     */
    double apply(double[] x, double[] gradient);

    /** Bytes that the tape holds room for, after the largest evaluation so far. */
    long tapeBytes();
  }
}
