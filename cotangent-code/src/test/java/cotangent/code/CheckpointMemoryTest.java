package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million steps: their derivatives, their number and their memory. */
final class CheckpointMemoryTest {
  private static final int STEPS = 1_000_000;
  private static final int SNAPSHOTS = 30;
  private static final double[] X = {0.5, 0.1, 1.2, 0.03};

  @TempDir private Path directory;

  /** A damped pendulum by the leapfrog method: angle and speed, then stiffness and damping. */
  static double[] swing(double[] y, double stiffness, double damping) {
    double h = 1e-5;
    double half = y[1] - 0.5 * h * (stiffness * Math.sin(y[0]) + damping * y[1]);
    double angle = y[0] + h * half;
    return new double[] {angle, half - 0.5 * h * (stiffness * Math.sin(angle) + damping * half)};
  }

  static double checkpointed(double[] x, PrintStream count) {
    double[] end =
        Checkpoint.loop(
            STEPS,
            SNAPSHOTS,
            new double[] {x[0], x[1]},
            (i, y) -> {
              count.println();
              return swing(y, x[2], x[3]);
            });
    return end[0] * end[1];
  }

  static double inPlace(double[] x) {
    double[] y = {x[0], x[1]};
    Checkpoint.update(
        STEPS,
        SNAPSHOTS,
        y,
        (i, s) -> {
          double[] next = swing(s, x[2], x[3]);
          s[0] = next[0];
          s[1] = next[1];
        });
    return y[0] * y[1];
  }

  static double plain(double[] x) {
    double[] y = {x[0], x[1]};
    for (int i = 0; i < STEPS; i++) {
      y = swing(y, x[2], x[3]);
    }
    return y[0] * y[1];
  }

  /** Counts the lines. */
  private static final class Counter extends PrintStream {
    private long lines;

    Counter() {
      super(OutputStream.nullOutputStream());
    }

    @Override
    public void println() {
      lines++;
    }
  }

  /** The derivative in each direction, by forward mode through the plain loop. */
  private static double[] forward() {
    var jvp = Differentiate.jvp(x -> new double[] {plain(x)});
    var gradient = new double[X.length];
    for (int j = 0; j < X.length; j++) {
      var unit = new double[X.length];
      unit[j] = 1;
      gradient[j] = jvp.apply(X, unit)[0];
    }
    return gradient;
  }

  @Test
  void aMillionSteps() {
    var count = new Counter();
    var evaluator = Differentiate.valueAndGradient(x -> checkpointed(x, count)).evaluator();
    var gradient = new double[X.length];
    assertThat(evaluator.apply(X, gradient)).isEqualTo(plain(X));
    Numeric.assertClose("gradient", gradient, forward(), 1e-11);
    assertThat(count.lines)
        .as("the shortest schedule, one run for the value and one for the sweep of each step")
        .isEqualTo(5_623_008L + 1 + STEPS);
    assertThat(evaluator.tapeBytes()).isLessThan(2_000);
    var other = Differentiate.valueAndGradient(CheckpointMemoryTest::inPlace).evaluator();
    assertThat(other.apply(X, gradient)).isEqualTo(plain(X));
    Numeric.assertClose("gradient in place", gradient, forward(), 1e-11);
    assertThat(other.tapeBytes()).isLessThan(2_000);
  }

  @Test
  void secondOrderNeedsLittleMemory() {
    var v = new double[] {1, -0.5, 0.25, 2};
    RealFunction slope = x -> Differentiate.jvp(y -> new double[] {shorter(y)}).apply(x, v)[0];
    var evaluator = Differentiate.valueAndGradient(slope).evaluator();
    var gradient = new double[X.length];
    assertThat(evaluator.apply(X, gradient)).isFinite();
    Numeric.assertClose(
        "reverse over forward",
        gradient,
        Differentiate.hvp(CheckpointMemoryTest::shorter).apply(X, v),
        1e-11);
    assertThat(evaluator.tapeBytes()).isLessThan(4_000);
  }

  private static double shorter(double[] x) {
    double[] end =
        Checkpoint.loop(
            20_000, 12, new double[] {x[0], x[1]}, (i, y) -> swing(y, x[2], x[3] * 100));
    return end[0] * end[1];
  }

  /** Runs in a process of its own: prints the gradient of one of the functions. */
  static void main(String[] arguments) {
    var count = new Counter();
    RealFunction f =
        arguments[0].equals("plain")
            ? CheckpointMemoryTest::plain
            : arguments[0].equals("in place")
                ? CheckpointMemoryTest::inPlace
                : x -> checkpointed(x, count);
    try {
      System.out.println(Arrays.toString(Differentiate.gradient(f).apply(X)));
    } catch (OutOfMemoryError e) {
      System.out.println("no room");
    }
  }

  private String runWithLittleMemory(String function) throws Exception {
    var out = directory.resolve("out.txt");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx20m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CheckpointMemoryTest.class.getName(),
                    function))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out).strip();
  }

  @Test
  void theMemoryOfTheProcessIsBounded() throws Exception {
    assertThat(runWithLittleMemory("plain")).isEqualTo("no room");
    var count = new Counter();
    assertThat(runWithLittleMemory("checkpointed"))
        .isEqualTo(Arrays.toString(Differentiate.gradient(x -> checkpointed(x, count)).apply(X)));
    assertThat(runWithLittleMemory("in place"))
        .isEqualTo(Arrays.toString(Differentiate.gradient(CheckpointMemoryTest::inPlace).apply(X)));
  }
}
