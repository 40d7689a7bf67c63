package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
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
 *
 * <p>Longer than most files, since it has a case for each kind of value.
 */
final class ForwardEmitter {
  static final ClassDesc TAPE = ClassDesc.ofInternalName(Targets.TAPE);
  static final String TAPE_TYPE = "L" + Targets.TAPE + ";";

  private final Analysis analysis;
  private final Variant variant;
  private final Body body;
  private final Plan plan;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final Map<Block, Label> labels = new HashMap<>();
  private final Map<Loop, Integer> counters = new HashMap<>();
  private int tape;

  private ForwardEmitter(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    this.analysis = variant.analysis();
    this.variant = variant;
    this.body = analysis.body;
    this.plan = plan;
    this.emitter = new Emitter(analysis, code);
    this.code = code;
    this.self = self;
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
    types.add(TAPE_TYPE);
    return types;
  }

  static void emit(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    new ForwardEmitter(variant, plan, code, self).emit();
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
    tape = parameters(emitter, body);
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
    body.blocks.forEach(b -> labels.put(b, code.newLabel()));
    var guards = new Guards(body, code, this::label);
    for (int i = 0; i < body.blocks.size(); i++) {
      var block = body.blocks.get(i);
      code.labelBinding(label(block));
      for (var v : block.code) {
        emitter.line(v);
        saveOld(v);
        value(v);
      }
      if (plan.isReversed(block)) {
        plan.savedAt(block).forEach(v -> keep(v, block.loop));
        plan.shadowsSavedAt(block).forEach(this::pushShadow);
      }
      end(block, i + 1 < body.blocks.size() ? body.blocks.get(i + 1) : null);
      guards.end(block);
    }
    guards.emit(this::land);
  }

  // ------------------------------------------------------------------------------ try statements

  /** The state of the tape before guarded code, and the saved values that the code computes. */
  private record Mark(int slot, List<Runnable> restored) {}

  private final Map<Block, Mark> marks = new HashMap<>();

