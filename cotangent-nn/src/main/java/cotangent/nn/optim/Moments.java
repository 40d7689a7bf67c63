package cotangent.nn.optim;

import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * What {@link Adam} and {@link AdamW} share.
 *
 * @param m the running mean of the gradient
 * @param v the running mean of its square
 * @param step what is taken from the parameter
 */
record Moments(Scalar m, Scalar v, Scalar step) {
  /** The bias corrections, in F64: from t - 1, rate, beta1 and beta2. */
  private static final Pointwise CORRECTIONS =
      Pointwise.of(
          "adamCorrections",
          4,
          x -> {
            Scalar t = x.get(0).add(1);
            Scalar one = Scalar.of(1);
            return List.of(
                x.get(1).div(one.sub(x.get(2).pow(t))), one.sub(x.get(3).pow(t)).rsqrt());
          });

  /** The formulas; the means are written as corrections of what they were. */
  static Moments of(Scalar g, Scalar m, Scalar v, List<Scalar> coefficients) {
    Scalar rate = coefficients.get(0);
    Scalar scale = coefficients.get(1);
    Scalar fresh1 = coefficients.get(2);
    Scalar fresh2 = coefficients.get(3);
    Scalar epsilon = coefficients.get(4);
    Scalar mean = m.add(fresh1.mul(g.sub(m)));
    Scalar square = v.add(fresh2.mul(g.square().sub(v)));
    return new Moments(mean, square, rate.mul(mean).div(square.sqrt().mul(scale).add(epsilon)));
  }

  static List<Tensor> coefficients(
      Tensor step, Tensor rate, double beta1, double beta2, double epsilon) {
    Tensor[] corrected = CORRECTIONS.applyAll(step, rate, Tensor.of(beta1), Tensor.of(beta2));
    return List.of(
        corrected[0], corrected[1], Tensor.of(1 - beta1), Tensor.of(1 - beta2), Tensor.of(epsilon));
  }
}
