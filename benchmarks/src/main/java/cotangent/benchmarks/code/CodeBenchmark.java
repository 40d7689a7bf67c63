package cotangent.benchmarks.code;

import cotangent.code.Differentiate;
import cotangent.code.RealFunction;
import cotangent.code.ValueAndGradient.Evaluator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a function, of its gradient, and of an adjoint written by hand where there is one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class CodeBenchmark {
  /** The function that is measured. */
  @Param({"rosenbrock", "logSumExp", "minors", "portfolio", "rungeKutta", "mixture"})
  public String program = "rosenbrock";

  private RealFunction f = Programs::rosenbrock;
  private Evaluator evaluator = Differentiate.valueAndGradient(f).evaluator();
  private double[] x = {};
  private double[] gradient = {};

  /** Makes the derivative and the point. */
  @Setup
  public void prepare() {
    var random = new Random(1);
    switch (program) {
      case "rosenbrock" -> {
        f = Programs::rosenbrock;
        x = random.doubles(1_000_000, -1, 1).toArray();
      }
      case "logSumExp" -> {
        f = Programs::logSumExp;
        x = random.doubles(1000, -1, 1).toArray();
      }
      case "minors" -> {
        f = Programs::minors;
        x = random.doubles(49, -1, 1).toArray();
      }
      case "portfolio" -> {
        f = Programs::portfolio;
        x = random.doubles(4000, 0.1, 1).toArray();
        for (int i = 0; i < x.length; i += 4) {
          x[i] = 60 + 80 * x[i];
        }
      }
      case "rungeKutta" -> {
        f = Programs::rungeKutta;
        x = new double[] {1, 0.5, 1.5};
      }
      default -> {
        int k = 25;
        int d = 10;
        var data = new double[1000][];
        for (int i = 0; i < data.length; i++) {
          data[i] = random.doubles(d, -1, 1).toArray();
        }
        f = p -> Programs.mixture(p, data, k);
        x = random.doubles(k + 2 * k * d, -0.5, 0.5).toArray();
      }
    }
    evaluator = Differentiate.valueAndGradient(f).evaluator();
    gradient = new double[x.length];
  }

  /** The function. */
  @Benchmark
  public double primal() {
    return f.apply(x);
  }

  /** Value and gradient. */
  @Benchmark
  public double gradient() {
    return evaluator.apply(x, gradient);
  }

  /** Value and gradient by hand; NaN where nobody wrote one. */
  @Benchmark
  public double byHand() {
    return switch (program) {
      case "rosenbrock" -> Programs.rosenbrockByHand(x, gradient);
      case "logSumExp" -> Programs.logSumExpByHand(x, gradient);
      default -> Double.NaN;
    };
  }
}
