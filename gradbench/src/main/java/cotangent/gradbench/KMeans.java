package cotangent.gradbench;

import cotangent.code.Differentiate;
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
   * The sum of the points' squared distances from their nearest centroids.
   *
   * @param centroids one behind the other
   * @param points a row each, of which those from {@code from} to {@code to} count
   */
  static double cost(double[] centroids, double[][] points, int from, int to) {
    int d = points[0].length;
    var nearest = nearest(centroids, points, from, to);
    double sum = 0;
    for (int i = from; i < to; i++) {
      var point = points[i];
      int at = nearest[i - from] * d;
      for (int j = 0; j < d; j++) {
        double difference = point[j] - centroids[at + j];
        sum += difference * difference;
      }
    }
    return sum;
  }

  /** The nearest centroid of each point. */
  private static int[] nearest(double[] centroids, double[][] points, int from, int to) {
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
    var result = new int[to - from];
    for (int i = from; i < to; i++) {
      Arrays.fill(distances, 0);
      for (int j = 0; j < d; j++) {
        addSquares(points[i][j], coordinates[j], distances);
      }
      result[i - from] = least(distances);
    }
    return result;
  }

  private static void addSquares(double x, double[] coordinates, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      double difference = coordinates[i] - x;
      sums[i] += difference * difference;
    }
  }

  private static int least(double[] values) {
    int least = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[least]) {
        least = i;
      }
    }
    return least;
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
    return Task.real(
        () -> workers.sum(points.length, RANGE, (from, to) -> cost(centroids, points, from, to)));
  }

  private static Task<?> direction(Input input, Workers workers) {
    var problem = Problem.of(input);
    var points = problem.points;
    var centroids = Rows.flat(problem.centroids);
    var ones = new double[centroids.length];
    Arrays.fill(ones, 1);
    // The Hessian is diagonal, so that its product with ones is its diagonal.
    var gradients =
        workers.ranges(
            points.length,
            RANGE,
            (from, to) -> Differentiate.gradient(c -> cost(c, points, from, to)));
    var hessians =
        workers.ranges(
            points.length, RANGE, (from, to) -> Differentiate.hvp(c -> cost(c, points, from, to)));
    return new Task<>(
        () -> {
          var g = workers.sum(gradients, f -> f.apply(centroids));
          var h = workers.sum(hessians, f -> f.apply(centroids, ones));
          for (int i = 0; i < g.length; i++) {
            g[i] /= h[i];
          }
          return g;
        },
        g -> Json.rows(Rows.of(g, 0, problem.centroids.length, points[0].length)));
  }
}
