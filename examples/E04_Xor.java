import static cotangent.Derivatives.*;

import cotangent.*;
import cotangent.nn.*;
import cotangent.nn.optim.*;

// XOR with two hidden units: the smallest problem that a single layer cannot solve.

record Network(Dense hidden, Dense out) implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    return out.apply(hidden.apply(x).tanh());
  }
}

void main() {
  Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  Tensor y = Tensor.of(new float[][] {{0}, {1}, {1}, {0}});

  Key key = Key.of(3);
  var model = new Network(Dense.init(key.fold(0), 2, 2), Dense.init(key.fold(1), 2, 1));
  var lossAndGradient = valueAndGrad((Network m) -> m.apply(x).sub(y).square().mean());

  Optimizer adam = new Adam(0.05);
  var state = adam.init(model);
  for (int step = 0; step <= 1000; step++) {
    var result = lossAndGradient.apply(model);
    if (step % 200 == 0) {
      IO.println("step %4d  loss %.6f".formatted(step, result.value().item()));
    }
    var next = adam.update(result.grad(), state, model);
    model = next.params();
    state = next.state();
  }
  IO.println(model.apply(x));
}
