import static cotangent.code.Differentiate.*;

double rosenbrock(double[] x) {
  double a = 1 - x[0], b = x[1] - x[0] * x[0];
  return a * a + 100 * b * b;
}

void main() {
  var gradient = gradient(x -> rosenbrock(x));
  var hessian = hessian(x -> rosenbrock(x));
  double[] x = {-1.2, 1};
  for (int i = 0; i < 7; i++) {
    IO.println("%d: f = %.3e at (%.6f, %.6f)".formatted(i, rosenbrock(x), x[0], x[1]));
    double[] g = gradient.apply(x);
    double[][] h = hessian.apply(x);
    double determinant = h[0][0] * h[1][1] - h[0][1] * h[1][0];
    x[0] -= (h[1][1] * g[0] - h[0][1] * g[1]) / determinant;
    x[1] -= (h[0][0] * g[1] - h[1][0] * g[0]) / determinant;
  }
}
