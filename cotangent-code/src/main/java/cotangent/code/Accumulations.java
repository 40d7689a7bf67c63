package cotangent.code;

import java.lang.classfile.Opcode;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds {@code a[i] += e}. Its element's adjoint is that of {@code e} and also, as it stands, that
 * of the element before: so the reverse sweep reads it and leaves it alone, rather than to take it
 * out at the store and to add it again at the load.
 */
final class Accumulations {
  private final Analysis analysis;
  private final Memory memory;

  /** The stores and the loads of such statements. */
  private final Set<Value> parts = new HashSet<>();

  Accumulations(Analysis analysis) {
    this.analysis = analysis;
    this.memory = new Memory(analysis);
    for (var block : analysis.body.blocks) {
      block.code.stream().filter(v -> v.op instanceof Op.Store).forEach(this::visit);
    }
  }

  boolean contains(Value v) {
    return parts.contains(v);
  }

  private void visit(Value store) {
    var sum = store.in[2];
    if (!(sum.op instanceof Op.Arith(var code)) || !isUsedOnce(sum)) {
      return;
    }
    boolean minus = code == Opcode.DSUB || code == Opcode.FSUB;
    if (code != Opcode.DADD && code != Opcode.FADD && !minus) {
      return;
    }
    for (int k = 0; k < (minus ? 1 : 2); k++) {
      var load = sum.in[k];
      if (load.op instanceof Op.Load
          && load.in[0] == store.in[0]
          && same(load.in[1], store.in[1])
          && load.block == store.block
          && isUsedOnce(load)
          && isUndisturbed(load, store)) {
        parts.add(load);
        parts.add(store);
        return;
      }
    }
  }

  private boolean isUsedOnce(Value v) {
    return analysis.body.users(v).size() == 1 && analysis.body.result() != v;
  }

  private static boolean same(Value i, Value j) {
    return i == j
        || (i.op instanceof Op.Const(var a) && j.op instanceof Op.Const(var b) && a.equals(b));
  }

  private boolean isUndisturbed(Value load, Value store) {
    var code = load.block.code;
    return code.subList(code.indexOf(load) + 1, code.indexOf(store)).stream()
        .noneMatch(v -> memory.mayChange(v, load));
  }
}
