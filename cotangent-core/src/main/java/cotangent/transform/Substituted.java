package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;

/** An argument of a function whose captured values are replaced, or what was computed from one. */
public final class Substituted implements Value {
  private final SubstitutionLevel level;
  private final Tensor value;

  Substituted(SubstitutionLevel level, Tensor value) {
    this.level = level;
    this.value = value;
  }

  SubstitutionLevel level() {
    return level;
  }

  Tensor value() {
    return value;
  }

  @Override
  public TensorType type() {
    return value.type();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
