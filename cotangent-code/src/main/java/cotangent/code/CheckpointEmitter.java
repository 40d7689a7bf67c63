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
import java.util.Arrays;
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
 *
 * <p>Longer than most files, since the two sweeps mirror each other.
 */
final class CheckpointEmitter {
  private static final ClassDesc LOOPS = ClassDesc.ofInternalName(CheckpointLoop.LOOPS);
  private static final ClassDesc SCHEDULE = ClassDesc.of("cotangent.code.runtime.Schedule");
  private static final ClassDesc SNAPSHOTS = ClassDesc.of("cotangent.code.runtime.Snapshots");
  private static final MethodTypeDesc UNARY =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  private final CheckpointLoop of;
  private final Variant loop;
  private final Variant one;
  private final CheckpointRules rules;
  private final @Nullable CheckpointOutline outline;
  private final ClassDesc self;

  private CheckpointEmitter(CheckpointLoop of, Unstable outside, ClassDesc self) {
    this.of = of;
    this.loop = of.loop();
    this.one = of.one();
    this.self = self;
    rules = new CheckpointRules(of, outside);
    outline = rules.outline();
  }

  /** The methods whose own code the sweeps of a loop run. */
  static Set<Variant> primals(Variant loop) {
    var of = CheckpointLoop.of(loop);
    var reached = new LinkedHashSet<Variant>();
    Program.reach(of.one(), reached);
    for (var further : Arrays.asList(of.copy(), of.condition())) {
      if (further != null) {
        Program.reach(further, reached);
      }
    }
    return reached;
  }

