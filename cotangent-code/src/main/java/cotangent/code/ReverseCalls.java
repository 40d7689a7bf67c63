package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;

/**
 * Emits the reverse of calls: of methods that are transformed, of boxes, of methods whose
 * derivative the user gives, and, for derivatives of adjoints, of what those do with a tape.
 */
final class ReverseCalls {
  private final Analysis analysis;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final TapeEmitter tape;
  private final Recomputation values;
  private final Adjoints adjoints;
  private final ReplayEmitter replays;

  ReverseCalls(
      Emitter emitter, ClassDesc self, TapeEmitter tape, Recomputation values, Adjoints adjoints) {
    this.analysis = emitter.analysis;
    this.emitter = emitter;
    this.code = emitter.code;
    this.self = self;
    this.tape = tape;
    this.values = values;
    this.adjoints = adjoints;
    this.replays = new ReplayEmitter(emitter);
  }

  /** Makes the variables that calls need. */
  void prepare() {
    replays.prepare();
  }

  void reverse(Value v) {
    var callee = analysis.callee(v);
    if (callee != null) {
      method(v, callee);
      return;
    }
    switch (analysis.target(v)) {
      case Target.Box() -> {
        if (analysis.isActive(v) && analysis.isActive(v.in[0])) {
          values.demandShadow(v);
          emitter.loadShadow(v);
          emitter.call(Emitter.SHADOWS, "unbox", "(Ljava/lang/Object;)D");
          emitter.convert("D", v.in[0].type);
          adjoints.add(v.in[0]);
        }
      }
      case Target.Unbox _ -> {
        if (analysis.isActive(v) && adjoints.has(v)) {
          values.demandShadow(v.in[0]);
          emitter.loadShadow(v.in[0]);
          adjoints.load(v);
          emitter.convert(v.type, "D");
          emitter.call(Emitter.SHADOWS, "addTo", "(Ljava/lang/Object;D)V");
        }
      }
      case Target.Custom custom -> {
        if (analysis.isActive(v)) {
          for (var x : v.in) {
            values.demand(x);
            values.demandShadow(x);
          }
          values.demandShadow(v);
          Customs.adjoint(
              emitter,
              v,
              custom,
              new Customs.Adjoints() {
                @Override
                public void loadResult() {
                  if (v.isReal()) {
                    adjoints.load(v);
                  } else {
                    emitter.loadShadow(v);
                  }
                }

                @Override
                public void add(Value operand) {
                  adjoints.add(operand);
                }
              });
        }
      }
      case Target.OnTape _ -> onTape(v);
      case Target.Smooth _,
          Target.Flat _,
          Target.Sink _,
          Target.Mirror _,
          Target.Opaque _,
          Target.Method _ -> {}
    }
  }

  private void onTape(Value v) {
    if (!(v.op instanceof Op.Call(_, var method)) || !analysis.hasShadow(v.in[0])) {
      return;
    }
    switch (method.name()) {
      case "pushD" -> {
        loadTape(v);
        tape.call("popD", "()D");
        adjoints.add(v.in[1]);
      }
      case "popD" -> {
        loadTape(v);
        adjoints.load(v);
        tape.call("pushD", "(D)V");
      }
      case "setAdjoint" -> {
        values.demand(v.in[1]);
        loadTape(v);
        emitter.load(v.in[1]);
        tape.call("adjoint", "(I)D");
        adjoints.add(v.in[2]);
        loadTape(v);
        emitter.load(v.in[1]);
        code.dconst_0();
        tape.call("setAdjoint", "(ID)V");
      }
      case "adjoint" -> {
        values.demand(v.in[1]);
        loadTape(v);
        emitter.load(v.in[1]);
        loadTape(v);
        emitter.load(v.in[1]);
        tape.call("adjoint", "(I)D");
        if (adjoints.has(v)) {
          adjoints.load(v);
          code.dadd();
        }
        tape.call("setAdjoint", "(ID)V");
      }
      default -> {}
    }
  }

  private void loadTape(Value v) {
    values.demandShadow(v.in[0]);
    emitter.loadShadow(v.in[0]);
  }

  private void method(Value v, Variant callee) {
    var in = analysis.arguments(v);
    var replayed = analysis.replayed(v);
    for (int i = 0; i < in.size(); i++) {
      if (replayed == null || !replayed.sums().get(i)) {
        values.demand(in.get(i));
      }
      values.demandShadow(in.get(i));
    }
    if (replayed == null) {
      ForwardCalls.arguments(emitter, v, callee);
    } else {
      replays.again(v, callee, tape, self);
      replays.arguments(v, callee);
    }
    tape.load();
    var result = callee.body().result();
    if (result != null && result.isReal() && callee.analysis().isActive(result)) {
      adjoints.load(v);
    }
    code.invokestatic(self, ReverseEmitter.name(callee), ReverseEmitter.type(callee));
    int adjoint = 0;
    var params = callee.body().params;
    for (int i = 0; i < in.size(); i++) {
      if (params.get(i).isReal() && callee.analysis().isActive(params.get(i))) {
        tape.load();
        code.loadConstant(adjoint++);
        tape.call("adjoint", "(I)D");
        emitter.convert("D", in.get(i).type);
        adjoints.add(in.get(i));
      }
    }
  }
}
