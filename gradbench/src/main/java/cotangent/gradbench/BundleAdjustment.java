package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bundle adjustment: how far points, seen by cameras, are from where they have been observed.
 *
 * <p>The Jacobian is sparse: an observation's residuals depend on its camera, its point and its
 * weight alone. These {@value #LOCAL} numbers are copied together for a block of observations at a
 * time; one gradient of the sum of the block's first residuals then holds all their rows, and a
 * second one those of the others.
 */
final class BundleAdjustment {
  /** A camera: rotation (3), centre (3), focal length, principal point (2), distortion (2). */
  private static final int CAMERA = 11;

  private static final int WEIGHT = CAMERA + 3;
  private static final int LOCAL = WEIGHT + 1;

  /** Observations of a block. */
  private static final int BLOCK = 128;

  /** Observations that one thread does in one go. */
  private static final int RANGE = 128 * BLOCK;

  static final Eval EVAL =
      new Eval(
          "ba",
          Map.of("objective", BundleAdjustment::objective, "jacobian", BundleAdjustment::jacobian));

  private BundleAdjustment() {}

  /**
   * The two coordinates of the weighted distance from an observed feature to the projection of a
   * point.
   *
   * @param v holds camera, point and weight from index {@code at} on
   * @param features holds the feature at index {@code i} and the next
   * @param result where the coordinates go, to index {@code to} and the next
   */
  static void residuals(double[] v, int at, double[] features, int i, double[] result, int to) {
    double x = v[at + CAMERA] - v[at + 3];
    double y = v[at + CAMERA + 1] - v[at + 4];
    double z = v[at + CAMERA + 2] - v[at + 5];
    double a = v[at];
    double b = v[at + 1];
    double c = v[at + 2];
    double angle2 = a * a + b * b + c * c;
    double rx;
    double ry;
    double rz;
    if (angle2 > 0) {
      // Rodrigues' formula about the axis (a, b, c).
      double angle = Math.sqrt(angle2);
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      a /= angle;
      b /= angle;
      c /= angle;
      double along = (a * x + b * y + c * z) * (1 - cos);
      rx = x * cos + (b * z - c * y) * sin + a * along;
      ry = y * cos + (c * x - a * z) * sin + b * along;
      rz = z * cos + (a * y - b * x) * sin + c * along;
    } else {
      rx = x + (b * z - c * y);
      ry = y + (c * x - a * z);
      rz = z + (a * y - b * x);
    }
    double px = rx / rz;
    double py = ry / rz;
    double r2 = px * px + py * py;
    double distortion = 1 + (v[at + 9] + v[at + 10] * r2) * r2;
    double scale = distortion * v[at + 6];
    double weight = v[at + WEIGHT];
    result[to] = weight * (px * scale + v[at + 7] - features[i]);
    result[to + 1] = weight * (py * scale + v[at + 8] - features[i + 1]);
  }

  /** The error of a weight. */
  static double weightError(double w) {
    return 1 - w * w;
  }

  /** The sum of one coordinate of the residuals of as many observations as v has room for. */
  static double blockSum(double[] v, int axis, double[] features) {
    var residuals = new double[2];
    double sum = 0;
    for (int i = 0; i < v.length / LOCAL; i++) {
      residuals(v, i * LOCAL, features, 2 * i, residuals, 0);
      sum += residuals[axis];
    }
    return sum;
  }

  static double weightErrorSum(double[] weights) {
    double sum = 0;
    for (double w : weights) {
      sum += weightError(w);
    }
    return sum;
  }

  /**
   * All the data.
   *
   * @param cameras a row each
   * @param points a row each
   * @param weights one for each observation
   * @param features two for each observation
   */
  @SuppressWarnings("ArrayRecordComponent") // data to be read, never compared
  private record Problem(
      double[][] cameras, double[][] points, double[] weights, double[] features) {

    static Problem of(Input input) {
      var camera = input.vector("cam", CAMERA);
      var point = input.vector("x", 3);
      var feature = input.vector("feat", 2);
      var cameras = new double[input.whole("n", 1)][];
      Arrays.setAll(cameras, _ -> camera.clone());
      var points = new double[input.whole("m", 1)][];
      Arrays.setAll(points, _ -> point.clone());
      var weights = new double[input.whole("p", 1)];
      Arrays.fill(weights, input.real("w"));
      var features = new double[2 * weights.length];
      Arrays.setAll(features, i -> feature[i % 2]);
      return new Problem(cameras, points, weights, features);
    }

    int observations() {
      return weights.length;
    }

    int columns() {
      return cameras.length * CAMERA + points.length * 3 + weights.length;
    }

    int camera(int observation) {
      return observation % cameras.length;
    }

    int point(int observation) {
      return observation % points.length;
    }

    /** Copies the variables of the observations from {@code from} on. */
    void gather(int from, double[] target) {
      for (int i = 0; i < target.length / LOCAL; i++) {
        System.arraycopy(cameras[camera(from + i)], 0, target, i * LOCAL, CAMERA);
        System.arraycopy(points[point(from + i)], 0, target, i * LOCAL + CAMERA, 3);
        target[i * LOCAL + WEIGHT] = weights[from + i];
      }
    }
  }

  /** The errors: two for each observation, and one for each weight. */
  @SuppressWarnings("ArrayRecordComponent") // a result to be taken apart, never compared
  private record Errors(double[] reprojection, double[] weight) {}

  private static Task<?> objective(Input input, Workers workers) {
    var p = Problem.of(input);
    var errors = new Errors(new double[2 * p.observations()], new double[p.observations()]);
    return new Task<>(
        () -> {
          fill(p, errors, workers);
          return errors;
        },
        BundleAdjustment::answer);
  }

  private static void fill(Problem p, Errors errors, Workers workers) {
    workers.each(
        p.observations(),
        RANGE,
        (from, to) -> {
          var v = new double[LOCAL];
          for (int i = from; i < to; i++) {
            p.gather(i, v);
            residuals(v, 0, p.features, 2 * i, errors.reprojection, 2 * i);
            errors.weight[i] = weightError(p.weights[i]);
          }
        });
  }

  private static Json answer(Errors errors) {
    var reprojection = new LinkedHashMap<String, Json>();
    reprojection.put("elements", new Json.Numbers(Arrays.copyOf(errors.reprojection, 2)));
    reprojection.put("repeated", new Json.Whole(errors.reprojection.length / 2));
    var weight = new LinkedHashMap<String, Json>();
    weight.put("element", new Json.Real(errors.weight[0]));
    weight.put("repeated", new Json.Whole(errors.weight.length));
    var members = new LinkedHashMap<String, Json>();
    members.put("reproj_error", new Json.Members(reprojection));
    members.put("w_err", new Json.Members(weight));
    return new Json.Members(members);
  }

  /** A matrix in compressed rows. */
  @SuppressWarnings("ArrayRecordComponent") // a result to be taken apart, never compared
  private record Sparse(int[] rows, int[] columns, double[] values) {

    /** How much of each list is answered. */
    private static final int SHOWN = 2 * LOCAL;

    Json answer() {
      var members = new LinkedHashMap<String, Json>();
      members.put("rows", new Json.Wholes(shown(rows)));
      members.put("cols", new Json.Wholes(shown(columns)));
      var shownValues = Arrays.copyOf(values, SHOWN + 1);
      shownValues[SHOWN] = values[values.length - 1];
      members.put("vals", new Json.Numbers(shownValues));
      return new Json.Members(members);
    }

    private static int[] shown(int[] list) {
      int count = Math.min(SHOWN, list.length);
      var result = Arrays.copyOf(list, count + 1);
      result[count] = list[list.length - 1];
      return result;
    }
  }

  private static Task<?> jacobian(Input input, Workers workers) {
    var p = Problem.of(input);
    var weights = Differentiate.valueAndGradient(BundleAdjustment::weightErrorSum).evaluator();
    int count = p.observations();
    int entries = (2 * LOCAL + 1) * count;
    var result = new Sparse(new int[3 * count + 1], new int[entries], new double[entries]);
    var weightGradient = new double[count];
    return new Task<>(
        () -> {
          weights.apply(p.weights, weightGradient);
          fill(p, weightGradient, result, workers);
          return result;
        },
        Sparse::answer);
  }

  private static void fill(Problem p, double[] weightGradient, Sparse jacobian, Workers workers) {
    int count = p.observations();
    int residuals = 2 * LOCAL * count;
    workers.each(count, RANGE, (from, to) -> residualRows(p, from, to, jacobian));
    int firstWeight = p.columns() - count;
    for (int i = 0; i < count; i++) {
      jacobian.rows[2 * count + i] = residuals + i;
      jacobian.columns[residuals + i] = firstWeight + i;
      jacobian.values[residuals + i] = weightGradient[i];
    }
    jacobian.rows[3 * count] = residuals + count;
  }

  private static void residualRows(Problem p, int from, int to, Sparse jacobian) {
    // Filled anew for each block, so that two derivatives do for all.
    var features = new double[2 * BLOCK];
    var first = Differentiate.valueAndGradient(v -> blockSum(v, 0, features)).evaluator();
    var second = Differentiate.valueAndGradient(v -> blockSum(v, 1, features)).evaluator();
    for (int start = from; start < to; start += BLOCK) {
      int length = Math.min(BLOCK, to - start);
      var v = new double[length * LOCAL];
      var gradient = new double[v.length];
      System.arraycopy(p.features, 2 * start, features, 0, 2 * length);
      p.gather(start, v);
      for (int axis = 0; axis < 2; axis++) {
        (axis == 0 ? first : second).apply(v, gradient);
        for (int i = 0; i < length; i++) {
          row(p, start + i, axis, gradient, i * LOCAL, jacobian);
        }
      }
    }
  }

  private static void row(
      Problem p, int observation, int axis, double[] gradient, int at, Sparse jacobian) {
    int row = 2 * observation + axis;
    int start = row * LOCAL;
    jacobian.rows[row] = start;
    System.arraycopy(gradient, at, jacobian.values, start, LOCAL);
    int camera = p.camera(observation) * CAMERA;
    for (int j = 0; j < CAMERA; j++) {
      jacobian.columns[start + j] = camera + j;
    }
    int point = p.cameras.length * CAMERA + p.point(observation) * 3;
    for (int j = 0; j < 3; j++) {
      jacobian.columns[start + CAMERA + j] = point + j;
    }
    jacobian.columns[start + WEIGHT] = p.columns() - p.observations() + observation;
  }
}
