package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * Emits a method as it is, but for its lambdas: where the other sweeps take what a lambda captures,
 * so does this. It is what a checkpointed loop runs between its snapshots.
 */
final class PrimalEmitter implements Flow.Sweep {
  private final Variant variant;
  private final Analysis analysis;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;

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
    Flow.emit(emitter, this);
  }

  @Override
  public void values(Block block) {
    block.code.forEach(this::value);
  }

  private void value(Value v) {
    emitter.line(v);
    var callee = analysis.callee(v);
    if (callee == null || v.op instanceof Op.Construct) {
      emitter.primal(v);
      return;
    }
    emitter.checkReceiver(v);
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

  @Override
  public void result(@Nullable Value value) {
    if (value == null) {
      code.return_();
    } else {
      emitter.load(value, variant.result());
      code.return_(TypeKind.fromDescriptor(variant.result()));
    }
  }

  @Override
  public void edge(Block from, Block to, int k) {
    to.phis.forEach(phi -> emitter.load(phi.in[k], phi.type));
    to.phis.reversed().forEach(emitter::store);
  }

  @Override
  public void guard(Block guard) {}

  @Override
  public void caught(Block guard) {}
}
