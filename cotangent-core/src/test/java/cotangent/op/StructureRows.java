package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.F32;
import static cotangent.DType.F64;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;
import static cotangent.op.OpRow.rows;
import static cotangent.op.OpRow.truth;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Structure} and {@link Broadcasting}. */
final class StructureRows {
  private StructureRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("reshape", x -> x.reshape(2, -1))
              .only()
              .on(f(3, 4))
              .on(f(0, 4))
              .on(f(2, 3, 2))
              .also(I32, I64, BOOL),
          unary("ravel", x -> x.reshape(-1)).also(I32, BOOL),
          unary("expandDims", x -> x.expandDims(0)).also(I32, BOOL),
          unary("squeeze", x -> x.squeeze(0, -1)).only().on(f(1, 3, 1)).on(f(1, 0, 1)).also(I64),
          unary("transpose", Tensor::transpose)
              .only()
              .on(f(3, 4))
              .on(f(2, 3, 4))
              .on(f(0, 3))
              .also(I32, I64, BOOL),
          unary("permute", x -> x.permute(2, 0, 1)).only().on(f(2, 3, 4)).on(f(2, 0, 4)).also(I32),
          unary("moveAxis", x -> x.moveAxis(0, -1)).only().on(f(2, 3, 4)).on(f(0, 3, 4)),
          unary("broadcastTo", x -> x.broadcastTo(2, 3, 4))
              .only()
              .on(f(3, 1))
              .on(f(4))
              .on(f())
              .neverEmpty()
              .also(I32, BOOL),
          row("broadcastTo an empty shape", x -> x.getFirst().broadcastTo(2, 0, 4))
              .on(f(0, 1))
              .on(f(1)),
          unary("at", x -> x.at(1, -1)).only().on(f(3, 4)).on(f(2, 3, 2)).on(f(2, 2, 0)).also(I32),
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
          row("where", x -> Tensor.where(x.get(0), x.get(1), x.get(2)))
              .on(truth(3, 4), f(3, 4), f(3, 4))
              .on(truth(4), f(3, 1), f())
              .on(truth(), f(), f())
              .on(truth(0), f(0), f(0))
              .also(I32, I64, BOOL),
          unary("stopGradient", x -> x.stopGradient().mul(x)).withoutDifferences(),
          unary("cast to F64", x -> x.cast(F64)).also(I32, I64, BOOL),
          unary("cast to F32", x -> x.cast(F32)).tolerance(0.5).also(I32, I64, BOOL),
          unary("cast to I32", x -> x.cast(I32)).also(I64, BOOL),
          unary("cast to I64", x -> x.cast(I64)).also(I32, BOOL),
          unary("cast to BOOL", x -> x.cast(BOOL)).also(I32, I64));
}
