package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the reverse sweep of a method comes by each value that it needs: it is a parameter or a
 * constant, it is computed again, it is counted back like a loop variable, or it is saved.
 *
 * <p>Longer than most files, since these choices depend on each other.
 */
final class Plan {
  private final Analysis analysis;
  private final Body body;
  private final Stability stability;

  private final BitSet needed = new BitSet();
  private final BitSet neededShadows = new BitSet();
  private final BitSet recomputed = new BitSet();
  private final BitSet recomputedShadows = new BitSet();
  private final BitSet counted = new BitSet();
  private final Set<Block> reversed = new LinkedHashSet<>();
  private final Map<Loop, Trips> trips = new LinkedHashMap<>();

  private final Map<Loop, Stretch> stretches = new LinkedHashMap<>();
  private final Demands demands;
  private final Ways ways;
  private final Sites sites;
  private final Sites shadowSites;

  /** Whether the reverse sweep goes on with the variables of the forward sweep. */
  private final boolean joint;

  private final Set<Loop> fused = new LinkedHashSet<>();

  Plan(Analysis analysis, Stability stability) {
    this(analysis, stability, false);
  }

  Plan(Analysis analysis, Stability stability, boolean joint) {
    this.joint = joint;
    this.analysis = analysis;
    this.body = analysis.body;
    this.stability = stability;
    this.demands = new Demands(analysis);
    this.sites = new Sites(body);
    this.shadowSites = new Sites(body);
    if (!body.returns()) {
      ways = new Ways(body, _ -> false, _ -> false, _ -> false);
      return;
    }
    reverse(body.exit);
    for (var loop : body.loops) {
      if (!Joint.calls(loop, analysis).isEmpty()) {
        fused.add(loop);
        loop.body.stream().filter(b -> b != loop.head).forEach(reversed::remove);
      }
    }
    for (var loop : body.loops) {
      var t = fused.contains(loop) ? null : Trips.of(loop, this::isReversed);
      if (t != null) {
        trips.put(loop, t);
      }
    }
    ways = new Ways(body, this::isReversed, b -> joint && b.loop == null, this::isFree);
    for (var block : body.blocks) {
      if (isReversed(block)) {
        demands.add(block);
      }
    }
    trips.forEach((loop, t) -> {
      for (var to : exits(loop)) {
        demands.add(t.init(), to);
        demands.add(t.bound(), to);
      }
    });
    ways.asked().forEach((join, values) -> values.forEach(v -> demands.add(v, join)));
    for (var v : body.values) {
      if (demands.contains(v)) {
        need(v);
      }
    }
    demands.forEachShadow((v, _) -> needShadow(v));
    for (var v : body.values) {
      if (counted.get(v.id)) {
        var loop = Objects.requireNonNull(v.block.headed());
        exits(loop).forEach(to -> place(Trips.init(v, loop), to));
      }
    }
    demands.forEachValue(this::place);
    demands.forEachShadow(this::placeShadow);
    // Inner loops come first.
    for (var loop : body.loops) {
      if (!reservesInside(loop)) {
        var stretch = Stretch.of(loop, this, body.blocks);
        if (!stretch.isEmpty()) {
          stretches.put(loop, stretch);
        }
      }
    }
  }

