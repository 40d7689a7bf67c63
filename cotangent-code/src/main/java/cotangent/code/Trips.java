package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The number of iterations of a loop as a function of values known before it: {@code (bound - init)
 * sign + offset}, or none if that is negative.
 *
 * @param init what the loop variable is before the first iteration
 * @param bound what it is compared with
 * @param sign 1 if it grows, -1 if it falls
 */
record Trips(Value init, Value bound, int sign, int offset) {

  /** Of a loop that counts by one to a bound which does not change, and ends nowhere else. */
  static @Nullable Trips of(Loop loop, Predicate<Block> reversed) {
    var head = loop.head;
    for (var block : loop.body) {
      for (var next : block.succ) {
        if (!loop.contains(next) && block != head && reversed.test(next)) {
          return null;
        }
      }
    }
    if (!(head.end instanceof Block.End.If(var opcode, var x, var y)) || head.succ.size() != 2) {
      return null;
    }
    boolean exitsWhenTrue = !loop.contains(head.succ.get(1));
    if (!exitsWhenTrue && loop.contains(head.succ.get(0))) {
      return null;
    }
    var compared = y == null ? compareWithZero(opcode) : opcode;
    var leave = exitsWhenTrue ? compared : negate(compared);
    var bound = y == null ? new Value(new Op.Const(0), "I", head, -1) : y;
    var counter = counter(x, head);
    if (leave == null || counter == null || !isInvariant(bound, loop)) {
      return null;
    }
    var step = step(counter.phi, loop);
    if (step == null) {
      return null;
    }
    var init = init(counter.phi, loop);
    if (step == 1 && (leave == Opcode.IF_ICMPGE || leave == Opcode.IF_ICMPGT)) {
      return new Trips(init, bound, 1, (leave == Opcode.IF_ICMPGT ? 1 : 0) - counter.ahead);
    }
    if (step == -1 && (leave == Opcode.IF_ICMPLT || leave == Opcode.IF_ICMPLE)) {
      return new Trips(init, bound, -1, (leave == Opcode.IF_ICMPLT ? 1 : 0) + counter.ahead);
    }
    return null;
  }

  /** What a loop compares with its bound: a phi, or what is ahead of it by so much. */
  private record Counter(Value phi, int ahead) {}

  private static @Nullable Counter counter(Value x, Block head) {
    if (x.kind() != 'I') {
      return null;
    }
    if (head.phis.contains(x)) {
      return new Counter(x, 0);
    }
    return x.op instanceof Op.Arith(var code)
            && code == Opcode.IADD
            && head.phis.contains(x.in[0])
            && x.in[1].op instanceof Op.Const(Integer ahead)
        ? new Counter(x.in[0], ahead)
        : null;
  }

  private static @Nullable Opcode compareWithZero(Opcode code) {
    return switch (code) {
      case IFLT -> Opcode.IF_ICMPLT;
      case IFGE -> Opcode.IF_ICMPGE;
      case IFGT -> Opcode.IF_ICMPGT;
      case IFLE -> Opcode.IF_ICMPLE;
      default -> null;
    };
  }

  private static @Nullable Opcode negate(@Nullable Opcode code) {
    return switch (code) {
      case IF_ICMPLT -> Opcode.IF_ICMPGE;
      case IF_ICMPGE -> Opcode.IF_ICMPLT;
      case IF_ICMPGT -> Opcode.IF_ICMPLE;
      case IF_ICMPLE -> Opcode.IF_ICMPGT;
      case null, default -> null;
    };
  }

  /** Whether the value is the same in every iteration, as far as its operands tell. */
  private static boolean isInvariant(Value v, Loop loop) {
    if (v.op instanceof Op.Param || v.op instanceof Op.Const || !loop.contains(v.block)) {
      return true;
    }
    if (v.op instanceof Op.ArrayLength || (v.op instanceof Op.Arith && v.kind() == 'I')) {
      for (var x : v.in) {
        if (x.isReal() || !isInvariant(x, loop)) {
          return false;
        }
      }
      return true;
    }
    return false;
  }

  /** What a loop variable is before the first iteration. */
  static Value init(Value phi, Loop loop) {
    return phi.in[loop.head.pred.indexOf(loop.before)];
  }

  /** By how much a loop variable grows in each iteration, or null if that is not a constant. */
  static @Nullable Integer step(Value v, Loop loop) {
    var next = v.in[v.block.pred.indexOf(loop.latch)];
    if (next.op instanceof Op.Arith(var code)
        && next.in[0] == v
        && next.in.length == 2
        && next.in[1].op instanceof Op.Const(Integer step)) {
      return code == Opcode.IADD ? step : code == Opcode.ISUB ? (Integer) (-step) : null;
    }
    return null;
  }
}
