package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
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
 * <p>Longer than most files, since these choices depend on each other and are made in one place.
 */
final class Plan {
  private final Analysis analysis;
  private final Body body;
  private final Stability stability;

  private final BitSet direct = new BitSet();
  private final BitSet needed = new BitSet();
  private final BitSet neededShadows = new BitSet();
  private final BitSet recomputed = new BitSet();
  private final BitSet recomputedShadows = new BitSet();
  private final BitSet counted = new BitSet();
  private final Set<Block> reversed = new HashSet<>();
  private final Map<Loop, Trips> trips = new HashMap<>();

  /** Where values are needed, as far as rules and loops ask for them directly. */
  private final Map<Block, Set<Value>> asked = new HashMap<>();

  private final Map<Block, Set<Value>> askedShadows = new HashMap<>();
  private final Map<Loop, Stretch> stretches = new HashMap<>();
  private final Twins twins;
  private final Sites sites;
  private final Sites shadowSites;
  private Block at;

  Plan(Analysis analysis, Stability stability) {
    this.analysis = analysis;
    this.body = analysis.body;
    this.stability = stability;
    this.at = body.exit;
    this.twins = new Twins(body);
    this.sites = new Sites(body);
    this.shadowSites = new Sites(body);
    if (!body.returns()) {
      return;
    }
    reverse(body.exit);
    for (var loop : body.loops) {
      var t = Trips.of(loop, this::isReversed);
      if (t != null) {
        trips.put(loop, t);
      }
    }
    var shadows = new ArrayList<Value>();
    for (var block : body.blocks) {
      if (isReversed(block)) {
        at = block;
        var before = shadows.size();
        block.code.forEach(v -> demands(v, shadows));
        askedShadows.put(block, new LinkedHashSet<>(shadows.subList(before, shadows.size())));
      }
    }
    trips.forEach((loop, t) -> {
      for (var to : exits(loop)) {
        at = to;
        direct(t.init());
        direct(t.bound());
      }
    });
    for (var v : body.values) {
      if (direct.get(v.id)) {
        need(v);
      }
    }
    shadows.forEach(this::needShadow);
    for (var v : body.values) {
      if (counted.get(v.id)) {
        var loop = Objects.requireNonNull(v.block.headed());
        exits(loop).forEach(to -> place(Trips.init(v, loop), to));
      }
    }
    asked.forEach((block, values) -> values.forEach(v -> place(v, block)));
    askedShadows.forEach((block, values) -> values.forEach(v -> placeShadow(v, block)));
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
    return needed.get(v.id) && !recomputed.get(v.id) && !counted.get(v.id) && !isGiven(v);
  }

  private boolean mustSaveShadow(Value v) {
    return neededShadows.get(v.id) && !recomputedShadows.get(v.id) && !isGiven(v);
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

  /** What a loop saves in an array, or null. */
  @Nullable Stretch stretchOf(@Nullable Loop loop) {
    return stretches.get(loop);
  }

  private static boolean isGiven(Value v) {
    return v.op instanceof Op.Param || v.op instanceof Op.Const;
  }

  // ------------------------------------------------------------------------------------- demands

  private void direct(Value v) {
    if (v.op instanceof Op.Const) {
      return;
    }
    direct.set(v.id);
    asked.computeIfAbsent(at, _ -> new LinkedHashSet<>()).add(v);
  }

  private void demands(Value v, List<Value> shadows) {
    switch (v.op) {
      case Op.Arith(var code) -> {
        var rule = Rule.of(code);
        if (analysis.isActive(v) && rule != null) {
          rule(v, rule);
        }
      }
      case Op.Load _ -> {
        boolean used = !body.users(v).isEmpty() || body.result() == v;
        if (v.isReal() && analysis.isActive(v) && used) {
          shadows.add(v.in[0]);
          direct(v.in[1]);
        }
      }
      case Op.Store _ -> {
        if (v.in[2].isReal() && analysis.hasShadow(v.in[0])) {
          shadows.add(v.in[0]);
          direct(v.in[1]);
        }
      }
      case Op.GetField _ -> {
        if (v.isReal() && analysis.isActive(v)) {
          shadows.add(v.in[0]);
        }
      }
      case Op.PutField _ -> {
        if (v.in[1].isReal() && analysis.hasShadow(v.in[0])) {
          shadows.add(v.in[0]);
        }
      }
      case Op.Call _, Op.Construct _ -> call(v, shadows);
      case Op.Param _,
          Op.Const _,
          Op.Phi _,
          Op.ArrayLength _,
          Op.NewArray _,
          Op.NewObject _,
          Op.GetStatic _,
          Op.PutStatic _,
          Op.Dynamic _,
          Op.Closure _,
          Op.Cast _,
          Op.InstanceOf _,
          Op.Caught _,
          Op.Monitor _ -> {}
    }
  }

  private void call(Value v, List<Value> shadows) {
    var callee = analysis.callee(v);
    if (callee != null) {
      var replayed = analysis.replayed(v);
      var in = analysis.arguments(v);
      for (int i = 0; i < in.size(); i++) {
        if (replayed == null || !replayed.sums().get(i)) {
          direct(in.get(i));
        }
        if (analysis.hasShadow(in.get(i))) {
          shadows.add(in.get(i));
        }
      }
      return;
    }
    switch (analysis.target(v)) {
      case Target.Smooth(var rule) -> {
        if (analysis.isActive(v)) {
          rule(v, rule);
        }
      }
      case Target.Box _ -> {
        if (analysis.isActive(v)) {
          shadows.add(v);
        }
      }
      case Target.Unbox _ -> {
        if (analysis.isActive(v)) {
          shadows.add(v.in[0]);
        }
      }
      case Target.Custom _ -> {
        if (analysis.isActive(v)) {
          for (var x : v.in) {
            direct(x);
            if (analysis.hasShadow(x)) {
              shadows.add(x);
            }
          }
          if (analysis.hasShadow(v)) {
            shadows.add(v);
          }
        }
      }
      case Target.OnTape _ -> {
        if (v.op instanceof Op.Call(_, var method) && analysis.hasShadow(v.in[0])) {
          switch (method.name()) {
            case "pushD", "popD" -> shadows.add(v.in[0]);
            case "adjoint", "setAdjoint" -> {
              shadows.add(v.in[0]);
              direct(v.in[1]);
            }
            default -> {}
          }
        }
      }
      case Target.Flat _, Target.Sink _, Target.Mirror _, Target.Opaque _, Target.Method _ -> {}
    }
  }

  private void rule(Value v, Rule rule) {
    for (int i = 0; i < v.in.length; i++) {
      if (analysis.isActive(v.in[i])) {
        twins.operands(v, rule.partials().get(i)).forEach(this::direct);
      }
    }
  }

  // ----------------------------------------------------------------------------------- decisions

  private void need(Value v) {
    if (needed.get(v.id)) {
      return;
    }
    needed.set(v.id);
    if (isGiven(v)) {
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
    if (isGiven(v) || usedOutside(v)) {
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
              || !x.isReal()
              || direct.get(x.id)
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
