package cotangent.code;

/**
 * The product of a transposed Jacobian with adjoints of the results, in reverse mode. Safe for use
 * by many threads at once.
 */
public interface Pullback extends DirectionalFunction {
  /**
   * Writes the product at x with the adjoint to the given array and returns the function's value.
   *
   * @throws IllegalArgumentException if the adjoint is not as long as the result or the array not
   *     as long as x
   */
  double[] apply(double[] x, double[] adjoint, double[] product);

  /**
   * Runs the forward sweep at x, for an adjoint that depends on the value. What it returns holds a
   * tape until it is applied.
   */
  At at(double[] x);

  /** The pullback at one point. Safe for use by many threads at once. */
  interface At {
    /** The function's value there. */
    double[] value();

    /**
     * The product with the adjoint. The first call takes the reverse sweep only, any further one
     * both sweeps.
     *
     * @throws IllegalArgumentException if the adjoint is not as long as the result
     */
    double[] apply(double[] adjoint);
  }
}
