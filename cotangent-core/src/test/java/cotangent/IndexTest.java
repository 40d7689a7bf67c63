package cotangent;

import static cotangent.Index.all;
import static cotangent.Index.at;
import static cotangent.Index.ellipsis;
import static cotangent.Index.newAxis;
import static cotangent.Index.range;
import static cotangent.Index.step;
import static cotangent.Index.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Indices against what NumPy gives for them. */
class IndexTest {
  /**
   * A shape, an index, and shape and elements of {@code numpy.arange(n).reshape(shape)[index]}, as
   * NumPy 2.4.6 gave them.
   */
  private static final String[] RECORDED = {
    "5 | 2 |  | 2",
    "5 | -1 |  | 4",
    "5 | : | 5 | 0,1,2,3,4",
    "5 | 1:4 | 3 | 1,2,3",
    "5 | ::2 | 3 | 0,2,4",
    "5 | 1::3 | 2 | 1,4",
    "5 | ::-1 | 5 | 4,3,2,1,0",
    "5 | 3:0:-1 | 3 | 3,2,1",
    "5 | 3::-2 | 2 | 3,1",
    "5 | :1:-2 | 2 | 4,2",
    "5 | -4:-1 | 3 | 1,2,3",
    "5 | -100:3 | 3 | 0,1,2",
    "5 | 2:100 | 3 | 2,3,4",
    "5 | 100: | 0 | ",
    "5 | 100::-1 | 5 | 4,3,2,1,0",
    "5 | :-100:-1 | 5 | 4,3,2,1,0",
    "5 | -100::-1 | 0 | ",
    "5 | 4:1 | 0 | ",
    "5 | 1:4:-1 | 0 | ",
    "5 | ::7 | 1 | 0",
    "5 | ::-7 | 1 | 4",
    "5 | ::2147483647 | 1 | 0",
    "5 | ::-2147483648 | 1 | 4",
    "5 | -2147483648:2147483647 | 5 | 0,1,2,3,4",
    "0 | ::-1 | 0 | ",
    "0 | 1: | 0 | ",
    "1 | ::-1 | 1 | 0",
    "3,4 | 1 | 4 | 4,5,6,7",
    "3,4 | 1, 2 |  | 6",
    "3,4 | -1,::-1 | 4 | 11,10,9,8",
    "3,4 | 1:3, ::2 | 2,2 | 4,6,8,10",
    "3,4 | ..., 1 | 3 | 1,5,9",
    "3,4 | None, 1 | 1,4 | 4,5,6,7",
    "3,4 | 1, None | 1,4 | 4,5,6,7",
    "3,4 | None | 1,3,4 | 0,1,2,3,4,5,6,7,8,9,10,11",
    "3,4 | ..., None | 3,4,1 | 0,1,2,3,4,5,6,7,8,9,10,11",
    "3,4 | 1, ..., None, 2 | 1 | 6",
    "3,4 | ..., 0, 0 |  | 0",
    "3,4 | ...,1,::-3 | 2 | 7,4",
    "3,4 | ::-1,::-1 | 3,4 | 11,10,9,8,7,6,5,4,3,2,1,0",
    "3,4 | 2:0, 1 | 0 | ",
    "2,3,4 | 1, ..., 2 | 3 | 14,18,22",
    "2,3,4 | ::-1, None, 1:3, ..., -1 | 2,1,2 | 19,23,7,11",
    "2,3,4 | ..., ::-2 | 2,3,2 | 3,1,7,5,11,9,15,13,19,17,23,21",
    "2,3,4 | :, 1 | 2,4 | 4,5,6,7,16,17,18,19",
    "2,3,4 | 1:3, ::-1, None, ..., -1 | 1,3,1 | 23,19,15",
    "2,3,4 | 0, 0, 0, ... |  | 0",
    " | ... |  | 0",
    " | None | 1 | 0",
    "2,0,3 | 1, :, ::2 | 0,2 | ",
  };

  private static int[] ints(String list) {
    return list.isBlank()
        ? new int[0]
        : Arrays.stream(list.strip().split(",")).mapToInt(Integer::parseInt).toArray();
  }

  @TestFactory
  Stream<DynamicTest> asInNumPy() {
    return Arrays.stream(RECORDED)
        .map(line -> {
          String[] parts = line.split("\\|", -1);
          Shape shape = Shape.of(ints(parts[0]));
          return DynamicTest.dynamicTest(
              shape + " at " + parts[1].strip(),
              () -> {
                Tensor x = Tensor.arange(0, shape.elements()).reshape(shape.toArray());
                Tensor y = x.at(parts[1]);
                assertThat(y.shape()).isEqualTo(Shape.of(ints(parts[2])));
                assertThat(y.toInts()).isEqualTo(ints(parts[3]));
              });
        });
  }

