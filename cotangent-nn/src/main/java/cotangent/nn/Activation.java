package cotangent.nn;

import cotangent.Tensor;
import java.util.function.UnaryOperator;

/** A function without parameters as a layer: {@code new Activation(Tensor::relu)}. */
public record Activation(UnaryOperator<Tensor> function) implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    return function.apply(x);
  }
}
