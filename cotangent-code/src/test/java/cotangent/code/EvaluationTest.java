package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** How derivatives run: in many threads, without allocation, at the caller's arrays, nested. */
final class EvaluationTest {
  static double recurrence(double[] x) {
    double s = 0.1;
    for (int k = 0; k < 50; k++) {
      for (double v : x) {
        s = Math.sin(s + v * s);
      }
    }
    return s;
  }

  @Test
  void manyThreadsGetTheSameBits() throws Exception {
    var gradient = Differentiate.gradient(EvaluationTest::recurrence);
    var points = new double[16][];
    var expected = new double[16][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {0.1 * i, 1 - 0.05 * i, 0.3};
      expected[i] = gradient.apply(points[i]);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Void>>();
      for (int t = 0; t < 200; t++) {
        int i = t % points.length;
        tasks.add(() -> {
          assertThat(gradient.apply(points[i])).isEqualTo(expected[i]);
          return null;
        });
      }
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  @Test
  void anEvaluatorAllocatesNothing() {
    var evaluator = Differentiate.valueAndGradient(EvaluationTest::recurrence).evaluator();
    var x = new double[] {0.4, 0.2, 0.9};
    var gradient = new double[3];
    long bytes = Allocation.steady(() -> evaluator.apply(x, gradient));
    assertThat(bytes).as("bytes for 1,000 evaluations").isLessThan(1000);
    assertThat(evaluator.tapeBytes()).isLessThan(20_000);
    assertThatThrownBy(() -> evaluator.apply(x, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("2", "3");
  }

  private static int calls;

  @Test
  void sideEffectsHappenOnce() {
    var log = new ArrayList<String>();
    var gradient =
        Differentiate.gradient(x -> {
          calls++;
          note(log);
          return x[0] * x[0];
        });
    calls = 0;
    assertThat(gradient.apply(new double[] {2})).containsExactly(4);
    assertThat(calls).isEqualTo(1);
    assertThat(log).hasSize(1);
  }

  private static void note(List<String> log) {
    log.add("evaluated");
  }

  private static final class Gain {
    final double factor = 2;

    double of(double x) {
      return x > 0 ? x * x : factor * x;
    }

    double repeated(double x) {
      double s = 1;
      for (int i = 0; i < 3; i++) {
        s *= of(x);
      }
      return s;
    }
  }

  @Test
  void aCallOnNullFailsThoughTheMethodWouldNotUseIt() {
    var gains = new Gain[] {new Gain(), null};
    RealFunction f = x -> gains[(int) x[1]].repeated(x[0]);
    RealFunction g = x -> gains[(int) x[1]].of(x[0]);
    for (var h : List.of(f, g)) {
      Checks.all("gain", h, new double[] {1.5, 0});
      Checks.all("gain", h, new double[] {-1.5, 0});
      var none = new double[] {1.5, 1};
      assertThatThrownBy(() -> h.apply(none)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Differentiate.gradient(h).apply(none))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Differentiate.hvp(h).apply(none, none))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Differentiate.jvp(x -> new double[] {h.apply(x)}).apply(none, none))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void capturedArraysKeepWhatTheFunctionWrites() {
    var counts = new int[2];
    var scratch = new double[2];
    var gradient =
        Differentiate.gradient(x -> {
          for (int i = 0; i < x.length; i++) {
            counts[i]++;
            scratch[i] = x[i] * x[i];
          }
          return scratch[0] * scratch[1];
        });
    assertThat(gradient.apply(new double[] {2, 3})).containsExactly(36, 24);
    assertThat(counts).containsExactly(1, 1);
    assertThat(scratch).containsExactly(4, 9);
  }

  @Test
  void nestingNeverConfusesPerturbations() {
    var inner = Differentiate.derivative(x -> x * Differentiate.derivative(y -> x + y).apply(1));
    assertThat(inner.apply(1)).isEqualTo(1);
    var mixed =
        Differentiate.derivative(x -> x * Differentiate.derivative(y -> x * y * y).apply(3));
    assertThat(mixed.apply(2)).isEqualTo(24);
    // The gradient of a function that takes gradients, at depth three.
    RealFunction cubes = x -> x[0] * x[0] * x[0] * x[1];
    RealFunction once = x -> Differentiate.gradient(cubes).apply(x)[0];
    RealFunction again = x -> Differentiate.gradient(once).apply(x)[0];
    assertThat(Differentiate.gradient(again).apply(new double[] {2, 5})).containsExactly(30, 12);
    assertThat(Differentiate.hessian(again).apply(new double[] {2, 5}))
        .isDeepEqualTo(new double[][] {{0, 6}, {6, 0}});
  }

  @Test
  void highOrders() {
    ScalarFunction f = x -> Math.exp(2 * x);
    for (int order = 1; order <= 5; order++) {
      f = Differentiate.derivative(f);
      assertThat(f.apply(0.25))
          .isCloseTo(
              Math.pow(2, order) * Math.exp(0.5), org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @Test
  void derivativesInsideTheFunction() {
    RealFunction quartic = x -> x[0] * x[0] * x[0] * x[1];
    Checks.all(
        "gradient inside",
        x -> {
          double s = 0;
          for (double g : Differentiate.gradient(quartic).apply(x)) {
            s += g * g;
          }
          return s;
        },
        0.7,
        1.2);
    Checks.all("hessian inside", x -> Differentiate.hessian(quartic).apply(x)[0][1], 0.7, 1.2);
    Checks.all(
        "derivative inside",
        x -> Differentiate.derivative(t -> Math.sin(t * x[0])).apply(x[1]),
        0.7,
        1.2);
    Checks.all(
        "pushforward and pullback inside",
        x ->
            Differentiate.jvp(y -> new double[] {y[0] * y[1] * x[0]}).apply(x, x)[0]
                * Differentiate.vjp(y -> new double[] {y[0] * y[1], y[0]}).apply(x, x)[1],
        0.7,
        1.2);
  }

  @Test
  void jacobians() {
    VectorFunction f = x -> new double[] {x[0] * x[1], Math.exp(x[1]), x[2], x[0] * x[2]};
    var x = new double[] {2, 0.5, 3};
    var expected = new double[][] {{0.5, 2, 0}, {0, Math.exp(0.5), 0}, {0, 0, 1}, {3, 0, 2}};
    assertThat(Differentiate.jacobian(f).apply(x)).isDeepEqualTo(expected);
    assertThat(Differentiate.jacobianForward(f).apply(x)).isDeepEqualTo(expected);
    assertThat(Differentiate.jacobianReverse(f).apply(x)).isDeepEqualTo(expected);
    VectorFunction wide = v -> new double[] {Numeric.dot(v, v)};
    assertThat(Differentiate.jacobian(wide).apply(new double[] {1, 2, 3, 4, 5, 6, 7}))
        .isDeepEqualTo(new double[][] {{2, 4, 6, 8, 10, 12, 14}});
  }

  @Test
  void theCallersLookupServes() {
    var gradient = Differentiate.gradient(MethodHandles.lookup(), x -> x[0] * x[1]);
    assertThat(gradient.apply(new double[] {2, 3})).containsExactly(3, 2);
  }

  /** Straight-line code; the generated methods are several times as long. */
  static String longMethod(int statements) {
    var text = new StringBuilder("public final class Long {\n  static double f(double[] x) {\n");
    text.append("    double a = x[0], b = x[1];\n");
    for (int i = 0; i < statements; i++) {
      text.append("    a = a * b + ").append(i).append(" * 0.01;\n");
      text.append("    b = Math.sin(a) - b * 0.5;\n");
    }
    text.append("    return a * b;\n  }\n");
    text.append("  public static cotangent.code.RealFunction g() { return Long::f; }\n}\n");
    return text.toString();
  }

  @Test
  void longMethods() throws ReflectiveOperationException {
    var type = MemoryCompiler.compile("Long", longMethod(100));
    var f = (RealFunction) type.getMethod("g").invoke(null);
    var x = new double[] {0.3, 0.6};
    Numeric.assertClose(
        "long method", Differentiate.gradient(f).apply(x), Numeric.gradient(f, x), 1e-7);
  }
}
