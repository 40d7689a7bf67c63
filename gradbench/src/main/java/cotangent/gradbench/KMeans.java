package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.DirectionalFunction;
import cotangent.code.RealFunction;
import cotangent.code.VectorFunction;
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
      for (int j = 0; j < d; j++) {
        double difference = point[j] - centroids[at + j];
        sum += difference * difference;
      }
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

  /** Derivatives of the cost of some points; {@code nearest} is read when they are evaluated. */
  private record Range(int from, int to, VectorFunction gradient, DirectionalFunction hessian) {
    static Range of(int[] nearest, double[][] points, int from, int to) {
      RealFunction cost = c -> cost(c, nearest, points, from, to);
      return new Range(from, to, Differentiate.gradient(cost), Differentiate.hvp(cost));
    }
  }

  private static Task<?> direction(Input input, Workers workers) {
    var problem = Problem.of(input);
    var points = problem.points;
    var centroids = Rows.flat(problem.centroids);
    var nearest = new int[points.length];
    // The Hessian is diagonal, so that its product with ones is its diagonal.
    var ones = new double[centroids.length];
    Arrays.fill(ones, 1);
    var ranges =
        workers.ranges(points.length, RANGE, (from, to) -> Range.of(nearest, points, from, to));
    return new Task<>(
        () -> {
          // Which centroid is the nearest changes nowhere but on the borders of their regions, so
          // that it is found once for both derivatives.
          var g =
              workers.sum(
                  ranges,
                  r -> {
                    nearest(centroids, points, r.from, r.to, nearest);
                    return r.gradient.apply(centroids);
                  });
          var h = workers.sum(ranges, r -> r.hessian.apply(centroids, ones));
          for (int i = 0; i < g.length; i++) {
            g[i] /= h[i];
          }
          return g;
        },
        g -> Json.rows(Rows.of(g, 0, problem.centroids.length, points[0].length)));
  }
}
