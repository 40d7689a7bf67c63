package cotangent.code;

import java.io.Serializable;

/**
 * One step of a loop, in place. Serializable, so that a lambda tells which code it runs.
 *
 * @param <S> the type of the state, an array
 */
@FunctionalInterface
public interface Update<S> extends Serializable {
  /**
   * Overwrites the state by that after the step.
   *
   * @param i the number of the step, from 0
   */
  void apply(int i, S state);
}
