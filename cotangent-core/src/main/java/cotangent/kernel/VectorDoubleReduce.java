package cotangent.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link DoubleReduce} with the Vector API. */
final class VectorDoubleReduce {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();

  private VectorDoubleReduce() {}

  /**
   * Adds to each of the lanes the elements that are {@link DoubleReduce#LANES} apart and returns
   * the number of elements added. Four vectors at a time, so that few lanes on a machine with short
   * vectors are taken in several passes.
   */
  static int addLanes(double[] x, int off, int n, double[] lanes) {
    int whole = n - n % DoubleReduce.LANES;
    for (int l = 0; l < DoubleReduce.LANES; l += 4 * LENGTH) {
      var s0 = DoubleVector.zero(SPECIES);
      var s1 = s0;
      var s2 = s0;
      var s3 = s0;
      for (int i = off + l; i < off + whole; i += DoubleReduce.LANES) {
        s0 = s0.add(DoubleVector.fromArray(SPECIES, x, i));
        s1 = s1.add(DoubleVector.fromArray(SPECIES, x, i + LENGTH));
        s2 = s2.add(DoubleVector.fromArray(SPECIES, x, i + 2 * LENGTH));
        s3 = s3.add(DoubleVector.fromArray(SPECIES, x, i + 3 * LENGTH));
      }
      s0.intoArray(lanes, l);
      s1.intoArray(lanes, l + LENGTH);
      s2.intoArray(lanes, l + 2 * LENGTH);
      s3.intoArray(lanes, l + 3 * LENGTH);
    }
    return whole;
  }

  /** The largest of the first elements, a multiple of two vectors. */
  static double max(double[] x, int off, int whole) {
    var a = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
    var b = a;
    for (int i = off; i < off + whole; i += 2 * LENGTH) {
      a = a.max(DoubleVector.fromArray(SPECIES, x, i));
      b = b.max(DoubleVector.fromArray(SPECIES, x, i + LENGTH));
    }
    return a.max(b).reduceLanes(VectorOperators.MAX);
  }

  static double min(double[] x, int off, int whole) {
    var a = DoubleVector.broadcast(SPECIES, Double.POSITIVE_INFINITY);
    var b = a;
    for (int i = off; i < off + whole; i += 2 * LENGTH) {
      a = a.min(DoubleVector.fromArray(SPECIES, x, i));
      b = b.min(DoubleVector.fromArray(SPECIES, x, i + LENGTH));
    }
    return a.min(b).reduceLanes(VectorOperators.MIN);
  }

  /** The number of elements, of {@code n}, that {@link #max} and {@link #min} take. */
  static int whole(int n) {
    return n - n % (2 * LENGTH);
  }

  /**
   * Adds four rows, {@code stride} apart, to {@code y} one after the other, and returns the number
   * of columns done.
   */
  static int addRows(double[] x, int off, int stride, int n, double[] y, int yo) {
    int off1 = off + stride;
    int off2 = off1 + stride;
    int off3 = off2 + stride;
    int j = 0;
    for (; j <= n - LENGTH; j += LENGTH) {
      DoubleVector.fromArray(SPECIES, y, yo + j)
          .add(DoubleVector.fromArray(SPECIES, x, off + j))
          .add(DoubleVector.fromArray(SPECIES, x, off1 + j))
          .add(DoubleVector.fromArray(SPECIES, x, off2 + j))
          .add(DoubleVector.fromArray(SPECIES, x, off3 + j))
          .intoArray(y, yo + j);
    }
    return j;
  }
}
