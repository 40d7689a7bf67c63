package cotangent.op;

import static cotangent.Derivatives.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions that move elements, against plain loops. */
class LayoutTest {
  private static Tensor counted(int... shape) {
    return Tensor.arange(0, Shape.of(shape).elements()).reshape(shape);
  }

  @Test
  void flipTurnsAxesRound() {
    Tensor x = counted(2, 3);
    assertThat(x.flip().toInts()).containsExactly(5, 4, 3, 2, 1, 0);
    assertThat(x.flip(0).toInts()).containsExactly(3, 4, 5, 0, 1, 2);
    assertThat(x.flip(-1).toInts()).containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(counted(0, 2).flip().shape()).isEqualTo(Shape.of(0, 2));
    assertThat(Tensor.of(3).flip().item()).isEqualTo(3);
    assertThatThrownBy(() -> x.flip(1, -1)).hasMessageContaining("name an axis twice");
  }

  @Test
  void padPutsAFrameAround() {
    Tensor x = counted(2, 2).add(1);
    assertThat(x.pad(Axes.of(1, 0), Axes.of(0, 2)).toArray())
        .isEqualTo(new int[][] {{0, 0, 0, 0}, {1, 2, 0, 0}, {3, 4, 0, 0}});
    assertThat(x.pad(Axes.of(0, 1), Axes.of(0, 0), 7).toArray())
        .isEqualTo(new int[][] {{7, 1, 2}, {7, 3, 4}});
    assertThat(x.pad(Axes.of(0, 0), Axes.of(0, 0), 7)).isSameAs(x);
    assertThat(Tensor.zeros(0).pad(Axes.of(1), Axes.of(1), 2).toDoubles()).containsExactly(2, 2);
    assertThat(Tensor.ones(DType.BOOL, 1).pad(Axes.of(1), Axes.of(0), 1).toArray())
        .isEqualTo(new boolean[] {true, true});
  }

