package cotangent.code;

import cotangent.code.Op.FieldRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Takes small objects apart: a final field of an object made in the same method is what its
 * constructor was given, also where a loop or branch chooses among such objects. What is then
 * unused is not made, and so has no shadow.
 */
final class Fields {
  private final Body body;
  private final Targets targets;
  private final ClassSource source;
  private final Map<Value, Value> replacement = new HashMap<>();

  /** The phis of fields, by the phi of the objects, and in the order in which they are made. */
  private final Map<Value, Map<String, Value>> fields = new HashMap<>();

  private final List<Value> made = new ArrayList<>();

  private Fields(Body body, Targets targets, ClassSource source) {
    this.body = body;
    this.targets = targets;
    this.source = source;
  }

  static void run(Body body, Targets targets, ClassSource source) {
    while (new Fields(body, targets, source).step()) {
      body.number();
    }
  }

  private boolean step() {
    for (var block : body.blocks) {
      for (var v : block.code) {
        if (v.op instanceof Op.GetField(var field) && resolves(v.in[0], field, new HashSet<>())) {
          replacement.put(v, field(v.in[0], field, v.type));
        } else if (v.op instanceof Op.Cast(var type) && isOf(v.in[0], type)) {
          replacement.put(v, v.in[0]);
        }
      }
    }
    body.blocks.forEach(block -> block.code.removeIf(replacement::containsKey));
    made.forEach(phi -> phi.block.phis.add(phi));
    body.replace(replacement);
    body.number();
    boolean dropped = false;
    for (var block : body.blocks) {
      dropped |= block.code.removeIf(v -> isUnused(v, block));
    }
    return dropped || !replacement.isEmpty();
  }

  /** Whether it is known what the field was given, whichever object it is a field of. */
  private boolean resolves(Value object, FieldRef field, Set<Value> seen) {
    if (!seen.add(object)) {
      return true;
    }
    return switch (object.op) {
      case Op.Construct(var ref) -> {
        var constructor = targets.constructor(ref);
        yield constructor != null && constructor.parameter(field, source) >= 0;
      }
      case Op.Phi _ -> Arrays.stream(object.in).allMatch(x -> resolves(x, field, seen));
      default -> false;
    };
  }

  private Value field(Value object, FieldRef field, String type) {
    if (object.op instanceof Op.Construct(var ref)) {
      var constructor = Objects.requireNonNull(targets.constructor(ref));
      return object.in[constructor.parameter(field, source)];
    }
    var known = fields.computeIfAbsent(object, _ -> new HashMap<>());
    var phi = known.get(field.name());
    if (phi == null) {
      phi = new Value(new Op.Phi(), type, object.block, object.line);
      known.put(field.name(), phi);
      made.add(phi);
      phi.in = Arrays.stream(object.in).map(x -> field(x, field, type)).toArray(Value[]::new);
    }
    return phi;
  }

  private boolean isOf(Value object, String type) {
    return object.op instanceof Op.Construct(var ref)
        && !Types.isArray(type)
        && source.isSubtype(ref.owner(), Types.internal(type));
  }

  private boolean isUnused(Value v, Block block) {
    return v.op instanceof Op.Construct(var ref)
        && body.users(v).isEmpty()
        && !block.end.operands().contains(v)
        && body.result() != v
        && targets.constructor(ref) != null;
  }
}
