package cotangent.code;

import static cotangent.code.Differentiate.derivative;
import static cotangent.code.Differentiate.gradient;
import static cotangent.code.Differentiate.hessian;
import static cotangent.code.Differentiate.hvp;
import static cotangent.code.Differentiate.jacobianForward;
import static cotangent.code.Differentiate.jvp;
import static cotangent.code.Differentiate.valueAndDerivative;
import static cotangent.code.Differentiate.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.code.Lanes.Kind;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products with several directions, into given arrays, and with the value. */
final class ProductsTest {
  private static double[] spiral(double[] x) {
    var y = new double[x.length + 1];
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s = Math.sin(s + x[i]) * x[(i + 1) % x.length];
      y[i] = s * x[i];
    }
    y[x.length] = s;
    return y;
  }

  static double energy(double[] x) {
    double e = 0;
    for (int k = 0; k < 20; k++) {
      for (int i = 0; i + 1 < x.length; i++) {
        e = Math.cos(e + x[i] * x[i + 1]) + 0.1 * e;
      }
    }
    return e;
  }

  private static final int N = 7;
  private final double[] x = new Random(1).doubles(N, -1, 1).toArray();
  private final double[] v = new Random(2).doubles(N, -1, 1).toArray();

  private static boolean takesSeveral(Kind kind, java.io.Serializable f) {
    var implementation = Implementation.of(f, null, Rules.none());
    return Session.of(implementation).lanes(kind, implementation).isPresent();
  }

  @Test
  void severalDirectionsAtOnce() {
    var directions =
        new Random(3)
            .doubles(11, -1, 1)
            .mapToObj(d -> new Random((long) (1e6 * d)).doubles(N).toArray())
            .toArray(double[][]::new);
    VectorFunction f = ProductsTest::spiral;
    assertThat(takesSeveral(Kind.VECTOR, f)).isTrue();
    var all = jvp(f).applyAll(x, directions);
    var jacobian = jacobianForward(f).apply(x);
    for (int k = 0; k < directions.length; k++) {
      Numeric.assertClose("direction " + k, all[k], Numeric.directional(f, x, directions[k]), 1e-8);
      for (int i = 0; i < all[k].length; i++) {
        assertThat(Numeric.dot(jacobian[i], directions[k]))
            .isCloseTo(all[k][i], org.assertj.core.data.Offset.offset(1e-13));
      }
    }
    assertThat(jvp(f).applyAll(x, new double[0][])).isEmpty();
    assertThatThrownBy(() -> jvp(f).applyAll(x, new double[][] {v, new double[2]}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("2", "7");
  }

  @Test
  void severalDirectionsOverAGradient() {
    RealFunction formula = y -> Math.sin(y[0] * y[1]) * y[2] + Math.exp(y[3] * y[0]) / y[6];
    assertThat(takesSeveral(Kind.GRADIENT, formula)).isTrue();
    products(formula);
    products(ProductsTest::energy);
  }

  private void products(RealFunction f) {
    var hessian = hessian(f).apply(x);
    for (int i = 0; i < N; i++) {
      var unit = new double[N];
      unit[i] = 1;
      Numeric.assertClose("symmetry " + i, hvp(f).apply(x, unit), hessian[i], 1e-12);
      Numeric.assertClose("row " + i, hessian[i], Numeric.directional(gradient(f), x, unit), 1e-6);
    }
  }

  private static org.assertj.core.data.Offset<Double> tolerance() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  private static double[] identity(double[] x) {
    return x;
  }

  @Test
  void whatTheResultShares() {
    var directions = new double[][] {v, v.clone(), new double[N]};
    var products = jvp(ProductsTest::identity).applyAll(x, directions);
    assertThat(products).isDeepEqualTo(directions);
    products[0][0] = 5;
    assertThat(directions[0][0]).isNotEqualTo(5);
    assertThat(jvp(y -> new double[] {1, 2}).applyAll(x, directions))
        .isDeepEqualTo(new double[3][2]);
  }

  @Test
  void manyRealParametersLeaveRoomForFewerLanes() {
    // Twenty-four reals with four tangents each, and as many ints, are one parameter too many.
    VectorFunction f = y -> new double[] {wide(y)};
    var expected = jacobianForward(f).apply(x);
    var single = new double[N];
    for (int i = 0; i < N; i++) {
      var unit = new double[N];
      unit[i] = 1;
      single[i] = jvp(f).apply(x, unit)[0];
    }
    assertThat(expected[0]).isEqualTo(single);
  }

  private static double wide(double[] y) {
    return sum(
        y[0], y[1], y[2], y[3], y[4], y[5], y[6], y[0], y[1], y[2], y[3], y[4], y[5], y[6], y[0],
        y[1], y[2], y[3], y[4], y[5], y[6], y[0], y[1], y[2], y[3], y[4], y[5]);
  }

  private static double sum(
      double a,
      double b,
      double c,
      double d,
      double e,
      double f,
      double g,
      double h,
      double i,
      double j,
      double k,
      double l,
      double m,
      double n,
      double o,
      double p,
      double q,
      double r,
      double s,
      double t,
      double u,
      double v,
      double w,
      double x,
      double y,
      double z,
      double z2) {
    return a * b
        + c * d
        + e * f
        + g * h
        + i * j
        + k * l
        + m * n
        + o * p
        + q * r
        + s * t
        + u * v
        + w * x
        + y * z * z2;
  }

  @Test
  void intoGivenArraysWithTheValue() {
    VectorFunction f = ProductsTest::spiral;
    var product = new double[N + 1];
    assertThat(jvp(f).apply(x, v, product)).isEqualTo(spiral(x));
    assertThat(product).isEqualTo(jvp(f).apply(x, v));
    var both = jvp(f).withValue(x, v);
    assertThat(both.value()).isEqualTo(spiral(x));
    assertThat(both.tangent()).isEqualTo(product);
    var adjoint = new Random(5).doubles(N + 1).toArray();
    var back = new double[N];
    back[0] = 17;
    assertThat(vjp(f).apply(x, adjoint, back)).isEqualTo(spiral(x));
    assertThat(back).isEqualTo(vjp(f).apply(x, adjoint));
    assertThat(Numeric.dot(back, v)).isCloseTo(Numeric.dot(adjoint, product), tolerance());
    assertThatThrownBy(() -> jvp(f).apply(x, v, new double[N]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("7", "8");
    assertThatThrownBy(() -> vjp(f).apply(x, adjoint, new double[N + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("7", "8");
    assertThatThrownBy(() -> vjp(f).apply(x, v))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("7", "8");
    assertThatThrownBy(() -> vjp(f).apply(x, adjoint, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void hessianProductsWithValueAndGradient() {
    var product = hvp(ProductsTest::energy);
    var gradient = new double[N];
    var result = new double[N];
    assertThat(product.apply(x, v, gradient, result)).isEqualTo(energy(x));
    assertThat(gradient).isEqualTo(gradient(ProductsTest::energy).apply(x));
    assertThat(result).isEqualTo(product.apply(x, v));
    assertThat(product.withValue(x, v).value()).isEqualTo(gradient);
    assertThat(product.apply(x, v, result)).isEqualTo(gradient);
    assertThatThrownBy(() -> product.apply(x, v, gradient, gradient))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> product.apply(x, v, gradient, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("hvp", "1", "7");
    // An evaluation after one that failed is right.
    var fragile =
        hvp(y -> {
          double e = energy(y);
          if (y[0] > 1) {
            throw new ArithmeticException("too large");
          }
          return e;
        });
    var large = x.clone();
    large[0] = 2;
    assertThatThrownBy(() -> fragile.apply(large, v)).isInstanceOf(ArithmeticException.class);
    assertThat(fragile.apply(x, v)).isEqualTo(result);
  }

  @Test
  void anEvaluatorOfProductsAllocatesNothing() {
    var evaluator = hvp(ProductsTest::energy).evaluator();
    var gradient = new double[N];
    var product = new double[N];
    long bytes = Allocation.steady(() -> evaluator.apply(x, v, gradient, product));
    assertThat(bytes).as("bytes for 1,000 evaluations").isLessThan(1000);
    assertThat(evaluator.tapeBytes()).isPositive();
  }

  @Test
  void anAdjointThatDependsOnTheValue() {
    var scratch = new double[1];
    VectorFunction f =
        y -> {
          scratch[0] = y[0] * y[1];
          var z = spiral(y);
          z[0] *= scratch[0];
          return z;
        };
    var at = vjp(f).at(x);
    assertThat(at.value()).isEqualTo(f.apply(x));
    var adjoint = at.value().clone();
    // The gradient of half the squared norm, twice.
    var expected = Numeric.gradient(y -> 0.5 * Numeric.dot(f.apply(y), f.apply(y)), x);
    Numeric.assertClose("first", at.apply(adjoint), expected, 1e-8);
    Numeric.assertClose("second", at.apply(adjoint), expected, 1e-8);
    assertThatThrownBy(() -> vjp(f).at(x).apply(new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("1", "8");
    assertThat(vjp(y -> new double[] {1}).at(x).apply(new double[] {3})).isEqualTo(new double[N]);
  }

  @Test
  void valuesWithDerivatives() {
    var f = valueAndDerivative(t -> Math.exp(2 * t) * t);
    assertThat(f.apply(0.3).value()).isEqualTo(Math.exp(0.6) * 0.3);
    assertThat(f.apply(0.3).derivative())
        .isEqualTo(derivative(t -> Math.exp(2 * t) * t).apply(0.3));
    assertThat(derivative(t -> f.apply(t).derivative() * f.apply(t).value()).apply(0.3))
        .isCloseTo(derivative(t -> Math.exp(4 * t) * t * (1 + 2 * t)).apply(0.3), tolerance());
    assertThat(valueAndDerivative(t -> 3).apply(1)).isEqualTo(new ValueAndDerivative.Result(3, 0));
  }
}
