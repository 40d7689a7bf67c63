package cotangent.benchmarks.code;

import cotangent.code.Checkpoint;
import cotangent.code.Differentiate;
import cotangent.code.RealFunction;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Prints the section on long loops of docs/performance-code.md: {@code benchmarks/run --main
 * code.LongLoops [STEPS]}.
 */
public final class LongLoops {
  private static final int ROUNDS = 9;

  private LongLoops() {}

  /** A step of a damped pendulum by the leapfrog method: angle and speed, stiffness and damping. */
  static void swing(double[] y, double h, double stiffness, double damping) {
    y[1] -= 0.5 * h * (stiffness * Math.sin(y[0]) + damping * y[1]);
    y[0] += h * y[1];
    y[1] -= 0.5 * h * (stiffness * Math.sin(y[0]) + damping * y[1]);
  }

  private static double plain(int steps, double[] x) {
    double h = 10.0 / steps;
    double[] y = {x[0], x[1]};
    for (int i = 0; i < steps; i++) {
      swing(y, h, x[2], x[3]);
    }
    return y[0];
  }

  private static double checkpointed(int steps, int snapshots, double[] x) {
    double h = 10.0 / steps;
    double[] y = {x[0], x[1]};
    Checkpoint.update(steps, snapshots, y, (i, s) -> swing(s, h, x[2], x[3]));
    return y[0];
  }

  /** Prints the table. */
  public static void main(String[] arguments) {
    int steps = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    var x = new double[] {0.5, 0.1, 4, 0.1};
    double function = time(() -> plain(steps, x));
    IO.println("| %,d steps | ms | over the function | tape |".formatted(steps));
    IO.println("|---|---|---|---|");
    row("function", function, function, "–");
    gradient("gradient, plain loop", v -> plain(steps, v), x, function);
    for (int snapshots : new int[] {10, 30, 100, 1000}) {
      var name = "gradient, %,d snapshots".formatted(snapshots);
      gradient(name, v -> checkpointed(steps, snapshots, v), x, function);
    }
    var product = Differentiate.hvp(v -> checkpointed(steps, 30, v));
    double time = time(() -> product.apply(x, x)[0]);
    row("product with the Hessian, 30 snapshots", time, function, "–");
  }

  private static void gradient(String name, RealFunction f, double[] x, double function) {
    var evaluator = Differentiate.valueAndGradient(f).evaluator();
    var gradient = new double[x.length];
    try {
      double time = time(() -> evaluator.apply(x, gradient));
      var tape = "%,.1f kB".formatted(evaluator.tapeBytes() / 1e3);
      row(name, time, function, tape);
    } catch (OutOfMemoryError _) {
      IO.println("| " + name + " | – | – | does not fit |");
    }
  }

  private static void row(String name, double time, double function, String tape) {
    IO.println(
        String.format(Locale.ROOT, "| %s | %.0f | %.1f | %s |", name, time, time / function, tape));
  }

  /** Milliseconds of the thread's processor time; the median of some evaluations. */
  private static double time(DoubleSupplier f) {
    var bean = ManagementFactory.getThreadMXBean();
    var times = new double[ROUNDS];
    double sum = 0;
    for (int i = -3; i < ROUNDS; i++) {
      long start = bean.getCurrentThreadCpuTime();
      sum += f.getAsDouble();
      if (i >= 0) {
        times[i] = (bean.getCurrentThreadCpuTime() - start) / 1e6;
      }
    }
    if (Double.isNaN(sum)) {
      throw new IllegalStateException("a value is not a number");
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }
}
