package cotangent.code;

import java.util.Set;

/**
 * Blocks of a method that control enters at one of them only. With the head of a loop comes all of
 * the loop, and neither the entry nor the exit of the method is among them.
 */
record Region(Block entry, Set<Block> blocks) {
  boolean contains(Block block) {
    return blocks.contains(block);
  }

  /** Whether the entry is the head of a loop, which then lies within. */
  boolean startsWithLoop() {
    return entry.pred.stream().anyMatch(blocks::contains);
  }

  /** Whether the phis of a block belong to the region: where control enters they do not. */
  boolean hasPhisOf(Block block) {
    return block != entry || startsWithLoop();
  }

  /** Whether a value is computed here. Constants are at hand everywhere. */
  boolean defines(Value v) {
    return !(v.op instanceof Op.Const)
        && !(v.op instanceof Op.Param)
        && contains(v.block)
        && (!(v.op instanceof Op.Phi) || hasPhisOf(v.block));
  }
}
