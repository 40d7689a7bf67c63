package cotangent.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @Test
  void matrixProduct() {
    assertThat(Samples.matrixProduct().toText())
        .isEqualTo(
            """
            result z
            └─ sum(axes=[-2,-1]) : F64[]
               └─ matmul : F64[1,3]
                  ├─ variable y : F64[1,3]
                  └─ variable x : F64[3,3]
            """
                .stripTrailing());
  }

  @Test
  void sharedVerticesAreWrittenOnce() {
    assertThat(Samples.lesson().toText())
        .isEqualTo(
            """
            result J
            └─ square : F64[]
               └─ sub : F64[]
                  ├─ variable y : F64[]
                  └─ add : F64[]
                     ├─ relu : F64[]
                     │  └─ #1 = add : F64[]
                     │     ├─ mul : F64[]
                     │     │  ├─ variable w : F64[]
                     │     │  └─ variable x : F64[]
                     │     └─ variable b : F64[]
                     └─ #1 add : F64[] (above)
            """
                .stripTrailing());
  }

  @Test
  void severalResultsAndRootsAndNamelessLeaves() {
    var s = new Samples();
    var parts = s.op("split", "axis=-1", "F32[2]", s.variable("", "F32[4]"));
    s.root("first", parts);
    s.root("", s.op("add", "", s.result(parts, 1, "F32[2]"), s.constant("", "")));
    assertThat(s.graph().toText())
        .isEqualTo(
            """
            result first
            └─ result 0 of #1 = split(axis=-1) : F32[2]
               └─ variable : F32[4]
            result
            └─ add
               ├─ result 1 of #1 split : F32[2] (above)
               └─ constant
            """
                .stripTrailing());
  }

  @Test
  void whatLiesTooDeepIsWrittenBelow() {
    List<String> lines = Samples.chain(100).toText().lines().toList();
    assertThat(lines).hasSize(102 + 2);
    assertThat(lines.get(40)).isEqualTo("   ".repeat(39) + "└─ #1 sin : F64[] (below)");
    assertThat(lines.get(41)).isEqualTo("#1 = sin : F64[]");
    assertThat(lines.get(42)).isEqualTo("└─ sin : F64[]");
    assertThat(lines.getLast()).endsWith("└─ variable x : F64[]");
  }

  @Test
  void aLongChainIsALongTextAndNoMore() {
    String text = Samples.chain(200_000).toText();
    assertThat(text.length()).isLessThan(200_000 * 100);
    assertThat(text.lines()).hasSize(200_002 + 200_000 / 40);
  }

  @Test
  void textOfVerticesStaysOnItsLine() {
    for (String name : Samples.HOSTILE) {
      var samples = new Samples();
      samples.root(name, samples.op(name, name, name, samples.variable(name, name)));
      assertThat(samples.graph().toText().lines()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void everyVertexOnceAndEveryEdgeOnce(int seed) {
    Graph graph = Samples.random(seed, 300);
    List<String> lines = graph.toText().lines().toList();
    long roots =
        lines.stream()
            .filter(line ->
                Character.isLetter(line.charAt(0))
                    && !line.startsWith("result 0 of")
                    && !line.startsWith("result 1 of")
                    && !line.startsWith("result 2 of"))
            .count();
    long references =
        lines.stream()
            .filter(line -> line.endsWith(" (above)") || line.endsWith(" (below)"))
            .count();
    long below = lines.stream().filter(line -> line.endsWith(" (below)")).count();
    assertThat(roots).isPositive();
    assertThat(lines.size() - references).isEqualTo(graph.vertices().size());
    var defined = new HashSet<String>();
    for (String line : lines) {
      if (line.contains(" = ") && line.contains("#")) {
        assertThat(defined.add(line.replaceAll(".*?#(\\d+) = .*", "$1"))).as(line).isTrue();
      } else if (line.endsWith(" (above)")) {
        assertThat(defined).contains(line.replaceAll(".*?#(\\d+) .*", "$1"));
      }
    }
    assertThat(below).isLessThanOrEqualTo(references);
  }
}
