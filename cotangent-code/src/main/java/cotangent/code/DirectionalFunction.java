package cotangent.code;

import java.io.Serializable;

/**
 * A derivative at a point, applied to a direction: the product of a Jacobian, its transpose or a
 * Hessian with a vector.
 */
@FunctionalInterface
public interface DirectionalFunction extends Serializable {
  /**
   * The product at x with the direction, in a new array.
   *
   * @throws IllegalArgumentException if the direction has the wrong length
   */
  double[] apply(double[] x, double[] direction);
}
