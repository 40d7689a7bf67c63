package cotangent.kernel;

/** {@link Gemm} for {@code float} in plain loops. */
final class FloatGemm {
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
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = accumulate ? c[co + i * ldc + j] : 0;
        for (int p = 0; p < k; p++) {
          sum = Math.fma(a[ao + i * ars + p * acs], b[bo + p * brs + j * bcs], sum);
        }
        c[co + i * ldc + j] = sum;
      }
    }
  }
}
