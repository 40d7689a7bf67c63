package cotangent.code;

/**
 * The product of a Jacobian with directions, in forward mode. Safe for use by many threads at once.
 */
public interface Pushforward extends DirectionalFunction {
  /**
   * Writes the product at x with the direction to the given array and returns the function's value.
   *
   * @throws IllegalArgumentException if the direction is not as long as x or the array not as long
   *     as the result
   */
  double[] apply(double[] x, double[] direction, double[] product);

  /** The function's value at x and the product with the direction, at once. */
  Jvp<double[]> withValue(double[] x, double[] direction);

  /**
   * The products with several directions: a row for each row. The function's values are computed
   * once for some directions at a time, which takes less than one direction after the other.
   *
   * @throws IllegalArgumentException if a direction is not as long as x
   */
  double[][] applyAll(double[] x, double[][] directions);
}
