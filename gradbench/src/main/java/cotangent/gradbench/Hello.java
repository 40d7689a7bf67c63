package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.ScalarFunction;
import java.util.Map;

/** The square of a number, and its derivative. */
final class Hello {
  static final Eval EVAL =
      new Eval(
          "hello",
          Map.of(
              "square", (input, _) -> at(input, Hello::square),
              "double", (input, _) -> at(input, Differentiate.derivative(Hello::square))));

  private Hello() {}

  static double square(double x) {
    return x * x;
  }

  private static Task<Double> at(Input input, ScalarFunction f) {
    double x = input.real("x");
    return Task.real(() -> f.apply(x));
  }
}
