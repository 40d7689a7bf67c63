package cotangent.code;

import cotangent.code.runtime.Loops;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Loops and calls whose derivatives take little memory. Called as they are, they run the loop or
 * the call and do nothing else.
 *
 * <p>A reverse sweep needs the states of a loop last to first. A plain loop saves something for
 * every step. The loops here keep a given number of states and run steps again from them, in the
 * order that needs the fewest steps: with {@code c} snapshots, loops of up to {@code (c + r)! / (c!
 * r!)} steps run each step at most {@code r} times more, so that a million steps with 30 snapshots
 * take six times the work of one sweep. (A. Griewank and A. Walther, "Algorithm 799: revolve", ACM
 * Transactions on Mathematical Software 26, 2000.) Forward mode needs none of this and runs the
 * loop once.
 *
 * {@snippet :
 * double[] end = Checkpoint.loop(1_000_000, 30, start, (i, y) -> leapfrog(y, h, parameters));
 * }
 *
 * <p>The step may use its number, its state and what it captures, which may be active, too. Since
 * it runs more than once, it must give the same again, and may write to nothing but its state and
 * what it makes itself: writes to captured arrays are refused when the derivative is made, and a
 * step that gives another state when it runs again (for it takes random numbers, say) throws an
 * {@link IllegalStateException} in the reverse sweep. What it prints comes out more than once.
 */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * Runs {@code state = step.apply(i, state)} for i from 0 to {@code steps - 1} and returns the
   * last state.
   *
   * @param steps the number of steps, at least 0
   * @param snapshots how many states a reverse sweep may keep, at least 1
   * @param state the first state: an array, a record, a boxed real or any other object. Its shape
   *     may change from step to step. A step that writes to its state must return it, and the state
   *     must be an array then; see {@link #update(int, int, Object, UnaryOperator, Update)}
   * @throws IllegalArgumentException for fewer steps or snapshots
   * @throws NullPointerException for a null state, also if a step returns it
   */
  public static <S> S loop(int steps, int snapshots, S state, Step<S> step) {
    Objects.requireNonNull(step, "Checkpoint.loop: the step is null");
    return Loops.loop(steps, snapshots, state, step);
  }

  /**
   * Runs steps while a condition holds for the state before them, and returns the first state for
   * which it does not, or the last one. Since the number of steps is not known beforehand, a
   * reverse sweep runs through them once more than for a loop of that many steps.
   *
   * {@snippet :
   * double[] landed = Checkpoint.loop(1_000_000, 30, y, s -> s[1] > 0, (i, s) -> fall(s, drag));
   * }
   *
   * @param steps how many steps there may be at most, at least 0
   * @param snapshots how many states a reverse sweep may keep, at least 1
   * @param state as for {@link #loop(int, int, Object, Step)}
   * @param condition is asked before each step, once; the number of steps is a constant for
   *     derivatives
   * @throws IllegalArgumentException for fewer steps or snapshots
   * @throws NullPointerException for a null state, also if a step returns it
   */
  public static <S> S loop(
      int steps, int snapshots, S state, Predicate<S> condition, Step<S> step) {
    Objects.requireNonNull(condition, "Checkpoint.loop: the condition is null");
    Objects.requireNonNull(step, "Checkpoint.loop: the step is null");
    return Loops.loop(steps, snapshots, state, condition, step);
  }

  /**
   * Runs {@code update.apply(i, state)} for i from 0 to {@code steps - 1} and returns the state,
   * which is the given object.
   *
   * @param steps the number of steps, at least 0
   * @param snapshots how many copies of the state a reverse sweep may keep, at least 1
   * @param state an array of any rank, which each step overwrites
   * @throws IllegalArgumentException for fewer steps or snapshots
   * @throws NullPointerException for a null state
   */
  public static <S> S update(int steps, int snapshots, S state, Update<S> update) {
    Objects.requireNonNull(update, "Checkpoint.update: the update is null");
    return Loops.update(steps, snapshots, state, update);
  }

  /**
   * {@link #update(int, int, Object, Update)} for a state that is no array.
   *
   * {@snippet :
   * Checkpoint.update(100_000, 20, simulation, Simulation::copy, (i, s) -> s.advance(h));
   * }
   *
   * @param state an object of a final class, a record or an array of such
   * @param copy makes a copy that shares with its argument nothing that a step overwrites; it is
   *     called in reverse sweeps only
   */
  public static <S> S update(
      int steps, int snapshots, S state, UnaryOperator<S> copy, Update<S> update) {
    Objects.requireNonNull(copy, "Checkpoint.update: the copying function is null");
    Objects.requireNonNull(update, "Checkpoint.update: the update is null");
    return Loops.update(steps, snapshots, state, copy, update);
  }

  /**
   * What the function gives. A reverse sweep keeps nothing of the call but what the lambda
   * captures, and runs it again.
   *
   * @throws NullPointerException if the function returns null
   */
  public static <T> T call(Supplier<T> function) {
    Objects.requireNonNull(function, "Checkpoint.call: the function is null");
    return Loops.call(function);
  }
}
