package cotangent.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Writes a graph as indented trees. Nothing here recurses, and no line is indented further than
 * {@link #DEEPEST} levels, so a chain of a million operations is a long text and nothing worse.
 */
final class TextWriter {
  /** How many levels a tree may have before the rest of it moves below. */
  static final int DEEPEST = 40;

  /**
   * A line to be written: the value that {@code edge} carries, after {@code first}; its operands
   * come after {@code rest}.
   */
  private record Line(Edge edge, String first, String rest, int depth) {}

  private final Graph graph;
  private final List<List<Edge>> operands;
  private final int[] uses;
  private final boolean[] severalResults;

  /** The number by which a vertex is referred to; 0 for none. */
  private final int[] number;

  private final boolean[] written;
  private int numbers;
  private final Deque<Line> open = new ArrayDeque<>();
  private final Deque<Line> below = new ArrayDeque<>();
  private final StringBuilder out = new StringBuilder();

  TextWriter(Graph graph) {
    this.graph = graph;
    int n = graph.vertices().size();
    operands = new ArrayList<>(n);
    uses = new int[n];
    severalResults = new boolean[n];
    number = new int[n];
    written = new boolean[n];
    for (int v = 0; v < n; v++) {
      operands.add(new ArrayList<>(2));
    }
    for (Edge e : graph.edges()) {
      operands.get(e.to()).add(e);
      uses[e.from()]++;
      severalResults[e.from()] |= e.result() > 0;
    }
    operands.forEach(list -> list.sort(Comparator.comparingInt(Edge::operand)));
  }

  String write() {
    for (int v = 0; v < graph.vertices().size(); v++) {
      if (uses[v] == 0) {
        out.append(description(v)).append('\n');
        pushOperands(v, "", 0);
        drain();
      }
    }
    return out.toString().stripTrailing();
  }

  /** Writes what is open, and then what was too deep for it. */
  private void drain() {
    while (!open.isEmpty() || !below.isEmpty()) {
      Line line = open.isEmpty() ? below.remove() : open.pop();
      boolean waited = line.first.isEmpty();
      if (!waited || !written[line.edge.from()]) {
        write(line);
      }
    }
  }

  private void write(Line line) {
    int v = line.edge.from();
    boolean above = written[v];
    boolean tooDeep = !above && line.depth >= DEEPEST && !operands.get(v).isEmpty();
    if (number[v] == 0 && (uses[v] > 1 || tooDeep)) {
      number[v] = ++numbers;
    }
    out.append(line.first);
    if (severalResults[v]) {
      out.append("result ").append(line.edge.result()).append(" of ");
    }
    if (number[v] != 0) {
      out.append('#').append(number[v]).append(above || tooDeep ? " " : " = ");
    }
    out.append(above || tooDeep ? Words.oneLine(graph.vertices().get(v).title()) : description(v));
    if (!line.edge.label().isEmpty()) {
      out.append(" : ").append(Words.oneLine(line.edge.label()));
    }
    if (above) {
      out.append(" (above)\n");
    } else if (tooDeep) {
      out.append(" (below)\n");
      below.add(new Line(line.edge, "", "", 0));
    } else {
      out.append('\n');
      written[v] = true;
      pushOperands(v, line.rest, line.depth);
    }
  }

  private void pushOperands(int v, String indent, int depth) {
    List<Edge> edges = operands.get(v);
    for (int i = edges.size() - 1; i >= 0; i--) {
      boolean last = i == edges.size() - 1;
      open.push(
          new Line(
              edges.get(i),
              indent + (last ? "└─ " : "├─ "),
              indent + (last ? "   " : "│  "),
              depth + 1));
    }
  }

  private String description(int v) {
    Vertex vertex = graph.vertices().get(v);
    String text =
        switch (vertex) {
          case Vertex.Variable(String name) -> name.isEmpty() ? "variable" : "variable " + name;
          case Vertex.Constant(String value) -> value.isEmpty() ? "constant" : "constant " + value;
          case Vertex.Operation(_, String parameters) ->
              vertex.title() + (parameters.isEmpty() ? "" : "(" + parameters + ")");
          case Vertex.Result(String name) -> name.isEmpty() ? "result" : "result " + name;
        };
    return Words.oneLine(text);
  }
}
