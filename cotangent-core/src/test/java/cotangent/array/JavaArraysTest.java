package cotangent.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import org.junit.jupiter.api.Test;

/** Tensors from and to Java arrays, and comparisons. */
class JavaArraysTest {
  @Test
  void arraysOfAnyRankGoThereAndBack() {
    for (Object array :
        new Object[] {
          new double[] {1, 2},
          new float[][] {{1, 2, 3}, {4, 5, 6}},
          new int[][][] {{{1}, {2}}, {{3}, {4}}},
          new long[][] {{Long.MAX_VALUE, Long.MIN_VALUE}},
          new boolean[][] {{true}, {false}},
          new double[1][2][3][4][5],
          new int[0],
          new float[2][0],
        }) {
      assertThat(Tensor.of(array).toArray()).isEqualTo(array);
    }
    assertThat(Tensor.of(new double[0][3]).shape()).isEqualTo(Shape.of(0, 0));
    assertThat(Tensor.zeros(0, 3).toArray()).isEqualTo(new double[0][3]);
  }

  @Test
  void scalarsAreBoxed() {
    assertThat(Tensor.of(1.5).toArray()).isEqualTo(1.5);
    assertThat(Tensor.of(1.5f).toArray()).isEqualTo(1.5f);
    assertThat(Tensor.of(1).toArray()).isEqualTo(1);
    assertThat(Tensor.of(1L).toArray()).isEqualTo(1L);
    assertThat(Tensor.of(true).toArray()).isEqualTo(true);
  }

  @Test
  void numbersInARowMakeAVector() {
    assertThat(Tensor.of(1.0, 2.0).toArray()).isEqualTo(new double[] {1, 2});
    assertThat(Tensor.of(1f, 2f).toArray()).isEqualTo(new float[] {1, 2});
    assertThat(Tensor.of(1, 2).toArray()).isEqualTo(new int[] {1, 2});
    assertThat(Tensor.of(1L, 2).toArray()).isEqualTo(new long[] {1, 2});
    assertThat(Tensor.of(true, false).toArray()).isEqualTo(new boolean[] {true, false});
  }

  @Test
  void aTensorIsACopy() {
    double[] array = {1, 2};
    Tensor x = Tensor.of(array);
    array[0] = 9;
    double[] out = x.toDoubles();
    out[1] = 9;
    ((double[]) x.toArray())[1] = 9;
    assertThat(x.toDoubles()).containsExactly(1, 2);
  }

  @Test
  void viewsAreExportedInTheirOrder() {
    Tensor x = Tensor.arange(6).reshape(2, 3).transpose();
    assertThat(x.toArray()).isEqualTo(new int[][] {{0, 3}, {1, 4}, {2, 5}});
    assertThat(x.at(1).toArray()).isEqualTo(new int[] {1, 4});
    assertThat(x.at("::-1").toInts()).containsExactly(2, 5, 1, 4, 0, 3);
    assertThat(Tensor.of(2.5).broadcastTo(2, 2).toFloats()).containsExactly(2.5f, 2.5f, 2.5f, 2.5f);
    assertThat(Tensor.of(-1.9, 1e10).toLongs()).containsExactly(-1, 10_000_000_000L);
  }

