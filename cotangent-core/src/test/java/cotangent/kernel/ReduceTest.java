package cotangent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("bits")
class ReduceTest {
  private static final int[] SIZES = {
    0, 1, 2, 5, 31, 32, 63, 64, 65, 127, 128, 1000, 2047, 2048, 2049, 4096, 5000, 10_000, 300_001
  };

  private static double[] doubles(int n) {
    return new Random(n).doubles(n, -1, 1.5).toArray();
  }

  private static float[] floats(int n) {
    var y = new float[n];
    Strips.convert(doubles(n), 0, y, 0, n);
    return y;
  }

  /** The tree that the documentation describes, without any of the code that is tested. */
  private static float tree(float[] x, int off, int n) {
    if (n > FloatReduce.BLOCK) {
      int left = Integer.highestOneBit(n - 1);
      return tree(x, off, left) + tree(x, off + left, n - left);
    }
    int count = n < FloatReduce.LANES ? 4 : FloatReduce.LANES;
    var lanes = new float[count];
    int whole = n - n % count;
    for (int i = 0; i < n; i++) {
      lanes[n < FloatReduce.LANES && i >= whole ? 0 : i % count] += x[off + i];
    }
    for (; count > 1; count /= 2) {
      for (int l = 0; l < count / 2; l++) {
        lanes[l] += lanes[l + count / 2];
      }
    }
    return lanes[0];
  }

  private static double tree(double[] x, int off, int n) {
    if (n > DoubleReduce.BLOCK) {
      int left = Integer.highestOneBit(n - 1);
      return tree(x, off, left) + tree(x, off + left, n - left);
    }
    int count = n < DoubleReduce.LANES ? 4 : DoubleReduce.LANES;
    var lanes = new double[count];
    int whole = n - n % count;
    for (int i = 0; i < n; i++) {
      lanes[n < DoubleReduce.LANES && i >= whole ? 0 : i % count] += x[off + i];
    }
    for (; count > 1; count /= 2) {
      for (int l = 0; l < count / 2; l++) {
        lanes[l] += lanes[l + count / 2];
      }
    }
    return lanes[0];
  }

  @Test
  void sumsHaveTheBitsOfTheTree() {
    for (int n : SIZES) {
      var x = floats(n + 3);
      assertThat(Reduce.sum(x, 3, n)).as("%d floats", n).isEqualTo(tree(x, 3, n));
      var y = doubles(n + 3);
      assertThat(Reduce.sum(y, 3, n)).as("%d doubles", n).isEqualTo(tree(y, 3, n));
    }
  }

  @Test
  void sumsAreNearlyExact() {
    for (int n : SIZES) {
      var x = doubles(n);
      var exact = BigDecimal.ZERO;
      double size = 0;
      for (double v : x) {
        exact = exact.add(new BigDecimal(v));
        size += Math.abs(v);
      }
      assertThat(new BigDecimal(Reduce.sum(x, 0, n)).subtract(exact).abs().doubleValue())
          .isLessThanOrEqualTo(size * 0x1p-53 * 100);
    }
  }

  @Test
  void aMillionTenthsAddUp() {
    var x = new float[10_000_000];
    Arrays.fill(x, 0.1f);
    assertThat(Reduce.sum(x, 0, x.length) / 1e6).isBetween(1 - 1e-6, 1 + 1e-6);
  }

  @Test
  void columnSumsTakeRowsInOrder() {
    for (int outer : new int[] {0, 1, 3, 4, 7, 128}) {
      for (int inner : new int[] {1, 5, 16, 33, 1100}) {
        var x = floats(outer * inner + 2);
        var y = new float[inner + 1];
        Reduce.sumOuter(x, 2, outer, inner, y, 1);
        var z = doubles(outer * inner + 2);
        var w = new double[inner + 1];
        Reduce.sumOuter(z, 2, outer, inner, w, 1);
        for (int j = 0; j < inner; j++) {
          float s = 0;
          double t = 0;
          for (int i = 0; i < outer; i++) {
            s += x[2 + i * inner + j];
            t += z[2 + i * inner + j];
          }
          assertThat(y[1 + j]).isEqualTo(s);
          assertThat(w[1 + j]).isEqualTo(t);
        }
      }
    }
  }

