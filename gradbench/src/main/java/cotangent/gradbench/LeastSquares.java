package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Map;

/** Fit of a polynomial to the sign function, at equally spaced points of [-1, 1]. */
final class LeastSquares {
  static final Eval EVAL =
      new Eval("llsq", Map.of("primal", LeastSquares::primal, "gradient", LeastSquares::gradient));

  private LeastSquares() {}

  /** Half the sum of the squared residuals at n points; x are the coefficients, lowest first. */
  static double cost(double[] x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double t = -1 + i * 2.0 / (n - 1);
      double residual = Math.signum(t);
      double power = 1;
      for (int j = 0; j < x.length; j++) {
        residual -= x[j] * power;
        power *= t;
      }
      sum += residual * residual;
    }
    return 0.5 * sum;
  }

  private static Task<?> primal(Input input, Workers workers) {
    var x = input.vector("x");
    int n = input.whole("n", 2);
    return Task.real(() -> cost(x, n));
  }

  private static Task<?> gradient(Input input, Workers workers) {
    var x = input.vector("x");
    int n = input.whole("n", 2);
    return Task.gradient(Differentiate.valueAndGradient(y -> cost(y, n)), x);
  }
}
