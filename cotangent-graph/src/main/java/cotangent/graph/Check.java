package cotangent.graph;

import java.util.BitSet;
import java.util.List;

/** The conditions that make vertices and edges a {@link Graph}. */
final class Check {
  private Check() {}

  static void wellFormed(List<Vertex> vertices, List<Edge> edges) {
    int[] operands = new int[vertices.size()];
    for (Edge e : edges) {
      require(e.from() >= 0 && e.to() < vertices.size(), e, "names a vertex that does not exist");
      require(e.from() < e.to(), e, "does not lead from a lower position to a higher one");
      require(e.result() >= 0 && e.operand() >= 0, e, "has a negative result or operand");
      require(!(vertices.get(e.from()) instanceof Vertex.Result), e, "leaves a result");
      require(takesOperands(vertices.get(e.to())), e, "enters a leaf");
      operands[e.to()]++;
    }
    numberedWithoutGaps(edges, operands);
    resultsMarkOneValue(vertices, operands);
  }

  /** With no operand too large and none twice, {@code n} operands can only be 0 to n - 1. */
  private static void numberedWithoutGaps(List<Edge> edges, int[] operands) {
    int[] first = new int[operands.length + 1];
    for (int v = 0; v < operands.length; v++) {
      first[v + 1] = first[v] + operands[v];
    }
    var seen = new BitSet(edges.size());
    for (Edge e : edges) {
      require(e.operand() < operands[e.to()], e, "leaves a gap in the numbering of the operands");
      int slot = first[e.to()] + e.operand();
      require(!seen.get(slot), e, "is a second value for the same operand");
      seen.set(slot);
    }
  }

  private static void resultsMarkOneValue(List<Vertex> vertices, int[] operands) {
    for (int v = 0; v < operands.length; v++) {
      if (vertices.get(v) instanceof Vertex.Result && operands[v] != 1) {
        throw new IllegalArgumentException(
            "Graph: vertex %s, %s, has %s operands, and a result has exactly one"
                .formatted(v, vertices.get(v), operands[v]));
      }
    }
  }

  private static boolean takesOperands(Vertex v) {
    return switch (v) {
      case Vertex.Variable _, Vertex.Constant _ -> false;
      case Vertex.Operation _, Vertex.Result _ -> true;
    };
  }

  private static void require(boolean condition, Edge e, String what) {
    if (!condition) {
      throw new IllegalArgumentException("Graph: " + e + " " + what);
    }
  }
}
