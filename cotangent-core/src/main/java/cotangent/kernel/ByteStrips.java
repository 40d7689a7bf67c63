package cotangent.kernel;

/** The loops of {@link Strips} over booleans, which are bytes of 0 and 1. */
final class ByteStrips {
  private ByteStrips() {}

  static void not(byte[] x, int xo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (x[xo + i] ^ 1);
    }
  }

  static void and(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] & b[bo + i]);
    }
  }

  static void or(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] | b[bo + i]);
    }
  }

  static void xor(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] ^ b[bo + i]);
    }
  }

  static void binary(Binary f, byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    switch (f) {
      case AND -> and(a, ao, b, bo, y, yo, n);
      case OR -> or(a, ao, b, bo, y, yo, n);
      case XOR -> xor(a, ao, b, bo, y, yo, n);
      case ADD, SUB, MUL, DIV, POW, ATAN2, MIN, MAX, MOD, ZMUL ->
          throw Strips.undefined(f, "boolean");
    }
  }

  static void compare(Compare f, byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    switch (f) {
      case LT -> lt(a, ao, b, bo, y, yo, n);
      case LE -> le(a, ao, b, bo, y, yo, n);
      case GT -> gt(a, ao, b, bo, y, yo, n);
      case GE -> ge(a, ao, b, bo, y, yo, n);
      case EQ -> eq(a, ao, b, bo, y, yo, n);
      case NE -> ne(a, ao, b, bo, y, yo, n);
    }
  }

  static void select(
      byte[] c, int co, byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = c[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  private static void lt(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] < b[bo + i] ? 1 : 0);
    }
  }

  private static void le(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] <= b[bo + i] ? 1 : 0);
    }
  }

  private static void gt(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] > b[bo + i] ? 1 : 0);
    }
  }

  private static void ge(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] >= b[bo + i] ? 1 : 0);
    }
  }

  private static void eq(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] == b[bo + i] ? 1 : 0);
    }
  }

  private static void ne(byte[] a, int ao, byte[] b, int bo, byte[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (byte) (a[ao + i] != b[bo + i] ? 1 : 0);
    }
  }
}
