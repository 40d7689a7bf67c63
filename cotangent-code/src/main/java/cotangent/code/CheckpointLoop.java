package cotangent.code;

import org.jspecify.annotations.Nullable;

/**
 * A call of a method of {@code runtime.Loops}, taken apart. The parameters of a loop are the number
 * of steps, that of snapshots, the state, what a condition or a function that copies the state
 * captures, and what the step captures; those of the step are its number, the state and what it
 * captures. A call has only what is captured.
 *
 * @param loop the method
 * @param one the step, as the method calls it
 * @param copy how states are copied, or null
 * @param condition what must hold for a step to be run, or null
 */
record CheckpointLoop(
    Variant loop, Variant one, @Nullable Variant copy, @Nullable Variant condition) {
  static final String LOOPS = "cotangent/code/runtime/Loops";

  /** The state among the parameters of a loop, and among those of a step. */
  static final int STATE = 2;

  static final int STATE_OF_ONE = 1;

  /** Whether the method is one of those. */
  static boolean is(Variant variant) {
    return variant.ref.owner().equals(LOOPS)
        && switch (variant.ref.name()) {
          case "loop", "update", "call" -> true;
          default -> false;
        };
  }

  static CheckpointLoop of(Variant loop) {
    @Nullable Variant one = null;
    @Nullable Variant copy = null;
    @Nullable Variant condition = null;
    for (var v : loop.body().values) {
      var callee = loop.analysis().varying(v);
      if (callee != null && callee.ref.owner().equals(LOOPS)) {
        switch (callee.ref.name()) {
          case "copied" -> copy = callee;
          case "holds" -> condition = callee;
          case "next", "overwrite", "result" -> one = callee;
          default -> {}
        }
      }
    }
    if (one == null) {
      throw new AssertionError(loop.ref);
    }
    return new CheckpointLoop(loop, one, copy, condition);
  }

  /** Whether there is no loop, but one call. */
  boolean isCall() {
    return loop.ref.name().equals("call");
  }

  /** Whether the result is the state that was given. */
  boolean isUpdate() {
    return loop.ref.name().equals("update");
  }

  /**
   * The first parameter of the loop that is captured, by the condition, by the copying or by the
   * step.
   */
  int captured() {
    return isCall() ? 0 : STATE + 1;
  }

  /** The first that the step captures. */
  int capturedByOne() {
    return loop.types().size() - (one.types().size() - capturedOfOne());
  }

  /** The same among the step's own parameters. */
  int capturedOfOne() {
    return isCall() ? 0 : STATE_OF_ONE + 1;
  }

  /** The type of the state, or of a call's result, as far as the lambda tells. */
  String type() {
    var lambda = loop.shapes.getLast().lambda();
    return lambda == null
        ? Types.OBJECT
        : isCall()
            ? Types.result(lambda.instantiated())
            : Types.parameters(lambda.instantiated()).getLast();
  }
}
