package cotangent.op;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Matrix products of all shapes against plain loops, and how {@code vmap} does them. */
class ContractionTest {

  private static Tensor numbers(int... shape) {
    int n = 1;
    for (int size : shape) {
      n *= size;
    }
    return Tensor.arange(0, n).mod(7).sub(3).cast(cotangent.DType.F64).reshape(shape);
  }

  private static void product(Tensor x, Tensor y) {
    Tensor z = x.matmul(y);
    int m = x.shape().size(-2);
    int k = x.shape().size(-1);
    int n = y.shape().size(-1);
    var batch =
        x.shape().dropLast(2).broadcast(y.shape().dropLast(2)).concat(cotangent.Shape.of(1));
    int[] left = batch.dropLast(1).concat(cotangent.Shape.of(m, k)).toArray();
    int[] right = batch.dropLast(1).concat(cotangent.Shape.of(k, n)).toArray();
    double[] a = x.broadcastTo(left).toDoubles();
    double[] b = y.broadcastTo(right).toDoubles();
    double[] expected = new double[batch.elements() * m * n];
    for (int i = 0; i < expected.length; i++) {
      int matrix = i / (m * n);
      int row = i / n % m;
      int column = i % n;
      for (int j = 0; j < k; j++) {
        expected[i] += a[(matrix * m + row) * k + j] * b[(matrix * k + j) * n + column];
      }
    }
    assertThat(z.toDoubles()).containsExactly(expected);
    assertThat(z.shape()).isEqualTo(batch.dropLast(1).concat(cotangent.Shape.of(m, n)));
  }

  @Test
  void stacksOfMatricesBroadcast() {
    product(numbers(3, 4), numbers(4, 5));
    product(numbers(2, 3, 4), numbers(4, 5));
    product(numbers(3, 4), numbers(2, 4, 5));
    product(numbers(2, 3, 4), numbers(1, 4, 5));
    product(numbers(2, 1, 3, 4), numbers(3, 4, 5));
    product(numbers(4, 3).transpose(), numbers(2, 5, 4).transpose());
    product(numbers(2, 3, 4).transpose(0, 1), numbers(4, 5));
    product(numbers(0, 4), numbers(4, 5));
    product(numbers(3, 0), numbers(0, 5));
    product(numbers(3, 4), numbers(4, 0));
    product(numbers(0, 3, 4), numbers(4, 5));
    product(numbers(2, 3, 0), numbers(2, 0, 5));
  }

  @Test
  void vectorsAreRowsOrColumns() {
    Tensor v = numbers(4);
    Tensor x = numbers(2, 3, 4);
    assertThat(v.matmul(v).item()).isEqualTo(v.square().sum().item());
    assertThat(v.dot(v).shape().rank()).isZero();
    assertThat(x.matmul(v).contentEquals(x.mul(v).sum(-1))).isTrue();
    assertThat(v.matmul(x.transpose()).contentEquals(x.mul(v).sum(-1))).isTrue();
    assertThat(v.outer(x).shape().toArray()).containsExactly(4, 2, 3, 4);
    assertThat(v.outer(x).allClose(v.reshape(4, 1, 1, 1).mul(x), 0, 0)).isTrue();
    assertThatThrownBy(() -> v.matmul(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("matmul")
        .hasMessageContaining("[4]")
        .hasMessageContaining("[2,3,4]");
    assertThatThrownBy(() -> v.dot(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dot needs two vectors of one size, got F64[4] and F64[2,3,4]");
    assertThatThrownBy(() -> v.matmul(Tensor.of(2.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for a scalar use mul");
  }

  @Test
  void aSharedOperandIsNeverStackedNorItsGradient() {
    int batch = 50;
    Tensor w = numbers(30, 20);
    Tensor rows = numbers(batch, 30);
    Tensor columns = numbers(batch, 20);
    Tensor matrices = numbers(batch, 4, 30);
    sharesWeights(u -> vmap((Tensor x) -> x.matmul(u).sin().sum()).apply(rows).sum(), w);
    sharesWeights(u -> vmap((Tensor x) -> u.matmul(x).sin().sum()).apply(columns).sum(), w);
    sharesWeights(u -> vmap((Tensor x) -> x.matmul(u).sin().sum()).apply(matrices).sum(), w);
    assertThat(
            grad((Tensor u) -> vmap((Tensor x) -> x.matmul(u).sin().sum()).apply(rows).sum())
                .apply(w)
                .allClose(grad((Tensor u) -> rows.matmul(u).sin().sum()).apply(w), 1e-13, 1e-13))
        .isTrue();
  }

  /** No intermediate result of the gradient is as large as a stack of weights. */
  private static void sharesWeights(Function<Tensor, Tensor> loss, Tensor w) {
    assertThat(trace(grad(loss), w).program().equations())
        .flatExtracting(equation -> equation.results())
        .allSatisfy(
            result -> assertThat(result.type().shape().elements()).isLessThan(50 * 30 * 20));
  }
}
