package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Derivatives that a user gives for methods that cannot be annotated. Immutable. */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Rules {
  private static final Rules NONE = new Rules(Map.of());

  private final Map<MethodRef, Target> targets;

  private Rules(Map<MethodRef, Target> targets) {
    this.targets = targets;
  }

  /** No rules. */
  public static Rules none() {
    return NONE;
  }

  /** These rules, and those of others for what these have none. */
  public Rules and(Rules others) {
    if (others.targets.isEmpty()) {
      return this;
    }
    var all = new HashMap<>(others.targets);
    all.putAll(targets);
    return new Rules(Map.copyOf(all));
  }

  @Nullable Target of(MethodRef method) {
    return targets.get(method);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Rules rules && rules.targets.equals(targets);
  }

  @Override
  public int hashCode() {
    return targets.hashCode();
  }
}
