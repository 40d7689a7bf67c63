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
    double max = x[from];
    for (int i = from; i < to; i++) {
      max = Math.max(max, x[i]);
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(x[i] - max);
    }
    return max + Math.log(sum);
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
   * @param evaluator value and gradient at them
   * @param gradient where the gradient goes
   */
  @SuppressWarnings("ArrayRecordComponent") // room to work in, never compared
  private record Range(double[] numbers, Evaluator evaluator, double[] gradient) {
    static Range of(double[] x, int from, int to) {
      var f = Differentiate.valueAndGradient(LogSumExp::logSumExp);
      return new Range(Arrays.copyOfRange(x, from, to), f.evaluator(), new double[to - from]);
    }

    double evaluate() {
      return evaluator.apply(numbers, gradient);
    }

    /** Writes the gradient, times a factor, to a part of a longer one. */
    void write(double factor, double[] target, int from) {
      for (int i = 0; i < gradient.length; i++) {
        target[from + i] = factor * gradient[i];
      }
    }
  }

  /** The chain rule: each range's gradient times the derivative with respect to its result. */
  private static Task<?> gradient(Input input, Workers workers) {
    var x = input.vector("x");
    List<Range> ranges = workers.ranges(x.length, RANGE, (from, to) -> Range.of(x, from, to));
    var outer = Differentiate.gradient(LogSumExp::logSumExp);
    var result = new double[x.length];
    return Task.vector(() -> {
      var values = workers.each(ranges, Range::evaluate);
      var factors = outer.apply(values);
      workers.each(
          x.length,
          RANGE,
          (from, _) -> {
            int i = from / RANGE;
            ranges.get(i).write(factors[i], result, from);
          });
      return result;
    });
  }
}
