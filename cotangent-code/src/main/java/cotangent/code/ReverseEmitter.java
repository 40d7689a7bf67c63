package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits the reverse sweep of a method: every block backwards, the blocks in the opposite order of
 * that in which the forward sweep ran them. Its parameters are those of the forward sweep and the
 * adjoint of the result, if that is real. The adjoints of real parameters go to the tape's
 * registers, everything else to shadows.
 */
final class ReverseEmitter implements ReverseFlow.Sweep {
  private final Analysis analysis;
  private final Body body;
  private final Plan plan;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final TapeEmitter tape;
  private final Recomputation values;
  private final Adjoints adjoints;
  private final ReverseFlow flow;
  private final ReverseCalls calls;
  private final PartialEmitter partials;
  private final Twins twins;
  private final Accumulations accumulations;

  /** What the sweeps share if they are one method. */
  private final @Nullable Joint joint;

  private ReverseEmitter(
      Variant variant, Plan plan, @Nullable Joint joint, CodeBuilder code, ClassDesc self) {
    this.joint = joint;
    this.analysis = variant.analysis();
    this.body = analysis.body;
    this.plan = plan;
    this.emitter = joint == null ? new Emitter(analysis, code) : joint.emitter;
    this.code = code;
    this.tape = new TapeEmitter(plan, emitter, ForwardEmitter.parameters(emitter, body));
    this.values = new Recomputation(plan, emitter);
    this.adjoints = new Adjoints(emitter);
    this.flow = new ReverseFlow(plan, emitter, tape, values, adjoints, joint);
    this.calls = new ReverseCalls(emitter, self, tape, values, adjoints);
    this.partials = new PartialEmitter(emitter);
    this.twins = new Twins(body);
    this.accumulations = new Accumulations(analysis);
  }

  static String name(Variant variant) {
    return variant.name() + "$reverse";
  }

  static MethodTypeDesc type(Variant variant) {
    var types = ForwardEmitter.parameters(variant);
    var result = variant.body().result();
    if (result != null && result.isReal() && variant.analysis().isActive(result)) {
      types.add(variant.result());
    }
    return MethodTypeDesc.ofDescriptor(Types.method(types, "V"));
  }

  static void emit(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    new ReverseEmitter(variant, plan, null, code, self).emit();
  }

  /** Emits the reverse sweep as the second part of a method that has both. */
  static void emit(Variant variant, Joint joint, CodeBuilder code, ClassDesc self) {
    new ReverseEmitter(variant, joint.plan, joint, code, self).emit();
  }

  private void emit() {
    if (!body.returns()) {
      code.return_();
      return;
    }
    flow.prepare();
    if (joint == null) {
      for (var v : body.values.reversed()) {
        tape.restore(v, null);
      }
    }
    calls.prepare();
    var result = body.result();
    if (result != null && result.isReal() && analysis.isActive(result)) {
      int shadows = (int) body.params.stream().filter(analysis::hasShadow).count();
      int seed = code.parameterSlot(body.params.size() + shadows + 1);
      code.loadLocal(TypeKind.fromDescriptor(result.type), seed);
      adjoints.add(result);
    }
    flow.emit(this);
  }

  @Override
  public void values(Block block) {
    plan.shadowsSavedAt(block).reversed().forEach(tape::popShadow);
    plan.savedAt(block).reversed().forEach(v -> tape.take(v, block.loop));
    block.code.reversed().forEach(this::reverse);
  }

  /** Leaves the adjoints of real parameters to the caller. */
  @Override
  public void end() {
    var sums = analysis.program.splits.sums(analysis.variant.ref);
    int register = 0;
    for (int i = 0; i < body.params.size(); i++) {
      var p = body.params.get(i);
      if (p.isReal() && analysis.isActive(p)) {
        // The adjoint of a sum is what it was before.
        if (joint == null || sums == null || !sums.get(i)) {
          tape.load();
          code.loadConstant(register);
          adjoints.load(p);
          emitter.convert(p.type, "D");
          tape.call("setAdjoint", "(ID)V");
        }
        register++;
      }
    }
    if (joint == null) {
      code.return_();
    } else {
      joint.end();
    }
  }

  // --------------------------------------------------------------------------------------- values

  /** What is taken back only after the value before it has been reversed, too. */
  private @Nullable Value late;

  private void reverse(Value v) {
    emitter.line(v);
    adjoint(v);
    adjoints.clear(v);
    var waiting = late;
    late = twins.isLate(v) ? v : null;
    if (waiting != null) {
      tape.restore(waiting, v.block.loop);
    }
    if (v.block.loop != null && late == null) {
      tape.restore(v, v.block.loop);
    }
  }

