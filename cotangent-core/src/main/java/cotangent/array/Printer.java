package cotangent.array;

import cotangent.DType;
import cotangent.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prints tensors by NumPy's rules: one bracket per axis, columns of one width, long lines wrapped,
 * the middle of long axes left out. All floating-point elements have the same number of digits, as
 * many as the longest needs and 8 at most, and are in scientific notation if one is large, small or
 * the range is wide. (NumPy calls this {@code floatmode="maxprec_equal"}.)
 */
final class Printer {
  /** The most elements that are printed in full. */
  private static final int FULL = 1000;

  /** How many entries stay at either end of an axis that is cut. */
  private static final int EDGE = 3;

  /** The most digits after the point. */
  private static final int DIGITS = 8;

  /** The most characters in a line. */
  private static final int WIDTH = 75;

  private static final String SEPARATOR = ",";

  private final NdArray x;
  private final int[] strides;
  private final boolean cut;
  private final List<String> words;
  private int next;

  private Printer(NdArray x) {
    this.x = x;
    this.strides = x.strides();
    this.cut = x.shape().elements() > FULL;
    List<Integer> positions = new ArrayList<>();
    collect(0, x.offset(), positions);
    this.words = aligned(words(x, positions));
  }

  static String print(NdArray x) {
    Shape shape = x.shape();
    String head = x.type().toString();
    if (shape.rank() == 0) {
      return head + " " + scalar(x);
    }
    if (shape.elements() == 0) {
      return head + " []";
    }
    String start = shape.rank() == 1 ? head + " " : "";
    String text = new Printer(x).text(0, " ".repeat(start.length() + 1), WIDTH);
    return shape.rank() == 1 ? start + text : head + "\n" + text;
  }

  private static String scalar(NdArray x) {
    return switch (x.dtype()) {
      case F32 -> Float.toString(x.floats()[x.offset()]);
      case F64 -> Double.toString(x.doubles()[x.offset()]);
      case I32, I64 -> Long.toString(x.longAt(x.offset()));
      case BOOL -> Boolean.toString(x.bytes()[x.offset()] != 0);
    };
  }

  private void collect(int axis, int position, List<Integer> positions) {
    if (axis == strides.length) {
      positions.add(position);
      return;
    }
    for (int i : shown(x.shape().size(axis))) {
      if (i >= 0) {
        collect(axis + 1, position + i * strides[axis], positions);
      }
    }
  }

  /** The indices shown along an axis; -1 stands for those left out. */
  private int[] shown(int size) {
    return cut && size > 2 * EDGE
        ? IntStream.rangeClosed(-EDGE, EDGE)
            .map(i -> i < 0 ? i + EDGE : i == 0 ? -1 : size - EDGE + i - 1)
            .toArray()
        : IntStream.range(0, size).toArray();
  }

  /**
   * One axis and those inside it.
   *
   * @param indent what the lines after the first begin with
   * @param width the width that is left of a line
   */
  private String text(int axis, String indent, int width) {
    boolean last = axis == strides.length - 1;
    StringBuilder out = new StringBuilder("[");
    int column = indent.length();
    boolean first = true;
    for (int i : shown(x.shape().size(axis))) {
      String word =
          i < 0 ? "..." : last ? words.get(next++) : text(axis + 1, indent + " ", width - 1);
      if (!first) {
        out.append(SEPARATOR);
        column += SEPARATOR.length();
        if (!last) {
          out.append("\n".repeat(strides.length - 1 - axis)).append(indent);
        } else if (column + 1 + word.length() > width - 1) {
          out.append('\n').append(indent);
          column = indent.length();
        } else {
          out.append(' ');
          column++;
        }
      }
      first = false;
      out.append(word);
      column += word.length();
    }
    return out.append(']').toString();
  }

  private static List<String> aligned(List<String> words) {
    int width = words.stream().mapToInt(String::length).max().orElse(0);
    return words.stream().map(word -> " ".repeat(width - word.length()) + word).toList();
  }