  @Test
  void whatIsNoRectangleIsRefused() {
    assertThatThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3}}))
        .hasMessageContaining("rows along axis 1 have lengths 2 and 1");
    assertThatThrownBy(() -> Tensor.of(new int[][][] {{{1}}, {{1}, {2}}}))
        .hasMessageContaining("rows along axis 1 have lengths 1 and 2");
    assertThatThrownBy(() -> Tensor.of(new int[][] {{}, {1}}))
        .hasMessageContaining("lengths 0 and 1");
    assertThatThrownBy(() -> Tensor.of(new double[][] {{1}, null}))
        .hasMessageContaining("row 1 along axis 0 is null");
    assertThatThrownBy(() -> Tensor.of(new double[2][]))
        .hasMessageContaining("row 0 along axis 0 is null");
    assertThatThrownBy(() -> Tensor.of((Object) "text")).hasMessageContaining("java.lang.String");
    assertThatThrownBy(() -> Tensor.of((Object) new Double[] {1.0}))
        .hasMessageContaining("java.lang.Double[]");
    assertThatThrownBy(() -> Tensor.of((Object) new short[] {1})).hasMessageContaining("short[]");
  }

  @Test
  void equalityIsOfTypeAndElements() {
    Tensor x = Tensor.of(0.0, Double.NaN);
    assertThat(x.contentEquals(Tensor.of(0.0, Double.NaN))).isTrue();
    assertThat(x.contentEquals(Tensor.of(-0.0, Double.NaN))).isFalse();
    assertThat(x.contentEquals(x.cast(DType.F32))).isFalse();
    assertThat(x.contentEquals(x.expandDims(0))).isFalse();
    Tensor square = Tensor.arange(4).reshape(2, 2);
    assertThat(square.transpose().contentEquals(Tensor.of(new int[][] {{0, 2}, {1, 3}}))).isTrue();
  }

  @Test
  void closenessHasTwoTolerances() {
    Tensor x = Tensor.of(1.0, 100.0);
    assertThat(x.allClose(Tensor.of(1.01, 101.0), 0.01, 0)).isTrue();
    assertThat(x.allClose(Tensor.of(1.02, 100.0), 0.01, 0)).isFalse();
    assertThat(x.allClose(Tensor.of(1.02, 100.02), 0, 0.03)).isTrue();
    assertThat(x.allClose(x.cast(DType.F32), 1, 1)).isFalse();
    double inf = Double.POSITIVE_INFINITY;
    assertThat(Tensor.of(inf, Double.NaN).allClose(Tensor.of(inf, Double.NaN), 0, 0)).isTrue();
    assertThat(Tensor.of(inf).allClose(Tensor.of(-inf), 1, 1)).isFalse();
    assertThat(Tensor.of(1.0).allClose(Tensor.of(inf), 1, 1)).isFalse();
    assertThat(Tensor.of(Double.NaN).allClose(Tensor.of(1.0), 1, 1)).isFalse();
    assertThat(Tensor.of(1L << 60).allClose(Tensor.of((1L << 60) + 1), 0, 0)).isFalse();
    assertThat(Tensor.of(Long.MIN_VALUE).allClose(Tensor.of(Long.MAX_VALUE), 0, 1)).isFalse();
    assertThat(Tensor.of(5).allClose(Tensor.of(6), 0, 1)).isTrue();
  }

  @Test
  void sequencesHaveTheNumbersTheySay() {
    assertThat(Tensor.arange(3).toArray()).isEqualTo(new int[] {0, 1, 2});
    assertThat(Tensor.arange(-2, 1).toArray()).isEqualTo(new int[] {-2, -1, 0});
    assertThat(Tensor.arange(7, 0, -3).toArray()).isEqualTo(new int[] {7, 4, 1});
    assertThat(Tensor.arange(3, 1).toInts()).isEmpty();
    assertThat(Tensor.arange(0, 1, 0.25).toArray()).isEqualTo(new double[] {0, 0.25, 0.5, 0.75});
    assertThat(Tensor.arange(1, -0.1, -0.5).toDoubles()).containsExactly(1, 0.5, 0);
    assertThat(Tensor.full(2.5, 2, 1).toArray()).isEqualTo(new double[][] {{2.5}, {2.5}});
    assertThat(Tensor.linspace(0, 1, 3).toDoubles()).containsExactly(0, 0.5, 1);
    assertThat(Tensor.eye(DType.BOOL, 2).toArray())
        .isEqualTo(new boolean[][] {{true, false}, {false, true}});
    assertThatThrownBy(() -> Tensor.arange(Integer.MIN_VALUE, Integer.MAX_VALUE))
        .hasMessageContaining("2^31 - 1");
    assertThatThrownBy(() -> Tensor.arange(0, 1, 1e-12)).hasMessageContaining("2^31 - 1");
    assertThatThrownBy(() -> Tensor.arange(0, 1, 0)).hasMessageContaining("must not be 0");
    assertThatThrownBy(() -> Tensor.arange(0.0, 1, 0)).hasMessageContaining("steps of 0.0");
    assertThatThrownBy(() -> Tensor.arange(0, Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Tensor.arange(0, 1, Double.POSITIVE_INFINITY))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> Tensor.eye(1 << 16)).hasMessageContaining("2^31 - 1");
  }
}
