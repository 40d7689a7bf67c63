package cotangent.code;

import cotangent.code.Op.FieldRef;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Set;

/** Questions about the types of states: what in them can change, and what can be copied. */
record CheckpointTypes(ClassSource source) {

  Layout layout(String type) {
    return source.layout(Types.internal(type));
  }

  boolean isFinal(String type) {
    return !Types.isArray(type) && source.isFinal(Types.internal(type));
  }

  boolean isFinal(FieldRef field) {
    return source.isFinalField(field);
  }

  /** Whether it is an array of numbers. */
  static boolean isFlat(String type) {
    return Types.isArray(type) && Types.kind(type.substring(1)) != 'A';
  }

  /** Whether {@code runtime.Snapshots} can copy all that changes in a value of the type. */
  boolean isCopyable(String type) {
    return Types.isArray(type)
        ? type.equals(Layout.TYPE) || isCopyable(type.substring(1))
        : isImmutable(type);
  }

  /** Whether a value of the type may lead to a list or map, as far as the type tells. */
  boolean holdsContainer(String type) {
    return holdsContainer(type, new HashSet<>());
  }

  private boolean holdsContainer(String type, Set<String> asked) {
    if (Types.isArray(type)) {
      return holdsContainer(type.substring(1), asked);
    }
    var name = Types.internal(type);
    return Types.kind(type) == 'A'
        && asked.add(name)
        && (Containers.is(name)
            || source.closed(name).stream()
                .flatMap(java.util.List::stream)
                .anyMatch(c ->
                    c.equals(name) ? holds(c, asked) : holdsContainer(Types.ofInternal(c), asked)));
  }

  private boolean holds(String name, Set<String> asked) {
    return source.layout(name).fields().stream().anyMatch(f -> holdsContainer(f.desc(), asked));
  }

  /** Whether a value of the type never changes, nor anything that it leads to. */
  boolean isImmutable(String type) {
    return isImmutable(type, new HashSet<>());
  }

  private boolean isImmutable(String type, Set<String> asked) {
    if (Types.kind(type) != 'A' || Analysis.isImmutable(type)) {
      return true;
    }
    var name = Types.internal(type);
    if (Types.isArray(type)) {
      return false;
    }
    if (!Types.unbox(name).isEmpty() || !asked.add(name)) {
      return true;
    }
    var model = Layout.isLibrary(name) ? null : source.find(name);
    if (model == null) {
      return false;
    }
    if (!model.flags().has(AccessFlag.FINAL)) {
      return source
          .closed(name)
          .map(all -> all.stream().allMatch(c -> isImmutable(Types.ofInternal(c), asked)))
          .orElse(false);
    }
    return source.supertypes(name).stream().allMatch(c -> hasImmutableFields(c, asked));
  }

  private boolean hasImmutableFields(String name, Set<String> asked) {
    var model = Layout.isLibrary(name) ? null : source.find(name);
    return model == null
        ? switch (name) {
          case "java/lang/Object", "java/lang/Record", "java/lang/Enum" -> true;
          default -> source.isInterface(name);
        }
        : model.fields().stream()
            .filter(f -> !f.flags().has(AccessFlag.STATIC))
            .allMatch(f ->
                f.flags().has(AccessFlag.FINAL) && isImmutable(f.fieldType().stringValue(), asked));
  }
}
