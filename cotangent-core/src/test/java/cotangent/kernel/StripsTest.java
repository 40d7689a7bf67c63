package cotangent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The strips against {@link Elementary} one by one: with the Vector API, vectors against scalars. A
 * long file, since Java has the same loops once for each element type.
 */
@Tag("bits")
class StripsTest {
  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.49999999999999994,
    1e-300,
    -1e-300,
    1e-40,
    -1e-40,
    1e300,
    -1e300,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Double.MIN_NORMAL,
    Float.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    88.7,
    89.5,
    -103.9,
    -104.5,
    709.7,
    710.5,
    -745.1,
    -746.5,
    0x1p17,
    0x1p20,
    0x1p23,
    0x1p52,
    1e6,
    -1e7,
    0.55,
    0.92,
    3.95,
    5.95,
    20,
    40,
    0.41421356237309503
  };

  /** Numbers of every kind: special ones, any bits, and ordinary ones. */
  private static double[] doubles(long seed, int n) {
    var random = new Random(seed);
    return IntStream.range(0, n)
        .mapToDouble(i ->
            switch (random.nextInt(4)) {
              case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
              case 1 -> Double.longBitsToDouble(random.nextLong());
              case 2 -> random.nextInt(-3, 4);
              default -> 3 * random.nextGaussian();
            })
        .toArray();
  }

  private static float[] floats(long seed, int n) {
    var random = new Random(seed);
    var x = doubles(seed, n);
    var y = new float[n];
    for (int i = 0; i < n; i++) {
      y[i] = random.nextInt(4) == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) x[i];
    }
    return y;
  }

  private static double scalar(Unary f, double x) {
    return switch (f) {
      case NEG -> Elementary.neg(x);
      case ABS -> Elementary.abs(x);
      case SIGN -> Elementary.sign(x);
      case SQUARE -> Elementary.square(x);
      case SQRT -> Elementary.sqrt(x);
      case RSQRT -> Elementary.rsqrt(x);
      case CBRT -> Elementary.cbrt(x);
      case RECIPROCAL -> Elementary.reciprocal(x);
      case EXP -> Elementary.exp(x);
      case EXPM1 -> Elementary.expm1(x);
      case LOG -> Elementary.log(x);
      case LOG1P -> Elementary.log1p(x);
      case SIN -> Elementary.sin(x);
      case COS -> Elementary.cos(x);
      case TAN -> Elementary.tan(x);
      case ASIN -> Elementary.asin(x);
      case ACOS -> Elementary.acos(x);
      case ATAN -> Elementary.atan(x);
      case SINH -> Elementary.sinh(x);
      case COSH -> Elementary.cosh(x);
      case TANH -> Elementary.tanh(x);
      case ASINH -> Elementary.asinh(x);
      case ACOSH -> Elementary.acosh(x);
      case ATANH -> Elementary.atanh(x);
      case SIGMOID -> Elementary.sigmoid(x);
      case SOFTPLUS -> Elementary.softplus(x);
      case ERF -> Elementary.erf(x);
      case FLOOR -> Elementary.floor(x);
      case CEIL -> Elementary.ceil(x);
      case ROUND -> Elementary.round(x);
      case NOT -> throw new AssertionError(f);
    };
  }

  private static float scalar(Unary f, float x) {
    return switch (f) {
      case NEG -> Elementary.neg(x);
      case ABS -> Elementary.abs(x);
      case SIGN -> Elementary.sign(x);
      case SQUARE -> Elementary.square(x);
      case SQRT -> Elementary.sqrt(x);
      case RSQRT -> Elementary.rsqrt(x);
      case CBRT -> Elementary.cbrt(x);
      case RECIPROCAL -> Elementary.reciprocal(x);
      case EXP -> Elementary.exp(x);
      case EXPM1 -> Elementary.expm1(x);
      case LOG -> Elementary.log(x);
      case LOG1P -> Elementary.log1p(x);
      case SIN -> Elementary.sin(x);
      case COS -> Elementary.cos(x);
      case TAN -> Elementary.tan(x);
      case ASIN -> Elementary.asin(x);
      case ACOS -> Elementary.acos(x);
      case ATAN -> Elementary.atan(x);
      case SINH -> Elementary.sinh(x);
      case COSH -> Elementary.cosh(x);
      case TANH -> Elementary.tanh(x);
      case ASINH -> Elementary.asinh(x);
      case ACOSH -> Elementary.acosh(x);
      case ATANH -> Elementary.atanh(x);
      case SIGMOID -> Elementary.sigmoid(x);
      case SOFTPLUS -> Elementary.softplus(x);
      case ERF -> Elementary.erf(x);
      case FLOOR -> Elementary.floor(x);
      case CEIL -> Elementary.ceil(x);
      case ROUND -> Elementary.round(x);
      case NOT -> throw new AssertionError(f);
    };
  }

  private static double scalar(Binary f, double x, double y) {
    return switch (f) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case POW -> Elementary.pow(x, y);
      case ATAN2 -> Elementary.atan2(x, y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case MOD -> Elementary.mod(x, y);
      case ZMUL -> Elementary.zmul(x, y);
      case AND, OR, XOR -> throw new AssertionError(f);
    };
  }

  private static float scalar(Binary f, float x, float y) {
    return switch (f) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case POW -> Elementary.pow(x, y);
      case ATAN2 -> Elementary.atan2(x, y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case MOD -> Elementary.mod(x, y);
      case ZMUL -> Elementary.zmul(x, y);
      case AND, OR, XOR -> throw new AssertionError(f);
    };
  }

  private static boolean scalar(Compare f, double x, double y) {
    return switch (f) {
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
      case EQ -> x == y;
      case NE -> x != y;
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT")
  void unaryHasTheBitsOfTheScalars(Unary f) {
    for (int n : new int[] {0, 1, 3, 7, 8, 15, 16, 17, 31, 100, 1500}) {
      for (int seed = 0; seed < 8; seed++) {
        int xo = seed % 3;
        int yo = seed % 2;
        var x = doubles(seed, n + xo);
        var y = new double[n + yo + 1];
        y[n + yo] = 7;
        Strips.unary(f, x, xo, y, yo, n);
        var xs = floats(seed, n + xo);
        var ys = new float[n + yo + 1];
        ys[n + yo] = 7;
        Strips.unary(f, xs, xo, ys, yo, n);
        for (int i = 0; i < n; i++) {
          assertThat(Double.compare(y[yo + i], scalar(f, x[xo + i])))
              .as("%s(%s)", f, x[xo + i])
              .isZero();
          assertThat(Float.compare(ys[yo + i], scalar(f, xs[xo + i])))
              .as("%s(%s)", f, xs[xo + i])
              .isZero();
        }
        assertThat(y[n + yo]).isEqualTo(7);
        assertThat(ys[n + yo]).isEqualTo(7);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT")
  void unaryWorksInPlace(Unary f) {
    var x = doubles(9, 77);
    var y = new double[77];
    Strips.unary(f, x, 2, y, 2, 75);
    Strips.unary(f, x, 2, x, 2, 75);
    assertThat(Arrays.equals(x, 2, 77, y, 2, 77)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AND", "OR", "XOR"})
  void binaryHasTheBitsOfTheScalars(Binary f) {
    for (int n : new int[] {0, 1, 9, 16, 33, 2000}) {
      var a = doubles(n, n + 1);
      var b = doubles(n + 1, n + 2);
      var y = new double[n + 3];
      Strips.binary(f, a, 1, b, 2, y, 3, n);
      var as = floats(n, n + 1);
      var bs = floats(n + 1, n + 2);
      var ys = new float[n + 3];
      Strips.binary(f, as, 1, bs, 2, ys, 3, n);
      for (int i = 0; i < n; i++) {
        double u = a[1 + i];
        double v = b[2 + i];
        assertThat(Double.compare(y[3 + i], scalar(f, u, v))).as("%s(%s, %s)", f, u, v).isZero();
        float us = as[1 + i];
        float vs = bs[2 + i];
        assertThat(Float.compare(ys[3 + i], scalar(f, us, vs)))
            .as("%s(%s, %s)", f, us, vs)
            .isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void comparesAsTheOperatorsDo(Compare f) {
    int n = 2001;
    var a = doubles(1, n);
    var b = doubles(2, n);
    var as = floats(1, n);
    var bs = floats(2, n);
    var ai = new int[n];
    var bi = new int[n];
    var al = new long[n];
    var bl = new long[n];
    var ab = new byte[n];
    var bb = new byte[n];
    for (int i = 0; i < n; i++) {
      ai[i] = i % 5 - 2;
      bi[i] = i % 7 - 3;
      al[i] = (long) ai[i] << 40;
      bl[i] = (long) bi[i] << 40;
      ab[i] = (byte) (i & 1);
      bb[i] = (byte) (i >> 1 & 1);
    }
    var y = new byte[5][n];
    Strips.compare(f, a, 0, b, 0, y[0], 0, n);
    Strips.compare(f, as, 0, bs, 0, y[1], 0, n);
    Strips.compare(f, ai, 0, bi, 0, y[2], 0, n);
    Strips.compare(f, al, 0, bl, 0, y[3], 0, n);
    Strips.compare(f, ab, 0, bb, 0, y[4], 0, n);
    for (int i = 0; i < n; i++) {
      assertThat(y[0][i] == 1).isEqualTo(scalar(f, a[i], b[i]));
      assertThat(y[1][i] == 1).isEqualTo(scalar(f, as[i], bs[i]));
      assertThat(y[2][i] == 1).isEqualTo(scalar(f, ai[i], bi[i]));
      assertThat(y[3][i] == 1).isEqualTo(scalar(f, ai[i], bi[i]));
      assertThat(y[4][i] == 1).isEqualTo(scalar(f, ab[i], bb[i]));
    }
  }

  @Test
  void selects() {
    int n = 203;
    var c = new byte[n];
    new Random(4).nextBytes(c);
    for (int i = 0; i < n; i++) {
      c[i] &= 1;
    }
    var a = doubles(1, n);
    var b = doubles(2, n);
    var as = floats(1, n);
    var bs = floats(2, n);
    var ai = IntStream.range(0, n).toArray();
    var bi = IntStream.range(n, 2 * n).toArray();
    var al = IntStream.range(0, n).asLongStream().toArray();
    var bl = IntStream.range(n, 2 * n).asLongStream().toArray();
    var ab = new byte[n];
    var y = new double[n];
    var ys = new float[n];
    var yi = new int[n];
    var yl = new long[n];
    var yb = new byte[n];
    Strips.select(c, 0, a, 0, b, 0, y, 0, n);
    Strips.select(c, 0, as, 0, bs, 0, ys, 0, n);
    Strips.select(c, 0, ai, 0, bi, 0, yi, 0, n);
    Strips.select(c, 0, al, 0, bl, 0, yl, 0, n);
    Strips.select(c, 0, c, 0, ab, 0, yb, 0, n);
    for (int i = 0; i < n; i++) {
      boolean first = c[i] == 1;
      assertThat(Double.compare(y[i], first ? a[i] : b[i])).isZero();
      assertThat(Float.compare(ys[i], first ? as[i] : bs[i])).isZero();
      assertThat(yi[i]).isEqualTo(first ? ai[i] : bi[i]);
      assertThat(yl[i]).isEqualTo(first ? al[i] : bl[i]);
      assertThat(yb[i]).isEqualTo(c[i]);
    }
  }

  @Test
  void integersFollowJava() {
    int[] a = {7, -7, 7, -7, Integer.MIN_VALUE, 46341, 0};
    int[] b = {3, 3, -3, -3, 1, 2, 5};
    var y = new int[7];
    Strips.binary(Binary.DIV, a, 0, b, 0, y, 0, 7);
    assertThat(y).containsExactly(2, -2, -2, 2, Integer.MIN_VALUE, 23170, 0);
    Strips.binary(Binary.MOD, a, 0, b, 0, y, 0, 7);
    assertThat(y).containsExactly(1, 2, -2, -1, 0, 1, 0);
    Strips.binary(Binary.ADD, a, 0, b, 0, y, 0, 7);
    assertThat(y).containsExactly(10, -4, 4, -10, Integer.MIN_VALUE + 1, 46343, 5);
    Strips.unary(Unary.ABS, a, 0, y, 0, 7);
    assertThat(y).containsExactly(7, 7, 7, 7, Integer.MIN_VALUE, 46341, 0);
    Strips.unary(Unary.SIGN, a, 0, y, 0, 7);
    assertThat(y).containsExactly(1, -1, 1, -1, -1, 1, 0);
    Strips.unary(Unary.SQUARE, a, 0, y, 0, 7);
    assertThat(y).containsExactly(49, 49, 49, 49, 0, -2147479015, 0);
    long[] base = {2, -3, 10, 0, 7};
    long[] exponent = {62, 5, 18, 0, 1};
    var power = new long[5];
    Strips.binary(Binary.POW, base, 0, exponent, 0, power, 0, 5);
    assertThat(power).containsExactly(1L << 62, -243, 1_000_000_000_000_000_000L, 1, 7);
  }

  @Test
  void refusesWhatIsNotDefined() {
    assertThatThrownBy(() -> Strips.unary(Unary.EXP, new int[1], 0, new int[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EXP")
        .hasMessageContaining("int");
    assertThatThrownBy(() -> Strips.unary(Unary.NEG, new byte[1], 0, new byte[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            Strips.binary(Binary.AND, new double[1], 0, new double[1], 0, new double[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Strips.binary(Binary.POW, new int[] {2}, 0, new int[] {-1}, 0, new int[1], 0, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Strips.unary(Unary.EXP, new double[9], 0, new double[9], 1, 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void booleansFollowTheTruthTables() {
    byte[] a = {0, 0, 1, 1};
    byte[] b = {0, 1, 0, 1};
    var y = new byte[4];
    Strips.binary(Binary.AND, a, 0, b, 0, y, 0, 4);
    assertThat(y).containsExactly(0, 0, 0, 1);
    Strips.binary(Binary.OR, a, 0, b, 0, y, 0, 4);
    assertThat(y).containsExactly(0, 1, 1, 1);
    Strips.binary(Binary.XOR, a, 0, b, 0, y, 0, 4);
    assertThat(y).containsExactly(0, 1, 1, 0);
    Strips.unary(Unary.NOT, a, 0, y, 0, 4);
    assertThat(y).containsExactly(1, 1, 0, 0);
  }

  @Test
  void convertsAsCastsDo() {
    double[] x = {0, -0.0, 1.9, -1.9, 3e9, 1e19, Double.NaN, 0.1, Double.NEGATIVE_INFINITY};
    int n = x.length;
    var floats = new float[n];
    var ints = new int[n];
    var longs = new long[n];
    var booleans = new byte[n];
    Strips.convert(x, 0, floats, 0, n);
    Strips.convert(x, 0, ints, 0, n);
    Strips.convert(x, 0, longs, 0, n);
    Strips.convert(x, 0, booleans, 0, n);
    for (int i = 0; i < n; i++) {
      assertThat(Float.compare(floats[i], (float) x[i])).isZero();
      assertThat(ints[i]).isEqualTo((int) x[i]);
      assertThat(longs[i]).isEqualTo((long) x[i]);
    }
    assertThat(booleans).containsExactly(0, 0, 1, 1, 1, 1, 1, 1, 1);
    var back = new double[2];
    Strips.convert(new byte[] {1, 0}, 0, back, 0, 2);
    assertThat(back).containsExactly(1, 0);
    var narrow = new int[1];
    Strips.convert(new long[] {1L << 32 | 5}, 0, narrow, 0, 1);
    assertThat(narrow).containsExactly(5);
    var copy = new float[3];
    Strips.convert(new float[] {1, 2, 3}, 1, copy, 0, 2);
    assertThat(copy).containsExactly(2, 3, 0);
    Strips.fill(4, copy, 1, 2);
    assertThat(copy).containsExactly(2, 4, 4);
  }
}
