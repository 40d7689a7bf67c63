package cotangent.code;

import java.io.Serializable;

/** A Jacobian or Hessian. */
@FunctionalInterface
public interface MatrixFunction extends Serializable {
  /** The matrix at x, in new arrays: one row for each result, one column for each variable. */
  double[][] apply(double[] x);
}
