package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Map;

/** Logarithm of a sum of exponentials, made safe from overflow by the maximum. */
final class LogSumExp {
  static final Eval EVAL =
      new Eval("lse", Map.of("primal", LogSumExp::primal, "gradient", LogSumExp::gradient));

  private LogSumExp() {}

  /** The value at x, of at least one element. */
  static double logSumExp(double[] x) {
    double max = x[0];
    for (double v : x) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v - max);
    }
    return max + Math.log(sum);
  }

  private static Task<?> primal(Input input, Workers workers) {
    var x = input.vector("x");
    return Task.real(() -> logSumExp(x));
  }

  private static Task<?> gradient(Input input, Workers workers) {
    var x = input.vector("x");
    return Task.gradient(Differentiate.valueAndGradient(LogSumExp::logSumExp), x);
  }
}
