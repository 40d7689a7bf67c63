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
  private static final double[][] NO_STRETCHES = {{}};
  private static final int[] NO_ENDS = {};

  private double[] reals = new double[16];
  private int[] ints = new int[8];
  private long[] longs = NO_LONGS;
  private @Nullable Object[] references = new Object[8];
  private int real;
  private int integer;
  private int along;
  private int reference;

  /**
   * Stretches lie in these, one behind the other; what lies there is never moved. There is always a
   * first one, with room for nothing.
   */
  private double[][] chunks = NO_STRETCHES;

  /** How far each chunk before the present one is used. */
  private int[] ends = NO_ENDS;

  private int chunk;
  private int used;

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

  /**
   * Room for so many reals in each of so many iterations of a loop, at once: they are written and
   * read as elements of {@link #stretch} from the returned index on.
   */
  public int reserve(int iterations, int each) {
    int n = length(iterations, each);
    if (n > chunks[chunk].length - used) {
      next(n);
    }
    int start = used;
    used += n;
    return start;
  }

  /** Goes on to the next chunk, which is to have room for so many reals. */
  private void next(int n) {
    if (chunk == ends.length) {
      ends = Arrays.copyOf(ends, 2 * chunk + 1);
    }
    ends[chunk++] = used;
    used = 0;
    if (chunk == chunks.length) {
      int twice = 2 * chunks[chunk - 1].length;
      chunks = Arrays.copyOf(chunks, chunk + 1);
      chunks[chunk] = new double[Math.max(n, Math.max(16, twice))];
    } else if (chunks[chunk].length < n) {
      chunks[chunk] = new double[n];
    }
  }

  /** Gives back what was reserved last, and says where it starts. */
  public int release(int iterations, int each) {
    // A chunk is left empty where all that lay in it was released and what came next was too long.
    while (used == 0 && chunk > 0) {
      used = ends[--chunk];
    }
    used -= length(iterations, each);
    return used;
  }

  /** The array in which the stretch lies that was reserved or released last. */
  public double[] stretch() {
    return chunks[chunk];
  }

  private static int length(int iterations, int each) {
    long n = (long) Math.max(iterations, 0) * each;
    if (n > Integer.MAX_VALUE - 64) {
      throw new IllegalStateException(
          "A loop of "
              + iterations
              + " iterations saves "
              + each
              + " reals in each, which is more than an array holds: make it two nested loops.");
    }
    return (int) n;
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

  /**
   * Adds the way by which a join is reached to the bits of an int, which begins as 1. Returns what
   * becomes of the int: it is pushed, and begins anew, if it may not have room for one way more.
   *
   * @param width the number of bits for this way, at most 4
   */
  public int record(int bits, int way, int width) {
    int more = bits << width | way;
    if (more >>> 27 == 0) {
      return more;
    }
    pushI(more);
    return 1;
  }

  /** The int whose last bits are the way that was recorded last: that one, or if empty the next. */
  public int recorded(int bits) {
    return bits == 1 ? popI() : bits;
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

  /** How much is on each stack. */
  public int[] mark() {
    return new int[] {real, integer, along, reference, chunk, used};
  }

  /** Takes from the stacks what came after a mark of this tape or one that it accompanies. */
  public void reset(int[] mark) {
    real = Math.min(real, mark[0]);
    integer = Math.min(integer, mark[1]);
    along = Math.min(along, mark[2]);
    while (reference > mark[3]) {
      references[--reference] = null;
    }
    if (chunk > mark[4] || (chunk == mark[4] && used > mark[5])) {
      chunk = mark[4];
      used = mark[5];
    }
  }

  /** Forgets everything, after an evaluation that failed. */
  public void clear() {
    real = 0;
    integer = 0;
    along = 0;
    Arrays.fill(references, null);
    reference = 0;
    result = null;
    chunk = 0;
    used = 0;
  }

  /** Bytes that the stacks hold room for. */
  public long bytes() {
    long bytes = 8L * reals.length + 4L * ints.length + 8L * longs.length + 8L * references.length;
    for (var c : chunks) {
      bytes += 8L * c.length;
    }
    return bytes;
  }
}
