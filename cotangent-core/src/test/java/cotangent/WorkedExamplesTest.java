package cotangent;

import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.valueAndGrad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cotangent.transform.Node;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whole computations against results that were derived by hand. */
class WorkedExamplesTest {

  /** A neuron with a skip connection and a squared error. */
  record Lesson(Tensor x, Tensor w, Tensor b, Tensor y) {
    static Lesson given() {
      return new Lesson(Tensor.of(5.0), Tensor.of(2.0), Tensor.of(-3.0), Tensor.of(7.0));
    }

    Tensor cost() {
      Tensor z = w.mul(x).add(b);
      Tensor h = z.relu();
      return y.sub(h.add(z)).square();
    }
  }

  @Test
  void theLessonInReverseMode() {
    var result = valueAndGrad(Lesson::cost).apply(Lesson.given());
    assertThat(result.value().item()).isEqualTo(49);
    assertThat(result.grad().x().item()).isEqualTo(56);
    assertThat(result.grad().w().item()).isEqualTo(140);
    assertThat(result.grad().b().item()).isEqualTo(28);
    assertThat(result.grad().y().item()).isEqualTo(-14);
  }

  @Test
  void theLessonInForwardMode() {
    double[] expected = {56, 140, 28, -14};
    for (int i = 0; i < 4; i++) {
      double[] e = new double[4];
      e[i] = 1;
      var seed = new Lesson(Tensor.of(e[0]), Tensor.of(e[1]), Tensor.of(e[2]), Tensor.of(e[3]));
      var result = jvp(Lesson::cost, Lesson.given(), seed);
      assertThat(result.value().item()).isEqualTo(49);
      assertThat(result.tangent().item()).isEqualTo(expected[i]);
    }
  }

  @Test
  void theLessonImperatively() {
    Lesson given = Tree.map(Lesson.given(), Tensor::variable);
    Tensor cost = given.cost();
    cost.backward();
    assertThat(cost.item()).isEqualTo(49);
    assertThat(given.x().grad().item()).isEqualTo(56);
    assertThat(given.w().grad().item()).isEqualTo(140);
    assertThat(given.b().grad().item()).isEqualTo(28);
    assertThat(given.y().grad().item()).isEqualTo(-14);
  }

  @Test
  void productPlusSine() {
    double a = 0.5;
    double b = 4.2;
    var at = List.of(Tensor.of(a), Tensor.of(b));
    Function<List<Tensor>, Tensor> z = v -> v.get(0).mul(v.get(1)).add(v.get(0).sin());
    assertThat(z.apply(at).item()).isCloseTo(2.579425538604203, within(1e-15));
    var g = grad(z).apply(at);
    assertThat(g.get(0).item()).isCloseTo(b + Math.cos(a), within(1e-15));
    assertThat(g.get(1).item()).isCloseTo(a, within(1e-15));
    for (int i = 0; i < 2; i++) {
      var e = List.of(Tensor.of(i == 0 ? 1.0 : 0.0), Tensor.of(i == 1 ? 1.0 : 0.0));
      assertThat(jvp(z, at, e).tangent().item()).isCloseTo(g.get(i).item(), within(1e-15));
    }
  }

  // ---- tanh, ten times ----

  private static final int ORDERS = 10;

  /**
   * The derivatives of tanh are polynomials in t = tanh x: with p_0 = t and p_(n+1) = p_n' (1 -
   * t^2). Row n has the coefficients of p_n, lowest first; all are exact.
   */
  private static long[][] polynomials() {
    long[][] p = new long[ORDERS + 1][];
    p[0] = new long[] {0, 1};
    for (int n = 0; n < ORDERS; n++) {
      p[n + 1] = new long[p[n].length + 1];
      for (int k = 1; k < p[n].length; k++) {
        p[n + 1][k - 1] += k * p[n][k];
        p[n + 1][k + 1] -= k * p[n][k];
      }
    }
    return p;
  }

  private static void assertIsTheDerivative(int order, Tensor x, Tensor actual) {
    long[] p = polynomials()[order];
    double[] at = x.toDoubles();
    double[] expected = new double[at.length];
    double scale = 1;
    for (int i = 0; i < at.length; i++) {
      double t = Math.tanh(at[i]);
      for (int k = p.length - 1; k >= 0; k--) {
        expected[i] = expected[i] * t + p[k];
      }
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    double[] found = actual.toDoubles();
    for (int i = 0; i < at.length; i++) {
      assertThat(found[i])
          .as("derivative %d of tanh at %s", order, at[i])
          .isCloseTo(expected[i], within(1e-12 * scale));
    }
  }

  @Test
  void tanhTenTimesByGradientsOfOneGraph() {
    Tensor plain = Tensor.linspace(-7, 7, 57);
    Tensor x = plain.variable();
    Tensor d = x.tanh();
    for (int order = 1; order <= ORDERS; order++) {
      d = gradients(d.sum(), List.of(x)).getFirst();
      assertIsTheDerivative(order, plain, d.stopGradient());
    }
    assertThat(nodes(d)).isLessThanOrEqualTo(30_000);
  }

  /** How many values of different origin a value was computed from. */
  private static int nodes(Tensor z) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Tensor> open = new ArrayDeque<>(List.of(z));
    while (!open.isEmpty()) {
      if (open.pop() instanceof Node node && seen.add(node.source())) {
        open.addAll(node.operands());
      }
    }
    return seen.size();
  }

