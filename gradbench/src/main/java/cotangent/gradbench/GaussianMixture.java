package cotangent.gradbench;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.vjp;

import cotangent.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Log posterior of a mixture of Gaussians, whose inverse covariances have a Wishart prior.
 *
 * <p>It is computed with matrices. The inverse square roots of the covariances, one below the
 * other, make one matrix A of k d rows, so that a single product takes all points to where each
 * component is the standard normal distribution.
 */
final class GaussianMixture {
  /** Points of one product: for n points it holds k d n numbers. */
  private static final int RANGE = 1000;

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
    /** How many numbers of a matrix of d rows are below its diagonal. */
    int triangle() {
      return d * (d - 1) / 2;
    }

    /** Where in a row of l each element of a matrix stands; elsewhere it is behind the last. */
    Tensor places() {
      var places = new int[d * d];
      Arrays.fill(places, triangle());
      int at = 0;
      for (int column = 0; column < d; column++) {
        for (int row = column + 1; row < d; row++) {
          places[row * d + column] = at++;
        }
      }
      return Tensor.of(places);
    }
  }

  /**
   * The parameters.
   *
   * @param alpha the logarithms of the weights, up to a constant: [k]
   * @param mu the means: [k, d]
   * @param q the logarithms of the diagonals of the inverse square roots of the covariances: [k, d]
   * @param l what is below these diagonals, column by column: [k, d (d - 1) / 2]
   */
  record Parameters(Tensor alpha, Tensor mu, Tensor q, Tensor l) {
    Parameters add(Parameters other) {
      return new Parameters(
          alpha.add(other.alpha), mu.add(other.mu), q.add(other.q), l.add(other.l));
    }
  }

  /**
   * What the likelihood needs of the parameters: component c gives a point x the logarithm w[c] -
   * |A[c] x - b[c]|^2 / 2.
   *
   * @param w [k, 1]
   * @param a [k d, d]
   * @param b [k, d, 1]
   */
  record Components(Tensor w, Tensor a, Tensor b) {
    static Components of(Parameters parameters, Problem p, Tensor places) {
      var padded = Tensor.concat(List.of(parameters.l, Tensor.zeros(p.k, 1)), 1);
      var lower = padded.take(places, 1).reshape(p.k, p.d, p.d);
      var a = lower.add(parameters.q.exp().expandDims(1).mul(Tensor.eye(p.d)));
      var b = a.mul(parameters.mu.expandDims(1)).sum(2);
      var w = parameters.alpha.add(parameters.q.sum(1));
      return new Components(w.expandDims(1), a.reshape(p.k * p.d, p.d), b.expandDims(2));
    }

    /**
     * The part of the log posterior that some points make.
     *
     * @param points a column each: [d, points]
     */
    Tensor logLikelihood(Tensor points, Problem p) {
      var standard = a.matmul(points).reshape(p.k, p.d, points.shape().size(1)).sub(b);
      return w.sub(standard.square().sum(1).mul(0.5)).logSumExp(0).sum();
    }

    Components add(Components other) {
      return new Components(w.add(other.w), a.add(other.a), b.add(other.b));
    }
  }

  /** The part of the log posterior that does not depend on the points. */
  static Tensor logPrior(Parameters parameters, Problem p) {
    var squares = parameters.q.exp().square().sum().add(parameters.l.square().sum());
    var normalised = parameters.alpha.logSumExp().add(0.5 * p.d * Math.log(2 * Math.PI));
    return normalised
        .mul(-p.n)
        .sub(squares.mul(0.5 * p.gamma * p.gamma))
        .add(parameters.q.sum().mul(p.m))
        .add(p.k * logNormalisation(p));
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

  private static Parameters parameters(Input input, Problem p) {
    return new Parameters(
        Tensor.of(input.vector("alpha", p.k)),
        Tensor.of(Rows.flat(input.matrix("mu", p.k, p.d))).reshape(p.k, p.d),
        Tensor.of(Rows.flat(input.matrix("q", p.k, p.d))).reshape(p.k, p.d),
        Tensor.of(Rows.flat(input.matrix("l", p.k, p.triangle()))).reshape(p.k, p.triangle()));
  }

  /** The points in ranges, a column each. */
  private static List<Tensor> points(Input input, Problem p, Workers workers) {
    var x = input.matrix("x", p.n, p.d);
    return workers.ranges(
        p.n, RANGE, (from, to) -> Tensor.of(Rows.transposed(Arrays.copyOfRange(x, from, to))));
  }

  private static Task<?> objective(Input input, Workers workers) {
    var p = problem(input);
    var places = p.places();
    var parameters = parameters(input, p);
    var points = points(input, p, workers);
    return Task.real(() -> {
      var components = Components.of(parameters, p, places);
      var parts = workers.each(points, x -> components.logLikelihood(x, p).item());
      return logPrior(parameters, p).item() + Arrays.stream(parts).sum();
    });
  }

  private static Task<?> jacobian(Input input, Workers workers) {
    var p = problem(input);
    var places = p.places();
    var parameters = parameters(input, p);
    var points = points(input, p, workers);
    var prior = grad((Parameters v) -> logPrior(v, p));
    return new Task<>(
        () -> {
          // The points' gradients with respect to the components are summed, then pulled back.
          var components = vjp((Parameters v) -> Components.of(v, p, places), parameters);
          var gradient =
              workers.all(
                  points,
                  x -> grad((Components c) -> c.logLikelihood(x, p)).apply(components.value()));
          var sum = gradient.stream().reduce(Components::add).orElseThrow();
          return components.pullback().apply(sum).add(prior.apply(parameters));
        },
        gradient -> answer(gradient, p));
  }

  private static Json answer(Parameters gradient, Problem p) {
    var members = new LinkedHashMap<String, Json>();
    members.put("alpha", new Json.Numbers(gradient.alpha.toDoubles()));
    members.put("mu", rows(gradient.mu, p.k, p.d));
    members.put("q", rows(gradient.q, p.k, p.d));
    members.put("l", rows(gradient.l, p.k, p.triangle()));
    return new Json.Members(members);
  }

  private static Json rows(Tensor matrix, int rows, int columns) {
    return Json.rows(Rows.of(matrix.toDoubles(), 0, rows, columns));
  }
}
