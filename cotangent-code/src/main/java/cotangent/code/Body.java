package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method in static single assignment form. {@link #toString} prints it. */
final class Body {
  final MethodRef method;
  final List<Value> params = new ArrayList<>();
  final Block entry = new Block();
  final Block exit = new Block();

  /** Every reachable block in reverse post order. */
  List<Block> blocks = new ArrayList<>();

  /** Inner loops before outer ones. */
  final List<Block.Loop> loops = new ArrayList<>();

  /** What is guarded by handlers, in the order in which handlers are looked for. */
  final List<Guarded> guarded = new ArrayList<>();

  /**
   * Blocks whose exceptions of a type go to a handler.
   *
   * @param guard the block before them, of which the handler is a successor
   * @param type internal name of the type that is caught, or null for any
   */
  record Guarded(Set<Block> blocks, Block guard, Block handler, @Nullable String type) {}

  /** All values in order of blocks; the position is the value's id. */
  List<Value> values = List.of();

  /** The uses of a value, by id. */
  private List<List<Value>> users = List.of();

  Body(MethodRef method) {
    this.method = method;
  }

  boolean returns() {
    return blocks.contains(exit);
  }

  /** The value returned, or null. */
  @Nullable Value result() {
    return exit.end instanceof Block.End.Return(var value) ? value : null;
  }

  List<Value> users(Value v) {
    return users.get(v.id);
  }

  /** Whether a block ends with the value, which {@link #users} does not tell. */
  boolean isUsedAtEnd(Value v) {
    return blocks.stream().anyMatch(b -> b.end.operands().contains(v));
  }

  /** Orders the blocks, drops those that nothing reaches, and finds dominators. */
  void order() {
    var post = new ArrayList<Block>();
    postOrder(post);
    blocks =
        post.reversed().stream().collect(java.util.stream.Collectors.toCollection(ArrayList::new));
    var reached = new LinkedHashSet<>(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i).id = i;
    }
    for (var block : blocks) {
      for (int k = block.pred.size() - 1; k >= 0; k--) {
        if (!reached.contains(block.pred.get(k))) {
          block.pred.remove(k);
          for (var phi : block.phis) {
            phi.in = without(phi.in, k);
          }
        }
      }
    }
    dominators();
  }

  private static Value[] without(Value[] in, int k) {
    var list = new ArrayList<>(java.util.Arrays.asList(in));
    list.remove(k);
    return list.toArray(Value[]::new);
  }

  private void postOrder(List<Block> post) {
    record Visit(Block block, int next) {}
    var seen = new LinkedHashSet<Block>();
    var stack = new ArrayDeque<Visit>();
    seen.add(entry);
    stack.push(new Visit(entry, entry.succ.size()));
    while (!stack.isEmpty()) {
      var visit = stack.pop();
      if (visit.next == 0) {
        post.add(visit.block);
        continue;
      }
      stack.push(new Visit(visit.block, visit.next - 1));
      var next = visit.block.succ.get(visit.next - 1);
      if (seen.add(next)) {
        stack.push(new Visit(next, next.succ.size()));
      }
    }
  }

  /** The algorithm of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm". */
  private void dominators() {
    var done = new Block[blocks.size()];
    done[0] = entry;
    for (boolean changed = true; changed; ) {
      changed = false;
      for (var block : blocks) {
        if (block == entry) {
          continue;
        }
        @Nullable Block d = null;
        for (var p : block.pred) {
          if (done[p.id] != null) {
            d = d == null ? p : meet(done, d, p);
          }
        }
        if (d != done[block.id]) {
          done[block.id] = java.util.Objects.requireNonNull(d);
          changed = true;
        }
      }
    }
    blocks.forEach(b -> b.dominator = done[b.id]);
  }

  private static Block meet(Block[] done, Block a, Block b) {
    while (a != b) {
      while (a.id > b.id) {
        a = done[a.id];
      }
      while (b.id > a.id) {
        b = done[b.id];
      }
    }
    return a;
  }

  /** Finds order, dominators and loops anew, after blocks have been moved. */
  void reshape() {
    loops.clear();
    order();
    findLoops();
  }

  /** Gives every loop one entry edge and one back edge, and finds the loops. */
  void findLoops() {
    for (var head : List.copyOf(blocks)) {
      var back = new ArrayList<Block>();
      var in = new ArrayList<Block>();
      for (var p : head.pred) {
        (p.id >= head.id ? back : in).add(p);
      }
      for (var p : back) {
        if (!head.dominates(p)) {
          throw new Refusal(-1, "a loop with two entries", "Write it with for, while or do.");
        }
      }
      if (!back.isEmpty()) {
        join(back, head);
        join(in, head);
      }
    }
    order();
    for (var head : blocks) {
      for (var latch : head.pred) {
        if (head.dominates(latch)) {
          var before = head.pred.get(1 - head.pred.indexOf(latch));
          loops.add(new Block.Loop(head, before, latch, bodyOf(head, latch)));
        }
      }
    }
    loops.sort(java.util.Comparator.comparingInt(l -> l.body.size()));
    for (var block : blocks) {
      block.loop = loops.stream().filter(l -> l.contains(block)).findFirst().orElse(null);
    }
    for (var inner : loops) {
      inner.parent =
          loops.stream().filter(l -> l != inner && l.contains(inner.head)).findFirst().orElse(null);
    }
  }

  private static Set<Block> bodyOf(Block head, Block latch) {
    var body = new LinkedHashSet<Block>();
    body.add(head);
    var work = new ArrayDeque<>(List.of(latch));
    while (!work.isEmpty()) {
      var block = work.pop();
      if (body.add(block)) {
        work.addAll(block.pred);
      }
    }
    return body;
  }

  /** Leads the edges from these blocks to the head through one new block. */
  private static void join(List<Block> from, Block head) {
    if (from.size() == 1) {
      return;
    }
    var joint = new Block();
    for (var p : from) {
      p.succ.set(p.succ.indexOf(head), joint);
      head.pred.remove(p);
      joint.pred.add(p);
    }
    joint.to(head);
  }

  /** Replaces values by others, wherever they are used. */
  void replace(Map<Value, Value> replacement) {
    if (replacement.isEmpty()) {
      return;
    }
    for (var block : blocks) {
      for (var list : List.of(block.phis, block.code)) {
        for (var v : list) {
          for (int i = 0; i < v.in.length; i++) {
            v.in[i] = follow(replacement, v.in[i]);
          }
        }
      }
      block.end = block.end.map(v -> follow(replacement, v));
    }
  }

  static Value follow(Map<Value, Value> replacement, Value v) {
    var r = v;
    for (var next = replacement.get(r); next != null; next = replacement.get(r)) {
      r = next;
    }
    return r;
  }

  /** Drops what nobody uses, numbers the rest and collects the uses. */
  void number() {
    var live = new LinkedHashSet<Value>();
    var work = new ArrayDeque<Value>();
    for (var block : blocks) {
      live.addAll(block.end.operands());
      for (var v : block.code) {
        if (v.hasEffect()) {
          live.add(v);
        }
      }
    }
    work.addAll(live);
    while (!work.isEmpty()) {
      var v = work.pop();
      for (var x : v.in) {
        if (live.add(x)) {
          work.push(x);
        }
      }
    }
    var all = new ArrayList<Value>();
    var constants = new IdentityHashMap<Value, Boolean>();
    for (var p : params) {
      p.id = all.size();
      all.add(p);
    }
    for (var block : blocks) {
      block.phis.retainAll(live);
      block.code.removeIf(v -> !live.contains(v));
      for (var list : List.of(block.phis, block.code)) {
        for (var v : list) {
          v.block = block;
          v.id = all.size();
          all.add(v);
        }
      }
    }
    for (var v : live) {
      if (v.op instanceof Op.Const && constants.put(v, true) == null) {
        v.id = all.size();
        all.add(v);
      }
    }
    values = all;
    var uses = new ArrayList<List<Value>>();
    all.forEach(_ -> uses.add(new ArrayList<>()));
    for (var v : all) {
      for (var x : v.in) {
        uses.get(x.id).add(v);
      }
    }
    users = uses;
  }

  @Override
  public String toString() {
    var text = new StringBuilder(method.toString()).append('\n');
    params.forEach(p -> text.append("  ").append(p).append('\n'));
    var names = new HashMap<Block, String>();
    blocks.forEach(b -> names.put(b, "b" + b.id));
    for (var block : blocks) {
      text.append(names.get(block)).append(':');
      if (block.headed() != null) {
        text.append(" loop");
      }
      text.append('\n');
      block.phis.forEach(v -> text.append("  ").append(v).append('\n'));
      block.code.forEach(v -> text.append("  ").append(v).append('\n'));
      text.append("  ");
      var to = block.succ.stream().map(names::get).toList();
      switch (block.end) {
        case Block.End.Jump() ->
            text.append("to ").append(to.isEmpty() ? "nowhere" : to.getFirst());
        case Block.End.If(var code, var x, var y) ->
            text.append(code.name().toLowerCase(java.util.Locale.ROOT))
                .append(' ')
                .append(x.name())
                .append(y == null ? "" : ", " + y.name())
                .append(" then ")
                .append(to.get(1))
                .append(" else ")
                .append(to.get(0));
        case Block.End.Switch(var key, var keys) ->
            text.append("switch ").append(key.name()).append(keys).append(" to ").append(to);
        case Block.End.Return(var v) -> text.append("return ").append(v == null ? "" : v.name());
        case Block.End.Throw(var v) -> text.append("throw ").append(v.name());
        case Block.End.Guard() ->
            text.append("try ")
                .append(to.getFirst())
                .append(" catch ")
                .append(to.subList(1, to.size()));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
