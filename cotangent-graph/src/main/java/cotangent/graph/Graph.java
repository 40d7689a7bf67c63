package cotangent.graph;

import cotangent.Tensor;
import cotangent.Traced;
import cotangent.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The graph of a computation, to be looked at: as text, as DOT, as a picture in SVG.
 *
 * <p>Vertices stand in the order of the computation, so every edge leads from a lower position to a
 * higher one and there are no cycles. The same graph gives the same characters in every rendering,
 * on every machine.
 *
 * @param vertices the nodes, operands before the operations that use them
 * @param edges the values that flow between them
 */
public record Graph(List<Vertex> vertices, List<Edge> edges) {

  /** The most vertices and edges, taken together, that {@link #toSvg()} lays out. */
  public static final int LARGEST_PICTURE = 8_000;

  /**
   * @throws IllegalArgumentException if an edge names a vertex that does not exist, does not lead
   *     from a lower position to a higher one, leaves a result or enters a leaf, or if a vertex's
   *     operands are not numbered 0, 1, 2, ... without gaps, or if a result does not have exactly
   *     one operand
   */
  public Graph {
    vertices = List.copyOf(vertices);
    edges = List.copyOf(edges);
    Check.wellFormed(vertices, edges);
  }

  /**
   * What was recorded on the way from variables to some tensors. The gradients that {@code
   * gradients(z, xs)} gives are recorded, too, and can be among them. Ops whose results have no
   * derivative, such as comparisons, are not recorded; their results are constants here.
   *
   * @throws IllegalArgumentException if a tensor was not computed from a variable, or none is given
   * @throws IllegalStateException if a tensor belongs to a running transformation
   */
  public static Graph of(Tensor... roots) {
    return History.of(Arrays.stream(roots).map(root -> Map.entry("", root)).toList());
  }

  /**
   * The same as {@link #of(Tensor...)} with names for the results, which come in the order of their
   * names.
   */
  public static Graph of(Map<String, Tensor> roots) {
    return History.of(List.copyOf(new TreeMap<>(roots).entrySet()));
  }

  /**
   * A traced function. Inputs and results are named after their places in the argument and in the
   * value, such as {@code hidden.weight}; what has no such name has the one in the printed program.
   */
  public static Graph of(Traced<?, ?> function) {
    return Equations.of(function.program(), function.inputPaths(), function.outputPaths());
  }

  /** The equations of a program, with the names that it prints. */
  public static Graph of(Program program) {
    return Equations.of(program, List.of(), List.of());
  }

  /**
   * The graph as an indented tree that starts at the results. A vertex that is used more than once
   * is written out once, with a number, and referred to by that number elsewhere. What lies more
   * than {@value TextWriter#DEEPEST} levels deep is written below, at the left margin again, so
   * that the text grows linearly with the graph.
   */
  public String toText() {
    return new TextWriter(this).write();
  }

  /** The graph in the DOT language of Graphviz, from top to bottom. */
  public String toDot() {
    return DotWriter.write(this);
  }

  /**
   * The graph as an SVG picture, inputs above and results below; operands enter an operation from
   * left to right. It follows the viewer's preference for light or dark colours, needs no font but
   * what the viewer has, and shows the full text of what it had to shorten when pointed at.
   *
   * @throws IllegalStateException if vertices and edges together are more than {@value
   *     #LARGEST_PICTURE}
   */
  public String toSvg() {
    int size = vertices.size() + edges.size();
    if (size > LARGEST_PICTURE) {
      throw new IllegalStateException(
          ("toSvg: this graph has %s vertices and %s edges, and a picture holds at most %s of both together. "
                  + "Use toText() or toDot(), or take the graph of a smaller part of the computation.")
              .formatted(vertices.size(), edges.size(), LARGEST_PICTURE));
    }
    return SvgWriter.write(Layout.of(this));
  }

  /**
   * Writes {@link #toSvg()} to a file, in UTF-8. An existing file is replaced.
   *
   * @throws IllegalStateException as {@link #toSvg()}; the file is then left as it was
   * @throws IOException if the file cannot be written
   */
  public void writeSvg(Path file) throws IOException {
    Files.writeString(file, toSvg());
  }

  /** The same as {@link #toText()}. */
  @Override
  public String toString() {
    return toText();
  }
}
