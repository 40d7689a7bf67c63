package cotangent.benchmarks.compile;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cotangent.DType;
import cotangent.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compiled has the bits of what is evaluated op by op. */
class CompiledChainTest {
  private static final int[] SIZES = {1, 2, 63, 64, 65, 2047, 2048, 2049, 5000, 20_000};

  @BeforeAll
  static void vectors() {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
  }

  private static Tensor wave(DType dtype, int n, double step) {
    return Tensor.arange(0, n).cast(DType.F64).mul(step).add(0.3).sin().mul(4).cast(dtype);
  }

  private static void same(Function<List<Tensor>, Tensor> f, Tensor... x) {
    Tensor compiled = CompiledChain.of(trace(f, List.of(x))).apply(x);
    assertThat(compiled.contentEquals(f.apply(List.of(x)))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void sumOfChain(DType dtype) {
    Tensor a = Tensor.of(1.5).cast(dtype);
    Tensor b = Tensor.of(-0.25).cast(dtype);
    for (int n : SIZES) {
      same(
          t -> t.get(0).mul(t.get(1)).add(t.get(2)).tanh().mul(t.get(3)).sum(),
          a,
          wave(dtype, n, 1.7),
          b,
          wave(dtype, n, 0.9));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void chainWithoutSum(DType dtype) {
    for (int n : SIZES) {
      Tensor x = wave(dtype, n, 1.7);
      same(t -> t.getFirst().exp().add(1).log().mul(t.getFirst().sigmoid()).sub(0.5), x);
      same(t -> t.getFirst().square().sqrt().erf().div(t.getFirst().abs().add(2)).neg(), x);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void gradientOfChain(DType dtype) {
    for (int n : SIZES) {
      Tensor b = Tensor.of(-0.25).cast(dtype);
      Tensor c = wave(dtype, n, 0.9);
      Function<Tensor, Tensor> loss = x -> x.mul(1.5).add(b).tanh().mul(c).sum();
      same(t -> grad(loss).apply(t.getFirst()), wave(dtype, n, 1.7));
    }
  }

  @Test
  void viewsAsInputs() {
    Tensor x = wave(DType.F32, 6000, 1.7).reshape(2000, 3).transpose();
    same(t -> t.getFirst().mul(t.getFirst()).tanh().sum(), x);
  }

  @Test
  void whatIsNoChainIsRefused() {
    Tensor x = wave(DType.F32, 16, 1.7).reshape(4, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompiledChain.of(trace((Tensor t) -> t.matmul(t).sum(), x)))
        .withMessageContaining("matmul");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompiledChain.of(trace((Tensor t) -> t.sin(), x)))
        .withMessageContaining("SIN");
  }
}
