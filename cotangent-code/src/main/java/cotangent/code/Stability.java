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
  private final Map<Integer, List<Value>> links = new HashMap<>();
  private final List<Value> clobbers = new ArrayList<>();
  private final BitSet visible = new BitSet();
  private final BitSet throughParameter = new BitSet();
  private final BitSet linkedThroughParameter = new BitSet();
  private final Map<Integer, @Nullable Value> origins = new HashMap<>();
  private final Map<Value, Integer> positions = new HashMap<>();

  /**
   * What callers may write after a method has returned.
   *
   * @param parameters those, by number, into whose groups numbers may be written
   * @param linked those into whose groups references may be written
   * @param others the same for what is no parameter
   */
  record Unstable(BitSet parameters, BitSet linked, BitSet others) {
    static final int RESULT = 0;
    static final int STATICS = 1;
    static final int LINKED_RESULT = 2;

    Unstable() {
      this(new BitSet(), new BitSet(), new BitSet());
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
        int i = ((Op.Param) p.op).index();
        if (outside.parameters.get(i)) {
          throughParameter.set(analysis.group(p));
        }
        if (outside.linked.get(i)) {
          linkedThroughParameter.set(analysis.group(p));
        }
      }
    }
    var result = body.result();
    if (result != null && Analysis.hasGroup(result)) {
      if (outside.others.get(Unstable.RESULT)) {
        throughParameter.set(analysis.group(result));
      }
      if (outside.others.get(Unstable.LINKED_RESULT)) {
        linkedThroughParameter.set(analysis.group(result));
      }
    }
  }

  private void writes(Value v) {
    switch (v.op) {
      case Op.Store _, Op.PutField _ -> {
        write(v.in[v.in.length - 1].isReference() ? links : writes, v.in[0], v);
        if (analysis.isStatic(v.in[0])) {
          // What comes from a tape may be held by a static field without being in its group.
          clobbers.add(v);
        }
      }
      case Op.PutStatic _ -> clobbers.add(v);
      case Op.Call _, Op.Construct _ -> {
        if (analysis.clobbers(v)) {
          clobbers.add(v);
        }
        analysis.written(v).forEach(x -> write(writes, x, v));
        analysis.linked(v).forEach(x -> write(links, x, v));
      }
      default -> {}
    }
  }

  private void write(Map<Integer, List<Value>> into, Value object, Value by) {
    if (Analysis.hasGroup(object)) {
      into.computeIfAbsent(analysis.group(object), _ -> new ArrayList<>()).add(by);
    }
  }

  private boolean call(Value v, Unstable known) {
    if (analysis.replayed(v) != null || analysis.isFused(v)) {
      // Its two sweeps run one right after the other.
      return false;
    }
    boolean changed = false;
    var in = analysis.arguments(v);
    for (int i = 0; i < in.size(); i++) {
      changed |= outlives(in.get(i), v, known.parameters, i, known.linked, i);
    }
    changed |= outlives(v, v, known.others, Unstable.RESULT, known.others, Unstable.LINKED_RESULT);
    boolean clobbered =
        outside.others.get(Unstable.STATICS)
            || clobbers.stream().anyMatch(w -> follows(w, v, null));
    if (clobbered && !known.others.get(Unstable.STATICS)) {
      known.others.set(Unstable.STATICS);
      known.parameters.set(0, in.size());
      known.linked.set(0, in.size());
      changed = true;
    }
    return changed;
  }

  /** Notes what may be written to a value's group after the call; says whether that is new. */
  private boolean outlives(Value x, Value call, BitSet written, int i, BitSet linked, int j) {
    if (!Analysis.hasGroup(x)) {
      return false;
    }
    boolean changed = false;
    if (!written.get(i) && !stable(analysis.group(x), call, false)) {
      written.set(i);
      changed = true;
    }
    if (!linked.get(j) && !stable(analysis.group(x), call, true)) {
      linked.set(j);
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
    return Analysis.hasGroup(load.in[0])
        && stable(analysis.group(load.in[0]), load, load.isReference());
  }

  /** Whether nothing is written to the group from a block on, in this method or its callers. */
  boolean isKept(int group, Block from) {
    var before = new Value(new Op.Const(0), "I", from, -1);
    return stable(group, before, false) && stable(group, before, true);
  }

  /** Whether nothing is written to the group after a call. */
  boolean isKept(int group, Value call) {
    return stable(group, call, false) && stable(group, call, true);
  }

  /**
   * Whether nothing is written to the group after the value: no references if they are asked for,
   * else no numbers.
   */
  private boolean stable(int group, Value after, boolean references) {
    boolean statics = group == analysis.staticGroup();
    if ((references ? linkedThroughParameter : throughParameter).get(group)
        || (statics && outside.others.get(Unstable.STATICS))) {
      return false;
    }
    if (statics || visible.get(group)) {
      for (var w : clobbers) {
        if (follows(w, after, null)) {
          return false;
        }
      }
    }
    for (var w : (references ? links : writes).getOrDefault(group, List.of())) {
      if (!isNewer(w, after) && follows(w, after, origin(group))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether what is written to is a new object, made after the array or object was known that is
   * loaded from: a later write is then to this or to a still newer one.
   */
  private boolean isNewer(Value w, Value load) {
    boolean made = w.op instanceof Op.Store || w.op instanceof Op.PutField;
    boolean loads = load.op instanceof Op.Load || load.op instanceof Op.GetField;
    if (!made || !loads) {
      return false;
    }
    var object = w.in[0];
    var from = load.in[0];
    if (object == from
        || !(object.op instanceof Op.NewArray || object.op instanceof Op.Construct)) {
      return false;
    }
    return from.block == object.block
        ? positions.getOrDefault(from, -1) < position(object)
        : from.block.dominates(object.block);
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
