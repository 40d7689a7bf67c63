package cotangent.benchmarks.code;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.code.Differentiate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients that are compared for speed are the same ones. */
final class WorkloadTest {
  static Stream<Workload> smaller() {
    return Stream.of(
        Rosenbrock.workload(50),
        LogSumExp.workload(40),
        Minors.workload(5),
        Portfolio.workload(30),
        RungeKutta.workload(40),
        Mixture.workload(3, 4, 20),
        Lstm.workload(2, 5, 12),
        Bundle.workload(3, 6, 30));
  }

  @ParameterizedTest
  @MethodSource("smaller")
  void threeGradientsAgree(Workload workload) {
    var gradient = new double[workload.x().length];
    var evaluator = Differentiate.valueAndGradient(workload.f()).evaluator();
    double value = evaluator.apply(workload.x(), gradient);
    assertThatCode(() -> workload.check(value, gradient)).doesNotThrowAnyException();
  }

  @Test
  void camerasThatAreNotTurnedAgreeToo() {
    var bundle = Bundle.workload(3, 6, 30);
    java.util.Arrays.fill(bundle.x(), 0, 3, 0);
    threeGradientsAgree(bundle);
  }

  @Test
  void aWrongGradientIsFound() {
    var workload = LogSumExp.workload(5);
    var gradient = Differentiate.gradient(workload.f()).apply(workload.x());
    double value = workload.f().apply(workload.x());
    gradient[3] *= 1 + 1e-9;
    assertThatThrownBy(() -> workload.check(value, gradient)).hasMessageContaining("entry 3");
  }
}
