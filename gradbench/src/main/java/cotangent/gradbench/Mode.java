package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.DirectionalFunction;
import cotangent.code.VectorFunction;

/** A way to take gradients of functions with one result. */
enum Mode {
  /** By a forward sweep for each variable. */
  FORWARD,
  /** By one reverse sweep. */
  REVERSE;

  /** The gradient of f with respect to all variables. */
  VectorFunction gradient(VectorFunction f) {
    return switch (this) {
      case FORWARD -> {
        var slope = Differentiate.jvp(f);
        yield x -> sweeps(slope, x, x.length);
      }
      case REVERSE -> reverse(f);
    };
  }

  /** The gradient of f with respect to at least so many variables, the first ones. */
  VectorFunction gradient(VectorFunction f, int variables) {
    return switch (this) {
      case FORWARD -> {
        var slope = Differentiate.jvp(f);
        yield x -> sweeps(slope, x, variables);
      }
      case REVERSE -> reverse(f);
    };
  }

  private static VectorFunction reverse(VectorFunction f) {
    var pullback = Differentiate.vjp(f);
    return x -> pullback.apply(x, new double[] {1});
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
