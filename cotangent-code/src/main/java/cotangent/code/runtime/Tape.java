package cotangent.code.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a forward sweep saves and the reverse sweep takes back: a stack each for reals, ints, longs
 * and references, and two registers through which methods hand back more than one value. A tape
 * serves one evaluation at a time.
 *
 * <p>A stack grows by doubling and keeps its size. It begins small, since a derivative that is
 * taken inside another one makes a tape at each call. Where code that uses a tape is differentiated
 * in forward mode, a second tape carries the tangents of what is on the first.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Tape {
  private static final long[] NO_LONGS = {};

  private double[] reals = new double[16];
  private int[] ints = new int[8];
  private long[] longs = NO_LONGS;
  private @Nullable Object[] references = new Object[8];
  private int real;
  private int integer;
  private int along;
  private int reference;

  private double[] adjoints = new double[4];
  private @Nullable Object result;

  /** Makes an empty tape. */
  public Tape() {}

  public void pushD(double x) {
    if (real == reals.length) {
      reals = Arrays.copyOf(reals, 2 * real);
    }
    reals[real++] = x;
  }

  public double popD() {
    return reals[--real];
  }

  public void pushI(int x) {
    if (integer == ints.length) {
      ints = Arrays.copyOf(ints, 2 * integer);
    }
    ints[integer++] = x;
  }

  public int popI() {
    return ints[--integer];
  }

  public void pushJ(long x) {
    if (along == longs.length) {
      longs = Arrays.copyOf(longs, Math.max(4, 2 * along));
    }
    longs[along++] = x;
  }

  public long popJ() {
    return longs[--along];
  }

  public void pushA(@Nullable Object x) {
    if (reference == references.length) {
      references = Arrays.copyOf(references, 2 * reference);
    }
    references[reference++] = x;
  }

  public @Nullable Object popA() {
    var x = references[--reference];
    references[reference] = null;
    return x;
  }

  /** The shadow of the reference that the method called last returned. */
  public @Nullable Object result() {
    return result;
  }

  public void setResult(@Nullable Object shadow) {
    result = shadow;
  }

  /** The adjoints of the real parameters of the method whose reverse sweep ran last. */
  public double adjoint(int i) {
    return i < adjoints.length ? adjoints[i] : 0;
  }

  public void setAdjoint(int i, double x) {
    if (i >= adjoints.length) {
      adjoints = Arrays.copyOf(adjoints, 2 * i);
    }
    adjoints[i] = x;
  }

  /** Forgets everything, after an evaluation that failed. */
  public void clear() {
    real = 0;
    integer = 0;
    along = 0;
    Arrays.fill(references, null);
    reference = 0;
    result = null;
  }

  /** Bytes that the stacks hold room for. */
  public long bytes() {
    return 8L * reals.length + 4L * ints.length + 8L * longs.length + 8L * references.length;
  }
}
