package cotangent.code;

import static cotangent.code.Differentiate.gradient;
import static cotangent.code.Differentiate.hvp;
import static cotangent.code.Differentiate.jvp;
import static cotangent.code.Differentiate.valueAndGradient;
import static cotangent.code.Differentiate.valueAndJvp;
import static cotangent.code.Differentiate.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Functions of several parameters, and of records of parameters.
 *
 * <p>A long file, since each number of parameters has an interface of its own.
 */
final class ParametersTest {

  /** Logistic regression. */
  static double loss(double[] w, double[][] x, int[] y, double lambda) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s += Math.log1p(Math.exp(-y[i] * Numeric.dot(w, x[i])));
    }
    return s + lambda * Numeric.dot(w, w);
  }

  private final double[] w = {0.1, -0.2, 0.7};
  private final double[][] x = {{1, 2, -1}, {3, -1, 0.5}, {0.5, 0.5, 2}};
  private final int[] y = {1, -1, 1};

  @Test
  void theChosenParametersVary() {
    var g = gradient(ParametersTest::loss, 0, 3).apply(w, x, y, 0.1);
    assertThat(g.value()).isEqualTo(loss(w, x, y, 0.1));
    Numeric.assertClose("weights", g.first(), Numeric.gradient(v -> loss(v, x, y, 0.1), w), 1e-8);
    assertThat(g.fourth()).isEqualTo(Numeric.dot(w, w));
    assertThatThrownBy(g::second)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gradient(f, 1)");
    var data = gradient(ParametersTest::loss, 1).apply(w, x, y, 0.1).second();
    for (int i = 0; i < x.length; i++) {
      int row = i;
      var expected =
          Numeric.gradient(
              v -> {
                var changed = x.clone();
                changed[row] = v;
                return loss(w, changed, y, 0.1);
              },
              x[i]);
      Numeric.assertClose("row " + i, data[i], expected, 1e-8);
    }
  }

  @Test
  void aParameterThatCannotVaryIsNamed() {
    assertThatThrownBy(() -> gradient(ParametersTest::loss, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("no parameter 4", "loss");
    assertThatThrownBy(() -> gradient(ParametersTest::loss, 2))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("Parameter 2", "int[]", "holds no double");
    assertThatThrownBy(() -> gradient((List<double[]> a, Integer i) -> a.get(i)[0], 0))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("Parameter 0", "List");
    var g = gradient(ParametersTest::loss, 0);
    assertThatThrownBy(() -> g.apply(null, x, y, 0.1))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("argument 0");
    assertThatThrownBy(() -> gradient((RealFunction2<double[], Integer>) null, 0))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("function is null");
  }

  /** Takes every kind of parameter, one of them scratch that it writes to. */
  static double mixed(float a, double[] b, Layer layer, float[] c, double[] scratch, long power) {
    for (int i = 0; i < b.length; i++) {
      scratch[i] = b[i] * c[i] * layer.bias()[i];
    }
    double s = a;
    for (int k = 0; k < power; k++) {
      s = s * a + scratch[k % b.length] * layer.scale();
    }
    return s;
  }

  @Test
  void everyKindOfParameter() {
    var layer = layer(2, 2, 1);
    var b = new double[] {0.4, -1.1};
    var c = new float[] {1.5f, 0.25f};
    var scratch = new double[2];
    var g = gradient(ParametersTest::mixed, 5 - 5, 1, 2, 3).apply(1.25f, b, layer, c, scratch, 3L);
    double h = 1e-6;
    assertThat(g.value()).isEqualTo(mixed(1.25f, b, layer, c, new double[2], 3));
    Numeric.assertClose(
        "array",
        g.second(),
        Numeric.gradient(v -> mixed(1.25f, v, layer, c, new double[2], 3), b),
        1e-7);
    Numeric.assertClose(
        "record",
        g.third().bias(),
        Numeric.gradient(
            v ->
                mixed(
                    1.25f,
                    b,
                    new Layer(layer.weights(), v, layer.scale(), layer.name()),
                    c,
                    new double[2],
                    3),
            layer.bias()),
        1e-7);
    // A float is too coarse for differences; the function is a cubic of it.
    double s0 = 1.25;
    double t = b[0] * c[0] * layer.bias()[0] * layer.scale();
    double u = b[1] * c[1] * layer.bias()[1] * layer.scale();
    assertThat((double) g.first()).isCloseTo(4 * s0 * s0 * s0 + 2 * t * s0 + u, within(1e-6));
    assertThat(g.fourth()).hasSize(2);
    assertThat(scratch[0]).isEqualTo(b[0] * c[0] * layer.bias()[0]);
    assertThat(h).isPositive();
  }

  static double overwriting(double[] a, double[][] b) {
    a[0] = a[0] * b[0][1];
    b[0][0] = a[0] * b[1][0];
    return b[0][0] * a[0];
  }

  @Test
  void argumentsAreLeftAlone() {
    var a = new double[] {2};
    var b = new double[][] {{3, 5}, {7}};
    var g = gradient(ParametersTest::overwriting, 0, 1).apply(a, b);
    // 7 * (a b)^2
    assertThat(g.value()).isEqualTo(700);
    assertThat(g.first()).containsExactly(700);
    assertThat(g.second()).isDeepEqualTo(new double[][] {{0, 280}, {100}});
    assertThat(a).containsExactly(2);
    assertThat(b).isDeepEqualTo(new double[][] {{3, 5}, {7}});
    assertThatThrownBy(
            () -> gradient(ParametersTest::overwriting, 0, 1).apply(a, new double[][] {a, b[0]}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("double[]", "twice", "pass a copy");
  }

  @Test
  void oneArrayForTwoParametersHasTwoGradients() {
    var g = gradient((double[] p, double[] q) -> p[0] * p[0] * q[0], 0, 1);
    var both = new double[] {3};
    assertThat(g.apply(both, both).first()).containsExactly(18);
    assertThat(g.apply(both, both).second()).containsExactly(9);
  }

  // ------------------------------------------------------------------------------------- records

  /** A dense layer; scale and name are there to be of other types. */
  @SuppressWarnings("ArrayRecordComponent") // numbers to be read, never compared
  record Layer(double[][] weights, double[] bias, float scale, String name) {}

  sealed interface Head permits Linear, Softened {}

  record Linear(double slope) implements Head {}

  @SuppressWarnings("ArrayRecordComponent") // numbers to be read, never compared
  record Softened(double[] slopes, Double temperature) implements Head {}

  @SuppressWarnings("ArrayRecordComponent") // numbers to be read, never compared
  record Params(Layer[] layers, Head[] heads, int power) {}

  static Layer layer(int m, int n, int seed) {
    var random = new Random(seed);
    var weights = new double[m][];
    for (int i = 0; i < m; i++) {
      weights[i] = random.doubles(n, -1, 1).toArray();
    }
    return new Layer(weights, random.doubles(m, -1, 1).toArray(), 1.5f, "layer " + seed);
  }

  private static Params params(double[] v) {
    var layers = new Layer[2];
    int k = 0;
    for (int l = 0; l < 2; l++) {
      var weights = new double[2][2];
      for (var row : weights) {
        for (int j = 0; j < 2; j++) {
          row[j] = v[k++];
        }
      }
      layers[l] = new Layer(weights, new double[] {v[k++], v[k++]}, 1.5f, "layer " + l);
    }
    var heads = new Head[] {new Linear(v[k++]), new Softened(new double[] {v[k++]}, v[k++])};
    return new Params(layers, heads, 2);
  }

  /** The reals but for those of type float, which are too coarse for differences. */
  private static double[] flat(Params p) {
    var v = new ArrayList<Double>();
    for (var layer : p.layers) {
      for (var row : layer.weights) {
        for (double d : row) {
          v.add(d);
        }
      }
      for (double d : layer.bias) {
        v.add(d);
      }
    }
    for (var head : p.heads) {
      switch (head) {
        case Linear(double slope) -> v.add(slope);
        case Softened(double[] slopes, Double temperature) -> {
          v.add(slopes[0]);
          v.add(temperature);
        }
      }
    }
    return v.stream().mapToDouble(d -> d).toArray();
  }

  static double[] apply(Layer layer, double[] in) {
    var out = layer.bias().clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = layer.scale() * Math.tanh(out[i] + Numeric.dot(layer.weights()[i], in));
    }
    return out;
  }

  static double network(Params p) {
    var h = new double[] {0.3, -0.8};
    for (var layer : p.layers()) {
      h = apply(layer, h);
    }
    double s = 0;
    for (var head : p.heads()) {
      s +=
          switch (head) {
            case Linear(double slope) -> slope * h[0];
            case Softened(double[] slopes, Double temperature) ->
                Math.exp(slopes[0] * h[1] / temperature);
          };
    }
    return Math.pow(s, p.power());
  }

  private static final double[] POINT = new Random(8).doubles(15, 0.3, 1).toArray();

  @Test
  void theGradientOfARecordIsARecord() {
    var p = params(POINT);
    var result = valueAndGradient(Params.class, ParametersTest::network).apply(p);
    assertThat(result.value()).isEqualTo(network(p));
    var g = result.gradient();
    Numeric.assertClose("record", flat(g), Numeric.gradient(v -> network(params(v)), POINT), 1e-7);
    assertThat(g.power()).isEqualTo(2);
    assertThat(g.layers()[1].name()).isEqualTo("layer 1");
    assertThat(flat(gradient(Params.class, q -> network(q)).apply(p))).isEqualTo(flat(g));
  }

  @Test
  void directionsAreRecordsToo() {
    var p = params(POINT);
    var d = params(new Random(9).doubles(15, -1, 1).toArray());
    var flatD = flat(d);
    // A direction has a part for every real; that of the scales shall not count here.
    for (int l = 0; l < 2; l++) {
      var layer = d.layers[l];
      d.layers[l] = new Layer(layer.weights, layer.bias, 0, "");
    }
    var g = gradient(Params.class, ParametersTest::network).apply(p);
    assertThat(jvp(Params.class, Double.class, ParametersTest::network).apply(p, d))
        .isCloseTo(Numeric.dot(flat(g), flatD), within(1e-11));
    var h = hvp(Params.class, ParametersTest::network).apply(p, d);
    var expected =
        Numeric.directional(
            v -> flat(gradient(Params.class, ParametersTest::network).apply(params(v))),
            POINT,
            flatD);
    Numeric.assertClose("hvp", flat(h), expected, 1e-6);
  }

  @SuppressWarnings("ArrayRecordComponent") // numbers to be read, never compared
  record Both(double[] state, double energy) {}

  static Both step(Layer layer) {
    var state = apply(layer, layer.bias());
    return new Both(state, Numeric.dot(state, state) * layer.weights()[0][0]);
  }

  @Test
  void resultsThatAreRecords() {
    var layer = layer(3, 3, 4);
    var direction = layer(3, 3, 5);
    var forward = valueAndJvp(Layer.class, Both.class, ParametersTest::step);
    var value = forward.apply(layer, direction);
    assertThat(value.value().state()).isEqualTo(step(layer).state());
    var adjoint = new Both(new double[] {0.3, -1, 2}, 0.6);
    var back = vjp(Layer.class, Both.class, ParametersTest::step).apply(layer, adjoint);
    double byTangent =
        Numeric.dot(value.tangent().state(), adjoint.state())
            + value.tangent().energy() * adjoint.energy();
    double byAdjoint = Numeric.dot(direction.bias(), back.bias());
    for (int i = 0; i < 3; i++) {
      byAdjoint += Numeric.dot(direction.weights()[i], back.weights()[i]);
    }
    byAdjoint += direction.scale() * back.scale();
    // The gradient with respect to a float is rounded to one.
    assertThat(byAdjoint).isCloseTo(byTangent, within(1e-6));
    assertThatThrownBy(() -> forward.apply(layer, layer(2, 2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("length 2", "3");
    assertThatThrownBy(() -> forward.apply(layer, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("direction");
  }

  @Test
  void arraysAndNumbers() {
    assertThat(
            gradient(double[][].class, m -> m[0][0] * m[1][1] - m[0][1] * m[1][0])
                .apply(new double[][] {{1, 2}, {3, 4}}))
        .isDeepEqualTo(new double[][] {{4, -3}, {-2, 1}});
    assertThat(gradient(Double.class, t -> t * t * t).apply(2.0)).isEqualTo(12);
  }

  /** Keeps an invariant. */
  record Positive(double value) {
    Positive {
      if (value < 0) {
        throw new IllegalArgumentException("negative: " + value);
      }
    }
  }

  static final class Mutable {
    double value;
  }

  record Holder(Mutable inner, double other) {}

  record Pair<T>(T left, T right) {}

  @Test
  void whatCannotBeAGradient() {
    assertThat(gradient(Positive.class, p -> p.value() * p.value()).apply(new Positive(2)).value())
        .isEqualTo(4);
    assertThatThrownBy(
            () -> gradient(Positive.class, p -> -p.value() * p.value()).apply(new Positive(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative: -4.0");
    assertThatThrownBy(() -> gradient(Holder.class, h -> h.inner().value * h.other()))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("component inner", "Mutable", "no derivative");
    assertThatThrownBy(() -> gradient(Pair.class, p -> ((double[]) p.left())[0]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("component left", "Object");
    assertThatThrownBy(() -> vjp(double[].class, String.class, v -> "" + v[0]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("result", "String");
  }

  // ------------------------------------------------------------------------------------- nesting

  @Test
  void derivativesInsideAFunction() {
    var p = params(POINT);
    var g = gradient(ParametersTest::loss, 0, 3);
    Checks.byDifferences("captured", v -> g.apply(v, x, y, v[0]).first()[1], w);
    Checks.byDifferences(
        "made inside",
        v -> gradient(ParametersTest::loss, 0, 3).apply(v, x, y, v[0] * v[1]).fourth(),
        w);
    Checks.byDifferences(
        "a record inside",
        v -> {
          double s = 0;
          var scaled = new Layer[] {p.layers()[0], new Layer(new double[][] {v, v}, v, 1, "")};
          var inner = gradient(Params.class, ParametersTest::network);
          for (double d : inner.apply(new Params(scaled, p.heads(), 2)).layers()[1].bias()) {
            s += d;
          }
          return s;
        },
        0.4,
        0.9);
    Checks.first(
        "tangents of records inside",
        v -> {
          var layer = new Layer(new double[][] {v, {v[1], 1}}, v, 1.5f, "");
          var tangent = jvp(Layer.class, Both.class, ParametersTest::step).apply(layer, layer);
          var back = vjp(Layer.class, Both.class, ParametersTest::step).apply(layer, tangent);
          return tangent.energy() + back.bias()[0];
        },
        0.4,
        0.9);
  }

  @Test
  void manyThreads() throws Exception {
    var g = gradient(Params.class, ParametersTest::network);
    var expected = flat(g.apply(params(POINT)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<double[]>>();
      for (int t = 0; t < 100; t++) {
        tasks.add(() -> flat(g.apply(params(POINT))));
      }
      for (var done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isEqualTo(expected);
      }
    }
  }
}
