package cotangent.kernel;

/**
 * The counter-based random generator Philox-4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011, section 4.3: a key of 64 bits and a counter of 128
 * bits give a block of 128 random bits, each block on its own.
 *
 * <p>Blocks are computed many at a time, word by word, in loops that the JIT turns into vector
 * code. Integers are exact, so that this never changes a bit.
 */
public final class Philox {
  /** How many blocks are computed at a time, at most. */
  public static final int BLOCKS = 256;

  /** The words of that many blocks, each in a {@code long} of its own. */
  public static final int WORDS = 4 * BLOCKS;

  private static final int ROUNDS = 10;
  private static final long WORD = 0xffff_ffffL;

  // The multipliers of the rounds, and the steps of the two halves of the key (the golden ratio,
  // and the square root of 3 less 1).
  private static final long M0 = 0xD251_1F53L;
  private static final long M1 = 0xCD9E_8D57L;
  private static final long W0 = 0x9E37_79B9L;
  private static final long W1 = 0xBB67_AE85L;

  private Philox() {}

  /**
   * Replaces {@code n} counters by their random blocks. Word {@code w} of block {@code j} stands at
   * {@code w * BLOCKS + j}, as an unsigned 32-bit number; the low half of the key is its word 0.
   */
  static void blocks(long key, long[] words, int n) {
    long k0 = key & WORD;
    long k1 = key >>> 32;
    for (int round = 0; round < ROUNDS; round++) {
      round(k0, k1, words, n);
      k0 = k0 + W0 & WORD;
      k1 = k1 + W1 & WORD;
    }
  }

  private static void round(long k0, long k1, long[] c, int n) {
    for (int j = 0; j < n; j++) {
      long p = M0 * c[j];
      long q = M1 * c[j + 2 * BLOCKS];
      c[j] = q >>> 32 ^ c[j + BLOCKS] ^ k0;
      c[j + BLOCKS] = q & WORD;
      c[j + 2 * BLOCKS] = p >>> 32 ^ c[j + 3 * BLOCKS] ^ k1;
      c[j + 3 * BLOCKS] = p & WORD;
    }
  }

  /**
   * The random blocks of the counters (first + j, 0, 0, use), for j from 0 to n - 1; see {@link
   * #blocks} for the order of the words.
   *
   * @param use tells streams apart that one key has for different purposes
   */
  public static void stream(long key, int use, int first, long[] words, int n) {
    for (int j = 0; j < n; j++) {
      words[j] = first + j & WORD;
      words[j + BLOCKS] = 0;
      words[j + 2 * BLOCKS] = 0;
      words[j + 3 * BLOCKS] = use;
    }
    blocks(key, words, n);
  }

  /** 64 random bits for the counter (low half of data, high half of data, 0, use). */
  public static long at(long key, int use, long data) {
    long[] words = new long[WORDS];
    words[0] = data & WORD;
    words[BLOCKS] = data >>> 32;
    words[3 * BLOCKS] = use;
    blocks(key, words, 1);
    return long64(words, 0);
  }

  /** Words 0 and 1 of a block as one number. */
  public static long long64(long[] words, int block) {
    return words[block] | words[block + BLOCKS] << 32;
  }

  /**
   * A number from 0 to {@code range} - 1 from all bits of a block: their product with the range,
   * divided by 2^128. No number is more likely than another by more than range / 2^128.
   *
   * @param range how many numbers there are, as an unsigned number that is not 0
   */
  public static long bounded(long[] words, int block, long range) {
    long high = long64(words, block);
    long low = words[block + 2 * BLOCKS] | words[block + 3 * BLOCKS] << 32;
    long carry = Math.unsignedMultiplyHigh(low, range);
    long middle = high * range + carry;
    return Math.unsignedMultiplyHigh(high, range)
        + (Long.compareUnsigned(middle, carry) < 0 ? 1 : 0);
  }

  /** The numbers k / 2^24 in [0, 1), one from each word. */
  public static void uniform(long[] words, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (int) (words[i] >>> 8) * 0x1p-24f;
    }
  }

  /**
   * The numbers k / 2^53 in [0, 1), each from two words of a block: there are 2 {@link #BLOCKS} of
   * them.
   */
  public static void uniform(long[] words, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (bits64(words, i) >>> 11) * 0x1p-53;
    }
  }

  /** Number {@code i} of the 2 {@link #BLOCKS} numbers of 64 bits. */
  private static long bits64(long[] words, int i) {
    int at = i < BLOCKS ? i : i + BLOCKS;
    return words[at] | words[at + BLOCKS] << 32;
  }

  /** Whether a word is below a threshold: 1 or 0. */
  public static void below(long threshold, long[] words, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) ((words[i] - threshold) >>> 63);
    }
  }

  /**
   * Standard normal numbers by the transformation of Box and Muller, "A note on the generation of
   * random normal deviates", 1958. A pair takes two words: r = sqrt(-2 log u) at the angle 2 pi v.
   */
  public static void normal(long[] words, float[] y, int yo, int n) {
    int pairs = Math.min(n, BLOCKS);
    float[] r = new float[pairs];
    float[] angle = new float[pairs];
    for (int from = 0; from < n; from += 2 * BLOCKS) {
      for (int j = 0; j < pairs; j++) {
        r[j] = (words[from + j] + 0.5f) * 0x1p-32f;
        angle[j] = (words[from + BLOCKS + j] >>> 8) * (float) (2 * Math.PI * 0x1p-24);
      }
      Strips.unary(Unary.LOG, r, 0, r, 0, pairs);
      for (int j = 0; j < pairs; j++) {
        r[j] *= -2;
      }
      Strips.unary(Unary.SQRT, r, 0, r, 0, pairs);
      for (int at = from; at < n && at < from + 2 * BLOCKS; at += BLOCKS) {
        int m = Math.min(n - at, BLOCKS);
        Strips.unary(at == from ? Unary.COS : Unary.SIN, angle, 0, y, yo + at, m);
        Strips.binary(Binary.MUL, y, yo + at, r, 0, y, yo + at, m);
      }
    }
  }

  /** As for {@code float}; a pair takes a block. There are 2 {@link #BLOCKS} numbers. */
  public static void normal(long[] words, double[] y, int yo, int n) {
    int pairs = Math.min(n, BLOCKS);
    double[] r = new double[pairs];
    double[] angle = new double[pairs];
    for (int j = 0; j < pairs; j++) {
      r[j] = ((bits64(words, j) >>> 11) + 0.5) * 0x1p-53;
      angle[j] = (bits64(words, BLOCKS + j) >>> 11) * (2 * Math.PI * 0x1p-53);
    }
    Strips.unary(Unary.LOG, r, 0, r, 0, pairs);
    for (int j = 0; j < pairs; j++) {
      r[j] *= -2;
    }
    Strips.unary(Unary.SQRT, r, 0, r, 0, pairs);
    for (int at = 0; at < n; at += BLOCKS) {
      int m = Math.min(n - at, BLOCKS);
      Strips.unary(at == 0 ? Unary.COS : Unary.SIN, angle, 0, y, yo + at, m);
      Strips.binary(Binary.MUL, y, yo + at, r, 0, y, yo + at, m);
    }
  }
}
