package cotangent.kernel;

/**
 * Matrix products of strided operands into contiguous rows.
 *
 * <p>Each element of a floating-point product is one chain of fused multiply-adds over {@code k} in
 * increasing order, from 0 or from the element's old value. So its bits depend neither on blocking
 * nor on the number of threads nor on vector instructions.
 */
public final class Gemm {
  private Gemm() {}

  /**
   * {@code c = a b}, or {@code c += a b} when {@code accumulate} is set. Element (i, p) of {@code
   * a}, which has {@code m} rows and {@code k} columns, lies at {@code ao + i * ars + p * acs}, and
   * so for {@code b} with {@code k} rows and {@code n} columns; the rows of {@code c} are
   * contiguous and {@code ldc} elements apart. {@code c} must not share an array with {@code a} or
   * {@code b}.
   */
  public static void gemm(
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
    FloatGemm.gemm(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc, accumulate);
  }

  /**
   * {@code c = a b}, or {@code c += a b} when {@code accumulate} is set. Element (i, p) of {@code
   * a}, which has {@code m} rows and {@code k} columns, lies at {@code ao + i * ars + p * acs}, and
   * so for {@code b} with {@code k} rows and {@code n} columns; the rows of {@code c} are
   * contiguous and {@code ldc} elements apart. {@code c} must not share an array with {@code a} or
   * {@code b}.
   */
  public static void gemm(
      int m,
      int n,
      int k,
      double[] a,
      int ao,
      int ars,
      int acs,
      double[] b,
      int bo,
      int brs,
      int bcs,
      double[] c,
      int co,
      int ldc,
      boolean accumulate) {
    DoubleGemm.gemm(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc, accumulate);
  }

  /**
   * {@code c = a b}, or {@code c += a b} when {@code accumulate} is set. Element (i, p) of {@code
   * a}, which has {@code m} rows and {@code k} columns, lies at {@code ao + i * ars + p * acs}, and
   * so for {@code b} with {@code k} rows and {@code n} columns; the rows of {@code c} are
   * contiguous and {@code ldc} elements apart. {@code c} must not share an array with {@code a} or
   * {@code b}.
   */
  public static void gemm(
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
    IntGemm.gemm(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc, accumulate);
  }

  /**
   * {@code c = a b}, or {@code c += a b} when {@code accumulate} is set. Element (i, p) of {@code
   * a}, which has {@code m} rows and {@code k} columns, lies at {@code ao + i * ars + p * acs}, and
   * so for {@code b} with {@code k} rows and {@code n} columns; the rows of {@code c} are
   * contiguous and {@code ldc} elements apart. {@code c} must not share an array with {@code a} or
   * {@code b}.
   */
  public static void gemm(
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
    LongGemm.gemm(m, n, k, a, ao, ars, acs, b, bo, brs, bcs, c, co, ldc, accumulate);
  }
}
