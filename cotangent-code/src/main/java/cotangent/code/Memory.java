package cotangent.code;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which values may change what a load would give. */
final class Memory {
  private final Analysis analysis;

  /** The groups that a caller can see. */
  private final BitSet visible = new BitSet();

  private final Map<Value, Effect> effects = new HashMap<>();

  /** What a call may write: the groups of numbers and of references, and whatever others see. */
  private record Effect(BitSet numbers, BitSet references, boolean clobbers) {}

  Memory(Analysis analysis) {
    this.analysis = analysis;
    for (var p : analysis.body.params) {
      if (Analysis.hasGroup(p)) {
        visible.set(analysis.group(p));
      }
    }
  }

  /** Whether the load would give the same at any time. */
  boolean isConstant(Value load) {
    return switch (load.op) {
      case Op.ArrayLength _ -> true;
      case Op.GetField(var field) -> analysis.program.source.isFinalField(field);
      case Op.GetStatic(var field) -> analysis.program.source.isFinalField(field);
      default -> false;
    };
  }

  /** Whether {@code w} may change what the load of an element or field gives. */
  boolean mayChange(Value w, Value load) {
    if (isConstant(load)) {
      return false;
    }
    return switch (w.op) {
      case Op.Store _ ->
          load.op instanceof Op.Load && w.in[2].kind() == load.kind() && sameGroup(w, load);
      case Op.PutField(var written) ->
          load.op instanceof Op.GetField(var read)
              && written.name().equals(read.name())
              && sameGroup(w, load);
      case Op.PutStatic _ -> load.op instanceof Op.GetStatic;
      case Op.Call _, Op.Construct _ -> calls(w, load);
      default -> false;
    };
  }

  private boolean sameGroup(Value w, Value load) {
    return Analysis.hasGroup(w.in[0])
        && Analysis.hasGroup(load.in[0])
        && analysis.group(w.in[0]) == analysis.group(load.in[0]);
  }

  private boolean calls(Value w, Value load) {
    var effect = effects.computeIfAbsent(w, this::effect);
    if (load.op instanceof Op.GetStatic) {
      return effect.clobbers;
    }
    if (!Analysis.hasGroup(load.in[0])) {
      return false;
    }
    int group = analysis.group(load.in[0]);
    return (effect.clobbers && (visible.get(group) || group == analysis.staticGroup()))
        || (load.isReference() ? effect.references : effect.numbers).get(group);
  }

  private Effect effect(Value w) {
    return new Effect(
        groups(analysis.written(w)), groups(analysis.linked(w)), analysis.clobbers(w));
  }

  private BitSet groups(List<Value> values) {
    var groups = new BitSet();
    values.stream().filter(Analysis::hasGroup).forEach(v -> groups.set(analysis.group(v)));
    return groups;
  }
}
