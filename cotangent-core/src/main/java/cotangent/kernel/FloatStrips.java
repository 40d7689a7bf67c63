package cotangent.kernel;

/**
 * The loops of {@link Strips} over {@code float}. One method for each, so that each is compiled by
 * itself.
 */
final class FloatStrips {
  private FloatStrips() {}

  static void unary(Unary f, float[] x, int xo, float[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorFloatStrips.unary(f, x, xo, y, yo, n) : 0;
    if (done < n) {
      plain(f, x, xo + done, y, yo + done, n - done);
    }
  }

  static void binary(Binary f, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorFloatArithmetic.binary(f, a, ao, b, bo, y, yo, n) : 0;
    if (done < n) {
      plain(f, a, ao + done, b, bo + done, y, yo + done, n - done);
    }
  }

  static void compare(Compare f, float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorFloatArithmetic.compare(f, a, ao, b, bo, y, yo, n) : 0;
    if (done < n) {
      plain(f, a, ao + done, b, bo + done, y, yo + done, n - done);
    }
  }

  static void select(
      byte[] c, int co, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int done = Vectors.ENABLED ? VectorFloatArithmetic.select(c, co, a, ao, b, bo, y, yo, n) : 0;
    for (int i = done; i < n; i++) {
      y[yo + i] = c[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  // The methods named plain do without the Vector API.

  static void plain(Unary f, float[] x, int xo, float[] y, int yo, int n) {
    switch (f) {
      case NEG -> neg(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SQUARE -> square(x, xo, y, yo, n);
      case SQRT -> sqrt(x, xo, y, yo, n);
      case RSQRT -> rsqrt(x, xo, y, yo, n);
      case RECIPROCAL -> reciprocal(x, xo, y, yo, n);
      case SIGN -> each(Elementary::sign, x, xo, y, yo, n);
      case CBRT -> each(Elementary::cbrt, x, xo, y, yo, n);
      case EXP -> each(FloatFunctions::exp, x, xo, y, yo, n);
      case EXPM1 -> each(FloatFunctions::expm1, x, xo, y, yo, n);
      case LOG -> each(FloatFunctions::log, x, xo, y, yo, n);
      case LOG1P -> each(FloatFunctions::log1p, x, xo, y, yo, n);
      case SIN -> each(FloatFunctions::sin, x, xo, y, yo, n);
      case COS -> each(FloatFunctions::cos, x, xo, y, yo, n);
      case TAN -> each(Elementary::tan, x, xo, y, yo, n);
      case ASIN -> each(Elementary::asin, x, xo, y, yo, n);
      case ACOS -> each(Elementary::acos, x, xo, y, yo, n);
      case ATAN -> each(Elementary::atan, x, xo, y, yo, n);
      case SINH -> each(Elementary::sinh, x, xo, y, yo, n);
      case COSH -> each(Elementary::cosh, x, xo, y, yo, n);
      case TANH -> each(FloatFunctions::tanh, x, xo, y, yo, n);
      case ASINH -> each(Elementary::asinh, x, xo, y, yo, n);
      case ACOSH -> each(Elementary::acosh, x, xo, y, yo, n);
      case ATANH -> each(Elementary::atanh, x, xo, y, yo, n);
      case SIGMOID -> each(FloatFunctions::sigmoid, x, xo, y, yo, n);
      case SOFTPLUS -> each(FloatFunctions::softplus, x, xo, y, yo, n);
      case ERF -> each(FloatFunctions::erf, x, xo, y, yo, n);
      case FLOOR -> each(Elementary::floor, x, xo, y, yo, n);
      case CEIL -> each(Elementary::ceil, x, xo, y, yo, n);
      case ROUND -> each(Elementary::round, x, xo, y, yo, n);
      case NOT -> throw Strips.undefined(f, "float");
    }
  }

  static void plain(Binary f, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
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
      case AND, OR, XOR -> throw Strips.undefined(f, "float");
    }
  }

  static void plain(Compare f, float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
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
    float apply(float x);
  }

  private static void each(Function f, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = f.apply(x[xo + i]);
    }
  }

  private static void neg(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  private static void abs(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.abs(x[xo + i]);
    }
  }

  private static void square(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] * x[xo + i];
    }
  }

  private static void sqrt(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.sqrt(x[xo + i]);
    }
  }

  private static void rsqrt(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = 1 / (float) Math.sqrt(x[xo + i]);
    }
  }

  private static void reciprocal(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = 1 / x[xo + i];
    }
  }

  private static void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  private static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  private static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  private static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  private static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  private static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  private static void zmul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.zmul(a[ao + i], b[bo + i]);
    }
  }

  private static void pow(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.pow(a[ao + i], b[bo + i]);
    }
  }

  private static void atan2(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.atan2(a[ao + i], b[bo + i]);
    }
  }

  private static void mod(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Elementary.mod(a[ao + i], b[bo + i]);
    }
  }

  private static void lt(float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] < b[bo + i] ? 1 : 0);
    }
  }

  private static void le(float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] <= b[bo + i] ? 1 : 0);
    }
  }

  private static void gt(float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] > b[bo + i] ? 1 : 0);
    }
  }

  private static void ge(float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] >= b[bo + i] ? 1 : 0);
    }
  }

  private static void eq(float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] == b[bo + i] ? 1 : 0);
    }
  }

  private static void ne(float[] a, int ao, float[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] != b[bo + i] ? 1 : 0);
    }
  }
}