  /** Every range of short axes, against walking the axis. */
  @Test
  void everyRangeOfAShortAxis() {
    for (int n = 0; n < 5; n++) {
      Tensor x = Tensor.arange(0, n);
      for (int from = -6; from < 7; from++) {
        for (int to = -6; to < 7; to++) {
          for (int by = -3; by < 4; by++) {
            if (by != 0) {
              int[] expected = new int[n];
              int count = 0;
              int first =
                  Math.clamp(from < 0 ? from + n : from, by > 0 ? 0 : -1, by > 0 ? n : n - 1);
              int end = to < 0 ? to + n : to;
              for (int i = first; i >= 0 && i < n && (by > 0 ? i < end : i > end); i += by) {
                expected[count++] = i;
              }
              assertThat(x.slice(0, from, to, by).toInts())
                  .as("%d:%d:%d of %d", from, to, by, n)
                  .isEqualTo(Arrays.copyOf(expected, count));
            }
          }
        }
      }
    }
  }

  @Test
  void theFormsInJavaAndInTextAreTheSame() {
    Index[] indices = {
      at(-2), range(1, 3), Index.from(2).step(-1), to(4), step(-3), all(), newAxis(), ellipsis()
    };
    assertThat(Index.parse(" -2,1:3 , 2::-1,:4, ::-3, : ,None,...")).containsExactly(indices);
    assertThat(Index.parse("+1:")).containsExactly(Index.from(1));
    assertThat(Stream.of(indices).filter(Index.Range.class::isInstance).map(Object::toString))
        .containsExactly("1:3", "2::-1", ":4", "::-3", ":");
    Tensor x = Tensor.arange(0, 24).reshape(2, 3, 4);
    assertThat(x.at(ellipsis(), step(-1)).contentEquals(x.at("...,::-1"))).isTrue();
    assertThat(x.slice(1, 0, 2).contentEquals(x.at(":, 0:2"))).isTrue();
    assertThat(x.slice(-1, 3, 0, -2).contentEquals(x.at("..., 3:0:-2"))).isTrue();
    assertThat(x.at(1, -1).contentEquals(x.at("1,-1"))).isTrue();
  }

  @Test
  void textThatIsNoIndexIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> Index.parse("1:3, x"))
        .hasMessage(
            "index \"1:3, x\", at character 5: 'x' is no number that fits an int, no range, None or ...");
    assertThatThrownBy(() -> Index.parse("")).hasMessageContaining("at character 0: an index is");
    assertThatThrownBy(() -> Index.parse("1,,2"))
        .hasMessageContaining("at character 2: an index is");
    assertThatThrownBy(() -> Index.parse("1,")).hasMessageContaining("at character 2: an index is");
    assertThatThrownBy(() -> Index.parse("1:2:3:4"))
        .hasMessageContaining("at character 5: a range has at most two colons");
    assertThatThrownBy(() -> Index.parse("::0")).hasMessageContaining("at character 2: the step");
    assertThatThrownBy(() -> Index.parse("0:2147483648"))
        .hasMessageContaining("at character 2: '2");
    assertThatThrownBy(() -> Index.parse("1 2")).hasMessageContaining("'1 2'");
    assertThatThrownBy(() -> step(0)).hasMessageContaining("must not be 0");
  }

  @Test
  void indicesThatDoNotFitAreRefused() {
    Tensor x = Tensor.zeros(2, 3);
    assertThatThrownBy(() -> x.at(1, 3))
        .hasMessage("at: index 3 is out of bounds for axis 1 of shape [2,3]");
    assertThatThrownBy(() -> x.at("-3")).hasMessageContaining("index -3 is out of bounds");
    assertThatThrownBy(() -> x.at(Integer.MIN_VALUE)).hasMessageContaining("out of bounds");
    assertThatThrownBy(() -> x.at("0,0,0"))
        .hasMessage("at: 3 indices are too many for shape [2,3]");
    assertThatThrownBy(() -> x.at("...,...")).hasMessageContaining("only one ellipsis");
    assertThatThrownBy(() -> x.slice(2, 0, 1)).hasMessageContaining("axis 2 does not exist");
  }
}
