package cotangent.op;

import cotangent.Shape;
import cotangent.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Einstein's summation convention: a function over diagonals, sums, transposes, products and {@code
 * matmul}, and so without a derivative of its own.
 *
 * <p>Inside, an axis is named by a character: a letter of the equation, or one from {@link
 * #ELLIPSIS} on for the axes that an ellipsis stands for, counted from the last.
 */
public final class Einsum {
  /** The first character of Unicode's private use area. */
  private static final char ELLIPSIS = '\uE000';

  /** A tensor and the names of its axes. */
  private record Factor(Tensor x, String labels) {}

  private final String equation;
  private final Tensor[] operands;
  private final Map<Character, Integer> sizes = new HashMap<>();

  private Einsum(String equation, Tensor[] operands) {
    this.equation = equation;
    this.operands = operands;
  }

  /**
   * The sum over all labels that the result does not have of the products of the operands, such as
   * {@code einsum("bij,bjk->bik", x, y)} for a stack of matrix products.
   *
   * @param equation labels are letters, one for each axis; {@code ...} stands for any further axes,
   *     which broadcast; without {@code ->} the result has the labels that occur once, in
   *     alphabetical order after the ellipsis
   * @throws IllegalArgumentException if the equation is malformed or does not fit the operands
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    return new Einsum(equation, operands).value();
  }

  private Tensor value() {
    String plain = equation.replaceAll("\\s", "");
    int arrow = plain.indexOf("->");
    String[] terms = (arrow < 0 ? plain : plain.substring(0, arrow)).split(",", -1);
    if (terms.length != operands.length) {
      throw error("has " + terms.length + " terms for " + operands.length + " operands");
    }
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      Rows.requireNumeric("einsum", operands[i]);
      if (operands[i].dtype() != operands[0].dtype()) {
        throw error("needs operands of one dtype: use cast");
      }
      int axes = operands[i].shape().rank();
      String term = expand(terms[i], axes);
      if (term.length() != axes) {
        throw error("has " + term.length() + " labels in term '" + terms[i] + "' for operand " + i);
      }
      measure(i, term);
      labels.add(term);
    }
    String result = result(arrow < 0 ? null : plain.substring(arrow + 2), labels);
    List<Factor> factors = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      factors.add(distinct(operands[i], labels.get(i)));
    }
    for (int i = 0; i < factors.size(); i++) {
      String kept = needed(result, factors, i, i);
      factors.set(i, summed(factors.get(i), kept));
    }
    while (factors.size() > 1) {
      contractCheapest(result, factors);
    }
    return arranged(factors.getFirst(), result);
  }

  // ---- reading ----

  /** A term with its ellipsis replaced by labels, for {@code rank} axes in all. */
  private String expand(String term, int rank) {
    int dots = term.indexOf("...");
    String head = dots < 0 ? term : term.substring(0, dots);
    String tail = dots < 0 ? "" : term.substring(dots + 3);
    for (char c : (head + tail).toCharArray()) {
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        throw error("has '" + c + "' in term '" + term + "': labels are letters, or one '...'");
      }
    }
    return dots < 0 ? term : head + ellipsis(rank - head.length() - tail.length()) + tail;
  }

  /** The labels of so many axes, the last one having the first label. */
  private static String ellipsis(int axes) {
    var labels = new StringBuilder();
    for (int i = axes - 1; i >= 0; i--) {
      labels.append((char) (ELLIPSIS + i));
    }
    return labels.toString();
  }

  /** Notes the sizes of the labels of an operand. */
  private void measure(int operand, String labels) {
    for (int axis = 0; axis < labels.length(); axis++) {
      char label = labels.charAt(axis);
      int size = operands[operand].shape().size(axis);
      Integer known = sizes.putIfAbsent(label, size);
      if (known == null || known == size || (label >= ELLIPSIS && size == 1)) {
        continue;
      }
      if (label >= ELLIPSIS && known == 1) {
        sizes.put(label, size);
      } else if (label >= ELLIPSIS) {
        throw error("has axes under '...' that do not broadcast: sizes " + known + " and " + size);
      } else {
        throw error(
            "has label '"
                + label
                + "' with sizes "
                + known
                + " and "
                + size
                + ", the latter in operand "
                + operand);
      }
    }
  }

  /** The labels of the result. */
  private String result(@Nullable String term, List<String> labels) {
    String all = String.join("", labels);
    int hidden = (int) sizes.keySet().stream().filter(label -> label >= ELLIPSIS).count();
    if (term == null) {
      return ellipsis(hidden)
          + all.chars()
              .filter(c -> c < ELLIPSIS && all.indexOf(c) == all.lastIndexOf(c))
              .sorted()
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
    }
    boolean dots = term.contains("...");
    if (hidden > 0 && !dots) {
      throw error("has '...' in an operand but not in the result: add it there, or name the axes");
    }
    String result = expand(term, term.length() + (dots ? hidden - 3 : 0));
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      if (!sizes.containsKey(c)) {
        throw error("has label '" + c + "' in the result, but in no operand");
      }
      if (result.indexOf(c) != result.lastIndexOf(c)) {
        throw error("has label '" + c + "' twice in the result");
      }
    }
    return result;
  }

  private int size(int label) {
    return Objects.requireNonNull(sizes.get((char) label));
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(
        "einsum \""
            + equation
            + "\" "
            + problem
            + " (operands "
            + Arrays.stream(operands).map(Tensor::type).toList()
            + ")");
  }

  // ---- one operand ----

  /** An operand without axes that broadcast, and with the diagonal where a label is repeated. */
  private Factor distinct(Tensor operand, String operandLabels) {
    Tensor x = operand;
    String labels = operandLabels;
    for (int axis = labels.length() - 1; axis >= 0; axis--) {
      if (x.shape().size(axis) != size(labels.charAt(axis))) {
        x = x.squeeze(axis);
        labels = without(labels, axis);
      }
    }
    for (int axis = 0; axis < labels.length(); axis++) {
      char label = labels.charAt(axis);
      int other = labels.indexOf(label, axis + 1);
      if (other >= 0) {
        x = diagonal(x, axis, other);
        labels = without(without(labels, other), axis) + label;
        axis--;
      }
    }
    return new Factor(x, labels);
  }

  private static String without(String labels, int axis) {
    return labels.substring(0, axis) + labels.substring(axis + 1);
  }

  /** The diagonal of two axes of equal size, which becomes the last axis. */
  private static Tensor diagonal(Tensor x, int a, int b) {
    Tensor square = x.moveAxis(a, -1).moveAxis(b - 1, -1);
    int n = square.shape().size(-1);
    Tensor flat = Structure.reshapeCore(square, Shape.of(n, n), Shape.of(n * n));
    return Slicing.sliceAxis(flat, -1, 0, n + 1, n);
  }

  /** The labels that the result or factors besides two have. */
  private static String needed(String result, List<Factor> factors, int i, int j) {
    var labels = new StringBuilder(result);
    for (int k = 0; k < factors.size(); k++) {
      labels.append(k == i || k == j ? "" : factors.get(k).labels);
    }
    return labels.toString();
  }

  /** The labels of {@code a} that are in {@code b}, or those that are not. */
  private static String select(String a, String b, boolean in) {
    return a.chars()
        .filter(c -> b.indexOf(c) >= 0 == in)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static Factor summed(Factor factor, String kept) {
    String gone = select(factor.labels, kept, false);
    return gone.isEmpty()
        ? factor
        : new Factor(
            factor.x.sum(gone.chars().map(factor.labels::indexOf).toArray()),
            select(factor.labels, kept, true));
  }

  // ---- two operands ----

  private double elements(String labels) {
    return labels.chars().mapToDouble(this::size).reduce(1, (a, b) -> a * b);
  }

  /** Contracts the two factors for which that takes the fewest multiplications. */
  private void contractCheapest(String result, List<Factor> factors) {
    int first = 0;
    int second = 1;
    double lowest = Double.POSITIVE_INFINITY;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < factors.size(); i++) {
      for (int j = i + 1; j < factors.size(); j++) {
        String a = factors.get(i).labels;
        String both = a + select(factors.get(j).labels, a, false);
        double cost = elements(both);
        double size = elements(select(both, needed(result, factors, i, j), true));
        if (cost < lowest || (cost == lowest && size < smallest)) {
          lowest = cost;
          smallest = size;
          first = i;
          second = j;
        }
      }
    }
    String kept = needed(result, factors, first, second);
    Factor right = factors.remove(second);
    factors.set(first, contracted(factors.get(first), right, kept));
  }

  /**
   * The product of two factors, summed over the labels that both have and nobody else needs. Such a
   * sum is a matrix product where there are rows or columns, and so is an outer product.
   */
  private Factor contracted(Factor a, Factor b, String kept) {
    String shared = select(a.labels, b.labels, true);
    String batch = select(shared, kept, true);
    String inner = select(shared, kept, false);
    String rows = select(a.labels, b.labels, false);
    String columns = select(b.labels, a.labels, false);
    String labels = batch + rows + columns;
    if (inner.isEmpty() && (rows.isEmpty() || columns.isEmpty())) {
      Tensor x = expanded(arranged(a, batch + rows), columns.length());
      Tensor y = expanded(arranged(b, batch + columns), rows.length());
      return new Factor(x.mul(y), labels);
    }
    if (rows.isEmpty() && columns.isEmpty()) {
      Tensor x = arranged(a, batch + inner);
      Tensor y = arranged(b, batch + inner);
      return summed(new Factor(x.mul(y), batch + inner), kept);
    }
    Tensor x = merged(arranged(a, batch + rows + inner), rows, inner);
    Tensor y = merged(arranged(b, batch + inner + columns), inner, columns);
    Tensor xy = x.matmul(y);
    Tensor spread = Structure.reshapeCore(xy, xy.shape().last(2), shape(rows + columns));
    return new Factor(spread, labels);
  }

  /** The tensor of a factor with its axes in another order. */
  private static Tensor arranged(Factor factor, String labels) {
    return factor.x.permute(labels.chars().map(factor.labels::indexOf).toArray());
  }

  /** The tensor with so many more axes of size 1 at the end. */
  private static Tensor expanded(Tensor x, int axes) {
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    return Structure.reshapeCore(x, Shape.SCALAR, Shape.of(ones));
  }

  /** The last axes as those of a matrix. */
  private Tensor merged(Tensor x, String rows, String columns) {
    Shape matrix = Shape.of(shape(rows).elements(), shape(columns).elements());
    return Structure.reshapeCore(x, shape(rows + columns), matrix);
  }

  private Shape shape(String labels) {
    return Shape.of(labels.chars().map(this::size).toArray());
  }
}
