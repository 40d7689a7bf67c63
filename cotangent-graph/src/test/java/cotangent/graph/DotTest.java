package cotangent.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void saysTheSameAsTheGraph(int seed) {
    Graph graph = Samples.random(seed, 50);
    DotFile dot = DotFile.read(graph.toDot());
    assertThat(dot.vertices()).hasSameSizeAs(graph.vertices());
    int v = 0;
    for (Vertex vertex : graph.vertices()) {
      String text = vertex.title() + (vertex.detail().isEmpty() ? "" : "\n" + vertex.detail());
      assertThat(DotFile.shown(dot.vertices().get("n" + v++).get("label"))).isEqualTo(text);
    }
    assertThat(
            dot.edges().stream()
                .map(e ->
                    e.from() + " " + e.to() + " " + DotFile.shown(e.attributes().get("label"))))
        .containsExactlyElementsOf(
            graph.edges().stream()
                .map(e -> "n" + e.from() + " n" + e.to() + " " + e.label())
                .toList());
  }

  @Test
  void tellsTheKindsApart() {
    assertThat(DotFile.read(Samples.trainingStep().toDot()).vertices().values())
        .extracting(attributes -> attributes.get("shape") + " " + attributes.get("style"))
        .contains("ellipse filled", "box filled,rounded", "box filled,dashed", "hexagon filled");
  }

  @Test
  void anyTextIsLegal() {
    for (String name : Samples.HOSTILE) {
      var samples = new Samples();
      samples.root(name, samples.op(name, name, name, samples.variable(name, name)));
      DotFile dot = DotFile.read(samples.graph().toDot());
      String shown =
          name.replace("\0", " ")
              .replace("\t", " ")
              .replace("\r", " ")
              .replace("\u0085", " ")
              .replace("\uD800", " ");
      assertThat(DotFile.shown(dot.vertices().get("n0").get("label")))
          .isEqualTo(shown.isEmpty() ? "variable" : shown);
      assertThat(DotFile.shown(dot.edges().getFirst().attributes().get("label"))).isEqualTo(shown);
    }
  }
}
