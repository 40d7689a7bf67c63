package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.F32;
import static cotangent.DType.F64;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.index;
import static cotangent.op.OpRow.row;

import java.util.List;

/** The rows of {@link Indexing}. */
final class IndexingRows {
  private IndexingRows() {}

  static final List<OpRow> ROWS =
      List.of(
          row("take", x -> x.get(0).take(x.get(1), -1))
              .on(f(3, 4), index(4, 2))
              .on(f(4), index(4))
              .on(f(2, 4), index(4, 3, 2))
              .on(f(0, 2), index(2, 3))
              .on(f(3), index(3, 0))
              .also(I32, I64, BOOL),
          row("take rows", x -> x.get(0).take(x.get(1).sub(2).cast(I64), 0))
              .on(f(2, 3), index(4, 5))
              .on(f(2, 3, 2), index(4, 2, 2))
              .on(f(2, 0), index(4, 1)),
          row("gather", x -> x.get(0).gather(0, x.get(1)))
              .on(f(3, 4), index(3, 5, 4))
              .on(f(3, 4), index(3, 2, 1))
              .on(f(3), index(3, 3))
              .on(f(3, 0), index(3, 2, 0))
              .also(I32, BOOL),
          row("scatterAdd", x -> x.get(0).scatterAdd(1, x.get(1), x.get(2)))
              .on(f(3, 4), index(4, 3, 5), f(3, 5))
              .on(f(2, 4), index(4, 1, 3), f())
              .on(f(2, 3), index(3, 2, 0), f(2, 0))
              .on(f(0, 3), index(3, 0, 2), f(0, 2))
              .also(I32, I64),
          row("oneHot", x -> x.get(0).oneHot(3, F64))
              .on(index(3, 2, 2))
              .on(index(3))
              .on(index(3, 0)),
          row("oneHot F32", x -> x.get(0).oneHot(3, F32)).on(index(3, 4)).on(index(1, 0)));
}
