package cotangent.op;

import static cotangent.DType.BOOL;
import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;
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
          unary("stopGradient", x -> x.stopGradient().mul(x)).withoutDifferences());
}
