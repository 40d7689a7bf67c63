package cotangent.code;

import java.io.Serializable;

/** Many functions of many variables. Serializable, so that a lambda tells which code it runs. */
@FunctionalInterface
public interface VectorFunction extends Serializable {
  /** The values at x, in a new array. */
  double[] apply(double[] x);
}
