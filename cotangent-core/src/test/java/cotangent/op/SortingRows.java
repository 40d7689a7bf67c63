package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.unary;

import java.util.List;

/** The rows of {@link Sorting}. */
final class SortingRows {
  private SortingRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("sort(0)", x -> x.sort(0)).only().on(f(5)).on(f(4, 3)).on(f(0, 3)).also(I32, I64),
          unary("sort(-1)", x -> x.sort(-1)).only().on(f(2, 5)).on(f(2, 0)),
          unary("sortDescending", x -> x.sortDescending(-1)).only().on(f(2, 5)).on(f(2, 0)),
          unary("argSort", x -> x.argSort(-1)).only().on(f(2, 5)).on(f(2, 0)).also(I32, I64, BOOL),
          unary("argSortDescending", x -> x.argSortDescending(0)).only().on(f(5, 2)).on(f(0)));
}
