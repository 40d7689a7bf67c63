package cotangent.gradbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * The largest workloads that GradBench has by default, one after the other through one process with
 * the heap that the launcher gives it. What must come out is computed here by other means.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
final class LargestWorkloadsTest {
  private static final int MEGABYTE = 1_000_000;
  private static Tool tool;

  @BeforeAll
  static void start() throws IOException {
    tool = new Tool(Tool.command("-Xmx4g"));
  }

  @AfterAll
  static void end() throws IOException, InterruptedException {
    assertThat(tool.end()).isZero();
    tool.close();
  }

  private static Input evaluate(String module, String function, Map<String, Json> input) {
    var reply = tool.evaluate(module, function, input);
    assertThat(reply.members()).doesNotContainKey("error");
    return reply;
  }

  private static double value(String module, String function, Map<String, Json> input) {
    return evaluate(module, function, input).real("output");
  }

  private static double[] vector(String module, String function, Map<String, Json> input) {
    return evaluate(module, function, input).vector("output");
  }

  private static int length(Map<String, Json> input) throws IOException {
    var bytes = new ByteArrayOutputStream();
    new JsonWriter(bytes).line(input);
    return bytes.size();
  }

  @Test
  void logSumExpOfLinesOf26Megabytes() throws IOException {
    int n = 1_280_000;
    var x = Workloads.lse(n);
    assertThat(length(x)).isGreaterThan(24 * MEGABYTE);
    var numbers = new Input("", x).vector("x");
    double max = Arrays.stream(numbers).max().orElseThrow();
    double sum = Arrays.stream(numbers).map(v -> Math.exp(v - max)).sum();
    assertThat(value("lse", "primal", x)).isCloseTo(max + Math.log(sum), within(1e-12));
    var gradient = vector("lse", "gradient", x);
    assertThat(tool.replyLength()).isGreaterThan(24 * MEGABYTE);
    assertThat(gradient).hasSize(n);
    for (int i = 0; i < n; i++) {
      double expected = Math.exp(numbers[i] - max) / sum;
      assertThat(gradient[i]).isCloseTo(expected, within(1e-11 * expected));
    }
  }

