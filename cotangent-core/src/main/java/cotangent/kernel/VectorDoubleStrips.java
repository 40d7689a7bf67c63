package cotangent.kernel;

import static cotangent.kernel.DoubleFunctions.COS_0;
import static cotangent.kernel.DoubleFunctions.COS_1;
import static cotangent.kernel.DoubleFunctions.COS_2;
import static cotangent.kernel.DoubleFunctions.COS_3;
import static cotangent.kernel.DoubleFunctions.COS_4;
import static cotangent.kernel.DoubleFunctions.COS_5;
import static cotangent.kernel.DoubleFunctions.ERF_0;
import static cotangent.kernel.DoubleFunctions.ERF_1;
import static cotangent.kernel.DoubleFunctions.ERF_10;
import static cotangent.kernel.DoubleFunctions.ERF_11;
import static cotangent.kernel.DoubleFunctions.ERF_12;
import static cotangent.kernel.DoubleFunctions.ERF_2;
import static cotangent.kernel.DoubleFunctions.ERF_3;
import static cotangent.kernel.DoubleFunctions.ERF_4;
import static cotangent.kernel.DoubleFunctions.ERF_5;
import static cotangent.kernel.DoubleFunctions.ERF_6;
import static cotangent.kernel.DoubleFunctions.ERF_7;
import static cotangent.kernel.DoubleFunctions.ERF_8;
import static cotangent.kernel.DoubleFunctions.ERF_9;
import static cotangent.kernel.DoubleFunctions.ERF_MAX;
import static cotangent.kernel.DoubleFunctions.ERF_SPLIT;
import static cotangent.kernel.DoubleFunctions.EXPM1_MIN;
import static cotangent.kernel.DoubleFunctions.EXP_0;
import static cotangent.kernel.DoubleFunctions.EXP_1;
import static cotangent.kernel.DoubleFunctions.EXP_2;
import static cotangent.kernel.DoubleFunctions.EXP_3;
import static cotangent.kernel.DoubleFunctions.EXP_4;
import static cotangent.kernel.DoubleFunctions.EXP_5;
import static cotangent.kernel.DoubleFunctions.EXP_6;
import static cotangent.kernel.DoubleFunctions.EXP_7;
import static cotangent.kernel.DoubleFunctions.EXP_8;
import static cotangent.kernel.DoubleFunctions.EXP_9;
import static cotangent.kernel.DoubleFunctions.EXP_MAX;
import static cotangent.kernel.DoubleFunctions.EXP_MIN;
import static cotangent.kernel.DoubleFunctions.LN2_HIGH;
import static cotangent.kernel.DoubleFunctions.LN2_LOW;
import static cotangent.kernel.DoubleFunctions.LOG2_E;
import static cotangent.kernel.DoubleFunctions.LOG_0;
import static cotangent.kernel.DoubleFunctions.LOG_1;
import static cotangent.kernel.DoubleFunctions.LOG_2;
import static cotangent.kernel.DoubleFunctions.LOG_3;
import static cotangent.kernel.DoubleFunctions.LOG_4;
import static cotangent.kernel.DoubleFunctions.LOG_5;
import static cotangent.kernel.DoubleFunctions.LOG_6;
import static cotangent.kernel.DoubleFunctions.PI_2_HIGH;
import static cotangent.kernel.DoubleFunctions.PI_2_LOW;
import static cotangent.kernel.DoubleFunctions.PI_2_MIDDLE;
import static cotangent.kernel.DoubleFunctions.ROUND;
import static cotangent.kernel.DoubleFunctions.ROUND_BITS;
import static cotangent.kernel.DoubleFunctions.SIN_0;
import static cotangent.kernel.DoubleFunctions.SIN_1;
import static cotangent.kernel.DoubleFunctions.SIN_2;
import static cotangent.kernel.DoubleFunctions.SIN_3;
import static cotangent.kernel.DoubleFunctions.SIN_4;
import static cotangent.kernel.DoubleFunctions.SIN_5;
import static cotangent.kernel.DoubleFunctions.SIN_MAX;
import static cotangent.kernel.DoubleFunctions.SQRT2_MINUS_1;
import static cotangent.kernel.DoubleFunctions.SQRT_HALF_BITS;
import static cotangent.kernel.DoubleFunctions.TAIL_0;
import static cotangent.kernel.DoubleFunctions.TAIL_1;
import static cotangent.kernel.DoubleFunctions.TAIL_10;
import static cotangent.kernel.DoubleFunctions.TAIL_11;
import static cotangent.kernel.DoubleFunctions.TAIL_12;
import static cotangent.kernel.DoubleFunctions.TAIL_13;
import static cotangent.kernel.DoubleFunctions.TAIL_14;
import static cotangent.kernel.DoubleFunctions.TAIL_15;
import static cotangent.kernel.DoubleFunctions.TAIL_16;
import static cotangent.kernel.DoubleFunctions.TAIL_17;
import static cotangent.kernel.DoubleFunctions.TAIL_2;
import static cotangent.kernel.DoubleFunctions.TAIL_3;
import static cotangent.kernel.DoubleFunctions.TAIL_4;
import static cotangent.kernel.DoubleFunctions.TAIL_5;
import static cotangent.kernel.DoubleFunctions.TAIL_6;
import static cotangent.kernel.DoubleFunctions.TAIL_7;
import static cotangent.kernel.DoubleFunctions.TAIL_8;
import static cotangent.kernel.DoubleFunctions.TAIL_9;
import static cotangent.kernel.DoubleFunctions.TANH_0;
import static cotangent.kernel.DoubleFunctions.TANH_1;
import static cotangent.kernel.DoubleFunctions.TANH_10;
import static cotangent.kernel.DoubleFunctions.TANH_2;
import static cotangent.kernel.DoubleFunctions.TANH_3;
import static cotangent.kernel.DoubleFunctions.TANH_4;
import static cotangent.kernel.DoubleFunctions.TANH_5;
import static cotangent.kernel.DoubleFunctions.TANH_6;
import static cotangent.kernel.DoubleFunctions.TANH_7;
import static cotangent.kernel.DoubleFunctions.TANH_8;
import static cotangent.kernel.DoubleFunctions.TANH_9;
import static cotangent.kernel.DoubleFunctions.TANH_MAX;
import static cotangent.kernel.DoubleFunctions.TANH_SPLIT;
import static cotangent.kernel.DoubleFunctions.TINY;
import static cotangent.kernel.DoubleFunctions.TWO_OVER_PI;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DoubleFunctions} on vectors: the same operations in the same order, a condition being a
 * blend.
 *
 * <p>Each formula is written out in its loop. C2 stops inlining ordinary methods when some 8000
 * bytecodes have come together, of which a vector operation brings about 270; a vector that crosses
 * a call which was not inlined is boxed, and the loop five to ten times slower. The methods of the
 * Vector API itself are exempt. Hence the length of this file.
 */
