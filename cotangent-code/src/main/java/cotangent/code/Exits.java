package cotangent.code;

import cotangent.code.Block.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives what is made in a loop and used after it a second name: a phi with one operand where the
 * loop ends. A running sum, say, is needed after the loop only; the phi is saved once, and the sum
 * within the loop not at all.
 */
final class Exits {
  private final Body body;
  private boolean changed;

  private Exits(Body body) {
    this.body = body;
  }

  /** Says whether there is anything new; then the body is to be numbered anew. */
  static boolean run(Body body) {
    var exits = new Exits(body);
    // Inner loops come first, and so a name that leaves two loops is made in two steps.
    body.loops.forEach(exits::close);
    return exits.changed;
  }

  private void close(Loop loop) {
    for (var block : body.blocks) {
      if (!loop.contains(block) && block.pred.size() == 1 && loop.contains(block.pred.getFirst())) {
        close(loop, block);
      }
    }
  }

  private void close(Loop loop, Block exit) {
    var names = new LinkedHashMap<Value, Value>();
    for (var block : body.blocks) {
      for (var list : java.util.List.of(block.phis, block.code)) {
        for (var user : list) {
          for (int k = 0; k < user.in.length; k++) {
            var at = user.op instanceof Op.Phi ? block.pred.get(k) : block;
            if (exit.dominates(at)) {
              user.in[k] = name(user.in[k], loop, exit, names);
            }
          }
        }
      }
      if (exit.dominates(block)) {
        block.end = block.end.map(v -> name(v, loop, exit, names));
      }
    }
    exit.phis.addAll(0, new ArrayList<>(names.values()));
    changed |= !names.isEmpty();
  }

  private static Value name(Value v, Loop loop, Block exit, Map<Value, Value> names) {
    boolean made =
        !(v.op instanceof Op.Param || v.op instanceof Op.Const)
            && loop.contains(v.block)
            && !(v.stripped().op instanceof Op.Closure);
    return made
        ? names.computeIfAbsent(v, _ -> new Value(new Op.Phi(), v.type, exit, v.line, v))
        : v;
  }
}
