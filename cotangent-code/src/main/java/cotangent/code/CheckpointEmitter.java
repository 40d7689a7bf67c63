package cotangent.code;

import cotangent.code.Stability.Unstable;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Emits the sweeps of the methods of {@code runtime.Loops}. The forward sweep of a loop runs the
 * step's own code and keeps states by a {@code Schedule}. The reverse sweep takes the newest of
 * them, runs on to the last step that is still to be reversed, and there runs the step's two sweeps
 * one after the other, so that the tape is as long as one step needs.
 *
 * <p>What is emitted is plain code again, and is differentiated in turn.
 */
final class CheckpointEmitter {
  static final String LOOPS = "cotangent/code/runtime/Loops";
  private static final ClassDesc LOOPS_DESC = ClassDesc.ofInternalName(LOOPS);
  private static final ClassDesc SCHEDULE = ClassDesc.of("cotangent.code.runtime.Schedule");
  private static final ClassDesc SNAPSHOTS = ClassDesc.of("cotangent.code.runtime.Snapshots");
  private static final MethodTypeDesc UNARY =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final ClassDesc TAPE = ForwardEmitter.TAPE;

  private final Variant loop;
  private final Variant one;
  private final CheckpointRules rules;
  private final ClassDesc self;

  /** Where what the step captures begins, among the loop's parameters and among the step's. */
  private final int captured;

  private final int capturedOfOne;

  private CheckpointEmitter(Variant loop, Unstable outside, ClassDesc self) {
    this.loop = loop;
    this.one = one(loop);
    this.self = self;
    boolean call = loop.ref.name().equals("call");
    captured = call ? 0 : 3;
    capturedOfOne = call ? 0 : 2;
    rules = rules(loop, outside);
  }

  static CheckpointRules rules(Variant loop, Unstable outside) {
    boolean call = loop.ref.name().equals("call");
    return new CheckpointRules(loop, one(loop), call ? 0 : 3, call ? 0 : 2, outside);
  }

  /** Whether the sweeps of the method are emitted here. */
  static boolean handles(Variant variant) {
    return variant.ref.owner().equals(LOOPS)
        && switch (variant.ref.name()) {
          case "loop", "update", "call" -> true;
          default -> false;
        };
  }

  /** The methods whose own code the sweeps of a loop run. */
  static Set<Variant> primals(Variant loop) {
    var reached = new LinkedHashSet<Variant>();
    Program.reach(one(loop), reached);
    return reached;
  }

  /** The step, as the loop calls it. */
  static Variant one(Variant loop) {
    for (var v : loop.body().values) {
      var callee = loop.analysis().callee(v);
      if (callee != null && callee.ref.owner().equals(LOOPS)) {
        return callee;
      }
    }
    throw new AssertionError(loop.ref);
  }

  static void emit(ClassBuilder cb, Variant loop, Unstable outside, ClassDesc self) {
    var emitter = new CheckpointEmitter(loop, outside, self);
    emitter.rules.check();
    if (emitter.captured > 0) {
      emitter.method(cb, emitter.advanceName(), emitter.advanceType(), emitter::advance);
    }
    emitter.method(
        cb, ForwardEmitter.name(loop), ForwardEmitter.type(loop), code -> emitter.forward(code));
    emitter.method(
        cb, ReverseEmitter.name(loop), ReverseEmitter.type(loop), code -> emitter.reverse(code));
  }

  private void method(
      ClassBuilder cb,
      String name,
      MethodTypeDesc type,
      java.util.function.Consumer<CodeBuilder> content) {
    cb.withMethodBody(name, type, ClassFile.ACC_STATIC, content);
  }

  // --------------------------------------------------------------------------------- parameters

  private List<String> types() {
    return loop.types();
  }

  /** Loads what the step captures; copies that the forward sweep made stand for some of it. */
  private void loadCaptured(CodeBuilder code, Map<Integer, Integer> copies) {
    for (int i = captured; i < types().size(); i++) {
      int slot = copies.getOrDefault(i, code.parameterSlot(i));
      code.loadLocal(TypeKind.fromDescriptor(types().get(i)), slot);
    }
  }

  /** The slot of the shadow of a parameter, or -1 if it has none. */
  private int shadow(CodeBuilder code, int parameter) {
    int slot = types().size();
    for (int i = 0; i < types().size(); i++) {
      if (loop.analysis().hasShadow(loop.body().params.get(i))) {
        if (i == parameter) {
          return code.parameterSlot(slot);
        }
        slot++;
      }
    }
    return -1;
  }

  private int tape(CodeBuilder code) {
    return code.parameterSlot(ForwardEmitter.parameters(loop).size() - 1);
  }

