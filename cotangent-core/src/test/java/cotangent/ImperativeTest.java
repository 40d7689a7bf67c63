package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Variables, backward passes and the graph between them. */
class ImperativeTest {
  private static Tensor vector(double... x) {
    return Tensor.of(x);
  }

  @Test
  void backwardIsRepeatableAndAccumulates() {
    Tensor x = vector(1, 2, 3).variable();
    Tensor z = x.mul(x).sum();
    assertThat(x.grad()).isNull();
    z.backward();
    assertThat(x.grad().toDoubles()).containsExactly(2, 4, 6);
    z.backward();
    assertThat(x.grad().toDoubles()).containsExactly(4, 8, 12);
    x.sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(5, 9, 13);
    x.zeroGrad();
    assertThat(x.grad()).isNull();
    z.backward();
    assertThat(x.grad().toDoubles()).containsExactly(2, 4, 6);
  }

  @Test
  void rootsThatAreNoScalarsTakeACotangent() {
    Tensor x = vector(1, 2, 3).variable();
    Tensor y = x.mul(x);
    y.backward(vector(1, 10, 100));
    assertThat(x.grad().toDoubles()).containsExactly(2, 40, 600);
    assertThatThrownBy(y::backward)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("backward of F64[3]")
        .hasMessageContaining("give the cotangent");
    assertThat(x.grad().toDoubles()).containsExactly(2, 40, 600);
  }

