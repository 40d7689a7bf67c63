package cotangent.op;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.jacobian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Running sums and products, products with zeros, and sorting, against plain loops. */
class ScanAndSortTest {

  /** The product of all elements but some. */
  private static double others(double[] x, int... but) {
    double product = 1;
    for (int i = 0; i < x.length; i++) {
      int place = i;
      product *= Arrays.stream(but).anyMatch(j -> j == place) ? 1 : x[i];
    }
    return product;
  }

  @Test
  void productsWithAnyNumberOfZerosHaveTheirDerivatives() {
    for (double[] x :
        new double[][] {{2, 3, 4}, {2, 0, 4}, {0, 3, 0}, {0, 0, 0}, {0, -1, 5, 0}, {7}, {0}, {}}) {
      Tensor t = Tensor.of(x);
      int n = x.length;
      assertThat(t.prod().item()).isEqualTo(others(x));
      double[] gradient = grad((Tensor v) -> v.prod()).apply(t).toDoubles();
      double[] h = hessian((Tensor v) -> v.prod()).apply(t).toDoubles();
      for (int i = 0; i < n; i++) {
        assertThat(gradient[i]).isEqualTo(others(x, i));
        for (int j = 0; j < n; j++) {
          assertThat(h[i * n + j]).isEqualTo(i == j ? 0 : others(x, i, j));
        }
      }
    }
  }

