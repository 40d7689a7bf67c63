package cotangent.op;

import static cotangent.DType.I32;
import static cotangent.DType.I64;
import static cotangent.op.OpRow.f;
import static cotangent.op.OpRow.row;

import cotangent.Tensor;
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
              .also(I32, I64),
          row("matmul of equal batches", x -> x.get(0).matmul(x.get(1)))
              .on(f(2, 3, 4), f(2, 4, 2))
              .on(f(0, 3, 4), f(0, 4, 2)),
          row("dot", x -> x.get(0).dot(x.get(1))).on(f(4), f(4)).on(f(0), f(0)).also(I32, I64),
          row("outer", x -> x.get(0).outer(x.get(1)))
              .on(f(4), f(3))
              .on(f(2, 3), f(2))
              .on(f(), f(2))
              .on(f(0), f(2))
              .also(I32),
          einsum("ij,jk").on(f(3, 4), f(4, 2)).on(f(3, 0), f(0, 2)).also(I32, I64),
          einsum("ij,ij->").on(f(3, 4), f(3, 4)).on(f(0, 4), f(0, 4)),
          einsum("bij,bjk->bik").on(f(2, 3, 4), f(2, 4, 2)).on(f(0, 3, 4), f(0, 4, 2)),
          einsum("bi,bi->b").on(f(3, 4), f(3, 4)).on(f(3, 0), f(3, 0)),
          einsum("b,bi->ib").on(f(3), f(3, 4)).on(f(0), f(0, 2)),
          einsum("ii->i").on(f(3, 3)).on(f(0, 0)).also(I32),
          einsum("iji->j").on(f(3, 2, 3)).on(f(3, 0, 3)),
          einsum("...ij,...j->...i").on(f(2, 3, 4), f(4)).on(f(3, 4), f(5, 4)).on(f(3, 0), f(0)),
          einsum("i,ij,j").on(f(3), f(3, 4), f(4)).on(f(0), f(0, 2), f(2)),
          einsum("ij,jk,kl,il->").on(f(2, 3), f(3, 2), f(2, 4), f(2, 4)).neverEmpty());

  private static OpRow einsum(String equation) {
    return row("einsum " + equation, x -> Tensor.einsum(equation, x.toArray(Tensor[]::new)));
  }
}
