package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.F32;
import static cotangent.DType.F64;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.unary;

import java.util.List;

/** The rows of {@link Casting}. */
final class CastingRows {
  private CastingRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("cast to F64", x -> x.cast(F64)).also(I32, I64, BOOL),
          unary("cast to F32", x -> x.cast(F32)).tolerance(0.5).also(I32, I64, BOOL),
          unary("cast to I32", x -> x.cast(I32)).also(I64, BOOL),
          unary("cast to I64", x -> x.cast(I64)).also(I32, BOOL),
          unary("cast to BOOL", x -> x.cast(BOOL)).also(I32, I64));
}
