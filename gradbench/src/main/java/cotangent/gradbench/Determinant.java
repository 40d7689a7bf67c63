package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Map;

/** The determinant by expansion by minors along the first row. */
final class Determinant {
  static final Eval EVAL =
      new Eval("det", Map.of("primal", Determinant::primal, "gradient", Determinant::gradient));

  private Determinant() {}

  /** The determinant of a matrix with n rows, given row by row. */
  static double determinant(double[] a, int n) {
    // Linked lists of the rows and columns that are left: index n is their head, and what stands
    // at an index is the next one.
    var rows = new int[n + 1];
    var columns = new int[n + 1];
    for (int i = 0; i < n; i++) {
      rows[i] = i + 1;
      columns[i] = i + 1;
    }
    return minor(a, n, n, rows, columns);
  }

  /** The determinant of the m rows and columns that are left in the lists. */
  private static double minor(double[] a, int n, int m, int[] rows, int[] columns) {
    int row = rows[n];
    if (m == 1) {
      return a[row * n + columns[n]];
    }
    rows[n] = rows[row];
    double sum = 0;
    double sign = 1;
    int previous = n;
    for (int i = 0; i < m; i++) {
      int column = columns[previous];
      columns[previous] = columns[column];
      sum += sign * a[row * n + column] * minor(a, n, m - 1, rows, columns);
      columns[previous] = column;
      previous = column;
      sign = -sign;
    }
    rows[n] = row;
    return sum;
  }

  private static double[] matrix(Input input, int n) {
    return input.vector("A", (int) Math.min(Integer.MAX_VALUE, (long) n * n));
  }

  private static Task<?> primal(Input input, Workers workers) {
    int n = input.whole("ell", 1);
    var a = matrix(input, n);
    return Task.real(() -> determinant(a, n));
  }

  private static Task<?> gradient(Input input, Workers workers) {
    int n = input.whole("ell", 1);
    var a = matrix(input, n);
    return Task.gradient(Differentiate.valueAndGradient(b -> determinant(b, n)), a);
  }
}
