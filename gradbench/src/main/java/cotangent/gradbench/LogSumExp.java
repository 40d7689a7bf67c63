package cotangent.gradbench;

import cotangent.code.Differentiate;
import cotangent.code.ValueAndGradient.Evaluator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Logarithm of a sum of exponentials, made safe from overflow by the maximum.
 *
 * <p>A long array is taken in ranges: the result is that of the ranges' results.
 */
final class LogSumExp {
  /** Numbers of one range: with what their gradient needs, they fit into a core's own cache. */
  private static final int RANGE = 1 << 14;

  static final Eval EVAL =
      new Eval("lse", Map.of("primal", LogSumExp::primal, "gradient", LogSumExp::gradient));

  private LogSumExp() {}

  /** The value at x, of at least one element. */
  static double logSumExp(double[] x) {
    return logSumExp(x, 0, x.length);
  }

  /** The value at those elements of x whose index is in [from, to), at least one. */
  static double logSumExp(double[] x, int from, int to) {
    return logSumExp(x, from, to, max(x, from, to));
  }

  /** The same, where overflow is avoided by a shift; but for rounding it is the same for any. */
  private static double logSumExp(double[] x, int from, int to, double shift) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(x[i] - shift);
    }
    return shift + Math.log(sum);
  }

  private static double max(double[] x, int from, int to) {
    double max = x[from];
    for (int i = from; i < to; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  private static Task<?> primal(Input input, Workers workers) {
    var x = input.vector("x");
    return Task.real(() -> {
      var values = workers.ranges(x.length, RANGE, (from, to) -> logSumExp(x, from, to));
      return logSumExp(values.stream().mapToDouble(Double::doubleValue).toArray());
    });
  }

  /**
   * A range of the numbers.
   *
   * @param numbers the numbers themselves
   * @param shift the maximum, a constant to the derivative, since the value does not depend on it
   * @param evaluator value and gradient at the numbers
   * @param gradient where the gradient goes
   */
  @SuppressWarnings("ArrayRecordComponent") // room to work in, never compared
  private record Range(double[] numbers, double[] shift, Evaluator evaluator, double[] gradient) {

    static Range of(double[] x, int from, int to) {
      var shift = new double[1];
      var f = Differentiate.valueAndGradient(v -> logSumExp(v, 0, v.length, shift[0]));
      return new Range(
          Arrays.copyOfRange(x, from, to), shift, f.evaluator(), new double[to - from]);
    }

    double evaluate() {
      shift[0] = max(numbers, 0, numbers.length);
      return evaluator.apply(numbers, gradient);
    }

    double[] scaled(double factor) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= factor;
      }
      return gradient;
    }
  }

  /** The chain rule: each range's gradient times the derivative with respect to its result. */
  private static Task<?> gradient(Input input, Workers workers) {
    var x = input.vector("x");
    List<Range> ranges = workers.ranges(x.length, RANGE, (from, to) -> Range.of(x, from, to));
    var outer = Differentiate.gradient(LogSumExp::logSumExp);
    return new Task<>(
        () -> {
          var factors = outer.apply(workers.each(ranges, Range::evaluate));
          return workers.ranges(ranges.size(), 1, (i, _) -> ranges.get(i).scaled(factors[i]));
        },
        parts -> new Json.Numbers(parts.stream().flatMapToDouble(Arrays::stream).toArray()));
  }
}
