/**
 * Pictures of computational graphs.
 *
 * <p>A {@link cotangent.graph.Graph} is a plain value: a list of vertices and a list of edges. It
 * renders itself three ways:
 *
 * <ul>
 *   <li>{@link cotangent.graph.Graph#toText()}, for terminals, logs and debuggers, of any size;
 *   <li>{@link cotangent.graph.Graph#toDot()}, for Graphviz and every tool that reads its language,
 *       of any size;
 *   <li>{@link cotangent.graph.Graph#toSvg()}, to be looked at, up to {@link
 *       cotangent.graph.Graph#LARGEST_PICTURE} vertices and edges.
 * </ul>
 *
 * <p>How to read a picture: values flow downwards, operands enter an operation from left to right,
 * a dot is where a value goes more than one way, and lines that cross without a dot have nothing to
 * do with each other. The label where a value leaves its box gives its element type and shape.
 *
 * <pre>{@code
 * graph  = vertices, edges        in the order of the computation
 * vertex = variable name          a leaf to differentiate by: rounded, green
 *        | constant value         a leaf that never changes: dashed, grey
 *        | operation name params  rectangular, blue
 *        | result name            a value that was asked for: hexagonal, orange
 * edge   = result of a vertex -> operand of a later vertex, label
 * }</pre>
 */
@NullMarked
package cotangent.graph;

import org.jspecify.annotations.NullMarked;