  @Test
  void longColumnsAreSummedInBlocksOfRows() {
    int outer = 1000;
    for (int inner : new int[] {1, 17, 700}) {
      var x = floats(outer * inner);
      var y = new float[inner];
      Reduce.sumOuter(x, 0, outer, inner, y, 0);
      for (int j = 0; j < inner; j++) {
        float sum = 0;
        for (int i = 0; i < outer; i += FloatReduce.ROWS) {
          float block = 0;
          for (int r = i; r < Math.min(outer, i + FloatReduce.ROWS); r++) {
            block += x[r * inner + j];
          }
          sum += block;
        }
        assertThat(y[j]).isEqualTo(sum);
      }
    }
  }

  @Test
  void extremesAreThoseOfMath() {
    for (int n : SIZES) {
      var x = floats(n);
      var y = doubles(n);
      float max = Float.NEGATIVE_INFINITY;
      float min = Float.POSITIVE_INFINITY;
      for (float v : x) {
        max = Math.max(max, v);
        min = Math.min(min, v);
      }
      assertThat(Reduce.max(x, 0, n)).isEqualTo(max);
      assertThat(Reduce.min(x, 0, n)).isEqualTo(min);
      assertThat(Reduce.max(y, 0, n))
          .isEqualTo(Arrays.stream(y).max().orElse(Double.NEGATIVE_INFINITY));
      assertThat(Reduce.min(y, 0, n))
          .isEqualTo(Arrays.stream(y).min().orElse(Double.POSITIVE_INFINITY));
    }
  }

  @Test
  void extremesPropagateNanAndTellZerosApart() {
    for (int at : new int[] {0, 17, 39, 99}) {
      var x = new double[100];
      Arrays.fill(x, -0.0);
      assertThat(Reduce.max(x, 0, 100)).isEqualTo(-0.0);
      x[at] = 0.0;
      assertThat(1 / Reduce.max(x, 0, 100)).isPositive();
      assertThat(1 / Reduce.min(x, 0, 100)).isNegative();
      x[at] = Double.NaN;
      assertThat(Reduce.max(x, 0, 100)).isNaN();
      assertThat(Reduce.min(x, 0, 100)).isNaN();
      var y = new float[100];
      y[at] = Float.NaN;
      assertThat(Reduce.max(y, 0, 100)).isNaN();
      assertThat(Reduce.min(y, 0, 100)).isNaN();
      var column = new double[10];
      Reduce.maxOuter(x, 0, 10, 10, column, 0);
      assertThat(column[at % 10]).isNaN();
      assertThat(Arrays.stream(column).filter(Double::isNaN)).hasSize(1);
    }
  }

  @Test
  void integers() {
    int[] x = {3, -5, Integer.MAX_VALUE, 9, 4, 1};
    assertThat(Reduce.sum(x, 0, 2)).isEqualTo(-2);
    assertThat(Reduce.sum(x, 1, 5)).isEqualTo(Integer.MAX_VALUE + 9);
    assertThat(Reduce.max(x, 0, 6)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Reduce.min(x, 0, 6)).isEqualTo(-5);
    var y = new int[3];
    Reduce.sumOuter(x, 0, 2, 3, y, 0);
    assertThat(y).containsExactly(12, -1, Integer.MIN_VALUE);
    Reduce.maxOuter(x, 0, 2, 3, y, 0);
    assertThat(y).containsExactly(9, 4, Integer.MAX_VALUE);
    long[] l = {1L << 40, 2, -3, 4};
    assertThat(Reduce.sum(l, 0, 4)).isEqualTo((1L << 40) + 3);
    assertThat(Reduce.min(l, 0, 4)).isEqualTo(-3);
    var z = new long[2];
    Reduce.minOuter(l, 0, 2, 2, z, 0);
    assertThat(z).containsExactly(-3, 2);
  }
}
