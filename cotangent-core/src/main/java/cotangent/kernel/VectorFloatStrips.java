package cotangent.kernel;

import static cotangent.kernel.FloatFunctions.COS_0;
import static cotangent.kernel.FloatFunctions.COS_1;
import static cotangent.kernel.FloatFunctions.COS_2;
import static cotangent.kernel.FloatFunctions.ERF_0;
import static cotangent.kernel.FloatFunctions.ERF_1;
import static cotangent.kernel.FloatFunctions.ERF_2;
import static cotangent.kernel.FloatFunctions.ERF_3;
import static cotangent.kernel.FloatFunctions.ERF_4;
import static cotangent.kernel.FloatFunctions.ERF_5;
import static cotangent.kernel.FloatFunctions.ERF_MAX;
import static cotangent.kernel.FloatFunctions.ERF_SPLIT;
import static cotangent.kernel.FloatFunctions.EXPM1_MIN;
import static cotangent.kernel.FloatFunctions.EXP_0;
import static cotangent.kernel.FloatFunctions.EXP_1;
import static cotangent.kernel.FloatFunctions.EXP_2;
import static cotangent.kernel.FloatFunctions.EXP_3;
import static cotangent.kernel.FloatFunctions.EXP_4;
import static cotangent.kernel.FloatFunctions.EXP_MAX;
import static cotangent.kernel.FloatFunctions.EXP_MIN;
import static cotangent.kernel.FloatFunctions.LN2_HIGH;
import static cotangent.kernel.FloatFunctions.LN2_LOW;
import static cotangent.kernel.FloatFunctions.LOG2_E;
import static cotangent.kernel.FloatFunctions.LOG_0;
import static cotangent.kernel.FloatFunctions.LOG_1;
import static cotangent.kernel.FloatFunctions.LOG_2;
import static cotangent.kernel.FloatFunctions.LOG_3;
import static cotangent.kernel.FloatFunctions.LOG_4;
import static cotangent.kernel.FloatFunctions.LOG_5;
import static cotangent.kernel.FloatFunctions.LOG_6;
import static cotangent.kernel.FloatFunctions.LOG_7;
import static cotangent.kernel.FloatFunctions.PI_2_HIGH;
import static cotangent.kernel.FloatFunctions.PI_2_LOW;
import static cotangent.kernel.FloatFunctions.PI_2_MIDDLE;
import static cotangent.kernel.FloatFunctions.ROUND;
import static cotangent.kernel.FloatFunctions.ROUND_BITS;
import static cotangent.kernel.FloatFunctions.SIN_0;
import static cotangent.kernel.FloatFunctions.SIN_1;
import static cotangent.kernel.FloatFunctions.SIN_2;
import static cotangent.kernel.FloatFunctions.SIN_MAX;
import static cotangent.kernel.FloatFunctions.SQRT2_MINUS_1;
import static cotangent.kernel.FloatFunctions.SQRT_HALF_BITS;
import static cotangent.kernel.FloatFunctions.TAIL_0;
import static cotangent.kernel.FloatFunctions.TAIL_1;
import static cotangent.kernel.FloatFunctions.TAIL_2;
import static cotangent.kernel.FloatFunctions.TAIL_3;
import static cotangent.kernel.FloatFunctions.TAIL_4;
import static cotangent.kernel.FloatFunctions.TAIL_5;
import static cotangent.kernel.FloatFunctions.TAIL_6;
import static cotangent.kernel.FloatFunctions.TAIL_7;
import static cotangent.kernel.FloatFunctions.TANH_0;
import static cotangent.kernel.FloatFunctions.TANH_1;
import static cotangent.kernel.FloatFunctions.TANH_2;
import static cotangent.kernel.FloatFunctions.TANH_3;
import static cotangent.kernel.FloatFunctions.TANH_4;
import static cotangent.kernel.FloatFunctions.TANH_MAX;
import static cotangent.kernel.FloatFunctions.TANH_SPLIT;
import static cotangent.kernel.FloatFunctions.TINY;
import static cotangent.kernel.FloatFunctions.TWO_OVER_PI;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatFunctions} on vectors: the same operations in the same order, a condition being a
 * blend.
 *
 * <p>Each formula is written out in its loop. C2 stops inlining ordinary methods when some 8000
 * bytecodes have come together, of which a vector operation brings about 270; a vector that crosses
 * a call which was not inlined is boxed, and the loop five to ten times slower. The methods of the
 * Vector API itself are exempt. Hence the length of this file.
 */
final class VectorFloatStrips {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();

