package cotangent.benchmarks.code;

import java.util.Arrays;
import java.util.Random;

/** A determinant, by recursive expansion into minors along the first row. */
final class Minors {
  private Minors() {}

  static Workload workload(int n) {
    var x = new Random(1).doubles((long) n * n, -1, 1).toArray();
    var used = new boolean[n];
    return new Workload(
        "minors",
        Minors::value,
        (at, gradient) -> {
          Arrays.fill(gradient, 0);
          return byHand(at, n, 0, used, 1, gradient);
        },
        t -> onTape(t, n, 0, used),
        x);
  }

  static double value(double[] x) {
    int n = (int) Math.round(Math.sqrt(x.length));
    return minor(x, n, 0, new boolean[n]);
  }

  private static double minor(double[] x, int n, int row, boolean[] used) {
    if (row == n) {
      return 1;
    }
    double d = 0;
    double sign = 1;
    for (int j = 0; j < n; j++) {
      if (!used[j]) {
        used[j] = true;
        d += sign * x[row * n + j] * minor(x, n, row + 1, used);
        used[j] = false;
        sign = -sign;
      }
    }
    return d;
  }

  /**
   * The adjoint of a minor is the product of the entries that lead to it, so it is known on the way
   * down and no second sweep is needed.
   */
  private static double byHand(
      double[] x, int n, int row, boolean[] used, double adjoint, double[] gradient) {
    if (row == n) {
      return 1;
    }
    double d = 0;
    double sign = 1;
    for (int j = 0; j < n; j++) {
      if (!used[j]) {
        int at = row * n + j;
        double entry = sign * x[at];
        used[j] = true;
        double minor = byHand(x, n, row + 1, used, adjoint * entry, gradient);
        used[j] = false;
        d += entry * minor;
        gradient[at] += adjoint * sign * minor;
        sign = -sign;
      }
    }
    return d;
  }

  private static int onTape(OperationTape t, int n, int row, boolean[] used) {
    if (row == n) {
      return t.constant(1);
    }
    int d = t.constant(0);
    double sign = 1;
    for (int j = 0; j < n; j++) {
      if (!used[j]) {
        used[j] = true;
        int term = t.mul(row * n + j, onTape(t, n, row + 1, used));
        used[j] = false;
        d = sign > 0 ? t.add(d, term) : t.sub(d, term);
        sign = -sign;
      }
    }
    return d;
  }
}
