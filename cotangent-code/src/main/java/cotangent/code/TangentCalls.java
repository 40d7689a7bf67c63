package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Emits calls together with their tangents: of methods that are transformed, of boxes, of methods
 * whose derivative the user gives, and, for tangents of adjoints, of what those do with a tape.
 */
final class TangentCalls {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  private final Analysis analysis;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final int lanes;

  private final Outputs outputs;

  TangentCalls(Emitter emitter, ClassDesc self, Outputs outputs) {
    this.analysis = emitter.analysis;
    this.emitter = emitter;
    this.code = emitter.code;
    this.self = self;
    this.lanes = emitter.lanes;
    this.outputs = outputs;
  }

  /** Computes the value and its tangent; a rule for its partial derivatives is for the caller. */
  void call(Value v, Target target) {
    var callee = analysis.callee(v);
    if (callee != null) {
      if (v.op instanceof Op.Construct) {
        emitter.primal(v);
        emitter.initialise(v);
      }
      method(v, callee);
      return;
    }
    emitter.primal(v);
    boolean active = analysis.isActive(v);
    switch (target) {
      case Target.Mirror(var manner) -> emitter.mirror(v, manner);
      case Target.Box() -> {
        if (active) {
          box(v);
        }
      }
      case Target.Unbox _ -> {
        if (active) {
          emitter.each(
              v,
              () -> {
                emitter.reals(v.in[0]);
                code.loadConstant(emitter.lane).daload();
                emitter.convert("D", v.type);
                emitter.storeShadow(v);
              });
        }
      }
      case Target.OnTape() -> tape(v);
      case Target.Custom custom -> {
        if (active || touches(v)) {
          emitter.each(v, () -> Customs.tangent(emitter, v, custom));
        }
      }
      case Target.Smooth _ -> {}
      case Target.Method _, Target.Opaque _, Target.Sink _, Target.Flat _ -> {
        if (active) {
          emitter.zeroShadow(v);
        }
      }
    }
  }

  /** The shadow of a boxed real is that of an object with one real field. */
  private void box(Value v) {
    code.iconst_1().anewarray(Types.desc(Types.OBJECT));
    code.dup().iconst_0().loadConstant(lanes).newarray(TypeKind.DOUBLE);
    emitter.each(
        v.in[0],
        () -> {
          code.dup().loadConstant(emitter.lane);
          emitter.loadShadow(v.in[0]);
          emitter.convert(v.in[0].type, "D");
          code.dastore();
        });
    code.aastore();
    emitter.storeShadow(v);
  }

  private boolean touches(Value v) {
    for (var x : v.in) {
      if (analysis.isActive(x)) {
        return true;
      }
    }
    return false;
  }

  private void method(Value v, Variant callee) {
    emitter.checkReceiver(v);
    var in = analysis.arguments(v);
    var types = callee.types();
    for (int i = 0; i < in.size(); i++) {
      emitter.load(in.get(i), types.get(i));
    }
    var params = callee.body().params;
    for (int i = 0; i < in.size(); i++) {
      if (callee.analysis().isActive(params.get(i))) {
        var x = in.get(i);
        var type = TangentEmitter.shadowType(types.get(i));
        emitter.each(params.get(i), () -> emitter.loadShadow(x, type));
      }
    }
    var result = callee.body().result();
    boolean given = result != null && callee.hasActiveResult();
    if (result != null && given) {
      code.aload(outputs.of(result));
    }
    code.invokestatic(self, TangentEmitter.name(callee), TangentEmitter.type(callee, lanes));
    if (analysis.isInitialised(v)) {
      return;
    }
    if (v.op instanceof Op.Construct) {
      code.pop();
    } else if (!v.type.equals("V")) {
      emitter.store(v);
    }
    if (analysis.isActive(v)) {
      emitter.each(
          v,
          () -> {
            if (!given) {
              emitter.zeroShadow(v);
            } else if (v.isReal()) {
              code.aload(outputs.real()).loadConstant(emitter.lane).daload();
              emitter.convert("D", v.type);
              emitter.storeShadow(v);
            } else {
              code.aload(outputs.reference()).iconst_0().aaload();
              emitter.castShadow(v);
              emitter.storeShadow(v);
            }
          });
    }
  }

  /** The tape of an adjoint has a second tape beside it, for the tangents of what it saves. */
  private void tape(Value v) {
    if (v.op instanceof Op.Construct) {
      if (analysis.isActive(v)) {
        code.new_(TAPE).dup().invokespecial(TAPE, "<init>", MethodTypeDesc.ofDescriptor("()V"));
        emitter.storeShadow(v);
      }
      return;
    }
    if (!analysis.hasShadow(v.in[0])) {
      return;
    }
    var target = ((Op.Call) v.op).target();
    switch (target.name()) {
      case "pushI", "popI", "record", "recorded", "pushJ", "popJ", "mark" -> {}
      case "reset" -> {
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        emitter.invoke(Opcode.INVOKEVIRTUAL, target);
      }
      case "pushD" -> emitter.each(v.in[1], () -> onTape(v, target));
      // What was pushed last comes first.
      case "popD" -> {
        for (int lane = lanes - 1; lane >= 0; lane--) {
          emitter.lane = lane;
          onTape(v, target);
        }
      }
      case "setAdjoint" -> emitter.each(v.in[2], () -> onTape(v, target));
      case "adjoint" -> emitter.each(v, () -> onTape(v, target));
      default -> onTape(v, target);
    }
  }

  private void onTape(Value v, MethodRef target) {
    emitter.loadShadow(v.in[0]);
    for (int i = 1; i < v.in.length; i++) {
      if (v.in[i].kind() == 'I') {
        emitter.load(v.in[i]);
        if (lanes > 1) {
          code.loadConstant(lanes).imul().loadConstant(emitter.lane).iadd();
        }
      } else {
        emitter.loadPushed(v.in[i]);
      }
    }
    emitter.invoke(Opcode.INVOKEVIRTUAL, target);
    if (!v.type.equals("V")) {
      if (analysis.isActive(v)) {
        emitter.castShadow(v);
        emitter.storeShadow(v);
      } else {
        emitter.pop(v.type);
      }
    }
  }
}
