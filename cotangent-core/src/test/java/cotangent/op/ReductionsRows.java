package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Reductions}. */
final class ReductionsRows {
  private ReductionsRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("sum", Tensor::sum).also(I32, I64, BOOL),
          unary("sum(0)", x -> x.sum(0)).only().on(f(3)).on(f(3, 4)).on(f(0, 4)).also(I32),
          unary("sum(0, -1)", x -> x.sum(0, -1)).only().on(f(2, 3, 4)).on(f(2, 0, 4)).also(I64));
}
