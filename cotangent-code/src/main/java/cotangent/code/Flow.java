package cotangent.code;

import cotangent.code.Block.End;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits the blocks of a method in their order and the ways between them, for the sweeps that run as
 * the method itself does: {@link PrimalEmitter}, {@link TangentEmitter} and {@link ForwardEmitter}.
 */
final class Flow {
  private final Emitter emitter;
  private final Body body;
  private final CodeBuilder code;
  private final Sweep sweep;
  private final Map<Block, Label> labels = new HashMap<>();

  /** What a sweep emits between the labels and the jumps. */
  interface Sweep {
    /** The values of a block, and what is to be done before it is left. */
    void values(Block block);

    /** A return of the value, or of none. */
    void result(@Nullable Value value);

    /**
     * What happens on the way to another block. Phis are copied at once, through the operand stack,
     * since they may exchange values.
     *
     * @param k which of the predecessors of {@code to} the block {@code from} is on this way
     */
    void edge(Block from, Block to, int k);

    /** What is noted before guarded code begins. */
    void guard(Block guard);

    /** What is to be done before a handler of that guard begins. */
    void caught(Block guard);
  }

  private Flow(Emitter emitter, Sweep sweep) {
    this.emitter = emitter;
    this.body = emitter.analysis.body;
    this.code = emitter.code;
    this.sweep = sweep;
  }

  static void emit(Emitter emitter, Sweep sweep) {
    new Flow(emitter, sweep).emit();
  }

  private void emit() {
    body.blocks.forEach(b -> labels.put(b, code.newLabel()));
    var guards = new Guards(body, code, this::label);
    for (int i = 0; i < body.blocks.size(); i++) {
      var block = body.blocks.get(i);
      code.labelBinding(label(block));
      sweep.values(block);
      end(block, i + 1 < body.blocks.size() ? body.blocks.get(i + 1) : null);
      guards.end(block);
    }
    guards.emit((guard, way, caught) -> {
      emitter.store(caught);
      sweep.caught(guard);
      edge(guard, way, null);
    });
  }

  private Label label(Block block) {
    return Objects.requireNonNull(labels.get(block));
  }

  /**
   * Emits the end of a block.
   *
   * @param next the block that is emitted after it, to which no jump is needed
   */
  private void end(Block block, @Nullable Block next) {
    switch (block.end) {
      case End.Jump() -> edge(block, 0, next);
      case End.If(var opcode, var x, var y) -> {
        var taken = code.newLabel();
        emitter.load(x);
        if (y != null) {
          emitter.load(y);
        }
        code.branch(opcode, taken);
        edge(block, 0, null);
        code.labelBinding(taken);
        edge(block, 1, next);
      }
      case End.Switch(var key, var keys) -> {
        emitter.load(key);
        var cases = new ArrayList<SwitchCase>();
        keys.forEach(k -> cases.add(SwitchCase.of(k, code.newLabel())));
        var other = code.newLabel();
        code.lookupswitch(other, cases);
        for (int i = 0; i < cases.size(); i++) {
          code.labelBinding(cases.get(i).target());
          edge(block, i, null);
        }
        code.labelBinding(other);
        edge(block, cases.size(), next);
      }
      case End.Return(var value) -> sweep.result(value);
      case End.Throw(var value) -> {
        emitter.load(value, "Ljava/lang/Throwable;");
        code.athrow();
      }
      case End.Guard() -> {
        sweep.guard(block);
        edge(block, 0, next);
      }
    }
  }

  private void edge(Block from, int way, @Nullable Block next) {
    var to = from.succ.get(way);
    sweep.edge(from, to, from.edge(way));
    if (to != next) {
      code.goto_(label(to));
    }
  }
}
