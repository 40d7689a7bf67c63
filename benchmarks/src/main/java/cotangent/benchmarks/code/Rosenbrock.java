package cotangent.benchmarks.code;

import java.util.Random;

/**
 * The banana-shaped valley in many dimensions: the sum of (1 - x_i)^2 + 100 (x_(i+1) - x_i^2)^2.
 */
final class Rosenbrock {
  private Rosenbrock() {}

  static Workload workload(int n) {
    var x = new Random(1).doubles(n, -1, 1).toArray();
    return new Workload("rosenbrock", Rosenbrock::value, Rosenbrock::byHand, Rosenbrock::onTape, x);
  }

  static double value(double[] x) {
    double sum = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = 1 - x[i];
      double b = x[i + 1] - x[i] * x[i];
      sum += a * a + 100 * b * b;
    }
    return sum;
  }

  /** One pass; what the next entry gets is carried to it in a variable. */
  private static double byHand(double[] x, double[] gradient) {
    double sum = 0;
    double carry = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = 1 - x[i];
      double b = x[i + 1] - x[i] * x[i];
      sum += a * a + 100 * b * b;
      gradient[i] = carry - 2 * a - 400 * b * x[i];
      carry = 200 * b;
    }
    gradient[x.length - 1] = carry;
    return sum;
  }

  private static int onTape(OperationTape t) {
    int sum = t.constant(0);
    for (int i = 0; i + 1 < t.inputs(); i++) {
      int a = t.from(1, i);
      int b = t.sub(i + 1, t.square(i));
      sum = t.add(sum, t.add(t.square(a), t.scale(t.square(b), 100)));
    }
    return sum;
  }
}
