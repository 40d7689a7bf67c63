package cotangent.code;

import cotangent.code.Compiler.Mode;
import cotangent.code.Implementation.Derived;
import org.jspecify.annotations.Nullable;

/** A dense Jacobian. Which sweeps are fewer is known when the first one has told the shape. */
final class Jacobian implements MatrixFunction, Derived {
  private static final long serialVersionUID = 1L;

  /** Forward sweeps cost about a third of reverse ones. */
  private static final int REVERSE_COST = 3;

  private final transient Implementation f;
  private final Sweeps sweeps;
  private transient @Nullable DirectionalFunction pushforward;
  private transient @Nullable DirectionalFunction pullback;

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

  private synchronized DirectionalFunction pushforward() {
    if (pushforward == null) {
      pushforward = new Derivatives.Directional(Mode.PUSHFORWARD, f);
    }
    return pushforward;
  }

  private synchronized DirectionalFunction pullback() {
    if (pullback == null) {
      pullback = new Derivatives.Directional(Mode.PULLBACK, f);
    }
    return pullback;
  }

  @Override
  public Implementation implementation() {
    return f.derived("jacobian", "MatrixFunction", "([D)[[D");
  }

  @Override
  public double[][] apply(double[] x) {
    int n = x.length;
    var unit = new double[n];
    if (n == 0) {
      return new double[pushforward().apply(x, unit).length][0];
    }
    unit[0] = 1;
    var first = pushforward().apply(x, unit);
    unit[0] = 0;
    int m = first.length;
    var jacobian = new double[m][n];
    if (sweeps == Sweeps.REVERSE || (sweeps == Sweeps.FEWER && (long) REVERSE_COST * m < n)) {
      var adjoint = new double[m];
      for (int i = 0; i < m; i++) {
        adjoint[i] = 1;
        jacobian[i] = pullback().apply(x, adjoint);
        adjoint[i] = 0;
      }
      return jacobian;
    }
    for (int j = 0; j < n; j++) {
      unit[j] = 1;
      var column = j == 0 ? first : pushforward().apply(x, unit);
      unit[j] = 0;
      for (int i = 0; i < m; i++) {
        jacobian[i][j] = column[i];
      }
    }
    return jacobian;
  }
}
