package cotangent.code;

import cotangent.code.Block.Loop;
import cotangent.code.Stability.Unstable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds loops of which each iteration can be run again when it is to be reversed, and makes their
 * bodies methods of their own. The forward sweep calls such a method as it is; the reverse sweep
 * runs its two sweeps one after the other, and so the tape is one iteration long.
 *
 * <p>That is sound if an iteration has no effect but on memory, and finds there what it found the
 * first time: either nothing is written there later, or it is an array whose elements it writes
 * before it reads them. The second run writes to an array of its own instead. Numbers that go from
 * one iteration to the next are saved, unless they are only added to: then no derivative needs
 * them.
 */
final class Replays {
  private final Analysis analysis;
  private final Body body;
  private final Stability stability;
  private final Map<Variant, Unstable> unstable;
  private final Set<Block> returning;
  private @Nullable Plan plan;

  Replays(Analysis analysis, Map<Variant, Unstable> unstable) {
    this.analysis = analysis;
    this.body = analysis.body;
    this.unstable = unstable;
    stability = new Stability(analysis, Objects.requireNonNull(unstable.get(analysis.variant)));
    returning = Writes.returning(body);
  }

  /**
   * A loop whose body becomes a method.
   *
   * @param sums the reals that it only adds to
   * @param scratch the arrays that it fills before it reads them
   */
  record Replay(Iteration iteration, Set<Value> sums, Set<Value> scratch) {}

  /** The parameters of such a method that are sums, and those that are scratch. */
  record Parameters(BitSet sums, BitSet scratch) {}

  /** The outermost loops of which that is possible and worth while. */
  @Nullable Replay find() {
    for (var loop : body.loops.reversed()) {
      var replay = of(loop);
      if (replay != null) {
        return replay;
      }
    }
    return null;
  }

  private @Nullable Replay of(Loop loop) {
    if (!body.guarded.isEmpty() || isMoved(loop) || !savesWithin(loop)) {
      return null;
    }
    var iteration = Iteration.of(loop, body);
    if (iteration == null) {
      return null;
    }
    var boundary = iteration.boundary();
    var region = boundary.region();
    var blocks = region.blocks();
    var first = region.entry();
    boolean pure = blocks.stream().filter(returning::contains).allMatch(b -> isPure(b, analysis));
    boolean kept = !readsStatics || isKept(analysis.staticGroup(), first);
    var scratch = new LinkedHashSet<Value>();
    return pure && kept && findsItsMemory(boundary, first, scratch)
        ? new Replay(iteration, sums(loop, blocks), scratch)
        : null;
  }

  private boolean isMoved(Loop loop) {
    return loop.body.stream()
        .flatMap(b -> b.code.stream())
        .anyMatch(v -> analysis.replayed(v) != null || analysis.isFused(v));
  }

  // ------------------------------------------------------------------------------------- is it
  // worth

  /** Whether an iteration saves more than a few numbers: something in a loop of its own. */
  private boolean savesWithin(Loop loop) {
    var plan = plan();
    for (var block : loop.body) {
      boolean inner = block.loop != loop;
      if (inner && saves(plan, block)) {
        return true;
      }
      for (var v : block.code) {
        var callee = analysis.callee(v);
        if (callee != null && (inner || savesInLoop(callee, new LinkedHashSet<>()))) {
          return true;
        }
      }
    }
    return false;
  }

  private Plan plan() {
    var known = plan;
    if (known == null) {
      known = new Plan(analysis, stability);
      plan = known;
    }
    return known;
  }

  private static boolean saves(Plan plan, Block block) {
    return !plan.savedAt(block).isEmpty()
        || !plan.shadowsSavedAt(block).isEmpty()
        || block.code.stream().anyMatch(v -> plan.isSaved(v) || plan.isShadowSaved(v))
        || block.phis.stream().anyMatch(v -> plan.isSaved(v) || plan.isShadowSaved(v));
  }

  private boolean savesInLoop(Variant variant, Set<Variant> seen) {
    if (!seen.add(variant)) {
      return false;
    }
    var outside = unstable.getOrDefault(variant, new Unstable());
    var plan = new Plan(variant.analysis(), new Stability(variant.analysis(), outside));
    for (var block : variant.body().blocks) {
      if (block.loop != null && saves(plan, block)) {
        return true;
      }
      for (var v : block.code) {
        var callee = variant.analysis().callee(v);
        if (callee != null && (block.loop != null || savesInLoop(callee, seen))) {
          return true;
        }
      }
    }
    return false;
  }

  // --------------------------------------------------------------------------------------- effects

  private final Map<Variant, Boolean> pure = new HashMap<>();

  /** Whether any code that was looked at takes arrays or objects from static fields. */
  private boolean readsStatics;

  private boolean isPure(Variant variant) {
    var known = pure.putIfAbsent(variant, true);
    if (known == null) {
      var blocks = Writes.returning(variant.body());
      known = blocks.stream().allMatch(b -> isPure(b, variant.analysis()));
      pure.put(variant, known);
    }
    return known;
  }

