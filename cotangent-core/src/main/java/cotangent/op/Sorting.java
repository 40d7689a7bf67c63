package cotangent.op;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.kernel.Sort;
import cotangent.transform.Dispatch;
import java.util.List;

/**
 * Sorting: the order is found first, which has no derivative, and the elements taken in that order.
 * Equal elements keep their order; NaN comes last in either direction.
 */
public final class Sorting {
  private Sorting() {}

  /** The places of the elements of the last axis in ascending or descending order: I32. */
  record ArgSort(boolean descending) implements Discrete, Strided {
    @Override
    public List<TensorType> types(List<TensorType> x) {
      return List.of(x.getFirst().withDType(DType.I32));
    }

    @Override
    public NdArray[] evaluate(NdArray[] x) {
      NdArray rows = x[0].contiguous();
      NdArray out = NdArray.zeros(rows.type().withDType(DType.I32));
      int n = Rows.length(rows);
      var keys = new long[n];
      for (int i = 0, at = rows.offset(); i < Rows.count(rows); i++, at += n) {
        for (int j = 0; j < n; j++) {
          keys[j] =
              switch (rows.dtype()) {
                case F32 -> Sort.key(rows.floats()[at + j], descending);
                case F64 -> Sort.key(rows.doubles()[at + j], descending);
                case I32 -> Sort.key(rows.ints()[at + j], descending);
                case I64 -> Sort.key(rows.longs()[at + j], descending);
                case BOOL -> Sort.key(rows.bytes()[at + j], descending);
              };
        }
        Sort.places(keys, out.ints(), i * n);
      }
      return new NdArray[] {out};
    }
  }

  /** The places of the elements of an axis in order. */
  public static Tensor argSort(Tensor x, int axis, boolean descending) {
    Tensor rows = Structure.moveAxis(x, x.shape().axis("argSort", axis), -1);
    return Structure.moveAxis(Dispatch.apply(new ArgSort(descending), rows), -1, axis);
  }

  /** The elements of an axis in order. */
  public static Tensor sort(Tensor x, int axis, boolean descending) {
    Tensor rows = Structure.moveAxis(x, x.shape().axis("sort", axis), -1);
    Tensor order = Dispatch.apply(new ArgSort(descending), rows);
    return Structure.moveAxis(Indexing.gather(rows, -1, order), -1, axis);
  }
}