  /** The elements of which one that sin or cos cannot reduce sends all through the plain loop. */
  private static final int CHUNK = 32 * LENGTH;

  private VectorFloatStrips() {}

  /**
   * Applies {@code f} to whole vectors and returns how many elements that were: none if it has no
   * vector form.
   */
  static int unary(Unary f, float[] x, int xo, float[] y, int yo, int n) {
    int whole = n - n % LENGTH;
    switch (f) {
      case EXP -> exp(x, xo, y, yo, whole);
      case EXPM1 -> expm1(x, xo, y, yo, whole);
      case LOG -> log(x, xo, y, yo, whole);
      case LOG1P -> log1p(x, xo, y, yo, whole);
      case SIN -> sin(x, xo, y, yo, whole);
      case COS -> cos(x, xo, y, yo, whole);
      case TANH -> tanh(x, xo, y, yo, whole);
      case SIGMOID -> sigmoid(x, xo, y, yo, whole);
      case SOFTPLUS -> softplus(x, xo, y, yo, whole);
      case ERF -> erf(x, xo, y, yo, whole);
      case NEG -> VectorFloatArithmetic.neg(x, xo, y, yo, whole);
      case ABS -> VectorFloatArithmetic.abs(x, xo, y, yo, whole);
      case SIGN -> VectorFloatArithmetic.sign(x, xo, y, yo, whole);
      case SQUARE -> VectorFloatArithmetic.square(x, xo, y, yo, whole);
      case SQRT -> VectorFloatArithmetic.sqrt(x, xo, y, yo, whole);
      case RSQRT -> VectorFloatArithmetic.rsqrt(x, xo, y, yo, whole);
      case RECIPROCAL -> VectorFloatArithmetic.reciprocal(x, xo, y, yo, whole);
      case FLOOR -> VectorFloatArithmetic.floor(x, xo, y, yo, whole);
      case CEIL -> VectorFloatArithmetic.ceil(x, xo, y, yo, whole);
      case ROUND -> VectorFloatArithmetic.round(x, xo, y, yo, whole);
      case CBRT, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH, NOT -> {
        return 0;
      }
    }
    return whole;
  }

