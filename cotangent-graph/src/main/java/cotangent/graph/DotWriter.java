package cotangent.graph;

/** Writes a graph in the DOT language: one line a vertex, one line an edge. */
final class DotWriter {
  private DotWriter() {}

  static String write(Graph graph) {
    Colours page = Colours.page(false);
    var out = new StringBuilder();
    out.append(
        """
        digraph {
          rankdir=TB; ordering=in;
          node [fontname="monospace", fontsize=12, penwidth=1.2];
          edge [fontname="monospace", fontsize=10, color="%s", fontcolor="%s", arrowsize=0.7];
        """
            .formatted(page.stroke(), page.text()));
    for (int v = 0; v < graph.vertices().size(); v++) {
      Vertex vertex = graph.vertices().get(v);
      String text =
          vertex.detail().isEmpty() ? vertex.title() : vertex.title() + "\n" + vertex.detail();
      out.append("  n%s [label=%s, %s];\n".formatted(v, Words.dot(text), look(Kind.of(vertex))));
    }
    for (Edge e : graph.edges()) {
      out.append("  n%s -> n%s [label=%s];\n".formatted(e.from(), e.to(), Words.dot(e.label())));
    }
    return out.append("}\n").toString();
  }

  private static String look(Kind kind) {
    String shape =
        switch (kind) {
          case VARIABLE -> "shape=ellipse, style=filled";
          case CONSTANT -> "shape=box, style=\"filled,dashed\"";
          case OPERATION -> "shape=box, style=\"filled,rounded\"";
          case RESULT -> "shape=hexagon, style=filled";
        };
    Colours c = Colours.of(kind, false);
    return shape
        + ", fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\""
            .formatted(c.fill(), c.stroke(), c.text());
  }
}
