package cotangent.benchmarks.compile;

/** The loop of a {@link Chain} over some of its elements: what an emitted class implements. */
public interface ChainLoop {
  /**
   * Computes elements from each operand's position on.
   *
   * @param x the storage of the operands, {@code float[]} or {@code double[]}; of one that is
   *     broadcast only the element at its position is read
   * @param at the positions of the operands
   * @param y where the elements go, from 0 on
   * @param n their number, a multiple of the vector length
   */
  void fill(Object[] x, int[] at, Object y, int n);
}
