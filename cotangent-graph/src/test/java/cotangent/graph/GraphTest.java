package cotangent.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphTest {

  private static final List<Vertex> VERTICES =
      List.of(
          new Vertex.Variable("x"),
          new Vertex.Constant("2"),
          new Vertex.Operation("mul", ""),
          new Vertex.Result(""));

  @Test
  void isItselfImmutable() {
    var vertices = new ArrayList<Vertex>(List.of(new Vertex.Variable("x")));
    var graph = new Graph(vertices, List.of());
    vertices.add(new Vertex.Variable("y"));
    assertThat(graph.vertices()).hasSize(1);
    assertThatThrownBy(() -> graph.vertices().removeFirst())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesWhatIsNoGraph() {
    assertRefused("does not exist", edge(0, 4, 0));
    assertRefused("does not exist", edge(-1, 2, 0));
    assertRefused("lower position to a higher", edge(2, 2, 0));
    assertRefused("lower position to a higher", edge(2, -1, 0));
    assertRefused("negative", new Edge(0, -1, 2, 0, ""));
    assertRefused("negative", edge(0, 2, -1));
    assertRefused("enters a leaf", edge(0, 1, 0));
    assertRefused("second value for the same operand", edge(0, 2, 0), edge(1, 2, 0), edge(1, 2, 2));
    assertRefused("leaves a gap", edge(0, 2, 0), edge(1, 2, 2));
    assertRefused("vertex 3", edge(0, 2, 0), edge(1, 2, 1));
    assertRefused("has 2 operands", edge(0, 3, 0), edge(1, 3, 1));
    assertThatThrownBy(() ->
            new Graph(
                List.of(new Vertex.Variable(""), new Vertex.Result(""), new Vertex.Result("")),
                List.of(edge(0, 1, 0), edge(1, 2, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaves a result");
  }

  @Test
  void mayBeEmpty() {
    var empty = new Graph(List.of(), List.of());
    assertThat(empty.toText()).isEmpty();
    assertThat(SvgPicture.read(empty.toSvg()).boxes()).isEmpty();
    assertThat(DotFile.read(empty.toDot()).vertices()).isEmpty();
  }

  @Test
  void toStringIsTheText() {
    assertThat(Samples.lesson()).hasToString(Samples.lesson().toText());
  }

  @Test
  void refusesPicturesThatNobodyCouldLookAt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("graph.svg"), "as it was");
    assertThatThrownBy(() -> Samples.chain(4_000).writeSvg(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4002 vertices and 4001 edges")
        .hasMessageContaining("toText() or toDot()");
    assertThat(file).hasContent("as it was");
    Graph largest = Samples.chain(3_998);
    assertThat(SvgPicture.read(largest.toSvg()).boxes()).hasSize(4_000);
  }

  @Test
  void writesTheSvgInUtf8(@TempDir Path folder) throws IOException {
    var samples = new Samples();
    samples.root("größe → λ", samples.variable("∇θ", "F64[]"));
    Path file = folder.resolve("graph.svg");
    samples.graph().writeSvg(file);
    assertThat(file).hasContent(samples.graph().toSvg());
    assertThat(Files.readString(file)).contains("größe → λ", "∇θ");
    assertThatThrownBy(() -> samples.graph().writeSvg(folder.resolve("no").resolve("such.svg")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static Edge edge(int from, int to, int operand) {
    return new Edge(from, 0, to, operand, "F64[]");
  }

  private static void assertRefused(String reason, Edge... edges) {
    assertThatThrownBy(() -> new Graph(VERTICES, List.of(edges)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Graph: ")
        .hasMessageContaining(reason);
  }
}
