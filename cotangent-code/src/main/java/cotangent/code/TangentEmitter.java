package cotangent.code;

import java.lang.classfile.CodeBuilder;
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
 */
final class TangentEmitter implements Flow.Sweep {
  private final Analysis analysis;
  private final Variant variant;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final Outputs outputs;
  private final PartialEmitter partials;
  private final TangentCalls calls;
  private final int lanes;

  private TangentEmitter(Variant variant, int lanes, CodeBuilder code, ClassDesc self) {
    this.analysis = variant.analysis();
    this.variant = variant;
    this.lanes = lanes;
    this.emitter = new Emitter(analysis, code, lanes);
    this.code = code;
    this.outputs = Outputs.of(emitter, parameters());
    this.partials = new PartialEmitter(emitter);
    this.calls = new TangentCalls(emitter, self, outputs);
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
    if (result != null && variant.hasActiveResult()) {
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
    var tangent = new TangentEmitter(variant, lanes, code, self);
    Flow.emit(tangent.emitter, tangent);
  }

  /** Gives the parameters their variables; returns the one behind them. */
  private int parameters() {
    int parameter = 0;
    for (var p : analysis.body.params) {
      emitter.slot(p, code.parameterSlot(parameter++));
    }
    for (var p : analysis.body.params) {
      for (int lane = 0; lane < (p.isReal() ? lanes : 1) && analysis.isActive(p); lane++) {
        emitter.lane = lane;
        emitter.shadowSlot(p, code.parameterSlot(parameter++));
      }
    }
    return variant.hasActiveResult() ? code.parameterSlot(parameter) : -1;
  }

  // ------------------------------------------------------------------------------- control flow

  @Override
  public void result(@Nullable Value value) {
    if (value == null) {
      code.return_();
      return;
    }
    if (analysis.isActive(value)) {
      emitter.each(
          value,
          () -> {
            code.aload(outputs.of(value));
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
        emitter.each(phi, () -> emitter.loadShadow(phi.in[k], Layout.shadow(phi.type)));
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
          emitter.each(
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
          emitter.each(
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
          emitter.each(
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
          emitter.loadShadow(v.in[0], Layout.shadow(v.type));
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
      emitter.each(
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
    var slots = new int[v.in.length];
    for (int i = 0; i < v.in.length; i++) {
      slots[i] = -1;
      if (lanes > 1
          && analysis.isActive(v.in[i])
          && rule.partials().get(i) instanceof Rule.Partial.Method method) {
        slots[i] = code.allocateLocal(TypeKind.DOUBLE);
        partials.partial(method, v);
        code.dstore(slots[i]);
      }
    }
    emitter.each(v, () -> smooth(v, rule, slots));
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
          partials.multiply(method.strong());
          emitter.convert("D", v.type);
        } else {
          partials.times(partial, v);
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
    calls.call(v, target);
    if (analysis.callee(v) == null
        && target instanceof Target.Smooth(var rule)
        && analysis.isActive(v)) {
      smooth(v, rule);
    }
  }
}
