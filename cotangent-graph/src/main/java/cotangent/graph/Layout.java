package cotangent.graph;

import java.util.List;
import java.util.Set;

/**
 * Where everything in a picture goes; lengths in CSS pixels, y downwards.
 *
 * @param boxes one for each vertex, in the graph's order
 * @param routes one for each edge, in the graph's order
 * @param labels one for each value that has a label
 * @param junctions where edges that carry the same value part
 */
record Layout(
    double width,
    double height,
    List<Box> boxes,
    List<Route> routes,
    List<Label> labels,
    Set<Point> junctions) {

  /** Type sizes, and the distances of text from its box. */
  static final double TITLE_SIZE = 13;

  static final double DETAIL_SIZE = 10.5;
  static final double LABEL_SIZE = 10.5;

  /** Columns after which a title, a detail or a label is cut. */
  private static final int LONGEST = 36;

  record Point(double x, double y) {}

  /** The rectangle that a vertex fills, and its text. */
  record Box(
      Vertex vertex,
      String title,
      String detail,
      double x,
      double y,
      double width,
      double height) {}

  /** Text beside an edge, in a rectangle of its own. */
  record Label(String text, double x, double y, double width, double height) {}

  /** The corners of an edge, from the vertex that makes the value to the one that takes it. */
  record Route(Edge edge, List<Point> points) {}

  static Layout of(Graph graph) {
    return LayeredLayout.of(graph);
  }

  static Box measure(Vertex vertex) {
    String title = Words.fit(vertex.title(), LONGEST);
    String detail = Words.fit(vertex.detail(), LONGEST);
    double text = Math.max(Words.width(title, TITLE_SIZE), Words.width(detail, DETAIL_SIZE));
    double beside =
        switch (vertex) {
          case Vertex.Operation _ -> 12;
          case Vertex.Constant _ -> 10;
          case Vertex.Variable _, Vertex.Result _ -> 16;
        };
    return new Box(
        vertex,
        title,
        detail,
        0,
        0,
        Math.ceil(Math.max(36, text + 2 * beside)),
        detail.isEmpty() ? 28 : 42);
  }

  static Label measure(String label) {
    String text = Words.fit(label, LONGEST);
    return new Label(text, 0, 0, Math.ceil(Words.width(text, LABEL_SIZE)), 14);
  }
}
