package cotangent.graph;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Op;
import cotangent.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Vertices and edges as they are found, operands before what uses them. */
final class Collector {
  /** Constants of at most so many elements are looked at, to see whether they are all the same. */
  private static final int LOOKED_AT = 1 << 22;

  /** Vectors of at most so many elements are shown in full. */
  private static final int SHOWN = 4;

  private final List<Vertex> vertices = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  /** A value: a vertex, and which of its results. */
  record Source(int vertex, int result, TensorType type) {}

  /** Adds a vertex that takes the given values, and gives its position. */
  int add(Vertex vertex, List<Source> operands) {
    int to = vertices.size();
    vertices.add(vertex);
    for (int i = 0; i < operands.size(); i++) {
      Source from = operands.get(i);
      edges.add(new Edge(from.vertex, from.result, to, i, from.type.toString()));
    }
    return to;
  }

  Graph graph() {
    return new Graph(vertices, edges);
  }

  static Vertex operation(Op op) {
    String parameters = Program.describe(op).substring(op.name().length());
    boolean bracketed = parameters.startsWith("[") && parameters.endsWith("]");
    return new Vertex.Operation(
        op.name(), bracketed ? parameters.substring(1, parameters.length() - 1) : parameters);
  }

  /** A constant that shows its value if that is one number, perhaps repeated, or a few. */
  static Vertex constant(Tensor value) {
    int elements = value.shape().elements();
    if (elements == 0 || elements > LOOKED_AT) {
      return new Vertex.Constant("");
    }
    double[] numbers = value.toDoubles();
    if (Arrays.stream(numbers).allMatch(x -> Double.compare(x, numbers[0]) == 0)) {
      return new Vertex.Constant(printed(value.at(new int[value.shape().rank()])));
    }
    boolean few = value.shape().rank() == 1 && elements <= SHOWN;
    return new Vertex.Constant(few ? printed(value) : "");
  }

  /** As tensors print, without the type, which the edges show. */
  private static String printed(Tensor value) {
    return value.toString().substring(value.type().toString().length()).strip();
  }
}