  @Test
  void theThirdDerivativeOfAProductOfZeros() {
    var third = jacobian(hessian((Tensor v) -> v.prod())).apply(Tensor.zeros(3));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          boolean different = i != j && j != k && i != k;
          assertThat(third.at(i, j, k).item()).isEqualTo(different ? 1 : 0);
        }
      }
    }
  }

  @Test
  void runningSumsAndProducts() {
    Tensor x = Tensor.of(new double[][] {{1, 0, 3}, {2, -1, 5}});
    assertThat(x.cumSum(1).toDoubles()).containsExactly(1, 1, 4, 2, 1, 6);
    assertThat(x.cumSum(0).toDoubles()).containsExactly(1, 0, 3, 3, -1, 8);
    assertThat(x.cumProd(-1).toDoubles()).containsExactly(1, 0, 0, 2, -2, -10);
    assertThat(x.cumProd(0).toDoubles()).containsExactly(1, 0, 3, 2, 0, 15);
    assertThat(x.gt(0).cumSum(1).toArray()).isEqualTo(new long[][] {{1, 1, 2}, {1, 1, 2}});
    double[] y = {2, 0, 3, 0, 5};
    Tensor j = jacobian((Tensor v) -> v.cumProd(0)).apply(Tensor.of(y));
    for (int i = 0; i < 5; i++) {
      for (int k = 0; k < 5; k++) {
        double expected = k > i ? 0 : others(Arrays.copyOf(y, i + 1), k);
        assertThat(j.at(i, k).item()).isEqualTo(expected);
      }
    }
    assertThat(Tensor.of(new double[] {Double.POSITIVE_INFINITY, 2}).cumProd(0).toDoubles())
        .containsOnly(Double.POSITIVE_INFINITY);
  }

  @Test
  void equalElementsKeepTheirOrder() {
    var random = new Random(5);
    for (int n : new int[] {0, 1, 2, 3, 17, 64, 1000}) {
      int[] x = random.ints(n, -5, 5).toArray();
      Comparator<Integer> order = Comparator.comparingInt(i -> x[i]);
      for (DType dtype : new DType[] {DType.F32, DType.F64, DType.I32, DType.I64}) {
        Tensor t = Tensor.of(x).cast(dtype);
        assertThat(t.argSort(0).toInts()).isEqualTo(sorted(n, order));
        assertThat(t.argSortDescending(0).toInts()).isEqualTo(sorted(n, order.reversed()));
        assertThat(t.sort(0).toInts()).isEqualTo(Arrays.stream(x).sorted().toArray());
        assertThat(t.sort(0).dtype()).isEqualTo(dtype);
      }
    }
  }

  private static int[] sorted(int n, Comparator<Integer> order) {
    return IntStream.range(0, n).boxed().sorted(order).mapToInt(i -> i).toArray();
  }

  @Test
  void specialElementsHaveAnOrder() {
    double inf = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    Tensor x = Tensor.of(new double[] {nan, 0.0, inf, -0.0, nan, -inf, Double.MIN_VALUE, -1});
    assertThat(x.argSort(0).toInts()).containsExactly(5, 7, 1, 3, 6, 2, 0, 4);
    assertThat(x.argSortDescending(0).toInts()).containsExactly(2, 6, 1, 3, 7, 5, 0, 4);
    assertThat(x.cast(DType.F32).argSort(0).toInts()).containsExactly(5, 7, 1, 3, 6, 2, 0, 4);
    assertThat(
            Tensor.of(new long[] {3, Long.MIN_VALUE, Long.MAX_VALUE}).sortDescending(0).toLongs())
        .containsExactly(Long.MAX_VALUE, 3, Long.MIN_VALUE);
    assertThat(Tensor.of(new boolean[] {true, false, true}).argSort(0).toInts())
        .containsExactly(1, 0, 2);
  }

  @Test
  void theDerivativeFollowsTheElements() {
    Tensor x = Tensor.of(new double[] {3, 1, 2, 1});
    Tensor weights = Tensor.of(new double[] {10, 20, 30, 40});
    assertThat(grad((Tensor v) -> v.sort(0).mul(weights).sum()).apply(x).toDoubles())
        .containsExactly(40, 10, 30, 20);
  }

  @Test
  void deviations() {
    Tensor x = Tensor.of(new double[][] {{1e9 + 1, 2, 5}, {1e9 + 2, 4, 5}, {1e9 + 3, 9, 5}});
    assertThat(x.variance(0).toDoubles())
        .containsExactly(new double[] {2. / 3, 26. / 3, 0}, within(1e-13));
    assertThat(x.variance(cotangent.Axes.of(0), 1).toDoubles()).containsExactly(1, 13, 0);
    assertThat(x.std(cotangent.Axes.of(0), 1).toDoubles())
        .containsExactly(new double[] {1, Math.sqrt(13), 0}, within(1e-14));
    assertThat(x.at(0).std().shape().rank()).isZero();
    assertThat(grad((Tensor v) -> v.std()).apply(Tensor.ones(3)).toDoubles())
        .containsExactly(0, 0, 0);
    assertThat(Tensor.of(4.0).variance().item()).isZero();
    assertThatThrownBy(() -> x.variance(cotangent.Axes.of(1), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("correction")
        .hasMessageContaining("3 for 3 elements");
    assertThatThrownBy(() -> Tensor.arange(0, 3).mean())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("I32[3]: use cast");
  }

  @Test
  void truths() {
    Tensor x = Tensor.of(new boolean[][] {{true, false}, {false, false}, {true, true}});
    assertThat(x.any(1).toArray()).isEqualTo(new boolean[] {true, false, true});
    assertThat(x.all(1).toArray()).isEqualTo(new boolean[] {false, false, true});
    assertThat(Tensor.zeros(DType.BOOL, 0).any().isTrue()).isFalse();
    assertThat(Tensor.zeros(DType.BOOL, 0).all().isTrue()).isTrue();
    assertThatThrownBy(() -> Tensor.ones(2).any())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("any needs truth values, got F64[2]");
  }

  @Test
  void axesComeBack() {
    Tensor x = Tensor.arange(0, 24).reshape(2, 3, 4);
    assertThat(x.sum(0, 2).expandDims(0, 2).shape().toArray()).containsExactly(1, 3, 1);
    assertThat(x.sum(-1, -3).expandDims(-1, -3).shape().toArray()).containsExactly(1, 3, 1);
    assertThat(x.expandDims().shape()).isEqualTo(x.shape());
    assertThatThrownBy(() -> x.sum(0).expandDims(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expandDims: axes [3] do not fit [3,4]");
    assertThatThrownBy(() -> x.expandDims(0, -5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longSumsAreExactEnough() {
    var random = new Random(11);
    var x = new float[1 << 21];
    double exact = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
      exact += x[i];
    }
    Tensor t = Tensor.of(x);
    // One after the other in F32, the error would be about 1e-5 of the sum.
    for (Tensor sum :
        List.of(
            t.sum(),
            t.reshape(2, -1).sum(0).sum(),
            t.reshape(-1, 16).sum(1).sum(),
            t.reshape(-1, 16).sum(0).sum(),
            t.cumSum(0).at(-1))) {
      assertThat(sum.item() / exact).isCloseTo(1, within(1e-6));
    }
  }
}