  /** A hand that is moved moves all its points: that is what these columns say. */
  @Test
  void handTrackingWithAnAnswerOf170Megabytes() {
    int n = 220_000;
    var input = Workloads.ht(n);
    assertThat(vector("ht", "objective", input)).hasSize(3 * n);
    var rows = evaluate("ht", "jacobian", input);
    assertThat(tool.replyLength()).isGreaterThan(170 * MEGABYTE);
    var jacobian = new Input("", rows.members()).matrix("output", 3 * n, 28);
    for (int i = 0; i < 3 * n; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(jacobian[i][5 + j]).isCloseTo(i % 3 == j ? -1 : 0, within(1e-12));
      }
    }
  }

  /**
   * The formula that the eval's authors derived by hand: towards the mean of a centroid's points.
   */
  @Test
  void clustering() {
    int k = 1000;
    var input = Workloads.kmeans(k, 10_000, 16);
    var points = new Input("", input).matrix("points");
    var centroids = new Input("", input).matrix("centroids");
    var sums = new double[k][16];
    var counts = new int[k];
    double cost = 0;
    for (var point : points) {
      int nearest =
          IntStream.range(0, k)
              .reduce(
                  (a, b) -> distance(point, centroids[b]) < distance(point, centroids[a]) ? b : a)
              .orElseThrow();
      cost += distance(point, centroids[nearest]);
      counts[nearest]++;
      Workers.add(point, sums[nearest]);
    }
    assertThat(value("kmeans", "cost", input)).isCloseTo(cost, within(1e-9 * cost));
    var direction = evaluate("kmeans", "dir", input).matrix("output", k, 16);
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < 16; j++) {
        double expected = centroids[c][j] - sums[c][j] / counts[c];
        assertThat(direction[c][j]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  private static double distance(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(j -> (x[j] - y[j]) * (x[j] - y[j])).sum();
  }

  /** The determinant by elimination, and by expansion along any row with the gradient's minors. */
  @Test
  void determinant() {
    int n = 11;
    var input = Workloads.det(n);
    var a = new Input("", input).vector("A");
    double expected = byElimination(Rows.of(a, 0, n, n));
    assertThat(value("det", "primal", input)).isCloseTo(expected, within(1e-10));
    var minors = vector("det", "gradient", input);
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < n; r++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += a[r * n + j] * minors[i * n + j];
        }
        assertThat(sum).isCloseTo(r == i ? expected : 0, within(1e-10));
      }
    }
  }

  private static double byElimination(double[][] a) {
    double product = 1;
    for (int k = 0; k < a.length; k++) {
      int column = k;
      int pivot =
          IntStream.range(k, a.length)
              .reduce((i, j) -> Math.abs(a[j][column]) > Math.abs(a[i][column]) ? j : i)
              .orElseThrow();
      if (pivot != k) {
        var row = a[k];
        a[k] = a[pivot];
        a[pivot] = row;
        product = -product;
      }
      product *= a[k][k];
      for (int i = k + 1; i < a.length; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < a.length; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    return product;
  }

  /** All residuals are alike, since all cameras, points and features are. */
  @Test
  void bundleAdjustment() {
    int n = 356;
    int m = 226_730;
    int p = 1_255_268;
    var small = evaluate("ba", "jacobian", Case.of("ba_tiny").getFirst().input());
    var expected = small.object("output").vector("vals");
    var jacobian = evaluate("ba", "jacobian", Workloads.ba(n, m, p)).object("output");
    assertThat(jacobian.vector("vals")).containsExactly(expected);
    assertThat(jacobian.vector("rows")).endsWith(31.0 * p);
    assertThat(jacobian.vector("cols")).endsWith(11.0 * n + 3.0 * m + p - 1);
  }

  /**
   * A common factor of all weights changes nothing, so that their derivatives add up to nothing.
   */
  @Test
  void mixture() {
    var input = Workloads.gmm(64, 100);
    var jacobian = evaluate("gmm", "jacobian", input).object("output");
    assertThat(Arrays.stream(jacobian.vector("alpha")).sum()).isCloseTo(0, within(1e-9));
    slopes("gmm", "alpha", input, jacobian.vector("alpha"));
  }

  @Test
  void network() {
    var input = Workloads.lstm(6, 8_192);
    var gradient = vector("lstm", "jacobian", input);
    assertThat(gradient).hasSize(6 * 8 * 14 + 3 * 14);
    var biases = new Input("", input).matrix("extra_params")[2];
    double step = 1e-6;
    biases[0] += step;
    double above = value("lstm", "objective", input);
    biases[0] -= 2 * step;
    double below = value("lstm", "objective", input);
    biases[0] += step;
    double expected = (above - below) / (2 * step);
    assertThat(gradient[gradient.length - 14]).isCloseTo(expected, within(1e-8));
  }

  /** Compares two derivatives with respect to a vector with central differences. */
  private static void slopes(
      String module, String member, Map<String, Json> input, double[] derivative) {
    double step = 1e-3;
    var x = new Input("", input).vector(member);
    for (int i : List.of(0, x.length - 1)) {
      double at = x[i];
      x[i] = at + step;
      double above = value(module, "objective", input);
      x[i] = at - step;
      double below = value(module, "objective", input);
      x[i] = at;
      double expected = (above - below) / (2 * step);
      assertThat(derivative[i]).isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
    }
  }

  /** The cost is a square, so that its gradient is known from four values exactly. */
  @Test
  void leastSquares() {
    var input = Workloads.llsq(16_392);
    var gradient = vector("llsq", "gradient", input);
    var x = new Input("", input).vector("x");
    double at = x[3];
    x[3] = at + 1;
    double above = value("llsq", "primal", input);
    x[3] = at - 1;
    double below = value("llsq", "primal", input);
    x[3] = at;
    assertThat(gradient[3]).isCloseTo((above - below) / 2, within(1e-9 * Math.abs(above)));
  }

  /** The product of so many numbers below 1 is less than the least double. */
  @Test
  void differentialEquations() {
    var input = Workloads.ode(100_000, 100);
    assertThat(vector("ode", "primal", input)).hasSize(100_000).endsWith(0);
    assertThat(vector("ode", "gradient", input)).hasSize(100_000).containsOnly(0);
  }
}
