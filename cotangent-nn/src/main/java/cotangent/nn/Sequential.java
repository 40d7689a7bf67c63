package cotangent.nn;

import cotangent.Key;
import cotangent.Tensor;
import java.util.List;

/** Layers one after the other; layer i is trained with {@code key.fold(i)}. */
public record Sequential(List<Layer> layers) implements Layer {
  /** Copies the list. */
  public Sequential {
    layers = List.copyOf(layers);
  }

  /** Layers one after the other. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }

  @Override
  public Tensor apply(Tensor x, Key key) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      y = layers.get(i).apply(y, key.fold(i));
    }
    return y;
  }
}
