package cotangent.code;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * In which blocks the reverse sweep needs each value. What is needed in one block only, and that is
 * run no more often than the value is computed, is pushed at the end of this block and popped where
 * its reverse begins: so nothing is pushed where the block is not run.
 */
final class Sites {
  private final Map<Value, Set<Block>> blocks = new HashMap<>();

  /** Values by the only block that needs them, in the order of the body. */
  private @Nullable Map<Block, List<Value>> homes;

  private final Body body;

  Sites(Body body) {
    this.body = body;
  }

  /** Says whether the block is new. */
  boolean add(Value v, Block block) {
    return blocks.computeIfAbsent(v, _ -> new LinkedHashSet<>()).add(block);
  }

  /** The only block that needs the value, if it can be pushed there, or null. */
  @Nullable Block only(Value v) {
    var all = blocks.getOrDefault(v, Set.of());
    if (all.size() != 1) {
      return null;
    }
    var block = all.iterator().next();
    boolean seldom = block.loop == null || block.loop.contains(v.block);
    return seldom && v.block.dominates(block) ? block : null;
  }

  List<Value> savedAt(Block block, Predicate<Value> saved) {
    if (homes == null) {
      homes = new LinkedHashMap<>();
      for (var v : body.values) {
        var home = saved.test(v) ? only(v) : null;
        if (home != null) {
          homes.computeIfAbsent(home, _ -> new java.util.ArrayList<>()).add(v);
        }
      }
    }
    return homes.getOrDefault(block, List.of());
  }
}
