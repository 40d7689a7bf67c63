package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Arrays;
import java.util.Map;

/**
 * Hand tracking: how far a hand's surface, posed by angles of its bones, is from measured points.
 *
 * <p>A rigid motion is a matrix of three rows and four columns, whose last column is the
 * translation.
 */
final class HandTracking {
  /** Rotation (3) and translation (3) of the hand, then four angles for each finger. */
  private static final int VARIABLES = 26;

  private static final int FINGERS = 5;

  /** How many columns of the Jacobian are found by one sweep. */
  private static final int TOGETHER = 4;

  static final Eval EVAL =
      new Eval(
          "ht", Map.of("objective", HandTracking::objective, "jacobian", HandTracking::jacobian));

  private HandTracking() {}

  /**
   * A hand at rest.
   *
   * @param parents the bone that each bone hangs on, an earlier one, or -1
   * @param baseRelatives each bone's motion relative to its parent
   * @param inverseBaseAbsolutes the inverse of each bone's absolute motion
   * @param basePositions the vertices, four coordinates each
   * @param weights how much of each bone's motion each vertex makes: a row for each vertex
   * @param triangles three vertices each
   */
  @SuppressWarnings("ArrayRecordComponent") // data to be read, never compared
  record Model(
      int[] parents,
      double[][][] baseRelatives,
      double[][][] inverseBaseAbsolutes,
      double[][] basePositions,
      double[][] weights,
      int[][] triangles,
      boolean mirrored) {

    static Model of(Input input) {
      int bones = input.whole("bone_count", FINGERS * 4);
      var positions = input.matrix("base_positions");
      int vertices = positions.length;
      return new Model(
          input.indices("parents", bones, -1, bones),
          input.matrices("base_relatives", bones, 4, 4),
          input.matrices("inverse_base_absolutes", bones, 4, 4),
          input.matrix("base_positions", vertices, 4),
          input.matrix("weights", vertices, bones),
          input.indexMatrix("triangles", 3, vertices),
          input.flag("is_mirrored"));
    }

    int bones() {
      return parents.length;
    }
  }

  /** The vertices of the hand in the pose that theta describes, three coordinates each. */
  static double[][] vertices(double[] theta, Model model) {
    var transforms = transforms(theta, model);
    double[] rotation = {theta[0], theta[1], theta[2]};
    var global = rotation(rotation);
    double side = model.mirrored ? -1 : 1;
    var result = new double[model.basePositions.length][3];
    for (int v = 0; v < result.length; v++) {
      var base = model.basePositions[v];
      var weights = model.weights[v];
      double x = 0;
      double y = 0;
      double z = 0;
      for (int bone = 0; bone < weights.length; bone++) {
        if (weights[bone] != 0) {
          var t = transforms[bone];
          x += weights[bone] * row(t[0], base);
          y += weights[bone] * row(t[1], base);
          z += weights[bone] * row(t[2], base);
        }
      }
      x *= side;
      for (int i = 0; i < 3; i++) {
        result[v][i] = global[i][0] * x + global[i][1] * y + global[i][2] * z + theta[3 + i];
      }
    }
    return result;
  }

  private static double row(double[] a, double[] x) {
    return a[0] * x[0] + a[1] * x[1] + a[2] * x[2] + a[3] * x[3];
  }

  /** Where each bone's motion takes what rests at it. */
  private static double[][][] transforms(double[] theta, Model model) {
    int bones = model.bones();
    var angles = new double[bones][3];
    // The wrist comes first and stays; then four bones for each finger, the last of which stays.
    int variable = 6;
    for (int finger = 0; finger < FINGERS; finger++) {
      int bone = 2 + 4 * finger;
      angles[bone][0] = theta[variable];
      angles[bone][1] = theta[variable + 1];
      angles[bone + 1][0] = theta[variable + 2];
      angles[bone + 2][0] = theta[variable + 3];
      variable += 4;
    }
    var absolutes = new double[bones][][];
    var result = new double[bones][][];
    for (int bone = 0; bone < bones; bone++) {
      var a = angles[bone];
      var relative = product(model.baseRelatives[bone], eulerRotation(a[0], a[1], a[2]));
      int parent = model.parents[bone];
      absolutes[bone] = parent < 0 ? relative : product(absolutes[parent], relative);
      result[bone] = product(absolutes[bone], model.inverseBaseAbsolutes[bone]);
    }
    return result;
  }

