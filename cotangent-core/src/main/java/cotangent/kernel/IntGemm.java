package cotangent.kernel;

/** {@link Gemm} for {@code int} in plain loops. */
final class IntGemm {
  private IntGemm() {}

  static void gemm(
      int m,
      int n,
      int k,
      int[] a,
      int ao,
      int ars,
      int acs,
      int[] b,
      int bo,
      int brs,
      int bcs,
      int[] c,
      int co,
      int ldc,
      boolean accumulate) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int sum = accumulate ? c[co + i * ldc + j] : 0;
        for (int p = 0; p < k; p++) {
          sum = sum + a[ao + i * ars + p * acs] * b[bo + p * brs + j * bcs];
        }
        c[co + i * ldc + j] = sum;
      }
    }
  }
}