  static void emit(ClassBuilder cb, Variant loop, Unstable outside, ClassDesc self) {
    var emitter = new CheckpointEmitter(CheckpointLoop.of(loop), outside, self);
    emitter.rules.check();
    if (!emitter.of.isCall()) {
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

  /** Loads parameters; copies that the forward sweep made stand for some of them. */
  private void load(CodeBuilder code, int from, int to, Map<Integer, Integer> copies) {
    for (int i = from; i < to; i++) {
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
    return of.isCall()
        ? isResultActive()
        : loop.analysis().hasShadow(loop.body().params.get(CheckpointLoop.STATE));
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
    load(code, of.capturedByOne(), types().size(), Map.of());
    code.invokestatic(self, PrimalEmitter.name(one), PrimalEmitter.type(one)).astore(state);
    code.iinc(i, 1).goto_(top);
    code.labelBinding(done).aload(state).areturn();
  }

  // --------------------------------------------------------------------------------- forward sweep

  private void forward(CodeBuilder code) {
    if (!of.isCall()) {
      code.iload(code.parameterSlot(0)).iload(code.parameterSlot(1)).aload(code.parameterSlot(2));
      code.invokestatic(LOOPS, "check", MethodTypeDesc.ofDescriptor("(IILjava/lang/Object;)V"));
    }
    if (isActive()) {
      for (int i : rules.copied()) {
        code.aload(tape(code)).aload(code.parameterSlot(i));
        copy(code);
        push(code);
      }
    }
    var condition = of.condition();
    if (of.isCall()) {
      forwardCall(code);
    } else if (condition != null) {
      forwardWhile(code, condition);
    } else if (isActive()) {
      forwardLoop(code);
    } else {
      code.iconst_0().iload(code.parameterSlot(0)).aload(code.parameterSlot(2));
      load(code, of.captured(), types().size(), Map.of());
      code.invokestatic(self, advanceName(), advanceType()).areturn();
    }
  }

  private void forwardCall(CodeBuilder code) {
    load(code, of.captured(), types().size(), Map.of());
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
    int i = code.allocateLocal(TypeKind.INT);
    int to = code.allocateLocal(TypeKind.INT);
    var before = begin(code);
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
    keep(code, saved, schedule, i, state, Map.of());
    code.aload(schedule).iload(i);
    schedule(code, "next", "(I)I");
    code.istore(to);
    run(code, i, to, state, Map.of());
    code.goto_(top).labelBinding(last).iload(steps).ifle(done);
    code.aload(saved).aload(schedule);
    schedule(code, "slot", "()I");
    code.aload(state);
    copyState(code, Map.of());
    code.aastore();
    run(code, i, steps, state, Map.of());
    code.labelBinding(done);
    end(code, before, state, saved);
  }

  /**
   * Runs a loop of which nobody knows how long it will be. Only the first state is kept, in an
   * array of its own; the number of steps goes to the tape.
   */
  private void forwardWhile(CodeBuilder code, Variant condition) {
    int first = code.parameterSlot(CheckpointLoop.STATE);
    int saved = code.allocateLocal(TypeKind.REFERENCE);
    int state = code.allocateLocal(TypeKind.REFERENCE);
    int i = code.allocateLocal(TypeKind.INT);
    var before = isActive() ? begin(code) : List.<Integer>of();
    if (isActive()) {
      code.iconst_1().anewarray(ConstantDescs.CD_Object).dup().iconst_0().aload(first);
      copyState(code, Map.of());
      code.aastore().astore(saved);
    }
    var top = code.newLabel();
    var done = code.newLabel();
    code.aload(first).astore(state).iconst_0().istore(i);
    code.labelBinding(top).iload(i).iload(code.parameterSlot(0)).if_icmpge(done).aload(state);
    load(code, of.captured(), of.capturedByOne(), Map.of());
    code.invokestatic(self, PrimalEmitter.name(condition), PrimalEmitter.type(condition));
    code.ifeq(done).iload(i).aload(state);
    load(code, of.capturedByOne(), types().size(), Map.of());
    code.invokestatic(self, PrimalEmitter.name(one), PrimalEmitter.type(one)).astore(state);
    code.iinc(i, 1).goto_(top).labelBinding(done);
    if (isActive()) {
      code.aload(tape(code)).iload(i);
      code.invokevirtual(TAPE, "pushI", MethodTypeDesc.ofDescriptor("(I)V"));
      end(code, before, state, saved);
    } else {
      code.aload(state).areturn();
    }
  }

  /** Notes where in the state and its shadow everything is, if steps may move it. */
  private List<Integer> begin(CodeBuilder code) {
    if (outline == null) {
      return List.of();
    }
    int shadow = shadow(code, CheckpointLoop.STATE);
    int first = code.parameterSlot(CheckpointLoop.STATE);
    var before = outline.before(code, first, shadow, rules.types());
    code.aload(tape(code)).aload(shadow);
    outline(code);
    push(code);
    return before;
  }

  /** Ends the forward sweep of a loop: the shadow of the last state, the tape, the result. */
  private void end(CodeBuilder code, List<Integer> before, int state, int saved) {
    int first = code.parameterSlot(CheckpointLoop.STATE);
    int shadow = shadow(code, CheckpointLoop.STATE);
    int adjoint = code.allocateLocal(TypeKind.REFERENCE);
    // The state may be the first one, overwritten; then its shadow is that one's, too.
    var other = code.newLabel();
    var known = code.newLabel();
    code.aload(state).aload(first).if_acmpne(other);
    if (outline != null) {
      outline.after(code, before, first, shadow, rules.types());
    }
    code.aload(shadow(code, CheckpointLoop.STATE));
    if (outline != null) {
      outline(code);
    }
    code.astore(adjoint).goto_(known);
    code.labelBinding(other).aload(state).invokedynamic(Linker.zero()).astore(adjoint);
    code.labelBinding(known).aload(tape(code)).aload(saved);
    push(code);
    code.aload(tape(code)).aload(state);
    values(code);
    push(code);
    handBack(code, adjoint, outline != null ? shadow(code, CheckpointLoop.STATE) : adjoint);
    code.aload(state).areturn();
  }

  /** Gives the caller the shadow of the result and keeps it for the reverse sweep. */
  private void handBack(CodeBuilder code, int adjoint, int shadow) {
    code.aload(tape(code)).aload(adjoint);
    push(code);
    code.aload(tape(code)).aload(shadow);
    code.invokevirtual(TAPE, "setResult", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V"));
  }

  /** Turns the state on the stack into what it can be compared with when it is come by again. */
  private void values(CodeBuilder code) {
    if (rules.copiesState()) {
      code.invokedynamic(Linker.values());
    }
  }

  private void outline(CodeBuilder code) {
    code.invokestatic(SNAPSHOTS, "outline", UNARY);
  }

  private void keep(
      CodeBuilder code, int saved, int schedule, int i, int state, Map<Integer, Integer> copies) {
    code.aload(saved).aload(schedule).iload(i);
    schedule(code, "keep", "(I)I");
    code.aload(state);
    copyState(code, copies);
    code.aastore();
  }

  /** Runs the steps from i to another and sets i to that. */
  private void run(CodeBuilder code, int i, int to, int state, Map<Integer, Integer> copies) {
    code.iload(i).iload(to).aload(state);
    load(code, of.captured(), types().size(), copies);
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

  /** Copies the state on the stack, if it may be overwritten. */
  private void copyState(CodeBuilder code, Map<Integer, Integer> copies) {
    var copy = of.copy();
    if (rules.copiesState() && copy != null) {
      load(code, of.captured(), of.capturedByOne(), copies);
      code.invokestatic(self, PrimalEmitter.name(copy), PrimalEmitter.type(copy));
    } else if (rules.copiesState()) {
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
    for (int i = of.captured(); i < types().size(); i++) {
      var p = loop.body().params.get(i);
      if (p.isReal() && loop.analysis().isActive(p)) {
        int slot = code.allocateLocal(TypeKind.DOUBLE);
        code.dconst_0().dstore(slot);
        sums.put(i, slot);
      }
    }
    if (isActive()) {
      int adjoint = pop(code, Types.OBJECT);
      int next = of.isCall() ? -1 : pop(code, Types.OBJECT);
      int saved = of.isCall() ? -1 : pop(code, Layout.TYPE);
      int first = outline != null ? pop(code, Types.OBJECT) : shadow(code, CheckpointLoop.STATE);
      var copies = new LinkedHashMap<Integer, Integer>();
      for (int i : rules.copied().reversed()) {
        copies.put(i, pop(code, types().get(i)));
      }
      int i = code.allocateLocal(TypeKind.INT);
      int state = code.allocateLocal(TypeKind.REFERENCE);
      int stateAdjoint = code.allocateLocal(TypeKind.REFERENCE);
      var sweep = new Sweep(i, state, stateAdjoint, adjoint, copies, sums);
      if (of.isCall()) {
        sweeps(code, sweep, null);
      } else {
        reverseLoop(code, sweep, saved, next);
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

  private void reverseLoop(CodeBuilder code, Sweep sweep, int saved, int next) {
    int schedule = code.allocateLocal(TypeKind.REFERENCE);
    int kept = code.allocateLocal(TypeKind.REFERENCE);
    int to = code.allocateLocal(TypeKind.INT);
    plan(code, schedule, saved);
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
    copyState(code, sweep.copies);
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
    keep(code, saved, schedule, sweep.i, sweep.state, sweep.copies);
    code.goto_(on).labelBinding(step);
    code.aload(sweep.state);
    values(code);
    code.astore(kept);
    code.aload(sweep.state);
    if (rules.isVector()) {
      code.checkcast(Types.desc("[D")).arraylength().newarray(TypeKind.DOUBLE);
    } else {
      code.invokedynamic(Linker.zero());
    }
    code.astore(sweep.stateAdjoint);
    int held = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(sweep.stateAdjoint);
    if (outline != null) {
      outline(code);
    }
    code.astore(held);
    sweeps(code, sweep, next);
    code.aload(held).astore(sweep.adjoint).aload(kept).astore(next);
    code.aload(schedule);
    schedule(code, "reversed", "()V");
    code.goto_(top).labelBinding(done);
  }

  /** Makes the schedule of the reverse sweep, and room for as many states as it asks for. */
  private void plan(CodeBuilder code, int schedule, int saved) {
    if (of.condition() == null) {
      code.iload(code.parameterSlot(0)).iload(code.parameterSlot(1));
      code.invokestatic(SCHEDULE, "afterForward", MethodTypeDesc.of(SCHEDULE, INT, INT));
      code.astore(schedule);
      return;
    }
    int room = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(tape(code));
    code.invokevirtual(TAPE, "popI", MethodTypeDesc.of(INT)).iload(code.parameterSlot(1));
    code.invokestatic(SCHEDULE, "fromStart", MethodTypeDesc.of(SCHEDULE, INT, INT));
    code.astore(schedule).aload(schedule);
    schedule(code, "slots", "()I");
    code.anewarray(ConstantDescs.CD_Object).astore(room);
    code.aload(room).iconst_0().aload(saved).iconst_0().aaload().aastore();
    code.aload(room).astore(saved);
  }

  private static final ClassDesc INT = ConstantDescs.CD_int;

  private void move(CodeBuilder code) {
    code.invokestatic(
        SNAPSHOTS, "move", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;Ljava/lang/Object;)V"));
  }

  /**
   * Runs both sweeps of a step.
   *
   * @param next the variable of the state that the step gave before; null if there is none
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
    for (var sum : sweep.sums.entrySet()) {
      if (sum.getKey() >= of.capturedByOne()) {
        code.aload(tape(code)).loadConstant(k++);
        code.invokevirtual(TAPE, "adjoint", MethodTypeDesc.ofDescriptor("(I)D"));
        code.dload(sum.getValue()).dadd().dstore(sum.getValue());
      }
    }
  }

  /** Loads the arguments of the step's sweeps: operands, shadows, tape. */
  private void arguments(CodeBuilder code, Sweep sweep) {
    if (!of.isCall()) {
      code.iload(sweep.i).aload(sweep.state);
    }
    load(code, of.capturedByOne(), types().size(), sweep.copies);
    var params = one.body().params;
    for (int i = 0; i < params.size(); i++) {
      if (one.analysis().hasShadow(params.get(i))) {
        boolean isState = i < of.capturedOfOne();
        code.aload(
            isState
                ? sweep.stateAdjoint
                : shadow(code, i - of.capturedOfOne() + of.capturedByOne()));
      }
    }
    code.aload(tape(code));
  }
}
