package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SparseTest {
  /** Three neighbours each, and one row that has a zero of its own. */
  static double[] band(double[] x) {
    var y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double left = i > 0 ? x[i - 1] : 0;
      double right = i + 1 < x.length ? x[i + 1] : 0;
      y[i] = left * x[i] - Math.exp(right) + x[i] * x[i];
    }
    return y;
  }

  private static double[][] dense(SparseJacobian.Rows rows, int columns) {
    var dense = new double[rows.starts().length - 1][columns];
    for (int i = 0; i < dense.length; i++) {
      for (int k = rows.starts()[i]; k < rows.starts()[i + 1]; k++) {
        dense[i][rows.columns()[k]] = rows.values()[k];
      }
    }
    return dense;
  }

  @Test
  void bandOfThree() {
    var x = new Random(3).doubles(40, -1, 1).toArray();
    var sparse = Differentiate.sparseJacobian(SparseTest::band, new double[40]);
    assertThat(sparse.sweeps()).isEqualTo(3);
    assertThat(dense(sparse.apply(x), 40))
        .isDeepEqualTo(Differentiate.jacobianForward(SparseTest::band).apply(x));
  }

  static double chain(double[] x) {
    double s = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double b = x[i + 1] - x[i] * x[i];
      s += 100 * b * b + (1 - x[i]) * (1 - x[i]);
    }
    return s;
  }

  @Test
  void hessianOfAChain() {
    var x = new Random(4).doubles(30, -1, 1).toArray();
    var sparse = Differentiate.sparseHessian(SparseTest::chain, x);
    assertThat(sparse.sweeps()).isEqualTo(3);
    var rows = sparse.apply(x);
    assertThat(rows.values()).hasSize(3 * 30 - 2);
    var full = Differentiate.hessian(SparseTest::chain).apply(x);
    for (int i = 0; i < 30; i++) {
      Numeric.assertClose("row " + i, dense(rows, 30)[i], full[i], 1e-14);
    }
  }

  @Test
  void anotherPatternIsNoticed() {
    var sparse =
        Differentiate.sparseJacobian(
            x -> new double[] {x[0] > 0 ? x[0] : x[0] * x[1]}, new double[] {1, 1});
    assertThat(sparse.apply(new double[] {2, 2}).values()).containsExactly(1);
    assertThatThrownBy(() -> sparse.apply(new double[] {-2, 2}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sample point");
    assertThatThrownBy(() -> sparse.apply(new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("3", "2");
  }

  @Derivative(forward = "wrongTangent", reverse = "wrongAdjoint")
  static double wrong(double x) {
    return x * x;
  }

  static double wrongTangent(double x, double dx) {
    return 3 * x * dx;
  }

  static double wrongAdjoint(double x, double adjoint) {
    return 3 * x * adjoint;
  }

  @Test
  void gradientsAreChecked() {
    assertThat(Differentiate.checkGradient(SparseTest::chain, new double[] {0.3, -0.6, 1}).error())
        .isLessThan(1e-8);
    var bad = Differentiate.checkGradient(x -> x[0] + wrong(x[1]), new double[] {1, 2});
    assertThat(bad.component()).isEqualTo(1);
    assertThat(bad.derivative()).isEqualTo(6);
    assertThat(bad.error()).isGreaterThan(0.3);
  }
}
