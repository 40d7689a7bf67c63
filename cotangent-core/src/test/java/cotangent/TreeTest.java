package cotangent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeTest {

  record Pair(Tensor weight, Object rest) {}

  @Test
  void pathsNameEachLeafInTheOrderOfTheLeaves() {
    Tensor x = Tensor.of(1.0);
    Object tree =
        new Pair(
            x,
            Arrays.asList(
                new Pair(x, "a static part"),
                null,
                Map.of("b", x, "a", new Tensor[] {x, x}),
                List.of()));

    assertThat(Tree.paths(tree))
        .containsExactly("weight", "rest.0.weight", "rest.2.a.0", "rest.2.a.1", "rest.2.b");
    assertThat(Tree.leaves(tree)).hasSameSizeAs(Tree.paths(tree));
  }

  @Test
  void theLeafOfATreeThatIsATensorHasAnEmptyPath() {
    assertThat(Tree.paths(Tensor.of(1.0))).containsExactly("");
    assertThat(Tree.paths(null)).isEmpty();
  }
}
