package cotangent.code;

import java.util.Arrays;
import java.util.List;

/** Elements of the language: arrays, their aliases and copies. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class LanguageArrays {
  private LanguageArrays() {}

  static List<Language.Case> cases() {
    return List.of(
        Language.of("matrix", LanguageArrays::matrix),
        Language.of("returnsArray", LanguageArrays::returnsArray),
        Language.of("swappedArrays", LanguageArrays::swappedArrays),
        Language.of("aliases", LanguageArrays::aliases),
        Language.of("jagged", LanguageArrays::jagged),
        Language.of("cube", LanguageArrays::cube),
        Language.of("argumentOverwritten", LanguageArrays::argumentOverwritten),
        Language.of("argumentReturned", LanguageArrays::argumentReturned),
        Language.of("arraycopy", LanguageArrays::arraycopy),
        Language.of("overlappingCopy", LanguageArrays::overlappingCopy),
        Language.of("arraysLibrary", LanguageArrays::arraysLibrary),
        Language.of("cloneRows", LanguageArrays::cloneRows),
        Language.of("ternaryArrays", LanguageArrays::ternaryArrays),
        Language.of("staticTable", LanguageArrays::staticTable),
        Language.of("triangle", LanguageArrays::triangle),
        Language.of("inPlaceRecurrence", LanguageArrays::inPlaceRecurrence),
        Language.of("rowReferences", LanguageArrays::rowReferences));
  }

  static double matrix(double[] x) {
    int n = 3;
    double[][] a = new double[n][n];
    int p = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = x[p++ % x.length] + (i == j ? 2 : 0);
      }
    }
    double[][] b = new double[n][n];
    for (int r = 0; r < 3; r++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double s = 0;
          for (int k = 0; k < n; k++) {
            s += a[i][k] * a[k][j];
          }
          b[i][j] = 0.1 * s;
        }
      }
      double[] d = new double[n];
      for (int i = 0; i < n; i++) {
        d[i] = b[i][i] * b[0][i];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] = b[i][j] + d[j] * 0.3;
        }
      }
    }
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += a[i][i];
    }
    return trace;
  }

  static double[] softmax(double[] x) {
    double m = x[0];
    for (double v : x) {
      m = Math.max(m, v);
    }
    double[] y = new double[x.length];
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.exp(x[i] - m);
      s += y[i];
    }
    for (int i = 0; i < x.length; i++) {
      y[i] /= s;
    }
    return y;
  }

  static double returnsArray(double[] x) {
    double[] p = softmax(x), q = softmax(p);
    double s = 0;
    for (int i = 0; i < p.length; i++) {
      s += p[i] * Math.log(q[i]) * x[i];
    }
    return s;
  }

  static double swappedArrays(double[] x) {
    double[] a = x.clone();
    double[] b = new double[x.length];
    for (int k = 0; k < 5; k++) {
      for (int i = 0; i < x.length; i++) {
        b[i] = a[i] * a[(i + 1) % x.length] + x[i];
      }
      double[] t = a;
      a = b;
      b = t;
    }
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s += a[i] - 0.5 * b[i];
    }
    return s;
  }

  static double aliases(double[] x) {
    double[] a = new double[x.length];
    double[] b = a;
    for (int i = 0; i < x.length; i++) {
      a[i] = x[i];
      b[i] *= x[(i + 2) % x.length];
    }
    addInto(a, b, a);
    return a[0] * b[1] + a[2];
  }

  static void addInto(double[] a, double[] b, double[] to) {
    for (int i = 1; i < a.length; i++) {
      to[i] = a[i - 1] * b[i] + to[i];
    }
  }

  static double jagged(double[] x) {
    double[][] rows = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      rows[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        rows[i][j] = x[i] * x[j];
      }
    }
    rows[0] = rows[3];
    rows[3][1] *= 2;
    double s = 0;
    for (double[] row : rows) {
      for (double v : row) {
        s += v * v;
      }
    }
    return s + rows[0][1];
  }

  static double cube(double[] x) {
    double[][][] c = new double[2][2][x.length];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < x.length; k++) {
          c[i][j][k] = x[k] * (i + 1) + j * x[0];
        }
      }
    }
    double[][] first = c[0];
    first[1][2] = c[1][0][3] * x[4];
    return c[0][1][2] * c[1][1][0] + c[0][0][0];
  }

  static double argumentOverwritten(double[] x) {
    for (int i = 1; i < x.length; i++) {
      x[i] = x[i] * x[i - 1] + Math.sin(x[i]);
    }
    return x[x.length - 1] * x[0];
  }

  static double argumentReturned(double[] x) {
    return first(same(x)) * first(same(same(x)));
  }

  static double[] same(double[] x) {
    return x;
  }

  static double first(double[] x) {
    return x[0] * x[1];
  }

  static double arraycopy(double[] x) {
    double[] y = new double[7];
    System.arraycopy(x, 1, y, 2, 3);
    double[][] rows = {x, y};
    double[][] copy = new double[3][];
    System.arraycopy(rows, 0, copy, 1, 2);
    copy[2][2] *= x[0];
    return y[2] * y[3] + y[4] * copy[1][0];
  }

  static double overlappingCopy(double[] x) {
    double[] y = Arrays.copyOf(x, 8);
    System.arraycopy(y, 0, y, 1, 5);
    System.arraycopy(y, 2, y, 0, 5);
    return y[0] * y[1] + y[4] * y[6] + y[5] * y[2];
  }

  static double arraysLibrary(double[] x) {
    double[] a = Arrays.copyOfRange(x, 1, 7);
    Arrays.fill(a, 4, 6, x[0]);
    double[] b = a.clone();
    Arrays.fill(b, x[1] * x[2]);
    float[] f = {1, 2};
    Arrays.fill(f, 3);
    return a[0] * a[5] + b[3] * a[4] + f[1] * x[4];
  }

  static double cloneRows(double[] x) {
    double[][] a = {{x[0], x[1]}, {x[2]}};
    double[][] b = a.clone();
    b[0][1] *= 2;
    b[1] = new double[] {x[3]};
    double[][] c = Arrays.copyOf(a, 3);
    c[1][0] += x[4];
    return a[0][1] * a[1][0] * b[1][0] + c[0][0];
  }

  static double ternaryArrays(double[] x) {
    double[] y = {x[1], x[2]};
    double[] z = x[0] > 0 ? y : x;
    z[1] *= x[3];
    double[] w = x[0] < 0 ? y : x;
    return z[0] * z[1] + y[1] * w[1];
  }

  private static final double[] TABLE = {1, 0.5, 0.25, 0.125, 2};

  static double staticTable(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double[] t = i % 2 == 0 ? TABLE : new double[5];
      s += x[i] * TABLE[i] * x[0] + t[i] * x[i];
    }
    return s;
  }

  static double triangle(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = i; j < x.length; j++) {
        for (int k = j; k >= i; k--) {
          s += x[i] * x[j] * x[k];
        }
      }
    }
    return s;
  }

  static double inPlaceRecurrence(double[] x) {
    double[] y = x.clone();
    for (int k = 0; k < 4; k++) {
      for (int i = 1; i < y.length - 1; i++) {
        y[i] = 0.25 * (y[i - 1] + 2 * y[i] * y[i] + y[i + 1]);
      }
    }
    return y[1] * y[2] * y[3];
  }

  static double rowReferences(double[] x) {
    double[][] a = new double[4][x.length];
    double[] previous = a[0];
    for (int i = 0; i < x.length; i++) {
      previous[i] = x[i];
    }
    for (int r = 1; r < 4; r++) {
      double[] row = a[r];
      for (int i = 0; i < x.length; i++) {
        row[i] = previous[i] * previous[(i + r) % x.length];
      }
      previous = row;
    }
    return a[3][0] + a[2][1] * previous[4];
  }
}
