package cotangent.gradbench;

import java.util.Map;

/**
 * A module of GradBench: a problem and the functions to be evaluated.
 *
 * @param name as in a define message
 * @param functions by the names of evaluate messages
 */
record Eval(String name, Map<String, Operation> functions) {

  /** Prepares a function for an input: reads the input, makes derivatives, allocates. */
  @FunctionalInterface
  interface Operation {
    /**
     * The function at this input.
     *
     * @throws IllegalArgumentException if the input has not the shape that the eval defines
     */
    Task<?> prepare(Input input, Workers workers);
  }
}