  private void adjoint(Value v) {
    switch (v.op) {
      case Op.Arith(var opcode) -> {
        if (analysis.isActive(v)) {
          smooth(v, Objects.requireNonNull(Rule.of(opcode)));
        }
      }
      case Op.Load _ -> {
        boolean counts = v.isReal() && analysis.isActive(v) && adjoints.has(v);
        if (counts && !accumulations.contains(v)) {
          values.demandShadow(v.in[0]);
          values.demand(v.in[1]);
          var kind = TypeKind.fromDescriptor(v.type);
          emitter.loadShadow(v.in[0]);
          emitter.load(v.in[1]);
          code.dup2().arrayLoad(kind);
          adjoints.load(v);
          adjoints.sum(v.type);
          code.arrayStore(kind);
        }
      }
      case Op.Store _ -> store(v);
      case Op.GetField(var field) -> {
        if (v.isReal() && analysis.isActive(v) && adjoints.has(v)) {
          var layout = emitter.layout(field);
          values.demandShadow(v.in[0]);
          emitter.reals(v.in[0]);
          code.loadConstant(layout.index(layout.position(field))).dup2().daload();
          adjoints.load(v);
          emitter.convert(v.type, "D");
          code.dadd().dastore();
        }
      }
      case Op.PutField(var field) -> putField(v, field);
      case Op.Construct _, Op.Call _ -> call(v);
      case Op.Param _,
          Op.Const _,
          Op.Phi _,
          Op.ArrayLength _,
          Op.NewArray _,
          Op.NewObject _,
          Op.GetStatic _,
          Op.PutStatic _,
          Op.Dynamic _,
          Op.Closure _,
          Op.Cast _,
          Op.InstanceOf _,
          Op.Caught _,
          Op.Monitor _ -> {}
    }
  }

  /**
   * What was stored gets the adjoint of the element, which then belongs to what was there before.
   */
  private void store(Value v) {
    var x = v.in[2];
    if (!x.isReal() || !analysis.hasShadow(v.in[0])) {
      return;
    }
    values.demandShadow(v.in[0]);
    values.demand(v.in[1]);
    var kind = TypeKind.fromDescriptor(x.type);
    if (analysis.isActive(x)) {
      emitter.loadShadow(v.in[0]);
      emitter.load(v.in[1]);
      code.arrayLoad(kind);
      adjoints.add(x);
    }
    if (accumulations.contains(v)) {
      return;
    }
    emitter.loadShadow(v.in[0]);
    emitter.load(v.in[1]);
    emitter.loadZero(x.type);
    code.arrayStore(kind);
  }

  private void putField(Value v, Op.FieldRef field) {
    var layout = emitter.layout(field);
    int i = layout.position(field);
    if (i < 0 || !layout.isReal(i) || !analysis.hasShadow(v.in[0])) {
      return;
    }
    values.demandShadow(v.in[0]);
    var x = v.in[1];
    if (analysis.isActive(x)) {
      emitter.reals(v.in[0]);
      code.loadConstant(layout.index(i)).daload();
      emitter.convert("D", x.type);
      adjoints.add(x);
    }
    emitter.reals(v.in[0]);
    code.loadConstant(layout.index(i)).dconst_0().dastore();
  }

  private void smooth(Value v, Rule rule) {
    if (!adjoints.has(v)) {
      return;
    }
    if (v.op instanceof Op.Arith(var code) && code == Opcode.DDIV && isQuotient(v)) {
      quotient(v);
      return;
    }
    var twin = twins.of(v);
    for (int i = 0; i < v.in.length; i++) {
      var partial = rule.partials().get(i);
      if (analysis.isActive(v.in[i]) && !(partial instanceof Rule.Partial.Zero)) {
        twins.operands(v, partial).forEach(values::demand);
        adjoints.load(v);
        if (twin != null) {
          emitter.load(twin);
          code.dmul();
          if (Twins.isNegated(v)) {
            code.dneg();
          }
        } else {
          partials.times(partial, v);
        }
        emitter.convert(v.type, v.in[i].type);
        adjoints.add(v.in[i]);
      }
    }
  }

  private boolean isQuotient(Value v) {
    return analysis.isActive(v.in[0]) && analysis.isActive(v.in[1]);
  }

  /** The adjoint of the divisor is that of the dividend times the quotient, with another sign. */
  private void quotient(Value v) {
    values.demand(v.in[1]);
    values.demand(v);
    adjoints.load(v);
    emitter.load(v.in[1]);
    emitter.call(Emitter.PARTIALS, "over", "(DD)D");
    code.dup2();
    adjoints.add(v.in[0]);
    code.dneg();
    emitter.load(v);
    emitter.call(Emitter.PARTIALS, "scale", "(DD)D");
    adjoints.add(v.in[1]);
  }

  private void call(Value v) {
    if (joint != null && analysis.isFused(v)) {
      joint.take(v, adjoints::add);
    } else if (analysis.callee(v) != null
        || !(analysis.target(v) instanceof Target.Smooth(var rule))) {
      calls.reverse(v);
    } else if (analysis.isActive(v)) {
      smooth(v, rule);
    }
  }
}
