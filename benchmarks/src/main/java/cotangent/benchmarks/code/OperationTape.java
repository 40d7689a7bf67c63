package cotangent.benchmarks.code;

import java.util.Arrays;

/**
 * Reverse mode by recording operations, for comparison. Each operation on reals appends a row: its
 * value, which rows its operands are, and its partial derivatives with respect to them; one pass
 * from the last row to the first then sums the adjoints. A real is the number of its row, the
 * inputs are the first rows. The rows lie in flat arrays that are kept from one recording to the
 * next.
 */
final class OperationTape {
  /** In place of the second operand of an operation that has one. */
  private static final int NONE = -1;

  private double[] values = new double[1024];
  private int[] left = new int[1024];
  private int[] right = new int[1024];
  private double[] byLeft = new double[1024];
  private double[] byRight = new double[1024];
  private double[] adjoints = {};
  private int inputs;
  private int size;

  /** Forgets what was recorded; row i now is x[i]. */
  void start(double[] x) {
    inputs = x.length;
    size = 0;
    reserve(x.length);
    System.arraycopy(x, 0, values, 0, x.length);
    size = x.length;
  }

  int inputs() {
    return inputs;
  }

  double value(int row) {
    return values[row];
  }

  /** A row without operands. */
  int constant(double value) {
    return push(value, NONE, 0, NONE, 0);
  }

  private void reserve(int capacity) {
    if (capacity > values.length) {
      int length = Math.max(capacity, values.length + values.length / 2);
      values = Arrays.copyOf(values, length);
      left = Arrays.copyOf(left, length);
      right = Arrays.copyOf(right, length);
      byLeft = Arrays.copyOf(byLeft, length);
      byRight = Arrays.copyOf(byRight, length);
    }
  }

  private int push(double value, int x, double byX, int y, double byY) {
    int row = size;
    if (row == values.length) {
      reserve(row + 1);
    }
    values[row] = value;
    left[row] = x;
    right[row] = y;
    byLeft[row] = byX;
    byRight[row] = byY;
    size = row + 1;
    return row;
  }

  private int push(double value, int x, double byX) {
    return push(value, x, byX, NONE, 0);
  }

  /** x + y. */
  int add(int x, int y) {
    return push(values[x] + values[y], x, 1, y, 1);
  }

  /** x + c. */
  int shift(int x, double c) {
    return push(values[x] + c, x, 1);
  }

  /** x - y. */
  int sub(int x, int y) {
    return push(values[x] - values[y], x, 1, y, -1);
  }

  /** c - x. */
  int from(double c, int x) {
    return push(c - values[x], x, -1);
  }

  /** x y. */
  int mul(int x, int y) {
    return push(values[x] * values[y], x, values[y], y, values[x]);
  }

  /** c x. */
  int scale(int x, double c) {
    return push(c * values[x], x, c);
  }

  int square(int x) {
    return push(values[x] * values[x], x, 2 * values[x]);
  }

  /** x / y. */
  int div(int x, int y) {
    double inverse = 1 / values[y];
    double quotient = values[x] / values[y];
    return push(quotient, x, inverse, y, -quotient * inverse);
  }

  /** 1 / x. */
  int inverse(int x) {
    double inverse = 1 / values[x];
    return push(inverse, x, -inverse * inverse);
  }

  int exp(int x) {
    double e = Math.exp(values[x]);
    return push(e, x, e);
  }

  int log(int x) {
    return push(Math.log(values[x]), x, 1 / values[x]);
  }

  int sqrt(int x) {
    double root = Math.sqrt(values[x]);
    return push(root, x, 0.5 / root);
  }

  int sin(int x) {
    return push(Math.sin(values[x]), x, Math.cos(values[x]));
  }

  int cos(int x) {
    return push(Math.cos(values[x]), x, -Math.sin(values[x]));
  }

  int tanh(int x) {
    double y = Math.tanh(values[x]);
    return push(y, x, 1 - y * y);
  }

  /** The larger one; of equals the first. */
  int max(int x, int y) {
    return values[x] >= values[y] ? x : y;
  }

  /** The gradient of a row with respect to the inputs; returns the value of the row. */
  double gradient(int result, double[] gradient) {
    if (adjoints.length < size) {
      adjoints = new double[values.length];
    } else {
      Arrays.fill(adjoints, 0, size, 0);
    }
    var all = adjoints;
    all[result] = 1;
    for (int row = result; row >= inputs; row--) {
      double a = all[row];
      if (a != 0 && left[row] != NONE) {
        all[left[row]] += byLeft[row] * a;
        if (right[row] != NONE) {
          all[right[row]] += byRight[row] * a;
        }
      }
    }
    System.arraycopy(all, 0, gradient, 0, inputs);
    return values[result];
  }

  /** Bytes that the rows in use take, adjoints included. */
  long bytes() {
    return 40L * size;
  }
}
