package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.unary;

import cotangent.Axes;
import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Reductions}. */
final class ReductionsRows {
  private ReductionsRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("sum", Tensor::sum).also(I32, I64, BOOL),
          unary("sum(0)", x -> x.sum(0)).only().on(f(3)).on(f(3, 4)).on(f(0, 4)).also(I32),
          unary("sum(0, -1)", x -> x.sum(0, -1)).only().on(f(2, 3, 4)).on(f(2, 0, 4)).also(I64),
          unary("mean", Tensor::mean).only().on(f()).on(f(3, 4)).neverEmpty(),
          unary("mean(1)", x -> x.mean(1)).only().on(f(3, 4)).on(f(0, 4)),
          unary("variance", Tensor::variance).only().on(f()).on(f(3, 4)).neverEmpty(),
          unary("variance(0) by n - 1", x -> x.variance(Axes.of(0), 1))
              .only()
              .on(f(3, 4))
              .on(f(2, 0)),
          unary("std", Tensor::std).only().on(f(3, 4)).neverEmpty(),
          unary("std(0, 1) by n - 1", x -> x.std(Axes.of(0, 1), 1))
              .only()
              .on(f(3, 4, 2))
              .on(f(2, 1, 0)),
          unary("norm", Tensor::norm).only().on(f(3, 4)).on(f(2, 0)),
          unary("norm of a scalar", Tensor::norm).only().on(f()).awayFrom(0).neverEmpty(),
          unary("norm(1)", x -> x.norm(1)).only().on(f(3, 4)).on(f(3, 0)),
          unary("any", Tensor::any).onTruths(),
          unary("any(0)", x -> x.any(0)).only().on(f(2, 3)).on(f(0, 3)).onTruths(),
          unary("all", Tensor::all).onTruths(),
          unary("all(1)", x -> x.all(1)).only().on(f(2, 2)).on(f(2, 0)).onTruths());
}
