package cotangent.code;

import cotangent.code.Op.FieldRef;
import cotangent.code.Stability.Unstable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a step to be run again, and what has to be copied so that it does: what it
 * reads must be what it was.
 */
final class CheckpointRules {
  private final CheckpointLoop of;
  private final Variant loop;
  private final Variant one;
  private final Unstable outside;
  private final Analysis.Summary summary;
  private final CheckpointTypes types;

  /** The type of the state, as far as the lambda tells. */
  private final String state;

  /**
   * @param outside what callers of the loop write after it
   */
  CheckpointRules(CheckpointLoop of, Unstable outside) {
    this.of = of;
    this.loop = of.loop();
    this.one = of.one();
    this.outside = outside;
    summary = Objects.requireNonNull(one.summary());
    types = new CheckpointTypes(loop.analysis().program.source);
    state = of.type();
  }

  CheckpointTypes types() {
    return types;
  }

  /**
   * Whether states have to be copied to be kept, since the step or someone later writes to them.
   */
  boolean copiesState() {
    return !of.isCall()
        && !types.isImmutable(state)
        && (writesState() || isOverwritten(CheckpointLoop.STATE, state) || isResultOverwritten());
  }

  /** Whether the state is an array of doubles. */
  boolean isVector() {
    return state.equals("[D");
  }

  /** What of the state steps may move or replace; null if there is nothing. */
  @Nullable CheckpointOutline outline() {
    return writesState() && !CheckpointTypes.isFlat(state)
        ? CheckpointOutline.of(state, types)
        : null;
  }

  private boolean writesState() {
    return !of.isCall() && writesState(of);
  }

  /** Whether the steps of a loop write to the state. */
  static boolean writesState(CheckpointLoop of) {
    return CheckpointTangent.isTwin(of.loop())
        ? CheckpointTangent.isUpdate(of.loop())
        : new Writes().toParameter(of.one(), CheckpointLoop.STATE_OF_ONE);
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
        || (!CheckpointTypes.isFlat(type) && outside.linked().get(parameter));
  }

  private boolean isResultOverwritten() {
    return outside.others().get(Unstable.RESULT)
        || (!CheckpointTypes.isFlat(state) && outside.others().get(Unstable.LINKED_RESULT));
  }

  /** The captured values, by parameter of the loop, that are copied before it runs. */
  List<Integer> copied() {
    var copied = new ArrayList<Integer>();
    // A condition is asked in the forward sweep only.
    int from = of.condition() == null ? of.captured() : of.capturedByOne();
    for (int i = from; i < loop.types().size(); i++) {
      if (mustCopy(i)) {
        copied.add(i);
      }
    }
    return copied;
  }

  private boolean mustCopy(int parameter) {
    return isOverwritten(parameter, loop.types().get(parameter))
        && Analysis.hasGroup(loop.body().params.get(parameter))
        && (types.isCopyable(loop.types().get(parameter)) || !CheckpointTangent.isTwin(loop))
        && !types.isImmutable(loop.types().get(parameter));
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
    if (types.holdsContainer(state)) {
      return refuse(
          "a list or map in what a checkpointed step returns, " + Types.desc(state).displayName(),
          "Keep in arrays and records what varies.");
    }
    if (Writes.elsewhere(one)) {
      return refuse(
          "a checkpointed step writes to static fields or calls what may write anywhere",
          "Let it write to its state only.");
    }
    for (int i = of.capturedOfOne(); i < one.types().size(); i++) {
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
    if (writesState() && returned(one) != CheckpointLoop.STATE_OF_ONE) {
      return refuse(
          "a checkpointed step writes to its state and may return another object",
          "Let it leave its state alone, or always return the state that it was given.");
    }
    if (copiesState() && of.copy() == null && !types.isCopyable(state)) {
      return refuse(
          "states of type "
              + Types.desc(state).displayName()
              + " of a checkpointed loop are overwritten, by a step or after the loop, and cannot"
              + " be copied",
          "Let the step return a new object, keep in arrays what changes in place, or tell"
              + " Checkpoint.update how to copy the state.");
    }
    if (writesState() && !CheckpointTypes.isFlat(state) && outline() == null) {
      return refuse(
          "a checkpointed step overwrites a state of type "
              + Types.desc(state).displayName()
              + ", in which there may be references that nobody knows",
          "Declare its class and those of its fields final, or let the step return a new object.");
    }
    for (int i : copied()) {
      if (!types.isCopyable(loop.types().get(i))) {
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
                + (of.isCall() ? "call" : "loop")
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
    if (result == -1 || types.isImmutable(state) || !isResultOverwritten()) {
      return false;
    }
    for (int i = 0; i < one.types().size(); i++) {
      boolean isState = !of.isCall() && i == CheckpointLoop.STATE_OF_ONE;
      boolean whole = of.isUpdate() || CheckpointTypes.isFlat(state);
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
    return types.isFinal(field) && types.isImmutable(field.desc());
  }

  private Refusal refuse(String reason, String remedy) {
    return new Refusal(loop.callLine, reason, remedy);
  }
}
