package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Emits the forward sweep of a method: the method itself, which also makes the shadows of what it
 * makes and saves on the tape what {@link Plan} asks for and which way it went.
 *
 * <p>A saved value has a local variable. Before it is computed anew in a loop, the old content goes
 * to the tape, and all of them go there at the end; so in the reverse sweep the variable always
 * holds the value that was current at that point.
 */
final class ForwardEmitter implements Flow.Sweep {
  private final Analysis analysis;
  private final Variant variant;
  private final Body body;
  private final Plan plan;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final TapeEmitter tape;
  private final WayEmitter ways;
  private final ForwardCalls calls;
  private final Map<Loop, Integer> counters = new HashMap<>();

  /** What the sweeps share if they are one method. */
  private final @Nullable Joint joint;

  private ForwardEmitter(
      Variant variant, Plan plan, @Nullable Joint joint, CodeBuilder code, ClassDesc self) {
    this.joint = joint;
    this.analysis = variant.analysis();
    this.variant = variant;
    this.body = analysis.body;
    this.plan = plan;
    this.emitter = joint == null ? new Emitter(analysis, code) : joint.emitter;
    this.code = code;
    this.tape = new TapeEmitter(plan, emitter, parameters(emitter, body));
    this.ways = new WayEmitter(plan.ways(), code, tape);
    this.calls = new ForwardCalls(emitter, self, tape);
  }

  static String name(Variant variant) {
    return variant.name() + "$forward";
  }

  /** The parameters, the shadows of those that are active references, the tape. */
  static MethodTypeDesc type(Variant variant) {
    return MethodTypeDesc.ofDescriptor(Types.method(parameters(variant), variant.result()));
  }

  static List<String> parameters(Variant variant) {
    var types = new ArrayList<>(variant.types());
    var analysis = variant.analysis();
    for (var p : analysis.body.params) {
      if (analysis.hasShadow(p)) {
        types.add(Layout.shadow(variant.types().get(((Op.Param) p.op).index())));
      }
    }
    types.add(TapeEmitter.TYPE);
    return types;
  }

  static void emit(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    new ForwardEmitter(variant, plan, null, code, self).emit();
  }

  /** Emits the forward sweep as the first part of a method that has both. */
  static void emit(Variant variant, Joint joint, CodeBuilder code, ClassDesc self) {
    new ForwardEmitter(variant, joint.plan, joint, code, self).emit();
  }

  /** Gives the parameters their variables; returns that of the tape. */
  static int parameters(Emitter emitter, Body body) {
    int parameter = 0;
    for (var p : body.params) {
      emitter.slot(p, emitter.code.parameterSlot(parameter++));
    }
    for (var p : body.params) {
      if (emitter.analysis.hasShadow(p)) {
        emitter.shadowSlot(p, emitter.code.parameterSlot(parameter++));
      }
    }
    return emitter.code.parameterSlot(parameter);
  }

  private void emit() {
    for (var v : body.values) {
      if (plan.isSaved(v)) {
        emitter.loadZero(v.type);
        emitter.store(v);
      }
      if (plan.isShadowSaved(v)) {
        code.aconst_null();
        emitter.storeShadow(v);
      }
    }
    ways.begin();
    Flow.emit(emitter, this);
  }

  @Override
  public void values(Block block) {
    for (var v : block.code) {
      emitter.line(v);
      saveOld(v);
      value(v);
    }
    if (plan.isReversed(block)) {
      plan.savedAt(block).forEach(v -> tape.keep(v, block.loop));
      plan.shadowsSavedAt(block).forEach(tape::pushShadow);
    }
  }

  // ------------------------------------------------------------------------------ try statements

  /** The state of the tape before guarded code, and the saved values that the code computes. */
  private record Mark(int slot, List<Runnable> restored) {}

  private final Map<Block, Mark> marks = new HashMap<>();

  /** Notes what a handler finds, if control comes from it to the end of the method. */
  @Override
  public void guard(Block guard) {
    if (guard.succ.stream().skip(1).noneMatch(plan::isReversed)) {
      return;
    }
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    tape.load();
    tape.call("mark", "()[I");
    code.astore(slot);
    var blocks = new HashSet<Block>();
    body.guarded.stream().filter(r -> r.guard() == guard).forEach(r -> blocks.addAll(r.blocks()));
    var restored = new ArrayList<Runnable>();
    for (var v : body.values) {
      if (blocks.contains(v.block) && plan.isSaved(v)) {
        restored.add(copy(v.type, () -> emitter.load(v), () -> emitter.store(v)));
      }
      if (blocks.contains(v.block) && plan.isShadowSaved(v)) {
        restored.add(
            copy(Layout.shadow(v.type), () -> emitter.loadShadow(v), () -> emitter.storeShadow(v)));
      }
    }
    restored.add(ways.copy());
    marks.put(guard, new Mark(slot, restored));
  }

  private Runnable copy(String type, Runnable load, Runnable store) {
    var kind = TypeKind.fromDescriptor(type);
    int kept = code.allocateLocal(kind);
    load.run();
    code.storeLocal(kind, kept);
    return () -> {
      code.loadLocal(kind, kept);
      store.run();
    };
  }

  /** Restores that: as if the guarded code had not begun. */
  @Override
  public void caught(Block guard) {
    var mark = marks.get(guard);
    if (mark != null) {
      tape.load();
      code.aload(mark.slot);
      tape.call("reset", "([I)V");
      mark.restored.forEach(Runnable::run);
    }
  }

  // --------------------------------------------------------------------------------- control flow

  private void saveOld(Value v) {
    if (v.block.loop != null && plan.isReversed(v.block)) {
      tape.save(v, v.block.loop);
    }
  }

