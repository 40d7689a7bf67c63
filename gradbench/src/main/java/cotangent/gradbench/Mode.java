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

  /** The gradient of f. */
  VectorFunction gradient(VectorFunction f) {
    return switch (this) {
      case FORWARD -> {
        var slope = Differentiate.jvp(f);
        yield x -> sweeps(slope, x);
      }
      case REVERSE -> {
        var pullback = Differentiate.vjp(f);
        yield x -> pullback.apply(x, new double[] {1});
      }
    };
  }

  /** The slopes at x along each axis. */
  static double[] sweeps(DirectionalFunction slope, double[] x) {
    var gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      var axis = new double[x.length];
      axis[i] = 1;
      gradient[i] = slope.apply(x, axis)[0];
    }
    return gradient;
  }
}
