package cotangent.benchmarks.code;

import cotangent.code.Differentiate;
import cotangent.code.ValueAndGradient.Evaluator;
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

/**
 * Time of a function, of its gradient, of the gradient written by hand and of that by a tape of
 * operations. Compare the medians (p0.50) of one run; {@code -prof gc} adds the bytes allocated.
 * The three gradients are compared before anything is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class CodeBenchmark {
  /** The function that is measured. */
  @Param({
    "rosenbrock",
    "logSumExp",
    "minors",
    "portfolio",
    "rungeKutta",
    "mixture",
    "lstm",
    "bundle"
  })
  public String program = "logSumExp";

  private Workload workload = Workload.of(program);
  private Evaluator evaluator = Differentiate.valueAndGradient(workload.f()).evaluator();
  private OperationTape tape = new OperationTape();
  private double[] gradient = {};

  /** Makes the derivative and the point, and compares. */
  @Setup
  public void prepare() {
    workload = Workload.of(program);
    evaluator = Differentiate.valueAndGradient(workload.f()).evaluator();
    tape = new OperationTape();
    gradient = new double[workload.x().length];
    workload.check(evaluator.apply(workload.x(), gradient), gradient);
  }

  /** The function. */
  @Benchmark
  public double primal() {
    return workload.f().apply(workload.x());
  }

  /** Value and gradient. */
  @Benchmark
  public double gradient() {
    return evaluator.apply(workload.x(), gradient);
  }

  /** Value and gradient by hand. */
  @Benchmark
  public double byHand() {
    return workload.byHand().apply(workload.x(), gradient);
  }

  /** Value and gradient by a tape of operations. */
  @Benchmark
  public double byTape() {
    return workload.byTape(tape, gradient);
  }
}
