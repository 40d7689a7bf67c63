package cotangent.benchmarks.code;

import java.util.Random;

/** The logarithm of a sum of exponentials. */
final class LogSumExp {
  private LogSumExp() {}

  static Workload workload(int n) {
    var x = new Random(1).doubles(n, -1, 1).toArray();
    return new Workload("logSumExp", LogSumExp::value, LogSumExp::byHand, LogSumExp::onTape, x);
  }

  static double value(double[] x) {
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

  /** The gradient is the exponentials over their sum: the maximum has no part in it. */
  static double byHand(double[] x, double[] gradient) {
    double max = x[0];
    for (double v : x) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double e = Math.exp(x[i] - max);
      gradient[i] = e;
      sum += e;
    }
    double inverse = 1 / sum;
    for (int i = 0; i < x.length; i++) {
      gradient[i] *= inverse;
    }
    return max + Math.log(sum);
  }

  private static int onTape(OperationTape t) {
    return onTape(t, 0, t.inputs());
  }

  /** Of n rows that follow each other. */
  static int onTape(OperationTape t, int first, int n) {
    int max = first;
    for (int i = 0; i < n; i++) {
      max = t.max(max, first + i);
    }
    int sum = t.constant(0);
    for (int i = 0; i < n; i++) {
      sum = t.add(sum, t.exp(t.sub(first + i, max)));
    }
    return t.add(max, t.log(sum));
  }
}
