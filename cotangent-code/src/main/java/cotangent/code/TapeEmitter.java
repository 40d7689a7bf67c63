package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits what the two sweeps of a method do with the tape: the forward sweep pushes and keeps, the
 * reverse sweep pops and takes, in the opposite order.
 */
final class TapeEmitter {
  static final ClassDesc TAPE = ClassDesc.ofInternalName(Targets.TAPE);
  static final String TYPE = "L" + Targets.TAPE + ";";

  private final Plan plan;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final int tape;

  /** The variables that hold the array of a stretch and where the present iteration starts. */
  private record Slots(int array, int start) {}

  private final Map<Stretch, Slots> stretches = new HashMap<>();

  /**
   * Makes an emitter.
   *
   * @param tape the variable that holds the tape
   */
  TapeEmitter(Plan plan, Emitter emitter, int tape) {
    this.plan = plan;
    this.emitter = emitter;
    this.code = emitter.code;
    this.tape = tape;
  }

  /** Loads the tape. */
  void load() {
    code.aload(tape);
  }

  /** Calls a method of a tape that is on the stack below the arguments. */
  void call(String name, String desc) {
    code.invokevirtual(TAPE, name, MethodTypeDesc.ofDescriptor(desc));
  }

  // ------------------------------------------------------------------------------------- the
  // stacks

  void push(Value v) {
    load();
    emitter.load(v);
    push(v.type);
  }

  void pushShadow(Value v) {
    load();
    emitter.loadShadow(v);
    push(v.type);
  }

  private void push(String type) {
    switch (Types.kind(type)) {
      case 'D' -> call("pushD", "(D)V");
      case 'F' -> {
        code.f2d();
        call("pushD", "(D)V");
      }
      case 'I' -> call("pushI", "(I)V");
      case 'J' -> call("pushJ", "(J)V");
      default -> call("pushA", "(Ljava/lang/Object;)V");
    }
  }

  void pushConstant(int x) {
    load();
    code.loadConstant(x);
    call("pushI", "(I)V");
  }

  void pushInt(int slot) {
    load();
    code.iload(slot);
    call("pushI", "(I)V");
  }

  void pop(Value v) {
    switch (v.kind()) {
      case 'D', 'F' -> {
        load();
        call("popD", "()D");
        emitter.convert("D", v.type);
      }
      case 'I' -> popInt();
      case 'J' -> {
        load();
        call("popJ", "()J");
      }
      default -> popReference(v.type);
    }
    emitter.store(v);
  }

  void popShadow(Value v) {
    popReference(Layout.shadow(v.type));
    emitter.storeShadow(v);
  }

  private void popReference(String type) {
    load();
    call("popA", "()Ljava/lang/Object;");
    if (!type.equals(Types.OBJECT)) {
      code.checkcast(Types.desc(type));
    }
  }

  /** Leaves the number that was pushed last. */
  void popInt() {
    load();
    call("popI", "()I");
  }

  // ------------------------------------------------------------------------------- what is planned

  /** Saves a value and its shadow, if the plan says so. */
  void save(Value v, @Nullable Loop loop) {
    if (plan.isSaved(v)) {
      keep(v, loop);
    }
    if (plan.isShadowSaved(v)) {
      pushShadow(v);
    }
  }

  /** Takes back what was saved. */
  void restore(Value v, @Nullable Loop loop) {
    if (plan.isShadowSaved(v)) {
      popShadow(v);
    }
    if (plan.isSaved(v)) {
      take(v, loop);
    }
  }

  /** Puts a value into the stretch of a loop, if it has a place there, or on the tape. */
  void keep(Value v, @Nullable Loop loop) {
    var stretch = plan.stretchOf(loop);
    int place = stretch == null ? -1 : stretch.place(v);
    if (stretch == null || place < 0) {
      push(v);
      return;
    }
    element(stretch, place);
    emitter.load(v);
    emitter.convert(v.type, "D");
    code.dastore();
  }

  /** Takes a value from the stretch of a loop, if it has a place there, or from the tape. */
  void take(Value v, @Nullable Loop loop) {
    var stretch = plan.stretchOf(loop);
    int place = stretch == null ? -1 : stretch.place(v);
    if (stretch == null || place < 0) {
      pop(v);
      return;
    }
    element(stretch, place);
    code.daload();
    emitter.convert("D", v.type);
    emitter.store(v);
  }

  // ------------------------------------------------------------------------------------- stretches

  private Slots slots(Stretch stretch) {
    return stretches.computeIfAbsent(
        stretch,
        _ -> new Slots(code.allocateLocal(TypeKind.REFERENCE), code.allocateLocal(TypeKind.INT)));
  }

  /** Leaves the array and the index of a place in the present iteration. */
  private void element(Stretch stretch, int place) {
    var slots = slots(stretch);
    code.aload(slots.array).iload(slots.start);
    if (place > 0) {
      code.loadConstant(place).iadd();
    }
  }

  /** Lays the stretch of a loop, if it has one, before the first iteration. */
  void reserve(Loop loop) {
    var stretch = plan.stretchOf(loop);
    if (stretch == null) {
      return;
    }
    var slots = slots(stretch);
    load();
    trips(Objects.requireNonNull(plan.tripsOf(loop)));
    code.loadConstant(stretch.size());
    call("reserve", "(II)I");
    code.istore(slots.start);
    load();
    call("stretch", "()[D");
    code.astore(slots.array);
  }

  /**
   * Finds the stretch of a loop again, if it has one, and its end, where the last iteration's part
   * ends.
   *
   * @param counter the variable with the number of iterations
   */
  void release(Loop loop, int counter) {
    var stretch = plan.stretchOf(loop);
    if (stretch == null) {
      return;
    }
    var slots = slots(stretch);
    load();
    code.iload(counter).loadConstant(stretch.size());
    call("release", "(II)I");
    code.iload(counter).loadConstant(stretch.size()).imul().iadd().istore(slots.start);
    load();
    call("stretch", "()[D");
    code.astore(slots.array);
  }

  /**
   * Goes to the part of the next iteration, or to that of the one before.
   *
   * @param sign 1 or -1
   */
  void advance(Loop loop, int sign) {
    var stretch = plan.stretchOf(loop);
    if (stretch != null) {
      code.iinc(slots(stretch).start, sign * stretch.size());
    }
  }

  /** Leaves the number of iterations of a loop; it may be negative for none. */
  void trips(Trips trips) {
    emitter.load(trips.sign() > 0 ? trips.bound() : trips.init());
    emitter.load(trips.sign() > 0 ? trips.init() : trips.bound());
    code.isub();
    if (trips.offset() != 0) {
      code.loadConstant(trips.offset()).iadd();
    }
  }
}
