package cotangent;

import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.hvp;
import static cotangent.Derivatives.jacobian;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.stopGradient;
import static cotangent.Derivatives.vmap;
import static cotangent.op.Numeric.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cotangent.Derivatives.Mode;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Jacobians, Hessians, and vectorised derivatives. */
class MatricesTest {
  private static final Tensor X = Tensor.linspace(0.2, 1.3, 4);

  /** From 4 numbers to a 2 by 3 matrix, and its Jacobian by hand. */
  private static Tensor f(Tensor x) {
    Tensor rows = Tensor.stack(List.of(x.at(0), x.at(1).mul(x.at(2)), x.at(3).sin()), 0);
    return Tensor.stack(List.of(rows, rows.square()), 0);
  }

  private static double[][][] byHand(double[] x) {
    double[][][] j = new double[2][3][4];
    double[] rows = {x[0], x[1] * x[2], Math.sin(x[3])};
    j[0][0][0] = 1;
    j[0][1][1] = x[2];
    j[0][1][2] = x[1];
    j[0][2][3] = Math.cos(x[3]);
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 4; k++) {
        j[1][i][k] = 2 * rows[i] * j[0][i][k];
      }
    }
    return j;
  }

  @Test
  void bothModesGiveTheJacobian() {
    Tensor expected = Tensor.of(byHand(X.toDoubles()));
    assertClose(jacobian(MatricesTest::f, Mode.FORWARD).apply(X), expected, 1e-15, "forward");
    assertClose(jacobian(MatricesTest::f, Mode.REVERSE).apply(X), expected, 1e-15, "reverse");
    assertClose(jacobian(MatricesTest::f).apply(X), expected, 1e-15, "by shape");
  }

  @Test
  void jacobiansOfJacobians() {
    Tensor expected = jacobian(jacobian(MatricesTest::f)).apply(X);
    assertThat(expected.shape()).isEqualTo(Shape.of(2, 3, 4, 4));
    for (Mode inner : Mode.values()) {
      for (Mode outer : Mode.values()) {
        assertClose(
            jacobian(jacobian(MatricesTest::f, inner), outer).apply(X),
            expected,
            1e-14,
            outer + " over " + inner);
      }
    }
  }

  @Test
  void jacobiansOfScalarsAndOfNothing() {
    Function<Tensor, Tensor> sine = Tensor::sin;
    for (Mode mode : Mode.values()) {
      assertThat(jacobian(sine, mode).apply(Tensor.of(0.5)).item()).isEqualTo(Math.cos(0.5));
      assertThat(jacobian(sine, mode).apply(Tensor.zeros(0)).shape()).isEqualTo(Shape.of(0, 0));
      assertThat(jacobian((Tensor x) -> Tensor.ones(2), mode).apply(X).toDoubles())
          .containsOnly(0)
          .hasSize(8);
    }
  }

  @Test
  void theHessianIsSymmetricAndItsProductsAgree() {
    Function<Tensor, Tensor> g = x -> x.mul(x.sum().sin()).exp().sum().mul(x.at(0));
    Tensor h = hessian(g).apply(X);
    assertClose(h, h.transpose(), 1e-14, "symmetry");
    assertClose(jacobian(grad(g), Mode.REVERSE).apply(X), h, 1e-13, "reverse over reverse");
    assertClose(
        jacobian(jacobian(g, Mode.FORWARD), Mode.REVERSE).apply(X), h, 1e-13, "over forward");
    Tensor v = Tensor.linspace(-1, 2, 4);
    assertClose(hvp(g, X, v), h.matmul(v), 1e-13, "hvp");
  }

  @Test
  void mixedPartialsAreSymmetric() {
    Function<Tensor, Function<Tensor, Tensor>> g = x -> y -> x.mul(y).sin().mul(x.exp()).add(y);
    double a = 0.7;
    double b = 1.1;
    Tensor x0 = Tensor.of(a);
    Tensor y0 = Tensor.of(b);
    // g = sin(x y) e^x + y, so g_xy = e^x ((1 + x) cos(x y) - x y sin(x y))
    double expected = Math.exp(a) * ((1 + a) * Math.cos(a * b) - a * b * Math.sin(a * b));
    List<Function<Function<Tensor, Tensor>, Function<Tensor, Tensor>>> ways =
        List.of(q -> grad(q), q -> derivative(q));
    for (var d : ways) {
      for (var e : ways) {
        double xy = d.apply((Tensor x) -> e.apply(g.apply(x)).apply(y0)).apply(x0).item();
        double yx =
            d.apply((Tensor y) -> e.apply((Tensor x) -> g.apply(x).apply(y)).apply(x0))
                .apply(y0)
                .item();
        assertThat(xy).isCloseTo(expected, within(1e-14));
        assertThat(yx).isCloseTo(expected, within(1e-14));
      }
    }
  }

  @Test
  void aLinearizationServesManyTangents() {
    int[] runs = new int[1];
    var linear =
        linearize(
            (Tensor x) -> {
              runs[0]++;
              return f(x);
            },
            X);
    for (int i = 0; i < 5; i++) {
      Tensor v = Tensor.linspace(-i, i + 1, 4);
      assertClose(
          linear.pushforward().apply(v), jvp(MatricesTest::f, X, v).tangent(), 1e-15, "tangent");
    }
    assertThat(runs[0]).isEqualTo(1);
    Tensor basis = Tensor.eye(4);
    assertClose(
        vmap(linear.pushforward()).apply(basis).moveAxis(0, -1),
        jacobian(MatricesTest::f).apply(X),
        1e-15,
        "all tangents at once");
  }

  @Test
  void perExampleGradients() {
    Tensor w = Tensor.linspace(-1, 1, 3);
    Tensor rows = Tensor.linspace(0, 2, 12).reshape(4, 3);
    Function<Tensor, Function<Tensor, Tensor>> loss = row -> v -> row.mul(v).sum().tanh();
    Tensor all = vmap((Tensor row) -> grad(loss.apply(row)).apply(w)).apply(rows);
    for (int i = 0; i < 4; i++) {
      assertClose(all.at(i), grad(loss.apply(rows.at(i))).apply(w), 1e-15, "row " + i);
    }
    Tensor sum =
        grad((Tensor v) -> vmap((Tensor r) -> loss.apply(r).apply(v)).apply(rows).sum()).apply(w);
    assertClose(sum, all.sum(0), 1e-15, "gradient of the batch");
  }

  @Test
  void nestedVmap() {
    Tensor a = Tensor.linspace(0, 1, 3);
    Tensor b = Tensor.linspace(2, 3, 2);
    // an outer product of what is captured at two levels, and its derivative by both
    Tensor outer = vmap((Tensor x) -> vmap((Tensor y) -> x.mul(y)).apply(b)).apply(a);
    assertThat(outer.toArray()).isEqualTo(a.expandDims(1).mul(b).toArray());
    Tensor slopes =
        vmap((Tensor x) -> vmap(derivative((Tensor y) -> x.mul(y).mul(y))).apply(b)).apply(a);
    assertClose(slopes, a.expandDims(1).mul(b).mul(2), 1e-15, "derivatives");
  }

  @Test
  void vmapOfJvpOfGrad() {
    Tensor rows = Tensor.linspace(0.1, 1, 6).reshape(2, 3);
    Tensor tangents = Tensor.linspace(-1, 1, 6).reshape(2, 3);
    Function<Tensor, Tensor> g = x -> x.sin().mul(x.sum()).sum();
    Tensor all = vmap((Tensor x, Tensor v) -> jvp(grad(g), x, v).tangent()).apply(rows, tangents);
    for (int i = 0; i < 2; i++) {
      assertClose(
          all.at(i), hessian(g).apply(rows.at(i)).matmul(tangents.at(i)), 1e-14, "row " + i);
    }
  }

  @Test
  void stoppedGradientsAreConstants() {
    Function<Tensor, Tensor> g = x -> x.mul(x.stopGradient());
    Tensor x = Tensor.of(3.0);
    assertThat(grad(g).apply(x).item()).isEqualTo(3);
    assertThat(derivative(g).apply(x).item()).isEqualTo(3);
    assertThat(grad(grad(g)).apply(x).item()).isZero();
    assertThat(grad((Tensor v) -> stopGradient(List.of(v, v)).getFirst().mul(v)).apply(x).item())
        .isEqualTo(3);
    assertThat(vmap(grad(g)).apply(X).contentEquals(X)).isTrue();
  }

  @Test
  void strongZeros() {
    // the branch not taken has an infinite or undefined derivative at 0
    Function<Tensor, Tensor> root = x -> Tensor.where(x.gt(0), x.sqrt(), x.mul(0));
    Tensor x = Tensor.of(new double[] {0, 4});
    assertThat(derivative(root).apply(x).toDoubles()).containsExactly(0, 0.25);
    assertThat(vmap(grad(root)).apply(x).toDoubles()).containsExactly(0, 0.25);
    assertThat(vmap(grad(grad(root))).apply(Tensor.of(new double[] {4})).toDoubles())
        .containsExactly(-1.0 / 32);
    Tensor zero = Tensor.of(0.0);
    // x^2 as a power, whose second derivative at 0 is 2 in all nestings
    Function<Tensor, Tensor> square = v -> v.pow(2);
    assertThat(grad(grad(square)).apply(zero).item()).isEqualTo(2);
    assertThat(derivative(derivative(square)).apply(zero).item()).isEqualTo(2);
    assertThat(derivative(grad(square)).apply(zero).item()).isEqualTo(2);
    assertThat(grad(derivative(square)).apply(zero).item()).isEqualTo(2);
    // d/db d/da a^b = a^(b - 1) (1 + b log a), at b = 0: 1 / a
    Function<Tensor, Tensor> mixed = b -> grad((Tensor a) -> a.pow(b)).apply(Tensor.of(2.0));
    assertThat(grad(mixed).apply(zero).item()).isEqualTo(0.5);
    assertThat(derivative(mixed).apply(zero).item()).isEqualTo(0.5);
  }
}
