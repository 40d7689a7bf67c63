package cotangent.code.runtime;

import org.jspecify.annotations.Nullable;

/** Arrays that stand in for the program's own where code is run again, whose contents are free. */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Spares {
  private Spares() {}

  /** An array as long as the given one: the spare one if it fits. */
  public static double[] like(double[] array, double @Nullable [] spare) {
    return spare != null && spare.length == array.length ? spare : new double[array.length];
  }

  /** An array as long as the given one: the spare one if it fits. */
  public static float[] like(float[] array, float @Nullable [] spare) {
    return spare != null && spare.length == array.length ? spare : new float[array.length];
  }

  /** An array as long as the given one: the spare one if it fits. */
  public static int[] like(int[] array, int @Nullable [] spare) {
    return spare != null && spare.length == array.length ? spare : new int[array.length];
  }

  /** An array as long as the given one: the spare one if it fits. */
  public static long[] like(long[] array, long @Nullable [] spare) {
    return spare != null && spare.length == array.length ? spare : new long[array.length];
  }
}
