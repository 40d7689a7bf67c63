package cotangent.op;

import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.index;
import static cotangent.op.OpRow.row;
import static cotangent.op.OpRow.unary;

import cotangent.Tensor;
import java.util.List;

/** The rows of {@link Probabilities}. */
final class ProbabilitiesRows {
  private ProbabilitiesRows() {}

  static final List<OpRow> ROWS =
      List.of(
          unary("softmax(-1)", x -> x.softmax(-1)).only().on(f(4)).on(f(3, 4)).on(f(3, 0)),
          unary("softmax(0)", x -> x.softmax(0)).only().on(f(4)).on(f(3, 4)).on(f(0, 3)),
          unary("logSoftmax(-1)", x -> x.logSoftmax(-1)).only().on(f(4)).on(f(3, 4)).on(f(3, 0)),
          unary("logSoftmax(0)", x -> x.logSoftmax(0)).only().on(f(3, 4)).on(f(0, 4)),
          unary("logSumExp", Tensor::logSumExp).only().on(f()).on(f(3, 4)).neverEmpty(),
          unary("logSumExp(0, 2)", x -> x.logSumExp(0, 2)).only().on(f(2, 3, 4)).on(f(2, 0, 3)),
          row("crossEntropy of classes", x -> x.get(0).crossEntropy(x.get(1)))
              .on(f(5, 3), index(3, 5))
              .on(f(3), index(3))
              .on(f(2, 2, 3), index(3, 2, 2))
              .neverEmpty(),
          row("crossEntropy of probabilities", x -> x.get(0).crossEntropy(x.get(1)))
              .on(f(5, 3), f(5, 3))
              .on(f(3), f(3))
              .in(-2, 2, 0.1, 1)
              .neverEmpty());
}
