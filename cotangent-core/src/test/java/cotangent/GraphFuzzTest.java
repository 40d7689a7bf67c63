package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static cotangent.op.Numeric.assertClose;
import static cotangent.op.Numeric.direction;
import static cotangent.op.Numeric.dot;
import static cotangent.op.Numeric.shifted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Random graphs: all modes and nestings against each other and against finite differences.
 *
 * <p>{@code -Dfuzz.seconds=600} searches longer, {@code -Dfuzz.seed=N} starts at a graph that a
 * failure has named.
 */
class GraphFuzzTest {
  /** Graphs whose derivatives are larger say little about rounding. */
  private static final double LARGE = 1e3;

  @Test
  void allModesAgreeOnRandomGraphs() {
    long seed = Long.getLong("fuzz.seed", 0);
    long end = System.nanoTime() + Integer.getInteger("fuzz.seconds", 5) * 1_000_000_000L;
    int graphs = 0;
    for (; graphs < 20 || System.nanoTime() < end; graphs++) {
      RandomGraph graph = new RandomGraph(seed + graphs);
      try {
        check(graph, graphs);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dfuzz.seed=" + (seed + graphs) + ": " + e.getMessage() + "\n" + graph, e);
      }
    }
    assertThat(graphs).isGreaterThanOrEqualTo(20);
  }

  private static void check(RandomGraph f, int i) {
    List<Tensor> x = f.inputs();
    List<Tensor> v = direction(x, i);
    List<Tensor> w = direction(x, i + 1);
    List<Tensor> g = grad(f).apply(x);
    double size = size(g);
    if (!(size < LARGE)) {
      assertThat(size).isNotNaN();
      return;
    }
    // the first derivative in every way
    double rounding = 1e-13 * (1 + size);
    assertClose(jvp(f, x, v).tangent(), dot(g, v), 10 * rounding, "jvp");
    assertClose(linearize(f, x).pushforward().apply(v), dot(g, v), 10 * rounding, "linear");
    assertClose(grad(checkpoint(f)).apply(x), g, rounding, "gradient of a checkpoint");
    assertClose(trace(grad(f), x).apply(x), g, rounding, "trace of the gradient");
    assertClose(grad(trace(f, x)).apply(x), g, rounding, "gradient of the trace");
    List<Tensor> variables = x.stream().map(Tensor::variable).toList();
    Tensor z = f.apply(variables);
    z.backward();
    assertClose(variables.stream().map(Tensor::grad).toList(), g, rounding, "backward");
    assertDifference(f, x, v, dot(g, v).item(), "gradient");

    // the second in every nesting
    Tensor vhw = dot(jvp(grad(f), x, v).tangent(), w);
    double second = Math.abs(vhw.item()) + size(jvp(grad(f), x, v).tangent()) + size;
    if (!(second < LARGE)) {
      assertThat(second).isNotNaN();
      return;
    }
    double tolerance = 1e-11 * (1 + second);
    Function<List<Tensor>, Tensor> slope = u -> dot(grad(f).apply(u), v);
    Function<List<Tensor>, Tensor> tangent = u -> jvp(f, u, v).tangent();
    assertClose(dot(grad(slope).apply(x), w), vhw, tolerance, "reverse over reverse");
    assertClose(dot(grad(tangent).apply(x), w), vhw, tolerance, "reverse over forward");
    assertClose(jvp(tangent, x, w).tangent(), vhw, tolerance, "forward over forward");
    assertClose(jvp(checkpoint(slope), x, w).tangent(), vhw, tolerance, "checkpointed slope");
    assertClose(dot(grad(trace(slope, x)).apply(x), w), vhw, tolerance, "traced slope");
    List<Tensor> first = gradients(z, variables);
    assertClose(
        dot(gradients(dot(first, v).add(z.mul(0)), variables), w).stopGradient(),
        vhw,
        tolerance,
        "gradients of gradients");
    assertDifference(slope, x, w, vhw.item(), "second derivative");

    // a batch
    List<List<Tensor>> batch = f.neighbours(3);
    List<Tensor> stacks = new ArrayList<>();
    for (int k = 0; k < x.size(); k++) {
      int input = k;
      stacks.add(Tensor.stack(batch.stream().map(b -> b.get(input)).toList(), 0));
    }
    List<Tensor> all = vmap(grad(f)).apply(stacks);
    List<Tensor> sum = grad((List<Tensor> u) -> vmap(f).apply(u).sum()).apply(stacks);
    for (int b = 0; b < 3; b++) {
      int row = b;
      List<Tensor> one = grad(f).apply(batch.get(b));
      double bound = 1e-11 * (1 + size(one));
      assertClose(all.stream().map(t -> t.at(row)).toList(), one, bound, "vmap of grad");
      assertClose(sum.stream().map(t -> t.at(row)).toList(), one, bound, "grad of vmap");
    }
  }

  private static double size(List<Tensor> x) {
    double size = 0;
    for (Tensor t : x) {
      for (double value : t.toDoubles()) {
        size = Math.max(size, Double.isNaN(value) ? Double.NaN : Math.abs(value));
      }
    }
    return size;
  }

  /**
   * Central differences come close for one of several steps: long ones round little, short ones do
   * not cross kinks.
   */
  private static void assertDifference(
      Function<List<Tensor>, Tensor> f,
      List<Tensor> x,
      List<Tensor> v,
      double expected,
      String what) {
    double best = Double.POSITIVE_INFINITY;
    for (double h : new double[] {1e-4, 1e-5, 1e-6, 1e-7}) {
      double difference =
          f.apply(shifted(x, v, h)).sub(f.apply(shifted(x, v, -h))).div(2 * h).item();
      double error = Math.abs(difference - expected) / (1 + Math.abs(expected));
      if (error < 1e-5) {
        return;
      }
      best = Math.min(best, error);
    }
    throw new AssertionError(what + " " + expected + " misses finite differences by " + best);
  }
}
