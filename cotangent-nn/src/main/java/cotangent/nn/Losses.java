package cotangent.nn;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * What training makes small: scalars, the mean over all elements or examples. Predictions come
 * first, what is wanted second. Shapes must be equal; a loss that broadcast would hide mistakes.
 */
public final class Losses {
  private static final Pointwise SQUARED =
      Pointwise.of("squaredError", (x, y) -> x.sub(y).square());

  private static final Pointwise ABSOLUTE = Pointwise.of("absoluteError", (x, y) -> x.sub(y).abs());

  private static final Pointwise HUBER =
      Pointwise.of(
          "huber",
          (x, y, delta) -> {
            Scalar d = x.sub(y);
            Scalar size = d.abs();
            return Scalar.select(
                size.le(delta), d.square().mul(0.5), delta.mul(size.sub(delta.mul(0.5))));
          });

  /**
   * -y log sigmoid(x) - (1 - y) log(1 - sigmoid(x)), where no logarithm becomes infinite and no
   * digits are lost for large x.
   */
  private static final Pointwise BINARY =
      Pointwise.of(
          "binaryCrossEntropy",
          (x, y) -> {
            Scalar no = Scalar.of(1).sub(y);
            return y.zmul(x.neg().softplus()).add(no.zmul(x.softplus()));
          });

  /** -p log q, where p = 0 gives 0 even for log q = -infinity. */
  private static final Pointwise SURPRISE =
      Pointwise.of("surprise", (p, logQ) -> p.zmul(logQ).neg());

  private Losses() {}

  /**
   * The mean of (x - y)^2.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor meanSquaredError(Tensor x, Tensor y) {
    return elements("meanSquaredError", x, y, SQUARED);
  }

  /**
   * The mean of |x - y|; the derivative where they are equal is 0.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor meanAbsoluteError(Tensor x, Tensor y) {
    return elements("meanAbsoluteError", x, y, ABSOLUTE);
  }

  /**
   * The mean of d^2 / 2 for differences d up to {@code delta}, and of {@code delta (|d| - delta /
   * 2)} beyond. Huber, Robust Estimation of a Location Parameter, 1964.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ, or delta is not positive
   */
  public static Tensor huber(Tensor x, Tensor y, double delta) {
    if (!(delta > 0)) {
      throw new IllegalArgumentException("huber: delta must be positive, got " + delta);
    }
    return elements("huber", x, y, HUBER, x.constant(delta));
  }

  /**
   * The mean cross-entropy, in nats, between the probability y of a yes and the prediction
   * sigmoid(x). Stable for logits of any size.
   *
   * @param logits of any shape
   * @param y of the type of the logits, from 0 to 1
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor y) {
    return elements("binaryCrossEntropyWithLogits", logits, y, BINARY);
  }

  /**
   * The mean over the examples of the cross-entropy, in nats, between labels and the softmax of
   * logits; see {@link Tensor#crossEntropy}.
   *
   * @param logits {@code [..., classes]}
   * @param labels class indices {@code [...]} in I32 or I64, or probabilities {@code [...,
   *     classes]} in the dtype of the logits
   * @throws IllegalArgumentException if the labels are neither, or an index is no class
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return logits.crossEntropy(labels);
  }

  /**
   * The mean over the examples of the negative log-likelihood: of -log q for the right class, in
   * nats.
   *
   * @param logQ logarithms of probabilities {@code [..., classes]}, as from {@code logSoftmax(-1)}
   * @param labels class indices {@code [...]} in I32 or I64, or probabilities {@code [...,
   *     classes]} in the dtype of {@code logQ}
   * @throws IllegalArgumentException if the labels are neither, or an index is no class
   */
  public static Tensor negativeLogLikelihood(Tensor logQ, Tensor labels) {
    Shape shape = logQ.shape();
    if (shape.rank() > 0 && labels.type().equals(logQ.type())) {
      return SURPRISE.apply(labels, logQ).sum(-1).mean();
    }
    boolean indices = labels.dtype() == DType.I32 || labels.dtype() == DType.I64;
    if (shape.rank() == 0 || !indices || !labels.shape().equals(shape.dropLast(1))) {
      throw new IllegalArgumentException(
          "negativeLogLikelihood of "
              + logQ.type()
              + " needs labels I32"
              + (shape.rank() > 0 ? shape.dropLast(1) : shape)
              + " (or I64) with class indices, or "
              + logQ.type()
              + " with probabilities, got "
              + labels.type());
    }
    return negativeLogLikelihood(logQ, labels.oneHot(shape.size(-1), logQ.dtype()));
  }

  private static Tensor elements(
      String name, Tensor x, Tensor y, Pointwise loss, Tensor... constants) {
    if (!x.type().equals(y.type()) || !x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          name
              + ": predictions "
              + x.type()
              + " and targets "
              + y.type()
              + " must have one floating-point type: reshape or cast one of them");
    }
    List<Tensor> operands = new ArrayList<>(List.of(x, y));
    operands.addAll(List.of(constants));
    return loss.apply(operands.toArray(Tensor[]::new)).mean();
  }
}
