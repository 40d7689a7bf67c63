package cotangent.code;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the analysis of a whole method says of its values, kept while the method is cut up.
 *
 * @param active the reals that vary
 * @param groups the groups of references, -1 for none
 */
record Kinds(Set<Value> active, Map<Value, Integer> groups) {
  static Kinds of(Analysis analysis) {
    var kinds = new Kinds(new LinkedHashSet<>(), new LinkedHashMap<>());
    for (var v : analysis.body.values) {
      if (v.isReal() && analysis.isActive(v)) {
        kinds.active.add(v);
      }
      if (v.isReference() && !(v.op instanceof Op.Const)) {
        kinds.groups.put(v, Analysis.hasGroup(v) ? analysis.group(v) : -1);
      }
    }
    return kinds;
  }

  /** Gives the second names of values, phis with one operand, the kinds of their operands. */
  void inheritNames(Body body) {
    for (boolean any = true; any; ) {
      any = false;
      for (var block : body.blocks) {
        for (var phi : block.phis) {
          any |= phi.in.length == 1 && inherit(phi.in[0], phi);
        }
      }
    }
  }

  /** A value that stands for another one is of its kind; says whether that is news. */
  boolean inherit(Value from, Value to) {
    var group = groups.get(from);
    return (active.contains(from) && active.add(to))
        || (group != null && !group.equals(groups.put(to, group)));
  }

  /** Values that may lie in one frame have the same bin. */
  Bin bin(Value v) {
    return v.isReference()
        ? new Bin("", false, groups.getOrDefault(v, -1 - v.id))
        : new Bin(v.type, active.contains(v), 0);
  }

  /** The kind of a frame. */
  record Bin(String primitive, boolean active, int group) {}
}
