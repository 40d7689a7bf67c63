package cotangent.code;

import cotangent.code.Block.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * The reals that a loop whose iterations are counted beforehand saves in each of them. They have
 * their places in an array, one iteration behind the other, so that neither sweep asks the tape for
 * each of them. A stretch is given back where the reverse sweep enters the loop, so none may have
 * been laid behind it since.
 *
 * @param values the place within an iteration is the position in the list
 */
record Stretch(Loop loop, List<Value> values) {

  /** The stretch of a loop; it may be empty. */
  static Stretch of(Loop loop, Plan plan, List<Block> blocks) {
    var values = new ArrayList<Value>();
    var trips = plan.tripsOf(loop);
    if (trips != null && !isMadeIn(loop, trips.bound()) && plan.isReversed(loop.head)) {
      for (var block : blocks) {
        // What is not in each iteration has no place that is known beforehand.
        if (block.loop == loop && block.dominates(loop.latch)) {
          if (block == loop.head) {
            // The rest of the head runs once more than there are iterations, and in a loop that
            // asks at its end that rest is the body.
            block.phis.stream().filter(plan::isSaved).forEach(values::add);
          } else {
            block.code.stream().filter(plan::isSaved).forEach(values::add);
            values.addAll(plan.savedAt(block));
          }
        }
      }
    }
    values.removeIf(v -> !v.isReal());
    return new Stretch(loop, List.copyOf(values));
  }

  private static boolean isMadeIn(Loop loop, Value bound) {
    return !(bound.op instanceof Op.Const) && loop.contains(bound.block);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  int place(Value v) {
    return values.indexOf(v);
  }

  /** How many reals each iteration saves. */
  int size() {
    return values.size();
  }
}
