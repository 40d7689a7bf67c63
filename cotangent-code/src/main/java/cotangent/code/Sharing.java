package cotangent.code;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses arguments in which an array occurs twice. A function that writes to its arguments works
 * on copies, one for each place; to the function itself they would be one array.
 */
final class Sharing {
  private final String verb;
  private final Linker linker;
  private final Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());

  Sharing(String verb, Linker linker) {
    this.verb = verb;
    this.linker = linker;
  }

  void refuse(List<?> varying, List<? extends @Nullable Object> others) {
    varying.forEach(this::visit);
    for (var x : others) {
      if (x != null && met.contains(x)) {
        throw twice(x);
      }
    }
  }

  private void visit(@Nullable Object x) {
    if (x == null || x instanceof Number) {
      return;
    }
    if (x.getClass().isArray() && !met.add(x)) {
      throw twice(x);
    }
    if (x instanceof Object[] elements) {
      for (var e : elements) {
        visit(e);
      }
    } else if (x instanceof Record) {
      try {
        for (var field : linker.fields(x.getClass())) {
          visit(field.get(x));
        }
      } catch (IllegalAccessException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
  }

  private IllegalArgumentException twice(Object x) {
    return new IllegalArgumentException(
        verb
            + ": the same "
            + x.getClass().getSimpleName()
            + " occurs twice in the arguments of a function that writes to them: pass a copy.");
  }
}
