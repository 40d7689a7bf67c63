package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits the tangent of a method: the method itself, with a tangent computed beside every active
 * value. Its parameters are those of the method, then their tangents or shadows, then an array to
 * which the tangent or shadow of the result goes.
 *
 * <p>There may be several tangents of each real, called lanes: one method then computes the
 * derivatives in several directions, and the value itself once. A shadow holds all lanes: where an
 * array has one real, its shadow has as many as there are lanes, one after the other.
 *
 * <p>Longer than most files, since it has a case for each kind of value.
 */
final class TangentEmitter implements Flow.Sweep {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  private final Analysis analysis;
  private final Variant variant;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private int out = -1;
  private int referenceOut = -1;

  private final int lanes;

  private TangentEmitter(Variant variant, int lanes, CodeBuilder code, ClassDesc self) {
    this.analysis = variant.analysis();
    this.variant = variant;
    this.lanes = lanes;
    this.emitter = new Emitter(analysis, code, lanes);
    this.code = code;
    this.self = self;
  }

  static String name(Variant variant) {
    return variant.name() + "$tangent";
  }

  static MethodTypeDesc type(Variant variant) {
    return type(variant, 1);
  }

  static MethodTypeDesc type(Variant variant, int lanes) {
    var types = new ArrayList<>(variant.types());
    var analysis = variant.analysis();
    for (var p : analysis.body.params) {
      for (int lane = 0; lane < (p.isReal() ? lanes : 1) && analysis.isActive(p); lane++) {
        types.add(shadowType(variant.types().get(((Op.Param) p.op).index())));
      }
    }
    var result = analysis.body.result();
    if (result != null && analysis.isActive(result)) {
      types.add(result.isReal() ? "[D" : Layout.TYPE);
    }
    return MethodTypeDesc.ofDescriptor(Types.method(types, variant.result()));
  }

  static String shadowType(String type) {
    return Types.isReal(type) ? type : Layout.shadow(type);
  }

  static void emit(Variant variant, CodeBuilder code, ClassDesc self) {
    emit(variant, 1, code, self);
  }

  static void emit(Variant variant, int lanes, CodeBuilder code, ClassDesc self) {
    new TangentEmitter(variant, lanes, code, self).emit();
  }

  /** Does the same for each lane of a value, which is one for references. */
  private void each(Value v, Runnable emission) {
    for (int lane = 0; lane < (v.isReal() ? lanes : 1); lane++) {
      emitter.lane = lane;
      emission.run();
    }
  }

  private void emit() {
    var body = analysis.body;
    int parameter = 0;
    for (var p : body.params) {
      emitter.slot(p, code.parameterSlot(parameter++));
    }
    for (var p : body.params) {
      for (int lane = 0; lane < (p.isReal() ? lanes : 1) && analysis.isActive(p); lane++) {
        emitter.lane = lane;
        emitter.shadowSlot(p, code.parameterSlot(parameter++));
      }
    }
    var result = body.result();
    if (result != null && analysis.isActive(result)) {
      int slot = code.parameterSlot(parameter);
      if (result.isReal()) {
        out = slot;
      } else {
        referenceOut = slot;
      }
    }
    outputs();
    Flow.emit(emitter, this);
  }

  /** Makes the arrays in which called methods hand back tangents, unless the method has them. */
  private void outputs() {
    boolean real = false;
    boolean reference = false;
    for (var v : analysis.body.values) {
      var callee = analysis.callee(v);
      if (callee != null) {
        var r = callee.body().result();
        if (r != null && callee.analysis().isActive(r)) {
          real |= r.isReal();
          reference |= !r.isReal();
        }
      }
    }
    if (real && out < 0) {
      out = code.allocateLocal(TypeKind.REFERENCE);
      code.loadConstant(lanes).newarray(TypeKind.DOUBLE).astore(out);
    }
    if (reference && referenceOut < 0) {
      referenceOut = code.allocateLocal(TypeKind.REFERENCE);
      code.iconst_1().anewarray(Types.desc(Types.OBJECT)).astore(referenceOut);
    }
  }

  // ------------------------------------------------------------------------------- control flow

  @Override
  public void result(@Nullable Value value) {
    if (value == null) {
      code.return_();
      return;
    }
    if (analysis.isActive(value)) {
      each(
          value,
          () -> {
            code.aload(value.isReal() ? out : referenceOut);
            code.loadConstant(value.isReal() ? emitter.lane : 0);
            emitter.loadShadow(value);
            if (value.isReal()) {
              emitter.convert(value.type, "D");
              code.dastore();
            } else {
              code.aastore();
            }
          });
    }
    emitter.load(value, variant.result());
    code.return_(TypeKind.fromDescriptor(variant.result()));
  }

