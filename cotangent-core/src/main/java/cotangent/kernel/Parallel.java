package cotangent.kernel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;

/**
 * Splits index ranges over the threads of {@link ForkJoinPool#commonPool()}.
 *
 * <p>The system property {@code cotangent.threads} bounds the number of threads that work on one
 * range, the caller included; the default is the number of available processors. Bodies write to
 * places that depend on the index alone, so that results never depend on the number of threads.
 */
public final class Parallel {
  /** The number of threads that share a range at most. */
  static final int THREADS =
      Math.clamp(
          Integer.getInteger("cotangent.threads", Runtime.getRuntime().availableProcessors()),
          1,
          ForkJoinPool.getCommonPoolParallelism() + 1);

  private Parallel() {}

  /** What is done with the indices from {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  public interface IntRange {
    void accept(int from, int to);
  }

  /**
   * Calls {@code body} on ranges that together cover {@code [0, n)}, and returns when all of them
   * are done. It may be called from any thread: one of the pool, a virtual one, or from inside
   * another body. What a body throws is thrown here, after every other range has ended.
   *
   * @param grain the smallest number of indices that is worth a task
   */
  public static void ranges(int n, int grain, IntRange body) {
    ranges(n, grain, THREADS, body);
  }

  static void ranges(int n, int grain, int threads, IntRange body) {
    int parts = (int) Math.min(threads, n / (long) Math.max(1, grain));
    if (parts <= 1) {
      if (n > 0) {
        body.accept(0, n);
      }
      return;
    }
    var tasks = new Part[parts];
    for (int i = 0; i < parts; i++) {
      tasks[i] = new Part((int) ((long) n * i / parts), (int) ((long) n * (i + 1) / parts), body);
    }
    for (int i = parts - 1; i > 0; i--) {
      tasks[i].fork();
    }
    tasks[0].quietlyInvoke();
    for (int i = 1; i < parts; i++) {
      tasks[i].quietlyJoin();
    }
    for (var task : tasks) {
      task.join();
    }
  }

  private static final class Part extends RecursiveAction {
    private static final long serialVersionUID = 1;
    private final int from;
    private final int to;
    private final transient IntRange body;

    Part(int from, int to, IntRange body) {
      this.from = from;
      this.to = to;
      this.body = body;
    }

    @Override
    protected void compute() {
      body.accept(from, to);
    }
  }
}
