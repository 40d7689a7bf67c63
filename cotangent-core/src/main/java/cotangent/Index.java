package cotangent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Tensor#at(Index...)} does with an axis, as in NumPy:
 *
 * <pre>{@code
 * x.at(Index.at(0), Index.from(1).step(2), Index.newAxis())    // x.at("0, 1::2, None")
 * x.at(Index.ellipsis(), Index.step(-1))                       // x.at("..., ::-1")
 * }</pre>
 *
 * <p>The text form is a list with commas. Blanks do not matter.
 *
 * <pre>
 * indices = index {"," index}
 * index   = number                                  the part there, without the axis
 *         | [number] ":" [number] [":" [number]]    a range: from, to, step
 *         | "None"                                  a new axis of size 1
 *         | "..."                                   as many whole axes as are left, once
 * </pre>
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public sealed interface Index {
  /** The part at a place, without the axis; a negative number counts from the end. */
  record At(int index) implements Index {}

  /**
   * The parts from one place up to and without another, some apart. Places beyond the axis are
   * moved to its ends; negative ones count from the end; with a negative step the range runs
   * backwards.
   *
   * @param from the first place; null for the first one of the axis, in the direction of the step
   * @param to the place before which the range ends; null for beyond the last one
   * @param step the distance, which is not 0
   */
  record Range(@Nullable Integer from, @Nullable Integer to, int step) implements Index {
    /** Checks the step. */
    public Range {
      if (step == 0) {
        throw new IllegalArgumentException("the step of a range must not be 0");
      }
    }

    /** The same range with another step. */
    public Range step(int step) {
      return new Range(from, to, step);
    }

    @Override
    public String toString() {
      return (from == null ? "" : from)
          + ":"
          + (to == null ? "" : to)
          + (step == 1 ? "" : ":" + step);
    }
  }

  /** A new axis of size 1. */
  record NewAxis() implements Index {}

  /** As many whole axes as the other indices leave. */
  record Ellipsis() implements Index {}

  /** The part at a place, without the axis; a negative number counts from the end. */
  static At at(int index) {
    return new At(index);
  }

  /** From one place up to and without another. */
  static Range range(int from, int to) {
    return new Range(from, to, 1);
  }

  /** From a place to the end. */
  static Range from(int from) {
    return new Range(from, null, 1);
  }

  /** From the start up to and without a place. */
  static Range to(int to) {
    return new Range(null, to, 1);
  }

  /** The whole axis with a step; -1 turns it round. */
  static Range step(int step) {
    return new Range(null, null, step);
  }

  /** The whole axis. */
  static Range all() {
    return step(1);
  }

  /** A new axis of size 1. */
  static NewAxis newAxis() {
    return new NewAxis();
  }

  /** As many whole axes as the other indices leave. */
  static Ellipsis ellipsis() {
    return new Ellipsis();
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is not of that form; the message says where
   */
  static List<Index> parse(String text) {
    List<Index> indices = new ArrayList<>();
    int start = 0;
    while (true) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      indices.add(parse(text, start, end));
      if (comma < 0) {
        return List.copyOf(indices);
      }
      start = comma + 1;
    }
  }

  private static Index parse(String text, int start, int end) {
    String part = text.substring(start, end).strip();
    switch (part) {
      case "..." -> {
        return ellipsis();
      }
      case "None" -> {
        return newAxis();
      }
      default -> {}
    }
    @Nullable Integer[] numbers = new Integer[3];
    int count = 0;
    int from = start;
    while (true) {
      int colon = text.indexOf(':', from);
      int to = colon < 0 || colon > end ? end : colon;
      if (count == numbers.length) {
        throw malformed(text, from - 1, "a range has at most two colons");
      }
      numbers[count++] = number(text, from, to);
      if (to == end) {
        break;
      }
      from = to + 1;
    }
    Integer first = numbers[0];
    if (count > 1) {
      Integer step = numbers[2];
      if (step != null && step == 0) {
        throw malformed(text, from, "the step of a range must not be 0");
      }
      return new Range(first, numbers[1], step == null ? 1 : step);
    }
    if (first == null) {
      throw malformed(text, start, "an index is missing");
    }
    return at(first);
  }

  private static @Nullable Integer number(String text, int start, int end) {
    String digits = text.substring(start, end).strip();
    if (digits.isEmpty()) {
      return null;
    }
    try {
      return Integer.valueOf(digits);
    } catch (NumberFormatException e) {
      throw malformed(
          text,
          text.indexOf(digits, start),
          "'" + digits + "' is no number that fits an int, no range, None or ...");
    }
  }

  private static IllegalArgumentException malformed(String text, int position, String what) {
    return new IllegalArgumentException(
        "index \"" + text + "\", at character " + position + ": " + what);
  }
}
