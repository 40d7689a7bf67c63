package cotangent.gradbench;

import cotangent.code.ValueAndGradient;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One function of an eval at one input, ready to be run any number of times.
 *
 * @param compute what is timed
 * @param answer turns the last run's result into what the protocol answers
 */
record Task<R>(Supplier<R> compute, Function<R, Json> answer) {

  static Task<Double> real(Supplier<Double> compute) {
    return new Task<>(compute, Json.Real::new);
  }

  static Task<double[]> vector(Supplier<double[]> compute) {
    return new Task<>(compute, Json.Numbers::new);
  }

  /** The gradient at x, as an array. */
  static Task<double[]> gradient(ValueAndGradient f, double[] x) {
    return gradient(f, x, Json.Numbers::new);
  }

  /** The gradient at x. */
  static Task<double[]> gradient(ValueAndGradient f, double[] x, Function<double[], Json> answer) {
    var evaluator = f.evaluator();
    var result = new double[x.length];
    return new Task<>(
        () -> {
          evaluator.apply(x, result);
          return result;
        },
        answer);
  }
}
