package cotangent.nn;

import cotangent.DType;
import cotangent.Key;
import cotangent.Shape;
import cotangent.Tensor;

/**
 * A fully connected layer: {@code x weight + bias}, from {@code [..., in]} to {@code [..., out]}.
 *
 * @param weight of shape {@code [in, out]}
 * @param bias of shape {@code [out]}
 */
public record Dense(Tensor weight, Tensor bias) implements Layer {
  // No check of the shapes here: tangents, gradients and batches of layers are records of this
  // type, too.

  /** An F32 layer with {@link Initializer#GLOROT_UNIFORM} weights and a bias of zeros. */
  public static Dense init(Key key, int in, int out) {
    return init(key, in, out, Initializer.GLOROT_UNIFORM);
  }

  /** An F32 layer with weights of your choice and a bias of zeros. */
  public static Dense init(Key key, int in, int out, Initializer weights) {
    return init(key, DType.F32, in, out, weights);
  }

  /** A layer of any floating-point dtype with weights of your choice and a bias of zeros. */
  public static Dense init(Key key, DType dtype, int in, int out, Initializer weights) {
    return new Dense(weights.init(key, dtype, in, out), Tensor.zeros(dtype, out));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the last axis has not {@code in} elements, or the dtype is
   *     another
   */
  @Override
  public Tensor apply(Tensor x) {
    Shape shape = x.shape();
    if (shape.rank() == 0
        || shape.size(-1) != weight.shape().size(-2)
        || x.dtype() != weight.dtype()) {
      throw new IllegalArgumentException(
          "Dense: the input is "
              + x.type()
              + ", but a layer with weights "
              + weight.type()
              + " takes "
              + weight.dtype()
              + "[...,"
              + weight.shape().size(-2)
              + "]: reshape or cast it");
    }
    return x.matmul(weight).add(bias);
  }
}
