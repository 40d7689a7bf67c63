package cotangent.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes nothing twice: a value that an earlier one is sure to equal is replaced by that one, and
 * so is a load of what was loaded or stored before, if nothing in between may write there. In the
 * reverse sweep one load means one update of the adjoint array.
 *
 * <p>A value is not replaced by one from inside a loop that it is not in itself, since what is made
 * in a loop and used after it must be saved.
 */
final class Numbering {
  private final Analysis analysis;
  private final Body body;
  private final Memory memory;
  private final Map<Key, List<Value>> known = new HashMap<>();
  private final Map<Value, Value> replacement = new HashMap<>();

  /** An operation and its operands; constants stand for themselves. */
  private record Key(Op op, List<Object> operands) {}

  private static final Op LOAD = new Op.Load();

  private Numbering(Analysis analysis) {
    this.analysis = analysis;
    this.body = analysis.body;
    this.memory = new Memory(analysis);
  }

  /** Says whether anything was replaced; then the body is to be numbered anew. */
  static boolean run(Analysis analysis) {
    var numbering = new Numbering(analysis);
    numbering.run();
    return !numbering.replacement.isEmpty();
  }

  private void run() {
    for (var block : body.blocks) {
      for (int i = 0; i < block.code.size(); i++) {
        visit(block.code.get(i), i);
      }
    }
    for (var block : body.blocks) {
      block.code.removeIf(replacement::containsKey);
    }
    body.replace(replacement);
  }

  private void visit(Value v, int position) {
    if (v.op instanceof Op.Store) {
      if (v.in[2].isReal() && Types.isReal(Types.element(v.in[0].type))) {
        note(key(LOAD, v.in[0], v.in[1]), v);
      }
      return;
    }
    boolean loads = v.op instanceof Op.Load || (v.op instanceof Op.GetField && !isConstant(v));
    if (!loads && !isPure(v)) {
      return;
    }
    var key = key(v.op, v.in);
    for (var earlier : known.getOrDefault(key, List.of()).reversed()) {
      var loop = earlier.block.loop;
      if (earlier.block.dominates(v.block)
          && (loop == null || loop.contains(v.block))
          && (!loads || reaches(earlier, v, position))) {
        replacement.put(v, earlier.op instanceof Op.Store ? earlier.in[2] : earlier);
        return;
      }
    }
    note(key, v);
  }

  private void note(Key key, Value v) {
    known.computeIfAbsent(key, _ -> new ArrayList<>()).add(v);
  }

  private Key key(Op op, Value... in) {
    return new Key(op, Arrays.stream(in).map(this::operand).toList());
  }

  private Object operand(Value v) {
    var x = Body.follow(replacement, v);
    return x.op instanceof Op.Const(var constant) ? constant : x;
  }

  private boolean isConstant(Value v) {
    return memory.isConstant(v);
  }

  /** Whether the value depends on its operands alone; some may throw, but not a second time. */
  private boolean isPure(Value v) {
    return switch (v.op) {
      case Op.Arith _, Op.ArrayLength _, Op.Cast _, Op.InstanceOf _ -> true;
      case Op.GetField _ -> isConstant(v);
      case Op.Call _ ->
          switch (analysis.target(v)) {
            case Target.Smooth _ -> true;
            case Target.Flat _ -> Arrays.stream(v.in).noneMatch(Value::isReference);
            default -> false;
          };
      default -> false;
    };
  }

  /** Whether on each way back from the load nothing may write before the earlier access is met. */
  private boolean reaches(Value earlier, Value load, int position) {
    var first = back(load.block, position, earlier, load);
    if (first != null) {
      return first;
    }
    var seen = new HashSet<Block>();
    var work = new ArrayDeque<>(load.block.pred);
    while (!work.isEmpty()) {
      var block = work.pop();
      if (seen.add(block)) {
        var found = back(block, block.code.size(), earlier, load);
        if (found == null) {
          work.addAll(block.pred);
        } else if (!found) {
          return false;
        }
      }
    }
    return true;
  }

  /** True if the earlier access is met, false if a write is, null if neither. */
  private @Nullable Boolean back(Block block, int end, Value earlier, Value load) {
    for (int i = end - 1; i >= 0; i--) {
      var v = block.code.get(i);
      if (v == earlier) {
        return true;
      }
      if (memory.mayChange(v, load)) {
        return false;
      }
    }
    return null;
  }
}
