package cotangent.op;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reductions against plain loops and closed forms, above all where the textbook form fails. */
class ReductionTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static Tensor vector(double... x) {
    return Tensor.of(x);
  }

  private static double[][][] numbers() {
    var random = new Random(7);
    var x = new double[3][4][5];
    for (double[][] matrix : x) {
      for (double[] row : matrix) {
        for (int k = 0; k < row.length; k++) {
          row[k] = random.nextInt(-9, 10);
        }
      }
    }
    return x;
  }

  @Test
  void reduceOverAnyAxes() {
    double[][][] x = numbers();
    Tensor t = Tensor.of(x);
    for (int j = 0; j < 4; j++) {
      double sum = 0;
      double max = -INF;
      double min = INF;
      double squares = 0;
      int place = -1;
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 5; k++) {
          sum += x[i][j][k];
          squares += x[i][j][k] * x[i][j][k];
          min = Math.min(min, x[i][j][k]);
          if (x[i][j][k] > max) {
            max = x[i][j][k];
            place = i * 5 + k;
          }
        }
      }
      assertThat(t.sum(0, 2).at(j).item()).isEqualTo(sum);
      assertThat(t.mean(2, 0).at(j).item()).isEqualTo(sum / 15);
      assertThat(t.max(0, -1).at(j).item()).isEqualTo(max);
      assertThat(t.min(-1, 0).at(j).item()).isEqualTo(min);
      assertThat(t.argMax(0, 2).at(j).item()).isEqualTo(place);
      assertThat(t.norm(0, 2).at(j).item()).isCloseTo(Math.sqrt(squares), within(1e-14));
    }
    assertThat(t.sum().shape().rank()).isZero();
    assertThat(Tensor.of(3.0).max().item()).isEqualTo(3);
    assertThat(Tensor.of(3.0).argMin().item()).isZero();
    assertThat(Tensor.of(new int[] {4, 2, 2}).argMin().toArray()).isEqualTo(1);
  }

  @Test
  void theFirstExtremeHasTheDerivative() {
    Tensor x = vector(1, 3, 3, -2, -2);
    assertThat(grad((Tensor v) -> v.max()).apply(x).toDoubles()).containsExactly(0, 1, 0, 0, 0);
    assertThat(grad((Tensor v) -> v.min()).apply(x).toDoubles()).containsExactly(0, 0, 0, 1, 0);
  }

  @Test
  void notANumberIsAnExtreme() {
    Tensor x = vector(1, NAN, 5, NAN);
    assertThat(x.max().item()).isNaN();
    assertThat(x.min().item()).isNaN();
    assertThat(x.argMax().item()).isEqualTo(1);
    assertThat(x.argMin().item()).isEqualTo(1);
  }

  @Test
  void nothing() {
    Tensor none = Tensor.zeros(3, 0);
    assertThat(none.sum(1).toDoubles()).containsExactly(0, 0, 0);
    assertThat(none.logSumExp(1).toDoubles()).containsExactly(-INF, -INF, -INF);
    assertThat(none.norm(1).toDoubles()).containsExactly(0, 0, 0);
    assertThat(none.mean(1).toDoubles()).containsExactly(NAN, NAN, NAN);
    assertThat(none.softmax(1).shape()).isEqualTo(none.shape());
    assertThat(none.max(0).shape().elements()).isZero();
    assertThatThrownBy(() -> none.max(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max: axis 1 of shape [3,0] is empty");
    assertThatThrownBy(() -> none.argMin())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argMin: axis 1");
  }

  @Test
  void theNormKeepsItsRange() {
    assertThat(vector(3e200, 4e200).norm().item()).isCloseTo(5e200, within(1e185));
    assertThat(vector(3e-200, 4e-200).norm().item()).isCloseTo(5e-200, within(1e-215));
    assertThat(Tensor.of(new float[] {3e30f, 4e30f}).norm().item()).isEqualTo(5e30f);
    assertThat(Tensor.of(new float[] {3e-30f, 4e-30f}).norm().item())
        .isCloseTo(5e-30, within(1e-36));
    assertThat(vector(1, -INF).norm().item()).isEqualTo(INF);
    assertThat(vector(1, NAN).norm().item()).isNaN();
  }

  @Test
  void theNormHasTheDerivativeZeroAtZero() {
    Tensor zero = Tensor.zeros(3);
    assertThat(grad((Tensor v) -> v.norm()).apply(zero).toDoubles()).containsExactly(0, 0, 0);
    assertThat(hessian((Tensor v) -> v.norm()).apply(zero).toDoubles()).containsOnly(0);
    double[] h = hessian((Tensor v) -> v.norm()).apply(vector(3, 4)).toDoubles();
    assertThat(h).containsExactly(new double[] {.128, -.096, -.096, .072}, within(1e-15));
  }

  @Test
  void softmaxOfExtremeLogits() {
    assertThat(vector(1000, 0).softmax(0).toDoubles()).containsExactly(1, 0);
    assertThat(vector(1000, 0).logSoftmax(0).toDoubles()).containsExactly(0, -1000);
    assertThat(vector(-1e308, 1e308).logSoftmax(0).toDoubles()).containsExactly(-INF, 0);
    assertThat(vector(0, -INF).softmax(0).toDoubles()).containsExactly(1, 0);
    assertThat(vector(0, -INF).logSoftmax(0).toDoubles()).containsExactly(0, -INF);
    assertThat(vector(INF, 1, INF).softmax(0).toDoubles()).containsExactly(.5, 0, .5);
    assertThat(vector(-INF, -INF).softmax(0).toDoubles()).containsExactly(.5, .5);
    assertThat(vector(1, NAN).softmax(0).toDoubles()).containsExactly(NAN, NAN);
    assertThat(Tensor.of(new float[] {200, 0}).softmax(0).toFloats()).containsExactly(1, 0);
  }

  @Test
  void softmaxAlongAnyAxisOfAnySize() {
    var random = new Random(3);
    for (int[] size : new int[][] {{64, 10}, {1, 1}, {2, 5000}, {700, 33}}) {
      var x = new double[size[0]][size[1]];
      for (double[] row : x) {
        java.util.Arrays.setAll(row, i -> random.nextGaussian() * 10);
      }
      Tensor t = Tensor.of(x);
      double[][] y = (double[][]) t.softmax(1).toArray();
      double[][] log = (double[][]) t.logSoftmax(1).toArray();
      double[] lse = t.logSumExp(1).toDoubles();
      for (int i = 0; i < x.length; i++) {
        double sum = 0;
        for (double v : x[i]) {
          sum += Math.exp(v);
        }
        for (int j = 0; j < x[i].length; j++) {
          assertThat(y[i][j]).isCloseTo(Math.exp(x[i][j]) / sum, within(1e-14));
          assertThat(log[i][j]).isCloseTo(x[i][j] - Math.log(sum), within(1e-12));
        }
        assertThat(lse[i]).isCloseTo(Math.log(sum), within(1e-13));
      }
      assertThat(t.transpose().softmax(0).transpose().contentEquals(t.softmax(1))).isTrue();
    }
  }

  @Test
  void logSumExpOfInfinities() {
    assertThat(vector(-INF, -INF).logSumExp().item()).isEqualTo(-INF);
    assertThat(vector(-INF, 2).logSumExp().item()).isEqualTo(2);
    assertThat(vector(INF, 2).logSumExp().item()).isEqualTo(INF);
    assertThat(vector(INF, -INF).logSumExp().item()).isEqualTo(INF);
    var gradient = grad((Tensor v) -> v.logSumExp());
    assertThat(gradient.apply(vector(-INF, -INF)).toDoubles()).containsExactly(0, 0);
    assertThat(gradient.apply(vector(-INF, 2)).toDoubles()).containsExactly(0, 1);
    assertThat(gradient.apply(vector(INF, 2)).toDoubles()).containsExactly(1, 0);
    var hessian = hessian((Tensor v) -> v.logSumExp());
    assertThat(hessian.apply(vector(-INF, -INF)).toDoubles()).containsOnly(0);
    assertThat(hessian.apply(vector(0, 0)).toDoubles()).containsExactly(.25, -.25, -.25, .25);
  }

  @Test
  void crossEntropyOfClassesAndOfProbabilities() {
    Tensor logits = Tensor.of(new double[][] {{1000, 0, -INF}, {1, 2, 3}});
    double expected = Math.log(Math.exp(-2) + Math.exp(-1) + 1) / 2;
    Tensor labels = Tensor.of(new int[] {0, 2});
    Tensor oneHot = Tensor.of(new double[][] {{1, 0, 0}, {0, 0, 1}});
    assertThat(logits.crossEntropy(labels).item()).isCloseTo(expected, within(1e-15));
    assertThat(logits.crossEntropy(labels.cast(DType.I64)).item())
        .isEqualTo(logits.crossEntropy(labels).item());
    assertThat(logits.crossEntropy(oneHot).item()).isCloseTo(expected, within(1e-15));
    assertThat(Tensor.of(new double[] {1000, 0}).crossEntropy(Tensor.of(1)).item()).isEqualTo(1000);
    Tensor softmax = logits.softmax(1);
    double[] gradient = softmax.sub(oneHot).div(2).toDoubles();
    assertThat(grad((Tensor v) -> v.crossEntropy(labels)).apply(logits).toDoubles())
        .containsExactly(gradient, within(1e-15));
    assertThat(grad((Tensor v) -> v.crossEntropy(oneHot)).apply(logits).toDoubles())
        .containsExactly(gradient, within(1e-15));
    var each = vmap((Tensor l, Tensor c) -> l.crossEntropy(c)).apply(logits, labels);
    assertThat(each.toDoubles()).containsExactly(new double[] {0, 2 * expected}, within(1e-15));
  }

  @Test
  void crossEntropyRefusesWhatIsNoLabel() {
    Tensor logits = Tensor.zeros(2, 3);
    assertThatThrownBy(() -> logits.crossEntropy(Tensor.of(new int[] {0, 3})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 3 at place 1")
        .hasMessageContaining("0 to 2");
    assertThatThrownBy(() -> logits.crossEntropy(Tensor.of(new long[] {-1, 0})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label -1");
    assertThatThrownBy(() -> logits.crossEntropy(Tensor.of(new int[] {0, 1, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("I32[2]")
        .hasMessageContaining("I32[3]");
    assertThatThrownBy(() -> logits.crossEntropy(Tensor.zeros(DType.F32, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("F32[2,3]");
  }
}
