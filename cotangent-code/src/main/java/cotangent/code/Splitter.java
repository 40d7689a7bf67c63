package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to move out of a method that is too long, until it and all its parts are within a
 * weight. Long blocks and wide switches are cut up first. Then, innermost loops first, regions grow
 * from each block on as long as they are light enough, and are cut where least crosses the edge.
 */
final class Splitter {
  private final Body body;
  private final Outliner outliner;
  private final Set<Value> active;
  private final double budget;

  Splitter(Body body, Outliner outliner, Set<Value> active, double budget) {
    this.body = body;
    this.outliner = outliner;
    this.active = active;
    this.budget = budget;
  }

  void run() {
    List.copyOf(body.blocks).forEach(this::cutSwitch);
    List.copyOf(body.blocks).forEach(this::cut);
    body.reshape();
    body.number();
    reduce(null);
    merge();
    body.reshape();
    body.number();
  }

  private double weight(Block block) {
    return Weight.of(block, active::contains);
  }

  private double weight(Set<Block> blocks) {
    return blocks.stream().mapToDouble(this::weight).sum();
  }

  // ---------------------------------------------------------------------------------- preparation

  /** Cuts a long block into a chain of short ones. */
  private void cut(Block block) {
    if (block == body.entry || block == body.exit || weight(block) < budget / 8) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < block.code.size(); i++) {
      sum += Weight.of(block.code.get(i), active::contains);
      if (sum > budget / 16 && i + 1 < block.code.size()) {
        cut(split(block, i + 1));
        return;
      }
    }
  }

  /** Moves the code from a position on, and the end, to a new block. */
  private static Block split(Block block, int at) {
    var rest = new Block();
    var tail = block.code.subList(at, block.code.size());
    rest.code.addAll(tail);
    rest.code.forEach(v -> v.block = rest);
    tail.clear();
    passEnd(block, rest);
    block.to(rest);
    return rest;
  }

  private static void passEnd(Block from, Block to) {
    to.end = from.end;
    to.succ.addAll(from.succ);
    Set.copyOf(from.succ).forEach(s -> s.pred.replaceAll(p -> p == from ? to : p));
    from.succ.clear();
    from.end = new End.Jump();
  }

  /** Cuts a switch of many cases in two, at the middle key. */
  private void cutSwitch(Block block) {
    if (!(block.end instanceof End.Switch(var key, var keys))
        || keys.size() < 8
        || body.blocks.stream().filter(block::dominates).mapToDouble(this::weight).sum() < budget) {
      return;
    }
    var sorted = keys.stream().sorted().toList();
    int middle = sorted.get(sorted.size() / 2);
    var low = new Block();
    var high = new Block();
    var other = block.succ.getLast();
    int last = block.edge(keys.size());
    low.end = new End.Switch(key, keys.stream().filter(k -> k < middle).toList());
    high.end = new End.Switch(key, keys.stream().filter(k -> k >= middle).toList());
    for (int i = 0; i < keys.size(); i++) {
      var half = keys.get(i) < middle ? low : high;
      half.succ.add(block.succ.get(i));
      block.succ.get(i).pred.set(block.edge(i), half);
      // A block may be the target of several keys: its next edge is found by what is left.
      block.succ.set(i, new Block());
    }
    other.pred.set(last, low);
    low.succ.add(other);
    for (var phi : other.phis) {
      var in = new ArrayList<>(List.of(phi.in));
      in.add(phi.in[last]);
      phi.in = in.toArray(Value[]::new);
    }
    high.to(other);
    block.succ.clear();
    block.to(low);
    block.to(high);
    var bound = new Value(new Op.Const(middle), "I", block, -1);
    block.end = new End.If(Opcode.IF_ICMPGE, key, bound);
    body.reshape();
    cutSwitch(low);
    cutSwitch(high);
  }

  // ------------------------------------------------------------------------------------ reduction

  /** Makes parts until the blocks of a loop, or of all the method, are light enough. */
  private void reduce(@Nullable Block head) {
    for (var inner : heads(head)) {
      if (weight(loop(inner).body) > budget) {
        reduce(inner);
      }
    }
    double before = Double.POSITIVE_INFINITY;
    for (double w = weight(level(head)); w > budget && w < 0.95 * before; ) {
      before = w;
      pass(head);
      w = weight(level(head));
    }
  }

  private static Loop loop(Block head) {
    return java.util.Objects.requireNonNull(head.headed());
  }

  private Set<Block> level(@Nullable Block head) {
    return head == null ? new LinkedHashSet<>(body.blocks) : loop(head).body;
  }

  /** The heads of the loops directly within a loop, or within the method. */
  private List<Block> heads(@Nullable Block head) {
    return body.blocks.stream()
        .filter(b -> b.headed() != null && around(loop(b).parent) == head)
        .toList();
  }

  private static @Nullable Block around(@Nullable Loop loop) {
    return loop == null ? null : loop.head;
  }

  /** Goes through a loop or the method once. */
  private void pass(@Nullable Block head) {
    var tried = new LinkedHashSet<Block>();
    for (boolean more = true; more; ) {
      more = false;
      for (var block : List.copyOf(body.blocks)) {
        if (isNode(block, head) && tried.add(block)) {
          var best = grow(block, head);
          if (best != null) {
            tried.add(outliner.outline(best));
            more = true;
            break;
          }
        }
      }
    }
  }

  /** Whether the block, or the loop that it is the head of, is a unit at this level. */
  private boolean isNode(Block block, @Nullable Block head) {
    var own = block.headed();
    return block != body.entry
        && block != body.exit
        && block != head
        && around(own == null ? block.loop : own.parent) == head;
  }

  private static Set<Block> node(Block block) {
    var own = block.headed();
    return own == null ? Set.of(block) : own.body;
  }

  /** The best region that starts at a block, or null if none is worth a call. */
  private @Nullable Boundary grow(Block start, @Nullable Block head) {
    var blocks = new LinkedHashSet<>(node(start));
    double weight = weight(blocks);
    @Nullable Boundary best = null;
    double bestGain = 0;
    while (weight <= budget) {
      var boundary =
          weight < Weight.LEAST
              ? null
              : outliner.boundary(new Region(start, new LinkedHashSet<>(blocks)));
      double cost = boundary == null ? 0 : cost(boundary);
      if (boundary != null
          && weight + stores(boundary) <= budget
          && weight > 1.5 * cost
          && weight - cost > bestGain) {
        best = boundary;
        bestGain = weight - cost;
      }
      var next = next(blocks, head);
      if (next == null) {
        break;
      }
      blocks.addAll(node(next));
      weight += weight(node(next));
    }
    return best;
  }

  private static int outputs(Boundary boundary) {
    return boundary.out().size() + boundary.merged().size();
  }

  /** What a part weighs beyond its region: at each exit it stores what the caller reads. */
  private static double stores(Boundary boundary) {
    return 30 * outputs(boundary) * boundary.exits().size();
  }

  private static double cost(Boundary boundary) {
    return 60 + 12 * boundary.in().size() + 40 * outputs(boundary) + 24 * boundary.exits().size();
  }

  /** The first block all of whose predecessors are in, so that there is still one way in. */
  private @Nullable Block next(Set<Block> blocks, @Nullable Block head) {
    for (var block : body.blocks) {
      if (!blocks.contains(block) && isNode(block, head)) {
        var own = node(block);
        if (block.pred.stream().allMatch(p -> blocks.contains(p) || own.contains(p))) {
          return block;
        }
      }
    }
    return null;
  }

  /** Joins the chains that are left of blocks that were cut. */
  private void merge() {
    for (var block : List.copyOf(body.blocks)) {
      if (block == body.entry || !body.blocks.contains(block)) {
        continue;
      }
      while (block.end instanceof End.Jump
          && block.succ.size() == 1
          && block.succ.getFirst() != body.exit
          && block.succ.getFirst().pred.size() == 1
          && block.succ.getFirst().phis.isEmpty()) {
        var next = block.succ.getFirst();
        block.succ.clear();
        passEnd(next, block);
        next.code.forEach(v -> v.block = block);
        block.code.addAll(next.code);
        body.blocks.remove(next);
      }
    }
  }
}
