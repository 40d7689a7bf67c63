package cotangent.gradbench;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Does work on independent ranges, on one thread or on all cores. The ranges do not depend on the
 * number of threads, and nor does any result.
 *
 * @param multithreaded whether to use all cores
 */
record Workers(boolean multithreaded) {

  /** A function of a range. */
  @FunctionalInterface
  interface Range<R> {
    /** The result for all i with {@code from <= i < to}. */
    R apply(int from, int to);
  }

  /** Work on a range. */
  @FunctionalInterface
  interface RangeAction {
    /** Does what is to be done for all i with {@code from <= i < to}. */
    void run(int from, int to);
  }

  /** Results for the ranges of at most this length that make up the numbers below n, in order. */
  <R> List<R> ranges(int n, int length, Range<R> work) {
    return numbers((n + length - 1) / length)
        .mapToObj(i -> work.apply(i * length, Math.min(n, (i + 1) * length)))
        .toList();
  }

  /** Does work that leaves its result somewhere else. */
  void each(int n, int length, RangeAction work) {
    var _ =
        ranges(
            n,
            length,
            (from, to) -> {
              work.run(from, to);
              return 0;
            });
  }

  /** The results of work on each of the parts, in order. */
  <T, R> List<R> all(List<T> parts, Function<T, R> work) {
    return numbers(parts.size()).mapToObj(i -> work.apply(parts.get(i))).toList();
  }

  /** The real results of work on each of the parts, in order. */
  <T> double[] each(List<T> parts, ToDoubleFunction<T> work) {
    return numbers(parts.size()).mapToDouble(i -> work.applyAsDouble(parts.get(i))).toArray();
  }

  /** The sum of the results of all ranges. */
  double sum(int n, int length, Range<Double> work) {
    return ranges(n, length, work).stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The sum of the arrays that come of the terms. */
  <T> double[] sum(List<T> terms, Function<T, double[]> work) {
    return all(terms, work).stream()
        .reduce((sum, term) -> {
          add(term, sum);
          return sum;
        })
        .orElseThrow();
  }

  /** Adds a term to a sum. */
  static void add(double[] term, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += term[i];
    }
  }

  private IntStream numbers(int count) {
    var numbers = IntStream.range(0, count);
    return multithreaded ? numbers.parallel() : numbers;
  }
}
