package cotangent.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What an engineer would write by hand for {@link CompiledLoop}. */
final class HandWritten {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();
  private static final float ROUND = 0x1.8p23f;

  private HandWritten() {}

  /** The sum of tanh(a x + b) c, the elements beyond whole vectors left out. */
  static float vector(float a, float[] xs, float b, float[] cs) {
    var sum = FloatVector.zero(SPECIES);
    var va = FloatVector.broadcast(SPECIES, a);
    var vb = FloatVector.broadcast(SPECIES, b);
    for (int i = 0; i <= xs.length - LENGTH; i += LENGTH) {
      var x = FloatVector.fromArray(SPECIES, xs, i).mul(va).add(vb);
      // tanh(x) = 1 - 2 / (exp(2 x) + 1), and an odd polynomial where that would cancel
      var abs = x.abs();
      var t = abs.add(abs).min(20);
      var shifted = t.fma(1.442695f, ROUND);
      var n = shifted.sub(ROUND);
      var r = n.lanewise(VectorOperators.FMA, -0.6931472f, t);
      r = n.lanewise(VectorOperators.FMA, 1.9046542e-9f, r);
      var p = r.fma(0.001381021f, 0.008369261f);
      p = p.lanewise(VectorOperators.FMA, r, 0.041668292f);
      p = p.lanewise(VectorOperators.FMA, r, 0.16666515f);
      p = p.lanewise(VectorOperators.FMA, r, 0.49999994f);
      p = r.mul(r).fma(p, r).add(1);
      var k = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
      var e = p.mul(k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
      var big = FloatVector.broadcast(SPECIES, 2).div(e.add(1)).neg().add(1);
      var z = abs.mul(abs);
      var q = z.fma(-0.0062905643f, 0.021085886f);
      q = q.lanewise(VectorOperators.FMA, z, -0.053856578f);
      q = q.lanewise(VectorOperators.FMA, z, 0.13332637f);
      q = q.lanewise(VectorOperators.FMA, z, -0.3333332f);
      var small = abs.mul(z).fma(q, abs);
      var bits = big.blend(small, abs.compare(VectorOperators.LT, 0.55f)).reinterpretAsInts();
      var tanh = bits.or(x.reinterpretAsInts().and(Integer.MIN_VALUE)).reinterpretAsFloats();
      sum = sum.add(tanh.mul(FloatVector.fromArray(SPECIES, cs, i)));
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
