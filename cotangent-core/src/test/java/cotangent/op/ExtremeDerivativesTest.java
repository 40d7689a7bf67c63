package cotangent.op;

import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.jvp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Derivatives of pointwise ops where the textbook formula overflows, cancels or has no value,
 * against closed forms that do not.
 */
class ExtremeDerivativesTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double at(UnaryOperator<Tensor> f, double x) {
    return derivative(f).apply(Tensor.of(x)).item();
  }

  private static double second(UnaryOperator<Tensor> f, double x) {
    return derivative(derivative(f)).apply(Tensor.of(x)).item();
  }

  private static double at32(UnaryOperator<Tensor> f, double x) {
    return grad((Tensor v) -> f.apply(v)).apply(Tensor.of((float) x)).item();
  }

  /** Both partial derivatives, which both modes agree on. */
  private static double[] partials(BinaryOperator<Tensor> f, double a, double b) {
    List<Tensor> x = List.of(Tensor.of(a), Tensor.of(b));
    List<Tensor> g = grad((List<Tensor> v) -> f.apply(v.get(0), v.get(1))).apply(x);
    for (int i = 0; i < 2; i++) {
      List<Tensor> dx = List.of(Tensor.of(1.0 - i), Tensor.of((double) i));
      Tensor tangent = jvp((List<Tensor> v) -> f.apply(v.get(0), v.get(1)), x, dx).tangent();
      assertThat(tangent.allClose(g.get(i), 0, 0)).isTrue();
    }
    return g.stream().mapToDouble(Tensor::item).toArray();
  }

  private static void close(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(Math.abs(expected) * 1e-14));
  }

  @Test
  void inverseHyperbolicFunctionsOfLargeNumbers() {
    for (double x : new double[] {0.99e9, 1.01e9, 1e17, 1e160, 1e300}) {
      close(at(Tensor::asinh, x), 1 / x);
      close(at(Tensor::asinh, -x), 1 / x);
      close(at(Tensor::acosh, x), 1 / x);
      if (x < 1e150) {
        close(second(Tensor::asinh, x), -1 / x / x);
        close(second(Tensor::acosh, x), -1 / x / x);
      }
    }
    assertThat(at32(Tensor::asinh, 1e20)).isCloseTo(1e-20, within(1e-26));
    assertThat(at32(Tensor::acosh, 1e20)).isCloseTo(1e-20, within(1e-26));
    assertThat(at(Tensor::acosh, -2)).isNaN();
    close(at(Tensor::asinh, 0.5), 1 / Math.sqrt(1.25));
    close(at(Tensor::acosh, 1 + 1e-12), 1 / Math.sqrt(((1 + 1e-12) - 1) * (2 + 1e-12)));
  }

  @Test
  void anglesOfLargeAndSmallPoints() {
    for (double scale : new double[] {1e-300, 1e-160, 1, 1e160, 1e300}) {
      for (double[] p :
          new double[][] {{3, 4}, {4, 3}, {-3, 4}, {3, -4}, {-4, -3}, {0, 2}, {2, 0}}) {
        double square = p[0] * p[0] + p[1] * p[1];
        double[] g = partials(Tensor::atan2, p[0] * scale, p[1] * scale);
        close(g[0], p[1] / square / scale);
        close(g[1], -p[0] / square / scale);
      }
    }
    // d^2/da^2 = -2ab / (a^2 + b^2)^2, on both sides of the diagonal and on it.
    for (double b : new double[] {1, 2, 3}) {
      close(second(a -> a.atan2(Tensor.of(b)), 2), -4 * b / Math.pow(4 + b * b, 2));
    }
  }

  @Test
  void powersAtTheEdges() {
    assertThat(partials(Tensor::pow, 0, 0)).containsExactly(0, 0);
    assertThat(partials(Tensor::pow, 0, 1)).containsExactly(1, 0);
    assertThat(partials(Tensor::pow, 0, 2)).containsExactly(0, 0);
    assertThat(partials(Tensor::pow, 0, 0.5)).containsExactly(INF, 0);
    assertThat(partials(Tensor::pow, 3, 0))
        .containsExactly(new double[] {0, Math.log(3)}, within(1e-15));
    assertThat(partials(Tensor::pow, -2, 3)).containsExactly(12, Double.NaN);
    assertThat(at(x -> x.pow(3), -2)).isEqualTo(12);
    assertThat(second(x -> x.pow(3), -2)).isEqualTo(-12);
    assertThat(second(x -> x.pow(2), 0)).isEqualTo(2);
    assertThat(second(x -> x.pow(1), 0)).isZero();
    assertThat(at(x -> x.pow(-1), -2)).isEqualTo(-0.25);
    assertThat(at(x -> x.pow(0), 0)).isZero();
    assertThat(Tensor.of(0.0).pow(0).item()).isEqualTo(1);
    assertThat(Tensor.of(-8.0).pow(1. / 3).item()).isNaN();
    // d^3/dx^3 x^3 at 0, through three orders of 0 times infinity.
    assertThat(
            derivative(derivative(derivative((Tensor x) -> x.pow(3)))).apply(Tensor.of(0.0)).item())
        .isEqualTo(6);
  }

  @Test
  void functionsThatSaturate() {
    for (double x : new double[] {-800, -40, 40, 800}) {
      assertThat(at(Tensor::tanh, x)).isCloseTo(0, within(1e-15));
      assertThat(at(Tensor::sigmoid, x)).isCloseTo(0, within(1e-15));
      close(at(Tensor::softplus, x), 1 / (1 + Math.exp(-x)));
      assertThat(at(Tensor::erf, x)).isZero();
      assertThat(at(Tensor::silu, x)).isCloseTo(x > 0 ? 1 : 0, within(1e-14));
      assertThat(at(Tensor::gelu, x)).isEqualTo(x > 0 ? 1 : 0);
      assertThat(at(v -> v.elu(1), x)).isEqualTo(x > 0 ? 1 : Math.exp(x));
      assertThat(second(Tensor::softplus, x)).isCloseTo(0, within(1e-15));
    }
    close(at(Tensor::sigmoid, -700), Math.exp(-700));
    close(at(Tensor::softplus, -700), Math.exp(-700));
    close(at(Tensor::expm1, -40), Math.exp(-40));
    // x Phi(x) has the derivative Phi(x) + x phi(x).
    double phi = Math.exp(-0.5) / Math.sqrt(2 * Math.PI);
    close(at(Tensor::gelu, 1), 0.8413447460685429 + phi);
    close(at(Tensor::gelu, -1), 0.15865525393145705 - phi);
  }

  @Test
  void theSubgradientsAtKinksAreTheDocumentedOnes() {
    assertThat(at(Tensor::abs, 0)).isZero();
    assertThat(at(Tensor::relu, 0)).isZero();
    assertThat(at(x -> x.leakyRelu(0.1), 0)).isEqualTo(0.1);
    assertThat(at(x -> x.elu(0.7), 0)).isEqualTo(0.7);
    assertThat(at(x -> x.clamp(-1, 1), 1)).isEqualTo(1);
    assertThat(at(x -> x.clamp(-1, 1), -1)).isEqualTo(1);
    assertThat(at(Tensor::sqrt, 0)).isEqualTo(INF);
    assertThat(at(Tensor::cbrt, 0)).isEqualTo(INF);
    assertThat(at(Tensor::floor, 2)).isZero();
    assertThat(partials(Tensor::minimum, 2, 2)).containsExactly(1, 0);
    assertThat(partials(Tensor::maximum, 2, 2)).containsExactly(1, 0);
    assertThat(partials(Tensor::mod, 7.5, 2)).containsExactly(1, -3);
    assertThat(partials(Tensor::mod, -7.5, 2)).containsExactly(1, 4);
  }

  @Test
  void notANumberStaysOne() {
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(
            Tensor::relu,
            Tensor::silu,
            Tensor::gelu,
            Tensor::sign,
            Tensor::abs,
            x -> x.leakyRelu(0.1),
            x -> x.elu(1),
            x -> x.clamp(0, 1))) {
      assertThat(f.apply(Tensor.of(Double.NaN)).item()).isNaN();
      assertThat(f.apply(Tensor.of(Double.NaN).cast(DType.F32)).item()).isNaN();
    }
  }

  @Test
  void theBranchNotTakenLeaksNothing() {
    UnaryOperator<Tensor> f = x -> Tensor.where(x.gt(0), x.log(), x.mul(0));
    assertThat(at(f, 0)).isZero();
    assertThat(second(f, 0)).isZero();
    close(at(f, 4), 0.25);
    Pointwise formula =
        Pointwise.of(
            "entropy", p -> Scalar.select(p.gt(Scalar.of(0)), p.mul(p.log()).neg(), Scalar.of(0)));
    assertThat(at(formula::apply, 0)).isZero();
    assertThat(second(formula::apply, 0)).isZero();
    close(at(formula::apply, 0.5), -Math.log(0.5) - 1);
  }
}
