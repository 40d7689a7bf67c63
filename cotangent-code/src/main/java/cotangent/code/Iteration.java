package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a loop that can be left at its head only, as a region that can become a method. */
record Iteration(Loop loop, Boundary boundary) {

  /** The iteration of a loop, or null if its body cannot become a method. */
  static @Nullable Iteration of(Loop loop, Body body) {
    var returning = Writes.returning(body);
    var entry = entry(loop, returning);
    if (entry == null) {
      return null;
    }
    var blocks = new LinkedHashSet<>(loop.body);
    blocks.remove(loop.head);
    for (var block : body.blocks) {
      // What ends in an exception belongs to the iteration that it ends.
      if (!returning.contains(block) && entry.dominates(block)) {
        blocks.add(block);
      }
    }
    var boundary = Boundary.of(new Region(entry, blocks), body, Set.of());
    return boundary == null
            || !boundary.exits().equals(List.of(loop.head))
            || boundary.out().stream().anyMatch(Value::isReference)
            || !boundary.merged().isEmpty()
        ? null
        : new Iteration(loop, boundary);
  }

  /** The first block of the body, if the loop can be left at its head only. */
  private static @Nullable Block entry(Loop loop, Set<Block> returning) {
    @Nullable Block entry = null;
    for (var next : loop.head.succ) {
      if (loop.contains(next)) {
        entry = entry == null ? next : loop.head;
      }
    }
    for (var block : loop.body) {
      for (var next : block.succ) {
        if (block != loop.head && !loop.contains(next) && returning.contains(next)) {
          return null;
        }
      }
    }
    boolean plain =
        entry != null
            && entry != loop.head
            && loop.head.succ.size() == 2
            && loop.latch.end instanceof End.Jump
            && loop.head.code.stream().noneMatch(Iteration::isEffect);
    return plain ? entry : null;
  }

  private static boolean isEffect(Value v) {
    return switch (v.op) {
      case Op.Arith _,
          Op.ArrayLength _,
          Op.Cast _,
          Op.InstanceOf _,
          Op.Load _,
          Op.GetField _,
          Op.GetStatic _ ->
          false;
      default -> true;
    };
  }

  /** What a phi of the head becomes in the next iteration. */
  Value next(Value phi) {
    return phi.in[loop.head.pred.indexOf(loop.latch)];
  }

  /** Makes the body a method; returns the block that calls it. */
  Block move(Body body, Outliner outliner) {
    var head = loop.head;
    var latch = loop.latch;
    int k = head.pred.indexOf(latch);
    var last = new Block();
    // Loop variables are counted outside, so that the number of iterations stays known.
    for (var phi : head.phis) {
      var next = phi.in[k];
      if (next.op instanceof Op.Arith(var code)
          && (code == Opcode.IADD || code == Opcode.ISUB)
          && next.in[0] == phi
          && next.in[1].op instanceof Op.Const) {
        var copy = new Value(next.op, next.type, last, next.line, next.in.clone());
        last.code.add(copy);
        phi.in[k] = copy;
      }
    }
    latch.succ.replaceAll(s -> s == head ? last : s);
    last.pred.add(latch);
    last.succ.add(head);
    head.pred.set(k, last);
    body.reshape();
    body.number();
    return outliner.outline(Objects.requireNonNull(outliner.boundary(boundary.region())));
  }
}
