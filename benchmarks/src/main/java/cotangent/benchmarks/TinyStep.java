package cotangent.benchmarks;

import static cotangent.Derivatives.valueAndGrad;

import cotangent.DType;
import cotangent.Derivatives.ValueAndGrad;
import cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
 * A whole training step of a 2-16-16-1 network, uncompiled: forward with tanh, mean squared error,
 * backward, gradient descent. The arithmetic is next to nothing, so that this is the cost of the
 * ops themselves. Compare the medians (p0.50).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class TinyStep {
  private static final int[] SIZES = {2, 16, 16, 1};
  private static final double RATE = 0.01;

  /** The number of examples in the batch. */
  @Param({"1", "32"})
  public int batch;

  private Tensor x = Tensor.of(0);
  private Tensor y = Tensor.of(0);
  private List<Tensor> parameters = List.of();
  private Function<List<Tensor>, ValueAndGrad<List<Tensor>>> lossAndGrad = valueAndGrad(this::loss);

  /** Draws parameters and data. */
  @Setup
  public void prepare() {
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i + 1 < SIZES.length; i++) {
      all.add(wave(SIZES[i], SIZES[i + 1]).div(Math.sqrt(SIZES[i])));
      all.add(Tensor.zeros(DType.F32, SIZES[i + 1]));
    }
    parameters = all;
    x = wave(batch, SIZES[0]);
    y = wave(batch, 1);
    lossAndGrad = valueAndGrad(this::loss);
  }

  /** Numbers between -1 and 1 without a pattern that matters. */
  private static Tensor wave(int rows, int columns) {
    return Tensor.arange(0, rows * columns)
        .cast(DType.F32)
        .mul(7)
        .add(1)
        .sin()
        .reshape(rows, columns);
  }

  private Tensor loss(List<Tensor> p) {
    Tensor h = x.matmul(p.get(0)).add(p.get(1)).tanh();
    h = h.matmul(p.get(2)).add(p.get(3)).tanh();
    return h.matmul(p.get(4)).add(p.get(5)).sub(y).square().sum().mul(1.0 / batch);
  }

  /** A list of parameters in, its gradient out. */
  @Benchmark
  public Tensor functional() {
    ValueAndGrad<List<Tensor>> step = lossAndGrad.apply(parameters);
    List<Tensor> next = new ArrayList<>(parameters.size());
    for (int i = 0; i < parameters.size(); i++) {
      next.add(parameters.get(i).sub(step.grad().get(i).mul(RATE)));
    }
    parameters = next;
    return step.value();
  }

  /** Variables and {@code backward()}. */
  @Benchmark
  public Tensor imperative() {
    List<Tensor> variables = new ArrayList<>(parameters.size());
    for (Tensor parameter : parameters) {
      variables.add(parameter.variable());
    }
    Tensor loss = loss(variables);
    loss.backward();
    List<Tensor> next = new ArrayList<>(parameters.size());
    for (int i = 0; i < parameters.size(); i++) {
      Tensor gradient = variables.get(i).grad();
      next.add(gradient == null ? parameters.get(i) : parameters.get(i).sub(gradient.mul(RATE)));
    }
    parameters = next;
    return loss;
  }
}
