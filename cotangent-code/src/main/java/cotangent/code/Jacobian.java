package cotangent.code;

import cotangent.code.Implementation.Derived;
import org.jspecify.annotations.Nullable;

/** A dense Jacobian. Which sweeps are fewer is known when the first one has told the shape. */
final class Jacobian implements MatrixFunction, Derived {
  private static final long serialVersionUID = 1L;

  /** Forward sweeps cost about a third of reverse ones. */
  private static final int REVERSE_COST = 3;

  /** How many columns are found at a time. */
  private static final int COLUMNS = 4;

  private final transient Implementation f;
  private final Sweeps sweeps;
  private transient @Nullable Pushforward pushforward;
  private transient @Nullable Pullback pullback;

  /** Which sweeps to use. */
  enum Sweeps {
    FORWARD,
    REVERSE,
    FEWER
  }

  Jacobian(Implementation f, Sweeps sweeps) {
    this.f = f;
    this.sweeps = sweeps;
    if (sweeps == Sweeps.REVERSE) {
      var _ = pullback();
    } else {
      var _ = pushforward();
    }
  }

  private synchronized Pushforward pushforward() {
    if (pushforward == null) {
      pushforward = Products.columns(f);
    }
    return pushforward;
  }

  private synchronized Pullback pullback() {
    if (pullback == null) {
      pullback = new Products.Backward(f);
    }
    return pullback;
  }

  @Override
  public Implementation implementation() {
    return f.derived("jacobian", "MatrixFunction", "([D)[[D");
  }

  @Override
  public double[][] apply(double[] x) {
    Derivatives.given("jacobian", x);
    return sweeps == Sweeps.REVERSE ? rows(x) : columns(x);
  }

  /** Finds some columns at a time; the first ones tell how many rows there are. */
  private double[][] columns(double[] x) {
    int n = x.length;
    double[][] jacobian = new double[n == 0 ? pushforward().apply(x, x).length : 0][0];
    for (int from = 0; from < n; from += COLUMNS) {
      var columns = pushforward().applyAll(x, units(n, from, Math.min(n, from + COLUMNS)));
      int m = columns[0].length;
      if (from == 0 && sweeps == Sweeps.FEWER && (long) REVERSE_COST * m < n) {
        return rows(x);
      }
      if (from == 0) {
        jacobian = new double[m][n];
      }
      for (int j = 0; j < columns.length; j++) {
        for (int i = 0; i < m; i++) {
          jacobian[i][from + j] = columns[j][i];
        }
      }
    }
    return jacobian;
  }

  private static double[][] units(int n, int from, int to) {
    var units = new double[to - from][n];
    for (int j = from; j < to; j++) {
      units[j - from][j] = 1;
    }
    return units;
  }

  /** The value that comes with the first row tells how many there are. */
  private double[][] rows(double[] x) {
    var at = pullback().at(x);
    int m = at.value().length;
    var jacobian = new double[m][x.length];
    var adjoint = new double[m];
    for (int i = 0; i < m; i++) {
      adjoint[i] = 1;
      if (i == 0) {
        jacobian[i] = at.apply(adjoint);
      } else {
        pullback().apply(x, adjoint, jacobian[i]);
      }
      adjoint[i] = 0;
    }
    return jacobian;
  }
}
