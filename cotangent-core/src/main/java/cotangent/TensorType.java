package cotangent;

import java.util.Objects;

/**
 * What is known of a tensor without its elements.
 *
 * @param dtype the type of the elements
 * @param shape the sizes of the axes
 */
public record TensorType(DType dtype, Shape shape) {
  /** Checks that nothing is missing. */
  public TensorType {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
  }

  /** The same dtype with another shape. */
  public TensorType withShape(Shape other) {
    return new TensorType(dtype, other);
  }

  /** The same shape with another dtype. */
  public TensorType withDType(DType other) {
    return new TensorType(other, shape);
  }

  /** For example {@code F32[64,784]}; a scalar is {@code F32[]}. */
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
