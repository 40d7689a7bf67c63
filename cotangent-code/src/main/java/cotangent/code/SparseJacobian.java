package cotangent.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A Jacobian with few entries that are not zero. The pattern is found once, at a sample point:
 * tangents of NaN are sent through the function, and reach what depends on them. Columns that share
 * no row get one color and are found by one sweep together (Curtis, Powell and Reid, "On the
 * Estimation of Sparse Jacobian Matrices").
 */
public final class SparseJacobian {
  /** How many colors are found at a time. */
  private static final int COLORS = 4;

  private final Pushforward pushforward;
  private final int columns;
  private final int[] starts;
  private final int[] indices;
  private final int[] colors;
  private final int count;

  /**
   * The entries in compressed rows: those of row i are at the positions from {@code starts[i]} up
   * to {@code starts[i + 1]}, each with its column.
   */
  @SuppressWarnings("ArrayRecordComponent") // a matrix to be taken apart, not a key
  public record Rows(int[] starts, int[] columns, double[] values) {}

  SparseJacobian(Pushforward pushforward, double[] sample) {
    this.pushforward = pushforward;
    columns = sample.length;
    var rows = pattern(sample);
    starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) {
      starts[i + 1] = starts[i] + rows.get(i).cardinality();
    }
    indices = rows.stream().flatMapToInt(BitSet::stream).toArray();
    colors = new int[columns];
    count = color(rows);
  }

  /** Halves groups of columns until each row knows its own. */
  private List<BitSet> pattern(double[] sample) {
    var rows = new ArrayList<BitSet>();
    for (int m = pushforward.apply(sample, new double[columns]).length; rows.size() < m; ) {
      rows.add(new BitSet());
    }
    if (columns > 0) {
      search(sample, 0, columns, rows);
    }
    return rows;
  }

  private void search(double[] sample, int from, int to, List<BitSet> rows) {
    var seed = new double[columns];
    Arrays.fill(seed, from, to, Double.NaN);
    var reached = pushforward.apply(sample, seed);
    boolean any = false;
    for (int i = 0; i < reached.length; i++) {
      if (Double.isNaN(reached[i])) {
        any = true;
        if (to - from == 1) {
          rows.get(i).set(from);
        }
      }
    }
    if (any && to - from > 1) {
      int middle = (from + to) >>> 1;
      search(sample, from, middle, rows);
      search(sample, middle, to, rows);
    }
  }

  /** Gives each column the first color that no column in a row with it has. */
  private int color(List<BitSet> rows) {
    var taken = new ArrayList<BitSet>();
    int most = 0;
    for (int j = 0; j < columns; j++) {
      var touched = new BitSet();
      for (int i = 0; i < rows.size(); i++) {
        touched.set(i, rows.get(i).get(j));
      }
      int c = 0;
      while (c < taken.size() && taken.get(c).intersects(touched)) {
        c++;
      }
      if (c == taken.size()) {
        taken.add(new BitSet());
      }
      taken.get(c).or(touched);
      colors[j] = c;
      most = Math.max(most, c + 1);
    }
    return most;
  }

  /** How many sweeps an evaluation takes. */
  public int sweeps() {
    return count;
  }

  /**
   * The Jacobian at x. An entry is in the pattern if it is not structurally zero on the way that
   * the function took at the sample point; a function that branches needs a sample for each way.
   *
   * @throws IllegalArgumentException if x or the result is not as long as at the sample point
   * @throws IllegalStateException if an entry outside the pattern turns up at x
   */
  public Rows apply(double[] x) {
    if (x.length != columns) {
      throw new IllegalArgumentException(
          "sparseJacobian: x has length " + x.length + ", the sample point had " + columns);
    }
    var values = new double[indices.length];
    for (int from = 0; from < count; from += COLORS) {
      int n = Math.min(COLORS, count - from);
      var seeds = new double[n][columns];
      for (int j = 0; j < columns; j++) {
        if (colors[j] >= from && colors[j] < from + n) {
          seeds[colors[j] - from][j] = weight(j);
        }
      }
      var products = pushforward.applyAll(x, seeds);
      for (int k = 0; k < n; k++) {
        enter(products[k], from + k, values);
      }
    }
    verify(x, values);
    return new Rows(starts.clone(), indices.clone(), values);
  }

  /** Enters what a sweep found for the columns of a color. */
  private void enter(double[] product, int color, double[] values) {
    int rows = starts.length - 1;
    if (product.length != rows) {
      throw new IllegalArgumentException(
          "sparseJacobian: the result has length "
              + product.length
              + ", at the sample point it had "
              + rows);
    }
    for (int i = 0; i < rows; i++) {
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        if (colors[indices[k]] == color) {
          values[k] = product[i] / weight(indices[k]);
        }
      }
    }
  }

  /** A power of two, so that dividing by it loses nothing, and not the same for neighbours. */
  private static double weight(int column) {
    return Math.scalb(1.0, column % 3);
  }

  /** One more sweep, in a direction that mixes colors, must agree with the matrix. */
  private void verify(double[] x, double[] values) {
    var direction = new double[columns];
    for (int j = 0; j < columns; j++) {
      direction[j] = 1 + 0.5 * Math.sin(1.7 * j);
    }
    var expected = pushforward.apply(x, direction);
    for (int i = 0; i < expected.length; i++) {
      double sum = 0;
      double size = 0;
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        sum += values[k] * direction[indices[k]];
        size += Math.abs(values[k] * direction[indices[k]]);
      }
      if (Math.abs(sum - expected[i]) > 1e-9 * (size + Math.abs(expected[i]))) {
        throw new IllegalStateException(
            "sparseJacobian: row "
                + i
                + " has entries here that it had not at the sample point:"
                + " make a new one with this point as the sample.");
      }
    }
  }
}
