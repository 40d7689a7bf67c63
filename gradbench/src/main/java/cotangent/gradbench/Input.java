package cotangent.gradbench;

import java.util.List;
import java.util.Map;

/**
 * The input of an evaluation, or an object in it. Each method takes a member apart as what the eval
 * expects it to be.
 *
 * <p>All throw {@link IllegalArgumentException}, with the path of the member and what it is
 * instead.
 *
 * @param path where this object stands, for messages
 * @param members its members
 */
record Input(String path, Map<String, Json> members) {

  /** A member that is an object. */
  Input object(String name) {
    if (get(name) instanceof Json.Members m) {
      return new Input(path(name), m.values());
    }
    throw wrong(name, "an object");
  }

  /** A member that is a whole number of at least {@code least}. */
  int whole(String name, int least) {
    if (get(name) instanceof Json.Whole(long value)
        && value >= least
        && value <= Integer.MAX_VALUE) {
      return (int) value;
    }
    throw wrong(name, "a whole number of at least " + least);
  }

  /** A member that is a number. */
  double real(String name) {
    return switch (get(name)) {
      case Json.Real r -> r.value();
      case Json.Whole w -> w.value();
      case Json.Numbers _, Json.Wholes _, Json.Items _, Json.Members _ ->
          throw wrong(name, "a number");
      case Json.Text _, Json.Flag _, Json.Null _ -> throw wrong(name, "a number");
    };
  }

  /** A member that is true or false. */
  boolean flag(String name) {
    if (get(name) instanceof Json.Flag(boolean value)) {
      return value;
    }
    throw wrong(name, "true or false");
  }

  /** A member that is an array of at least one number. */
  double[] vector(String name) {
    if (get(name) instanceof Json.Numbers(double[] values) && values.length > 0) {
      return values;
    }
    throw wrong(name, "an array of numbers, at least one");
  }

  /** A member that is an array of so many numbers. */
  double[] vector(String name, int length) {
    if (get(name) instanceof Json.Numbers(double[] values) && values.length == length) {
      return values;
    }
    throw wrong(name, "an array of " + length + " numbers");
  }

  /** A member that is an array of so many whole numbers, all in [least, end). */
  int[] indices(String name, int length, int least, int end) {
    return indices(path(name), vector(name, length), least, end);
  }

  /** A member that is an array of whole numbers, all in [least, end). */
  int[] indices(String name, int least, int end) {
    return indices(path(name), vector(name), least, end);
  }

  private static int[] indices(String path, double[] values, int least, int end) {
    var result = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      int index = (int) values[i];
      if (index != values[i] || index < least || index >= end) {
        throw new IllegalArgumentException(
            path
                + "["
                + i
                + "] is "
                + values[i]
                + ", expected a whole number from "
                + least
                + " to "
                + (end - 1));
      }
      result[i] = index;
    }
    return result;
  }

  /** A member that is an array of at least one row, all of one length of at least one. */
  double[][] matrix(String name) {
    var rows = rows(name);
    if (rows.isEmpty() || !(rows.getFirst() instanceof Json.Numbers(double[] first))) {
      throw wrong(name, "an array of rows of numbers");
    }
    return matrix(name, rows.size(), first.length);
  }

  /** A member that is an array of so many rows, all of one length. */
  double[][] matrix(String name, int rows, int columns) {
    return matrix(path(name), rows(name), rows, columns);
  }

  private static double[][] matrix(String path, List<Json> values, int rows, int columns) {
    if (values.size() != rows) {
      throw new IllegalArgumentException(
          path
              + " has "
              + values.size()
              + " rows, expected "
              + rows
              + " rows of "
              + columns
              + " numbers");
    }
    var result = new double[rows][];
    for (int i = 0; i < rows; i++) {
      if (!(values.get(i) instanceof Json.Numbers(double[] row)) || row.length != columns) {
        throw new IllegalArgumentException(
            path
                + "["
                + i
                + "] is "
                + values.get(i).kind()
                + ", expected an array of "
                + columns
                + " numbers");
      }
      result[i] = row;
    }
    return result;
  }

  /** A member that is an array of so many rows of so many indices in [0, end). */
  int[][] indexMatrix(String name, int columns, int end) {
    var values = rows(name);
    var doubles = matrix(path(name), values, values.size(), columns);
    var result = new int[doubles.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = indices(path(name) + "[" + i + "]", doubles[i], 0, end);
    }
    return result;
  }

  /** A member that is an array of so many matrices. */
  double[][][] matrices(String name, int count, int rows, int columns) {
    var values = rows(name);
    if (values.size() != count) {
      throw wrong(name, "an array of " + count + " matrices");
    }
    var result = new double[count][][];
    for (int i = 0; i < count; i++) {
      if (!(values.get(i) instanceof Json.Items(List<Json> matrix))) {
        throw wrong(name, "an array of matrices");
      }
      result[i] = matrix(path(name) + "[" + i + "]", matrix, rows, columns);
    }
    return result;
  }

  /** The elements of an array of arrays; of an empty array, none. */
  private List<Json> rows(String name) {
    return switch (get(name)) {
      case Json.Items(List<Json> values) -> values;
      case Json.Numbers(double[] values) when values.length == 0 -> List.of();
      case Json.Numbers _, Json.Wholes _, Json.Members _, Json.Real _ -> throw wrong(name, "rows");
      case Json.Whole _, Json.Text _, Json.Flag _, Json.Null _ -> throw wrong(name, "rows");
    };
  }

  /** Whether there is such a member. */
  boolean has(String name) {
    return members.containsKey(name);
  }

  /** Whether a member is an empty array. */
  boolean isEmpty(String name) {
    return get(name) instanceof Json.Numbers(double[] values) && values.length == 0;
  }

  /** A member that is a string. */
  String text(String name) {
    if (get(name) instanceof Json.Text(String value)) {
      return value;
    }
    throw wrong(name, "a string");
  }

  private Json get(String name) {
    var value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          path(name) + " is missing; there is " + String.join(", ", members.keySet()));
    }
    return value;
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        path(name) + " is " + get(name).kind() + ", expected " + expected);
  }
}
