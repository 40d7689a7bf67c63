package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;
import static cotangent.op.OpRow.rows;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Joining}. */
final class JoiningRows {
  private JoiningRows() {}

  static final List<OpRow> ROWS =
      List.of(
          row("concat", x -> Tensor.concat(x, -1))
              .on(f(2, 3), f(2, 1))
              .on(f(3), f(0), f(2))
              .on(f(0, 2), f(0, 1))
              .also(I32, I64, BOOL),
          row("stack", x -> Tensor.stack(x, 1)).on(f(2, 3), f(2, 3)).on(f(2, 0), f(2, 0)).also(I32),
          rows("split", x -> Tensor.split(x.getFirst(), -1, 2, 1, 0))
              .on(f(2, 3))
              .on(f(3))
              .on(f(0, 3))
              .also(I32, BOOL),
          rows("splitEvenly", x -> Tensor.splitEvenly(x.getFirst(), 1, 2))
              .on(f(2, 4))
              .on(f(0, 2, 3)),
          unary("tile", x -> x.tile(2, 1, 3)).also(I32, BOOL));
}
