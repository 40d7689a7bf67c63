package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits how the forward sweep records by which way it comes to a join, and how the reverse sweep
 * finds the way back, as {@link Ways} says.
 */
final class WayEmitter {
  private final Ways ways;
  private final CodeBuilder code;
  private final TapeEmitter tape;

  /** The variable of the bits in which joins record their ways. */
  private int bits;

  WayEmitter(Ways ways, CodeBuilder code, TapeEmitter tape) {
    this.ways = ways;
    this.code = code;
    this.tape = tape;
  }

  /** Begins either sweep without bits. */
  void begin() {
    if (ways.packs()) {
      bits = code.allocateLocal(TypeKind.INT);
      code.iconst_1().istore(bits);
    }
  }

  /** Records by which way the forward sweep comes to a join, if that cannot be told without. */
  void record(Block join, int way) {
    if (ways.tested(join) != null) {
      return;
    }
    if (ways.isPacked(join)) {
      tape.load();
      code.iload(bits).loadConstant(way).loadConstant(Ways.width(join));
      tape.call("record", "(III)I");
      code.istore(bits);
    } else {
      tape.pushConstant(way);
    }
  }

  /** Saves the bits where the forward sweep leaves a loop, or null for the method. */
  void save(@Nullable Loop left) {
    if (ways.packs() && ways.scope() == left) {
      tape.pushInt(bits);
    }
  }

  /** Takes them back where the reverse sweep comes there. */
  void restore(@Nullable Loop entered) {
    if (ways.packs() && ways.scope() == entered) {
      tape.popInt();
      code.istore(bits);
    }
  }

  /** The bits before guarded code, to be restored where an exception is caught. */
  Runnable copy() {
    if (!ways.packs()) {
      return () -> {};
    }
    int kept = code.allocateLocal(TypeKind.INT);
    code.iload(bits).istore(kept);
    return () -> code.iload(kept).istore(bits);
  }

  /**
   * Goes to the edge by which the forward sweep came.
   *
   * @param edges the labels of the join's edges; the first one follows
   */
  void find(Block join, Recomputation values, List<Label> edges) {
    var way = ways.tested(join);
    if (way == null) {
      recorded(join, edges);
    } else {
      values.branch(() -> test(way, values, edges));
    }
  }

  private void recorded(Block join, List<Label> edges) {
    if (ways.isPacked(join)) {
      int width = Ways.width(join);
      tape.load();
      code.iload(bits);
      tape.call("recorded", "(I)I");
      code.dup().loadConstant(width).iushr().istore(bits);
      code.loadConstant((1 << width) - 1).iand();
    } else {
      tape.popInt();
    }
    choose(code, edges);
  }

  /** Goes to the edge whose number is on the stack; the first one follows. */
  static void choose(CodeBuilder code, List<Label> edges) {
    if (edges.size() == 2) {
      code.ifne(edges.get(1));
    } else {
      var cases = new ArrayList<SwitchCase>();
      for (int k = 1; k < edges.size(); k++) {
        cases.add(SwitchCase.of(k, edges.get(k)));
      }
      code.tableswitch(1, edges.size() - 1, edges.getFirst(), cases);
    }
  }

  private void test(Ways.Way way, Recomputation values, List<Label> edges) {
    switch (way) {
      case Ways.Way.Edge(var k) -> code.goto_(edges.get(k));
      case Ways.Way.Test(var block, var next) -> {
        block.end.operands().forEach(values::load);
        var targets = new ArrayList<Label>();
        next.forEach(_ -> targets.add(code.newLabel()));
        branch(block.end, targets);
        // What does not lead to the join was not taken.
        var other = next.stream().filter(Objects::nonNull).findFirst().orElseThrow();
        for (int i = 0; i < next.size(); i++) {
          code.labelBinding(targets.get(i));
          var taken = Objects.requireNonNullElse(next.get(i), other);
          values.branch(() -> test(taken, values, edges));
        }
      }
    }
  }

  /** Leads as the end of a block; the first target follows. */
  private void branch(End end, List<Label> targets) {
    switch (end) {
      case End.If(var opcode, _, _) -> code.branch(opcode, targets.get(1));
      case End.Switch(_, var keys) -> {
        var cases = new ArrayList<SwitchCase>();
        for (int i = 0; i < keys.size(); i++) {
          cases.add(SwitchCase.of(keys.get(i), targets.get(i)));
        }
        code.lookupswitch(targets.getLast(), cases);
      }
      case End.Jump _, End.Return _, End.Throw _, End.Guard _ -> throw new AssertionError(end);
    }
  }
}