  /** Whether the code does nothing but compute, and read and write objects and arrays. */
  private boolean isPure(Block block, Analysis of) {
    return block.code.stream()
        .allMatch(v ->
            switch (v.op) {
              case Op.PutStatic _, Op.Dynamic _, Op.Closure _, Op.Monitor _, Op.Caught _ -> false;
              case Op.GetStatic(var field) -> {
                readsStatics |= Analysis.hasGroup(v);
                yield of.program.source.isFinalField(field);
              }
              case Op.Construct _ -> isPureMethod(of.called(v));
              case Op.Call _ -> isPureCall(v, of);
              default -> true;
            });
  }

  private boolean isPureMethod(@Nullable Variant called) {
    return called != null
        && called.isRead()
        && !called.ref.owner().equals(CheckpointLoop.LOOPS)
        && isPure(called);
  }

  private boolean isPureCall(Value v, Analysis of) {
    return switch (of.target(v)) {
      case Target.Smooth _, Target.Flat _, Target.Box _, Target.Unbox _ -> true;
      case Target.Method _ -> isPureMethod(of.called(v));
      case Target.Opaque _ -> isArithmetic(((Op.Call) v.op).target());
      case Target.Sink _, Target.Mirror _, Target.Custom _, Target.OnTape _ -> false;
    };
  }

  private static boolean isArithmetic(Op.MethodRef ref) {
    return switch (ref.owner()) {
      case "java/lang/Math", "java/lang/StrictMath" -> !ref.name().equals("random");
      default -> false;
    };
  }

  // ---------------------------------------------------------------------------------------- memory

  /** Whether nothing is written to the group from a block on, in this method or its callers. */
  private boolean isKept(int group, Block from) {
    return stability.isKept(group, from);
  }

  private boolean findsItsMemory(Boundary boundary, Block first, Set<Value> scratch) {
    var region = boundary.region();
    var seen = new HashMap<Integer, Value>();
    for (var x : boundary.in()) {
      if (!Analysis.hasGroup(x)) {
        continue;
      }
      int group = analysis.group(x);
      var other = seen.put(group, x);
      if (isKept(group, first)) {
        continue;
      }
      if (other != null
          || group == analysis.staticGroup()
          || !Fills.isScratch(x, analysis, region)) {
        return false;
      }
      scratch.add(x);
    }
    // A second array of a group that is written may also have come first.
    for (var x : boundary.in()) {
      if (Analysis.hasGroup(x)
          && seen.get(analysis.group(x)) != x
          && !isKept(analysis.group(x), first)) {
        return false;
      }
    }
    return true;
  }

  // ------------------------------------------------------------------------------------------ sums

  /** The reals that an iteration only adds to: neither it nor its derivative needs their values. */
  private Set<Value> sums(Loop loop, Set<Block> blocks) {
    var sums = new LinkedHashSet<Value>();
    for (var phi : loop.head.phis) {
      if (phi.isReal() && isSum(phi, blocks)) {
        sums.add(phi);
      }
    }
    return sums;
  }

  private boolean isSum(Value phi, Set<Block> blocks) {
    var reached = new LinkedHashSet<Value>();
    var work = new java.util.ArrayDeque<Value>();
    work.add(phi);
    while (!work.isEmpty()) {
      var v = work.pop();
      if (!reached.add(v)) {
        continue;
      }
      for (var block : blocks) {
        if (block.end.operands().contains(v)) {
          return false;
        }
      }
      for (var user : body.users(v)) {
        if (blocks.contains(user.block)) {
          if (!isLinear(user)) {
            return false;
          }
          work.add(user);
        } else if (user.op instanceof Op.Phi && user != phi && v != phi) {
          // It starts something else in the next iteration.
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isLinear(Value v) {
    return switch (v.op) {
      case Op.Phi _ -> true;
      case Op.Arith(var code) ->
          switch (code) {
            case DADD, FADD, DSUB, FSUB, DNEG, FNEG -> true;
            case null, default -> false;
          };
      default -> false;
    };
  }

  // ------------------------------------------------------------------------------------- the move

  /** Makes the body a method and tells which of its parameters are sums. */
  static void move(Replay replay, Body body, Outliner outliner, Splits splits) {
    var call = replay.iteration.move(body, outliner);
    for (var v : call.code) {
      if (v.op instanceof Op.Call(_, var ref)) {
        var parameters = new Parameters(new BitSet(), new BitSet());
        for (int i = 0; i < v.in.length; i++) {
          boolean frame = call.code.contains(v.in[i]);
          parameters.sums.set(i, replay.sums.contains(v.in[i]));
          parameters.scratch.set(i, frame || replay.scratch.contains(v.in[i]));
        }
        splits.replayed(ref, parameters);
      }
    }
  }
}
