package cotangent.gradbench;

import java.util.List;
import java.util.Map;

/**
 * A JSON value. Arrays of nothing but numbers are kept as {@code double[]}, since messages of
 * GradBench are megabytes of these.
 */
sealed interface Json {

  /** An array of numbers, also an empty array. */
  @SuppressWarnings("ArrayRecordComponent") // read once or written once, never compared
  record Numbers(double[] values) implements Json {}

  /** An array of whole numbers, for answers; read as {@link Numbers}. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Wholes(int[] values) implements Json {}

  /** An array that holds something else than numbers. */
  record Items(List<Json> values) implements Json {}

  /** An object. */
  record Members(Map<String, Json> values) implements Json {}

  /** A number. */
  record Real(double value) implements Json {}

  /** A number written without a fraction or an exponent. */
  record Whole(long value) implements Json {}

  /** A string. */
  record Text(String value) implements Json {}

  /** True or false. */
  record Flag(boolean value) implements Json {}

  /** The value {@code null}. */
  record Null() implements Json {}

  /** The rows of a matrix. */
  static Json rows(double[][] rows) {
    return new Items(java.util.Arrays.stream(rows).<Json>map(Numbers::new).toList());
  }

  /** What kind of value this is, for messages. */
  default String kind() {
    return switch (this) {
      case Numbers n -> "an array of " + n.values.length + " numbers";
      case Wholes n -> "an array of " + n.values.length + " numbers";
      case Items i -> "an array of " + i.values.size() + " values that are not all numbers";
      case Members _ -> "an object";
      case Real r -> "the number " + r.value;
      case Whole w -> "the number " + w.value;
      case Text _ -> "a string";
      case Flag f -> String.valueOf(f.value);
      case Null _ -> "null";
    };
  }

  /**
   * This value, if it can be written: JSON has neither NaN nor infinity.
   *
   * @param path where this value stands, for the message
   * @throws ArithmeticException if a number is not finite
   */
  default Json requireFinite(String path) {
    switch (this) {
      case Real r -> requireFinite(r.value, path);
      case Numbers n -> {
        for (int i = 0; i < n.values.length; i++) {
          if (!Double.isFinite(n.values[i])) {
            requireFinite(n.values[i], path + "[" + i + "]");
          }
        }
      }
      case Items items -> {
        for (int i = 0; i < items.values.size(); i++) {
          var _ = items.values.get(i).requireFinite(path + "[" + i + "]");
        }
      }
      case Members m -> m.values.forEach((key, v) -> v.requireFinite(path + "." + key));
      case Wholes _, Whole _, Text _, Flag _, Null _ -> {}
    }
    return this;
  }

  private static void requireFinite(double value, String path) {
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(path + " is " + value + ", which JSON cannot express");
    }
  }
}
