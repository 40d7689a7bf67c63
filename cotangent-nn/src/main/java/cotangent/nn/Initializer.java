package cotangent.nn;

import cotangent.DType;
import cotangent.Key;
import cotangent.Shape;
import cotangent.Tensor;

/**
 * How weights begin. Those here have mean 0 and a variance that keeps the size of signals on their
 * way through a network, from the fan-in and fan-out of the weights: for {@code [in, out]} these
 * are {@code in} and {@code out}; for kernels {@code [..., in, out]} both are multiplied with the
 * product of the sizes before.
 *
 * <pre>
 * LeCun    1 / in           LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, equation 16
 * Glorot   2 / (in + out)   Glorot and Bengio, Understanding the difficulty of training deep
 *                           feedforward neural networks, 2010, equations 12 and 16
 * He       2 / in           He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015, equation 10
 * </pre>
 *
 * <p>The normal distributions are not truncated; the uniform ones go from {@code -sqrt(3 variance)}
 * to {@code sqrt(3 variance)}.
 */
@FunctionalInterface
public interface Initializer {
  /** Normal with variance 1 / in, for SELU and for networks without activations. */
  Initializer LECUN_NORMAL = (key, dtype, shape) -> normal(key, dtype, shape, 1 / in(shape));

  /** Uniform with variance 1 / in. */
  Initializer LECUN_UNIFORM = (key, dtype, shape) -> uniform(key, dtype, shape, 1 / in(shape));

  /** Normal with variance 2 / (in + out), for tanh and sigmoid. */
  Initializer GLOROT_NORMAL =
      (key, dtype, shape) -> normal(key, dtype, shape, 2 / (in(shape) + out(shape)));

  /** Uniform with variance 2 / (in + out), for tanh and sigmoid. */
  Initializer GLOROT_UNIFORM =
      (key, dtype, shape) -> uniform(key, dtype, shape, 2 / (in(shape) + out(shape)));

  /** Normal with variance 2 / in, for relu. */
  Initializer HE_NORMAL = (key, dtype, shape) -> normal(key, dtype, shape, 2 / in(shape));

  /** Uniform with variance 2 / in, for relu. */
  Initializer HE_UNIFORM = (key, dtype, shape) -> uniform(key, dtype, shape, 2 / in(shape));

  /**
   * Random weights.
   *
   * @throws IllegalArgumentException if there are fewer than two axes, or the dtype is not
   *     floating-point
   */
  Tensor init(Key key, DType dtype, int... shape);

  private static Tensor normal(Key key, DType dtype, int[] shape, double variance) {
    return Tensor.normal(key, dtype, shape).mul(Math.sqrt(variance));
  }

  private static Tensor uniform(Key key, DType dtype, int[] shape, double variance) {
    double bound = Math.sqrt(3 * variance);
    return Tensor.uniform(key, dtype, shape).mul(2 * bound).sub(bound);
  }

  private static double in(int[] shape) {
    return fan(shape, 2);
  }

  private static double out(int[] shape) {
    return fan(shape, 1);
  }

  private static double fan(int[] shape, int fromEnd) {
    if (shape.length < 2) {
      throw new IllegalArgumentException(
          "an initialiser needs weights of shape [..., in, out] to know their fan, got "
              + Shape.of(shape));
    }
    double fan = shape[shape.length - fromEnd];
    for (int i = 0; i < shape.length - 2; i++) {
      fan *= shape[i];
    }
    return fan;
  }
}
