package cotangent.array;

import cotangent.DType;
import cotangent.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints tensors as NumPy does: aligned columns, one bracket per axis, the middle of long axes left
 * out.
 */
final class Printer {
  /** The most elements that are printed in full. */
  private static final int FULL = 1000;

  /** How many entries stay at either end of an axis that is cut. */
  private static final int EDGE = 3;

  private final NdArray x;
  private final int[] strides;
  private final boolean cut;
  private final List<String> cells = new ArrayList<>();
  private int next;

  private Printer(NdArray x) {
    this.x = x;
    this.strides = x.strides();
    this.cut = x.shape().elements() > FULL;
  }

  static String print(NdArray x) {
    Shape shape = x.shape();
    String head = x.type() + " ";
    if (shape.rank() == 0) {
      return head + new Printer(x).format(x.offset());
    }
    if (shape.elements() == 0) {
      return head + "[]";
    }
    Printer printer = new Printer(x);
    printer.collect(0, x.offset());
    int width = printer.cells.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder out = new StringBuilder(head);
    if (shape.rank() > 1) {
      out.append('\n');
    }
    printer.write(0, width, out);
    return out.toString();
  }

  private void collect(int axis, int position) {
    if (axis == strides.length) {
      cells.add(format(position));
      return;
    }
    for (int i : shown(x.shape().size(axis))) {
      if (i >= 0) {
        collect(axis + 1, position + i * strides[axis]);
      }
    }
  }

  private void write(int axis, int width, StringBuilder out) {
    if (axis == strides.length) {
      out.append(" ".repeat(width - cells.get(next).length())).append(cells.get(next++));
      return;
    }
    boolean last = axis == strides.length - 1;
    String separator =
        last ? ", " : "," + "\n".repeat(strides.length - 1 - axis) + " ".repeat(axis + 1);
    out.append('[');
    boolean first = true;
    for (int i : shown(x.shape().size(axis))) {
      if (!first) {
        out.append(separator);
      }
      first = false;
      if (i < 0) {
        out.append("...");
      } else {
        write(axis + 1, width, out);
      }
    }
    out.append(']');
  }

  /** The indices shown along an axis; -1 stands for those left out. */
  private int[] shown(int size) {
    if (!cut || size <= 2 * EDGE) {
      return java.util.stream.IntStream.range(0, size).toArray();
    }
    int[] shown = new int[2 * EDGE + 1];
    for (int i = 0; i < EDGE; i++) {
      shown[i] = i;
      shown[2 * EDGE - i] = size - 1 - i;
    }
    shown[EDGE] = -1;
    return shown;
  }

  private String format(int position) {
    if (x.dtype() == DType.BOOL) {
      return x.bytes()[position] != 0 ? "true" : "false";
    }
    if (!x.dtype().isFloating()) {
      return Long.toString(x.longAt(position));
    }
    double value = x.doubleAt(position);
    if (x.shape().rank() == 0) {
      return x.dtype() == DType.F32 ? Float.toString((float) value) : Double.toString(value);
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e7)) {
      return String.format(Locale.ROOT, "%.4e", value);
    }
    String text = String.format(Locale.ROOT, "%.6f", value);
    int end = text.length();
    while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
      end--;
    }
    return text.substring(0, end);
  }
}
