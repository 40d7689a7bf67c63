package cotangent.code.runtime;

import cotangent.code.Step;
import cotangent.code.Update;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The loops of {@link cotangent.code.Checkpoint} in plain Java. They are read in place of those
 * there. Tangents are those of the loops; adjoints are made by a schedule, step by step, from the
 * methods beside them.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Loops {
  private Loops() {}

  /** {@link cotangent.code.Checkpoint#loop}. */
  public static <S> S loop(int steps, int snapshots, S state, Step<S> step) {
    check(steps, snapshots, state);
    S s = state;
    for (int i = 0; i < steps; i++) {
      s = next(i, s, step);
    }
    return s;
  }

  /** The same while a condition holds. */
  public static <S> S loop(
      int steps, int snapshots, S state, Predicate<S> condition, Step<S> step) {
    check(steps, snapshots, state);
    S s = state;
    for (int i = 0; i < steps && holds(s, condition); i++) {
      s = next(i, s, step);
    }
    return s;
  }

  private static <S> boolean holds(S state, Predicate<S> condition) {
    return condition.test(state);
  }

  private static <S> S next(int i, S state, Step<S> step) {
    S next = step.apply(i, state);
    if (next == null) {
      throw missing(i);
    }
    return next;
  }

  /** {@link cotangent.code.Checkpoint#update}. */
  public static <S> S update(int steps, int snapshots, S state, Update<S> update) {
    check(steps, snapshots, state);
    for (int i = 0; i < steps; i++) {
      S _ = overwrite(i, state, update);
    }
    return state;
  }

  /** The same with a function that copies states. */
  public static <S> S update(
      int steps, int snapshots, S state, UnaryOperator<S> copy, Update<S> update) {
    check(steps, snapshots, state);
    if (steps < 0) {
      // Nobody comes here. It says what code copies a state, for the reverse sweep.
      S _ = copied(state, copy);
    }
    for (int i = 0; i < steps; i++) {
      S _ = overwrite(i, state, update);
    }
    return state;
  }

  private static <S> S copied(S state, UnaryOperator<S> copy) {
    return copy.apply(state);
  }

  private static <S> S overwrite(int i, S state, Update<S> update) {
    update.apply(i, state);
    return state;
  }

  /** {@link cotangent.code.Checkpoint#call}: a loop of one step from nothing. */
  public static <T> T call(Supplier<T> function) {
    return result(function);
  }

  private static <T> T result(Supplier<T> function) {
    T result = function.get();
    if (result == null) {
      throw new NullPointerException("Checkpoint.call: the function returned null");
    }
    return result;
  }

  private static NullPointerException missing(int i) {
    return new NullPointerException("Checkpoint.loop: step " + i + " returned null");
  }

  /** Refuses what no loop can run with. */
  public static void check(int steps, int snapshots, @Nullable Object state) {
    if (steps < 0) {
      throw new IllegalArgumentException(
          "Checkpoint: " + steps + " steps; a loop has 0 steps or more");
    }
    if (snapshots < 1) {
      throw new IllegalArgumentException(
          "Checkpoint: " + snapshots + " snapshots; the first state takes 1, more save time");
    }
    if (state == null) {
      throw new NullPointerException("Checkpoint: the first state is null");
    }
  }
}
