package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;
import static cotangent.op.OpRow.truth;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Masking}. */
final class MaskingRows {
  private MaskingRows() {}

  static final List<OpRow> ROWS =
      List.of(
          row("where", x -> Tensor.where(x.get(0), x.get(1), x.get(2)))
              .on(truth(3, 4), f(3, 4), f(3, 4))
              .on(truth(4), f(3, 1), f())
              .on(truth(), f(), f())
              .on(truth(0), f(0), f(0))
              .also(I32, I64, BOOL),
          unary("tril", x -> x.tril(1))
              .only()
              .on(f(3, 4))
              .on(f(2, 3, 2))
              .on(f(0, 3))
              .also(I32, BOOL),
          unary("triu", x -> x.triu(0)).only().on(f(3, 4)).on(f(2, 3, 2)).on(f(3, 0)).also(I64));
}