final class VectorDoubleStrips {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();

  /** The elements of which one that sin or cos cannot reduce sends all through the plain loop. */
  private static final int CHUNK = 32 * LENGTH;

  private VectorDoubleStrips() {}

  /**
   * Applies {@code f} to whole vectors and returns how many elements that were: none if it has no
   * vector form.
   */
  static int unary(Unary f, double[] x, int xo, double[] y, int yo, int n) {
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
      case NEG -> VectorDoubleArithmetic.neg(x, xo, y, yo, whole);
      case ABS -> VectorDoubleArithmetic.abs(x, xo, y, yo, whole);
      case SIGN -> VectorDoubleArithmetic.sign(x, xo, y, yo, whole);
      case SQUARE -> VectorDoubleArithmetic.square(x, xo, y, yo, whole);
      case SQRT -> VectorDoubleArithmetic.sqrt(x, xo, y, yo, whole);
      case RSQRT -> VectorDoubleArithmetic.rsqrt(x, xo, y, yo, whole);
      case RECIPROCAL -> VectorDoubleArithmetic.reciprocal(x, xo, y, yo, whole);
      case FLOOR -> VectorDoubleArithmetic.floor(x, xo, y, yo, whole);
      case CEIL -> VectorDoubleArithmetic.ceil(x, xo, y, yo, whole);
      case ROUND -> VectorDoubleArithmetic.round(x, xo, y, yo, whole);
      case CBRT, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH, NOT -> {
        return 0;
      }
    }
    return whole;
  }

  private static void exp(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      x = x.blend(EXP_MAX, x.compare(GT, EXP_MAX));
      x = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
      var shifted = x.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, x));
      var p = r.fma(EXP_9, EXP_8);
      p = p.lanewise(FMA, r, EXP_7);
      p = p.lanewise(FMA, r, EXP_6);
      p = p.lanewise(FMA, r, EXP_5);
      p = p.lanewise(FMA, r, EXP_4);
      p = p.lanewise(FMA, r, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsLongs().sub(ROUND_BITS);
      var half = k.lanewise(ASHR, 1);
      var scale = half.add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var rest = k.sub(half).add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var y = p.mul(scale).mul(rest);
      y.intoArray(ys, yo + i);
    }
  }

  private static void expm1(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var c = x.blend(EXP_MAX, x.compare(GT, EXP_MAX));
      c = c.blend(EXPM1_MIN, c.compare(LT, EXPM1_MIN));
      var shifted = c.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var high = n.lanewise(FMA, -LN2_HIGH, c);
      var r = n.lanewise(FMA, -LN2_LOW, high);
      var low = n.lanewise(FMA, -LN2_LOW, high.sub(r));
      var p = r.fma(EXP_9, EXP_8);
      p = p.lanewise(FMA, r, EXP_7);
      p = p.lanewise(FMA, r, EXP_6);
      p = p.lanewise(FMA, r, EXP_5);
      p = p.lanewise(FMA, r, EXP_4);
      p = p.lanewise(FMA, r, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, low);
      var k = shifted.reinterpretAsLongs().sub(ROUND_BITS);
      var half = k.add(1022).lanewise(LSHL, 52).reinterpretAsDoubles();
      var e = half.fma(p, half.fma(r, half.sub(0.5))).mul(2);
      e.blend(x, x.abs().compare(LT, TINY)).intoArray(ys, yo + i);
    }
  }

  private static void log(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var subnormal = x.compare(LT, Double.MIN_NORMAL);
      var bits = x.blend(x.mul(0x1p54), subnormal).reinterpretAsLongs();
      var k = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, 52);
      var m = bits.sub(k.lanewise(LSHL, 52)).reinterpretAsDoubles();
      var shift = DoubleVector.broadcast(SPECIES, ROUND).blend(ROUND + 54, subnormal);
      var n = k.add(ROUND_BITS).reinterpretAsDoubles().sub(shift);
      var f = m.sub(1);
      var s = f.div(f.add(2));
      var z = s.mul(s);
      var q = z.fma(LOG_6, LOG_5);
      q = q.lanewise(FMA, z, LOG_4);
      q = q.lanewise(FMA, z, LOG_3);
      q = q.lanewise(FMA, z, LOG_2);
      q = q.lanewise(FMA, z, LOG_1);
      q = q.lanewise(FMA, z, LOG_0);
      var h = f.mul(0.5).mul(f);
      var tail = h.sub(s.fma(z.fma(q, h), n.mul(LN2_LOW)));
      var e = n.lanewise(FMA, LN2_HIGH, f.sub(tail));
      e = e.blend(Double.NaN, x.compare(GE, 0).not());
      e = e.blend(Double.NEGATIVE_INFINITY, x.compare(EQ, 0));
      e.blend(x, x.compare(EQ, Double.POSITIVE_INFINITY)).intoArray(ys, yo + i);
    }
  }

  private static void log1p(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var u = x.add(1);
      var d = u.sub(1);
      var low = u.sub(d).neg().add(1).add(x.sub(d));
      var bits = u.reinterpretAsLongs();
      var k = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, 52);
      var m = bits.sub(k.lanewise(LSHL, 52)).reinterpretAsDoubles();
      var n = k.add(ROUND_BITS).reinterpretAsDoubles().sub(ROUND);
      var scale = k.min(64).neg().add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var f = low.fma(scale, m.sub(1));
      var s = f.div(f.add(2));
      var z = s.mul(s);
      var q = z.fma(LOG_6, LOG_5);
      q = q.lanewise(FMA, z, LOG_4);
      q = q.lanewise(FMA, z, LOG_3);
      q = q.lanewise(FMA, z, LOG_2);
      q = q.lanewise(FMA, z, LOG_1);
      q = q.lanewise(FMA, z, LOG_0);
      var h = f.mul(0.5).mul(f);
      var tail = h.sub(s.fma(z.fma(q, h), n.mul(LN2_LOW)));
      var e = n.lanewise(FMA, LN2_HIGH, f.sub(tail));
      e = e.blend(Double.NaN, x.compare(GE, -1).not());
      e = e.blend(Double.NEGATIVE_INFINITY, x.compare(EQ, -1));
      e = e.blend(x, x.compare(EQ, Double.POSITIVE_INFINITY));
      e.blend(x, x.abs().compare(LT, TINY)).intoArray(ys, yo + i);
    }
  }

  private static void sin(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i += CHUNK) {
      int chunk = Math.min(CHUNK, n - i);
      if (reducible(x, xo + i, chunk)) {
        sinReducible(x, xo + i, y, yo + i, chunk);
      } else {
        DoubleStrips.plain(Unary.SIN, x, xo + i, y, yo + i, chunk);
      }
    }
  }

  private static void sinReducible(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var shifted = a.fma(TWO_OVER_PI, ROUND);
      var n = shifted.sub(ROUND);
      var high = n.lanewise(FMA, -PI_2_HIGH, a);
      var product = n.mul(-PI_2_MIDDLE);
      var productLow = n.lanewise(FMA, -PI_2_MIDDLE, product.neg());
      var r = high.add(product);
      var d = r.sub(high);
      var low = high.sub(r.sub(d)).add(product.sub(d));
      low = n.lanewise(FMA, -PI_2_LOW, low.add(productLow));
      var z = r.mul(r);
      var s = z.fma(SIN_5, SIN_4);
      s = s.lanewise(FMA, z, SIN_3);
      s = s.lanewise(FMA, z, SIN_2);
      s = s.lanewise(FMA, z, SIN_1);
      s = s.lanewise(FMA, z, SIN_0);
      s = r.add(r.mul(z).fma(s, z.fma(low.mul(-0.5), low)));
      var c = z.fma(COS_5, COS_4);
      c = c.lanewise(FMA, z, COS_3);
      c = c.lanewise(FMA, z, COS_2);
      c = c.lanewise(FMA, z, COS_1);
      c = c.lanewise(FMA, z, COS_0);
      var w = z.fma(-0.5, 1);
      var lost = z.lanewise(FMA, -0.5, w.neg().add(1)).sub(r.mul(low));
      c = w.add(z.mul(z).fma(c, lost));
      var q = shifted.reinterpretAsLongs();
      var even = q.and(1).compare(EQ, 0).cast(SPECIES);
      var bits = c.blend(s, even).reinterpretAsLongs().lanewise(XOR, q.and(2).lanewise(LSHL, 62));
      var sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
      bits.lanewise(XOR, sign).reinterpretAsDoubles().intoArray(ys, yo + i);
    }
  }

  private static void cos(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i += CHUNK) {
      int chunk = Math.min(CHUNK, n - i);
      if (reducible(x, xo + i, chunk)) {
        cosReducible(x, xo + i, y, yo + i, chunk);
      } else {
        DoubleStrips.plain(Unary.COS, x, xo + i, y, yo + i, chunk);
      }
    }
  }

  private static void cosReducible(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var shifted = a.fma(TWO_OVER_PI, ROUND);
      var n = shifted.sub(ROUND);
      var high = n.lanewise(FMA, -PI_2_HIGH, a);
      var product = n.mul(-PI_2_MIDDLE);
      var productLow = n.lanewise(FMA, -PI_2_MIDDLE, product.neg());
      var r = high.add(product);
      var d = r.sub(high);
      var low = high.sub(r.sub(d)).add(product.sub(d));
      low = n.lanewise(FMA, -PI_2_LOW, low.add(productLow));
      var z = r.mul(r);
      var s = z.fma(SIN_5, SIN_4);
      s = s.lanewise(FMA, z, SIN_3);
      s = s.lanewise(FMA, z, SIN_2);
      s = s.lanewise(FMA, z, SIN_1);
      s = s.lanewise(FMA, z, SIN_0);
      s = r.add(r.mul(z).fma(s, z.fma(low.mul(-0.5), low)));
      var c = z.fma(COS_5, COS_4);
      c = c.lanewise(FMA, z, COS_3);
      c = c.lanewise(FMA, z, COS_2);
      c = c.lanewise(FMA, z, COS_1);
      c = c.lanewise(FMA, z, COS_0);
      var w = z.fma(-0.5, 1);
      var lost = z.lanewise(FMA, -0.5, w.neg().add(1)).sub(r.mul(low));
      c = w.add(z.mul(z).fma(c, lost));
      var q = shifted.reinterpretAsLongs().add(1);
      var even = q.and(1).compare(EQ, 0).cast(SPECIES);
      var bits = c.blend(s, even).reinterpretAsLongs().lanewise(XOR, q.and(2).lanewise(LSHL, 62));
      bits.reinterpretAsDoubles().intoArray(ys, yo + i);
    }
  }

  private static void tanh(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var t = a.add(a);
      t = t.blend(TANH_MAX, t.compare(GT, TANH_MAX));
      var shifted = t.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, t));
      var p = r.fma(EXP_9, EXP_8);
      p = p.lanewise(FMA, r, EXP_7);
      p = p.lanewise(FMA, r, EXP_6);
      p = p.lanewise(FMA, r, EXP_5);
      p = p.lanewise(FMA, r, EXP_4);
      p = p.lanewise(FMA, r, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsLongs().sub(ROUND_BITS);
      var e = p.mul(k.add(1023).lanewise(LSHL, 52).reinterpretAsDoubles());
      var big = DoubleVector.broadcast(SPECIES, 2).div(e.add(1)).neg().add(1);
      var z = a.mul(a);
      var q = z.fma(TANH_10, TANH_9);
      q = q.lanewise(FMA, z, TANH_8);
      q = q.lanewise(FMA, z, TANH_7);
      q = q.lanewise(FMA, z, TANH_6);
      q = q.lanewise(FMA, z, TANH_5);
      q = q.lanewise(FMA, z, TANH_4);
      q = q.lanewise(FMA, z, TANH_3);
      q = q.lanewise(FMA, z, TANH_2);
      q = q.lanewise(FMA, z, TANH_1);
      q = q.lanewise(FMA, z, TANH_0);
      var small = a.mul(z).fma(q, a);
      var bits = big.blend(small, a.compare(LT, TANH_SPLIT)).reinterpretAsLongs();
      bits.or(x.reinterpretAsLongs().and(Long.MIN_VALUE))
          .reinterpretAsDoubles()
          .intoArray(ys, yo + i);
    }
  }

  private static void sigmoid(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var t = x.abs().neg();
      t = t.blend(EXP_MIN, t.compare(LT, EXP_MIN));
      var shifted = t.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, t));
      var p = r.fma(EXP_9, EXP_8);
      p = p.lanewise(FMA, r, EXP_7);
      p = p.lanewise(FMA, r, EXP_6);
      p = p.lanewise(FMA, r, EXP_5);
      p = p.lanewise(FMA, r, EXP_4);
      p = p.lanewise(FMA, r, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsLongs().sub(ROUND_BITS);
      var half = k.lanewise(ASHR, 1);
      var scale = half.add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var rest = k.sub(half).add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var e = p.mul(scale).mul(rest);
      var one = DoubleVector.broadcast(SPECIES, 1);
      var numerator = one.blend(e, x.compare(LT, 0));
      var d = e.add(1);
      var low = e.sub(d.sub(1));
      var reciprocal = one.div(d);
      var q = numerator.mul(reciprocal);
      var minus = q.neg();
      minus.fma(low, minus.fma(d, numerator)).fma(reciprocal, q).intoArray(ys, yo + i);
    }
  }

  private static void softplus(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var t = x.abs().neg();
      t = t.blend(EXP_MIN, t.compare(LT, EXP_MIN));
      var shifted = t.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, t));
      var p = r.fma(EXP_9, EXP_8);
      p = p.lanewise(FMA, r, EXP_7);
      p = p.lanewise(FMA, r, EXP_6);
      p = p.lanewise(FMA, r, EXP_5);
      p = p.lanewise(FMA, r, EXP_4);
      p = p.lanewise(FMA, r, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsLongs().sub(ROUND_BITS);
      var half = k.lanewise(ASHR, 1);
      var scale = half.add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var rest = k.sub(half).add(1023).lanewise(LSHL, 52).reinterpretAsDoubles();
      var e = p.mul(scale).mul(rest);
      var zero = DoubleVector.zero(SPECIES);
      var halve = e.compare(GT, SQRT2_MINUS_1);
      var f = e.blend(e.sub(1).mul(0.5), halve);
      var one = zero.blend(1, halve);
      var s = f.div(f.add(2));
      var z = s.mul(s);
      var q = z.fma(LOG_6, LOG_5);
      q = q.lanewise(FMA, z, LOG_4);
      q = q.lanewise(FMA, z, LOG_3);
      q = q.lanewise(FMA, z, LOG_2);
      q = q.lanewise(FMA, z, LOG_1);
      q = q.lanewise(FMA, z, LOG_0);
      var h = f.mul(0.5).mul(f);
      var tail = h.sub(s.fma(z.fma(q, h), one.mul(LN2_LOW)));
      var log = one.lanewise(FMA, LN2_HIGH, f.sub(tail));
      zero.blend(x, x.compare(GT, 0)).add(log).intoArray(ys, yo + i);
    }
  }

  private static void erf(double[] xs, int xo, double[] ys, int yo, int length) {
    for (int i = 0; i < length; i += LENGTH) {
      var x = DoubleVector.fromArray(SPECIES, xs, xo + i);
      var a = x.abs();
      var t = a.blend(ERF_MAX, a.compare(GT, ERF_MAX)).sub(2);
      var tail = t.fma(TAIL_17, TAIL_16);
      tail = tail.lanewise(FMA, t, TAIL_15);
      tail = tail.lanewise(FMA, t, TAIL_14);
      tail = tail.lanewise(FMA, t, TAIL_13);
      tail = tail.lanewise(FMA, t, TAIL_12);
      tail = tail.lanewise(FMA, t, TAIL_11);
      tail = tail.lanewise(FMA, t, TAIL_10);
      tail = tail.lanewise(FMA, t, TAIL_9);
      tail = tail.lanewise(FMA, t, TAIL_8);
      tail = tail.lanewise(FMA, t, TAIL_7);
      tail = tail.lanewise(FMA, t, TAIL_6);
      tail = tail.lanewise(FMA, t, TAIL_5);
      tail = tail.lanewise(FMA, t, TAIL_4);
      tail = tail.lanewise(FMA, t, TAIL_3);
      tail = tail.lanewise(FMA, t, TAIL_2);
      tail = tail.lanewise(FMA, t, TAIL_1);
      tail = tail.lanewise(FMA, t, TAIL_0);
      var shifted = tail.fma(LOG2_E, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(FMA, -LN2_LOW, n.lanewise(FMA, -LN2_HIGH, tail));
      var p = r.fma(EXP_9, EXP_8);
      p = p.lanewise(FMA, r, EXP_7);
      p = p.lanewise(FMA, r, EXP_6);
      p = p.lanewise(FMA, r, EXP_5);
      p = p.lanewise(FMA, r, EXP_4);
      p = p.lanewise(FMA, r, EXP_3);
      p = p.lanewise(FMA, r, EXP_2);
      p = p.lanewise(FMA, r, EXP_1);
      p = p.lanewise(FMA, r, EXP_0);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsLongs().sub(ROUND_BITS);
      var e = p.mul(k.add(1023).lanewise(LSHL, 52).reinterpretAsDoubles());
      var big = e.neg().add(1);
      var z = a.mul(a);
      var q = z.fma(ERF_12, ERF_11);
      q = q.lanewise(FMA, z, ERF_10);
      q = q.lanewise(FMA, z, ERF_9);
      q = q.lanewise(FMA, z, ERF_8);
      q = q.lanewise(FMA, z, ERF_7);
      q = q.lanewise(FMA, z, ERF_6);
      q = q.lanewise(FMA, z, ERF_5);
      q = q.lanewise(FMA, z, ERF_4);
      q = q.lanewise(FMA, z, ERF_3);
      q = q.lanewise(FMA, z, ERF_2);
      q = q.lanewise(FMA, z, ERF_1);
      q = q.lanewise(FMA, z, ERF_0);
      var small = a.fma(q, a);
      var bits = big.blend(small, a.compare(LT, ERF_SPLIT)).reinterpretAsLongs();
      bits.or(x.reinterpretAsLongs().and(Long.MIN_VALUE))
          .reinterpretAsDoubles()
          .intoArray(ys, yo + i);
    }
  }

  /** Whether the arguments are in the range of the vector forms of sin and cos. */
  private static boolean reducible(double[] x, int xo, int n) {
    var all = SPECIES.maskAll(true);
    for (int i = 0; i < n; i += LENGTH) {
      all = all.and(DoubleVector.fromArray(SPECIES, x, xo + i).abs().compare(LE, SIN_MAX));
    }
    return all.allTrue();
  }
}