  private boolean isResultActive() {
    var result = one.body().result();
    return result != null && one.analysis().hasShadow(result);
  }

  /** Whether the state, or without one the result, has a shadow. */
  private boolean isActive() {
    return captured == 0
        ? isResultActive()
        : loop.analysis().hasShadow(loop.body().params.get(captured - 1));
  }

  // ------------------------------------------------------------------------------------ advancing

  private String advanceName() {
    return loop.name() + "$advance";
  }

  /** From, to, the state before, what is captured; returns the state after. */
  private MethodTypeDesc advanceType() {
    return MethodTypeDesc.ofDescriptor(Types.method(types(), Types.OBJECT));
  }

  private void advance(CodeBuilder code) {
    var top = code.newLabel();
    var done = code.newLabel();
    int i = code.parameterSlot(0);
    int state = code.parameterSlot(2);
    code.labelBinding(top).iload(i).iload(code.parameterSlot(1)).if_icmpge(done);
    code.iload(i).aload(state);
    loadCaptured(code, Map.of());
    code.invokestatic(self, PrimalEmitter.name(one), PrimalEmitter.type(one)).astore(state);
    code.iinc(i, 1).goto_(top);
    code.labelBinding(done).aload(state).areturn();
  }

  // --------------------------------------------------------------------------------- forward sweep

  private void forward(CodeBuilder code) {
    if (captured > 0) {
      code.iload(code.parameterSlot(0)).iload(code.parameterSlot(1)).aload(code.parameterSlot(2));
      code.invokestatic(
          LOOPS_DESC, "check", MethodTypeDesc.ofDescriptor("(IILjava/lang/Object;)V"));
    }
    if (isActive()) {
      for (int i : rules.copied()) {
        code.aload(tape(code)).aload(code.parameterSlot(i));
        copy(code);
        push(code);
      }
    }
    if (captured == 0) {
      forwardCall(code);
    } else if (isActive()) {
      forwardLoop(code);
    } else {
      code.iconst_0().iload(code.parameterSlot(0)).aload(code.parameterSlot(2));
      loadCaptured(code, Map.of());
      code.invokestatic(self, advanceName(), advanceType()).areturn();
    }
  }

  private void forwardCall(CodeBuilder code) {
    loadCaptured(code, Map.of());
    code.invokestatic(self, PrimalEmitter.name(one), PrimalEmitter.type(one));
    if (isActive()) {
      int result = code.allocateLocal(TypeKind.REFERENCE);
      int adjoint = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(result).aload(result).invokedynamic(Linker.zero()).astore(adjoint);
      handBack(code, adjoint, adjoint);
      code.aload(result);
    }
    code.areturn();
  }

  private void forwardLoop(CodeBuilder code) {
    int steps = code.parameterSlot(0);
    int first = code.parameterSlot(2);
    int schedule = code.allocateLocal(TypeKind.REFERENCE);
    int saved = code.allocateLocal(TypeKind.REFERENCE);
    int state = code.allocateLocal(TypeKind.REFERENCE);
    int adjoint = code.allocateLocal(TypeKind.REFERENCE);
    int i = code.allocateLocal(TypeKind.INT);
    int to = code.allocateLocal(TypeKind.INT);
    int before = contents(code, first);
    int shadowBefore = contents(code, shadow(code, 2));
    if (rules.changesOutline()) {
      code.aload(tape(code)).aload(shadow(code, 2));
      outline(code);
      push(code);
    }
    code.new_(SCHEDULE).dup().iload(steps).iload(code.parameterSlot(1));
    code.invokespecial(SCHEDULE, "<init>", MethodTypeDesc.ofDescriptor("(II)V")).astore(schedule);
    code.aload(schedule);
    schedule(code, "slots", "()I");
    code.anewarray(ConstantDescs.CD_Object).astore(saved);
    code.aload(first).astore(state).iconst_0().istore(i);
    var top = code.newLabel();
    var last = code.newLabel();
    var done = code.newLabel();
    code.labelBinding(top).iload(i).aload(schedule);
    schedule(code, "last", "()I");
    code.if_icmpge(last);
    keep(code, saved, schedule, i, state);
    code.aload(schedule).iload(i);
    schedule(code, "next", "(I)I");
    code.istore(to);
    run(code, i, to, state, Map.of());
    code.goto_(top).labelBinding(last).iload(steps).ifle(done);
    code.aload(saved).aload(schedule);
    schedule(code, "slot", "()I");
    code.aload(state);
    copyState(code);
    code.aastore();
    run(code, i, steps, state, Map.of());
    code.labelBinding(done);
    // The state may be the first one, overwritten; then its shadow is that one's, too.
    var other = code.newLabel();
    var known = code.newLabel();
    code.aload(state).aload(first).if_acmpne(other);
    if (rules.changesOutline()) {
      code.aload(before).aload(shadowBefore).aload(first);
      code.aload(first).invokedynamic(Linker.zero()).aload(shadow(code, 2));
      code.invokestatic(
          SNAPSHOTS, "relink", MethodTypeDesc.ofDescriptor("(" + Types.OBJECT.repeat(5) + ")V"));
    }
    code.aload(shadow(code, 2));
    if (rules.changesOutline()) {
      outline(code);
    }
    code.astore(adjoint).goto_(known);
    code.labelBinding(other).aload(state).invokedynamic(Linker.zero()).astore(adjoint);
    code.labelBinding(known).aload(tape(code)).aload(saved);
    push(code);
    handBack(code, adjoint, rules.changesOutline() ? shadow(code, 2) : adjoint);
    code.aload(state).areturn();
  }

