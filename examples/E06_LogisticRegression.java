import static cotangent.Derivatives.*;

import cotangent.*;
import cotangent.nn.*;
import cotangent.nn.optim.*;

// Logistic regression: how likely a student passes, by the hours of study. By gradient descent
// first, and then the same by Newton's method in a handful of steps.

Tensor loss(Tensor line, Tensor hours, Tensor passed) {
  Tensor logits = hours.mul(line.at(0)).add(line.at(1));
  return Losses.binaryCrossEntropyWithLogits(logits, passed);
}

void main() {
  Tensor hours = Tensor.of(new double[] {0.5, 0.8, 1, 1.3, 1.8, 2, 2.3, 2.8, 3.3, 4, 4.5, 5});
  Tensor passed = Tensor.of(new double[] {0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1});

  var gradient = grad((Tensor line) -> loss(line, hours, passed));
  Optimizer descent = new Nesterov(0.5, 0.9);
  Tensor line = Tensor.zeros(2);
  var state = descent.init(line);
  for (int step = 0; step < 500; step++) {
    var next = descent.update(gradient.apply(line), state, line);
    line = next.params();
    state = next.state();
  }
  IO.println("by gradients: " + line);

  var hessian = hessian((Tensor z) -> loss(z, hours, passed));
  Tensor newton = Tensor.zeros(2);
  for (int step = 0; step < 8; step++) {
    newton = newton.sub(inverse(hessian.apply(newton)).matmul(gradient.apply(newton)));
  }
  IO.println("by Newton's method: " + newton);
  double even = -newton.at(1).item() / newton.at(0).item();
  IO.println("an even chance takes %.2f hours".formatted(even));
}

/** The inverse of a matrix of two rows: the adjugate divided by the determinant. */
Tensor inverse(Tensor m) {
  Tensor determinant = m.at(0, 0).mul(m.at(1, 1)).sub(m.at(0, 1).mul(m.at(1, 0)));
  Tensor trace = m.at(0, 0).add(m.at(1, 1));
  return Tensor.eye(2).mul(trace).sub(m).div(determinant);
}
