package cotangent;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * A short immutable list of numbers about axes, equal by value: which axes, in which order, or one
 * number per axis (starts and steps of a slice). Inside operations axes are negative, counting from
 * the end, so that leading batch axes never change their meaning.
 */
public final class Axes {
  private final int[] values;

  private Axes(int[] values) {
    this.values = values;
  }

  /** The list of these numbers. */
  public static Axes of(int... values) {
    return new Axes(values.clone());
  }

  /** The list of {@code n} numbers given by their position. */
  public static Axes generate(int n, IntUnaryOperator value) {
    int[] values = new int[n];
    Arrays.setAll(values, value);
    return new Axes(values);
  }

  /** The number at a position. */
  public int get(int i) {
    return values[i];
  }

  /** How many numbers there are. */
  public int size() {
    return values.length;
  }

  /** Whether a number is among them. */
  public boolean contains(int value) {
    for (int v : values) {
      if (v == value) {
        return true;
      }
    }
    return false;
  }

  /** The numbers as a new array. */
  public int[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Axes other && Arrays.equals(values, other.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.stream(values)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "(", ")"));
  }
}