  /** Gives the caller the shadow of the result and keeps it for the reverse sweep. */
  private void handBack(CodeBuilder code, int adjoint, int shadow) {
    code.aload(tape(code)).aload(adjoint);
    push(code);
    code.aload(tape(code)).aload(shadow);
    code.invokevirtual(TAPE, "setResult", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V"));
  }

  /** Where arrays are moved within the state, a variable that tells where they were. */
  private int contents(CodeBuilder code, int state) {
    if (!rules.changesOutline()) {
      return -1;
    }
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(state);
    code.invokestatic(SNAPSHOTS, "contents", UNARY).astore(slot);
    return slot;
  }

  private void outline(CodeBuilder code) {
    code.invokestatic(SNAPSHOTS, "outline", UNARY);
  }

  private void keep(CodeBuilder code, int saved, int schedule, int i, int state) {
    code.aload(saved).aload(schedule).iload(i);
    schedule(code, "keep", "(I)I");
    code.aload(state);
    copyState(code);
    code.aastore();
  }

  /** Runs the steps from i to another and sets i to that. */
  private void run(CodeBuilder code, int i, int to, int state, Map<Integer, Integer> copies) {
    code.iload(i).iload(to).aload(state);
    loadCaptured(code, copies);
    code.invokestatic(self, advanceName(), advanceType()).astore(state).iload(to).istore(i);
  }

  private void schedule(CodeBuilder code, String name, String desc) {
    code.invokevirtual(SCHEDULE, name, MethodTypeDesc.ofDescriptor(desc));
  }

  private void push(CodeBuilder code) {
    code.invokevirtual(TAPE, "pushA", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V"));
  }

  private int pop(CodeBuilder code, String type) {
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(tape(code));
    code.invokevirtual(TAPE, "popA", MethodTypeDesc.of(ConstantDescs.CD_Object));
    if (!type.equals(Types.OBJECT)) {
      code.checkcast(Types.desc(type));
    }
    code.astore(slot);
    return slot;
  }

  private void copyState(CodeBuilder code) {
    if (rules.copiesState()) {
      copy(code);
    }
  }

  private void copy(CodeBuilder code) {
    code.invokestatic(SNAPSHOTS, "copy", UNARY);
  }

  // --------------------------------------------------------------------------------- reverse sweep

  /** The local variables of a reverse sweep; a call has no state and no number. */
  private record Sweep(
      int i,
      int state,
      int stateAdjoint,
      int adjoint,
      Map<Integer, Integer> copies,
      Map<Integer, Integer> sums) {}

  private void reverse(CodeBuilder code) {
    var sums = new LinkedHashMap<Integer, Integer>();
    for (int i = captured; i < types().size(); i++) {
      var p = loop.body().params.get(i);
      if (p.isReal() && loop.analysis().isActive(p)) {
        int slot = code.allocateLocal(TypeKind.DOUBLE);
        code.dconst_0().dstore(slot);
        sums.put(i, slot);
      }
    }
    if (isActive()) {
      int adjoint = pop(code, Types.OBJECT);
      int saved = captured == 0 ? -1 : pop(code, Layout.TYPE);
      int first = rules.changesOutline() ? pop(code, Types.OBJECT) : shadow(code, captured - 1);
      var copies = new LinkedHashMap<Integer, Integer>();
      for (int i : rules.copied().reversed()) {
        copies.put(i, pop(code, types().get(i)));
      }
      int i = code.allocateLocal(TypeKind.INT);
      int state = code.allocateLocal(TypeKind.REFERENCE);
      int stateAdjoint = code.allocateLocal(TypeKind.REFERENCE);
      var sweep = new Sweep(i, state, stateAdjoint, adjoint, copies, sums);
      if (captured == 0) {
        sweeps(code, sweep, null);
      } else {
        reverseLoop(code, sweep, saved);
        code.aload(adjoint).aload(first);
        move(code);
      }
    }
    int k = 0;
    for (int slot : sums.values()) {
      code.aload(tape(code)).loadConstant(k++).dload(slot);
      code.invokevirtual(TAPE, "setAdjoint", MethodTypeDesc.ofDescriptor("(ID)V"));
    }
    code.return_();
  }

  private void reverseLoop(CodeBuilder code, Sweep sweep, int saved) {
    int schedule = code.allocateLocal(TypeKind.REFERENCE);
    int next = code.allocateLocal(TypeKind.REFERENCE);
    int kept = code.allocateLocal(TypeKind.REFERENCE);
    int to = code.allocateLocal(TypeKind.INT);
    code.iload(code.parameterSlot(0)).iload(code.parameterSlot(1));
    code.invokestatic(SCHEDULE, "afterForward", MethodTypeDesc.of(SCHEDULE, INT, INT));
    code.astore(schedule).aconst_null().astore(next);
    Label top = code.newLabel();
    Label on = code.newLabel();
    Label step = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(top).aload(schedule);
    schedule(code, "isDone", "()Z");
    code.ifne(done).aload(schedule);
    schedule(code, "position", "()I");
    code.istore(sweep.i).aload(saved).aload(schedule);
    schedule(code, "slot", "()I");
    code.aaload();
    copyState(code);
    code.astore(sweep.state);
    code.labelBinding(on).iload(sweep.i).aload(schedule);
    schedule(code, "last", "()I");
    code.if_icmpge(step).aload(schedule).iload(sweep.i);
    schedule(code, "next", "(I)I");
    code.istore(to);
    run(code, sweep.i, to, sweep.state, sweep.copies);
    code.iload(sweep.i).aload(schedule);
    schedule(code, "last", "()I");
    code.if_icmpge(step);
    keep(code, saved, schedule, sweep.i, sweep.state);
    code.goto_(on).labelBinding(step);
    code.aload(sweep.state);
    copyState(code);
    code.astore(kept);
    code.aload(sweep.state);
    if (rules.isVector()) {
      code.checkcast(Types.desc("[D")).arraylength().newarray(TypeKind.DOUBLE);
    } else {
      code.invokedynamic(Linker.zero());
    }
    code.astore(sweep.stateAdjoint);
    int outline = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(sweep.stateAdjoint);
    if (rules.changesOutline()) {
      outline(code);
    }
    code.astore(outline);
    sweeps(code, sweep, next);
    code.aload(outline).astore(sweep.adjoint).aload(kept).astore(next);
    code.aload(schedule);
    schedule(code, "reversed", "()V");
    code.goto_(top).labelBinding(done);
  }

  private static final ClassDesc INT = ConstantDescs.CD_int;

  private void move(CodeBuilder code) {
    code.invokestatic(
        SNAPSHOTS, "move", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;Ljava/lang/Object;)V"));
  }

  /**
   * Runs both sweeps of a step.
   *
   * @param next the variable of the state that the step gave before, which is null after the last
   *     step, or null if there is none
   */
  private void sweeps(CodeBuilder code, Sweep sweep, @Nullable Integer next) {
    arguments(code, sweep);
    code.invokestatic(self, ForwardEmitter.name(one), ForwardEmitter.type(one));
    if (next == null) {
      code.pop();
    } else {
      code.aload(next).iload(sweep.i).invokedynamic(Linker.same());
    }
    if (isResultActive()) {
      code.aload(sweep.adjoint).aload(tape(code));
      code.invokevirtual(TAPE, "result", MethodTypeDesc.of(ConstantDescs.CD_Object));
      move(code);
    }
    arguments(code, sweep);
    code.invokestatic(self, ReverseEmitter.name(one), ReverseEmitter.type(one));
    int k = 0;
    for (int slot : sweep.sums.values()) {
      code.aload(tape(code)).loadConstant(k++);
      code.invokevirtual(TAPE, "adjoint", MethodTypeDesc.ofDescriptor("(I)D"));
      code.dload(slot).dadd().dstore(slot);
    }
  }

  /** Loads the arguments of the step's sweeps: operands, shadows, tape. */
  private void arguments(CodeBuilder code, Sweep sweep) {
    if (captured > 0) {
      code.iload(sweep.i).aload(sweep.state);
    }
    loadCaptured(code, sweep.copies);
    var params = one.body().params;
    for (int i = 0; i < params.size(); i++) {
      if (one.analysis().hasShadow(params.get(i))) {
        boolean isState = i < capturedOfOne;
        code.aload(isState ? sweep.stateAdjoint : shadow(code, i - capturedOfOne + captured));
      }
    }
    code.aload(tape(code));
  }
}
