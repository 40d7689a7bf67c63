package cotangent.kernel;

/** {@link Gemm} for {@code long} in plain loops. */
final class LongGemm {
  private LongGemm() {}

  static void gemm(
      int m,
      int n,
      int k,
      long[] a,
      int ao,
      int ars,
      int acs,
      long[] b,
      int bo,
      int brs,
      int bcs,
      long[] c,
      int co,
      int ldc,
      boolean accumulate) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        long sum = accumulate ? c[co + i * ldc + j] : 0;
        for (int p = 0; p < k; p++) {
          sum = sum + a[ao + i * ars + p * acs] * b[bo + p * brs + j * bcs];
        }
        c[co + i * ldc + j] = sum;
      }
    }
  }
}
