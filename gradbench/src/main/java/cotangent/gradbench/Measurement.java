package cotangent.gradbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation answers: the output of the last run, and how long everything took.
 *
 * @param output the output, all of it finite
 * @param timings the timings in the order of the protocol
 */
record Measurement(Json output, Json timings) {
  private static final double NANOS = 1e9;

  /**
   * Runs a task: first to warm up for as long as is to be measured, then at least so often and
   * until the runs have taken so long altogether.
   *
   * @param preparation nanoseconds that the preparation has taken
   * @throws ArithmeticException if the output is not finite
   */
  static <R> Measurement of(Task<R> task, long preparation, int minRuns, double minSeconds) {
    List<Json> timings = new ArrayList<>();
    timings.add(timing("prepare", preparation));
    if (minSeconds > 0) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < minSeconds * NANOS) {
        var _ = task.compute().get();
      }
      timings.add(timing("warmup", System.nanoTime() - start));
    }
    R result;
    long total = 0;
    int runs = 0;
    do {
      long start = System.nanoTime();
      result = task.compute().get();
      long time = System.nanoTime() - start;
      timings.add(timing("evaluate", time));
      total += time;
      runs++;
    } while (runs < minRuns || total < minSeconds * NANOS);
    return new Measurement(
        task.answer().apply(result).requireFinite("output"), new Json.Items(timings));
  }

  private static Json timing(String name, long nanoseconds) {
    Map<String, Json> timing = LinkedHashMap.newLinkedHashMap(2);
    timing.put("name", new Json.Text(name));
    timing.put("nanoseconds", new Json.Whole(nanoseconds));
    return new Json.Members(timing);
  }
}