  @Test
  void aCotangentOfAnotherTypeIsRefusedAndChangesNothing() {
    Tensor x = vector(1, 2, 3).variable();
    Tensor y = x.mul(x);
    for (Tensor wrong :
        List.of(vector(1, 2), Tensor.of(1.0), Tensor.ones(DType.F32, 3), Tensor.arange(0, 3))) {
      assertThatThrownBy(() -> y.backward(wrong))
          .as("cotangent %s", wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("F64[3]")
          .hasMessageContaining(wrong.type().toString());
      assertThatThrownBy(() -> gradients(List.of(y), List.of(wrong), List.of(x)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(x.grad()).isNull();
  }

  @Test
  void severalRootsAndAnyNode() {
    Tensor x = Tensor.of(2.0).variable();
    Tensor y = Tensor.of(3.0).variable();
    Tensor a = x.mul(y);
    Tensor b = a.add(x);
    Tensor c = a.mul(b);
    // c = a (a + x); by a as a node of the graph: b + a, where b depends on a
    List<Tensor> found = gradients(c, List.of(a, b, x, y, c));
    assertThat(found.stream().mapToDouble(Tensor::item).toArray())
        .containsExactly(8 + 6, 6, 14 * 3 + 6, 14 * 2, 1);
    List<Tensor> both =
        gradients(List.of(b, c), List.of(Tensor.of(10.0), Tensor.of(1.0)), List.of(x));
    assertThat(both.getFirst().item()).isEqualTo(10 * 4 + 48);
    // dc/da = 2 a + x is differentiable again: by a 2, by x 2 y + 1
    List<Tensor> second = gradients(found.getFirst(), List.of(x, y));
    assertThat(second.get(0).item()).isEqualTo(2 * 3 + 1);
    assertThat(second.get(1).item()).isEqualTo(2 * 2);
  }

  @Test
  void gradientsOfWhatIsNotUsedAreZeros() {
    Tensor x = vector(1, 2).variable();
    Tensor unused = Tensor.ones(2, 3).variable();
    List<Tensor> found = gradients(x.sum(), List.of(unused, x));
    assertThat(found.get(0).contentEquals(Tensor.zeros(2, 3))).isTrue();
    x.sum().backward();
    assertThat(unused.grad()).isNull();
  }

  @Test
  void gradientsOfGradientsAccumulateThroughBackward() {
    Tensor x = vector(1, 2).variable();
    Tensor slope = gradients(x.mul(x).mul(x).sum(), List.of(x)).getFirst();
    slope.sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(6, 12);
  }

  @Test
  void nothingIsHalfChangedAfterAnError() {
    Tensor x = vector(1, 2, 3).variable();
    Tensor y = vector(1, 2, 3).variable();
    Function<Tensor, Tensor> failing =
        Derivatives.customGradient(
            (Tensor v) -> v.mul(2),
            (v, out, dv) -> dv.mul(2),
            (v, out, ct) -> {
              throw new IllegalStateException("this rule fails");
            });
    // y's part of the graph is shallower or deeper than the failing one
    Tensor z = failing.apply(x.mul(1)).mul(y).sum().add(y.sum());
    assertThatThrownBy(z::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this rule fails");
    assertThat(x.grad()).isNull();
    assertThat(y.grad()).isNull();
  }

  @Test
  void whatIsNoVariableIsRefused() {
    Tensor x = Tensor.of(2.0).variable();
    Tensor y = x.mul(x);
    assertThatThrownBy(y::grad)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gradients(z, List.of(x))");
    assertThatThrownBy(() -> Tensor.of(1.0).backward())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.variable()");
    assertThatThrownBy(() -> Tensor.of(1).variable())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("I32[]")
        .hasMessageContaining("cast");
    assertThatThrownBy(() -> gradients(y, List.of(Tensor.of(1.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.variable()");
  }

  @Test
  void insideOfTransformationsTheErrorNamesGrad() {
    assertThatThrownBy(() ->
            grad(
                    (Tensor x) -> {
                      x.mul(x).backward();
                      return x;
                    })
                .apply(Tensor.of(1.0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("backward")
        .hasMessageContaining("grad");
    assertThatThrownBy(() -> derivative(Tensor::variable).apply(Tensor.of(1.0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("grad");
    assertThatThrownBy(() ->
            vmap((Tensor x) -> gradients(x, List.of(x)).getFirst()).apply(Tensor.linspace(0, 1, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("grad");
  }

  @Test
  void aVariableOfAVariableIsANewOne() {
    Tensor x = Tensor.of(2.0).variable("x");
    Tensor y = x.mul(3).variable("y");
    y.mul(y).backward();
    assertThat(y.grad().item()).isEqualTo(12);
    assertThat(x.grad()).isNull();
  }

  @Test
  void aVariableAsAnArgumentOfAGradientIsAnOuterConstant() {
    Tensor x = Tensor.of(2.0).variable();
    Tensor slope = grad((Tensor v) -> v.mul(v).mul(v)).apply(x); // 3 x^2, recorded
    slope.backward();
    assertThat(slope.item()).isEqualTo(12);
    assertThat(x.grad().item()).isEqualTo(12);
  }

  // ---- long chains ----

  private static Tensor chain(Tensor x, int ops) {
    Tensor z = x;
    for (int i = 0; i < ops; i++) {
      z = i % 2 == 0 ? z.mul(1.0000001) : z.add(1e-9);
    }
    return z;
  }

  private static double slope(int ops) {
    return Math.exp(0.5 * ops * Math.log(1.0000001));
  }

  @Test
  void aMillionOpsInAChain() {
    Tensor x = Tensor.of(1.5).variable();
    chain(x, 1_000_000).backward();
    assertThat(x.grad().item()).isCloseTo(slope(1_000_000), within(1e-9));
  }

  @Test
  void longChainsInEveryMode() {
    int ops = 100_000;
    Function<Tensor, Tensor> f = x -> chain(x, ops);
    Tensor x = Tensor.of(1.5);
    Tensor variable = x.variable();
    Tensor g = gradients(f.apply(variable), List.of(variable)).getFirst();
    assertThat(g.item()).isCloseTo(slope(ops), within(1e-9));
    assertThat(grad(f).apply(x).item()).isCloseTo(slope(ops), within(1e-9));
    assertThat(grad(grad(f)).apply(x).item()).isZero();
    assertThat(grad(checkpoint(f)).apply(x).item()).isCloseTo(slope(ops), within(1e-9));
    assertThat(linearize(f, x).pushforward().apply(Tensor.of(1.0)).item())
        .isCloseTo(slope(ops), within(1e-9));
    assertThat(trace(grad(f), x).apply(x).item()).isCloseTo(slope(ops), within(1e-9));
  }

  @Test
  void aGraphIsGarbageWhenItsResultIs() throws InterruptedException {
    Tensor x = Tensor.of(1.5).variable();
    WeakReference<Object> inner = backwardThrough(x);
    for (int i = 0; i < 100 && inner.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(inner.get()).isNull();
    assertThat(x.grad().item()).isPositive();
  }

  private static WeakReference<Object> backwardThrough(Tensor x) {
    Tensor middle = x.exp();
    middle.mul(2).log().backward();
    return new WeakReference<>(((cotangent.transform.Node) middle).source());
  }
}
