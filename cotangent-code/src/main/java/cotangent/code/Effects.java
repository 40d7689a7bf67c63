package cotangent.code;

import cotangent.code.Op.FieldRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a constructor can run twice. A constructor that gets active values runs as it is, to make
 * the object, and once more transformed, to make the object's shadow. That must not be seen: it may
 * write to the new object and to what it makes itself, and must give the same each time.
 */
final class Effects {
  /** Where an effect was found. */
  record Effect(String what) {}

  private record Seen(Variant variant, List<Boolean> own) {}

  private final Set<Seen> seen = new HashSet<>();

  /** Fields of the new object that may hold what was there before. */
  private final Set<FieldRef> foreign = new HashSet<>();

  private final ClassSource source;

  private Effects(ClassSource source) {
    this.source = source;
  }

  /** What would be seen if the constructor ran twice, or null. */
  static @Nullable Effect of(Variant constructor, boolean onObject) {
    var effects = new Effects(constructor.analysis().program.source);
    @Nullable Effect found;
    int before;
    do {
      before = effects.foreign.size();
      effects.seen.clear();
      var own = new ArrayList<Boolean>();
      for (int i = 0; i < constructor.types().size(); i++) {
        own.add(onObject && i == 0);
      }
      found = effects.in(constructor, own);
    } while (effects.foreign.size() > before);
    return found;
  }

  private @Nullable Effect in(Variant variant, List<Boolean> own) {
    if (!variant.isRead() || !seen.add(new Seen(variant, own))) {
      return null;
    }
    for (var v : variant.body().values) {
      var effect = of(v, variant.analysis(), own);
      if (effect != null) {
        return effect;
      }
    }
    return null;
  }

  private @Nullable Effect of(Value v, Analysis analysis, List<Boolean> own) {
    return switch (v.op) {
      case Op.PutStatic(var field) -> new Effect("a write to the static field " + field);
      case Op.PutField(var field) -> {
        if (v.in[1].isReference() && !isOwn(v.in[1], own)) {
          foreign.add(field);
        }
        yield isOwn(v.in[0], own)
            ? null
            : new Effect("a write to the field " + field + " of an object that was there before");
      }
      case Op.Store _ -> {
        if (v.in[2].isReference()
            && v.in[0] == analysis.body.result()
            && !isOwn(v.in[2], own)
            && v.in[1].op instanceof Op.Const(Integer i)) {
          field(analysis.variant.ref.owner(), i).ifPresent(foreign::add);
        }
        yield isOwn(v.in[0], own) ? null : new Effect("a write to an array that was there before");
      }
      case Op.Call _, Op.Construct _ -> call(v, analysis, own);
      default -> null;
    };
  }

  private @Nullable Effect call(Value v, Analysis analysis, List<Boolean> own) {
    var target = analysis.target(v);
    return switch (target) {
      case Target.Method _ -> {
        var callee = analysis.called(v);
        var arguments = analysis.arguments(v).stream().map(x -> isOwn(x, own)).toList();
        yield callee == null ? null : in(callee, arguments);
      }
      case Target.Sink _ -> {
        boolean prints =
            v.op instanceof Op.Call(_, var ref)
                && !ref.owner().startsWith("java/lang/String")
                && ref.desc().endsWith(")V");
        yield prints ? new Effect("a call of " + v.op) : null;
      }
      case Target.Opaque _ -> opaque(v, own);
      case Target.Custom(var ref, _, _) -> new Effect("a call of " + ref);
      case Target.Mirror(var manner) -> mirror(v, manner, own);
      case Target.Smooth _, Target.Flat _, Target.Box _, Target.Unbox _, Target.OnTape _ -> null;
    };
  }

  private @Nullable Effect mirror(Value v, Target.Manner manner, List<Boolean> own) {
    if (!(v.op instanceof Op.Call(_, var ref)) || manner != Target.Manner.CHANGES) {
      return null;
    }
    boolean array = Types.isArray(v.in[0].type) || ref.owner().equals("java/lang/System");
    if (!array) {
      return isOwn(v.in[0], own)
          ? null
          : new Effect("a write to a list or map that was there before");
    }
    return v.type.equals("V") && !isOwn(v.in[v.in.length > 2 ? 2 : 0], own)
        ? new Effect("a write to an array that was there before")
        : null;
  }

  private @Nullable Effect opaque(Value v, List<Boolean> own) {
    if (v.op instanceof Op.Construct(var constructor)) {
      boolean seedless = constructor.desc().equals("()V") && constructor.owner().endsWith("Random");
      return seedless ? new Effect("a source of random numbers without a seed") : null;
    }
    var ref = ((Op.Call) v.op).target();
    boolean isStatic = Types.parameters(ref.desc()).size() == v.in.length;
    boolean fine =
        ref.isConstructor()
            || switch (ref.name()) {
              case "random", "nanoTime", "currentTimeMillis", "now", "randomUUID", "current" ->
                  false;
              case "size", "get", "isEmpty", "contains", "containsKey", "indexOf", "length" -> true;
              default ->
                  isStatic
                      ? Layout.isLibrary(ref.owner())
                      : isOwn(v.in[0], own) || Analysis.isImmutable(v.in[0].type);
            };
    return fine ? null : new Effect("a call of " + ref);
  }

  /** Whether the object was made by the constructor, as far as can be told. */
  private boolean isOwn(Value x, List<Boolean> own) {
    var v = x.stripped();
    return switch (v.op) {
      case Op.Param(var i) -> own.get(i);
      case Op.NewArray _, Op.Construct _, Op.Const _ -> true;
      case Op.GetField(var field) -> isOwn(v.in[0], own) && !foreign.contains(field);
      case Op.Load _ -> {
        if (v.in[0].op instanceof Op.Call(_, var ref)
            && ref.isConstructor()
            && v.in[1].op instanceof Op.Const(Integer i)) {
          yield field(ref.owner(), i).filter(foreign::contains).isEmpty();
        }
        yield isOwn(v.in[0], own);
      }
      default -> false;
    };
  }

  /** The field with this place among the references of an object's layout. */
  private Optional<FieldRef> field(String owner, int index) {
    var layout = source.layout(owner);
    for (int i = 0; i < layout.size(); i++) {
      if (!layout.isReal(i) && layout.index(i) == index) {
        return Optional.of(layout.fields().get(i));
      }
    }
    return Optional.empty();
  }
}
