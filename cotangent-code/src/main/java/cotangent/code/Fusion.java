package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the loops and calls of which the reverse sweep can follow the forward sweep at once: a loop
 * iteration by iteration. Then nothing of them is left for the reverse sweep of the method, and a
 * tape, if any is needed, is as long as one iteration.
 *
 * <p>For that the adjoint of what comes out must be known beforehand ({@link Seed}), and the
 * adjoints in memory must not mind that it is early. Adjoints of elements that are only read from
 * then on are sums, whose order is free. What a call or an iteration writes to must not be looked
 * at later; then its adjoint is zero, and is zero again when all of it is reversed. An array that
 * each iteration fills before it reads it is such a thing for every iteration.
 *
 * <p>Values need no conditions: nothing is computed twice.
 */
final class Fusion {
  /** With more values that come in, the outliner would pass them in arrays. */
  private static final int INPUTS = 40;

  private final Analysis analysis;
  private final Body body;
  private final Stability stability;
  private final Set<Block> returning;

  Fusion(Analysis analysis) {
    this.analysis = analysis;
    this.body = analysis.body;
    stability = new Stability(analysis, new Stability.Unstable());
    returning = Writes.returning(body);
  }

  /** Fuses what can be, a loop at a time; says whether there was anything. */
  boolean extend() {
    var variant = analysis.variant;
    if (!variant.mayFuse()) {
      return false;
    }
    var calls =
        body.values.stream().filter(v -> !variant.fused.contains(v) && isFusible(v)).toList();
    variant.fused.addAll(calls);
    for (var loop : body.loops) {
      if (loop.parent == null && fuse(loop)) {
        return true;
      }
    }
    return !calls.isEmpty();
  }

  // ---------------------------------------------------------------------------------------- calls

  private boolean isFusible(Value v) {
    if (!(v.op instanceof Op.Call)
        || v.block.loop != null
        || !returning.contains(v.block)
        || !v.isReal()
        || !analysis.isActive(v)
        || Analysis.isDelegation(v)) {
      return false;
    }
    var callee = analysis.callee(v);
    return callee != null
        && callee.isRead()
        && !CheckpointLoop.is(callee)
        && analysis.replayed(v) == null
        && Seed.of(v, analysis) != null
        && leavesStatics(v)
        && leavesMemory(v);
  }

  /** Whether no active memory that static fields hold is written to by the call. */
  private boolean leavesStatics(Value v) {
    return !analysis.clobbers(v)
        || body.values.stream().noneMatch(x -> analysis.isStatic(x) && analysis.inActiveGroup(x));
  }

