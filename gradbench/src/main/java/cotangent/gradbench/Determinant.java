package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Arrays;
import java.util.Map;

/** The determinant by expansion by minors along the first row. */
final class Determinant {
  /** Rows of a determinant that is differentiated in one go. */
  private static final int WHOLE = 8;

  static final Eval EVAL =
      new Eval("det", Map.of("primal", Determinant::primal, "gradient", Determinant::gradient));

  private Determinant() {}

  /** The determinant of a matrix with n rows, given row by row. */
  static double determinant(double[] a, int n) {
    return part(a, n, new int[0]);
  }

  /**
   * The part of the determinant that has these columns in the first rows: all of it if there are
   * none.
   */
  static double part(double[] a, int n, int[] taken) {
    // Linked lists of the rows and columns that are left: index n is their head, and what stands
    // at an index is the next one.
    var rows = new int[n + 1];
    var columns = new int[n + 1];
    for (int i = 0; i < n; i++) {
      rows[i] = i + 1;
      columns[i] = i + 1;
    }
    rows[n] = taken.length;
    columns[n] = 0;
    double product = 1;
    for (int row = 0; row < taken.length; row++) {
      int previous = n;
      double sign = 1;
      while (columns[previous] != taken[row]) {
        previous = columns[previous];
        sign = -sign;
      }
      columns[previous] = columns[taken[row]];
      product *= sign * a[row * n + taken[row]];
    }
    return product * minor(a, n, n - taken.length, rows, columns);
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
    // The tape of a large determinant does not fit into any cache, nor that of 11 rows into 4 GB.
    // So the gradient is the sum of those of its parts.
    var taken = new int[Math.max(0, n - WHOLE)];
    var part = Differentiate.valueAndGradient(b -> part(b, n, taken)).evaluator();
    var term = new double[a.length];
    return Task.vector(() -> {
      var sum = new double[a.length];
      forParts(
          n,
          taken,
          0,
          () -> {
            part.apply(a, term);
            Workers.add(term, sum);
          });
      return sum;
    });
  }

  /** Runs an action with every choice of columns for the rows from {@code row} on. */
  private static void forParts(int n, int[] taken, int row, Runnable action) {
    if (row == taken.length) {
      action.run();
      return;
    }
    for (int column = 0; column < n; column++) {
      int c = column;
      if (Arrays.stream(taken, 0, row).noneMatch(t -> t == c)) {
        taken[row] = column;
        forParts(n, taken, row + 1, action);
      }
    }
  }
}
