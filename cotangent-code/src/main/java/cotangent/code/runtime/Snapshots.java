package cotangent.code.runtime;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the states of a loop, and the adjoints that go from one to the next. This is plain
 * Java, so that a reverse sweep through a loop is differentiated in turn.
 */
@SuppressWarnings({"exports", "ReferenceEquality"}) // whether two are the same is the question
public final class Snapshots {
  private Snapshots() {}

  /**
   * A copy of an array and of the arrays in it. Other objects are immutable and stay.
   *
   * @throws IllegalStateException if there is something in it that cannot be copied
   */
  public static @Nullable Object copy(@Nullable Object x) {
    if (x instanceof double[] a) {
      return a.clone();
    }
    if (x instanceof float[] a) {
      return a.clone();
    }
    if (x instanceof int[] a) {
      return a.clone();
    }
    if (x instanceof long[] a) {
      return a.clone();
    }
    if (x instanceof boolean[] a) {
      return a.clone();
    }
    if (x instanceof byte[] a) {
      return a.clone();
    }
    if (x instanceof short[] a) {
      return a.clone();
    }
    if (x instanceof char[] a) {
      return a.clone();
    }
    if (x instanceof Object[] a) {
      checkDistinct(a);
      @Nullable Object[] b = a.clone();
      for (int i = 0; i < b.length; i++) {
        b[i] = copy(a[i]);
      }
      return b;
    }
    return x;
  }

  /** Fails if an array is in it twice, since there would be two copies of it. */
  public static void checkDistinct(@Nullable Object[] arrays) {
    var seen = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>());
    for (var a : arrays) {
      if (a != null && a.getClass().isArray() && !seen.add(a)) {
        throw new IllegalStateException(
            "Checkpoint: the state is overwritten and holds one array twice, so that it cannot be"
                + " copied. Let it hold two arrays, or let the step return a new state.");
      }
    }
  }

  /** An array of arrays with the same arrays of numbers in it: what is where, as of now. */
  public static @Nullable Object outline(@Nullable Object x) {
    if (x instanceof Object[] a) {
      @Nullable Object[] b = a.clone();
      for (int i = 0; i < b.length; i++) {
        b[i] = outline(a[i]);
      }
      return b;
    }
    return x;
  }

  /** The arrays that an array holds, as of now, and the same of each of those. */
  public static @Nullable Object contents(@Nullable Object x) {
    if (x instanceof Object[] a) {
      @Nullable Object[] below = new Object[a.length];
      for (int i = 0; i < a.length; i++) {
        below[i] = contents(a[i]);
      }
      return new Object[] {a.clone(), below};
    }
    return null;
  }

  /**
   * After steps that may have moved arrays within the state or put new ones there, does the same to
   * the shadow.
   *
   * @param before the contents of the state before
   * @param shadowBefore those of its shadow
   * @param state the state
   * @param fresh a new shadow of it
   * @param shadow the shadow to bring up to date
   */
  public static void relink(
      @Nullable Object before,
      @Nullable Object shadowBefore,
      @Nullable Object state,
      @Nullable Object fresh,
      @Nullable Object shadow) {
    if (before instanceof Object[] then
        && shadowBefore instanceof Object[] shadowThen
        && state instanceof Object[] now
        && fresh instanceof Object[] news
        && shadow != null) {
      @Nullable Object[] old = (@Nullable Object[]) then[0];
      @Nullable Object[] below = (@Nullable Object[]) then[1];
      @Nullable Object[] oldShadows = (@Nullable Object[]) shadowThen[0];
      @Nullable Object[] belowShadows = (@Nullable Object[]) shadowThen[1];
      @Nullable Object[] to = (@Nullable Object[]) shadow;
      for (int i = 0; i < now.length; i++) {
        int j = place(old, now[i], i);
        if (j < 0) {
          checkNew(before, now[i]);
          to[i] = news[i];
        } else {
          to[i] = oldShadows[j];
          relink(below[j], belowShadows[j], now[i], news[i], to[i]);
        }
      }
    }
  }

  /** Where the array is among others, most likely at i; -1 if it is not there. */
  private static int place(@Nullable Object[] arrays, @Nullable Object x, int i) {
    if (arrays[i] == x) {
      return i;
    }
    for (int j = 0; j < arrays.length; j++) {
      if (arrays[j] == x) {
        return j;
      }
    }
    return -1;
  }

  /** Fails if an array that is new to its place holds one that was in the array there before. */
  public static void checkNew(@Nullable Object before, @Nullable Object x) {
    var known = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>());
    collect(before, known);
    if (x instanceof Object[] a) {
      for (var y : a) {
        if (y != null && known.contains(y)) {
          throw new IllegalStateException(
              "Checkpoint: a step moved an array within the state from one array of arrays to"
                  + " another. Let it move the elements, or return a new state.");
        }
        checkNew(before, y);
      }
    }
  }

  private static void collect(@Nullable Object x, Set<Object> all) {
    if (x != null && x.getClass().isArray()) {
      all.add(x);
    }
    if (x instanceof Object[] a) {
      for (var y : a) {
        collect(y, all);
      }
    }
  }

  /** Adds the adjoints of one state to another's of the same shape, and sets them to 0. */
  public static void move(@Nullable Object from, @Nullable Object to) {
    if (from == to || from == null || to == null) {
      return;
    }
    if (from instanceof double[] a) {
      double[] b = (double[]) to;
      for (int i = 0; i < a.length; i++) {
        b[i] += a[i];
        a[i] = 0;
      }
    } else if (from instanceof float[] a) {
      float[] b = (float[]) to;
      for (int i = 0; i < a.length; i++) {
        b[i] += a[i];
        a[i] = 0;
      }
    } else if (from instanceof Object[] a) {
      @Nullable Object[] b = (@Nullable Object[]) to;
      for (int i = 0; i < a.length; i++) {
        move(a[i], b[i]);
      }
    } else if (from instanceof Iterable || from instanceof Map) {
      throw new IllegalStateException(
          "Checkpoint: the state holds a list or map. Keep in arrays and records what varies.");
    }
  }
}
