package cotangent.graph;

/**
 * A node of a {@link Graph}. Two vertices are the same node only if they have the same position in
 * {@link Graph#vertices()}; equality of the records says no more than that they look alike.
 */
public sealed interface Vertex {

  /** The name as pictures show it; never empty. */
  String title();

  /** What pictures show below the name in smaller type; empty for nothing. */
  default String detail() {
    return "";
  }

  /**
   * A leaf that one can differentiate with respect to: a variable, or an input of a program.
   *
   * @param name its name; empty if it has none
   */
  record Variable(String name) implements Vertex {
    @Override
    public String title() {
      return name.isEmpty() ? "variable" : name;
    }
  }

  /**
   * A leaf that is the same on every run.
   *
   * @param value its value, if short enough to be read in a picture; empty otherwise
   */
  record Constant(String value) implements Vertex {
    @Override
    public String title() {
      return value.isEmpty() ? "constant" : value;
    }
  }

  /**
   * An operation applied to operands.
   *
   * @param name the operation, for instance {@code matmul}
   * @param parameters what the operation was told besides its operands, for instance {@code
   *     axes=[0]}; empty for nothing
   */
  record Operation(String name, String parameters) implements Vertex {
    @Override
    public String title() {
      return name.isEmpty() ? "operation" : name;
    }

    @Override
    public String detail() {
      return parameters;
    }
  }

  /**
   * Marks a value that the graph was asked for. It has exactly one operand, that value.
   *
   * @param name its name; empty if it has none
   */
  record Result(String name) implements Vertex {
    @Override
    public String title() {
      return name.isEmpty() ? "result" : name;
    }
  }
}
