package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.unary;

import cotangent.Axes;
import java.util.List;

/** The rows of {@link Slicing}. */
final class SlicingRows {
  private SlicingRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("at", x -> x.at(1, -1)).only().on(f(3, 4)).on(f(2, 3, 2)).on(f(2, 2, 0)).also(I32),
          unary("slice", x -> x.at("::-2, None, ..., 1:"))
              .only()
              .on(f(3, 4))
              .on(f(5, 2, 3))
              .on(f(0, 2))
              .also(I32, I64, BOOL),
          unary("flip", x -> x.flip(-1)).only().on(f(3, 4)).on(f(3)).on(f(3, 0)).also(I32, BOOL),
          unary("pad", x -> x.pad(Axes.of(1, 0), Axes.of(0, 2)))
              .only()
              .on(f(2, 3))
              .on(f(0, 2))
              .also(I32, I64, BOOL),
          unary(
                  "pad with infinity",
                  x -> x.pad(Axes.of(1), Axes.of(2), Double.POSITIVE_INFINITY).at("1:-1"))
              .only()
              .on(f(4))
              .neverEmpty()
              .withoutDifferences(),
          unary("pad with a value", x -> x.pad(Axes.of(1, 1), Axes.of(1, 0), 3))
              .only()
              .on(f(2, 3))
              .on(f(0, 1))
              .also(I32, BOOL),
          unary("diag", x -> x.diag(1))
              .only()
              .on(f(3, 4))
              .on(f(2, 4, 3))
              .on(f(1, 1))
              .on(f(0, 3))
              .also(I32, BOOL),
          unary("diagonal matrix", x -> x.diag(-1)).only().on(f(3)).on(f(1)).on(f(0)).also(I64));
}
