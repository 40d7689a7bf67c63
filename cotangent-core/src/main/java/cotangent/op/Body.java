package cotangent.op;

import cotangent.Tensor;

/** A function of lists of tensors: what all transformations come down to. */
@FunctionalInterface
public interface Body {
  /** The results for these operands. */
  Tensor[] apply(Tensor[] x);
}
