package cotangent.nn;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.jvp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Key;
import cotangent.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Losses against plain loops, and their derivatives against differences. */
class LossesTest {
  private static final int N = 5;
  private static final int CLASSES = 4;

  private static void assertIsMeanOf(
      DoubleBinaryOperator each, BinaryOperator<Tensor> loss, Tensor x, Tensor y) {
    double[] a = x.toDoubles();
    double[] b = y.toDoubles();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += each.applyAsDouble(a[i], b[i]);
    }
    assertThat(loss.apply(x, y).item()).isCloseTo(sum / a.length, within(1e-13));
    assertDerivative(t -> loss.apply(t, y), x);
    assertThat(y.toDoubles()).containsExactly(b);
  }

  private static void assertDerivative(Function<Tensor, Tensor> f, Tensor x) {
    Tensor dx = Tensor.normal(Key.of(99), x.shape().toArray());
    double h = 1e-6;
    double difference =
        (f.apply(x.add(dx.mul(h))).item() - f.apply(x.sub(dx.mul(h))).item()) / (2 * h);
    assertThat(jvp(f, x, dx).tangent().item()).isCloseTo(difference, within(1e-7));
    double inner = grad(f).apply(x).mul(dx).sum().item();
    assertThat(inner).isCloseTo(difference, within(1e-7));
  }

  private static Tensor normal(long seed) {
    return Tensor.normal(Key.of(seed), 3, N);
  }

  @Test
  void meanSquaredError() {
    assertIsMeanOf((x, y) -> (x - y) * (x - y), Losses::meanSquaredError, normal(1), normal(2));
  }

  @Test
  void meanAbsoluteError() {
    assertIsMeanOf((x, y) -> Math.abs(x - y), Losses::meanAbsoluteError, normal(1), normal(2));
  }

  @Test
  void huber() {
    DoubleBinaryOperator each =
        (x, y) -> {
          double d = Math.abs(x - y);
          return d <= 0.7 ? d * d / 2 : 0.7 * (d - 0.35);
        };
    assertIsMeanOf(each, (x, y) -> Losses.huber(x, y, 0.7), normal(1), normal(2));
    assertThatThrownBy(() -> Losses.huber(normal(1), normal(2), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("huber: delta must be positive, got 0.0");
  }

  @Test
  void binaryCrossEntropy() {
    DoubleBinaryOperator each =
        (x, y) -> {
          double p = 1 / (1 + Math.exp(-x));
          return -y * Math.log(p) - (1 - y) * Math.log(1 - p);
        };
    Tensor soft = Tensor.uniform(Key.of(3), 3, N);
    Tensor hard = Tensor.bernoulli(Key.of(4), 0.5, 3, N).cast(DType.F64);
    assertIsMeanOf(each, Losses::binaryCrossEntropyWithLogits, normal(1), soft);
    assertIsMeanOf(each, Losses::binaryCrossEntropyWithLogits, normal(1), hard);
  }

  @Test
  void binaryCrossEntropyIsExactForLargeLogits() {
    double[][] cases = {
      {1000, 1, 0},
      {1000, 0, 1000},
      {-1000, 1, 1000},
      {-1000, 0, 0},
      {30, 1, Math.exp(-30)},
      {Double.POSITIVE_INFINITY, 1, 0},
      {Double.NEGATIVE_INFINITY, 0, 0},
    };
    for (double[] c : cases) {
      Tensor y = Tensor.of(c[1]);
      double loss = Losses.binaryCrossEntropyWithLogits(Tensor.of(c[0]), y).item();
      assertThat(loss).isCloseTo(c[2], within(1e-12 * c[2]));
      double slope =
          grad((Tensor x) -> Losses.binaryCrossEntropyWithLogits(x, y))
              .apply(Tensor.of(c[0]))
              .item();
      assertThat(slope).isCloseTo(1 / (1 + Math.exp(-c[0])) - c[1], within(1e-15));
    }
  }

  private static final Tensor LABELS = Tensor.of(new int[][] {{3, 0, 1, 1, 2}, {0, 0, 2, 3, 3}});
  private static final Tensor LOGITS = Tensor.normal(Key.of(5), 2, N, CLASSES).mul(3);

  private static double expected(int[] labels, double[] logits) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double total = 0;
      for (int c = 0; c < CLASSES; c++) {
        total += Math.exp(logits[i * CLASSES + c]);
      }
      sum -= Math.log(Math.exp(logits[i * CLASSES + labels[i]]) / total);
    }
    return sum / labels.length;
  }

  @Test
  void crossEntropyWithIndicesAndWithOneHotVectors() {
    double loss = expected(LABELS.toInts(), LOGITS.toDoubles());
    Tensor oneHot = LABELS.oneHot(CLASSES, DType.F64);
    for (Tensor labels : new Tensor[] {LABELS, LABELS.cast(DType.I64), oneHot}) {
      double[] before = labels.toDoubles();
      assertThat(Losses.crossEntropy(LOGITS, labels).item()).isCloseTo(loss, within(1e-13));
      assertThat(Losses.negativeLogLikelihood(LOGITS.logSoftmax(-1), labels).item())
          .isCloseTo(loss, within(1e-13));
      assertDerivative(x -> Losses.crossEntropy(x, labels), LOGITS);
      assertDerivative(x -> Losses.negativeLogLikelihood(x.logSoftmax(-1), labels), LOGITS);
      assertThat(labels.toDoubles()).containsExactly(before);
    }
  }

  /** The classical result: softmax minus one-hot. */
  @Test
  void theGradientOfCrossEntropy() {
    Tensor g = grad((Tensor x) -> Losses.crossEntropy(x, LABELS)).apply(LOGITS);
    Tensor expected = LOGITS.softmax(-1).sub(LABELS.oneHot(CLASSES, DType.F64)).div(2 * N);
    assertThat(g.allClose(expected, 1e-12, 1e-15)).isTrue();
  }

  @Test
  void probabilitiesThatAreZeroTakeNoPart() {
    Tensor logQ = Tensor.of(new double[][] {{0, Double.NEGATIVE_INFINITY}});
    assertThat(Losses.negativeLogLikelihood(logQ, Tensor.of(new int[] {0})).item()).isZero();
  }

  @Test
  void mistakesAreNamed() {
    Tensor x = Tensor.zeros(3, 1);
    assertThatThrownBy(() -> Losses.meanSquaredError(x, Tensor.zeros(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "meanSquaredError: predictions F64[3,1] and targets F64[3] must have one"
                + " floating-point type: reshape or cast one of them");
    assertThatThrownBy(() -> Losses.binaryCrossEntropyWithLogits(x, Tensor.zeros(DType.I32, 3, 1)))
        .hasMessageContaining("targets I32[3,1]");
    assertThatThrownBy(() -> Losses.crossEntropy(LOGITS, Tensor.of(new int[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("I32[2,5]");
    assertThatThrownBy(() -> Losses.negativeLogLikelihood(LOGITS, Tensor.of(new int[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs labels I32[2,5] (or I64)");
    Tensor rows = Tensor.zeros(2, 3);
    for (int bad : new int[] {-1, 3}) {
      Tensor labels = Tensor.of(new int[] {0, bad});
      assertThatThrownBy(() -> Losses.negativeLogLikelihood(rows, labels))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(bad));
      assertThatThrownBy(() -> Losses.crossEntropy(rows, labels))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(bad));
    }
  }
}
