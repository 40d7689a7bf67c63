package cotangent.code;

import java.io.Serializable;

/**
 * A real function of an array, a record or a number. Serializable, so that a lambda tells which
 * code it runs.
 */
@FunctionalInterface
public interface RealFunction1<A> extends Serializable {
  /** The value at a. */
  double apply(A a);

  /** Value and gradient at one point; the gradient is of the point's type and shape. */
  record Result<A>(double value, A gradient) {}
}