  @Override
  public void edge(Block from, Block to, int k) {
    for (var phi : to.phis) {
      emitter.load(phi.in[k], phi.type);
      if (analysis.isActive(phi)) {
        each(phi, () -> emitter.loadShadow(phi.in[k], Layout.shadow(phi.type)));
      }
    }
    for (var phi : to.phis.reversed()) {
      int last = phi.isReal() ? lanes - 1 : 0;
      for (int lane = last; lane >= 0 && analysis.isActive(phi); lane--) {
        emitter.lane = lane;
        emitter.storeShadow(phi);
      }
      emitter.store(phi);
    }
  }

  @Override
  public void guard(Block guard) {}

  @Override
  public void caught(Block guard) {}

  // ------------------------------------------------------------------------------------- values

  @Override
  public void values(Block block) {
    block.code.forEach(this::value);
  }

  private void value(Value v) {
    emitter.line(v);
    if (v.op instanceof Op.Call || v.op instanceof Op.Construct) {
      call(v, analysis.target(v));
      return;
    }
    emitter.primal(v);
    if (v.op instanceof Op.Arith(var opcode)) {
      if (analysis.isActive(v)) {
        smooth(v, Objects.requireNonNull(Rule.of(opcode)));
      }
      return;
    }
    boolean active = analysis.isActive(v);
    switch (v.op) {
      case Op.Load _ -> {
        if (active) {
          int base = base(v, v.in[1]);
          each(
              v,
              () -> {
                emitter.loadShadow(v.in[0]);
                index(v, v.in[1], base);
                code.arrayLoad(TypeKind.fromDescriptor(v.type));
                emitter.storeShadow(v);
              });
        }
      }
      case Op.Store _ -> {
        var x = v.in[2];
        if (analysis.hasShadow(v.in[0]) && (x.isReal() || x.isReference())) {
          int base = base(x, v.in[1]);
          each(
              x,
              () -> {
                emitter.loadShadow(v.in[0]);
                index(x, v.in[1], base);
                emitter.loadShadow(x);
                code.arrayStore(TypeKind.fromDescriptor(x.type));
              });
        }
      }
      case Op.NewArray(var type) -> {
        if (active) {
          emitter.newArray(v, Layout.shadow(type), lanes);
          emitter.storeShadow(v);
        }
      }
      case Op.GetField(var field) -> {
        if (active) {
          var layout = emitter.layout(field);
          int i = layout.position(field);
          each(
              v,
              () -> {
                if (v.isReal()) {
                  emitter.reals(v.in[0]);
                  code.loadConstant(layout.index(i) * lanes + emitter.lane).daload();
                  emitter.convert("D", v.type);
                } else {
                  emitter.loadShadow(v.in[0], Layout.TYPE);
                  code.loadConstant(layout.index(i)).aaload();
                  emitter.castShadow(v);
                }
                emitter.storeShadow(v);
              });
        }
      }
      case Op.PutField(var field) -> putField(v, field);
      case Op.GetStatic _, Op.Dynamic _ -> {
        if (active) {
          emitter.zeroShadow(v);
        }
      }
      case Op.Cast _ -> {
        if (active) {
          emitter.loadShadow(v.in[0]);
          emitter.castShadow(v);
          emitter.storeShadow(v);
        }
      }
      case Op.Param _,
          Op.Const _,
          Op.Phi _,
          Op.Arith _,
          Op.ArrayLength _,
          Op.NewObject _,
          Op.PutStatic _,
          Op.Closure _,
          Op.InstanceOf _,
          Op.Caught _,
          Op.Monitor _,
          Op.Construct _,
          Op.Call _ -> {}
    }
  }

  private void putField(Value v, Op.FieldRef field) {
    var layout = emitter.layout(field);
    int i = layout.position(field);
    if (!analysis.hasShadow(v.in[0]) || i < 0) {
      return;
    }
    if (layout.isReal(i)) {
      each(
          v.in[1],
          () -> {
            emitter.reals(v.in[0]);
            code.loadConstant(layout.index(i) * lanes + emitter.lane);
            emitter.loadShadow(v.in[1]);
            emitter.convert(v.in[1].type, "D");
            code.dastore();
          });
    } else {
      emitter.loadShadow(v.in[0], Layout.TYPE);
      code.loadConstant(layout.index(i));
      emitter.loadShadow(v.in[1]);
      code.aastore();
    }
  }

  /** The sum over the operands of tangent times partial derivative. */
  private void smooth(Value v, Rule rule) {
    var partials = new int[v.in.length];
    for (int i = 0; i < v.in.length; i++) {
      partials[i] = -1;
      if (lanes > 1
          && analysis.isActive(v.in[i])
          && rule.partials().get(i) instanceof Rule.Partial.Method method) {
        partials[i] = code.allocateLocal(TypeKind.DOUBLE);
        emitter.partial(method, v);
        code.dstore(partials[i]);
      }
    }
    each(v, () -> smooth(v, rule, partials));
  }

  /** Where an element's tangents begin in a shadow; -1 if that is its index. */
  private int base(Value element, Value index) {
    if (lanes == 1 || !element.isReal() || index.op instanceof Op.Const) {
      return -1;
    }
    int base = code.allocateLocal(TypeKind.INT);
    emitter.load(index);
    code.loadConstant(lanes).imul().istore(base);
    return base;
  }

