package cotangent.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Key;
import cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
  /** Example i has the inputs (10 i, 10 i + 1) and the label i. */
  private static Dataset data(int n) {
    Tensor i = Tensor.arange(0, n);
    return new Dataset(i.mul(10).expandDims(1).add(Tensor.of(new int[] {0, 1})).cast(DType.F32), i);
  }

  private static List<Integer> labels(List<Batch> batches) {
    List<Integer> out = new ArrayList<>();
    for (Batch batch : batches) {
      assertThat(batch.inputs().type()).hasToString("F32[" + batch.size() + ",2]");
      for (int i = 0; i < batch.size(); i++) {
        int label = (int) batch.labels().at(i).item();
        assertThat(batch.inputs().at(i).toInts()).containsExactly(10 * label, 10 * label + 1);
        out.add(label);
      }
    }
    return out;
  }

  @Test
  void batchesInOrderHoldEachExampleOnce() {
    List<Batch> batches = data(10).batches(4);
    assertThat(batches).hasSize(3);
    assertThat(batches.getLast().size()).isEqualTo(2);
    assertThat(labels(batches)).isEqualTo(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void shuffledBatchesHoldEachExampleOnceInAnOrderOfTheKey() {
    Dataset data = data(100);
    List<Integer> first = labels(data.batches(7, Key.of(1)));
    assertThat(first)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList())
        .isNotEqualTo(IntStream.range(0, 100).boxed().toList())
        .isEqualTo(labels(data.batches(7, Key.of(1))))
        .isEqualTo(labels(data.batches(33, Key.of(1))))
        .isNotEqualTo(labels(data.batches(7, Key.of(2))));
  }

  @Test
  void aPartIsAView() {
    Dataset part = data(10).part(3, 6);
    assertThat(part.size()).isEqualTo(3);
    assertThat(part.labels().toInts()).containsExactly(3, 4, 5);
    assertThat(data(10).part(4, 4).size()).isZero();
    assertThat(data(0).batches(5)).isEmpty();
    assertThatThrownBy(() -> data(10).part(3, 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a dataset of 10 examples has no part from 3 to 11");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> new Dataset(Tensor.zeros(3, 2), Tensor.zeros(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got inputs F64[3,2] and labels F64[4]");
    assertThatThrownBy(() -> data(3).batches(0)).hasMessageContaining("must be positive, got 0");
    assertThatThrownBy(() -> data(3).batches(2).get(2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void moonsAreHalfCircles() {
    Dataset moons = Generated.moons(Key.of(1), 101, 0);
    assertThat(moons.labels().sum().item()).isEqualTo(51);
    for (int i = 0; i < 101; i++) {
      double[] p = moons.inputs().at(i).toDoubles();
      boolean upper = moons.labels().at(i).item() == 0;
      double x = upper ? p[0] : p[0] - 1;
      double y = upper ? p[1] : 0.5 - p[1];
      assertThat(x * x + y * y).isCloseTo(1, within(1e-6));
      assertThat(y).isGreaterThan(-1e-6);
    }
    Tensor noise =
        Generated.moons(Key.of(1), 2000, 0.2)
            .inputs()
            .sub(Generated.moons(Key.of(1), 2000, 0).inputs());
    assertThat(noise.square().mean().item()).isCloseTo(0.04, within(0.003));
  }

  @Test
  void xorIsTheExclusiveOr() {
    Dataset xor = Generated.xor();
    for (int i = 0; i < 4; i++) {
      int[] p = xor.inputs().at(i).toInts();
      assertThat((int) xor.labels().at(i).item()).isEqualTo(p[0] ^ p[1]);
    }
  }
}
