package cotangent.code;

import java.io.Serializable;

/**
 * One step of a loop: the next state as a function of this one. Serializable, so that a lambda
 * tells which code it runs.
 *
 * @param <S> the type of the state
 */
@FunctionalInterface
public interface Step<S> extends Serializable {
  /**
   * The state after the step.
   *
   * @param i the number of the step, from 0
   * @param state the state before it
   */
  S apply(int i, S state);
}
