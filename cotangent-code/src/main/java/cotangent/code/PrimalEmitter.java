package cotangent.code;

import cotangent.code.Block.End;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits a method as it is, but for its lambdas: where the other sweeps take what a lambda captures,
 * so does this. It is what a checkpointed loop runs between its snapshots.
 */
final class PrimalEmitter {
  private final Variant variant;
  private final Analysis analysis;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final Map<Block, Label> labels = new HashMap<>();

  private PrimalEmitter(Variant variant, CodeBuilder code, ClassDesc self) {
    this.variant = variant;
    this.analysis = variant.analysis();
    this.emitter = new Emitter(analysis, code);
    this.code = code;
    this.self = self;
  }

  static String name(Variant variant) {
    return variant.name() + "$primal";
  }

  static MethodTypeDesc type(Variant variant) {
    return MethodTypeDesc.ofDescriptor(Types.method(variant.types(), variant.result()));
  }

  static void emit(Variant variant, CodeBuilder code, ClassDesc self) {
    new PrimalEmitter(variant, code, self).emit();
  }

  private void emit() {
    var body = analysis.body;
    for (int i = 0; i < body.params.size(); i++) {
      emitter.slot(body.params.get(i), code.parameterSlot(i));
    }
    body.blocks.forEach(b -> labels.put(b, code.newLabel()));
    var guards = new Guards(body, code, this::label);
    for (int i = 0; i < body.blocks.size(); i++) {
      var block = body.blocks.get(i);
      code.labelBinding(label(block));
      block.code.forEach(this::value);
      end(block, i + 1 < body.blocks.size() ? body.blocks.get(i + 1) : null);
      guards.end(block);
    }
    guards.emit((guard, way, caught) -> {
      emitter.store(caught);
      edge(guard, way, null);
    });
  }

  private Label label(Block block) {
    return Objects.requireNonNull(labels.get(block));
  }

  private void value(Value v) {
    emitter.line(v);
    var callee = analysis.callee(v);
    if (callee == null || v.op instanceof Op.Construct) {
      emitter.primal(v);
      return;
    }
    var types = callee.types();
    int i = 0;
    for (var x : v.in) {
      for (var y : Simplifier.flatten(x)) {
        emitter.load(y, types.get(i++));
      }
    }
    code.invokestatic(self, name(callee), type(callee));
    if (!v.type.equals("V")) {
      emitter.store(v);
    }
  }

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
      case End.Return(var value) -> {
        if (value == null) {
          code.return_();
        } else {
          emitter.load(value, variant.result());
          code.return_(TypeKind.fromDescriptor(variant.result()));
        }
      }
      case End.Throw(var value) -> {
        emitter.load(value, "Ljava/lang/Throwable;");
        code.athrow();
      }
      case End.Guard() -> edge(block, 0, next);
    }
  }

  /** Phis are copied at once, through the operand stack, since they may exchange values. */
  private void edge(Block from, int i, @Nullable Block next) {
    var to = from.succ.get(i);
    int k = from.edge(i);
    to.phis.forEach(phi -> emitter.load(phi.in[k], phi.type));
    to.phis.reversed().forEach(emitter::store);
    if (to != next) {
      code.goto_(label(to));
    }
  }
}