  /** Notes what a handler finds, if control comes from it to the end of the method. */
  private void mark(Block guard) {
    if (guard.succ.stream().skip(1).noneMatch(plan::isReversed)) {
      return;
    }
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(tape);
    tape("mark", "()[I");
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

  /** Begins a handler, with the exception on the stack: as if the guarded code had not begun. */
  private void land(Block guard, int way, Value caught) {
    emitter.store(caught);
    var mark = marks.get(guard);
    if (mark != null) {
      code.aload(tape).aload(mark.slot);
      tape("reset", "([I)V");
      mark.restored.forEach(Runnable::run);
    }
    edge(guard, way, null);
  }

  private Label label(Block block) {
    return java.util.Objects.requireNonNull(labels.get(block));
  }

  // ------------------------------------------------------------------------------------- the tape

  private void saveOld(Value v) {
    if (v.block.loop != null && plan.isReversed(v.block)) {
      save(v, v.block.loop);
    }
  }

  /** Saves a value in the stretch of a loop, if it has a place there, or on the tape. */
  private void save(Value v, @Nullable Loop loop) {
    if (plan.isSaved(v)) {
      keep(v, loop);
    }
    if (plan.isShadowSaved(v)) {
      pushShadow(v);
    }
  }

  private void keep(Value v, @Nullable Loop loop) {
    var stretch = plan.stretchOf(loop);
    int place = stretch == null ? -1 : stretch.place(v);
    if (stretch == null || place < 0) {
      push(v);
      return;
    }
    element(code, slots(stretch), place);
    emitter.load(v);
    emitter.convert(v.type, "D");
    code.dastore();
  }

  /** The variables that hold the array of a stretch and where the present iteration starts. */
  record Slots(int array, int start) {}

  private final Map<Stretch, Slots> stretches = new HashMap<>();

  private Slots slots(Stretch stretch) {
    return stretches.computeIfAbsent(
        stretch,
        _ -> new Slots(code.allocateLocal(TypeKind.REFERENCE), code.allocateLocal(TypeKind.INT)));
  }

  /** Leaves the array and the index of a place in the present iteration. */
  static void element(CodeBuilder code, Slots slots, int place) {
    code.aload(slots.array).iload(slots.start);
    if (place > 0) {
      code.loadConstant(place).iadd();
    }
  }

  private void reserve(Loop loop, Stretch stretch) {
    var slots = slots(stretch);
    code.aload(tape);
    var trips = java.util.Objects.requireNonNull(plan.tripsOf(loop));
    trips(emitter, trips);
    code.loadConstant(stretch.size());
    tape("reserve", "(II)I");
    code.istore(slots.start).aload(tape);
    tape("stretch", "()[D");
    code.astore(slots.array);
  }

  /** Leaves the number of iterations; it may be negative for none. */
  static void trips(Emitter emitter, Plan.Trips trips) {
    emitter.load(trips.sign() > 0 ? trips.bound() : trips.init());
    emitter.load(trips.sign() > 0 ? trips.init() : trips.bound());
    emitter.code.isub();
    if (trips.offset() != 0) {
      emitter.code.loadConstant(trips.offset()).iadd();
    }
  }

  private void push(Value v) {
    code.aload(tape);
    emitter.load(v);
    push(v.type);
  }

  private void pushShadow(Value v) {
    code.aload(tape);
    emitter.loadShadow(v);
    push(v.type);
  }

  private void push(String type) {
    switch (Types.kind(type)) {
      case 'D' -> tape("pushD", "(D)V");
      case 'F' -> {
        code.f2d();
        tape("pushD", "(D)V");
      }
      case 'I' -> tape("pushI", "(I)V");
      case 'J' -> tape("pushJ", "(J)V");
      default -> tape("pushA", "(Ljava/lang/Object;)V");
    }
  }

  private void pushInt(int x) {
    code.aload(tape).loadConstant(x);
    tape("pushI", "(I)V");
  }

  private void tape(String name, String desc) {
    code.invokevirtual(TAPE, name, MethodTypeDesc.ofDescriptor(desc));
  }

  // --------------------------------------------------------------------------------- control flow

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
      case End.Return(var value) -> result(value);
      case End.Throw(var value) -> {
        emitter.load(value, "Ljava/lang/Throwable;");
        code.athrow();
      }
      case End.Guard() -> {
        mark(block);
        edge(block, 0, next);
      }
    }
  }

  private void result(@Nullable Value value) {
    for (var v : body.values) {
      save(v, null);
    }
    if (value == null) {
      code.return_();
      return;
    }
    if (value.isReference() && analysis.hasShadow(value)) {
      code.aload(tape);
      emitter.loadShadow(value);
      tape("setResult", "(Ljava/lang/Object;)V");
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

  private int counter(Loop loop) {
    return counters.computeIfAbsent(loop, _ -> code.allocateLocal(TypeKind.INT));
  }

  private void edge(Block from, int i, @Nullable Block next) {
    var to = from.succ.get(i);
    int k = from.edge(i);
    boolean reversed = plan.isReversed(to);
    if (reversed) {
      for (var loop : left(from, to)) {
        if (plan.tripsOf(loop) == null) {
          code.aload(tape).iload(counter(loop));
          tape("pushI", "(I)V");
        }
      }
      if (isRepeated(from, to)) {
        var own = to.headed();
        boolean latch = own != null && from == own.latch;
        to.phis.forEach(v -> save(v, latch ? own : null));
        var stretch = plan.stretchOf(own);
        if (latch && stretch != null) {
          code.iinc(slots(stretch).start, stretch.size());
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
    var stretch = plan.stretchOf(loop);
    if (loop != null && stretch != null && from != loop.latch) {
      reserve(loop, stretch);
    }
    if (loop != null) {
      if (plan.tripsOf(loop) == null) {
        if (from == loop.latch) {
          code.iinc(counter(loop), 1);
        } else {
          code.iconst_0().istore(counter(loop));
        }
      }
    } else if (reversed && to.pred.size() > 1) {
      pushInt(k);
    }
    if (to != next) {
      code.goto_(label(to));
    }
  }

  // --------------------------------------------------------------------------------------- values

  private void value(Value v) {
    var callee = analysis.callee(v);
    if (analysis.replayed(v) != null) {
      emitter.primal(v);
      return;
    }
    if (callee != null) {
      if (v.op instanceof Op.Construct) {
        emitter.primal(v);
        emitter.initialise(v);
      }
      method(v, callee);
      return;
    }
    emitter.primal(v);
    if (v.kind() == 'I' && v.op instanceof Op.Call) {
      if (analysis.target(v) instanceof Target.OnTape) {
        onTape(v);
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
        emitter.loadShadow(v.in[0]);
        emitter.castShadow(v);
        emitter.storeShadow(v);
      }
      case Op.Construct _, Op.Call _ -> call(v, analysis.target(v));
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

  private void call(Value v, Target target) {
    switch (target) {
      case Target.Mirror() -> {
        if (analysis.hasShadow(v.in[0])) {
          TangentEmitter.mirror(emitter, v, (Op.Call) v.op);
          if (v.isReference()) {
            emitter.castShadow(v);
            emitter.storeShadow(v);
          }
        }
      }
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
  private void onTape(Value v) {
    if (v.op instanceof Op.Construct) {
      code.new_(TAPE).dup().invokespecial(TAPE, "<init>", MethodTypeDesc.ofDescriptor("()V"));
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
        tape(target.name(), target.desc());
      }
      case "reset" -> {
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        tape(target.name(), target.desc());
      }
      case "popA", "result", "stretch" -> {
        emitter.loadShadow(v.in[0]);
        tape(target.name(), target.desc());
        emitter.storeShadow(v);
      }
      case "reserve", "release" -> {
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        emitter.load(v.in[2]);
        tape(target.name(), target.desc());
        code.pop();
      }
      default -> {}
    }
  }

  private void method(Value v, Variant callee) {
    arguments(emitter, v, callee);
    code.aload(tape);
    code.invokestatic(self, name(callee), type(callee));
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
        code.aload(tape);
        tape("result", "()Ljava/lang/Object;");
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
