package cotangent.gradbench;

import java.util.Arrays;

/** Matrices as rows, and as one array of all rows behind each other. */
final class Rows {
  private Rows() {}

  /** The rows that stand in an array from an offset on. */
  static double[][] of(double[] flat, int offset, int rows, int columns) {
    var result = new double[rows][];
    for (int i = 0; i < rows; i++) {
      int from = offset + i * columns;
      result[i] = Arrays.copyOfRange(flat, from, from + columns);
    }
    return result;
  }

  /** All rows behind each other. */
  static double[] flat(double[][]... matrices) {
    return Arrays.stream(matrices)
        .flatMap(Arrays::stream)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** The rows of which the columns are given. */
  static double[][] transposed(double[][] columns) {
    var rows = new double[columns[0].length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        rows[i][j] = columns[j][i];
      }
    }
    return rows;
  }
}
