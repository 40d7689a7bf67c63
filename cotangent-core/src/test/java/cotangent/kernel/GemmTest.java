package cotangent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Products against one chain of fused multiply-adds per element, bit for bit. */
@Tag("bits")
class GemmTest {
  /** A problem: sizes, strides, and offsets that are not zero. */
  private record Case(
      int m, int n, int k, int ars, int acs, int brs, int bcs, int ldc, boolean accumulate) {
    static Case random(Random random, int m, int n, int k) {
      int gap = random.nextInt(3);
      boolean ta = random.nextBoolean();
      boolean tb = random.nextBoolean();
      int step = random.nextInt(6) == 0 ? 2 : 1;
      return new Case(
          m,
          n,
          k,
          step * (ta ? 1 : k + gap),
          step * (ta ? m + gap : 1),
          step * (tb ? 1 : n + gap),
          step * (tb ? k + gap : 1),
          n + gap,
          random.nextBoolean());
    }

    int sizeA() {
      return 7 + m * ars + k * acs;
    }

    int sizeB() {
      return 3 + k * brs + n * bcs;
    }

    int sizeC() {
      return 11 + m * ldc + 4;
    }
  }

  private static float[] floats(Random random, int n) {
    var x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextFloat(-1, 1);
    }
    return x;
  }

  private static void check(Case at, long seed) {
    var random = new Random(seed);
    var a = floats(random, at.sizeA());
    var b = floats(random, at.sizeB());
    var c = floats(random, at.sizeC());
    var da = random.doubles(at.sizeA(), -1, 1).toArray();
    var db = random.doubles(at.sizeB(), -1, 1).toArray();
    var dc = random.doubles(at.sizeC(), -1, 1).toArray();
    var expected = c.clone();
    var dexpected = dc.clone();
    for (int i = 0; i < at.m; i++) {
      for (int j = 0; j < at.n; j++) {
        int to = 11 + i * at.ldc + j;
        float s = at.accumulate ? c[to] : 0;
        double t = at.accumulate ? dc[to] : 0;
        for (int p = 0; p < at.k; p++) {
          int x = 7 + i * at.ars + p * at.acs;
          int y = 3 + p * at.brs + j * at.bcs;
          s = Math.fma(a[x], b[y], s);
          t = Math.fma(da[x], db[y], t);
        }
        expected[to] = s;
        dexpected[to] = t;
      }
    }
    Gemm.gemm(
        at.m, at.n, at.k, a, 7, at.ars, at.acs, b, 3, at.brs, at.bcs, c, 11, at.ldc, at.accumulate);
    Gemm.gemm(
        at.m,
        at.n,
        at.k,
        da,
        7,
        at.ars,
        at.acs,
        db,
        3,
        at.brs,
        at.bcs,
        dc,
        11,
        at.ldc,
        at.accumulate);
    // What lies between and around the rows has to stay as well.
    assertThat(c).as("%s", at).isEqualTo(expected);
    assertThat(dc).as("%s", at).isEqualTo(dexpected);
  }

  @Test
  void smallProducts() {
    var random = new Random(1);
    for (int i = 0; i < 1500; i++) {
      check(Case.random(random, random.nextInt(20), random.nextInt(70), random.nextInt(40)), i);
    }
  }

  @Test
  void productsWithEveryRemainder() {
    var random = new Random(2);
    for (int m = 1; m <= 13; m++) {
      for (int n = 1; n <= 67; n += 3) {
        check(Case.random(random, m, n, 30), n);
      }
    }
  }

  @Test
  void productsThatTakeSeveralBlocks() {
    var random = new Random(3);
    for (int i = 0; i < 24; i++) {
      check(
          Case.random(
              random,
              200 + random.nextInt(100),
              100 + random.nextInt(200),
              250 + random.nextInt(100)),
          i);
      check(Case.random(random, random.nextInt(12), 100 + random.nextInt(500), 600), i);
      check(Case.random(random, 100 + random.nextInt(500), random.nextInt(12), 600), i);
    }
  }

  @Test
  void emptyProductsAreZero() {
    var c = new float[] {1, 2, 3, 4};
    Gemm.gemm(2, 2, 0, new float[0], 0, 0, 1, new float[0], 0, 2, 1, c, 0, 2, true);
    assertThat(c).containsExactly(1, 2, 3, 4);
    Gemm.gemm(2, 2, 0, new float[0], 0, 0, 1, new float[0], 0, 2, 1, c, 0, 2, false);
    assertThat(c).containsExactly(0, 0, 0, 0);
    Gemm.gemm(0, 2, 3, new float[0], 0, 3, 1, new float[6], 0, 2, 1, c, 0, 2, false);
    Gemm.gemm(2, 0, 3, new float[6], 0, 3, 1, new float[0], 0, 0, 1, c, 0, 0, false);
    assertThat(c).containsExactly(0, 0, 0, 0);
  }

  @Test
  void nansAndInfinitiesSpreadAsInMathematics() {
    var a = new double[12 * 12];
    var b = new double[12 * 40];
    a[3 * 12 + 5] = Double.POSITIVE_INFINITY;
    var c = new double[12 * 40];
    Gemm.gemm(12, 40, 12, a, 0, 12, 1, b, 0, 40, 1, c, 0, 40, false);
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 40; j++) {
        // Infinity times zero.
        assertThat(Double.isNaN(c[i * 40 + j])).isEqualTo(i == 3);
      }
    }
  }

  @Test
  void integersWrapAround() {
    int[] a = {1, 2, 3, 4};
    int[] b = {5, 6, 7, Integer.MAX_VALUE};
    var c = new int[] {100, 100, 100, 100};
    Gemm.gemm(2, 2, 2, a, 0, 2, 1, b, 0, 2, 1, c, 0, 2, true);
    assertThat(c).containsExactly(119, 104, 143, 18 + 100 - 4);
    long[] la = {1L << 20, 3};
    long[] lb = {1L << 21, 5};
    var lc = new long[1];
    Gemm.gemm(1, 1, 2, la, 0, 2, 1, lb, 0, 1, 1, lc, 0, 1, false);
    assertThat(lc).containsExactly((1L << 41) + 15);
  }
}
