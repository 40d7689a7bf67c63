package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Scans}. */
final class ScansRows {
  private ScansRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("prod", Tensor::prod).also(I32, I64),
          unary("prod(0)", x -> x.prod(0)).only().on(f(1)).on(f(3, 4)).on(f(0, 3)).also(I32),
          unary("prod(0, -1)", x -> x.prod(0, -1)).only().on(f(2, 2, 3)).on(f(2, 0, 4)),
          unary("cumSum(0)", x -> x.cumSum(0))
              .only()
              .on(f(3))
              .on(f(3, 4))
              .on(f(0, 4))
              .also(I32, I64, BOOL),
          unary("cumSum(-1)", x -> x.cumSum(-1)).only().on(f(3, 4)).on(f(3, 0)),
          unary("cumProd(0)", x -> x.cumProd(0))
              .only()
              .on(f(1))
              .on(f(3, 4))
              .on(f(0))
              .also(I32, I64),
          unary("cumProd(-1)", x -> x.cumProd(-1)).only().on(f(3, 4)).on(f(3, 0)));
}
