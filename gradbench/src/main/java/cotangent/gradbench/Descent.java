package cotangent.gradbench;

import cotangent.code.RealFunction;
import cotangent.code.VectorFunction;

/** Gradient descent with a step that doubles after ten successes and halves after a failure. */
final class Descent {
  private static final double TOLERANCE = 1e-5;
  private static final double FIRST_STEP = 1e-5;
  private static final int SUCCESSES = 10;

  private Descent() {}

  /** A place where f is least, near the start. */
  static double[] argmin(RealFunction f, VectorFunction gradient, double[] start) {
    var x = start.clone();
    double value = f.apply(x);
    var g = gradient.apply(x);
    double step = FIRST_STEP;
    int successes = 0;
    while (norm(g) > TOLERANCE) {
      if (successes == SUCCESSES) {
        step *= 2;
        successes = 0;
      }
      var next = new double[x.length];
      var move = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        next[i] = x[i] - step * g[i];
        move[i] = x[i] - next[i];
      }
      if (norm(move) <= TOLERANCE) {
        break;
      }
      double nextValue = f.apply(next);
      if (nextValue < value) {
        x = next;
        value = nextValue;
        g = gradient.apply(x);
        successes++;
      } else {
        step /= 2;
        successes = 0;
      }
    }
    return x;
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double a : v) {
      sum += a * a;
    }
    return Math.sqrt(sum);
  }
}
