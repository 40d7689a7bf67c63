package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Body;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reverse mode on functions of lists of tensors, and the imperative form of it. */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Reverse {
  private Reverse() {}

  /** Values of a function, and the map from their cotangents to those of the inputs. */
  public static final class Pullback {
    private final ReverseLevel level;
    private final Tensor[] inputs;
    private final Tensor[] outputs;

    private Pullback(ReverseLevel level, Tensor[] inputs, Tensor[] outputs) {
      this.level = level;
      this.inputs = inputs;
      this.outputs = outputs;
    }

    /** The values of the function. */
    public Tensor[] values() {
      return level.primals(outputs);
    }

    /**
     * The cotangents of the inputs; null where the input is not floating-point or nothing depends
     * on it.
     *
     * @param cotangents those of the outputs, null for zero
     */
    public @Nullable Tensor[] apply(List<? extends @Nullable Tensor> cotangents) {
      List<Node> roots = new ArrayList<>();
      List<@Nullable Tensor> cts = new ArrayList<>();
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i] instanceof Node node && node.level() == level) {
          roots.add(node);
          cts.add(cotangents.get(i));
        }
      }
      IdentityHashMap<Node.Origin, Tensor> arrived = new IdentityHashMap<>();
      Backward.sweep(
          level,
          roots,
          cts,
          false,
          0,
          (origin, ct) -> {
            Tensor single = ct[0];
            if (origin instanceof Node.Leaf && single != null) {
              arrived.put(origin, single);
            }
          });
      @Nullable Tensor[] out = new Tensor[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        out[i] =
            inputs[i] instanceof Node node && node.level() == level
                ? arrived.get(node.origin())
                : null;
      }
      return out;
    }

    /**
     * The tangents of the outputs for tangents of the inputs: a forward sweep over the recorded
     * graph.
     */
    public @Nullable Tensor[] pushforward(List<? extends @Nullable Tensor> tangents) {
      return Linearized.sweep(level, inputs, outputs, tangents);
    }
  }

  /** Runs a function, recording it with respect to those inputs that are floating-point. */
  public static Pullback vjp(Body f, Tensor[] x) {
    ReverseLevel level = new ReverseLevel();
    Tensor[] inputs = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = x[i].dtype().isFloating() ? level.leaf(x[i], null) : x[i];
    }
    try {
      return new Pullback(level, inputs, f.apply(inputs));
    } finally {
      level.close();
    }
  }

  /** A new variable with a value, outside of all transformations. */
  public static Tensor variable(Tensor value, @Nullable String name) {
    if (!value.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "variable: "
              + value.type()
              + " cannot carry a derivative, only F32 and F64 can: use cast");
    }
    if (value instanceof Node node && node.isImperative()) {
      return ReverseLevel.IMPERATIVE.leaf(node.primal(), name);
    }
    if (value instanceof Value) {
      throw new IllegalStateException(
          "variable: the value belongs to a running transformation; inside one, differentiate with grad or vjp");
    }
    return ReverseLevel.IMPERATIVE.leaf(value, name);
  }

  /** Adds the gradient of the roots to all variables they were computed from. */
  public static void backward(List<Tensor> roots, List<Tensor> cotangents) {
    List<Node> nodes = roots.stream().map(root -> imperative("backward", root)).toList();
    checkCotangents("backward", roots, cotangents);
    List<Runnable> updates = new ArrayList<>();
    Backward.sweep(
        ReverseLevel.IMPERATIVE,
        nodes,
        cotangents.stream().map(ReverseLevel.IMPERATIVE::primal).toList(),
        false,
        0,
        (origin, ct) -> {
          Tensor single = ct[0];
          if (origin instanceof Node.Leaf leaf && single != null) {
            updates.add(() -> leaf.accumulate(single));
          }
        });
    updates.forEach(Runnable::run); // only now, so that an error on the way changes nothing
  }

  /**
   * The cotangents of any nodes of a graph, recorded themselves; null where the roots do not depend
   * on one.
   */
  public static @Nullable Tensor[] gradients(
      List<Tensor> roots, List<Tensor> cotangents, List<Tensor> at) {
    List<Node> nodes = roots.stream().map(root -> imperative("gradients", root)).toList();
    checkCotangents("gradients", roots, cotangents);
    List<Node> wanted = at.stream().map(x -> imperative("gradients", x)).toList();
    int least = wanted.stream().mapToInt(node -> node.origin().depth()).min().orElse(0);
    IdentityHashMap<Node.Origin, @Nullable Tensor[]> arrived = new IdentityHashMap<>();
    for (Node node : wanted) {
      arrived.put(node.origin(), new Tensor[0]);
    }
    Backward.sweep(
        ReverseLevel.IMPERATIVE,
        nodes,
        cotangents,
        true,
        least,
        (origin, ct) -> arrived.computeIfPresent(origin, (o, none) -> ct));
    @Nullable Tensor[] out = new Tensor[wanted.size()];
    for (int i = 0; i < out.length; i++) {
      @Nullable Tensor[] cts = arrived.get(wanted.get(i).origin());
      out[i] = cts == null || cts.length == 0 ? null : cts[wanted.get(i).index()];
    }
    return out;
  }

  private static void checkCotangents(String name, List<Tensor> roots, List<Tensor> cotangents) {
    List<TensorType> expected = roots.stream().map(Tensor::type).toList();
    List<TensorType> given = cotangents.stream().map(Tensor::type).toList();
    if (!given.equals(expected)) {
      throw new IllegalArgumentException(
          name
              + ": each root needs a cotangent of its own type: "
              + expected
              + " are needed, got "
              + given);
    }
  }

  private static Node imperative(String name, Tensor x) {
    if (x instanceof Node node && node.isImperative()) {
      return node;
    }
    if (x instanceof Value) {
      throw new IllegalStateException(
          name
              + " works on variables outside of transformations; the value given belongs to a running transformation:"
              + " differentiate there with grad or vjp");
    }
    throw new IllegalArgumentException(
        name
            + ": the "
            + x.type()
            + " given was not computed from a variable; make one with x.variable()");
  }

  /** What backward passes have added to a variable so far, null before the first. */
  public static @Nullable Tensor grad(Tensor variable) {
    return leaf("grad", variable).grad();
  }

  /** Forgets what backward passes have added to a variable. */
  public static void zeroGrad(Tensor variable) {
    leaf("zeroGrad", variable).zeroGrad();
  }

  private static Node.Leaf leaf(String name, Tensor x) {
    if (imperative(name, x).origin() instanceof Node.Leaf leaf) {
      return leaf;
    }
    throw new IllegalArgumentException(
        name
            + ": only variables keep gradients, this "
            + x.type()
            + " was computed; for its gradient use gradients(z, List.of(x))");
  }
}
