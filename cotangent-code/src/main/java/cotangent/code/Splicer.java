package cotangent.code;

import cotangent.code.Block.End;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Puts methods that branch where they are called: the calling block is parted, and the method's
 * blocks come in between.
 */
final class Splicer {
  private final Body body;
  private final Map<Value, Value> results = new HashMap<>();

  Splicer(Body body) {
    this.body = body;
  }

  /** Whether the blocks of a method can be put elsewhere: it has no loops and always returns. */
  static boolean takes(Body callee) {
    return callee.loops.isEmpty()
        && callee.guarded.isEmpty()
        && callee.blocks.stream()
            .allMatch(b ->
                switch (b.end) {
                  case End.Jump _, End.If _, End.Switch _, End.Return _ -> true;
                  case End.Throw _, End.Guard _ -> false;
                });
  }

  /** Whether a call can be replaced where it is: handlers of a try statement know their blocks. */
  boolean reaches(Block block) {
    return block != body.exit && body.guarded.stream().noneMatch(g -> g.blocks().contains(block));
  }

  /** Replaces a call; {@link #end} is to follow. */
  void splice(Value call, Body callee) {
    var block = call.block;
    int at = block.code.indexOf(call);
    var rest = new Block();
    rest.code.addAll(block.code.subList(at + 1, block.code.size()));
    rest.code.forEach(v -> v.block = rest);
    block.code.subList(at, block.code.size()).clear();
    rest.end = block.end;
    rest.succ.addAll(block.succ);
    Set.copyOf(block.succ).forEach(s -> s.pred.replaceAll(p -> p == block ? rest : p));
    block.succ.clear();
    block.end = new End.Jump();

    var values = new HashMap<Value, Value>();
    for (int i = 0; i < call.in.length; i++) {
      values.put(callee.params.get(i), call.in[i]);
    }
    var blocks = new HashMap<Block, Block>();
    callee.blocks.forEach(b -> blocks.put(b, new Block()));
    // Without loops, all that a block uses comes before it.
    for (var b : callee.blocks) {
      var copy = Objects.requireNonNull(blocks.get(b));
      b.succ.forEach(s -> copy.succ.add(Objects.requireNonNull(blocks.get(s))));
      b.pred.forEach(p -> copy.pred.add(Objects.requireNonNull(blocks.get(p))));
      b.phis.forEach(v -> copy.phis.add(copy(v, copy, call, values)));
      b.code.forEach(v -> copy.code.add(copy(v, copy, call, values)));
      copy.end = b.end.map(v -> copied(v, values));
    }
    block.to(Objects.requireNonNull(blocks.get(callee.entry)));
    var last = Objects.requireNonNull(blocks.get(callee.exit));
    last.end = new End.Jump();
    last.to(rest);
    var result = callee.result();
    if (result != null) {
      results.put(call, copied(result, values));
    }
  }

  /** Brings the body in order after the last call was replaced. */
  void end() {
    body.reshape();
    body.replace(results);
    body.number();
  }

  private static Value copy(Value v, Block block, Value call, Map<Value, Value> values) {
    var in = Arrays.stream(v.in).map(x -> copied(x, values)).toArray(Value[]::new);
    var copy = new Value(v.op, v.type, block, call.line, in);
    values.put(v, copy);
    return copy;
  }

  private static Value copied(Value v, Map<Value, Value> values) {
    return values.computeIfAbsent(v, c -> new Value(c.op, c.type, c.block, c.line));
  }
}
