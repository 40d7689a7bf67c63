package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.util.HashSet;
import java.util.Set;

/**
 * What the reverse sweep computes again where it needs it, each value and shadow once in a block.
 */
final class Recomputation {
  private final Plan plan;
  private final Emitter emitter;
  private final CodeBuilder code;

  /** Values and shadows that were computed again in the block at hand. */
  private Set<Value> present = new HashSet<>();

  private Set<Value> presentShadows = new HashSet<>();

  Recomputation(Plan plan, Emitter emitter) {
    this.plan = plan;
    this.emitter = emitter;
    this.code = emitter.code;
  }

  /** Begins a block: what was computed again elsewhere may be out of date. */
  void begin() {
    present.clear();
    presentShadows.clear();
  }

  /** Emits one of several ways on, which start from what is present now. */
  void branch(Runnable way) {
    var values = new HashSet<>(present);
    var shadows = new HashSet<>(presentShadows);
    way.run();
    present = values;
    presentShadows = shadows;
  }

  /** Sees to it that the value's variable holds the value. */
  void demand(Value v) {
    if (!(v.op instanceof Op.Const) && plan.isRecomputed(v) && present.add(v)) {
      for (var x : v.in) {
        demand(x);
      }
      emitter.primal(v);
    }
  }

  /** Loads the value. */
  void load(Value v) {
    demand(v);
    emitter.load(v);
  }

  /** Sees to it that the variable of the value's shadow holds the shadow. */
  void demandShadow(Value v) {
    if (!plan.isShadowRecomputed(v) || !presentShadows.add(v)) {
      return;
    }
    demandShadow(v.in[0]);
    switch (v.op) {
      case Op.Load _ -> {
        demand(v.in[1]);
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        code.aaload();
      }
      case Op.GetField(var field) -> {
        var layout = emitter.layout(field);
        emitter.loadShadow(v.in[0], Layout.TYPE);
        code.loadConstant(layout.index(layout.position(field))).aaload();
        emitter.castShadow(v);
      }
      default -> emitter.loadShadow(v.in[0], Layout.shadow(v.type));
    }
    emitter.storeShadow(v);
  }
}
