package cotangent.gradbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What the case files leave out, against central differences. */
final class DerivativesTest {
  private static final double STEP = 1e-6;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20260101);

  private static Json evaluate(String module, String function, Map<String, Json> input) {
    var operation = Evals.of(module).orElseThrow().functions().get(function);
    var task = operation.prepare(new Input("input", input), new Workers(false));
    return Measurement.of(task, 0, 1, 0).output();
  }

  private static double[][] matrix(Json json) {
    return ((Json.Items) json)
        .values().stream().map(row -> ((Json.Numbers) row).values()).toArray(double[][]::new);
  }

  private double[] randoms(int count, double from, double to) {
    return random.doubles(count, from, to).toArray();
  }

  /** Points in triangles, of a hand that is mirrored, in a pose that turns every joint. */
  @Test
  void jacobianOfPointsInTriangles() {
    var input = new LinkedHashMap<>(Case.of("ht_simplesmall").getFirst().input());
    var data = new LinkedHashMap<>(((Json.Members) input.get("data")).values());
    var model = new LinkedHashMap<>(((Json.Members) data.get("model")).values());
    model.put("is_mirrored", new Json.Flag(true));
    data.put("model", new Json.Members(model));
    input.put("data", new Json.Members(data));
    int n = new Input("", data).vector("correspondences").length;
    var us = Rows.of(randoms(2 * n, 0, 0.5), 0, n, 2);
    input.put("us", Json.rows(us));
    var theta = randoms(26, -1, 1);
    input.put("theta", new Json.Numbers(theta));

    var jacobian = matrix(evaluate("ht", "jacobian", input));
    assertThat(jacobian).hasDimensions(3 * n, 28);
    for (int j = 0; j < 26; j++) {
      compareColumn(input, "theta", new double[][] {theta}, 0, j, jacobian, 2 + j);
    }
    for (int j = 0; j < 2; j++) {
      // All pairs move at once: each residual depends on its own alone.
      var moved = new double[2][n][2];
      for (int sign = 0; sign < 2; sign++) {
        for (int i = 0; i < n; i++) {
          moved[sign][i] = us[i].clone();
          moved[sign][i][j] += sign == 0 ? STEP : -STEP;
        }
      }
      input.put("us", Json.rows(moved[0]));
      var above = ((Json.Numbers) evaluate("ht", "objective", input)).values();
      input.put("us", Json.rows(moved[1]));
      var below = ((Json.Numbers) evaluate("ht", "objective", input)).values();
      compare(above, below, jacobian, j);
    }
  }

  private void compareColumn(
      Map<String, Json> input,
      String name,
      double[][] values,
      int row,
      int index,
      double[][] jacobian,
      int column) {
    var shifted = new LinkedHashMap<>(input);
    var x = values[row].clone();
    x[index] += STEP;
    shifted.put(name, new Json.Numbers(x.clone()));
    var above = ((Json.Numbers) evaluate("ht", "objective", shifted)).values();
    x[index] -= 2 * STEP;
    shifted.put(name, new Json.Numbers(x));
    var below = ((Json.Numbers) evaluate("ht", "objective", shifted)).values();
    compare(above, below, jacobian, column);
  }

  private static void compare(double[] above, double[] below, double[][] jacobian, int column) {
    for (int i = 0; i < above.length; i++) {
      assertThat(jacobian[i][column])
          .as("[%s][%s]", i, column)
          .isCloseTo((above[i] - below[i]) / (2 * STEP), within(1e-6));
    }
  }

  /** Rows of two observations, for a camera that turns and for one that does not. */
  @Test
  void rowsOfObservations() {
    for (double turn : new double[] {0.7, 0}) {
      var camera = randoms(11, 0.2, 1);
      camera[0] = turn;
      camera[1] = -turn;
      camera[2] = 2 * turn;
      var point = new double[] {0.3, -0.4, 9};
      double weight = 0.6;
      var feature = new double[] {0.1, -0.2};
      Map<String, Json> input =
          Map.of(
              "n", new Json.Whole(2),
              "m", new Json.Whole(3),
              "p", new Json.Whole(300),
              "cam", new Json.Numbers(camera),
              "x", new Json.Numbers(point),
              "w", new Json.Real(weight),
              "feat", new Json.Numbers(feature));
      var jacobian = new Input("", ((Json.Members) evaluate("ba", "jacobian", input)).values());
      var values = jacobian.vector("vals", 31);
      var all = new double[15];
      System.arraycopy(camera, 0, all, 0, 11);
      System.arraycopy(point, 0, all, 11, 3);
      all[14] = weight;
      for (int axis = 0; axis < 2; axis++) {
        for (int j = 0; j < 15; j++) {
          var moved = all.clone();
          moved[j] += STEP;
          double above = residual(moved, axis, feature);
          moved[j] -= 2 * STEP;
          double below = residual(moved, axis, feature);
          double expected = (above - below) / (2 * STEP);
          assertThat(values[15 * axis + j])
              .as("turn %s, axis %s, variable %s", turn, axis, j)
              .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
        }
      }
      assertThat(values[30]).isEqualTo(-2 * weight);
    }
  }

  private static double residual(double[] variables, int axis, double[] feature) {
    var residuals = new double[2];
    BundleAdjustment.residuals(variables, 0, feature, 0, residuals, 0);
    return residuals[axis];
  }

  /** More points than one product takes, in one dimension and in three, against plain sums. */
  @Test
  void mixturesOfSeveralRanges() {
    for (int d : new int[] {1, 3}) {
      int k = 2;
      var input = new LinkedHashMap<>(Workloads.gmm(d, k, 2_100));
      var gradient = new Input("", ((Json.Members) evaluate("gmm", "jacobian", input)).values());
      double value = ((Json.Real) evaluate("gmm", "objective", input)).value();
      assertThat(value).isCloseTo(mixture(new Input("", input)), within(1e-9 * Math.abs(value)));
      for (var name : List.of("alpha", "mu", "q", "l")) {
        boolean rows = !name.equals("alpha");
        var derivative = rows ? matrix(gradient.members().get(name)) : new double[0][];
        for (int i = 0; i < (rows ? k : 1); i++) {
          var row = rows ? derivative[i] : gradient.vector("alpha");
          for (int j = 0; j < row.length; j++) {
            double above = mixture(moved(input, name, i, j, STEP));
            double below = mixture(moved(input, name, i, j, -STEP));
            double expected = (above - below) / (2 * STEP);
            assertThat(row[j])
                .as("d %s, %s[%s][%s]", d, name, i, j)
                .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
          }
        }
      }
    }
  }

  private static Input moved(Map<String, Json> input, String name, int row, int at, double by) {
    var moved = new LinkedHashMap<>(input);
    if (input.get(name) instanceof Json.Numbers(double[] values)) {
      var shifted = values.clone();
      shifted[at] += by;
      moved.put(name, new Json.Numbers(shifted));
    } else {
      var rows =
          java.util.Arrays.stream(matrix(input.get(name)))
              .map(double[]::clone)
              .toArray(double[][]::new);
      rows[row][at] += by;
      moved.put(name, Json.rows(rows));
    }
    return new Input("", moved);
  }

  /** The log posterior by the formula, with gamma = 1 and m = 0. */
  private static double mixture(Input input) {
    int d = input.whole("d", 1);
    int k = input.whole("k", 1);
    var alpha = input.vector("alpha");
    var mu = input.matrix("mu", k, d);
    var q = input.matrix("q", k, d);
    var l = input.matrix("l", k, d * (d - 1) / 2);
    double sum = 0;
    for (var point : input.matrix("x", input.whole("n", 1), d)) {
      double density = 0;
      for (int c = 0; c < k; c++) {
        double exponent = alpha[c];
        int at = 0;
        var standard = new double[d];
        for (int j = 0; j < d; j++) {
          exponent += q[c][j];
          standard[j] += Math.exp(q[c][j]) * (point[j] - mu[c][j]);
          for (int r = j + 1; r < d; r++) {
            standard[r] += l[c][at++] * (point[j] - mu[c][j]);
          }
        }
        for (double v : standard) {
          exponent -= 0.5 * v * v;
        }
        density += Math.exp(exponent);
      }
      sum += Math.log(density);
    }
    double weights = 0;
    for (double a : alpha) {
      weights += Math.exp(a);
    }
    sum -= input.whole("n", 1) * (0.5 * d * Math.log(2 * Math.PI) + Math.log(weights));
    for (int c = 0; c < k; c++) {
      for (double v : q[c]) {
        sum -= 0.5 * Math.exp(2 * v);
      }
      for (double v : l[c]) {
        sum -= 0.5 * v * v;
      }
      double normalisation = -0.5 * (d + 1) * d * Math.log(2);
      for (int j = 0; j < d; j++) {
        normalisation -= GaussianMixture.logGamma(0.5 * (d + 1 - j));
      }
      sum += normalisation - 0.25 * d * (d - 1) * Math.log(Math.PI);
    }
    return sum;
  }

  /** ln((n - 1)!), and ln(sqrt(pi)) at 1/2. */
  @Test
  void logGamma() {
    double factorial = 0;
    for (int n = 1; n < 30; n++) {
      assertThat(GaussianMixture.logGamma(n)).isCloseTo(factorial, within(1e-12 * (1 + factorial)));
      factorial += Math.log(n);
    }
    assertThat(GaussianMixture.logGamma(0.5)).isCloseTo(0.5 * Math.log(Math.PI), within(1e-12));
  }

  /** Permutations have determinants that are known exactly. */
  @Test
  void determinantsOfPermutations() {
    for (var permutation :
        List.of(
            new int[] {0, 1, 2}, new int[] {1, 0, 2}, new int[] {1, 2, 0}, new int[] {2, 1, 0})) {
      var a = new double[9];
      for (int i = 0; i < 3; i++) {
        a[3 * i + permutation[i]] = i + 1;
      }
      boolean even = permutation[0] == 0 || (permutation[0] == 1 && permutation[1] == 2);
      assertThat(Determinant.determinant(a, 3)).isEqualTo(even ? 6 : -6);
    }
  }
}
