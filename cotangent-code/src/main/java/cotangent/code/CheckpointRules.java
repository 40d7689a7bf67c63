package cotangent.code;

import cotangent.code.Op.FieldRef;
import cotangent.code.Stability.Unstable;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a step to be run again, and what has to be copied so that it does: what it
 * reads must be what it was.
 */
final class CheckpointRules {
  private final Variant loop;
  private final Variant one;
  private final int captured;
  private final int capturedOfOne;
  private final Unstable outside;
  private final Analysis.Summary summary;
  private final ClassSource source;

  /** The type of the state, as far as the lambda tells. */
  private final String state;

  /**
   * @param captured the position of the first captured value among the loop's parameters
   * @param capturedOfOne and among the step's
   * @param outside what callers of the loop write after it
   */
  CheckpointRules(Variant loop, Variant one, int captured, int capturedOfOne, Unstable outside) {
    this.loop = loop;
    this.one = one;
    this.captured = captured;
    this.capturedOfOne = capturedOfOne;
    this.outside = outside;
    summary = Objects.requireNonNull(one.summary());
    source = loop.analysis().program.source;
    var lambda = loop.shapes.getLast().lambda();
    state =
        lambda == null
            ? Types.OBJECT
            : captured == 0
                ? Types.result(lambda.instantiated())
                : Types.parameters(lambda.instantiated()).getLast();
  }

  /**
   * Whether states have to be copied to be kept, since the step or someone later writes to them.
   */
  boolean copiesState() {
    return captured > 0
        && !isImmutable(state)
        && (writesState() || isOverwritten(captured - 1, state) || isResultOverwritten());
  }

  /** Whether the state is an array of doubles. */
  boolean isVector() {
    return state.equals("[D");
  }

  /** Whether steps may move or replace the arrays of which the state consists. */
  boolean changesOutline() {
    return captured > 0 && writesState() && !isFlat(state) && !isImmutable(state);
  }

  private boolean writesState() {
    return captured > 0 && writesState(loop, one);
  }

  /** Whether a step of a loop writes to its state, which is its second parameter. */
  static boolean writesState(Variant loop, Variant one) {
    return CheckpointTangent.isTwin(loop)
        ? CheckpointTangent.isUpdate(loop)
        : new Writes().toParameter(one, 1);
  }

  /** The parameter that the method always returns, or -1. */
  private static int returned(Variant variant) {
    var result = variant.body().result();
    if (result == null) {
      return -1;
    }
    var v = result.stripped();
    if (v.op instanceof Op.Param(var index)) {
      return index;
    }
    var callee = variant.analysis().callee(v);
    int i = callee == null ? -1 : returned(callee);
    if (i >= 0) {
      return Writes.arguments(v).get(i).stripped().op instanceof Op.Param(var index) ? index : -1;
    }
    return -1;
  }

  /** Whether callers may write later to a parameter, numbers or, where it holds any, references. */
  private boolean isOverwritten(int parameter, String type) {
    return outside.parameters().get(parameter)
        || (!isFlat(type) && outside.linked().get(parameter));
  }

  private boolean isResultOverwritten() {
    return outside.others().get(Unstable.RESULT)
        || (!isFlat(state) && outside.others().get(Unstable.LINKED_RESULT));
  }

  /** The captured values, by parameter of the loop, that are copied before it runs. */
  List<Integer> copied() {
    var copied = new ArrayList<Integer>();
    for (int i = captured; i < loop.types().size(); i++) {
      if (mustCopy(i)) {
        copied.add(i);
      }
    }
    return copied;
  }

  private boolean mustCopy(int parameter) {
    return isOverwritten(parameter, loop.types().get(parameter))
        && Analysis.hasGroup(loop.body().params.get(parameter))
        && (isCopyable(loop.types().get(parameter)) || !CheckpointTangent.isTwin(loop))
        && !isImmutable(loop.types().get(parameter));
  }

  /** Refuses a step that cannot be run again. */
  void check() {
    var refusal = refusal();
    if (refusal != null) {
      throw (loop.caller == null ? loop : loop.caller).refuse(refusal);
    }
  }

