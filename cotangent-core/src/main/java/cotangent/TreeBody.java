package cotangent;

import cotangent.op.Body;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function of trees as a function of the lists of their leaves; it remembers the form of the last
 * value.
 */
final class TreeBody<T, R> implements Body {
  private final Function<T, R> f;
  private final Tree.Flat argument;
  private Tree.@Nullable Structure result;

  TreeBody(Function<T, R> f, T x) {
    this.f = f;
    this.argument = Tree.flatten(x);
  }

  @Override
  public Tensor[] apply(Tensor[] x) {
    Tree.Flat y = Tree.flatten(f.apply(input(x)));
    result = y.structure();
    return y.leaves().toArray(Tensor[]::new);
  }

  Tensor[] leaves() {
    return argument.leaves().toArray(Tensor[]::new);
  }

  /** The leaves, of which at least one must be able to carry a derivative. */
  Tensor[] inputs(String name) {
    Tensor[] leaves = leaves();
    if (Arrays.stream(leaves).noneMatch(leaf -> leaf.dtype().isFloating())) {
      throw new IllegalArgumentException(
          name
              + ": the argument holds no F32 or F64 tensor to differentiate with respect to, "
              + (leaves.length > 0
                  ? "only " + Arrays.stream(leaves).map(Tensor::type).toList() + ": use cast"
                  : "and no tensor at all: tensors are found in records, lists, maps and arrays"));
    }
    return leaves;
  }

  /** The places of the leaves of the argument. */
  List<String> inputPaths() {
    return Tree.pathsOf(argument.structure());
  }

  /** The places of the leaves of the value. */
  List<String> outputPaths() {
    if (result == null) {
      throw new AssertionError("the function has not run");
    }
    return Tree.pathsOf(result);
  }

  T input(Tensor[] leaves) {
    return Tree.typed(argument.structure(), Arrays.asList(leaves));
  }

  R output(Tensor[] leaves) {
    if (result == null) {
      throw new AssertionError("the function has not run");
    }
    return Tree.typed(result, Arrays.asList(leaves));
  }

  /**
   * The cotangents of the argument: zeros where there is none, and copies of what is not
   * floating-point.
   */
  T gradient(@Nullable Tensor[] cotangents) {
    Tensor[] out = leaves();
    for (int i = 0; i < out.length; i++) {
      if (out[i].dtype().isFloating()) {
        out[i] = Derivatives.orZeros(cotangents[i], out[i]);
      }
    }
    return input(out);
  }

  /** The leaves of a tangent of the argument; null where the leaf is not floating-point. */
  List<@Nullable Tensor> tangents(String name, T dx) {
    return matching("the tangent of " + name, dx, argument.leaves());
  }

  /**
   * The leaves of a tangent or cotangent, checked against the values; null where the value is not
   * floating-point.
   */
  static List<@Nullable Tensor> matching(String what, @Nullable Object tree, List<Tensor> values) {
    List<Tensor> leaves = Tree.leaves(tree);
    boolean fits = leaves.size() == values.size();
    for (int i = 0; fits && i < leaves.size(); i++) {
      fits =
          !values.get(i).dtype().isFloating() || leaves.get(i).type().equals(values.get(i).type());
    }
    if (!fits) {
      throw new IllegalArgumentException(
          what
              + " must have the types "
              + values.stream().map(Tensor::type).toList()
              + ", got "
              + leaves.stream().map(Tensor::type).toList());
    }
    List<@Nullable Tensor> out = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      out.add(values.get(i).dtype().isFloating() ? leaves.get(i) : null);
    }
    return out;
  }

  /** {@link #matching} with zeros where the value is not floating-point. */
  static Tensor[] complete(String what, @Nullable Object tree, Tensor[] values) {
    List<@Nullable Tensor> leaves = matching(what, tree, Arrays.asList(values));
    Tensor[] out = new Tensor[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Derivatives.orZeros(leaves.get(i), values[i]);
    }
    return out;
  }
}
