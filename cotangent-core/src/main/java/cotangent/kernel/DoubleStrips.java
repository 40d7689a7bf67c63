package cotangent.kernel;

/**
 * The loops of {@link Strips} over {@code double}. One method for each, so that each is compiled by
 * itself.
 */
final class DoubleStrips {
  private DoubleStrips() {}

  static void unary(Unary f, double[] x, int xo, double[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorDoubleStrips.unary(f, x, xo, y, yo, n) : 0;
    if (done < n) {
      plain(f, x, xo + done, y, yo + done, n - done);
    }
  }

  static void binary(Binary f, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorDoubleArithmetic.binary(f, a, ao, b, bo, y, yo, n) : 0;
    if (done < n) {
      plain(f, a, ao + done, b, bo + done, y, yo + done, n - done);
    }
  }

  static void compare(Compare f, double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorDoubleArithmetic.compare(f, a, ao, b, bo, y, yo, n) : 0;
    if (done < n) {
      plain(f, a, ao + done, b, bo + done, y, yo + done, n - done);
    }
  }

  static void select(
      byte[] c, int co, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorDoubleArithmetic.select(c, co, a, ao, b, bo, y, yo, n) : 0;
    for (int i = done; i < n; i++) {
      y[yo + i] = c[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  // The methods named plain do without the Vector API.

  static void plain(Unary f, double[] x, int xo, double[] y, int yo, int n) {
    switch (f) {
      case NEG -> neg(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SQUARE -> square(x, xo, y, yo, n);
      case SQRT -> sqrt(x, xo, y, yo, n);
      case RSQRT -> rsqrt(x, xo, y, yo, n);
      case RECIPROCAL -> reciprocal(x, xo, y, yo, n);
      case SIGN -> each(Elementary::sign, x, xo, y, yo, n);
      case CBRT -> each(Elementary::cbrt, x, xo, y, yo, n);
      case EXP -> each(DoubleFunctions::exp, x, xo, y, yo, n);
      case EXPM1 -> each(DoubleFunctions::expm1, x, xo, y, yo, n);
      case LOG -> each(DoubleFunctions::log, x, xo, y, yo, n);
      case LOG1P -> each(DoubleFunctions::log1p, x, xo, y, yo, n);
      case SIN -> each(DoubleFunctions::sin, x, xo, y, yo, n);
      case COS -> each(DoubleFunctions::cos, x, xo, y, yo, n);
      case TAN -> each(Elementary::tan, x, xo, y, yo, n);
      case ASIN -> each(Elementary::asin, x, xo, y, yo, n);
      case ACOS -> each(Elementary::acos, x, xo, y, yo, n);
      case ATAN -> each(Elementary::atan, x, xo, y, yo, n);
      case SINH -> each(Elementary::sinh, x, xo, y, yo, n);
      case COSH -> each(Elementary::cosh, x, xo, y, yo, n);
      case TANH -> each(DoubleFunctions::tanh, x, xo, y, yo, n);
      case ASINH -> each(Elementary::asinh, x, xo, y, yo, n);
      case ACOSH -> each(Elementary::acosh, x, xo, y, yo, n);
      case ATANH -> each(Elementary::atanh, x, xo, y, yo, n);
      case SIGMOID -> each(DoubleFunctions::sigmoid, x, xo, y, yo, n);
      case SOFTPLUS -> each(DoubleFunctions::softplus, x, xo, y, yo, n);
      case ERF -> each(DoubleFunctions::erf, x, xo, y, yo, n);
      case FLOOR -> each(Elementary::floor, x, xo, y, yo, n);
      case CEIL -> each(Elementary::ceil, x, xo, y, yo, n);
      case ROUND -> each(Elementary::round, x, xo, y, yo, n);
      case NOT -> throw Strips.undefined(f, "double");
    }
  }

  static void plain(Binary f, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    switch (f) {
      case ADD -> add(a, ao, b, bo, y, yo, n);
      case SUB -> sub(a, ao, b, bo, y, yo, n);
      case MUL -> mul(a, ao, b, bo, y, yo, n);
      case DIV -> div(a, ao, b, bo, y, yo, n);
      case MIN -> min(a, ao, b, bo, y, yo, n);
      case MAX -> max(a, ao, b, bo, y, yo, n);
      case ZMUL -> zmul(a, ao, b, bo, y, yo, n);
      case POW -> pow(a, ao, b, bo, y, yo, n);
      case ATAN2 -> atan2(a, ao, b, bo, y, yo, n);
      case MOD -> mod(a, ao, b, bo, y, yo, n);
      case AND, OR, XOR -> throw Strips.undefined(f, "double");
    }
  }

  static void plain(Compare f, double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    switch (f) {
      case LT -> lt(a, ao, b, bo, y, yo, n);
      case LE -> le(a, ao, b, bo, y, yo, n);
      case GT -> gt(a, ao, b, bo, y, yo, n);
      case GE -> ge(a, ao, b, bo, y, yo, n);
      case EQ -> eq(a, ao, b, bo, y, yo, n);
      case NE -> ne(a, ao, b, bo, y, yo, n);
    }
  }

  @FunctionalInterface
  private interface Function {
    double apply(double x);
  }

  private static void each(Function f, double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = f.apply(x[xo + i]);
    }
  }

  private static void neg(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  private static void abs(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.abs(x[xo + i]);
    }
  }

  private static void square(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] * x[xo + i];
    }
  }

  private static void sqrt(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.sqrt(x[xo + i]);
    }
  }

  private static void rsqrt(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = 1 / Math.sqrt(x[xo + i]);
    }
  }

  private static void reciprocal(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = 1 / x[xo + i];
    }
  }

  private static void add(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  private static void sub(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  private static void mul(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  private static void div(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  private static void min(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  private static void max(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  private static void zmul(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.zmul(a[ao + i], b[bo + i]);
    }
  }

  private static void pow(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.pow(a[ao + i], b[bo + i]);
    }
  }

  private static void atan2(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.atan2(a[ao + i], b[bo + i]);
    }
  }

  private static void mod(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.mod(a[ao + i], b[bo + i]);
    }
  }

  private static void lt(double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] < b[bo + i] ? 1 : 0);
    }
  }

  private static void le(double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] <= b[bo + i] ? 1 : 0);
    }
  }

  private static void gt(double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] > b[bo + i] ? 1 : 0);
    }
  }

  private static void ge(double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] >= b[bo + i] ? 1 : 0);
    }
  }

  private static void eq(double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] == b[bo + i] ? 1 : 0);
    }
  }

  private static void ne(double[] a, int ao, double[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] != b[bo + i] ? 1 : 0);
    }
  }
}
