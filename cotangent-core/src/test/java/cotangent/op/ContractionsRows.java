package cotangent.op;

import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;

import java.util.List;

/** The rows of {@link Contractions}. */
final class ContractionsRows {
  private ContractionsRows() {}

  static final List<OpRow> ROWS =
      List.of(
          row("matmul", x -> x.get(0).matmul(x.get(1)))
              .on(f(3, 4), f(4, 2))
              .on(f(4), f(4))
              .on(f(4), f(4, 2))
              .on(f(3, 4), f(4))
              .on(f(2, 3, 4), f(4, 2))
              .on(f(3, 4), f(2, 4, 5))
              .on(f(2, 1, 3, 4), f(5, 4, 2))
              .on(f(0, 4), f(4, 2))
              .on(f(3, 0), f(0, 2))
              .on(f(1, 1), f(1, 1))
              .also(I32, I64));
}