  /** Why the step cannot be run again, or null if it can. */
  @Nullable Refusal refusal() {
    if (CheckpointTangent.isTwin(loop)) {
      // There is a twin only if the loop itself was found to be fit.
      return null;
    }
    if (Writes.elsewhere(one)) {
      return refuse(
          "a checkpointed step writes to static fields or calls what may write anywhere",
          "Let it write to its state only.");
    }
    for (int i = capturedOfOne; i < one.types().size(); i++) {
      if (new Writes().toParameter(one, i)) {
        return refuse(
            "a checkpointed step writes to "
                + Types.desc(one.types().get(i)).displayName()
                + " that it captures, or that shares memory with what it captures, and would do so"
                + " again when it is run again",
            "Make the array or object in the step, or let it be a part of the state; pass a copy as"
                + " the first state if the step captures that, too.");
      }
    }
    if (writesState() && returned(one) != capturedOfOne - 1) {
      return refuse(
          "a checkpointed step writes to its state and may return another object",
          "Let it leave its state alone, or always return the state that it was given.");
    }
    if (copiesState() && !isCopyable(state)) {
      return refuse(
          "states of type "
              + Types.desc(state).displayName()
              + " of a checkpointed loop are overwritten, by a step or after the loop, and cannot"
              + " be copied",
          "Keep in arrays what changes in place, or let the step return a new object.");
    }
    for (int i : copied()) {
      if (!isCopyable(loop.types().get(i))) {
        return refuse(
            "what a checkpointed step captures, "
                + Types.desc(loop.types().get(i)).displayName()
                + ", may be overwritten after the loop",
            "Let the step capture the numbers and arrays that it needs rather than the object.");
      }
    }
    return sharesResult()
        ? refuse(
            "the result of a checkpointed "
                + (captured == 0 ? "call" : "loop")
                + " may share memory with what went into it, and is overwritten later",
            "Overwrite a copy of it.")
        : statics();
  }

  /**
   * The shadow of the last state is the first state's if they are one object, and else a new one.
   * Where they share a part, that matters only if somebody writes to it.
   */
  private boolean sharesResult() {
    int result = summary.groups().getLast();
    if (result == -1 || isImmutable(state) || !isResultOverwritten()) {
      return false;
    }
    for (int i = 0; i < one.types().size(); i++) {
      boolean isState = i == capturedOfOne - 1;
      boolean whole = loop.ref.name().equals("update") || isFlat(state);
      if (summary.groups().get(i) == result && !(isState && whole)) {
        return true;
      }
    }
    return false;
  }

  /** Where somebody may write to static fields later, the step must not read them. */
  private @Nullable Refusal statics() {
    if (!outside.others().get(Unstable.STATICS)) {
      return null;
    }
    var reached = new LinkedHashSet<Variant>();
    Program.reach(one, reached);
    for (var variant : reached) {
      for (var v : variant.body().values) {
        if (v.op instanceof Op.GetStatic(var field) && !isConstant(field)) {
          return refuse(
              "a checkpointed step reads the static field "
                  + field
                  + ", which may be overwritten after the loop",
              "Let the step capture a copy of it.");
        }
      }
    }
    return null;
  }

  private boolean isConstant(FieldRef field) {
    return source.isFinalField(field) && isImmutable(field.desc());
  }

  private Refusal refuse(String reason, String remedy) {
    return new Refusal(loop.callLine, reason, remedy);
  }

  // ---------------------------------------------------------------------------------------- types

  private static boolean isFlat(String type) {
    return Types.isArray(type) && Types.kind(type.substring(1)) != 'A';
  }

  /** Whether {@code runtime.Snapshots} can copy all that changes in a value of the type. */
  private boolean isCopyable(String type) {
    return Types.isArray(type)
        ? type.equals(Layout.TYPE) || isCopyable(type.substring(1))
        : isImmutable(type);
  }

  private boolean isImmutable(String type) {
    return isImmutable(type, new HashSet<>());
  }

  /** Whether a value of the type never changes, nor anything that it leads to. */
  private boolean isImmutable(String type, Set<String> asked) {
    if (Types.kind(type) != 'A' || Analysis.isImmutable(type)) {
      return true;
    }
    var name = Types.internal(type);
    if (Types.isArray(type)) {
      return false;
    }
    if (!Types.unbox(name).isEmpty() || !asked.add(name)) {
      return true;
    }
    var model = Layout.isLibrary(name) ? null : source.find(name);
    if (model == null) {
      return false;
    }
    if (!model.flags().has(AccessFlag.FINAL)) {
      return source
          .closed(name)
          .map(all -> all.stream().allMatch(c -> isImmutable(Types.ofInternal(c), asked)))
          .orElse(false);
    }
    return source.supertypes(name).stream().allMatch(c -> hasImmutableFields(c, asked));
  }

  private boolean hasImmutableFields(String name, Set<String> asked) {
    var model = Layout.isLibrary(name) ? null : source.find(name);
    return model == null
        ? switch (name) {
          case "java/lang/Object", "java/lang/Record", "java/lang/Enum" -> true;
          default -> source.isInterface(name);
        }
        : model.fields().stream()
            .filter(f -> !f.flags().has(AccessFlag.STATIC))
            .allMatch(f ->
                f.flags().has(AccessFlag.FINAL) && isImmutable(f.fieldType().stringValue(), asked));
  }
}
