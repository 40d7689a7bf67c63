package cotangent.graph;

/**
 * The kinds of vertex as pictures tell them apart: by colour, and by shape for those who do not see
 * the colours.
 */
enum Kind {
  VARIABLE,
  CONSTANT,
  OPERATION,
  RESULT;

  static Kind of(Vertex vertex) {
    return switch (vertex) {
      case Vertex.Variable _ -> VARIABLE;
      case Vertex.Constant _ -> CONSTANT;
      case Vertex.Operation _ -> OPERATION;
      case Vertex.Result _ -> RESULT;
    };
  }
}
