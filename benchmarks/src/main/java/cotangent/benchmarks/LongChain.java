package cotangent.benchmarks;

import cotangent.Tensor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A chain of a million scalar nodes, forward and backward, collector included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 7)
@Measurement(iterations = 11)
public class LongChain {
  private static final int LENGTH = 1_000_000;

  /** One function after the other. */
  @Benchmark
  public Tensor unary() {
    Tensor x = Tensor.of(0.5).variable();
    Tensor y = x;
    for (int i = 0; i < LENGTH; i++) {
      y = y.sin();
    }
    y.backward();
    return Objects.requireNonNull(x.grad());
  }

  /** A product and a sum in turn, the variable being an operand of all of them. */
  @Benchmark
  public Tensor binary() {
    Tensor x = Tensor.of(0.5).variable();
    Tensor y = x;
    for (int i = 0; i < LENGTH; i += 2) {
      y = y.mul(x).add(x);
    }
    y.backward();
    return Objects.requireNonNull(x.grad());
  }
}
