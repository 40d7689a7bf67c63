package cotangent.nn.optim;

import cotangent.Tensor;
import java.util.List;

/** Checks that trees fit each other, since a formula would broadcast what does not. */
final class Leaves {
  private Leaves() {}

  /**
   * Checks parameters, gradient and moments.
   *
   * @param columns the leaves of each
   */
  static void check(String name, int expected, List<List<Tensor>> columns) {
    if (columns.size() != expected) {
      throw new IllegalArgumentException(
          name
              + ": the state holds "
              + (columns.size() - 2)
              + " moments instead of "
              + (expected - 2)
              + ": it was made by another optimiser");
    }
    List<Tensor> params = columns.getFirst();
    for (int j = 1; j < columns.size(); j++) {
      String what = j == 1 ? "the gradient" : "moment " + (j - 2) + " of the state";
      List<Tensor> column = columns.get(j);
      if (column.size() != params.size()) {
        throw new IllegalArgumentException(
            name
                + ": "
                + what
                + " has "
                + column.size()
                + " tensors, the parameters have "
                + params.size());
      }
      for (int i = 0; i < params.size(); i++) {
        if (!column.get(i).type().equals(params.get(i).type())) {
          throw new IllegalArgumentException(
              name
                  + ": tensor "
                  + i
                  + " is "
                  + params.get(i).type()
                  + " in the parameters and "
                  + column.get(i).type()
                  + " in "
                  + what);
        }
      }
    }
  }
}
