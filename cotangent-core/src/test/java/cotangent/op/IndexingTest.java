package cotangent.op;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.DType;
import cotangent.Key;
import cotangent.Shape;
import cotangent.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Indices that are tensors, against plain loops. */
class IndexingTest {
  private static final Key KEY = Key.of(11);

  private static Tensor numbers(int... shape) {
    return Tensor.uniform(KEY, shape);
  }

  private static Tensor indices(int n, int... shape) {
    return Tensor.uniformInt(KEY.next(), DType.I64, -n, n, shape);
  }

  /** take, by its definition: result[before, indices, after] = x[before, index, after]. */
  private static double[] taken(Tensor x, long[] indices, int axis) {
    int n = x.shape().size(axis);
    int after = x.shape().last(x.shape().rank() - 1 - axis).elements();
    int before = x.shape().elements() / n / after;
    double[] in = x.toDoubles();
    double[] out = new double[before * indices.length * after];
    for (int b = 0; b < before; b++) {
      for (int i = 0; i < indices.length; i++) {
        int row = (int) Math.floorMod(indices[i], (long) n);
        for (int a = 0; a < after; a++) {
          out[(b * indices.length + i) * after + a] = in[(b * n + row) * after + a];
        }
      }
    }
    return out;
  }

  @Test
  void takeAlongEveryAxis() {
    Tensor x = numbers(3, 4, 5);
    for (int axis = 0; axis < 3; axis++) {
      for (int[] shape : new int[][] {{}, {1}, {7}, {2, 3}, {0}}) {
        Tensor at = indices(x.shape().size(axis), shape);
        Tensor y = x.take(at, axis);
        assertThat(y.toDoubles()).isEqualTo(taken(x, at.toLongs(), axis));
        assertThat(y.shape())
            .isEqualTo(
                x.shape()
                    .dropLast(3 - axis)
                    .concat(Shape.of(shape))
                    .concat(x.shape().last(2 - axis)));
        assertThat(x.take(at.cast(DType.I32), axis - 3).contentEquals(y)).isTrue();
      }
    }
    assertThat(
            Tensor.of(new boolean[] {true, false})
                .take(Tensor.of(new int[] {1, 0, 0}), 0)
                .toArray())
        .isEqualTo(new boolean[] {false, true, true});
  }

  @Test
  void takeOfViewsAndOfNothing() {
    Tensor x = numbers(4, 5).transpose();
    Tensor at = indices(5, 3);
    assertThat(x.take(at, 0).toDoubles()).isEqualTo(taken(x, at.toLongs(), 0));
    Tensor rows = Tensor.of(new double[] {1, 2}).broadcastTo(3, 2);
    assertThat(rows.take(Tensor.of(new int[] {-1}), 0).toDoubles()).containsExactly(1, 2);
    assertThat(Tensor.zeros(5, 0).take(Tensor.of(new int[] {4, 2}), 0).shape())
        .isEqualTo(Shape.of(2, 0));
    assertThat(Tensor.zeros(0, 2).take(Tensor.of(new int[0]), 0).shape()).isEqualTo(Shape.of(0, 2));
    assertThatThrownBy(() -> Tensor.zeros(0, 2).take(Tensor.of(new int[] {0}), 0))
        .hasMessageContaining("index 0 is out of bounds for axis 0 of shape [0,2]");
  }

  @Test
  void gatherAlongEveryAxis() {
    int[] sizes = {3, 4, 5};
    Tensor x = numbers(sizes);
    for (int axis = 0; axis < 3; axis++) {
      int[] shape = sizes.clone();
      shape[axis] = 6;
      Tensor at = indices(sizes[axis], shape);
      Tensor y = x.gather(axis, at);
      assertThat(y.shape()).isEqualTo(Shape.of(shape));
      double[] out = new double[y.shape().elements()];
      int next = 0;
      for (int i = 0; i < shape[0]; i++) {
        for (int j = 0; j < shape[1]; j++) {
          for (int k = 0; k < shape[2]; k++) {
            int[] place = {i, j, k};
            place[axis] = (int) at.at(i, j, k).item();
            out[next++] = x.at(place).item();
          }
        }
      }
      assertThat(y.toDoubles()).isEqualTo(out);
      assertThat(x.gather(axis - 3, at.cast(DType.I32)).contentEquals(y)).isTrue();
    }
  }

  @Test
  void gatherBroadcastsItsIndices() {
    Tensor x = numbers(3, 4);
    Tensor at = Tensor.of(new int[][] {{2, 0, -1}});
    assertThat(x.gather(1, at).contentEquals(x.take(at.reshape(3), 1))).isTrue();
    assertThat(x.gather(-2, at.reshape(3, 1)).contentEquals(x.take(at.reshape(3), 0))).isTrue();
  }

