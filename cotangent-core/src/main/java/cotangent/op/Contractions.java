package cotangent.op;

import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.Gemm;
import cotangent.transform.Dispatch;
import java.util.List;

/** Products that sum over an axis that both operands share. */
public final class Contractions {
  private Contractions() {}

  /** The matrix product of the last two axes; leading axes are a batch, equal in both operands. */
  record Matmul() implements Bilinear, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      Shape a = x.get(0).shape();
      Shape b = x.get(1).shape();
      if (a.rank() < 2
          || b.rank() < 2
          || a.size(-1) != b.size(-2)
          || !a.dropLast(2).equals(b.dropLast(2))
          || x.get(0).dtype() != x.get(1).dtype()
          || !x.get(0).dtype().isNumeric()) {
        throw new IllegalArgumentException(
            "matmul needs [batch..., m, k] and [batch..., k, n] of one numeric dtype, got "
                + x.get(0)
                + " and "
                + x.get(1));
      }
      return List.of(x.get(0).withShape(a.with(-1, b.size(-1))));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray a = x[0];
      NdArray b = x[1];
      NdArray out = NdArray.zeros(a.type().withShape(a.shape().with(-1, b.shape().size(-1))));
      int[] as = a.strides();
      int[] bs = b.strides();
      int batchRank = as.length - 2;
      int m = a.shape().size(-2);
      int k = a.shape().size(-1);
      int n = b.shape().size(-1);
      int rows = foldedRows(a.shape(), as, bs);
      if (rows >= 0) {
        product(rows, n, k, a, a.offset(), as, b, b.offset(), bs, out, 0);
        return new NdArray[] {out};
      }
      int[] at = new int[batchRank];
      int ao = a.offset();
      int bo = b.offset();
      int batches = a.shape().dropLast(2).elements();
      for (int i = 0; i < batches; i++) {
        product(m, n, k, a, ao, as, b, bo, bs, out, i * m * n);
        for (int axis = batchRank - 1; axis >= 0; axis--) {
          ao += as[axis];
          bo += bs[axis];
          if (++at[axis] < a.shape().size(axis)) {
            break;
          }
          ao -= at[axis] * as[axis];
          bo -= at[axis] * bs[axis];
          at[axis] = 0;
        }
      }
      return new NdArray[] {out};
    }

    /**
     * All rows of a batch that meets one right operand, where their stride is even: one product
     * does; else -1.
     */
    private static int foldedRows(Shape a, int[] as, int[] bs) {
      int rows = a.size(-2);
      int step = as[as.length - 2];
      for (int axis = as.length - 3; axis >= 0; axis--) {
        if (a.size(axis) == 1) {
          continue;
        }
        if (bs[axis] != 0 || (rows != 1 && as[axis] != rows * step)) {
          return -1;
        }
        if (rows == 1) {
          step = as[axis];
          as[as.length - 2] = step;
        }
        rows *= a.size(axis);
      }
      return rows;
    }

    private static void product(
        int m,
        int n,
        int k,
        NdArray a,
        int ao,
        int[] as,
        NdArray b,
        int bo,
        int[] bs,
        NdArray c,
        int co) {
      int ar = as[as.length - 2];
      int ac = as[as.length - 1];
      int br = bs[bs.length - 2];
      int bc = bs[bs.length - 1];
      switch (c.dtype()) {
        case F32 ->
            Gemm.gemm(
                m, n, k, a.floats(), ao, ar, ac, b.floats(), bo, br, bc, c.floats(), co, n, false);
        case F64 ->
            Gemm.gemm(
                m,
                n,
                k,
                a.doubles(),
                ao,
                ar,
                ac,
                b.doubles(),
                bo,
                br,
                bc,
                c.doubles(),
                co,
                n,
                false);
        case I32 ->
            Gemm.gemm(m, n, k, a.ints(), ao, ar, ac, b.ints(), bo, br, bc, c.ints(), co, n, false);
        case I64 ->
            Gemm.gemm(
                m, n, k, a.longs(), ao, ar, ac, b.longs(), bo, br, bc, c.longs(), co, n, false);
        case BOOL -> throw new AssertionError("matmul of truth values is refused before");
      }
    }

    @Override
    public Tensor transposeLeft(Tensor x, Tensor y, Tensor ct) {
      return Dispatch.apply(this, ct, Structure.swapAxes(y, -1, -2));
    }

    @Override
    public Tensor transposeRight(Tensor x, Tensor y, Tensor ct) {
      return Dispatch.apply(this, Structure.swapAxes(x, -1, -2), ct);
    }

    /** The rows of all left operands make one. */
    @Override
    public Tensor applySharingRight(Tensor xs, Tensor y) {
      Tensor stack = Structure.moveAxis(xs, 0, -3);
      Shape matrices = stack.shape().last(3);
      int rows = matrices.size(0) * matrices.size(1);
      Tensor all = Structure.reshapeCore(stack, matrices, Shape.of(rows, matrices.size(2)));
      Tensor product = Dispatch.apply(this, all, y);
      Shape merged = product.shape().last(2);
      Shape spread = matrices.with(-1, merged.size(-1));
      return Structure.moveAxis(Structure.reshapeCore(product, merged, spread), -3, 0);
    }

    @Override
    public Tensor applySharingLeft(Tensor x, Tensor ys) {
      Tensor y = Structure.swapAxes(ys, -1, -2);
      return Structure.swapAxes(applySharingRight(y, Structure.swapAxes(x, -1, -2)), -1, -2);
    }
  }

  /**
   * The matrix product as in NumPy: of matrices; with a vector on the left as a row, on the right
   * as a column, its axis then removed; and of stacks of matrices in leading axes, which broadcast.
   *
   * @throws IllegalArgumentException if an operand is a scalar, the inner sizes differ or the
   *     dtypes do
   */
  public static Tensor matmul(Tensor x, Tensor y) {
    Shape a = x.shape();
    Shape b = y.shape();
    if (a.rank() == 0 || b.rank() == 0) {
      throw new IllegalArgumentException(
          "matmul needs vectors, matrices or stacks of them, got "
              + x.type()
              + " and "
              + y.type()
              + "; for a scalar use mul");
    }
    if (a.size(-1) != b.size(b.rank() == 1 ? -1 : -2)) {
      throw new IllegalArgumentException(
          "matmul: the last axis of "
              + a
              + " and the "
              + (b.rank() == 1 ? "only" : "last but one")
              + " of "
              + b
              + " must be equal, "
              + a.size(-1)
              + " is not "
              + b.size(b.rank() == 1 ? -1 : -2));
    }
    if (x.dtype() != y.dtype() || !x.dtype().isNumeric()) {
      throw new IllegalArgumentException(
          "matmul needs operands of one numeric dtype, got "
              + x.type()
              + " and "
              + y.type()
              + ": use cast");
    }
    if (a.rank() == 1) {
      Tensor row = matmul(x.reshape(1, a.size(0)), y);
      return row.reshape(row.shape().remove(b.rank() == 1 ? 0 : -2).toArray());
    }
    if (b.rank() == 1) {
      Tensor column = matmul(x, y.reshape(b.size(0), 1));
      return column.reshape(column.shape().dropLast(1).toArray());
    }
    if (b.rank() == 2 && a.rank() > 2) {
      // One product over all rows: its pullback then needs no stack of right operands.
      Shape rows = a.dropLast(1);
      Tensor flat = Dispatch.apply(new Matmul(), x.reshape(rows.elements(), a.size(-1)), y);
      return flat.reshape(rows.concat(b.last(1)).toArray());
    }
    Shape batch = a.dropLast(2).broadcast(b.dropLast(2));
    return Dispatch.apply(
        new Matmul(),
        Broadcasting.broadcastTo(x, batch.concat(a.last(2))),
        Broadcasting.broadcastTo(y, batch.concat(b.last(2))));
  }

  /**
   * The inner product of two vectors.
   *
   * @throws IllegalArgumentException if the operands are no vectors of one size
   */
  public static Tensor dot(Tensor x, Tensor y) {
    if (x.shape().rank() != 1 || !x.shape().equals(y.shape())) {
      throw new IllegalArgumentException(
          "dot needs two vectors of one size, got "
              + x.type()
              + " and "
              + y.type()
              + ": for matrices use matmul, for more axes einsum");
    }
    return matmul(x, y);
  }

  /** All products of an element of {@code x} and one of {@code y}; the axes of both follow. */
  public static Tensor outer(Tensor x, Tensor y) {
    Tensor column = Structure.reshape(x, x.shape().elements(), 1);
    Tensor row = Structure.reshape(y, 1, y.shape().elements());
    Tensor products = matmul(column, row);
    return Structure.reshape(products, x.shape().concat(y.shape()).toArray());
  }
}
