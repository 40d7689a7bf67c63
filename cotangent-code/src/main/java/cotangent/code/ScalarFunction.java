package cotangent.code;

import java.io.Serializable;

/** A function of one real. Serializable, so that a lambda tells which code it runs. */
@FunctionalInterface
public interface ScalarFunction extends Serializable {
  /** The value at x. */
  double apply(double x);
}