  @Test
  void scatterAddAddsInOrder() {
    for (int axis = 0; axis < 2; axis++) {
      Tensor x = numbers(3, 4);
      int[] shape = {3, 4};
      shape[axis] = 9;
      Tensor at = indices(x.shape().size(axis), shape);
      Tensor updates = Tensor.normal(KEY, shape);
      double[] out = x.toDoubles();
      for (int i = 0; i < shape[0]; i++) {
        for (int j = 0; j < shape[1]; j++) {
          int n = x.shape().size(axis);
          int place = Math.floorMod((int) at.at(i, j).item(), n);
          out[axis == 0 ? place * 4 + j : i * 4 + place] += updates.at(i, j).item();
        }
      }
      assertThat(x.scatterAdd(axis, at, updates).toDoubles()).isEqualTo(out);
    }
    Tensor counts =
        Tensor.zeros(DType.I32, 4)
            .scatterAdd(0, Tensor.of(new int[] {1, 3, 1, 1, -1}), Tensor.ones(DType.I32));
    assertThat(counts.toInts()).containsExactly(0, 3, 0, 2);
    // (2^53 + 1) + 1 rounds twice: the order of the sum is that of the updates
    assertThat(
            Tensor.of(new double[] {0x1p53})
                .scatterAdd(0, Tensor.of(new int[] {0, 0}), Tensor.ones(2))
                .item())
        .isEqualTo(0x1p53);
  }

  @Test
  void theGradientOfATableIsTheSumOfTheGradientsOfItsRows() {
    Tensor table = numbers(4, 2);
    Tensor at = Tensor.of(new int[][] {{3, 1}, {3, 3}});
    Function<Tensor, Tensor> f = t -> t.take(at, 0).square().sum();
    double[] counts = {0, 1, 0, 3};
    double[] g = grad(f).apply(table).toDoubles();
    for (int i = 0; i < 8; i++) {
      assertThat(g[i]).isEqualTo(2 * counts[i / 2] * table.toDoubles()[i]);
    }
    assertThat(trace(grad(f), table).apply(table).toDoubles()).isEqualTo(g);
  }

  @Test
  void underVmapEachElementTakesItsOwn() {
    Tensor table = numbers(5, 2);
    Tensor at = indices(5, 3, 4);
    assertThat(vmap((Tensor i) -> table.take(i, 0)).apply(at).contentEquals(table.take(at, 0)))
        .isTrue();
    Tensor stack = numbers(3, 5, 2);
    Tensor y = vmap((Tensor t) -> t.take(at.at(0), 0)).apply(stack);
    for (int i = 0; i < 3; i++) {
      assertThat(y.at(i).contentEquals(stack.at(i).take(at.at(0), 0))).isTrue();
    }
  }

  @Test
  void oneHotIsOneAtThePlace() {
    Tensor y = Tensor.of(new long[][] {{2, 0}, {1, 1}}).oneHot(3, DType.F32);
    assertThat(y.toArray())
        .isEqualTo(new float[][][] {{{0, 0, 1}, {1, 0, 0}}, {{0, 1, 0}, {0, 1, 0}}});
    assertThat(Tensor.of(1).oneHot(2, DType.BOOL).toArray()).isEqualTo(new boolean[] {false, true});
    assertThatThrownBy(() -> Tensor.of(new int[] {0, 3}).oneHot(3, DType.F32))
        .hasMessage("oneHot: index 3 is none of the 3 places from 0 to 2");
    assertThatThrownBy(() -> Tensor.of(-1).oneHot(3, DType.F32)).hasMessageContaining("index -1");
    assertThatThrownBy(() -> Tensor.of(1.0).oneHot(3, DType.F32)).hasMessageContaining("use cast");
  }

  @Test
  void indicesThatDoNotExistAreNamed() {
    Tensor x = numbers(2, 5);
    assertThatThrownBy(() -> x.take(Tensor.of(new int[] {1, 5}), 1))
        .hasMessage("gather: index 5 is out of bounds for axis 1 of shape [2,5]");
    assertThatThrownBy(() -> x.gather(-1, Tensor.of(new long[][] {{-6}, {0}})))
        .hasMessage("gather: index -6 is out of bounds for axis 1 of shape [2,5]");
    assertThatThrownBy(() -> x.take(Tensor.of(1L << 32), 0)).hasMessageContaining("4294967296");
    assertThatThrownBy(() -> x.scatterAdd(0, Tensor.of(new int[][] {{2}}), Tensor.ones(1, 5)))
        .hasMessage("scatterAdd: index 2 is out of bounds for axis 0 of shape [2,5]");
    assertThatThrownBy(() -> x.take(Tensor.of(1.0), 0)).hasMessageContaining("I32 or I64");
    assertThatThrownBy(() -> x.gather(0, Tensor.of(1))).hasMessageContaining("rank of [2,5]");
    assertThatThrownBy(() -> x.gather(0, Tensor.of(new int[][] {{1, 1}})))
        .hasMessageContaining("indices [1,2]");
    assertThatThrownBy(() -> x.scatterAdd(0, Tensor.of(new int[][] {{1}}), Tensor.of(1f)))
        .hasMessageContaining("use cast");
  }
}
