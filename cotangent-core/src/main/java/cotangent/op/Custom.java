package cotangent.op;

import cotangent.Tensor;
import java.util.List;

/**
 * An op that states its derivative in both directions, in tensor operations, so that the derivative
 * has derivatives. The two must agree: for any tangent and cotangent, {@code <ct, pushforward(dx)>
 * = <pullback(ct), dx>}.
 */
public non-sealed interface Custom extends Op {

  /**
   * The tangents of the results.
   *
   * @param x the operands
   * @param y the results
   * @param dx the tangents of the operands, zeros where there is none; those of operands that are
   *     not floating-point are zeros and have no meaning
   */
  List<Tensor> pushforward(List<Tensor> x, List<Tensor> y, List<Tensor> dx);

  /**
   * The cotangents of the operands; the entries of operands that are not floating-point are
   * ignored.
   *
   * @param x the operands
   * @param y the results
   * @param ct the cotangents of the results, zeros where there is none
   */
  List<Tensor> pullback(List<Tensor> x, List<Tensor> y, List<Tensor> ct);
}