  @Test
  void tanhTenTimesByNestedTransformations() {
    Tensor x = Tensor.linspace(-7, 7, 57);
    Function<Tensor, Tensor> forward = Tensor::tanh;
    Function<Tensor, Tensor> reverse = Tensor::tanh;
    Function<Tensor, Tensor> mixed = Tensor::tanh;
    for (int order = 1; order <= ORDERS; order++) {
      forward = derivative(forward);
      Function<Tensor, Tensor> inner = reverse;
      reverse = grad(v -> inner.apply(v).sum());
      Function<Tensor, Tensor> both = mixed;
      mixed = order % 2 == 0 ? derivative(both) : grad(v -> both.apply(v).sum());
      assertIsTheDerivative(order, x, forward.apply(x));
      assertIsTheDerivative(order, x, reverse.apply(x));
      assertIsTheDerivative(order, x, mixed.apply(x));
    }
    assertThat(trace(forward, x).program().equations()).hasSizeLessThanOrEqualTo(30_000);
    assertThat(trace(reverse, x).program().equations()).hasSizeLessThanOrEqualTo(30_000);
    assertThat(trace(mixed, x).program().equations()).hasSizeLessThanOrEqualTo(30_000);
  }

  @Test
  void powerIteratedAHundredTimes() {
    Function<Tensor, Tensor> f =
        x -> {
          Tensor y = x;
          for (int i = 0; i < 100; i++) {
            y = y.pow(1.01);
          }
          return y;
        };
    double p = Math.pow(1.01, 100);
    double at = 1.7;
    Tensor x = Tensor.of(at);
    assertThat(f.apply(x).item()).isCloseTo(Math.pow(at, p), within(1e-12));
    double first = p * Math.pow(at, p - 1);
    double second = (p - 1) * first / at;
    double third = (p - 2) * second / at;
    assertThat(grad(f).apply(x).item()).isCloseTo(first, within(1e-12));
    assertThat(derivative(f).apply(x).item()).isCloseTo(first, within(1e-12));
    assertThat(grad(grad(f)).apply(x).item()).isCloseTo(second, within(1e-11));
    assertThat(derivative(grad(f)).apply(x).item()).isCloseTo(second, within(1e-11));
    assertThat(grad(derivative(grad(f))).apply(x).item()).isCloseTo(third, within(1e-10));
  }

  // ---- fitting ----

  private static Tensor random(SplittableRandom random, int... shape) {
    return Tensor.of(random.doubles(Shape.of(shape).elements(), -1, 1).toArray()).reshape(shape);
  }

  /**
   * The solution of a x = b by elimination with pivots: an oracle that knows nothing of tensors.
   */
  private static double[] solve(double[][] a, double[] b) {
    int n = b.length;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k; i < n; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[k];
      a[k] = a[pivot];
      a[pivot] = row;
      double value = b[k];
      b[k] = b[pivot];
      b[pivot] = value;
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
        b[i] -= factor * b[k];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      for (int j = k + 1; j < n; j++) {
        b[k] -= a[k][j] * b[j];
      }
      b[k] /= a[k][k];
    }
    return b;
  }

  @Test
  void leastSquaresByGradientDescent() {
    var random = new SplittableRandom(3);
    Tensor a = random(random, 40, 3);
    Tensor y = a.matmul(Tensor.of(new double[] {1, -2, 0.5})).add(random(random, 40).mul(0.1));
    Tensor x = Tensor.zeros(3);
    var gradient = grad((Tensor v) -> a.matmul(v).sub(y).square().sum().div(40));
    for (int step = 0; step < 500; step++) {
      x = x.sub(gradient.apply(x).mul(0.5));
    }
    double[] closed =
        solve((double[][]) a.transpose().matmul(a).toArray(), a.transpose().matmul(y).toDoubles());
    assertThat(x.toDoubles()).containsExactly(closed, within(1e-12));
  }

  @Test
  void logisticRegressionByNewton() {
    var random = new SplittableRandom(5);
    Tensor a = random(random, 60, 3);
    double[] noise = random.doubles(60, -1, 1).toArray();
    double[] score = a.matmul(Tensor.of(new double[] {2, -1, 0.5})).toDoubles();
    double[] labels = new double[60];
    for (int i = 0; i < 60; i++) {
      labels[i] = score[i] + noise[i] > 0 ? 1 : 0;
    }
    Tensor y = Tensor.of(labels);
    Function<Tensor, Tensor> loss =
        w -> {
          Tensor s = a.matmul(w);
          return s.softplus().sub(y.mul(s)).sum();
        };
    Tensor w = Tensor.zeros(3);
    for (int step = 0; step < 12; step++) {
      double[][] h = (double[][]) hessian(loss).apply(w).toArray();
      w = w.sub(Tensor.of(solve(h, grad(loss).apply(w).toDoubles())));
    }
    // The gradient is A^T (sigmoid(A w) - y), and Newton's method makes it vanish.
    double[][] rows = (double[][]) a.toArray();
    double[] at = w.toDoubles();
    double[] residual = new double[3];
    double[][] curvature = new double[3][3];
    for (int i = 0; i < 60; i++) {
      double s = 0;
      for (int j = 0; j < 3; j++) {
        s += rows[i][j] * at[j];
      }
      double p = 1 / (1 + Math.exp(-s));
      for (int j = 0; j < 3; j++) {
        residual[j] += rows[i][j] * (p - labels[i]);
        for (int k = 0; k < 3; k++) {
          curvature[j][k] += rows[i][j] * rows[i][k] * p * (1 - p);
        }
      }
    }
    assertThat(residual).containsExactly(new double[3], within(1e-12));
    double[][] h = (double[][]) hessian(loss).apply(w).toArray();
    for (int j = 0; j < 3; j++) {
      assertThat(h[j]).containsExactly(curvature[j], within(1e-12));
    }
  }
}
