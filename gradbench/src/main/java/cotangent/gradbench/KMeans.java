package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.HessianProduct;
import java.util.Arrays;
import java.util.Map;

/** The cost of a clustering, and Newton's direction to a better one. */
final class KMeans {
  /** Points that one thread does in one go. */
  private static final int RANGE = 1000;

  static final Eval EVAL =
      new Eval("kmeans", Map.of("cost", KMeans::cost, "dir", KMeans::direction));

  private KMeans() {}

  /**
   * The sum of the points' squared distances from their centroids.
   *
   * @param centroids one behind the other
   * @param nearest which centroid is the nearest of each point
   * @param points a row each, of which those from {@code from} to {@code to} count
   */
  static double cost(double[] centroids, int[] nearest, double[][] points, int from, int to) {
    int d = points[0].length;
    double sum = 0;
    for (int i = from; i < to; i++) {
      var point = points[i];
      int at = nearest[i] * d;
      double distance = 0;
      for (int j = 0; j < d; j++) {
        double difference = point[j] - centroids[at + j];
        distance += difference * difference;
      }
      sum += distance;
    }
    return sum;
  }

  /** Finds the nearest centroid of each point in a range. */
  private static void nearest(
      double[] centroids, double[][] points, int from, int to, int[] result) {
    int d = points[0].length;
    int k = centroids.length / d;
    // Coordinate by coordinate, so that all centroids are compared at once.
    var coordinates = new double[d][k];
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < d; j++) {
        coordinates[j][c] = centroids[c * d + j];
      }
    }
    var distances = new double[k];
    for (int i = from; i < to; i++) {
      Arrays.fill(distances, 0);
      int j = 0;
      for (; j + 4 <= d; j += 4) {
        addFourSquares(points[i], coordinates, j, distances);
      }
      for (; j < d; j++) {
        addSquares(points[i][j], coordinates[j], distances);
      }
      result[i] = least(distances);
    }
  }

  private static void addSquares(double x, double[] coordinates, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      double difference = coordinates[i] - x;
      sums[i] += difference * difference;
    }
  }

  /** Four coordinates in one go, so that the sums are read and written a quarter as often. */
  private static void addFourSquares(double[] x, double[][] coordinates, int j, double[] sums) {
    double x0 = x[j];
    double x1 = x[j + 1];
    double x2 = x[j + 2];
    double x3 = x[j + 3];
    var c0 = coordinates[j];
    var c1 = coordinates[j + 1];
    var c2 = coordinates[j + 2];
    var c3 = coordinates[j + 3];
    for (int i = 0; i < sums.length; i++) {
      double d0 = c0[i] - x0;
      double d1 = c1[i] - x1;
      double d2 = c2[i] - x2;
      double d3 = c3[i] - x3;
      sums[i] += (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
    }
  }

  private static int least(double[] values) {
    int at = 0;
    double least = values[0];
    for (int i = 1; i < values.length; i++) {
      double value = values[i];
      if (value < least) {
        least = value;
        at = i;
      }
    }
    return at;
  }

  @SuppressWarnings("ArrayRecordComponent") // data to be read, never compared
  private record Problem(double[][] points, double[][] centroids) {
    static Problem of(Input input) {
      var points = input.matrix("points");
      var rows = input.matrix("centroids");
      int d = points[0].length;
      return new Problem(points, input.matrix("centroids", rows.length, d));
    }
  }

  private static Task<?> cost(Input input, Workers workers) {
    var problem = Problem.of(input);
    var points = problem.points;
    var centroids = Rows.flat(problem.centroids);
    var nearest = new int[points.length];
    return Task.real(() ->
        workers.sum(
            points.length,
            RANGE,
            (from, to) -> {
              nearest(centroids, points, from, to, nearest);
              return cost(centroids, nearest, points, from, to);
            }));
  }

  /**
   * Points of a range, with room for the derivatives of their cost.
   *
   * @param nearest read when the derivatives are evaluated
   * @param gradient the gradient
   * @param diagonal the Hessian's diagonal
   */
  @SuppressWarnings("ArrayRecordComponent") // room to work in, never compared
  private record Range(
      double[][] points,
      int[] nearest,
      int from,
      int to,
      HessianProduct.Evaluator hessian,
      double[] gradient,
      double[] diagonal) {

    static Range of(double[][] points, int[] nearest, int from, int to, int length) {
      var hessian =
          Differentiate.hvp((double[] c) -> cost(c, nearest, points, from, to)).evaluator();
      return new Range(points, nearest, from, to, hessian, new double[length], new double[length]);
    }

    /** The Hessian is diagonal, so that its product with ones is its diagonal. */
    Range evaluate(double[] centroids, double[] ones) {
      KMeans.nearest(centroids, points, from, to, nearest);
      var _ = hessian.apply(centroids, ones, gradient, diagonal);
      return this;
    }
  }

  private static Task<?> direction(Input input, Workers workers) {
    var problem = Problem.of(input);
    var points = problem.points;
    var centroids = Rows.flat(problem.centroids);
    var nearest = new int[points.length];
    var ones = new double[centroids.length];
    Arrays.fill(ones, 1);
    var ranges =
        workers.ranges(
            points.length,
            RANGE,
            (from, to) -> Range.of(points, nearest, from, to, centroids.length));
    return new Task<>(
        () -> {
          var direction = new double[centroids.length];
          var diagonal = new double[centroids.length];
          for (var range : workers.all(ranges, r -> r.evaluate(centroids, ones))) {
            Workers.add(range.gradient, direction);
            Workers.add(range.diagonal, diagonal);
          }
          for (int i = 0; i < direction.length; i++) {
            direction[i] /= diagonal[i];
          }
          return direction;
        },
        g -> Json.rows(Rows.of(g, 0, problem.centroids.length, points[0].length)));
  }
}