  /** The product of motions. */
  private static double[][] product(double[][] a, double[][] b) {
    var c = new double[3][4];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        double sum = j == 3 ? a[i][3] : 0;
        for (int k = 0; k < 3; k++) {
          sum += a[i][k] * b[k][j];
        }
        c[i][j] = sum;
      }
    }
    return c;
  }

  /** The rotation about the x axis by tx, then about the y axis by ty, then about z by tz. */
  private static double[][] eulerRotation(double tx, double tz, double ty) {
    double cx = Math.cos(tx);
    double sx = Math.sin(tx);
    double cy = Math.cos(ty);
    double sy = Math.sin(ty);
    double cz = Math.cos(tz);
    double sz = Math.sin(tz);
    return new double[][] {
      {cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, 0},
      {sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, 0},
      {-sy, cy * sx, cy * cx, 0}
    };
  }

  /** The rotation about an axis by the axis' length. */
  private static double[][] rotation(double[] axis) {
    double angle = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
    if (angle < 1e-4) {
      return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }
    double x = axis[0] / angle;
    double y = axis[1] / angle;
    double z = axis[2] / angle;
    double s = Math.sin(angle);
    double c = Math.cos(angle);
    double v = 1 - c;
    return new double[][] {
      {x * x * v + c, x * y * v - z * s, x * z * v + y * s},
      {x * y * v + z * s, y * y * v + c, y * z * v - x * s},
      {x * z * v - y * s, y * z * v + x * s, z * z * v + c}
    };
  }

  /** The points' distances from their vertices, three coordinates each. */
  static double[] residuals(double[] theta, Problem p) {
    var vertices = vertices(theta, p.model);
    var result = new double[3 * p.points.length];
    for (int i = 0; i < p.points.length; i++) {
      var vertex = vertices[p.correspondences[i]];
      for (int j = 0; j < 3; j++) {
        result[3 * i + j] = p.points[i][j] - vertex[j];
      }
    }
    return result;
  }

  /** The points' distances from places in their triangles, given by two coordinates us each. */
  static double[] residuals(double[] theta, double[] us, Problem p) {
    var vertices = vertices(theta, p.model);
    var result = new double[3 * p.points.length];
    for (int i = 0; i < p.points.length; i++) {
      var triangle = p.model.triangles[p.correspondences[i]];
      var a = vertices[triangle[0]];
      var b = vertices[triangle[1]];
      var c = vertices[triangle[2]];
      double u = us[2 * i];
      double v = us[2 * i + 1];
      for (int j = 0; j < 3; j++) {
        result[3 * i + j] = p.points[i][j] - (u * a[j] + v * b[j] + (1 - u - v) * c[j]);
      }
    }
    return result;
  }

  /**
   * What is measured.
   *
   * @param correspondences each point's vertex, or its triangle
   * @param points three coordinates each
   */
  @SuppressWarnings("ArrayRecordComponent") // data to be read, never compared
  record Problem(Model model, int[] correspondences, double[][] points) {
    static Problem of(Input input, boolean simple) {
      var model = Model.of(input.object("model"));
      var points = input.matrix("points");
      int end = simple ? model.basePositions.length : model.triangles.length;
      return new Problem(
          model,
          input.indices("correspondences", points.length, 0, end),
          input.matrix("points", points.length, 3));
    }
  }

  private static double[] us(Input input, Problem p) {
    return Rows.flat(input.matrix("us", p.points.length, 2));
  }

  private static Task<?> objective(Input input, Workers workers) {
    var theta = input.vector("theta", VARIABLES);
    boolean simple = input.isEmpty("us");
    var p = Problem.of(input.object("data"), simple);
    if (simple) {
      return Task.vector(() -> residuals(theta, p));
    }
    var us = us(input, p);
    return Task.vector(() -> residuals(theta, us, p));
  }

  private static Task<?> jacobian(Input input, Workers workers) {
    var theta = input.vector("theta", VARIABLES);
    boolean simple = input.isEmpty("us");
    var p = Problem.of(input.object("data"), simple);
    var thetas = units(VARIABLES, 1);
    if (simple) {
      var poses = Differentiate.jvp(t -> residuals(t, p));
      return columns(
          VARIABLES,
          workers,
          (from, to) -> poses.applyAll(theta, Arrays.copyOfRange(thetas, from, to)));
    }
    var us = us(input, p);
    var poses = Differentiate.jvp(t -> residuals(t, us, p));
    var places = Differentiate.jvp(u -> residuals(theta, u, p));
    var moves = units(2, p.points.length);
    // The places' two columns take the first sweep.
    return columns(
        TOGETHER + VARIABLES,
        workers,
        (from, to) ->
            from == 0
                ? places.applyAll(us, moves)
                : poses.applyAll(
                    theta, Arrays.copyOfRange(thetas, from - TOGETHER, to - TOGETHER)));
  }

  /** The unit vectors, each so many times behind itself. */
  private static double[][] units(int length, int times) {
    var units = new double[length][length * times];
    for (int j = 0; j < length; j++) {
      for (int i = 0; i < times; i++) {
        units[j][i * length + j] = 1;
      }
    }
    return units;
  }

  /** The matrix of which some columns at a time can be computed on their own. */
  private static Task<double[][]> columns(
      int count, Workers workers, Workers.Range<double[][]> columns) {
    return new Task<>(
        () ->
            workers.ranges(count, TOGETHER, columns).stream()
                .flatMap(Arrays::stream)
                .toArray(double[][]::new),
        all -> Json.rows(Rows.transposed(all)));
  }
}