  @Test
  void padWithInfinityChangesNothingInside() {
    Tensor x = Tensor.of(new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY});
    Tensor y = x.pad(Axes.of(1), Axes.of(1), Double.POSITIVE_INFINITY);
    double inf = Double.POSITIVE_INFINITY;
    assertThat(y.toDoubles()).containsExactly(inf, 1, Double.NaN, -inf, inf);
    Tensor g = grad((Tensor v) -> v.pad(Axes.of(1), Axes.of(1), inf).at("1:-1").sum()).apply(x);
    assertThat(g.toDoubles()).containsExactly(1, 1, 1);
  }

  @Test
  void padRefusesWhatHasNoMeaning() {
    Tensor x = Tensor.zeros(2, 0);
    assertThatThrownBy(() -> x.pad(Axes.of(1), Axes.of(1, 1)))
        .hasMessageContaining("one number for each axis of [2,0]");
    assertThatThrownBy(() -> x.pad(Axes.of(-1, 0), Axes.of(0, 0))).hasMessageContaining("axis 0");
    assertThatThrownBy(() -> x.pad(Axes.of(Integer.MAX_VALUE, 0), Axes.of(0, 0)))
        .hasMessageContaining("2^31 - 1");
    assertThatThrownBy(() -> x.pad(Axes.of(1 << 16, 1 << 16), Axes.of(0, 0)))
        .hasMessageContaining("2^31 - 1");
  }

  @Test
  void tileRepeatsTheWhole() {
    Tensor x = counted(1, 2);
    assertThat(x.tile(2, 2).toArray()).isEqualTo(new int[][] {{0, 1, 0, 1}, {0, 1, 0, 1}});
    assertThat(x.tile(3).toArray()).isEqualTo(new int[][] {{0, 1, 0, 1, 0, 1}});
    assertThat(counted(2).tile(2, 1, 2).toArray())
        .isEqualTo(new int[][][] {{{0, 1, 0, 1}}, {{0, 1, 0, 1}}});
    assertThat(x.tile(0, 1).shape()).isEqualTo(Shape.of(0, 2));
    assertThat(Tensor.of(5).tile(2).toInts()).containsExactly(5, 5);
    assertThat(x.tile()).isSameAs(x);
    assertThatThrownBy(() -> x.tile(-1)).hasMessageContaining("[-1]");
    assertThatThrownBy(() -> x.tile(1 << 20, 1 << 20)).hasMessageContaining("2^31 - 1");
    assertThatThrownBy(() -> Tensor.zeros(0, 4).tile(1, 1 << 30)).hasMessageContaining("2^31 - 1");
  }

  @Test
  void diagonalsAreTakenAndMade() {
    for (int rows = 0; rows < 4; rows++) {
      for (int columns = 0; columns < 4; columns++) {
        Tensor x = counted(rows, columns);
        for (int k = -5; k < 6; k++) {
          int offset = k;
          int n = columns;
          int[] expected =
              java.util.stream.IntStream.range(0, rows)
                  .filter(i -> i + offset >= 0 && i + offset < n)
                  .map(i -> i * n + i + offset)
                  .toArray();
          assertThat(x.diag(k).toInts()).isEqualTo(expected);
          assertThat(x.transpose().diag(-k).toInts()).isEqualTo(expected);
        }
      }
    }
    assertThat(counted(2, 2, 2).diag().toArray()).isEqualTo(new int[][] {{0, 3}, {4, 7}});
    Tensor v = Tensor.of(new int[] {1, 2});
    assertThat(v.diag().toArray()).isEqualTo(new int[][] {{1, 0}, {0, 2}});
    assertThat(v.diag(1).toArray()).isEqualTo(new int[][] {{0, 1, 0}, {0, 0, 2}, {0, 0, 0}});
    assertThat(v.diag(-1).toArray()).isEqualTo(new int[][] {{0, 0, 0}, {1, 0, 0}, {0, 2, 0}});
    assertThat(Tensor.zeros(0).diag(2).toArray()).isEqualTo(new double[2][2]);
    assertThatThrownBy(() -> Tensor.of(1.0).diag()).hasMessageContaining("F64[]");
    assertThatThrownBy(() -> v.diag(Integer.MIN_VALUE)).hasMessageContaining("2^31 - 1");
    assertThatThrownBy(() -> v.diag(1 << 16)).hasMessageContaining("2^31 - 1");
  }

  @Test
  void trianglesKeepTheirSide() {
    Tensor x = counted(2, 3, 4).add(1);
    for (int k = -4; k < 5; k++) {
      int[] lower = x.toInts();
      int[] upper = x.toInts();
      for (int i = 0; i < lower.length; i++) {
        int row = i / 4 % 3;
        int column = i % 4;
        lower[i] = column <= row + k ? lower[i] : 0;
        upper[i] = column >= row + k ? upper[i] : 0;
      }
      assertThat(x.tril(k).toInts()).isEqualTo(lower);
      assertThat(x.triu(k).toInts()).isEqualTo(upper);
    }
    assertThat(Tensor.ones(DType.BOOL, 2, 2).tril(0).toArray())
        .isEqualTo(new boolean[][] {{true, false}, {true, true}});
    assertThat(x.triu(Integer.MIN_VALUE).contentEquals(x)).isTrue();
    assertThat(x.tril(Integer.MAX_VALUE).contentEquals(x)).isTrue();
    assertThatThrownBy(() -> Tensor.ones(2).tril(0)).hasMessageContaining("F64[2]");
  }

  @Test
  void splitAndStackAndConcat() {
    Tensor x = counted(2, 6);
    List<Tensor> parts = Tensor.splitEvenly(x, 1, 3);
    assertThat(parts).hasSize(3);
    assertThat(parts.get(1).toArray()).isEqualTo(new int[][] {{2, 3}, {8, 9}});
    assertThat(Tensor.concat(parts, 1).contentEquals(x)).isTrue();
    assertThat(Tensor.stack(parts, -1).shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(Tensor.stack(parts, -1).at("..., 2").contentEquals(parts.get(2))).isTrue();
    assertThat(Tensor.stack(parts, 0).at(1).contentEquals(parts.get(1))).isTrue();
    assertThatThrownBy(() -> Tensor.splitEvenly(x, 1, 4)).hasMessageContaining("4 equal parts");
    assertThatThrownBy(() -> Tensor.splitEvenly(x, 1, 0)).hasMessageContaining("0 equal parts");
    assertThatThrownBy(() -> Tensor.split(x, 1, 2, 3)).hasMessageContaining("[2, 3]");
    assertThatThrownBy(() -> Tensor.split(x, 1, 7, -1)).hasMessageContaining("[7, -1]");
    assertThatThrownBy(() -> Tensor.stack(List.of(x, parts.getFirst()), 0))
        .hasMessage("stack needs tensors of one type, got I32[2,6] and I32[2,2]");
    assertThatThrownBy(() -> Tensor.stack(List.of(), 0)).hasMessageContaining("at least one");
    assertThatThrownBy(() -> Tensor.concat(List.of(x, Tensor.zeros(2, 6)), 0))
        .hasMessageContaining("one dtype");
  }

  @Test
  void viewsCopyNothing() {
    var x = (cotangent.array.NdArray) counted(4, 6);
    for (Tensor view :
        List.of(
            x.at("1:3, ::-2"),
            x.flip(),
            x.transpose().at(2),
            x.diag(1),
            x.slice(1, 4, 1, -1),
            Tensor.splitEvenly(x, 1, 2).get(1),
            x.expandDims(1).broadcastTo(4, 5, 6),
            x.reshape(2, 2, 6).permute(2, 0, 1))) {
      assertThat(((cotangent.array.NdArray) view).data()).isSameAs(x.data());
    }
  }

  /** Sizes whose products or sums do not fit are refused, never wrapped. */
  @Test
  void nothingOverflows() {
    int big = Integer.MAX_VALUE;
    int half = 1 << 30;
    Tensor one = Tensor.of(1.0);
    Tensor wide = one.broadcastTo(big);
    Tensor empty = Tensor.zeros(0, big);
    for (var wrong :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> Tensor.zeros(half, half, half, half),
            () -> Tensor.zeros(1 << 16, 1 << 15),
            () -> one.broadcastTo(2, half),
            () -> wide.expandDims(0).add(Tensor.ones(2, 1)),
            () -> Tensor.concat(List.of(wide, one.reshape(1)), 0),
            () -> Tensor.concat(List.of(empty, empty), 1),
            () -> Tensor.stack(List.of(wide, wide), 0),
            () -> wide.pad(Axes.of(1), Axes.of(0)),
            () -> wide.tile(2),
            () -> wide.take(Tensor.zeros(DType.I32, 2), 0).expandDims(0).broadcastTo(half, 2),
            () -> wide.diag(),
            () -> Tensor.zeros(DType.I32, 4).oneHot(half, DType.F64))) {
      assertThatThrownBy(wrong).hasMessageContaining("2^31 - 1");
    }
    // 2^16 * 2^16 would wrap to 0 in an int, 2^32 * 2^32 in a long
    assertThatThrownBy(() -> Tensor.zeros(0).reshape(1 << 16, 1 << 16))
        .hasMessageContaining("0 el");
    assertThatThrownBy(() -> Tensor.zeros(0).reshape(half, half, 16, 1 << 30))
        .hasMessageContaining("cannot hold");
    assertThatThrownBy(() -> Tensor.zeros(0).reshape(-2, -2)).hasMessageContaining("cannot hold");
    assertThatThrownBy(() -> Tensor.zeros(4).reshape(-1, -1)).hasMessageContaining("cannot hold");
    assertThatThrownBy(() -> Tensor.zeros(0, 3).reshape(-1, 0)).hasMessageContaining("beside");
    int[] sizes = {big, 2, 3};
    assertThatThrownBy(() -> Tensor.split(Tensor.zeros(4), 0, sizes)).hasMessageContaining("split");
    assertThat(Arrays.stream(sizes).sum()).isNegative();
  }
}
