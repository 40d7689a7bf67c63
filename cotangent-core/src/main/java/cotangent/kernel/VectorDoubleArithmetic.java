package cotangent.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Strips} over {@code double} that apply arithmetic to whole vectors, written
 * out for the reason given in {@link VectorDoubleStrips}. C2 would make vectors of most plain loops
 * if it knew that the arrays do not overlap.
 */
final class VectorDoubleArithmetic {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();

  /** Whether there is a vector of as many bytes. */
  private static final boolean BYTES_FIT = LENGTH >= 8;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Byte.SIZE * Math.max(8, LENGTH)));

  /**
   * From here on every number is an integer; adding this to a smaller one rounds it to the nearest
   * integer.
   */
  private static final double INTEGERS = 0x1p52;

  private VectorDoubleArithmetic() {}

  // n is a multiple of the vector length in the loops.

  static void neg(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      x.neg().intoArray(ys, yo + i);
    }
  }

  static void abs(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      x.abs().intoArray(ys, yo + i);
    }
  }

  static void sign(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      x.blend(1, x.compare(GT, 0)).blend(-1, x.compare(LT, 0)).intoArray(ys, yo + i);
    }
  }

  static void square(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      x.mul(x).intoArray(ys, yo + i);
    }
  }

  static void sqrt(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      x.sqrt().intoArray(ys, yo + i);
    }
  }

  static void rsqrt(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      DoubleVector.broadcast(SPECIES, 1).div(x.sqrt()).intoArray(ys, yo + i);
    }
  }

  static void reciprocal(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      DoubleVector.broadcast(SPECIES, 1).div(x).intoArray(ys, yo + i);
    }
  }

  static void floor(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
      var r = a.add(INTEGERS).sub(INTEGERS).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      r = r.blend(r.sub(1), r.compare(GT, x));
      x.blend(r, a.compare(LT, INTEGERS)).intoArray(ys, yo + i);
    }
  }

  static void ceil(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
      var r = a.add(INTEGERS).sub(INTEGERS).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      r = r.blend(r.add(1), r.compare(LT, x));
      r = r.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      x.blend(r, a.compare(LT, INTEGERS)).intoArray(ys, yo + i);
    }
  }

  static void round(double[] xs, int xo, double[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
      var r = a.add(INTEGERS).sub(INTEGERS).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      x.blend(r, a.compare(LT, INTEGERS)).intoArray(ys, yo + i);
    }
  }

  /**
   * Applies {@code f} to whole vectors and returns how many elements that were: none if it has no
   * vector form.
   */
  static int binary(Binary f, double[] x, int xo, double[] y, int yo, double[] z, int zo, int n) {
    int whole = n - n % LENGTH;
    switch (f) {
      case ADD -> add(x, xo, y, yo, z, zo, whole);
      case SUB -> sub(x, xo, y, yo, z, zo, whole);
      case MUL -> mul(x, xo, y, yo, z, zo, whole);
      case DIV -> div(x, xo, y, yo, z, zo, whole);
      case MIN -> min(x, xo, y, yo, z, zo, whole);
      case MAX -> max(x, xo, y, yo, z, zo, whole);
      case ZMUL -> zmul(x, xo, y, yo, z, zo, whole);
      case POW, ATAN2, MOD, AND, OR, XOR -> {
        return 0;
      }
    }
    return whole;
  }

  private static void add(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.add(y).intoArray(zs, zo + i);
    }
  }

  private static void sub(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.sub(y).intoArray(zs, zo + i);
    }
  }

  private static void mul(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.mul(y).intoArray(zs, zo + i);
    }
  }

  private static void div(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.div(y).intoArray(zs, zo + i);
    }
  }

  private static void min(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.min(y).intoArray(zs, zo + i);
    }
  }

  private static void max(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.max(y).intoArray(zs, zo + i);
    }
  }

  private static void zmul(double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      x.mul(y).blend(0, x.compare(EQ, 0)).intoArray(zs, zo + i);
    }
  }

  /** Applies {@code f} to whole vectors and returns how many elements that were. */
  static int compare(Compare f, double[] x, int xo, double[] y, int yo, byte[] z, int zo, int n) {
    int whole = BYTES_FIT ? n - n % LENGTH : 0;
    switch (f) {
      case LT -> less(x, xo, y, yo, z, zo, whole);
      case LE -> lessOrEqual(x, xo, y, yo, z, zo, whole);
      case GT -> less(y, yo, x, xo, z, zo, whole);
      case GE -> lessOrEqual(y, yo, x, xo, z, zo, whole);
      case EQ -> equal(x, xo, y, yo, z, zo, whole);
      case NE -> notEqual(x, xo, y, yo, z, zo, whole);
    }
    return whole;
  }

  private static void less(double[] xs, int xo, double[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(LT, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  private static void lessOrEqual(
      double[] xs, int xo, double[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(LE, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  private static void equal(double[] xs, int xo, double[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(EQ, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  private static void notEqual(double[] xs, int xo, double[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(NE, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  /** Selects whole vectors and returns how many elements that were. */
  static int select(
      byte[] cs, int co, double[] xs, int xo, double[] ys, int yo, double[] zs, int zo, int n) {
    int whole = BYTES_FIT ? n - n % LENGTH : 0;
    for (int i = 0; i < whole; i += LENGTH) {
      var mask = ByteVector.fromArray(BYTES, cs, co + i).compare(NE, 0).cast(SPECIES);
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var y = DoubleVector.fromArray(SPECIES, ys, yo + i);
      y.blend(x, mask).intoArray(zs, zo + i);
    }
    return whole;
  }
}
