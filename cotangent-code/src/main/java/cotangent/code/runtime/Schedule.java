package cotangent.code.runtime;

/**
 * When to keep a state and when to take it up again, so that a loop is reversed from a given number
 * of snapshots with the fewest steps. The snapshots are a stack; the newest is the one that is used
 * next.
 *
 * <p>Let {@code b(c, r) = (c + r)! / (c! r!)} be the length of the longest loop that can be
 * reversed with {@code c} snapshots such that no step runs more than {@code r} times before the
 * sweep that reverses it. A loop of {@code l} steps with {@code b(c, r - 1) < l <= b(c, r)} takes
 * {@code r l - b(c + 1, r - 1)} such runs (A. Griewank and A. Walther, "Algorithm 799: revolve",
 * Proposition 1). That is attained if the first {@code m} steps are run through, where {@code m <=
 * b(c, r - 1)} remain for the same {@code c} snapshots and one repetition less, and {@code l - m >=
 * b(c - 1, r - 1)} follow from a new snapshot.
 */
public final class Schedule {
  private final int[] kept;
  private int depth;
  private int end;

  /** Whether the state at hand is that before the last step, which the forward sweep leaves. */
  private boolean atEnd = true;

  /** The schedule of a loop that has not begun. */
  public Schedule(int steps, int snapshots) {
    end = steps;
    kept = new int[Math.max(1, Math.min(steps, snapshots))];
  }

  /** The schedule of a loop that has run to its end. */
  public static Schedule afterForward(int steps, int snapshots) {
    var schedule = new Schedule(steps, snapshots);
    for (int i = 0; i < schedule.last(); i = schedule.next(i)) {
      int _ = schedule.keep(i);
    }
    return schedule;
  }

  /** The schedule of a loop that has run to its end and of which only the first state was kept. */
  public static Schedule fromStart(int steps, int snapshots) {
    var schedule = new Schedule(steps, snapshots);
    schedule.atEnd = false;
    int _ = schedule.keep(0);
    return schedule;
  }

  /** How many states there can be at once: the snapshots and that before the last step. */
  public int slots() {
    return kept.length + 1;
  }

  /** Tells that the state before step i is kept; returns the slot for it. */
  public int keep(int i) {
    kept[depth] = i;
    return depth++;
  }

  /** The slot of the state to go on from. */
  public int slot() {
    return atEnd ? kept.length : depth - 1;
  }

  /** The step that this state is the one before. */
  public int position() {
    return atEnd ? last() : kept[depth - 1];
  }

  /** The last step that is still to be reversed. */
  public int last() {
    return end - 1;
  }

  public boolean isDone() {
    return end == 0;
  }

  /** The last step has been reversed; a snapshot that led to nothing else is dropped. */
  public void reversed() {
    end--;
    atEnd = false;
    if (depth > 0 && kept[depth - 1] == end) {
      depth--;
    }
  }

  /**
   * Where to stop next, having kept the state before step i: before the last step, or before one
   * whose state is to be kept.
   */
  public int next(int i) {
    int length = end - i;
    int c = kept.length - depth + 1;
    if (c == 1) {
      return last();
    }
    int r = 0;
    long less = 1;
    for (long longest = 1; longest < length; ) {
      r++;
      less = longest;
      longest = longest * ((long) c + r) / r;
    }
    return i + (int) Math.min(less, length - less * c / ((long) c + r - 1));
  }
}
