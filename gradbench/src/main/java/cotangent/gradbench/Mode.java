package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.DirectionalFunction;
import cotangent.code.RealFunction;
import cotangent.code.VectorFunction;

/** A way to take gradients of real functions. */
enum Mode {
  /** By a forward sweep for each variable. */
  FORWARD,
  /** By one reverse sweep. */
  REVERSE;

  /** The gradient of f with respect to all variables. */
  VectorFunction gradient(RealFunction f) {
    return switch (this) {
      case FORWARD -> {
        var slope = slope(f);
        yield x -> sweeps(slope, x, x.length);
      }
      case REVERSE -> Differentiate.gradient(f);
    };
  }

  /** The gradient of f with respect to at least so many variables, the first ones. */
  VectorFunction gradient(RealFunction f, int variables) {
    return switch (this) {
      case FORWARD -> {
        var slope = slope(f);
        yield x -> sweeps(slope, x, variables);
      }
      case REVERSE -> Differentiate.gradient(f);
    };
  }

  private static DirectionalFunction slope(RealFunction f) {
    return Differentiate.jvp((VectorFunction) x -> new double[] {f.apply(x)});
  }

  /** The slopes at x along the first axes. */
  static double[] sweeps(DirectionalFunction slope, double[] x, int axes) {
    var gradient = new double[axes];
    for (int i = 0; i < axes; i++) {
      var axis = new double[x.length];
      axis[i] = 1;
      gradient[i] = slope.apply(x, axis)[0];
    }
    return gradient;
  }
}
