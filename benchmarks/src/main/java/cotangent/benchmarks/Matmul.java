package cotangent.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cotangent.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * F32 matrix products in pure Java beside libtorch's, one thread each. Compare the medians (p0.50)
 * or, on a machine that does other things, the fastest samples (p0.00).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-Dcotangent.threads=1"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Matmul {
  /** Rows of the left operand, columns of it, columns of the right one. */
  @Param({"512x512x512", "1024x1024x1024", "64x784x800", "64x800x800", "100x784x800"})
  public String shape = "";

  private Tensor a = Tensor.of(0);
  private Tensor b = Tensor.of(0);
  private @Nullable NDManager manager;
  private @Nullable NDArray peerA;
  private @Nullable NDArray peerB;

  /** Draws the operands, the same for both, and compares the products. */
  @Setup
  public void prepare() {
    int[] sizes = Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    float[] left = uniform(sizes[0] * sizes[1], 1);
    float[] right = uniform(sizes[1] * sizes[2], 2);
    a = Tensor.of(left).reshape(sizes[0], sizes[1]);
    b = Tensor.of(right).reshape(sizes[1], sizes[2]);
    manager = Engine.getEngine("PyTorch").newBaseManager();
    peerA = manager.create(left, new ai.djl.ndarray.types.Shape(sizes[0], sizes[1]));
    peerB = manager.create(right, new ai.djl.ndarray.types.Shape(sizes[1], sizes[2]));
    try (NDArray peer = libtorchProduct()) {
      Tensor expected = Tensor.of(peer.toFloatArray()).reshape(sizes[0], sizes[2]);
      if (!cotangent().allClose(expected, 1e-4, 1e-4)) {
        throw new AssertionError("the products of " + shape + " differ");
      }
    }
  }

  private static float[] uniform(int n, long seed) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    return x;
  }

  /** Frees what libtorch holds. */
  @TearDown
  public void close() {
    if (manager != null) {
      manager.close();
    }
  }

  private NDArray libtorchProduct() {
    if (peerA == null || peerB == null) {
      throw new IllegalStateException("prepare() has not run");
    }
    return peerA.matMul(peerB);
  }

  @Benchmark
  public Tensor cotangent() {
    return a.matmul(b);
  }

  @Benchmark
  public long libtorch() {
    try (NDArray product = libtorchProduct()) {
      return product.size();
    }
  }
}
