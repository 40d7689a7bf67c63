package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Log posterior of a mixture of Gaussians, whose inverse covariances have a Wishart prior.
 *
 * <p>The parameters stand in one array, component by component in each part: the log weights alpha
 * (k), the means mu (k d), the logarithms q of the diagonals of the inverse square roots of the
 * covariances (k d), and what is below these diagonals, l, column by column (k d (d - 1) / 2).
 */
final class GaussianMixture {
  /** Points of one range of work; each range has a gradient of its own. */
  private static final int RANGE = 250;

  static final Eval EVAL =
      new Eval(
          "gmm",
          Map.of("objective", GaussianMixture::objective, "jacobian", GaussianMixture::jacobian));

  private GaussianMixture() {}

  /**
   * The sizes and the prior.
   *
   * @param d dimensions
   * @param k components
   * @param n points
   * @param gamma precision of the Wishart prior
   * @param m its degrees of freedom beyond d + 1
   */
  record Problem(int d, int k, int n, double gamma, int m) {
    int mu() {
      return k;
    }

    int q() {
      return k + k * d;
    }

    int l() {
      return k + 2 * k * d;
    }

    /** Length of the part of l that belongs to one component. */
    int triangle() {
      return d * (d - 1) / 2;
    }
  }

  /** The part of the log posterior that the points from {@code from} to {@code to} make. */
  static double logLikelihood(double[] parameters, Problem p, double[][] x, int from, int to) {
    int d = p.d;
    int k = p.k;
    var diagonal = new double[k * d];
    var weight = new double[k];
    for (int c = 0; c < k; c++) {
      weight[c] = parameters[c];
      for (int j = 0; j < d; j++) {
        double q = parameters[p.q() + c * d + j];
        diagonal[c * d + j] = Math.exp(q);
        weight[c] += q;
      }
    }
    double sum = 0;
    var centred = new double[d];
    var scaled = new double[d];
    var beta = new double[k];
    for (int i = from; i < to; i++) {
      var point = x[i];
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          centred[j] = point[j] - parameters[p.mu() + c * d + j];
          scaled[j] = diagonal[c * d + j] * centred[j];
        }
        int l = p.l() + c * p.triangle();
        for (int j = 0; j < d; j++) {
          double factor = centred[j];
          for (int r = j + 1; r < d; r++) {
            scaled[r] += parameters[l + r - j - 1] * factor;
          }
          l += d - j - 1;
        }
        double square = 0;
        for (int j = 0; j < d; j++) {
          square += scaled[j] * scaled[j];
        }
        beta[c] = weight[c] - 0.5 * square;
      }
      sum += LogSumExp.logSumExp(beta);
    }
    return sum;
  }

  /** The part of the log posterior that does not depend on the points. */
  static double logPrior(double[] parameters, Problem p) {
    int d = p.d;
    int k = p.k;
    double squares = 0;
    double logs = 0;
    for (int i = p.q(); i < p.l(); i++) {
      double diagonal = Math.exp(parameters[i]);
      squares += diagonal * diagonal;
      logs += parameters[i];
    }
    for (int i = p.l(); i < parameters.length; i++) {
      squares += parameters[i] * parameters[i];
    }
    var alpha = Arrays.copyOf(parameters, k);
    return -p.n * (0.5 * d * Math.log(2 * Math.PI) + LogSumExp.logSumExp(alpha))
        - 0.5 * p.gamma * p.gamma * squares
        + p.m * logs
        + k * logNormalisation(p);
  }

  /** The logarithm of the Wishart density's constant factor. */
  private static double logNormalisation(Problem p) {
    int nu = p.d + p.m + 1;
    return nu * p.d * Math.log(p.gamma / Math.sqrt(2)) - logGamma(0.5 * nu, p.d);
  }

  /** The logarithm of the multivariate gamma function in d dimensions. */
  private static double logGamma(double a, int d) {
    double sum = 0.25 * d * (d - 1) * Math.log(Math.PI);
    for (int j = 0; j < d; j++) {
      sum += logGamma(a - 0.5 * j);
    }
    return sum;
  }

  /** The logarithm of the gamma function at x > 0: upwards to 10, then Stirling's series. */
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 10) {
      shift -= Math.log(y);
      y++;
    }
    double r = 1 / (y * y);
    double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / y;
    return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
  }

  private static Problem problem(Input input) {
    return new Problem(
        input.whole("d", 1),
        input.whole("k", 1),
        input.whole("n", 1),
        input.real("gamma"),
        input.whole("m", 0));
  }

  private static double[] parameters(Input input, Problem p) {
    return Rows.flat(
        new double[][] {input.vector("alpha", p.k)},
        input.matrix("mu", p.k, p.d),
        input.matrix("q", p.k, p.d),
        input.matrix("l", p.k, p.triangle()));
  }

  private static Task<?> objective(Input input, Workers workers) {
    var p = problem(input);
    var parameters = parameters(input, p);
    var x = input.matrix("x", p.n, p.d);
    return Task.real(() ->
        logPrior(parameters, p)
            + workers.sum(p.n, RANGE, (from, to) -> logLikelihood(parameters, p, x, from, to)));
  }

  private static Task<?> jacobian(Input input, Workers workers) {
    var p = problem(input);
    var parameters = parameters(input, p);
    var x = input.matrix("x", p.n, p.d);
    var prior = Differentiate.gradient(v -> logPrior(v, p));
    var ranges =
        workers.ranges(
            p.n,
            RANGE,
            (from, to) -> Differentiate.gradient(v -> logLikelihood(v, p, x, from, to)));
    return new Task<>(
        () -> {
          var result = workers.sum(ranges, f -> f.apply(parameters));
          Workers.add(prior.apply(parameters), result);
          return result;
        },
        gradient -> answer(gradient, p));
  }

  private static Json answer(double[] gradient, Problem p) {
    var members = new LinkedHashMap<String, Json>();
    members.put("alpha", new Json.Numbers(Arrays.copyOf(gradient, p.k)));
    members.put("mu", rows(gradient, p.mu(), p.k, p.d));
    members.put("q", rows(gradient, p.q(), p.k, p.d));
    members.put("l", rows(gradient, p.l(), p.k, p.triangle()));
    return new Json.Members(members);
  }

  private static Json rows(double[] values, int offset, int rows, int columns) {
    return Json.rows(Rows.of(values, offset, rows, columns));
  }
}
