package cotangent.code;

import java.io.Serializable;

/** A real function of many variables. Serializable, so that a lambda tells which code it runs. */
@FunctionalInterface
public interface RealFunction extends Serializable {
  /** The value at x. */
  double apply(double[] x);
}