  /** Loads the index of an element's tangent. */
  private void index(Value element, Value index, int base) {
    if (base >= 0) {
      code.iload(base).loadConstant(emitter.lane).iadd();
    } else if (element.isReal() && index.op instanceof Op.Const(Integer i)) {
      code.loadConstant(i * lanes + emitter.lane);
    } else {
      emitter.load(index);
    }
  }

  /**
   * @param slots where the partial derivatives are that all lanes share, or -1
   */
  private void smooth(Value v, Rule rule, int[] slots) {
    boolean first = true;
    for (int i = 0; i < v.in.length; i++) {
      var partial = rule.partials().get(i);
      if (analysis.isActive(v.in[i]) && !(partial instanceof Rule.Partial.Zero)) {
        emitter.loadShadow(v.in[i]);
        emitter.convert(v.in[i].type, v.type);
        if (slots[i] >= 0 && partial instanceof Rule.Partial.Method method) {
          emitter.convert(v.type, "D");
          code.dload(slots[i]);
          emitter.multiply(method.strong());
          emitter.convert("D", v.type);
        } else {
          emitter.times(partial, v);
        }
        if (!first) {
          add(v.type);
        }
        first = false;
      }
    }
    if (first) {
      emitter.loadZero(v.type);
    }
    emitter.storeShadow(v);
  }

  private void add(String type) {
    if (type.equals("F")) {
      code.fadd();
    } else {
      code.dadd();
    }
  }

  private void call(Value v, Target target) {
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
    if (target instanceof Target.Smooth(var rule)) {
      if (analysis.isActive(v)) {
        smooth(v, rule);
      }
      return;
    }
    boolean active = analysis.isActive(v);
    switch (target) {
      case Target.Mirror() -> mirror(v, ((Op.Call) v.op));
      case Target.Box() -> {
        if (active) {
          box(v);
        }
      }
      case Target.Unbox _ -> {
        if (active) {
          each(
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
          each(v, () -> Customs.tangent(emitter, v, custom));
        }
      }
      case Target.Method _, Target.Opaque _, Target.Sink _, Target.Flat _, Target.Smooth _ -> {
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
    each(
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

  /** Does to the shadows what the call does to the references. */
  private void mirror(Value v, Op.Call call) {
    if (analysis.hasShadow(v.in[0])) {
      mirror(emitter, v, call);
      if (!v.type.equals("V")) {
        emitter.castShadow(v);
        emitter.storeShadow(v);
      }
    }
  }

  /** Leaves the result of the call on the shadows of its arguments. */
  static void mirror(Emitter emitter, Value v, Op.Call call) {
    int receiver = call.code() == Opcode.INVOKESTATIC ? 0 : 1;
    var types = Types.parameters(call.target().desc());
    for (int i = 0; i < v.in.length; i++) {
      var x = v.in[i];
      if (x.isReference()) {
        emitter.loadShadow(x, i < receiver ? Layout.TYPE : types.get(i - receiver));
      } else {
        emitter.load(x);
      }
    }
    var target = call.target();
    emitter.invoke(
        call.code(),
        receiver == 1 ? new MethodRef(Layout.TYPE, target.name(), target.desc(), false) : target);
  }

  private void method(Value v, Variant callee) {
    var in = analysis.arguments(v);
    var types = callee.types();
    for (int i = 0; i < in.size(); i++) {
      emitter.load(in.get(i), types.get(i));
    }
    var params = callee.body().params;
    for (int i = 0; i < in.size(); i++) {
      if (callee.analysis().isActive(params.get(i))) {
        var x = in.get(i);
        var type = shadowType(types.get(i));
        each(params.get(i), () -> emitter.loadShadow(x, type));
      }
    }
    var result = callee.body().result();
    boolean active = false;
    if (result != null && callee.analysis().isActive(result)) {
      active = true;
      code.aload(result.isReal() ? out : referenceOut);
    }
    code.invokestatic(self, name(callee), type(callee, lanes));
    if (analysis.isInitialised(v)) {
      return;
    }
    if (v.op instanceof Op.Construct) {
      code.pop();
    } else if (!v.type.equals("V")) {
      emitter.store(v);
    }
    if (analysis.isActive(v)) {
      boolean given = active;
      each(
          v,
          () -> {
            if (!given) {
              emitter.zeroShadow(v);
            } else if (v.isReal()) {
              code.aload(out).loadConstant(emitter.lane).daload();
              emitter.convert("D", v.type);
              emitter.storeShadow(v);
            } else {
              code.aload(referenceOut).iconst_0().aaload();
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
      case "pushD" -> each(v.in[1], () -> onTape(v, target));
      // What was pushed last comes first.
      case "popD" -> {
        for (int lane = lanes - 1; lane >= 0; lane--) {
          emitter.lane = lane;
          onTape(v, target);
        }
      }
      case "setAdjoint" -> each(v.in[2], () -> onTape(v, target));
      case "adjoint" -> each(v, () -> onTape(v, target));
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
