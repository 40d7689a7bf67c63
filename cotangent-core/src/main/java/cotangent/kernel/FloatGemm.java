package cotangent.kernel;

import java.util.Arrays;

/** {@link Gemm} for {@code float}. */
final class FloatGemm {
  /** The number of multiplications that is worth a task. */
  private static final int GRAIN = 1 << 19;

  private FloatGemm() {}

  static void gemm(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ars,
      int acs,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co,
      int ldc,
      boolean accumulate) {
    if (!accumulate) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
      }
    }
    if ((long) m * n * k < 2 * GRAIN) {
      add(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc);
    } else if (m > n) {
      Parallel.ranges(
          m,
          (int) Math.max(1, GRAIN / ((long) n * k)),
          (from, to) ->
              add(
                  to - from,
                  n,
                  k,
                  a,
                  ao + from * ars,
                  ars,
                  acs,
                  b,
                  bo,
                  brs,
                  bcs,
                  c,
                  co + from * ldc,
                  ldc));
    } else {
      Parallel.ranges(
          n,
          (int) Math.max(1, GRAIN / ((long) m * k)),
          (from, to) ->
              add(
                  m,
                  to - from,
                  k,
                  a,
                  ao,
                  ars,
                  acs,
                  b,
                  bo + from * bcs,
                  brs,
                  bcs,
                  c,
                  co + from,
                  ldc));
    }
  }

  private static void add(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ars,
      int acs,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co,
      int ldc) {
    if (Vectors.ENABLED) {
      VectorFloatGemm.add(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc, 1);
    } else {
      plain(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc);
    }
  }

  /** {@code c += a b} without the Vector API. */
  static void plain(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ars,
      int acs,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co,
      int ldc) {
    for (int i = 0; i < m; i++) {
      if (brs == 1 && bcs != 1) {
        dots(n, k, b, bo, bcs, a, ao + i * ars, acs, c, co + i * ldc, 1);
      } else {
        row(n, k, a, ao + i * ars, acs, b, bo, brs, bcs, c, co + i * ldc);
      }
    }
  }

  /** Adds to a row of the result the multiples of four rows of {@code b} in one pass. */
  private static void row(
      int n,
      int k,
      float[] a,
      int ao,
      int acs,
      float[] b,
      int bo,
      int brs,
      int bcs,
      float[] c,
      int co) {
    int p = 0;
    for (; p <= k - 4; p += 4) {
      float a0 = a[ao + p * acs];
      float a1 = a[ao + (p + 1) * acs];
      float a2 = a[ao + (p + 2) * acs];
      float a3 = a[ao + (p + 3) * acs];
      int b0 = bo + p * brs;
      for (int j = 0; j < n; j++) {
        int at = b0 + j * bcs;
        float s = Math.fma(a0, b[at], c[co + j]);
        s = Math.fma(a1, b[at + brs], s);
        s = Math.fma(a2, b[at + 2 * brs], s);
        c[co + j] = Math.fma(a3, b[at + 3 * brs], s);
      }
    }
    for (; p < k; p++) {
      float a0 = a[ao + p * acs];
      for (int j = 0; j < n; j++) {
        c[co + j] = Math.fma(a0, b[bo + p * brs + j * bcs], c[co + j]);
      }
    }
  }

  /**
   * {@code c += a x} for a vector {@code x} and contiguous rows of {@code a}. Each element is a
   * chain of dependent operations; eight of them are under way at a time.
   */
  static void dots(
      int m,
      int k,
      float[] a,
      int ao,
      int ars,
      float[] x,
      int xo,
      int xs,
      float[] c,
      int co,
      int cs) {
    int i = 0;
    for (; i <= m - 8; i += 8) {
      dots8(k, a, ao + i * ars, ars, x, xo, xs, c, co + i * cs, cs);
    }
    for (; i < m; i++) {
      float s = c[co + i * cs];
      for (int p = 0; p < k; p++) {
        s = Math.fma(a[ao + i * ars + p], x[xo + p * xs], s);
      }
      c[co + i * cs] = s;
    }
  }

  private static void dots8(
      int k, float[] a, int a0, int ars, float[] x, int xo, int xs, float[] c, int co, int cs) {
    int a1 = a0 + ars;
    int a2 = a1 + ars;
    int a3 = a2 + ars;
    int a4 = a3 + ars;
    int a5 = a4 + ars;
    int a6 = a5 + ars;
    int a7 = a6 + ars;
    float s0 = c[co];
    float s1 = c[co + cs];
    float s2 = c[co + 2 * cs];
    float s3 = c[co + 3 * cs];
    float s4 = c[co + 4 * cs];
    float s5 = c[co + 5 * cs];
    float s6 = c[co + 6 * cs];
    float s7 = c[co + 7 * cs];
    for (int p = 0; p < k; p++) {
      float v = x[xo + p * xs];
      s0 = Math.fma(a[a0 + p], v, s0);
      s1 = Math.fma(a[a1 + p], v, s1);
      s2 = Math.fma(a[a2 + p], v, s2);
      s3 = Math.fma(a[a3 + p], v, s3);
      s4 = Math.fma(a[a4 + p], v, s4);
      s5 = Math.fma(a[a5 + p], v, s5);
      s6 = Math.fma(a[a6 + p], v, s6);
      s7 = Math.fma(a[a7 + p], v, s7);
    }
    c[co] = s0;
    c[co + cs] = s1;
    c[co + 2 * cs] = s2;
    c[co + 3 * cs] = s3;
    c[co + 4 * cs] = s4;
    c[co + 5 * cs] = s5;
    c[co + 6 * cs] = s6;
    c[co + 7 * cs] = s7;
  }
}