  /**
   * Whether further stretches are laid behind one of this loop before it ends: then it is not the
   * last one where the reverse sweep begins.
   */
  private boolean reservesInside(Loop loop) {
    for (var inner : stretches.keySet()) {
      if (loop.contains(inner.head)) {
        return true;
      }
    }
    for (var block : loop.body) {
      for (var v : block.code) {
        if (analysis.callee(v) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** The blocks at which the reverse sweep comes into a loop. */
  private List<Block> exits(Loop loop) {
    var exits = new ArrayList<Block>();
    for (var block : body.blocks) {
      if (!loop.contains(block)
          && isReversed(block)
          && block.pred.stream().anyMatch(loop::contains)) {
        exits.add(block);
      }
    }
    return exits;
  }

  /** Notes that the reverse sweep of a block needs a value, and what it is computed from there. */
  private void place(Value v, Block block) {
    if (sites.add(v, block) && recomputed.get(v.id)) {
      for (var x : v.in) {
        place(x, block);
      }
    }
  }

  private void placeShadow(Value v, Block block) {
    if (shadowSites.add(v, block) && recomputedShadows.get(v.id)) {
      placeShadow(v.in[0], block);
      if (v.op instanceof Op.Load) {
        place(v.in[1], block);
      }
    }
  }

  /** What the forward sweep pushes at the end of a block, and the reverse sweep pops there. */
  List<Value> savedAt(Block block) {
    return sites.savedAt(block, this::mustSave);
  }

  List<Value> shadowsSavedAt(Block block) {
    return shadowSites.savedAt(block, this::mustSaveShadow);
  }

  private boolean mustSave(Value v) {
    return needed.get(v.id)
        && !recomputed.get(v.id)
        && !counted.get(v.id)
        && !isGiven(v)
        && !isHeld(v);
  }

  private boolean mustSaveShadow(Value v) {
    return neededShadows.get(v.id) && !recomputedShadows.get(v.id) && !isGiven(v) && !isHeld(v);
  }

  private void reverse(Block block) {
    var work = new ArrayDeque<>(List.of(block));
    while (!work.isEmpty()) {
      var b = work.pop();
      if (reversed.add(b)) {
        work.addAll(b.pred);
      }
    }
  }

  /** Whether the exit can be reached from the block; other blocks end in an exception. */
  boolean isReversed(Block block) {
    return reversed.contains(block);
  }

  /** Whether the loop's iterations are reversed in the forward sweep, each by itself. */
  boolean isFused(Loop loop) {
    return fused.contains(loop);
  }

  /** Whether the value's variable still holds it in the reverse sweep. */
  boolean isHeld(Value v) {
    return joint && (v.block.loop == null || fused.contains(v.block.loop));
  }

  boolean isNeeded(Value v) {
    return needed.get(v.id) && !isGiven(v);
  }

  boolean isShadowNeeded(Value v) {
    return neededShadows.get(v.id) && !isGiven(v);
  }

  /** Whether the value is pushed before it is overwritten, since several blocks need it. */
  boolean isSaved(Value v) {
    return mustSave(v) && sites.only(v) == null;
  }

  boolean isShadowSaved(Value v) {
    return mustSaveShadow(v) && shadowSites.only(v) == null;
  }

  boolean isRecomputed(Value v) {
    return recomputed.get(v.id);
  }

  boolean isShadowRecomputed(Value v) {
    return recomputedShadows.get(v.id);
  }

  boolean isCounted(Value v) {
    return counted.get(v.id);
  }

  @Nullable Trips tripsOf(Loop loop) {
    return trips.get(loop);
  }

  /** How the reverse sweep learns by which way a join was reached. */
  Ways ways() {
    return ways;
  }

  /** What a loop saves in an array, or null. */
  @Nullable Stretch stretchOf(@Nullable Loop loop) {
    return stretches.get(loop);
  }

  private static boolean isGiven(Value v) {
    return v.op instanceof Op.Param || v.op instanceof Op.Const;
  }

  // ----------------------------------------------------------------------------------- decisions

  private void need(Value v) {
    if (needed.get(v.id)) {
      return;
    }
    needed.set(v.id);
    if (isGiven(v) || isHeld(v)) {
      return;
    }
    var step = step(v);
    if (step != null) {
      counted.set(v.id);
      need(Trips.init(v, Objects.requireNonNull(v.block.headed())));
    } else if (canRecompute(v)) {
      recomputed.set(v.id);
      for (var x : v.in) {
        need(x);
      }
    }
  }

  private void needShadow(Value v) {
    if (neededShadows.get(v.id) || !analysis.hasShadow(v)) {
      return;
    }
    neededShadows.set(v.id);
    if (isGiven(v) || isHeld(v) || usedOutside(v)) {
      return;
    }
    switch (v.op) {
      case Op.Load _ -> {
        if (stability.isStable(v)) {
          recomputedShadows.set(v.id);
          needShadow(v.in[0]);
          need(v.in[1]);
        }
      }
      case Op.GetField _ -> {
        if (stability.isStable(v)) {
          recomputedShadows.set(v.id);
          needShadow(v.in[0]);
        }
      }
      case Op.Cast _ -> {
        recomputedShadows.set(v.id);
        needShadow(v.in[0]);
      }
      default -> {}
    }
  }

  /** By how much a loop variable grows in each iteration, if it is never used after the loop. */
  @Nullable Integer step(Value v) {
    var loop = v.block.headed();
    if (!(v.op instanceof Op.Phi) || loop == null || v.kind() != 'I' || usedOutside(v)) {
      return null;
    }
    return Trips.step(v, loop);
  }

  private boolean canRecompute(Value v) {
    return !usedOutside(v)
        && switch (v.op) {
          case Op.ArrayLength _, Op.Cast _, Op.InstanceOf _ -> true;
          case Op.Load _, Op.GetField _, Op.GetStatic _ -> stability.isStable(v);
          case Op.Arith(var code) -> v.isReal() ? isCheap(v, 6) : isSimple(v, code);
          default -> false;
        };
  }

  /** Whether the value can be had in the reverse sweep without anything being saved for it. */
  private boolean isFree(Value v) {
    if (isGiven(v)) {
      return true;
    }
    if (step(v) != null) {
      return isFree(Trips.init(v, Objects.requireNonNull(v.block.headed())));
    }
    if (v.isReal() || !canRecompute(v)) {
      return false;
    }
    for (var x : v.in) {
      if (!isFree(x)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSimple(Value v, Opcode code) {
    for (var x : v.in) {
      if (x.isReal()) {
        return false;
      }
    }
    return switch (code) {
      case IDIV, IREM, LDIV, LREM -> false;
      case null, default -> true;
    };
  }

  /** Whether the real can be computed again from what is at hand anyway. */
  private boolean isCheap(Value v, int fuel) {
    if (fuel == 0 || !(v.op instanceof Op.Arith(var code))) {
      return false;
    }
    switch (code) {
      case DDIV, FDIV, DREM, FREM -> {
        return false;
      }
      case null, default -> {}
    }
    for (var x : v.in) {
      boolean atHand =
          isGiven(x)
              || isHeld(x)
              || !x.isReal()
              || demands.contains(x)
              || (x.op instanceof Op.Load && !usedOutside(x) && stability.isStable(x))
              || (!usedOutside(x) && isCheap(x, fuel - 1));
      if (!atHand) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value made in a loop is used after it. */
  private boolean usedOutside(Value v) {
    var loop = v.block.loop;
    if (loop == null) {
      return false;
    }
    for (var user : body.users(v)) {
      if (user.op instanceof Op.Phi) {
        for (int k = 0; k < user.in.length; k++) {
          if (user.in[k] == v && !loop.contains(user.block.pred.get(k))) {
            return true;
          }
        }
      } else if (!loop.contains(user.block)) {
        return true;
      } else if (user.op instanceof Op.Closure && usedOutside(user)) {
        return true;
      }
    }
    for (var entry : trips.entrySet()) {
      var t = entry.getValue();
      if ((t.init() == v || t.bound() == v)
          && !loop.contains(entry.getKey().before)
          && !entry.getKey().contains(v.block)) {
        return true;
      }
    }
    return false;
  }
}
