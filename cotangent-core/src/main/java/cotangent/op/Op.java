package cotangent.op;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.transform.Dispatch;
import java.util.List;

/**
 * An operation on tensors: an immutable value, equal by its parameters, that says what it does to a
 * list of operands.
 *
 * <p>Ops come in six kinds, told apart by what is known of their derivative; every transformation
 * is a switch over the kinds and never over single ops. Axis parameters of an op count from the
 * end, and an op accepts any number of leading batch axes, equal in all operands: that is how
 * {@code vmap} works without a rule per op.
 */
public sealed interface Op permits Pointwise, Linear, Bilinear, Discrete, Custom, Call {

  /** The name in errors, printed programs and pictures, such as {@code matmul}. */
  default String name() {
    String simple = getClass().getSimpleName();
    return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
  }

  /**
   * The type rule: the types of the results for operands of these types.
   *
   * @throws IllegalArgumentException if the op is not defined for such operands
   */
  List<TensorType> types(List<TensorType> x);

  /**
   * The kernel: fills the results, whose types are those of {@link #types}, from the operands. All
   * buffers are contiguous in row-major order.
   */
  default void kernel(List<Buffer> x, List<Buffer> y) {
    throw new IllegalStateException("op " + name() + " states no kernel: override kernel(x, y)");
  }

  /**
   * Whether the op accepts leading batch axes, as those of the library do. Where it does not,
   * {@code vmap} calls it once for each element of the batch.
   */
  default boolean acceptsBatchAxes() {
    return true;
  }

  /** Applies an op of one result to operands that fit it. */
  default Tensor apply(Tensor... x) {
    return Dispatch.apply(this, x);
  }
}
