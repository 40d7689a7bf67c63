import static cotangent.Derivatives.*;

import cotangent.*;
import java.util.function.Function;

// Transformations give functions, and nest without limit.

void main() {
  Function<Tensor, Tensor> f = Tensor::tanh;
  Tensor x = Tensor.linspace(-2, 2, 5);
  for (int order = 0; order <= 4; order++) {
    IO.println("tanh, derivative " + order + ": " + f.apply(x));
    f = derivative(f);
  }

  // A Hessian, and a step of Newton's method with it on Rosenbrock's function.
  Function<Tensor, Tensor> rosenbrock =
      v -> {
        Tensor a = v.at(0).neg().add(1);
        Tensor b = v.at(1).sub(v.at(0).square());
        return a.square().add(b.square().mul(100));
      };
  Tensor p = Tensor.of(new double[] {-1.2, 1});
  for (int step = 0; step < 6; step++) {
    double[][] h = (double[][]) hessian(rosenbrock).apply(p).toArray();
    double[] g = grad(rosenbrock).apply(p).toDoubles();
    double det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
    double dx = (h[1][1] * g[0] - h[0][1] * g[1]) / det;
    double dy = (h[0][0] * g[1] - h[1][0] * g[0]) / det;
    p = p.sub(Tensor.of(new double[] {dx, dy}));
    IO.println("step %d: (%.6f, %.6f)".formatted(step, p.at(0).item(), p.at(1).item()));
  }

  // Gradients of each example of a batch, at once.
  Tensor w = Tensor.of(new double[] {1, -1});
  Tensor batch = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
  Tensor each =
      vmap((Tensor row) -> grad((Tensor u) -> u.mul(row).sum().square()).apply(w)).apply(batch);
  IO.println(each);
}
