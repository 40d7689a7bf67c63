package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import cotangent.code.runtime.Schedule;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which a loop is run again, against the definition of the shortest one. */
final class CheckpointScheduleTest {

  /** Walks through a schedule as generated code does; returns the number of steps that it ran. */
  private static long walk(int steps, int snapshots) {
    long runs = 0;
    var forward = new Schedule(steps, snapshots);
    var kept = new int[forward.slots()];
    assertThat(kept.length - 1L).isLessThanOrEqualTo(snapshots);
    int at = 0;
    while (at < forward.last()) {
      kept[forward.keep(at)] = at;
      int to = forward.next(at);
      runs += to - at;
      at = to;
    }
    // The last step gives the value and is no run for the reverse sweep.
    kept[forward.slot()] = at;
    var schedule = Schedule.afterForward(steps, snapshots);
    int expected = steps;
    while (!schedule.isDone()) {
      int i = schedule.position();
      assertThat(kept[schedule.slot()]).as("the state that was kept").isEqualTo(i);
      while (i < schedule.last()) {
        int to = schedule.next(i);
        assertThat(to).isGreaterThan(i).isLessThanOrEqualTo(schedule.last());
        runs += to - i;
        i = to;
        if (i < schedule.last()) {
          kept[schedule.keep(i)] = i;
        }
      }
      assertThat(i).as("steps are reversed last to first").isEqualTo(--expected);
      schedule.reversed();
    }
    assertThat(expected).isZero();
    return runs;
  }

  private record Size(int steps, int snapshots) {}

  private final Map<Size, Long> shortest = new HashMap<>();

  /** By the recurrence: run m steps, reverse the rest with a new snapshot there, then those m. */
  private long shortest(int steps, int snapshots) {
    if (steps < 2) {
      return 0;
    }
    if (snapshots == 1) {
      return steps * (steps - 1L) / 2;
    }
    var known = shortest.get(new Size(steps, snapshots));
    if (known == null) {
      long best = Long.MAX_VALUE;
      for (int m = 1; m < steps; m++) {
        best = Math.min(best, m + shortest(steps - m, snapshots - 1) + shortest(m, snapshots));
      }
      known = best;
      shortest.put(new Size(steps, snapshots), known);
    }
    return known;
  }

  private static double binomial(int n, int k) {
    double b = 1;
    for (int i = 1; i <= k; i++) {
      b = b * (n - k + i) / i;
    }
    return Math.rint(b);
  }

  /** Griewank and Walther's closed form. */
  private static long formula(int steps, int snapshots) {
    int r = 0;
    while (binomial(snapshots + r, snapshots) < steps) {
      r++;
    }
    return r == 0 ? 0 : (long) ((double) r * steps - binomial(snapshots + r, r - 1));
  }

  @Test
  void noOrderIsShorter() {
    for (int steps = 0; steps <= 60; steps++) {
      for (int snapshots = 1; snapshots <= 12; snapshots++) {
        assertThat(walk(steps, snapshots))
            .as("%d steps, %d snapshots", steps, snapshots)
            .isEqualTo(shortest(steps, snapshots))
            .isEqualTo(formula(steps, snapshots));
      }
    }
  }

  @Test
  void longLoops() {
    var random = new Random(7);
    for (int k = 0; k < 20; k++) {
      int steps = 1 + random.nextInt(100_000);
      int snapshots = 20 + random.nextInt(1000);
      assertThat(walk(steps, snapshots))
          .as("%d steps, %d snapshots", steps, snapshots)
          .isEqualTo(formula(steps, snapshots));
    }
    assertThat(walk(1_000_000, 30)).isEqualTo(formula(1_000_000, 30)).isEqualTo(5_623_008L);
    assertThat(walk(1_000_000, 1_000_000)).isEqualTo(999_999);
    assertThat(walk(1_000_000, Integer.MAX_VALUE)).isEqualTo(999_999);
    for (int snapshots : new int[] {1, 2, 3, 30}) {
      var longest = new Schedule(Integer.MAX_VALUE, snapshots);
      assertThat(longest.keep(0)).isZero();
      assertThat(longest.next(0)).isBetween(1, Integer.MAX_VALUE - 1);
    }
  }
}
