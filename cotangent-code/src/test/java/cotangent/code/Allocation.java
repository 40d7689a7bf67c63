package cotangent.code;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/** Counts the bytes that the calling thread allocates. */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** The bytes that one call allocates. */
  static long once(DoubleSupplier call) {
    return of(call, 1);
  }

  /**
   * The bytes that a thousand calls allocate in the steady state. It comes when HotSpot has
   * compiled what it calls, which on a machine with other work may take its compiler seconds; code
   * that always allocates never gets there.
   */
  static long steady(DoubleSupplier call) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 1000 && least > 0; round++) {
      least = Math.min(least, of(call, 1000));
    }
    return least;
  }

  private static long of(DoubleSupplier call, int times) {
    long id = Thread.currentThread().threadId();
    double sum = 0;
    long before = THREADS.getThreadAllocatedBytes(id);
    for (int i = 0; i < times; i++) {
      sum += call.getAsDouble();
    }
    long bytes = THREADS.getThreadAllocatedBytes(id) - before;
    if (Double.isNaN(sum)) {
      throw new AssertionError("the calls give no number");
    }
    return bytes;
  }
}
