package cotangent.kernel;

/** The loops of {@link Strips} over {@code int}. */
final class IntStrips {
  private IntStrips() {}

  static void unary(Unary f, int[] x, int xo, int[] y, int yo, int n) {
    switch (f) {
      case NEG -> neg(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SIGN -> sign(x, xo, y, yo, n);
      case SQUARE -> mul(x, xo, x, xo, y, yo, n);
      case SQRT,
          RSQRT,
          CBRT,
          RECIPROCAL,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          SIGMOID,
          SOFTPLUS,
          ERF,
          FLOOR,
          CEIL,
          ROUND,
          NOT ->
          throw Strips.undefined(f, "int");
    }
  }

  static void binary(Binary f, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    switch (f) {
      case ADD -> add(a, ao, b, bo, y, yo, n);
      case SUB -> sub(a, ao, b, bo, y, yo, n);
      case MUL -> mul(a, ao, b, bo, y, yo, n);
      case DIV -> div(a, ao, b, bo, y, yo, n);
      case POW -> pow(a, ao, b, bo, y, yo, n);
      case MIN -> min(a, ao, b, bo, y, yo, n);
      case MAX -> max(a, ao, b, bo, y, yo, n);
      case MOD -> mod(a, ao, b, bo, y, yo, n);
      case ZMUL -> mul(a, ao, b, bo, y, yo, n);
      case ATAN2, AND, OR, XOR -> throw Strips.undefined(f, "int");
    }
  }

  static void compare(Compare f, int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    switch (f) {
      case LT -> lt(a, ao, b, bo, y, yo, n);
      case LE -> le(a, ao, b, bo, y, yo, n);
      case GT -> gt(a, ao, b, bo, y, yo, n);
      case GE -> ge(a, ao, b, bo, y, yo, n);
      case EQ -> eq(a, ao, b, bo, y, yo, n);
      case NE -> ne(a, ao, b, bo, y, yo, n);
    }
  }

  static void select(byte[] c, int co, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = c[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  /** {@code a} to the power of {@code b} modulo 2^32, by repeated squaring. */
  private static int power(int a, int b) {
    if (b < 0) {
      throw new ArithmeticException(
          "pow: the integer "
              + a
              + " to the negative power "
              + b
              + " is no integer; cast to a floating-point type first");
    }
    int result = 1;
    for (int square = a, e = b; e != 0; e >>>= 1, square *= square) {
      if ((e & 1) != 0) {
        result *= square;
      }
    }
    return result;
  }

  private static void neg(int[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  private static void abs(int[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.abs(x[xo + i]);
    }
  }

  private static void sign(int[] x, int xo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Integer.signum(x[xo + i]);
    }
  }

  private static void add(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  private static void sub(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  private static void mul(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  private static void div(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  private static void pow(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = power(a[ao + i], b[bo + i]);
    }
  }

  private static void min(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  private static void max(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  private static void mod(int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.floorMod(a[ao + i], b[bo + i]);
    }
  }

  private static void lt(int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] < b[bo + i] ? 1 : 0);
    }
  }

  private static void le(int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] <= b[bo + i] ? 1 : 0);
    }
  }

  private static void gt(int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] > b[bo + i] ? 1 : 0);
    }
  }

  private static void ge(int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] >= b[bo + i] ? 1 : 0);
    }
  }

  private static void eq(int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] == b[bo + i] ? 1 : 0);
    }
  }

  private static void ne(int[] a, int ao, int[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] != b[bo + i] ? 1 : 0);
    }
  }
}
