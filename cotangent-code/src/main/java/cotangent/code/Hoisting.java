package cotangent.code;

import cotangent.code.Block.Loop;
import java.util.Arrays;
import java.util.List;

/**
 * Moves out of loops what is the same in every iteration: arithmetic, functions of reals, the
 * length of an array. Then it is saved once, and its adjoint passed on once, rather than in each
 * iteration; and the number of iterations is known before the loop.
 *
 * <p>Only what cannot throw is moved, and the length that the loop asks for first anyway.
 */
final class Hoisting {
  private final Analysis analysis;
  private boolean changed;

  private Hoisting(Analysis analysis) {
    this.analysis = analysis;
  }

  /** Says whether anything was moved; then the body is to be numbered anew. */
  static boolean run(Analysis analysis) {
    var hoisting = new Hoisting(analysis);
    // Inner loops come first, and so a value leaves two loops in two steps.
    for (var loop : analysis.body.loops) {
      if (loop.before.succ.size() == 1) {
        hoisting.loop(loop);
      }
    }
    return hoisting.changed;
  }

  private void loop(Loop loop) {
    for (var block : analysis.body.blocks) {
      if (loop.contains(block) && block.dominates(loop.latch)) {
        boolean first = block == loop.head;
        for (var v : List.copyOf(block.code)) {
          boolean same = Arrays.stream(v.in).noneMatch(x -> isIn(x, loop));
          if (same && (isHarmless(v) || (first && v.op instanceof Op.ArrayLength))) {
            block.code.remove(v);
            loop.before.code.add(v);
            v.block = loop.before;
            changed = true;
          } else {
            first &= !v.hasEffect();
          }
        }
      }
    }
  }

  private static boolean isIn(Value x, Loop loop) {
    return !(x.op instanceof Op.Const || x.op instanceof Op.Param) && loop.contains(x.block);
  }

  private boolean isHarmless(Value v) {
    return switch (v.op) {
      case Op.Arith _ -> !v.hasEffect();
      case Op.ArrayLength _ -> v.in[0].op instanceof Op.NewArray;
      case Op.Call _ -> analysis.target(v) instanceof Target.Smooth;
      default -> false;
    };
  }
}
