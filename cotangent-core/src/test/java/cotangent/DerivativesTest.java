package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.customGradient;
import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.jacobian;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How the transformations work together. */
class DerivativesTest {
  private static final Tensor W = Tensor.of(3.0);

  @Test
  void anInnerDerivativeDoesNotSeeAnOuterPerturbation() {
    Function<Tensor, Tensor> d =
        derivative(x -> x.mul(derivative(y -> x.add(y)).apply(Tensor.of(1.0))));
    assertThat(d.apply(Tensor.of(1.0)).item()).isEqualTo(1);
  }

  @Test
  void variablesCollectTheirGradients() {
    var x = Tensor.eye(3).variable();
    var y = Tensor.of(new double[][] {{2, 0, -2}}).variable();
    y.matmul(x).sum().backward();
    assertThat(x.grad().toArray()).isEqualTo(new double[][] {{2, 2, 2}, {0, 0, 0}, {-2, -2, -2}});
    assertThat(y.grad().toArray()).isEqualTo(new double[][] {{1, 1, 1}});
  }

  @Test
  void hessianOfAFunctionOfAVector() {
    var x = Tensor.of(new double[] {0, 0.5, 1});
    var h = (double[][]) hessian((Tensor v) -> v.sin().mul(v).sum()).apply(x).toArray();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double at = x.at(i).item();
        double expected = i == j ? 2 * Math.cos(at) - at * Math.sin(at) : 0;
        assertThat(h[i][j]).isCloseTo(expected, within(1e-14));
      }
    }
  }

  @Test
  void aCheckpointHasTheGradientOfWhatItCaptures() {
    Function<Tensor, Tensor> plain = q -> q.mul(2).mul(q).sin();
    Function<Tensor, Tensor> checked =
        q -> checkpoint((Tensor v) -> v.mul(q).sin()).apply(q.mul(2));
    assertThat(grad(checked).apply(W).item()).isEqualTo(grad(plain).apply(W).item());
    assertThat(derivative(grad(checked)).apply(W).item())
        .isCloseTo(grad(derivative(checked)).apply(W).item(), within(1e-12))
        .isCloseTo(grad(grad(plain)).apply(W).item(), within(1e-12));
  }

  @Test
  void aCheckpointMayComputeWithOuterValuesOfTransformationsThatHaveReturned() {
    Function<Tensor, Tensor> plain = q -> q.mul(q.mul(q));
    Function<Tensor, Tensor> checked = q -> checkpoint((Tensor v) -> v.mul(q.mul(q))).apply(q);
    assertThat(grad(checked).apply(W).item()).isEqualTo(27);
    assertThat(grad(grad(checked)).apply(W).item()).isEqualTo(18);
    assertThat(grad(derivative(checked)).apply(W).item())
        .isEqualTo(grad(derivative(plain)).apply(W).item());
  }

  @Test
  void aCustomGradientHasDerivativesOfItsOwn() {
    Function<Tensor, Tensor> square =
        customGradient(
            (Tensor v) -> v.mul(v), (x, y, dx) -> x.mul(dx).mul(2), (x, y, ct) -> x.mul(ct).mul(2));
    assertThat(grad(grad(square)).apply(W).item()).isEqualTo(2);
    assertThat(vmap(grad(square)).apply(Tensor.ones(2)).toDoubles()).containsExactly(2, 2);
    assertThat(jvp(grad(square), W, Tensor.of(1.0)).tangent().item()).isEqualTo(2);
  }

  @Test
  void aBranchThatIsNotTakenDoesNotMatterToSecondDerivatives() {
    Function<Tensor, Tensor> f = x -> Tensor.where(x.gt(0), x.sqrt(), x.square().mul(x));
    Function<Tensor, Tensor> sum = x -> f.apply(x).sum();
    for (double at : new double[] {-2, 0}) {
      Tensor x = Tensor.of(at);
      assertThat(grad(f).apply(x).item()).isEqualTo(3 * at * at);
      assertThat(grad(grad(f)).apply(x).item()).isEqualTo(6 * at);
      assertThat(derivative(grad(f)).apply(x).item()).isEqualTo(6 * at);
      assertThat(grad(derivative(f)).apply(x).item()).isEqualTo(6 * at);
      assertThat(derivative(derivative(f)).apply(x).item()).isEqualTo(6 * at);
      assertThat(derivative(derivative(derivative(f))).apply(x).item()).isEqualTo(6);
      assertThat(hessian(sum).apply(Tensor.full(at, DType.F64, 1)).item()).isEqualTo(6 * at);
    }
  }

  @Test
  void anInfiniteSlopeStaysInItsRowOfTheHessian() {
    Tensor x = Tensor.of(0.0, 1.0);
    for (Tensor h :
        List.of(
            hessian((Tensor v) -> v.sqrt().sqrt().sum()).apply(x),
            hessian((Tensor v) -> v.sqrt().log().sum()).apply(x))) {
      assertThat(h.at(0, 1).item()).isZero();
      assertThat(h.at(1, 0).item()).isZero();
    }
  }

  @Test
  void infiniteFactorsOfABranchThatIsNotTakenDoNotMatter() {
    Function<Tensor, Tensor> squared = x -> Tensor.where(x.lt(100), x.exp().square(), x);
    Function<Tensor, Tensor> entropy = x -> Tensor.where(x.gt(0), x.mul(x.log()), x.mul(0));
    assertDerivatives(squared, 1000, 1);
    assertDerivatives(entropy, 0, 0);
  }

  private static void assertDerivatives(Function<Tensor, Tensor> f, double at, double slope) {
    Tensor x = Tensor.of(at);
    assertThat(grad(f).apply(x).item()).isEqualTo(slope);
    assertThat(derivative(f).apply(x).item()).isEqualTo(slope);
    assertThat(derivative(grad(f)).apply(x).item()).isZero();
    assertThat(grad(derivative(f)).apply(x).item()).isZero();
    assertThat(grad(grad(f)).apply(x).item()).isZero();
  }

  @Test
  void integersRefuseAConstantThatTheyWouldRound() {
    var half = cotangent.op.Pointwise.of("half", a -> a.mul(0.5));
    assertThatThrownBy(() -> half.apply(Tensor.of(new int[] {1, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half")
        .hasMessageContaining("0.5")
        .hasMessageContaining("I32");
  }

  private record Shifted(Tensor x, Tensor by) {}

  @Test
  void aCustomGradientMayHaveIntegerArguments() {
    Function<Shifted, Tensor> f =
        customGradient(
            (Shifted s) -> s.x().add(s.by().cast(DType.F64)).square(),
            (s, y, ds) -> s.x().add(s.by().cast(DType.F64)).mul(ds.x()).mul(2),
            (s, y, ct) -> new Shifted(s.x().add(s.by().cast(DType.F64)).mul(ct).mul(2), s.by()));
    var at = new Shifted(Tensor.of(new double[] {1, 2}), Tensor.of(new int[] {1, 2}));
    assertThat(vmap(grad(f)).apply(at).x().toDoubles()).containsExactly(4, 8);
    assertThat(grad((Shifted s) -> vmap(f).apply(s).sum()).apply(at).x().toDoubles())
        .containsExactly(4, 8);
  }

  @Test
  void jacobianAndLinearizationAgree() {
    Function<Tensor, Tensor> f = v -> v.mul(v.sum());
    var x = Tensor.linspace(0, 1, 3);
    var j = jacobian(f).apply(x);
    assertThat(j.toArray()).isEqualTo(new double[][] {{1.5, 0, 0}, {0.5, 2, 0.5}, {1, 1, 2.5}});
    assertThat(linearize(f, x).pushforward().apply(Tensor.ones(3)).toDoubles())
        .containsExactly(j.sum(1).toDoubles());
  }

  @Test
  void aTracedGradientIsAProgram() {
    var x = Tensor.linspace(0, 1, 3);
    Function<Tensor, Tensor> gradient = grad((Tensor v) -> v.sin().mul(v).sum());
    var traced = trace(gradient, x);
    assertThat(traced.apply(x).contentEquals(gradient.apply(x))).isTrue();
    assertThat(traced.toString()).startsWith("program(a:F64[3])").contains(" = sin a");
  }
}
