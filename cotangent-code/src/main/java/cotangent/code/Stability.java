package cotangent.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which loads give the same value again in the reverse sweep. The reverse sweep never writes the
 * memory of the original program, so a load can be repeated if nothing that runs after it in the
 * forward sweep, in this method or its callers, may write to the group of its array.
 */
final class Stability {
  private final Analysis analysis;
  private final Body body;
  private final Unstable outside;
  private final Map<Integer, List<Value>> writes = new HashMap<>();
  private final List<Value> clobbers = new ArrayList<>();
  private final BitSet visible = new BitSet();
  private final BitSet throughParameter = new BitSet();
  private final Map<Integer, @Nullable Value> origins = new HashMap<>();
  private final Map<Value, Integer> positions = new HashMap<>();

  /** What callers may write after a method has returned: parameters by number, then the result. */
  record Unstable(BitSet parameters, BitSet others) {
    static final int RESULT = 0;
    static final int STATICS = 1;

    Unstable() {
      this(new BitSet(), new BitSet());
    }
  }

  /** For every method reached from the root, what its callers may write after a call. */
  static Map<Variant, Unstable> solve(Variant root) {
    var all = new java.util.LinkedHashSet<Variant>();
    Program.reach(root, all);
    var unstable = new HashMap<Variant, Unstable>();
    all.forEach(v -> unstable.put(v, new Unstable()));
    for (boolean changed = true; changed; ) {
      changed = false;
      for (var variant : all) {
        var stability =
            new Stability(
                variant.analysis(), java.util.Objects.requireNonNull(unstable.get(variant)));
        for (var v : variant.body().values) {
          var callee = variant.analysis().callee(v);
          if (callee != null) {
            changed |= stability.call(v, java.util.Objects.requireNonNull(unstable.get(callee)));
          }
        }
      }
    }
    return unstable;
  }

  Stability(Analysis analysis, Unstable outside) {
    this.analysis = analysis;
    this.body = analysis.body;
    this.outside = outside;
    for (var block : body.blocks) {
      for (int i = 0; i < block.code.size(); i++) {
        var v = block.code.get(i);
        positions.put(v, i);
        writes(v);
      }
    }
    for (var p : body.params) {
      if (Analysis.hasGroup(p)) {
        visible.set(analysis.group(p));
        if (outside.parameters.get(((Op.Param) p.op).index())) {
          throughParameter.set(analysis.group(p));
        }
      }
    }
    var result = body.result();
    if (result != null && Analysis.hasGroup(result) && outside.others.get(Unstable.RESULT)) {
      throughParameter.set(analysis.group(result));
    }
  }

  private void writes(Value v) {
    switch (v.op) {
      case Op.Store _, Op.PutField _ -> write(v.in[0], v);
      case Op.PutStatic _ -> clobbers.add(v);
      case Op.Call _, Op.Construct _ -> {
        if (analysis.clobbers(v)) {
          clobbers.add(v);
        }
        analysis.written(v).forEach(x -> write(x, v));
      }
      default -> {}
    }
  }

  private void write(Value object, Value by) {
    if (Analysis.hasGroup(object)) {
      writes.computeIfAbsent(analysis.group(object), _ -> new ArrayList<>()).add(by);
    }
  }

  private boolean call(Value v, Unstable known) {
    boolean changed = false;
    var in = new ArrayList<Value>();
    for (var x : v.in) {
      in.addAll(Simplifier.flatten(x));
    }
    for (int i = 0; i < in.size(); i++) {
      if (Analysis.hasGroup(in.get(i))
          && !known.parameters.get(i)
          && !stable(analysis.group(in.get(i)), v)) {
        known.parameters.set(i);
        changed = true;
      }
    }
    if (!known.others.get(Unstable.RESULT)
        && Analysis.hasGroup(v)
        && !stable(analysis.group(v), v)) {
      known.others.set(Unstable.RESULT);
      changed = true;
    }
    boolean clobbered =
        outside.others.get(Unstable.STATICS)
            || clobbers.stream().anyMatch(w -> follows(w, v, null));
    if (clobbered && !known.others.get(Unstable.STATICS)) {
      known.others.set(Unstable.STATICS);
      known.parameters.set(0, in.size());
      changed = true;
    }
    return changed;
  }

  /** Whether the load or read of a field gives the same value at any time after. */
  boolean isStable(Value load) {
    if (load.op instanceof Op.GetField(var field) && analysis.program.source.isFinalField(field)) {
      return true;
    }
    if (load.op instanceof Op.GetStatic(var field)) {
      return analysis.program.source.isFinalField(field);
    }
    return Analysis.hasGroup(load.in[0]) && stable(analysis.group(load.in[0]), load);
  }

  private boolean stable(int group, Value after) {
    boolean statics = group == analysis.staticGroup();
    if (throughParameter.get(group) || (statics && outside.others.get(Unstable.STATICS))) {
      return false;
    }
    if (statics || visible.get(group)) {
      for (var w : clobbers) {
        if (follows(w, after, null)) {
          return false;
        }
      }
    }
    for (var w : writes.getOrDefault(group, List.of())) {
      if (follows(w, after, origin(group))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The only allocation in a group of which every other value is that array, an element of it or a
   * cast: then passing the allocation again means another array.
   */
  private @Nullable Value origin(int group) {
    return origins.computeIfAbsent(group, this::findOrigin);
  }

  private @Nullable Value findOrigin(int group) {
    @Nullable Value origin = null;
    for (var v : body.values) {
      if (Analysis.hasGroup(v) && analysis.group(v) == group) {
        switch (v.op) {
          case Op.NewArray _ -> {
            if (origin != null) {
              return null;
            }
            origin = v;
          }
          case Op.Cast _, Op.Load _ -> {}
          default -> {
            return null;
          }
        }
      }
    }
    return group == analysis.staticGroup() ? null : origin;
  }

  /** Whether the value w may be computed after v without passing the allocation. */
  private boolean follows(Value w, Value v, @Nullable Value allocation) {
    int from = java.util.Objects.requireNonNull(positions.getOrDefault(v, -1)) + 1;
    var seen = new HashSet<Block>();
    var work = new ArrayDeque<Block>();
    if (scan(v.block, from, w, allocation)) {
      return true;
    }
    if (passes(v.block, from, allocation)) {
      return false;
    }
    work.addAll(v.block.succ);
    while (!work.isEmpty()) {
      var block = work.pop();
      if (seen.add(block)) {
        if (scan(block, 0, w, allocation)) {
          return true;
        }
        if (!passes(block, 0, allocation)) {
          work.addAll(block.succ);
        }
      }
    }
    return false;
  }

  private boolean scan(Block block, int from, Value w, @Nullable Value allocation) {
    if (w.block != block || position(w) < from) {
      return false;
    }
    return !(passes(block, from, allocation)
        && java.util.Objects.requireNonNull(allocation).block == block
        && position(allocation) < position(w));
  }

  private boolean passes(Block block, int from, @Nullable Value allocation) {
    return allocation != null && allocation.block == block && position(allocation) >= from;
  }

  private int position(Value v) {
    return java.util.Objects.requireNonNull(positions.get(v));
  }
}
