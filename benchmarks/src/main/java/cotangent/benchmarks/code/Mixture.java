package cotangent.benchmarks.code;

import cotangent.benchmarks.code.Workload.ByHand;
import java.util.Arrays;
import java.util.Random;

/**
 * The logarithm of the likelihood of data under a mixture of Gaussians with diagonal covariances,
 * up to a constant. The parameters are k logarithms of weights, k means and the logarithms of k
 * inverse deviations, d numbers each.
 */
final class Mixture {
  private Mixture() {}

  static Workload workload(int d, int k, int n) {
    var random = new Random(1);
    var data = new double[n][];
    Arrays.setAll(data, _ -> random.doubles(d, -1, 1).toArray());
    var x = random.doubles(k + 2L * k * d, -0.5, 0.5).toArray();
    return new Workload(
        "mixture", p -> value(p, data, k), new Adjoint(data, k), t -> onTape(t, data, k), x);
  }

  static double value(double[] p, double[][] data, int k) {
    int d = data[0].length;
    var scales = new double[k * d];
    var logs = new double[k];
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < d; j++) {
        double q = p[k + k * d + c * d + j];
        scales[c * d + j] = Math.exp(q);
        logs[c] += q;
      }
    }
    double sum = 0;
    var terms = new double[k];
    for (double[] x : data) {
      for (int c = 0; c < k; c++) {
        double square = 0;
        for (int j = 0; j < d; j++) {
          double r = (x[j] - p[k + c * d + j]) * scales[c * d + j];
          square += r * r;
        }
        terms[c] = p[c] + logs[c] - 0.5 * square;
      }
      sum += LogSumExp.value(terms);
    }
    return sum - data.length * LogSumExp.value(Arrays.copyOf(p, k));
  }

  /**
   * The reverse of each point follows its forward sweep. What is the same for all points, the
   * factor of the scale and the ones that belong to the logarithms, waits for the end.
   */
  private static final class Adjoint implements ByHand {
    private final double[][] data;
    private final int k;
    private final double[] scales;
    private final double[] distances;
    private final double[] ofMeans;
    private final double[] ofLogs;
    private final double[] constants;
    private final double[] terms;
    private final double[] shares;

    Adjoint(double[][] data, int k) {
      this.data = data;
      this.k = k;
      scales = new double[k * data[0].length];
      distances = new double[scales.length];
      ofMeans = new double[scales.length];
      ofLogs = new double[scales.length];
      constants = new double[k];
      terms = new double[k];
      shares = new double[k];
    }

    @Override
    public double apply(double[] p, double[] gradient) {
      int d = data[0].length;
      int means = k;
      int logs = k + k * d;
      for (int c = 0; c < k; c++) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
          double q = p[logs + c * d + j];
          scales[c * d + j] = Math.exp(q);
          sum += q;
        }
        constants[c] = p[c] + sum;
      }
      Arrays.fill(gradient, 0, k, 0);
      Arrays.fill(ofMeans, 0);
      Arrays.fill(ofLogs, 0);
      double sum = 0;
      for (double[] x : data) {
        for (int c = 0; c < k; c++) {
          double square = 0;
          for (int j = 0; j < d; j++) {
            int at = c * d + j;
            double r = (x[j] - p[means + at]) * scales[at];
            distances[at] = r;
            square += r * r;
          }
          terms[c] = constants[c] - 0.5 * square;
        }
        sum += LogSumExp.byHand(terms, shares);
        for (int c = 0; c < k; c++) {
          double share = shares[c];
          gradient[c] += share;
          for (int j = 0; j < d; j++) {
            int at = c * d + j;
            double weighted = share * distances[at];
            ofMeans[at] += weighted;
            ofLogs[at] -= weighted * distances[at];
          }
        }
      }
      System.arraycopy(p, 0, terms, 0, k);
      sum -= data.length * LogSumExp.byHand(terms, shares);
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          int at = c * d + j;
          gradient[means + at] = ofMeans[at] * scales[at];
          gradient[logs + at] = ofLogs[at] + gradient[c];
        }
        gradient[c] -= data.length * shares[c];
      }
      return sum;
    }
  }

  private static int onTape(OperationTape t, double[][] data, int k) {
    int d = data[0].length;
    var scales = new int[k * d];
    var constants = new int[k];
    for (int c = 0; c < k; c++) {
      int log = c;
      for (int j = 0; j < d; j++) {
        int q = k + k * d + c * d + j;
        scales[c * d + j] = t.exp(q);
        log = t.add(log, q);
      }
      constants[c] = log;
    }
    int sum = t.constant(0);
    var squares = new int[k];
    for (double[] x : data) {
      for (int c = 0; c < k; c++) {
        int square = t.constant(0);
        for (int j = 0; j < d; j++) {
          int r = t.mul(t.from(x[j], k + c * d + j), scales[c * d + j]);
          square = t.add(square, t.square(r));
        }
        squares[c] = t.scale(square, -0.5);
      }
      // The terms last, so that their rows follow each other.
      int first = -1;
      for (int c = 0; c < k; c++) {
        int term = t.add(constants[c], squares[c]);
        first = c == 0 ? term : first;
      }
      sum = t.add(sum, LogSumExp.onTape(t, first, k));
    }
    return t.sub(sum, t.scale(LogSumExp.onTape(t, 0, k), data.length));
  }
}
