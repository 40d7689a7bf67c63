package cotangent.op;

import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Extremes}. */
final class ExtremesRows {
  private ExtremesRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("max", Tensor::max).only().on(f()).on(f(3, 4)).neverEmpty().also(I32, I64),
          unary("max(0)", x -> x.max(0)).only().on(f(3)).on(f(3, 4)).on(f(3, 0)).also(I32, I64),
          unary("max(0, -1)", x -> x.max(0, -1)).only().on(f(2, 3, 4)).on(f(2, 0, 4)),
          unary("min", Tensor::min).only().on(f()).on(f(3, 4)).neverEmpty().also(I32, I64),
          unary("min(-1)", x -> x.min(-1)).only().on(f(3)).on(f(3, 4)).on(f(0, 3)).also(I32, I64),
          unary("argMax(0)", x -> x.argMax(0)).only().on(f(3, 4)).on(f(3, 0)).also(I32, I64),
          unary("argMax", Tensor::argMax).only().on(f()).on(f(3, 4)).neverEmpty(),
          unary("argMin(1)", x -> x.argMin(1)).only().on(f(3, 4)).on(f(0, 4)).also(I32, I64));
}
