package cotangent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The generator against its published answers and against its definition in long arithmetic. */
class PhiloxTest {

  /** The known-answer tests that come with the Random123 library, philox4x32 with 10 rounds. */
  @Test
  void knownAnswers() {
    assertBlock(
        new long[] {0, 0, 0, 0},
        0,
        0,
        new long[] {0x6627e8d5L, 0xe169c58dL, 0xbc57ac4cL, 0x9b00dbd8L});
    long ones = 0xffffffffL;
    assertBlock(
        new long[] {ones, ones, ones, ones},
        ones,
        ones,
        new long[] {0x408f276dL, 0x41c83b0eL, 0xa20bc7c6L, 0x6d5451fdL});
    assertBlock(
        new long[] {0x243f6a88L, 0x85a308d3L, 0x13198a2eL, 0x03707344L},
        0xa4093822L,
        0x299f31d0L,
        new long[] {0xd16cfe09L, 0x94fdccebL, 0x5001e420L, 0x24126ea1L});
  }

  private static void assertBlock(long[] counter, long k0, long k1, long[] expected) {
    long[] words = new long[Philox.WORDS];
    for (int w = 0; w < 4; w++) {
      words[w * Philox.BLOCKS] = counter[w];
    }
    Philox.blocks(k0 | k1 << 32, words, 1);
    for (int w = 0; w < 4; w++) {
      assertThat(words[w * Philox.BLOCKS]).isEqualTo(expected[w]);
    }
  }

  @Test
  void aStreamIsBlocksOfConsecutiveCounters() {
    long key = 0x0123456789abcdefL;
    long[] all = new long[Philox.WORDS];
    Philox.stream(key, 3, 1000, all, Philox.BLOCKS);
    for (int j : new int[] {0, 1, 7, 255}) {
      long[] one = new long[Philox.WORDS];
      one[0] = 1000L + j;
      one[3 * Philox.BLOCKS] = 3;
      Philox.blocks(key, one, 1);
      for (int w = 0; w < 4; w++) {
        assertThat(all[w * Philox.BLOCKS + j]).isEqualTo(one[w * Philox.BLOCKS]);
      }
      assertThat(Philox.at(key, 3, 1000 + j)).isEqualTo(Philox.long64(all, j));
    }
  }

  /** Against the product of 128 by 64 bits in big integers. */
  @Test
  void boundedIsTheHighPartOfTheProduct() {
    Random random = new Random(5);
    for (int trial = 0; trial < 1000; trial++) {
      long[] words = new long[Philox.WORDS];
      BigInteger block = BigInteger.ZERO;
      for (int w : new int[] {1, 0, 3, 2}) {
        words[w * Philox.BLOCKS + 9] =
            trial % 3 == 0 ? 0xffffffffL : random.nextInt() & 0xffffffffL;
        block = block.shiftLeft(32).or(BigInteger.valueOf(words[w * Philox.BLOCKS + 9]));
      }
      long range = random.nextLong() >>> random.nextInt(63) | 1;
      BigInteger product = block.multiply(new BigInteger(Long.toUnsignedString(range)));
      assertThat(Philox.bounded(words, 9, range)).isEqualTo(product.shiftRight(128).longValue());
    }
  }
}
