package cotangent.code.runtime;

import cotangent.code.DirectionalFunction;

/** A matrix from its products with vectors. */
public final class Columns {
  private Columns() {}

  /** The matrix whose j-th column is the product at x with the j-th unit vector. */
  public static double[][] of(DirectionalFunction product, double[] x) {
    int n = x.length;
    double[] unit = new double[n];
    double[][] matrix = new double[0][];
    for (int j = 0; j < n; j++) {
      unit[j] = 1;
      double[] column = product.apply(x, unit);
      unit[j] = 0;
      if (j == 0) {
        matrix = new double[column.length][n];
      }
      for (int i = 0; i < column.length; i++) {
        matrix[i][j] = column[i];
      }
    }
    return matrix;
  }
}
