package cotangent.benchmarks;

import static cotangent.Derivatives.trace;

import cotangent.Tensor;
import cotangent.benchmarks.compile.CompiledChain;
import cotangent.kernel.Binary;
import cotangent.kernel.Elementary;
import cotangent.kernel.Reduce;
import cotangent.kernel.Strips;
import cotangent.kernel.Unary;
import java.util.Arrays;
import java.util.List;
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
 * The sum of tanh(a x + b) c, for vectors x and c and numbers a and b of F32: the class emitted
 * from the traced program, loops written by hand, and the ops one by one. Compare the medians
 * (p0.50), which other work on the machine disturbs least.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-Dcotangent.threads=1"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompiledLoop {
  /** The elements of x. */
  @Param({"10000", "1000000"})
  public int n;

  private float[] x = {};
  private float[] c = {};
  private final float a = 1.5f;
  private final float b = -0.25f;
  private Tensor[] operands = {};
  private List<CompiledChain> compiled = List.of();

  /** Traces, compiles, and compares the results to the bit. */
  @Setup
  public void prepare() {
    x = new float[n];
    c = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (4 * Math.sin(i * 1.7 + 0.3));
      c[i] = (float) Math.cos(i * 0.9);
    }
    operands = new Tensor[] {Tensor.of(a), Tensor.of(x), Tensor.of(b), Tensor.of(c)};
    compiled = List.of(CompiledChain.of(trace(CompiledLoop::formula, List.of(operands))));
    if (!emitted().contentEquals(opByOp())) {
      throw new AssertionError("compiled " + emitted() + ", evaluated " + opByOp());
    }
  }

  private static Tensor formula(List<Tensor> t) {
    return t.get(0).mul(t.get(1)).add(t.get(2)).tanh().mul(t.get(3)).sum();
  }

  /** Without compilation. */
  @Benchmark
  public Tensor opByOp() {
    return formula(List.of(operands));
  }

  /** The emitted class. */
  @Benchmark
  public Tensor emitted() {
    return compiled.getFirst().apply(operands);
  }

  /** By hand with the Vector API: the formula of tanh in the loop, one vector of partial sums. */
  @Benchmark
  public float handVector() {
    return HandWritten.vector(a, x, b, c);
  }

  /** By hand in plain Java. */
  @Benchmark
  public float handPlain() {
    float sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Elementary.tanh(a * x[i] + b) * c[i];
    }
    return sum;
  }

  /** By hand from the library's kernels over strips: what an emitter of calls would give. */
  @Benchmark
  public float handStrips() {
    int length = 2048;
    float[] as = new float[length];
    float[] bs = new float[length];
    float[] y = new float[length];
    Arrays.fill(as, a);
    Arrays.fill(bs, b);
    float sum = 0;
    for (int from = 0; from < x.length; from += length) {
      int m = Math.min(length, x.length - from);
      Strips.binary(Binary.MUL, as, 0, x, from, y, 0, m);
      Strips.binary(Binary.ADD, y, 0, bs, 0, y, 0, m);
      Strips.unary(Unary.TANH, y, 0, y, 0, m);
      Strips.binary(Binary.MUL, y, 0, c, from, y, 0, m);
      sum += Reduce.sum(y, 0, m);
    }
    return sum;
  }
}
