import static cotangent.Derivatives.*;

import cotangent.*;

// Fits a parabola to noisy points by gradient descent. The parameters are a record, and so is their
// gradient.

record Parabola(Tensor a, Tensor b, Tensor c) {
  Tensor apply(Tensor x) {
    return a.mul(x).add(b).mul(x).add(c);
  }
}

void main() {
  Tensor x = Tensor.linspace(-1, 1, 50);
  Tensor noise = Tensor.normal(Key.of(7), DType.F64, 50).mul(0.01);
  Tensor y = x.square().mul(3).sub(x).add(0.5).add(noise);

  var lossAndGradient = valueAndGrad((Parabola p) -> p.apply(x).sub(y).square().mean());
  var p = new Parabola(Tensor.of(0.0), Tensor.of(0.0), Tensor.of(0.0));
  for (int step = 0; step <= 200; step++) {
    var result = lossAndGradient.apply(p);
    Parabola g = result.grad();
    if (step % 50 == 0) {
      IO.println("step %3d  loss %.6f".formatted(step, result.value().item()));
    }
    p = new Parabola(p.a.sub(g.a.mul(0.5)), p.b.sub(g.b.mul(0.5)), p.c.sub(g.c.mul(0.5)));
  }
  IO.println("a = %.3f, b = %.3f, c = %.3f".formatted(p.a.item(), p.b.item(), p.c.item()));
}