  private boolean leavesMemory(Value call) {
    var written = new LinkedHashSet<Integer>();
    analysis.written(call).stream()
        .filter(Analysis::hasGroup)
        .forEach(x -> written.add(analysis.group(x)));
    for (var x : analysis.arguments(call)) {
      if (analysis.inActiveGroup(x)) {
        int group = analysis.group(x);
        boolean used = written.contains(group) && isUsed(group, call, call.block.succ);
        if (used || !stability.isKept(group, call)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether anything of a group is used after a call or in these blocks and what follows them. */
  private boolean isUsed(int group, @Nullable Value call, List<Block> from) {
    if (call != null) {
      var code = call.block.code;
      if (uses(group, code.subList(code.indexOf(call) + 1, code.size()))) {
        return true;
      }
    }
    for (var block : reach(from)) {
      if (uses(group, block.phis) || uses(group, block.code)) {
        return true;
      }
    }
    return false;
  }

  private boolean uses(int group, List<Value> values) {
    for (var v : values) {
      for (var x : v.in) {
        for (var y : Simplifier.flatten(x)) {
          if (Analysis.hasGroup(y) && analysis.group(y) == group) {
            return true;
          }
        }
      }
    }
    return false;
  }

  static Set<Block> reach(List<Block> from) {
    var seen = new LinkedHashSet<Block>();
    var work = new ArrayDeque<>(from);
    while (!work.isEmpty()) {
      var block = work.pop();
      if (seen.add(block)) {
        work.addAll(block.succ);
      }
    }
    return seen;
  }

  // ---------------------------------------------------------------------------------------- loops

  private boolean fuse(Loop loop) {
    if (!returning.contains(loop.head) || calls(loop).anyMatch(analysis.variant.fused::contains)) {
      return false;
    }
    var iteration = Iteration.of(loop, body);
    if (iteration == null || iteration.boundary().in().size() > INPUTS || !headIsPassive(loop)) {
      return false;
    }
    var sums = sums(iteration);
    if (sums.isEmpty() || !takesKnown(iteration, sums) || !leavesMemory(iteration)) {
      return false;
    }
    move(iteration, sums);
    return true;
  }

  private static Stream<Value> calls(Loop loop) {
    return loop.body.stream().flatMap(b -> b.code.stream()).filter(v -> v.op instanceof Op.Call);
  }

  private boolean headIsPassive(Loop loop) {
    return loop.head.code.stream().noneMatch(v -> v.isReal() && analysis.isActive(v));
  }

  /** Whether each real that varies is a sum or comes from before the loop. */
  private boolean takesKnown(Iteration iteration, Set<Value> sums) {
    return iteration.boundary().in().stream()
        .allMatch(x ->
            !x.isReal()
                || !analysis.isActive(x)
                || sums.contains(x)
                || x.op instanceof Op.Param
                || !iteration.loop().contains(x.block));
  }

  private boolean leavesMemory(Iteration iteration) {
    var boundary = iteration.boundary();
    var region = boundary.region();
    var seen = new LinkedHashMap<Integer, Value>();
    var after = iteration.loop().head.succ.stream().filter(b -> !region.contains(b)).toList();
    for (var x : boundary.in()) {
      if (!analysis.inActiveGroup(x)) {
        continue;
      }
      int group = analysis.group(x);
      var other = seen.putIfAbsent(group, x);
      if (stability.isKept(group, region.entry())) {
        continue;
      }
      if (other != null
          || group == analysis.staticGroup()
          || !Fills.isScratch(x, analysis, region)
          || isUsed(group, null, after)) {
        return false;
      }
    }
    return region.blocks().stream()
        .flatMap(b -> b.code.stream())
        .allMatch(v -> analysis.called(v) == null || leavesStatics(v));
  }

  // ----------------------------------------------------------------------------------------- sums

  /**
   * The reals that vary and go from one iteration to the next, if each is only added to and the
   * adjoint of each is known before the loop; else nothing.
   */
  private Set<Value> sums(Iteration iteration) {
    var sums = new LinkedHashSet<Value>();
    var all = new LinkedHashSet<Value>();
    for (var phi : iteration.loop().head.phis) {
      if (phi.isReal() && analysis.isActive(phi)) {
        var reached = reached(phi, iteration);
        if (reached == null || Seed.of(phi, analysis) == null) {
          return Set.of();
        }
        for (var v : reached) {
          if (!all.add(v)) {
            // One sum depends on another.
            return Set.of();
          }
        }
        sums.add(phi);
      }
    }
    return sums;
  }

  /** The values of an iteration that contain the sum once, or null if others depend on it. */
  private @Nullable Set<Value> reached(Value phi, Iteration iteration) {
    var region = iteration.boundary().region();
    var reached = new LinkedHashSet<Value>();
    var work = new ArrayDeque<>(List.of(phi));
    while (!work.isEmpty()) {
      var v = work.pop();
      if (reached.add(v)) {
        for (var user : body.users(v)) {
          if (region.defines(user) && Seed.counts(user, analysis)) {
            if (!isLinear(user)) {
              return null;
            }
            work.add(user);
          }
        }
      }
    }
    for (var v : reached) {
      if (v != phi && !containsOnce(v, reached)) {
        return null;
      }
    }
    return reached.contains(iteration.next(phi)) ? reached : null;
  }

  private static boolean isLinear(Value v) {
    return switch (v.op) {
      case Op.Phi _ -> true;
      case Op.Arith(var code) ->
          switch (code) {
            case DADD, FADD, DSUB, FSUB, F2D, D2F -> true;
            case null, default -> false;
          };
      default -> false;
    };
  }

  private static boolean containsOnce(Value v, Set<Value> reached) {
    var which = new ArrayList<Integer>();
    for (int i = 0; i < v.in.length; i++) {
      if (reached.contains(v.in[i])) {
        which.add(i);
      }
    }
    if (v.op instanceof Op.Phi) {
      return which.size() == v.in.length;
    }
    boolean minus =
        v.op instanceof Op.Arith(var code) && (code == Opcode.DSUB || code == Opcode.FSUB);
    return which.size() == 1 && !(minus && which.getFirst() == 1);
  }

  // ------------------------------------------------------------------------------------- the move

  private void move(Iteration iteration, Set<Value> sums) {
    var splits = analysis.program.splits;
    var outliner = splits.outliner(analysis, "fused");
    var block = iteration.move(body, outliner);
    for (var v : block.code) {
      if (v.op instanceof Op.Call(_, var ref)) {
        var which = new BitSet();
        for (int i = 0; i < v.in.length; i++) {
          which.set(i, sums.contains(v.in[i]));
        }
        splits.fused(ref, which);
        analysis.variant.fused.add(v);
      }
    }
  }
}
