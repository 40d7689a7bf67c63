package cotangent.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Strips} over {@code float} that apply arithmetic to whole vectors, written
 * out for the reason given in {@link VectorFloatStrips}. C2 would make vectors of most plain loops
 * if it knew that the arrays do not overlap.
 */
final class VectorFloatArithmetic {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();

  /** Whether there is a vector of as many bytes. */
  private static final boolean BYTES_FIT = LENGTH >= 8;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Byte.SIZE * Math.max(8, LENGTH)));

  /**
   * From here on every number is an integer; adding this to a smaller one rounds it to the nearest
   * integer.
   */
  private static final float INTEGERS = 0x1p23f;

  private VectorFloatArithmetic() {}

  // n is a multiple of the vector length in the loops.

  static void neg(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      x.neg().intoArray(ys, yo + i);
    }
  }

  static void abs(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      x.abs().intoArray(ys, yo + i);
    }
  }

  static void sign(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      x.blend(1, x.compare(GT, 0)).blend(-1, x.compare(LT, 0)).intoArray(ys, yo + i);
    }
  }

  static void square(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      x.mul(x).intoArray(ys, yo + i);
    }
  }

  static void sqrt(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      x.sqrt().intoArray(ys, yo + i);
    }
  }

  static void rsqrt(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      FloatVector.broadcast(SPECIES, 1).div(x.sqrt()).intoArray(ys, yo + i);
    }
  }

  static void reciprocal(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      FloatVector.broadcast(SPECIES, 1).div(x).intoArray(ys, yo + i);
    }
  }

  static void floor(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
      var r = a.add(INTEGERS).sub(INTEGERS).reinterpretAsInts().or(sign).reinterpretAsFloats();
      r = r.blend(r.sub(1), r.compare(GT, x));
      x.blend(r, a.compare(LT, INTEGERS)).intoArray(ys, yo + i);
    }
  }

  static void ceil(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
      var r = a.add(INTEGERS).sub(INTEGERS).reinterpretAsInts().or(sign).reinterpretAsFloats();
      r = r.blend(r.add(1), r.compare(LT, x));
      r = r.reinterpretAsInts().or(sign).reinterpretAsFloats();
      x.blend(r, a.compare(LT, INTEGERS)).intoArray(ys, yo + i);
    }
  }

  static void round(float[] xs, int xo, float[] ys, int yo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
      var r = a.add(INTEGERS).sub(INTEGERS).reinterpretAsInts().or(sign).reinterpretAsFloats();
      x.blend(r, a.compare(LT, INTEGERS)).intoArray(ys, yo + i);
    }
  }

  /**
   * Applies {@code f} to whole vectors and returns how many elements that were: none if it has no
   * vector form.
   */
  static int binary(Binary f, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
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

  private static void add(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.add(y).intoArray(zs, zo + i);
    }
  }

  private static void sub(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.sub(y).intoArray(zs, zo + i);
    }
  }

  private static void mul(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.mul(y).intoArray(zs, zo + i);
    }
  }

  private static void div(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.div(y).intoArray(zs, zo + i);
    }
  }

  private static void min(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.min(y).intoArray(zs, zo + i);
    }
  }

  private static void max(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.max(y).intoArray(zs, zo + i);
    }
  }

  private static void zmul(float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      x.mul(y).blend(0, x.compare(EQ, 0)).intoArray(zs, zo + i);
    }
  }

  /** Applies {@code f} to whole vectors and returns how many elements that were. */
  static int compare(Compare f, float[] x, int xo, float[] y, int yo, byte[] z, int zo, int n) {
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

  private static void less(float[] xs, int xo, float[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(LT, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  private static void lessOrEqual(
      float[] xs, int xo, float[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(LE, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  private static void equal(float[] xs, int xo, float[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(EQ, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  private static void notEqual(float[] xs, int xo, float[] ys, int yo, byte[] zs, int zo, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      ByteVector.zero(BYTES).blend(1, x.compare(NE, y).cast(BYTES)).intoArray(zs, zo + i);
    }
  }

  /** Selects whole vectors and returns how many elements that were. */
  static int select(
      byte[] cs, int co, float[] xs, int xo, float[] ys, int yo, float[] zs, int zo, int n) {
    int whole = BYTES_FIT ? n - n % LENGTH : 0;
    for (int i = 0; i < whole; i += LENGTH) {
      var mask = ByteVector.fromArray(BYTES, cs, co + i).compare(NE, 0).cast(SPECIES);
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var y = FloatVector.fromArray(SPECIES, ys, yo + i);
      y.blend(x, mask).intoArray(zs, zo + i);
    }
    return whole;
  }
}
