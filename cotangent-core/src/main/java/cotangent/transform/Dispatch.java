package cotangent.transform;

import cotangent.Tensor;
import cotangent.array.NdArray;
import cotangent.op.Evaluation;
import cotangent.op.Op;

/**
 * Sends an op to the innermost transformation that watches one of its operands, or else to its
 * kernel.
 */
public final class Dispatch {
  private Dispatch() {}

  /** The single result of an op. */
  public static Tensor apply(Op op, Tensor... x) {
    return bind(op, x)[0];
  }

  /** The results of an op. */
  public static Tensor[] bind(Op op, Tensor... x) {
    Level top = null;
    for (Tensor operand : x) {
      Level level = level(operand);
      if (level != null && (top == null || level.tag() > top.tag())) {
        top = level;
      }
    }
    if (top == null) {
      return Evaluation.evaluate(op, x);
    }
    if (top.isClosed() && !SubstitutionLevel.AGAIN.isBound()) {
      throw new IllegalStateException(
          op.name()
              + ": an operand belongs to a call of "
              + top.transformation()
              + " that has returned; return the value from the function instead of keeping it in a field or variable");
    }
    return top.apply(op, x);
  }

  /** The level that watches a tensor, null for a plain one. */
  static @org.jspecify.annotations.Nullable Level level(Tensor x) {
    return switch (x) {
      case NdArray plain -> null;
      case Node node -> node.level();
      case Dual dual -> dual.level();
      case Batched batched -> batched.level();
      case Abstract traced -> traced.level();
      case Substituted substituted -> substituted.level();
    };
  }
}
