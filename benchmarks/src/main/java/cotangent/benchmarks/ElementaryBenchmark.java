package cotangent.benchmarks;

import cotangent.kernel.Strips;
import cotangent.kernel.Unary;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The claim: the frequent functions take a fraction of a nanosecond an element. The time is that of
 * one element.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class ElementaryBenchmark {
  private static final int N = 4096;

  @Param({
    "SQRT",
    "EXP",
    "EXPM1",
    "LOG",
    "LOG1P",
    "SIN",
    "COS",
    "TANH",
    "SIGMOID",
    "SOFTPLUS",
    "ERF"
  })
  public Unary function = Unary.EXP;

  private final float[] x = new float[N];
  private final float[] y = new float[N];
  private final double[] dx = new double[N];
  private final double[] dy = new double[N];

  @Setup
  public void setup() {
    var random = new Random(1);
    for (int i = 0; i < N; i++) {
      dx[i] = Math.abs(random.nextGaussian());
      x[i] = (float) dx[i];
    }
  }

  @Benchmark
  @OperationsPerInvocation(N)
  public float[] floats() {
    Strips.unary(function, x, 0, y, 0, N);
    return y;
  }

  @Benchmark
  @OperationsPerInvocation(N)
  public double[] doubles() {
    Strips.unary(function, dx, 0, dy, 0, N);
    return dy;
  }
}
