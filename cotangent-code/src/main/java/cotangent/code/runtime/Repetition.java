package cotangent.code.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds out whether a step, run again, gives what it gave before. */
@SuppressWarnings("ReferenceEquality") // the same object is equal
final class Repetition {
  private Repetition() {}

  /**
   * Compares the reals of two states, as far as derivatives go through them.
   *
   * @param state what the step gave now
   * @param before what it gave before, or null if that was not kept
   * @param i the number of the step
   * @throws IllegalStateException if they differ
   */
  static void check(Object state, @Nullable Object before, int i, Shadows.Layouts layouts) {
    if (before != null && !equal(state, before, layouts)) {
      throw new IllegalStateException(
          "Checkpoint: step "
              + i
              + " gave another state when it was run again for the reverse sweep. It must depend on"
              + " its number, its state and constants only: no random numbers, no time, nothing"
              + " that others write to.");
    }
  }

  private static boolean equal(@Nullable Object a, @Nullable Object b, Shadows.Layouts layouts) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null || a.getClass() != b.getClass()) {
      return false;
    }
    return switch (a) {
      case double[] x -> Arrays.equals(x, (double[]) b);
      case float[] x -> Arrays.equals(x, (float[]) b);
      case Double x -> x.equals(b);
      case Float x -> x.equals(b);
      case Object[] x -> elements(x, (Object[]) b, layouts);
      default -> fields(a, b, layouts);
    };
  }

  private static boolean elements(
      @Nullable Object[] a, @Nullable Object[] b, Shadows.Layouts layouts) {
    boolean equal = a.length == b.length;
    for (int i = 0; equal && i < a.length; i++) {
      equal = equal(a[i], b[i], layouts);
    }
    return equal;
  }

  private static boolean fields(Object a, Object b, Shadows.Layouts layouts) {
    try {
      for (var field : layouts.fields(a.getClass())) {
        if (!equal(field.get(a), field.get(b), layouts)) {
          return false;
        }
      }
      return true;
    } catch (IllegalAccessException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
