package cotangent.code;

import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A basic block: phis, straight-line code, and how it ends. */
final class Block {
  /** Position in reverse post order. */
  int id = -1;

  final List<Block> pred = new ArrayList<>();
  final List<Block> succ = new ArrayList<>();
  final List<Value> phis = new ArrayList<>();
  final List<Value> code = new ArrayList<>();
  End end = new End.Jump();

  /** Nearest dominator; the entry is its own. */
  Block dominator = this;

  /** The innermost loop around the block. */
  @Nullable Loop loop;

  /** How a block passes control on, in the order of its successors. */
  sealed interface End {
    record Jump() implements End {}

    /** To the first successor, or to the second if the comparison holds. */
    record If(Opcode code, Value x, @Nullable Value y) implements End {}

    /** To the successor with the key's position, else to the last. */
    record Switch(Value key, List<Integer> keys) implements End {}

    record Return(@Nullable Value value) implements End {}

    record Throw(Value value) implements End {}

    /**
     * To the first successor, where guarded code begins; from there an exception leads to the
     * others, which catch it. So the state that a handler finds is that before the guarded code.
     */
    record Guard() implements End {}

    /** The values that the end uses. */
    default List<Value> operands() {
      return switch (this) {
        case Jump() -> List.of();
        case If(_, var x, var y) -> y == null ? List.of(x) : List.of(x, y);
        case Switch(var key, _) -> List.of(key);
        case Return(var value) -> value == null ? List.of() : List.of(value);
        case Throw(var value) -> List.of(value);
        case Guard() -> List.of();
      };
    }

    default End map(UnaryOperator<Value> f) {
      return switch (this) {
        case Jump() -> this;
        case If(var code, var x, var y) -> new If(code, f.apply(x), y == null ? null : f.apply(y));
        case Switch(var key, var keys) -> new Switch(f.apply(key), keys);
        case Return(var value) -> new Return(value == null ? null : f.apply(value));
        case Throw(var value) -> new Throw(f.apply(value));
        case Guard() -> this;
      };
    }
  }

  /** A natural loop with one entry edge and one back edge. */
  static final class Loop {
    final Block head;
    final Block latch;
    final Block before;
    final java.util.Set<Block> body;
    @Nullable Loop parent;

    Loop(Block head, Block before, Block latch, java.util.Set<Block> body) {
      this.head = head;
      this.before = before;
      this.latch = latch;
      this.body = body;
    }

    boolean contains(Block block) {
      return body.contains(block);
    }
  }

  void to(Block next) {
    succ.add(next);
    next.pred.add(this);
  }

  int depth() {
    int depth = 0;
    for (var l = loop; l != null; l = l.parent) {
      depth++;
    }
    return depth;
  }

  /** The loop of which this is the head, or null. */
  @Nullable Loop headed() {
    return loop != null && loop.head == this ? loop : null;
  }

  boolean dominates(Block other) {
    var b = other;
    while (b.id > id) {
      b = b.dominator;
    }
    return b == this;
  }

  /** Which predecessor of the successor the i-th outgoing edge is. */
  int edge(int i) {
    var next = succ.get(i);
    int skip = 0;
    for (int j = 0; j < i; j++) {
      if (succ.get(j) == next) {
        skip++;
      }
    }
    for (int k = 0; k < next.pred.size(); k++) {
      if (next.pred.get(k) == this && skip-- == 0) {
        return k;
      }
    }
    throw new AssertionError("no such edge");
  }
}
