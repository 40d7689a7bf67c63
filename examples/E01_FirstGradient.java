import static cotangent.Derivatives.*;

import cotangent.*;

// The gradient of a scalar function, three ways: of a function, of variables, and in one direction.

Tensor energy(Tensor x) {
  return x.square().sum().add(x.at(0).mul(x.at(1)).sin());
}

void main() {
  Tensor x = Tensor.of(new double[] {1, 2, 3});

  // Of a function: grad gives a function.
  Tensor gradient = grad((Tensor v) -> energy(v)).apply(x);
  IO.println("gradient            " + gradient);

  // Of variables: the graph is built as the program runs.
  Tensor v = x.variable("x");
  energy(v).backward();
  IO.println("the same, backward  " + v.grad());

  // In one direction: forward mode, which costs no memory for a graph.
  Tensor direction = Tensor.of(new double[] {1, 0, 0});
  IO.println("along the first     " + jvp((Tensor y) -> energy(y), x, direction).tangent());
}
