package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;

/** A value that forward mode watches, with its tangent. */
public final class Dual implements Value {
  private final ForwardLevel level;
  private final Tensor primal;
  private final Tensor tangent;

  Dual(ForwardLevel level, Tensor primal, Tensor tangent) {
    this.level = level;
    this.primal = primal;
    this.tangent = tangent;
  }

  ForwardLevel level() {
    return level;
  }

  /** The value without its tangent. */
  public Tensor primal() {
    return primal;
  }

  /** The tangent, of the type of the value. */
  public Tensor tangent() {
    return tangent;
  }

  @Override
  public TensorType type() {
    return primal.type();
  }

  @Override
  public String toString() {
    return primal + " (tangent " + tangent + ")";
  }
}
