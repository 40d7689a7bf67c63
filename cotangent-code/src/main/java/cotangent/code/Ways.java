package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Block.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the reverse sweep learns by which way the forward sweep came to a join. Where the conditions
 * on the ways there can be computed again from what is at hand, they are: nothing is recorded.
 * Other joins record their way in a few bits of an int, which goes to the tape when it is full, and
 * where the loop is left, or the method, that holds all such joins.
 */
final class Ways {
  /** Conditions that are tested again for one join, at most. */
  private static final int TESTS = 4;

  /** Values that are computed again for it, at most. */
  private static final int VALUES = 8;

  /** Ways into a join that records its way in bits, at most; see {@code Tape.record}. */
  private static final int MOST = 16;

  /** How a way into a join is found, from the block that all ways come from. */
  sealed interface Way {
    /** The join's edge with this number was taken. */
    record Edge(int k) implements Way {}

    /**
     * The condition at the end of a block tells.
     *
     * @param next by the block's successors; null for those from which the join is not reached
     */
    record Test(Block block, List<@Nullable Way> next) implements Way {}
  }

  private final Body body;
  private final Predicate<Block> reversed;
  private final Predicate<Value> again;
  private final Map<Block, Way> tested = new HashMap<>();
  private final Set<Block> packed = new HashSet<>();
  private @Nullable Loop scope;

  /**
   * @param reversed whether the reverse sweep visits a block
   * @param noted whether the ways to a block are in a variable of its own
   * @param again whether a value costs nothing but computing it again, from nothing that is saved
   */
  Ways(Body body, Predicate<Block> reversed, Predicate<Block> noted, Predicate<Value> again) {
    this.body = body;
    this.reversed = reversed;
    this.again = again;
    var recorded = new ArrayList<Block>();
    for (var block : body.blocks) {
      boolean join = reversed.test(block) && block.pred.size() > 1 && block.headed() == null;
      if (join && !noted.test(block)) {
        var way = find(block);
        if (way == null) {
          recorded.add(block);
        } else {
          tested.put(block, way);
        }
      }
    }
    pack(recorded);
  }

  /** How the way into a join is found without a record, or null. */
  @Nullable Way tested(Block join) {
    return tested.get(join);
  }

  /** What the reverse sweep needs where it comes to joins, for its tests. */
  Map<Block, Set<Value>> asked() {
    var asked = new LinkedHashMap<Block, Set<Value>>();
    for (var join : body.blocks) {
      var way = tested.get(join);
      if (way != null) {
        operands(way, asked.computeIfAbsent(join, _ -> new LinkedHashSet<>()));
      }
    }
    return asked;
  }

  private static void operands(@Nullable Way way, Set<Value> into) {
    if (way instanceof Way.Test(var block, var next)) {
      into.addAll(block.end.operands());
      next.forEach(w -> operands(w, into));
    }
  }

  /** Whether the join records its way in bits. */
  boolean isPacked(Block join) {
    return packed.contains(join);
  }

  boolean packs() {
    return !packed.isEmpty();
  }

  /** The outermost loop that holds all packed joins, or null if none does. */
  @Nullable Loop scope() {
    return scope;
  }

  /** How many bits the number of a way into the join takes. */
  static int width(Block join) {
    return 32 - Integer.numberOfLeadingZeros(join.pred.size() - 1);
  }

  private void pack(List<Block> recorded) {
    var joins = recorded.stream().filter(b -> b.pred.size() <= MOST).toList();
    if (joins.size() == 1 && joins.getFirst().loop == null) {
      return;
    }
    packed.addAll(joins);
    var outer = joins.stream().map(Ways::outermost).distinct().toList();
    scope = outer.size() == 1 ? outer.getFirst() : null;
  }

  private static @Nullable Loop outermost(Block block) {
    var loop = block.loop;
    while (loop != null && loop.parent != null) {
      loop = loop.parent;
    }
    return loop;
  }

  // --------------------------------------------------------------------------------- finding ways

  /** What was found so far for one join. */
  private final class Search {
    final Block join;
    final Set<Value> values = new HashSet<>();
    final Map<Block, Found> found = new HashMap<>();
    int tests;

    Search(Block join) {
      this.join = join;
    }

    /** Where an edge leads: nowhere, if not to the join in this iteration. */
    private Found along(Block from, int i) {
      var to = from.succ.get(i);
      if (to == join) {
        return new Found(new Way.Edge(from.edge(i)));
      }
      boolean leaves = join.loop != null && (!join.loop.contains(to) || to == join.loop.head);
      return leaves || !reversed.test(to) ? new Found(null) : from(to);
    }

    Found from(Block block) {
      var known = found.get(block);
      if (known == null) {
        known = search(block);
        found.put(block, known);
      }
      return known;
    }

    private Found search(Block block) {
      if (block.loop != join.loop) {
        return after(block);
      }
      return switch (block.end) {
        case End.Jump() -> along(block, 0);
        case End.Guard() -> {
          boolean caught = block.succ.stream().skip(1).anyMatch(reversed);
          yield caught ? Found.UNKNOWN : along(block, 0);
        }
        case End.If _, End.Switch _ -> test(block);
        case End.Return _, End.Throw _ -> new Found(null);
      };
    }

    /** Behind an inner loop, which is sure to end. */
    private Found after(Block block) {
      var inner = Objects.requireNonNull(block.loop);
      while (inner.parent != join.loop) {
        if (inner.parent == null) {
          return Found.UNKNOWN;
        }
        inner = inner.parent;
      }
      @Nullable Found common = null;
      for (var b : inner.body) {
        for (int i = 0; i < b.succ.size(); i++) {
          if (!inner.contains(b.succ.get(i))) {
            var found = along(b, i);
            if (found.way != null || !found.known) {
              if (common != null && !common.equals(found)) {
                return Found.UNKNOWN;
              }
              common = found;
            }
          }
        }
      }
      return common == null ? new Found(null) : common;
    }

    private Found test(Block block) {
      var next = new ArrayList<@Nullable Way>();
      for (int i = 0; i < block.succ.size(); i++) {
        var found = along(block, i);
        if (!found.known) {
          return found;
        }
        next.add(found.way);
      }
      var leading = next.stream().filter(Objects::nonNull).distinct().toList();
      if (leading.size() <= 1) {
        return new Found(leading.isEmpty() ? null : leading.getFirst());
      }
      for (var x : block.end.operands()) {
        if (!again.test(x)) {
          return Found.UNKNOWN;
        }
        collect(x);
      }
      return ++tests <= TESTS && values.size() <= VALUES
          ? new Found(new Way.Test(block, next))
          : Found.UNKNOWN;
    }

    private void collect(Value v) {
      if (!(v.op instanceof Op.Const || v.op instanceof Op.Param || v.op instanceof Op.Phi)
          && values.add(v)) {
        for (var x : v.in) {
          collect(x);
        }
      }
    }
  }

  /** A way, or none, or that it is not known. */
  private record Found(@Nullable Way way, boolean known) {
    static final Found UNKNOWN = new Found(null, false);

    Found(@Nullable Way way) {
      this(way, true);
    }
  }

  private @Nullable Way find(Block join) {
    // Every way to the join since the start of the iteration leads past its dominator.
    var start = join.dominator;
    return start.loop == join.loop ? new Search(join).from(start).way : null;
  }
}
