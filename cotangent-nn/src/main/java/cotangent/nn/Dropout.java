package cotangent.nn;

import cotangent.Key;
import cotangent.Tensor;
import cotangent.op.Pointwise;
import cotangent.op.Scalar;
import java.util.List;

/**
 * Dropout: in training, each element becomes 0 with probability {@code rate}, and the others are
 * divided by {@code 1 - rate}, so that the expectation stays ("inverted" dropout) and in use
 * nothing is to do. Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: A Simple
 * Way to Prevent Neural Networks from Overfitting, 2014, section 10.
 *
 * @param rate at least 0 and less than 1
 */
public record Dropout(double rate) implements Layer {
  /** From x, uniform noise, 1 - rate and its reciprocal; one op, without a mask in memory. */
  private static final Pointwise DROP =
      Pointwise.of(
          "dropout",
          4,
          x -> List.of(Scalar.select(x.get(1).lt(x.get(2)), x.get(0).mul(x.get(3)), Scalar.of(0))));

  /**
   * Checks the rate.
   *
   * @throws IllegalArgumentException if it is below 0, or 1 or more
   */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "Dropout: the rate must be at least 0 and less than 1, got " + rate);
    }
  }

  @Override
  public Tensor apply(Tensor x) {
    return x;
  }

  @Override
  public Tensor apply(Tensor x, Key key) {
    if (rate == 0) {
      return x;
    }
    Tensor noise = Tensor.uniform(key, x.dtype(), x.shape().toArray());
    return DROP.apply(x, noise, x.constant(1 - rate), x.constant(1 / (1 - rate)));
  }
}
