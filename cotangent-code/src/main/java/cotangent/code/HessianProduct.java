package cotangent.code;

/**
 * The product of a Hessian with directions, forward over reverse: the pushforward of a gradient,
 * which is its value. Safe for use by many threads at once.
 */
public interface HessianProduct extends Pushforward {
  /**
   * Writes the gradient at x and the product of the Hessian with the direction to the given arrays
   * and returns the value of the real function.
   *
   * @throws IllegalArgumentException if an array is not as long as x, or is one of the others
   */
  double apply(double[] x, double[] direction, double[] gradient, double[] product);

  /** The same with tapes of its own, for one thread: it allocates nothing once it has warmed up. */
  Evaluator evaluator();

  /** Evaluates value, gradient and product; confined to one thread. */
  interface Evaluator {
    /**
     * Writes the gradient at x and the product of the Hessian with the direction to the given
     * arrays and returns the value.
     *
     * @throws IllegalArgumentException if an array is not as long as x, or is one of the others
     */
    double apply(double[] x, double[] direction, double[] gradient, double[] product);

    /** Bytes that the tapes hold room for, after the largest evaluation so far. */
    long tapeBytes();
  }
}
