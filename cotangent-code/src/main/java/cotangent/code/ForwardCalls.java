package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Emits the calls of the forward sweep, and the shadows of what they return. */
final class ForwardCalls {
  private final Analysis analysis;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final TapeEmitter tape;

  ForwardCalls(Emitter emitter, ClassDesc self, TapeEmitter tape) {
    this.analysis = emitter.analysis;
    this.emitter = emitter;
    this.code = emitter.code;
    this.self = self;
    this.tape = tape;
  }

  /** Makes the shadow of what a call returned that stays as it is. */
  void shadow(Value v, Target target) {
    switch (target) {
      case Target.Mirror(var manner) -> emitter.mirror(v, manner);
      case Target.Box() -> {
        code.dconst_0();
        emitter.call(Emitter.SHADOWS, "box", "(D)Ljava/lang/Object;");
        emitter.storeShadow(v);
      }
      case Target.OnTape() -> onTape(v);
      case Target.Smooth _,
          Target.Flat _,
          Target.Sink _,
          Target.Unbox _,
          Target.Custom _,
          Target.Method _,
          Target.Opaque _ -> {
        if (v.isReference()) {
          emitter.zeroShadow(v);
        }
      }
    }
  }

  /**
   * The shadow of a tape is a tape. References go to both in the forward sweep; the reverse sweep
   * pushes the adjoint of what was popped and pops that of what was pushed.
   */
  void onTape(Value v) {
    if (v.op instanceof Op.Construct) {
      code.new_(TapeEmitter.TAPE).dup();
      code.invokespecial(TapeEmitter.TAPE, "<init>", MethodTypeDesc.ofDescriptor("()V"));
      emitter.storeShadow(v);
      return;
    }
    var target = ((Op.Call) v.op).target();
    if (!analysis.hasShadow(v.in[0])) {
      return;
    }
    switch (target.name()) {
      case "pushA", "setResult" -> {
        emitter.loadShadow(v.in[0]);
        emitter.loadPushed(v.in[1]);
        tape.call(target.name(), target.desc());
      }
      case "reset" -> {
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        tape.call(target.name(), target.desc());
      }
      case "popA", "result", "stretch" -> {
        emitter.loadShadow(v.in[0]);
        tape.call(target.name(), target.desc());
        emitter.storeShadow(v);
      }
      case "reserve", "release" -> {
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        emitter.load(v.in[2]);
        tape.call(target.name(), target.desc());
        code.pop();
      }
      default -> {}
    }
  }

  /** Calls the forward sweep of a method in its place. */
  void method(Value v, Variant callee) {
    emitter.checkReceiver(v);
    arguments(emitter, v, callee);
    tape.load();
    code.invokestatic(self, ForwardEmitter.name(callee), ForwardEmitter.type(callee));
    if (analysis.isInitialised(v)) {
      return;
    }
    if (v.op instanceof Op.Construct) {
      code.pop();
    } else if (!v.type.equals("V")) {
      emitter.store(v);
    }
    if (analysis.hasShadow(v)) {
      var result = callee.body().result();
      if (result != null && callee.analysis().hasShadow(result)) {
        tape.load();
        tape.call("result", "()Ljava/lang/Object;");
        emitter.castShadow(v);
        emitter.storeShadow(v);
      } else {
        emitter.zeroShadow(v);
      }
    }
  }

  /** Loads the arguments of a transformed method and their shadows. */
  static void arguments(Emitter emitter, Value v, Variant callee) {
    var in = emitter.analysis.arguments(v);
    var types = callee.types();
    for (int i = 0; i < in.size(); i++) {
      emitter.load(in.get(i), types.get(i));
    }
    var params = callee.body().params;
    for (int i = 0; i < in.size(); i++) {
      if (callee.analysis().hasShadow(params.get(i))) {
        emitter.loadShadow(in.get(i), Layout.shadow(types.get(i)));
      }
    }
  }
}
