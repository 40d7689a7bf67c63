package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Block.Loop;
import java.lang.classfile.Opcode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether some code writes each element of an array before it reads it: by a loop over the whole
 * array that nothing leaves early, by a call that does so, or by a store to that very element.
 */
final class Fills {
  /** Calls are followed to this depth. */
  private static final int DEPTH = 6;

  private final Analysis analysis;
  private final Set<Block> blocks;
  private final Value array;
  private final Predicate<Value> isLength;
  private final int depth;
  private final Set<Block> returning;

  /**
   * @param isLength knows values that are the length of the array
   */
  Fills(Analysis analysis, Set<Block> blocks, Value array, Predicate<Value> isLength) {
    this(analysis, blocks, array, isLength, 0);
  }

  private Fills(
      Analysis analysis, Set<Block> blocks, Value array, Predicate<Value> isLength, int depth) {
    this.analysis = analysis;
    this.blocks = blocks;
    this.array = array;
    this.isLength = isLength;
    this.depth = depth;
    returning = Writes.returning(analysis.body);
  }

  static boolean same(Value a, Value b) {
    return a == b
        || (a.op instanceof Op.Const(var x) && b.op instanceof Op.Const(var y) && x.equals(y));
  }

  /**
   * Whether an array is the only one of its group in a region, which fills it before it reads it.
   */
  static boolean isScratch(Value array, Analysis analysis, Region region) {
    if (!isVector(array.type)) {
      return false;
    }
    int group = analysis.group(array);
    for (var block : region.blocks()) {
      for (var list : List.of(block.phis, block.code)) {
        for (var v : list) {
          if (Analysis.hasGroup(v) && analysis.group(v) == group && region.defines(v)) {
            return false;
          }
        }
      }
    }
    return new Fills(analysis, region.blocks(), array, n -> isLengthOf(n, array)).coverAllReads();
  }

  private static boolean isVector(String type) {
    return switch (type) {
      case "[D", "[F", "[I", "[J" -> true;
      default -> false;
    };
  }

  private static boolean isLengthOf(Value n, Value array) {
    return array.op instanceof Op.NewArray && same(array.in[0], n);
  }

  boolean coverAllReads() {
    for (var block : blocks) {
      for (int i = 0; i < block.code.size(); i++) {
        if (reads(block.code.get(i)) && !isCovered(block.code.get(i), i)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean reads(Value v) {
    return switch (v.op) {
      case Op.Load _ -> v.in[0] == array;
      case Op.ArrayLength _, Op.Store _ -> false;
      case Op.Call _, Op.Construct _ -> {
        var in = analysis.arguments(v);
        if (!in.contains(array)) {
          yield false;
        }
        var callee = inside(v, in);
        yield callee == null || !callee.coverAllReads();
      }
      default -> java.util.Arrays.asList(v.in).contains(array);
    };
  }

  /** The same question of the method that a call passes the array to, or null if it is open. */
  private @Nullable Fills inside(Value v, List<Value> in) {
    var called = analysis.called(v);
    int i = in.indexOf(array);
    if (called == null || !called.isRead() || depth == DEPTH || i != in.lastIndexOf(array)) {
      return null;
    }
    var params = called.body().params;
    var p = params.get(i);
    if (!isAlone(p, called.analysis())) {
      return null;
    }
    return new Fills(
        called.analysis(),
        Set.copyOf(called.body().blocks),
        p,
        n -> n.op instanceof Op.Param(var k) && isLength(in.get(k)),
        depth + 1);
  }

  /** Whether nothing else in the method may be the array. */
  private static boolean isAlone(Value p, Analysis of) {
    return !of.isStatic(p)
        && of.body.values.stream()
            .allMatch(v -> v == p || !Analysis.hasGroup(v) || of.group(v) != of.group(p));
  }

  private boolean isLength(Value n) {
    return (n.op instanceof Op.ArrayLength && n.in[0] == array) || isLength.test(n);
  }

  // ------------------------------------------------------------------------------------- coverage

  private boolean isCovered(Value read, int position) {
    for (var loop : analysis.body.loops) {
      if (blocks.contains(loop.head)
          && !loop.contains(read.block)
          && loop.head.dominates(read.block)
          && fills(loop)) {
        return true;
      }
    }
    for (var block : blocks) {
      if (block.dominates(read.block)) {
        int end = block == read.block ? position : block.code.size();
        for (var v : block.code.subList(0, end)) {
          if (fills(v, read)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean fills(Value v, Value read) {
    return switch (v.op) {
      case Op.Store _ ->
          v.in[0] == array && read.op instanceof Op.Load && same(v.in[1], read.in[1]);
      case Op.Call _ -> fillsByCall(v);
      default -> false;
    };
  }

  private boolean fillsByCall(Value v) {
    var in = analysis.arguments(v);
    var callee = in.contains(array) ? inside(v, in) : null;
    return callee != null && callee.coverAllReads() && callee.fillsOnReturn();
  }

  /** Whether the array has been filled whenever the method returns. */
  private boolean fillsOnReturn() {
    var exit = analysis.body.exit;
    for (var loop : analysis.body.loops) {
      if (!loop.contains(exit) && loop.head.dominates(exit) && fills(loop)) {
        return true;
      }
    }
    for (var block : analysis.body.blocks) {
      if (block.dominates(exit)) {
        for (var v : block.code) {
          if (v.op instanceof Op.Call && fillsByCall(v)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether the loop counts from 0 by one to the length and stores at each position. */
  private boolean fills(Loop loop) {
    var head = loop.head;
    if (!(head.end instanceof End.If(var code, var i, var n))
        || n == null
        || head.succ.size() != 2
        || !head.phis.contains(i)
        || !isLength(n)) {
      return false;
    }
    boolean leavesWhenTrue = !loop.contains(head.succ.get(1));
    var leave = leavesWhenTrue ? Opcode.IF_ICMPGE : Opcode.IF_ICMPLT;
    if (code != leave || loop.contains(head.succ.get(leavesWhenTrue ? 1 : 0))) {
      return false;
    }
    var next = i.in[head.pred.indexOf(loop.latch)];
    var first = i.in[head.pred.indexOf(loop.before)];
    boolean counts =
        first.op instanceof Op.Const(Integer zero)
            && zero == 0
            && next.op instanceof Op.Arith(var add)
            && add == Opcode.IADD
            && next.in[0] == i
            && next.in[1].op instanceof Op.Const(Integer one)
            && one == 1;
    return counts && staysInside(loop) && storesAt(i, loop);
  }

  private boolean staysInside(Loop loop) {
    for (var block : loop.body) {
      for (var next : block.succ) {
        if (block != loop.head && !loop.contains(next) && returning.contains(next)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean storesAt(Value i, Loop loop) {
    for (var block : loop.body) {
      if (block.dominates(loop.latch)) {
        for (var v : block.code) {
          if (v.op instanceof Op.Store && v.in[0] == array && v.in[1] == i) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
