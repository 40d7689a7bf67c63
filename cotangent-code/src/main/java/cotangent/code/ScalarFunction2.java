package cotangent.code;

import java.io.Serializable;

/** A function of two reals. Serializable, so that a lambda tells which code it runs. */
@FunctionalInterface
public interface ScalarFunction2 extends Serializable {
  /** The value at x and y. */
  double apply(double x, double y);
}