  private static List<String> words(NdArray x, List<Integer> positions) {
    if (x.dtype() == DType.BOOL) {
      return positions.stream().map(p -> Boolean.toString(x.bytes()[p] != 0)).toList();
    }
    if (!x.dtype().isFloating()) {
      return positions.stream().map(p -> Long.toString(x.longAt(p))).toList();
    }
    double[] sizes =
        positions.stream()
            .mapToDouble(p -> Math.abs(x.doubleAt(p)))
            .filter(size -> size > 0 && size < Double.POSITIVE_INFINITY)
            .sorted()
            .toArray();
    if (sizes.length > 0) {
      double smallest = sizes[0];
      double largest = sizes[sizes.length - 1];
      if (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000) {
        return scientific(x, positions);
      }
    }
    return fixed(x, positions);
  }

  /** The shortest decimal that is no other number of the dtype; null for NaN and infinities. */
  private static @org.jspecify.annotations.Nullable BigDecimal decimal(NdArray x, int position) {
    double value = x.doubleAt(position);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return null;
    }
    String text = x.dtype() == DType.F32 ? Float.toString((float) value) : Double.toString(value);
    return new BigDecimal(text);
  }

  /** BigDecimal has no negative zero, nor do its results keep the sign of one. */
  private static String signed(double value, String text) {
    boolean lost = 1 / value < 0 && !text.startsWith("-");
    return lost ? "-" + text : text;
  }

  private static List<String> fixed(NdArray x, List<Integer> positions) {
    int digits = 1;
    for (int p : positions) {
      BigDecimal exact = decimal(x, p);
      if (exact != null) {
        BigDecimal rounded =
            exact.setScale(Math.min(DIGITS, Math.max(0, exact.scale())), RoundingMode.HALF_EVEN);
        digits = Math.max(digits, rounded.stripTrailingZeros().scale());
      }
    }
    List<String> words = new ArrayList<>();
    for (int p : positions) {
      BigDecimal exact = decimal(x, p);
      double value = x.doubleAt(p);
      words.add(
          exact == null
              ? Double.toString(value)
              : signed(value, exact.setScale(digits, RoundingMode.HALF_EVEN).toPlainString()));
    }
    return words;
  }

  private static List<String> scientific(NdArray x, List<Integer> positions) {
    MathContext most = new MathContext(DIGITS + 1, RoundingMode.HALF_EVEN);
    int digits = 1;
    int exponentDigits = 2;
    for (int p : positions) {
      BigDecimal exact = decimal(x, p);
      if (exact != null && exact.signum() != 0) {
        BigDecimal rounded = exact.round(most).stripTrailingZeros();
        digits = Math.max(digits, rounded.precision() - 1);
        String exponent = Integer.toString(Math.abs(exponent(rounded)));
        exponentDigits = Math.max(exponentDigits, exponent.length());
      }
    }
    List<String> words = new ArrayList<>();
    for (int p : positions) {
      BigDecimal exact = decimal(x, p);
      double value = x.doubleAt(p);
      if (exact == null) {
        words.add(Double.toString(value));
        continue;
      }
      BigDecimal rounded = exact.round(most);
      int exponent = exact.signum() == 0 ? 0 : exponent(rounded);
      String mantissa =
          rounded
              .scaleByPowerOfTen(-exponent)
              .setScale(digits, RoundingMode.HALF_EVEN)
              .toPlainString();
      String power = Integer.toString(Math.abs(exponent));
      words.add(
          signed(value, mantissa)
              + (exponent < 0 ? "e-" : "e+")
              + "0".repeat(exponentDigits - power.length())
              + power);
    }
    return words;
  }

  /** The power of ten of the first digit. */
  private static int exponent(BigDecimal x) {
    return x.precision() - x.scale() - 1;
  }
}
