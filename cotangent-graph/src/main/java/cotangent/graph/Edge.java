package cotangent.graph;

/**
 * A value that flows from one vertex of a {@link Graph} to another.
 *
 * @param from the position of the vertex that makes the value
 * @param result which of that vertex's results the value is, from 0
 * @param to the position of the vertex that takes it
 * @param operand which of that vertex's operands it is, from 0
 * @param label the value's element type and shape, for instance {@code F32[64,800]}; empty for no
 *     label
 */
public record Edge(int from, int result, int to, int operand, String label) {}
