package cotangent.benchmarks;

import cotangent.kernel.Gemm;
import java.util.Arrays;
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
 * The claim: a matrix product in pure Java, on one thread, reaches at least 60% of the rate of a
 * native library when it is large, 50% for the thin product of a layer, and a tiny one takes less
 * than 200 ns. The rate is 2 m n k over the time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dcotangent.threads=1"})
public class GemmBenchmark {
  /** Rows, columns, inner dimension. */
  @Param({"1x16x16", "64x800x784", "800x10x64", "512x512x512", "1024x1024x1024"})
  public String size = "";

  /** Which operands are transposed. */
  @Param({"NN", "NT", "TN"})
  public String layout = "";

  private int m;
  private int n;
  private int k;
  private float[] a = {};
  private float[] b = {};
  private float[] c = {};
  private double[] da = {};
  private double[] db = {};
  private double[] dc = {};

  @Setup
  public void setup() {
    var sizes = size.split("x", -1);
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    a = new float[m * k];
    b = new float[k * n];
    c = new float[m * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 17 - 8;
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 13 - 6;
    }
    da = new double[m * k];
    db = new double[k * n];
    dc = new double[m * n];
    Arrays.setAll(da, i -> a[i]);
    Arrays.setAll(db, i -> b[i]);
  }

  @Benchmark
  public float[] floats() {
    boolean ta = layout.charAt(0) == 'T';
    boolean tb = layout.charAt(1) == 'T';
    int ars = ta ? 1 : k;
    int acs = ta ? m : 1;
    int brs = tb ? 1 : n;
    int bcs = tb ? k : 1;
    Gemm.gemm(m, n, k, a, 0, ars, acs, b, 0, brs, bcs, c, 0, n, false);
    return c;
  }

  @Benchmark
  public double[] doubles() {
    boolean ta = layout.charAt(0) == 'T';
    boolean tb = layout.charAt(1) == 'T';
    int ars = ta ? 1 : k;
    int acs = ta ? m : 1;
    int brs = tb ? 1 : n;
    int bcs = tb ? k : 1;
    Gemm.gemm(m, n, k, da, 0, ars, acs, db, 0, brs, bcs, dc, 0, n, false);
    return dc;
  }
}
