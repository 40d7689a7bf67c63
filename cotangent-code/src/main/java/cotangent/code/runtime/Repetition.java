package cotangent.code.runtime;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds out whether a step, run again, gives what it gave before. */
@SuppressWarnings("ReferenceEquality") // the same object is equal
final class Repetition {
  private Repetition() {}

  /**
   * The reals of a state as they are now, as far as derivatives go through them: arrays, and for
   * the fields of an object an array.
   */
  static @Nullable Object values(@Nullable Object state, Shadows.Layouts layouts) {
    return switch (state) {
      case null -> null;
      case double[] a -> a.clone();
      case float[] a -> a.clone();
      case Double _, Float _ -> state;
      case Object[] a -> {
        var values = new @Nullable Object[a.length];
        for (int i = 0; i < a.length; i++) {
          values[i] = values(a[i], layouts);
        }
        yield values;
      }
      default -> {
        var fields = layouts.fields(state.getClass());
        var values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = values(get(fields.get(i), state), layouts);
        }
        yield values;
      }
    };
  }

  /**
   * Compares the reals of two states.
   *
   * @param state what the step gave now
   * @param before what it gave before, or its values
   * @param i the number of the step
   * @throws IllegalStateException if they differ
   */
  static void check(Object state, @Nullable Object before, int i, Shadows.Layouts layouts) {
    if (!equal(state, before, layouts)) {
      throw new IllegalStateException(
          "Checkpoint: step "
              + i
              + " gave another state when it was run again for the reverse sweep. It must depend on"
              + " its number, its state and constants only: no random numbers, no time, nothing"
              + " that others write to. If there is a function that copies states, copies must"
              + " share nothing that a step overwrites.");
    }
  }

  private static boolean equal(@Nullable Object a, @Nullable Object b, Shadows.Layouts layouts) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    return switch (a) {
      case double[] x -> b instanceof double[] y && Arrays.equals(x, y);
      case float[] x -> b instanceof float[] y && Arrays.equals(x, y);
      case Double x -> x.equals(b);
      case Float x -> x.equals(b);
      case Object[] x -> b instanceof Object[] y && elements(x, y, layouts);
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
    var fields = layouts.fields(a.getClass());
    @Nullable Object[] values = b instanceof Object[] given ? given : null;
    if (values == null && a.getClass() != b.getClass()) {
      return false;
    }
    for (int i = 0; i < fields.size(); i++) {
      var other = values == null ? get(fields.get(i), b) : values[i];
      if (!equal(get(fields.get(i), a), other, layouts)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object get(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
