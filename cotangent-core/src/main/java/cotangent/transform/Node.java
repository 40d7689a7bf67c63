package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Op;
import cotangent.program.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that reverse mode watches: what it is, and the op it came from. It is a handle: two nodes
 * with the same origin and index are the same value.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Node implements Value {
  /** Where a value comes from. */
  public sealed interface Origin permits Application, Leaf {
    /** 0 for a leaf, else 1 + the largest depth among the operands. */
    int depth();
  }

  /** An op that was applied: the edges of the graph. */
  static final class Application implements Origin {
    final Op op;
    final Tensor[] operands;
    final Tensor[] results;
    private final int depth;

    Application(Op op, Tensor[] operands, Tensor[] results, int depth) {
      this.op = op;
      this.operands = operands;
      this.results = results;
      this.depth = depth;
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  /** An input: a variable, or an argument of a differentiated function. */
  static final class Leaf implements Origin {
    final Tensor value;
    final @Nullable String name;

    /**
     * The sum of the cotangents that backward passes have brought; guarded by this leaf's monitor.
     */
    private @Nullable Tensor grad;

    Leaf(Tensor value, @Nullable String name) {
      this.value = value;
      this.name = name;
    }

    @Override
    public int depth() {
      return 0;
    }

    synchronized @Nullable Tensor grad() {
      return grad;
    }

    synchronized void accumulate(Tensor ct) {
      grad = grad == null ? ct : grad.add(ct);
    }

    synchronized void zeroGrad() {
      grad = null;
    }
  }

  private final ReverseLevel level;
  private final Origin origin;
  private final int index;

  Node(ReverseLevel level, Origin origin, int index) {
    this.level = level;
    this.origin = origin;
    this.index = index;
  }

  ReverseLevel level() {
    return level;
  }

  Origin origin() {
    return origin;
  }

  int index() {
    return index;
  }

  /** The value without its history. */
  public Tensor primal() {
    return switch (origin) {
      case Application a -> a.results[index];
      case Leaf l -> l.value;
    };
  }

  /** Whether this is an input of the graph. */
  public boolean isLeaf() {
    return origin instanceof Leaf;
  }

  /** Whether this is a variable, or was computed from variables, outside of any transformation. */
  public boolean isImperative() {
    return level == ReverseLevel.IMPERATIVE;
  }

  /** The name that a variable was given. */
  public @Nullable String name() {
    return origin instanceof Leaf l ? l.name : null;
  }

  /** The op that gave this value, null for a leaf. */
  public @Nullable Op op() {
    return origin instanceof Application a ? a.op : null;
  }

  /** The operands of {@link #op()}, empty for a leaf. */
  public List<Tensor> operands() {
    return origin instanceof Application a ? List.of(a.operands) : List.of();
  }

  /** Which of the results of {@link #op()} this is. */
  public int resultIndex() {
    return index;
  }

  /** What values of one op have in common and others do not: equal by identity. */
  public Object source() {
    return origin;
  }

  @Override
  public TensorType type() {
    return primal().type();
  }

  @Override
  public String toString() {
    return primal()
        + switch (origin) {
          case Leaf l -> " (variable" + (l.name == null ? "" : " " + l.name) + ")";
          case Application a -> " (" + Program.describe(a.op) + ")";
        };
  }
}