  @Override
  public void result(@Nullable Value value) {
    if (joint != null) {
      ways.save(null);
      joint.turn(java.util.Objects.requireNonNull(value));
      return;
    }
    for (var v : body.values) {
      tape.save(v, null);
    }
    ways.save(null);
    if (value == null) {
      code.return_();
      return;
    }
    if (value.isReference() && analysis.hasShadow(value)) {
      tape.load();
      emitter.loadShadow(value);
      tape.call("setResult", "(Ljava/lang/Object;)V");
    }
    emitter.load(value, variant.result());
    code.return_(TypeKind.fromDescriptor(variant.result()));
  }

  /** The loops that an edge leaves, inner ones first. */
  static List<Loop> left(Block from, Block to) {
    var left = new ArrayList<Loop>();
    for (var loop = from.loop; loop != null && !loop.contains(to); loop = loop.parent) {
      left.add(loop);
    }
    return left;
  }

  /** Whether the phis of a block may have held other values before. */
  static boolean isRepeated(Block from, Block to) {
    return from.loop != null && to.loop != null;
  }

  /** Whether the reverse sweep must be told the number of iterations. */
  private boolean isCounted(Loop loop) {
    return plan.tripsOf(loop) == null && !plan.isFused(loop);
  }

  private int counter(Loop loop) {
    return counters.computeIfAbsent(loop, _ -> code.allocateLocal(TypeKind.INT));
  }

  @Override
  public void edge(Block from, Block to, int k) {
    boolean reversed = plan.isReversed(to);
    if (reversed) {
      for (var loop : left(from, to)) {
        if (isCounted(loop)) {
          tape.pushInt(counter(loop));
        }
        ways.save(loop);
      }
      if (isRepeated(from, to) && !(to.headed() != null && plan.isFused(to.headed()))) {
        var own = to.headed();
        var again = own != null && from == own.latch ? own : null;
        to.phis.forEach(v -> tape.save(v, again));
        if (again != null) {
          tape.advance(again, 1);
        }
      }
    }
    for (var phi : to.phis) {
      emitter.load(phi.in[k], phi.type);
      if (analysis.hasShadow(phi)) {
        emitter.loadShadow(phi.in[k], Layout.shadow(phi.type));
      }
    }
    for (var phi : to.phis.reversed()) {
      if (analysis.hasShadow(phi)) {
        emitter.storeShadow(phi);
      }
      emitter.store(phi);
    }
    var loop = to.headed();
    if (loop != null) {
      if (from != loop.latch) {
        tape.reserve(loop);
      }
      if (isCounted(loop)) {
        if (from == loop.latch) {
          code.iinc(counter(loop), 1);
        } else {
          code.iconst_0().istore(counter(loop));
        }
      }
    } else if (reversed && to.pred.size() > 1) {
      if (joint == null || !joint.note(to, k)) {
        ways.record(to, k);
      }
    }
  }

  // --------------------------------------------------------------------------------------- values

  private void value(Value v) {
    var callee = analysis.callee(v);
    if (analysis.replayed(v) != null) {
      emitter.primal(v);
      return;
    }
    if (callee != null && joint != null && analysis.isFused(v)) {
      joint.call(v, callee);
      return;
    }
    if (callee != null) {
      if (v.op instanceof Op.Construct) {
        emitter.primal(v);
        emitter.initialise(v);
      }
      calls.method(v, callee);
      return;
    }
    emitter.primal(v);
    if (v.op instanceof Op.Call && analysis.target(v) instanceof Target.Mirror(var manner)) {
      emitter.mirror(v, manner);
      return;
    }
    if (v.kind() == 'I' && v.op instanceof Op.Call) {
      if (analysis.target(v) instanceof Target.OnTape) {
        calls.onTape(v);
      }
      return;
    }
    if (v.isReference() ? !analysis.hasShadow(v) : !v.type.equals("V")) {
      return;
    }
    switch (v.op) {
      case Op.Load _ -> {
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        code.aaload();
        emitter.storeShadow(v);
      }
      case Op.Store _ -> {
        if (analysis.hasShadow(v.in[0]) && v.in[2].isReference()) {
          emitter.loadShadow(v.in[0]);
          emitter.load(v.in[1]);
          emitter.loadShadow(v.in[2]);
          code.aastore();
        }
      }
      case Op.NewArray(var type) -> {
        emitter.newArray(v, Layout.shadow(type));
        emitter.storeShadow(v);
      }
      case Op.GetField(var field) -> {
        var layout = emitter.layout(field);
        emitter.loadShadow(v.in[0], Layout.TYPE);
        code.loadConstant(layout.index(layout.position(field))).aaload();
        emitter.castShadow(v);
        emitter.storeShadow(v);
      }
      case Op.PutField(var field) -> {
        var layout = emitter.layout(field);
        int i = layout.position(field);
        if (i >= 0 && !layout.isReal(i) && analysis.hasShadow(v.in[0])) {
          emitter.loadShadow(v.in[0], Layout.TYPE);
          code.loadConstant(layout.index(i));
          emitter.loadShadow(v.in[1]);
          code.aastore();
        }
      }
      case Op.GetStatic _, Op.Dynamic _ -> {
        if (v.isReference()) {
          emitter.zeroShadow(v);
        }
      }
      case Op.Cast _ -> {
        emitter.loadShadow(v.in[0], Layout.shadow(v.type));
        emitter.storeShadow(v);
      }
      case Op.Construct _, Op.Call _ -> calls.shadow(v, analysis.target(v));
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
          Op.Monitor _ -> {}
    }
  }
}
