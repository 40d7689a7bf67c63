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

  /** Runs after which what takes long in them has been compiled. */
  private static final int WARM_RUNS = 20;

  /** How many times as long as the measurement the warm-up may take. */
  private static final int LONGEST_WARMUP = 4;

  /**
   * Runs a task: first to warm up for as long as is to be measured, and longer if that is too short
   * for the JVM to compile what runs; then at least so often and until the runs have taken so long
   * altogether.
   *
   * @param preparation nanoseconds that the preparation has taken
   * @throws ArithmeticException if the output is not finite
   */
  static <R> Measurement of(Task<R> task, long preparation, int minRuns, double minSeconds) {
    List<Json> timings = new ArrayList<>();
    timings.add(timing("prepare", preparation));
    if (minSeconds > 0) {
      long start = System.nanoTime();
      int runs = 0;
      for (double seconds = 0;
          seconds < minSeconds || (runs < WARM_RUNS && seconds < LONGEST_WARMUP * minSeconds);
          seconds = (System.nanoTime() - start) / NANOS) {
        var _ = task.compute().get();
        runs++;
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