  private static void exp(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      x = x.blend(EXP_MAX, x.compare(GT, EXP_MAX));
      x = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
      var shifted = x.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, x));
      var p = r.fma(EXP_4, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsInts().sub(ROUND_BITS);
      var half = k.lanewise(ASHR, 1);
      var scale = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var rest = k.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var y = p.mul(scale).mul(rest);
      y.intoArray(ys, yo + i);
    }
  }

  private static void expm1(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var c = x.blend(EXP_MAX, x.compare(GT, EXP_MAX));
      c = c.blend(EXPM1_MIN, c.compare(LT, EXPM1_MIN));
      var shifted = c.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var high = n.lanewise(FMA, -LN2_HIGH, c);
      var r = n.lanewise(FMA, -LN2_LOW, high);
      var low = n.lanewise(FMA, -LN2_LOW, high.sub(r));
      var p = r.fma(EXP_4, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, low);
      var k = shifted.reinterpretAsInts().sub(ROUND_BITS);
      var half = k.add(126).lanewise(LSHL, 23).reinterpretAsFloats();
      var e = half.fma(p, half.fma(r, half.sub(0.5f))).mul(2);
      e.blend(x, x.abs().compare(LT, TINY)).intoArray(ys, yo + i);
    }
  }

  private static void log(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var subnormal = x.compare(LT, Float.MIN_NORMAL);
      var bits = x.blend(x.mul(0x1p24f), subnormal).reinterpretAsInts();
      var k = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, 23);
      var m = bits.sub(k.lanewise(LSHL, 23)).reinterpretAsFloats();
      var shift = FloatVector.broadcast(SPECIES, ROUND).blend(ROUND + 24, subnormal);
      var n = k.add(ROUND_BITS).reinterpretAsFloats().sub(shift);
      var f = m.sub(1);
      var q = f.fma(LOG_7, LOG_6);
      q = q.lanewise(FMA, f, LOG_5);
      q = q.lanewise(FMA, f, LOG_4);
      q = q.lanewise(FMA, f, LOG_3);
      q = q.lanewise(FMA, f, LOG_2);
      q = q.lanewise(FMA, f, LOG_1);
      q = q.lanewise(FMA, f, LOG_0);
      var tail = f.mul(f).fma(f.lanewise(FMA, q, -0.5f), n.mul(LN2_LOW));
      var e = n.lanewise(FMA, LN2_HIGH, f.add(tail));
      e = e.blend(Float.NaN, x.compare(GE, 0).not());
      e = e.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0));
      e.blend(x, x.compare(EQ, Float.POSITIVE_INFINITY)).intoArray(ys, yo + i);
    }
  }

  private static void log1p(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var u = x.add(1);
      var d = u.sub(1);
      var low = u.sub(d).neg().add(1).add(x.sub(d));
      var bits = u.reinterpretAsInts();
      var k = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, 23);
      var m = bits.sub(k.lanewise(LSHL, 23)).reinterpretAsFloats();
      var n = k.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
      var scale = k.min(64).neg().add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var f = low.fma(scale, m.sub(1));
      var q = f.fma(LOG_7, LOG_6);
      q = q.lanewise(FMA, f, LOG_5);
      q = q.lanewise(FMA, f, LOG_4);
      q = q.lanewise(FMA, f, LOG_3);
      q = q.lanewise(FMA, f, LOG_2);
      q = q.lanewise(FMA, f, LOG_1);
      q = q.lanewise(FMA, f, LOG_0);
      var tail = f.mul(f).fma(f.lanewise(FMA, q, -0.5f), n.mul(LN2_LOW));
      var e = n.lanewise(FMA, LN2_HIGH, f.add(tail));
      e = e.blend(Float.NaN, x.compare(GE, -1).not());
      e = e.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, -1));
      e = e.blend(x, x.compare(EQ, Float.POSITIVE_INFINITY));
      e.blend(x, x.abs().compare(LT, TINY)).intoArray(ys, yo + i);
    }
  }

  private static void sin(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += CHUNK) {
      int chunk = Math.min(CHUNK, n - i);
      if (reducible(x, xo + i, chunk)) {
        sinReducible(x, xo + i, y, yo + i, chunk);
      } else {
        FloatStrips.plain(Unary.SIN, x, xo + i, y, yo + i, chunk);
      }
    }
  }

  private static void sinReducible(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var shifted = a.fma(TWO_OVER_PI, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -PI_2_HIGH, a);
      r = n.lanewise(FMA, -PI_2_LOW, n.lanewise(FMA, -PI_2_MIDDLE, r));
      var z = r.mul(r);
      var s = z.fma(SIN_2, SIN_1);
      s = s.lanewise(FMA, z, SIN_0);
      s = r.mul(z).fma(s, r);
      var c = z.fma(COS_2, COS_1);
      c = c.lanewise(FMA, z, COS_0);
      c = z.mul(z).fma(c, z.fma(-0.5f, 1));
      var q = shifted.reinterpretAsInts();
      var even = q.and(1).compare(EQ, 0).cast(SPECIES);
      var bits = c.blend(s, even).reinterpretAsInts().lanewise(XOR, q.and(2).lanewise(LSHL, 30));
      var sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
      bits.lanewise(XOR, sign).reinterpretAsFloats().intoArray(ys, yo + i);
    }
  }

  private static void cos(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += CHUNK) {
      int chunk = Math.min(CHUNK, n - i);
      if (reducible(x, xo + i, chunk)) {
        cosReducible(x, xo + i, y, yo + i, chunk);
      } else {
        FloatStrips.plain(Unary.COS, x, xo + i, y, yo + i, chunk);
      }
    }
  }

  private static void cosReducible(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var shifted = a.fma(TWO_OVER_PI, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -PI_2_HIGH, a);
      r = n.lanewise(FMA, -PI_2_LOW, n.lanewise(FMA, -PI_2_MIDDLE, r));
      var z = r.mul(r);
      var s = z.fma(SIN_2, SIN_1);
      s = s.lanewise(FMA, z, SIN_0);
      s = r.mul(z).fma(s, r);
      var c = z.fma(COS_2, COS_1);
      c = c.lanewise(FMA, z, COS_0);
      c = z.mul(z).fma(c, z.fma(-0.5f, 1));
      var q = shifted.reinterpretAsInts().add(1);
      var even = q.and(1).compare(EQ, 0).cast(SPECIES);
      var bits = c.blend(s, even).reinterpretAsInts().lanewise(XOR, q.and(2).lanewise(LSHL, 30));
      bits.reinterpretAsFloats().intoArray(ys, yo + i);
    }
  }

  private static void tanh(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var t = a.add(a);
      t = t.blend(TANH_MAX, t.compare(GT, TANH_MAX));
      var shifted = t.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, t));
      var p = r.fma(EXP_4, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsInts().sub(ROUND_BITS);
      var e = p.mul(k.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
      var big = FloatVector.broadcast(SPECIES, 2).div(e.add(1)).neg().add(1);
      var z = a.mul(a);
      var q = z.fma(TANH_4, TANH_3);
      q = q.lanewise(FMA, z, TANH_2);
      q = q.lanewise(FMA, z, TANH_1);
      q = q.lanewise(FMA, z, TANH_0);
      var small = a.mul(z).fma(q, a);
      var bits = big.blend(small, a.compare(LT, TANH_SPLIT)).reinterpretAsInts();
      bits.or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .intoArray(ys, yo + i);
    }
  }

  private static void sigmoid(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var t = x.abs().neg();
      t = t.blend(EXP_MIN, t.compare(LT, EXP_MIN));
      var shifted = t.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, t));
      var p = r.fma(EXP_4, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsInts().sub(ROUND_BITS);
      var half = k.lanewise(ASHR, 1);
      var scale = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var rest = k.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var e = p.mul(scale).mul(rest);
      var one = FloatVector.broadcast(SPECIES, 1);
      var numerator = one.blend(e, x.compare(LT, 0));
      var d = e.add(1);
      var low = e.sub(d.sub(1));
      var reciprocal = one.div(d);
      var q = numerator.mul(reciprocal);
      var minus = q.neg();
      minus.fma(low, minus.fma(d, numerator)).fma(reciprocal, q).intoArray(ys, yo + i);
    }
  }

  private static void softplus(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var t = x.abs().neg();
      t = t.blend(EXP_MIN, t.compare(LT, EXP_MIN));
      var shifted = t.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, t));
      var p = r.fma(EXP_4, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsInts().sub(ROUND_BITS);
      var half = k.lanewise(ASHR, 1);
      var scale = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var rest = k.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var e = p.mul(scale).mul(rest);
      var zero = FloatVector.zero(SPECIES);
      var halve = e.compare(GT, SQRT2_MINUS_1);
      var f = e.blend(e.sub(1).mul(0.5f), halve);
      var one = zero.blend(1, halve);
      var q = f.fma(LOG_7, LOG_6);
      q = q.lanewise(FMA, f, LOG_5);
      q = q.lanewise(FMA, f, LOG_4);
      q = q.lanewise(FMA, f, LOG_3);
      q = q.lanewise(FMA, f, LOG_2);
      q = q.lanewise(FMA, f, LOG_1);
      q = q.lanewise(FMA, f, LOG_0);
      var tail = f.mul(f).fma(f.lanewise(FMA, q, -0.5f), one.mul(LN2_LOW));
      var log = one.lanewise(FMA, LN2_HIGH, f.add(tail));
      zero.blend(x, x.compare(GT, 0)).add(log).intoArray(ys, yo + i);
    }
  }

  private static void erf(float[] xs, int xo, float[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var t = a.blend(ERF_MAX, a.compare(GT, ERF_MAX)).sub(2);
      var tail = t.fma(TAIL_7, TAIL_6);
      tail = tail.lanewise(FMA, t, TAIL_5);
      tail = tail.lanewise(FMA, t, TAIL_4);
      tail = tail.lanewise(FMA, t, TAIL_3);
      tail = tail.lanewise(FMA, t, TAIL_2);
      tail = tail.lanewise(FMA, t, TAIL_1);
      tail = tail.lanewise(FMA, t, TAIL_0);
      var shifted = tail.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, tail));
      var p = r.fma(EXP_4, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsInts().sub(ROUND_BITS);
      var e = p.mul(k.add(127).lanewise(LSHL, 23).reinterpretAsFloats());
      var big = e.neg().add(1);
      var z = a.mul(a);
      var q = z.fma(ERF_5, ERF_4);
      q = q.lanewise(FMA, z, ERF_3);
      q = q.lanewise(FMA, z, ERF_2);
      q = q.lanewise(FMA, z, ERF_1);
      q = q.lanewise(FMA, z, ERF_0);
      var small = a.fma(q, a);
      var bits = big.blend(small, a.compare(LT, ERF_SPLIT)).reinterpretAsInts();
      bits.or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .intoArray(ys, yo + i);
    }
  }

  /** Whether the arguments are in the range of the vector forms of sin and cos. */
  private static boolean reducible(float[] x, int xo, int n) {
    var all = SPECIES.maskAll(true);
    for (int i = 0; i < n; i += LENGTH) {
      all = all.and(FloatVector.fromArray(SPECIES, x, xo + i).abs().compare(LE, SIN_MAX));
    }
    return all.allTrue();
  }
}
