package cotangent.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint of a value that is known before the value is: the way from it to the method's result,
 * on which nothing but partial derivatives lies that can be computed already.
 *
 * @param steps from the value on to the result
 * @param early what is to be computed ahead of its place for that, in order
 */
record Seed(List<Step> steps, Set<Value> early) {
  /** So deep may an expression be that is computed for a partial derivative ahead of time. */
  private static final int DEPTH = 8;

  /** A value is the i-th operand of a user. */
  record Step(Value user, int i) {}

  /**
   * The adjoint of a call's result as it is known before the call, or of a sum in the head of a
   * loop before the loop; or null if it is not known.
   */
  static @Nullable Seed of(Value v, Analysis analysis) {
    return new Search(v, analysis).run();
  }

  /**
   * Whether a derivative passes on through a user: a comparison, say, only looks at its operands.
   */
  static boolean counts(Value user, Analysis analysis) {
    return switch (user.op) {
      case Op.Arith _ -> analysis.isActive(user);
      case Op.Call _ ->
          analysis.callee(user) != null
              || !(analysis.target(user) instanceof Target.Flat
                  || analysis.target(user) instanceof Target.Sink);
      default -> true;
    };
  }

  /** Leaves the adjoint; that of the result is in a local variable. */
  void load(Emitter emitter, Runnable result) {
    var partials = new PartialEmitter(emitter);
    early.forEach(emitter::primal);
    result.run();
    for (var step : steps.reversed()) {
      var user = step.user;
      if (!(user.op instanceof Op.Phi)) {
        var partial = partial(user, step.i);
        partials.times(partial, user);
        emitter.convert(user.type, user.in[step.i].type);
      }
    }
  }

  private static Rule.Partial partial(Value user, int i) {
    var rule =
        switch (user.op) {
          case Op.Arith(var code) -> Rule.of(code);
          case Op.Call(_, var ref) -> Rule.of(ref);
          default -> null;
        };
    return rule == null ? new Rule.Partial.Zero() : rule.partials().get(i);
  }

  /** The operand from which a partial derivative is computed, if it is one. */
  private static List<Value> operand(Rule.Partial partial, Value user) {
    return switch (partial) {
      case Rule.Partial.Operand(var j, _) -> List.of(user.in[j]);
      case Rule.Partial.Over(var j) -> List.of(user.in[j]);
      default -> List.of();
    };
  }

  /** Where the adjoint is wanted. */
  private static final class Search {
    private final Value v;
    private final Analysis analysis;
    private final Body body;
    private final Block.@Nullable Loop loop;
    private final Set<Value> early = new LinkedHashSet<>();

    Search(Value v, Analysis analysis) {
      this.v = v;
      this.analysis = analysis;
      body = analysis.body;
      loop = v.block.loop;
    }

    @Nullable Seed run() {
      var steps = new ArrayList<Step>();
      var reached = reach(v.block, null);
      for (var u = v; ; ) {
        var uses = uses(u);
        if (u == body.result()) {
          return uses.isEmpty() ? new Seed(steps, early) : null;
        }
        if (uses.size() != 1) {
          return null;
        }
        var step = uses.getFirst();
        var user = step.user;
        boolean once =
            (user.block.loop == null || isFusedSum(user))
                && (user.block == v.block || !reach(v.block, user.block).contains(body.exit));
        if (!once || !passes(step, u, reached)) {
          return null;
        }
        steps.add(step);
        u = user;
      }
    }

    /** Whether a sum that varies goes on in another loop, whose adjoint is known as well. */
    private boolean isFusedSum(Value phi) {
      var other = phi.block.headed();
      return phi.op instanceof Op.Phi
          && other != null
          && other.body.stream()
              .flatMap(b -> b.code.stream())
              .anyMatch(analysis.variant.fused::contains);
    }

    private List<Step> uses(Value u) {
      var uses = new ArrayList<Step>();
      for (var user : new LinkedHashSet<>(body.users(u))) {
        boolean inside = u.block.loop != null && u.block.loop.contains(user.block);
        if (!inside && counts(user, analysis)) {
          for (int i = 0; i < user.in.length; i++) {
            if (user.in[i] == u) {
              uses.add(new Step(user, i));
            }
          }
        }
      }
      // A phi may have the value on several ways.
      boolean one =
          uses.stream().map(Step::user).distinct().count() == 1
              && uses.getFirst().user.op instanceof Op.Phi;
      return one ? List.of(uses.getFirst()) : uses;
    }

    /** The blocks after one, without going through another. */
    private static Set<Block> reach(Block from, @Nullable Block without) {
      var seen = new LinkedHashSet<Block>();
      var work = new ArrayDeque<>(from.succ);
      while (!work.isEmpty()) {
        var block = work.pop();
        if (block != without && seen.add(block)) {
          work.addAll(block.succ);
        }
      }
      return seen;
    }

    private boolean passes(Step step, Value u, Set<Block> reached) {
      var user = step.user;
      if (user.op instanceof Op.Phi) {
        for (int k = 0; k < user.in.length; k++) {
          var from = user.block.pred.get(k);
          boolean repeats = user.block.loop != null && user.block.loop.latch == from;
          if (user.in[k] != u && !repeats && (from == v.block || reached.contains(from))) {
            return false;
          }
        }
        return true;
      }
      boolean smooth =
          user.op instanceof Op.Arith
              || (user.op instanceof Op.Call
                  && analysis.callee(user) == null
                  && analysis.target(user) instanceof Target.Smooth);
      if (!smooth) {
        return false;
      }
      var partial = partial(user, step.i);
      return switch (partial) {
        case Rule.Partial.One _, Rule.Partial.MinusOne _ -> true;
        case Rule.Partial.Operand _, Rule.Partial.Over _ ->
            operand(partial, user).stream().allMatch(x -> isKnown(x, 0));
        case Rule.Partial.Zero _,
            Rule.Partial.Result _,
            Rule.Partial.Product _,
            Rule.Partial.Method _ ->
            false;
      };
    }

    private boolean isKnown(Value x, int depth) {
      if (isAtHand(x)) {
        return true;
      }
      if (depth == DEPTH || !isEarly(x)) {
        return false;
      }
      for (var y : x.in) {
        if (!isKnown(y, depth + 1)) {
          return false;
        }
      }
      early.add(x);
      return true;
    }

    /** Whether the value has been computed where the adjoint is wanted. */
    private boolean isAtHand(Value x) {
      if (x.op instanceof Op.Param || x.op instanceof Op.Const) {
        return true;
      }
      if (loop != null) {
        return x.block.dominates(loop.before);
      }
      return x.block == v.block
          ? x.op instanceof Op.Phi || v.block.code.indexOf(x) < v.block.code.indexOf(v)
          : x.block.dominates(v.block);
    }
  }

  /**
   * Whether the value can as well be computed early, and once more in its place. The length of an
   * array that is not there would throw early, too, but no other exception.
   */
  private static boolean isEarly(Value x) {
    boolean simple =
        switch (x.op) {
          case Op.Arith _ -> !x.hasEffect();
          case Op.ArrayLength _ ->
              x.in[0].op instanceof Op.Param || x.in[0].op instanceof Op.NewArray;
          default -> false;
        };
    return simple && x.block.loop == null;
  }
}
