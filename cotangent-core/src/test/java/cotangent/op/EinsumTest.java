package cotangent.op;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Einstein sums against explicit loops over all labels. */
class EinsumTest {
  private static final String LABELS = "abcdE";

  /** The definition: one loop over the values of all labels. */
  private static double[] loops(
      List<String> terms, String result, int[] sizes, List<Tensor> operands) {
    int all = Shape.of(sizes).elements();
    int results = 1;
    for (int c : result.chars().toArray()) {
      results *= sizes[LABELS.indexOf(c)];
    }
    double[] sum = new double[results];
    List<double[]> elements = operands.stream().map(Tensor::toDoubles).toList();
    for (int i = 0; i < all; i++) {
      int[] at = new int[sizes.length];
      for (int label = 0, rest = i; label < sizes.length; rest /= sizes[label++]) {
        at[label] = rest % sizes[label];
      }
      double product = 1;
      for (int k = 0; k < terms.size(); k++) {
        product *= elements.get(k)[place(terms.get(k), sizes, at)];
      }
      sum[place(result, sizes, at)] += product;
    }
    return sum;
  }

  private static int place(String term, int[] sizes, int[] at) {
    int place = 0;
    for (int c : term.chars().toArray()) {
      int label = LABELS.indexOf(c);
      place = place * sizes[label] + at[label];
    }
    return place;
  }

  @Test
  void randomEquationsAgainstLoops() {
    var random = new Random(2024);
    for (int trial = 0; trial < 600; trial++) {
      int[] sizes = random.ints(LABELS.length(), 1, 4).toArray();
      if (trial % 20 == 0) {
        sizes[random.nextInt(sizes.length)] = 0;
      }
      List<String> terms = new ArrayList<>();
      List<Tensor> operands = new ArrayList<>();
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        var term = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
          term.append(LABELS.charAt(random.nextInt(LABELS.length())));
        }
        terms.add(term.toString());
        int[] shape = term.chars().map(c -> sizes[LABELS.indexOf(c)]).toArray();
        double[] x = random.ints(Shape.of(shape).elements(), -3, 4).asDoubleStream().toArray();
        operands.add(Tensor.of(x).reshape(shape));
      }
      String all = String.join("", terms);
      var result = new StringBuilder();
      for (int i = 0; i < LABELS.length(); i++) {
        char label = LABELS.charAt(i);
        if (all.indexOf(label) >= 0 && random.nextBoolean()) {
          result.insert(random.nextInt(result.length() + 1), label);
        }
      }
      for (int label = 0; label < sizes.length; label++) {
        sizes[label] = all.indexOf(LABELS.charAt(label)) >= 0 ? sizes[label] : 1;
      }
      String equation = String.join(",", terms) + "->" + result;
      assertThat(Tensor.einsum(equation, operands.toArray(Tensor[]::new)).toDoubles())
          .as(equation)
          .containsExactly(loops(terms, result.toString(), sizes, operands), within(0.0));
    }
  }

  @Test
  void theResultIsImplied() {
    Tensor x = Tensor.arange(0, 6).reshape(2, 3);
    Tensor square = Tensor.arange(0, 9).reshape(3, 3);
    assertThat(Tensor.einsum("ba", x).contentEquals(x.transpose())).isTrue();
    assertThat(Tensor.einsum("ii", square).item()).isEqualTo(12);
    assertThat(Tensor.einsum("ii->i", square).toInts()).containsExactly(0, 4, 8);
    assertThat(Tensor.einsum(" i j , j k ", x, square).contentEquals(x.matmul(square))).isTrue();
    assertThat(Tensor.einsum("ij,jB", x, square).contentEquals(x.matmul(square).transpose()))
        .isTrue();
    assertThat(Tensor.einsum("", Tensor.of(3)).item()).isEqualTo(3);
    assertThat(Tensor.einsum(",", Tensor.of(3), Tensor.of(4)).item()).isEqualTo(12);
  }

  @Test
  void anEllipsisStandsForAxesThatBroadcast() {
    Tensor x = Tensor.linspace(0, 1, 24).reshape(2, 3, 4);
    Tensor y = Tensor.linspace(1, 2, 20).reshape(4, 5);
    Tensor z = Tensor.linspace(1, 2, 60).reshape(1, 3, 4, 5);
    assertThat(Tensor.einsum("...ij->...ji", x).contentEquals(x.transpose())).isTrue();
    assertThat(Tensor.einsum("...j,jk", x, y).allClose(x.matmul(y), 1e-15, 0)).isTrue();
    assertThat(Tensor.einsum("...ij,...jk", x, y).allClose(x.matmul(y), 1e-15, 0)).isTrue();
    Tensor expected = x.expandDims(2).matmul(z).squeeze(2);
    assertThat(Tensor.einsum("...j,...jk->...k", x, z).allClose(expected, 1e-14, 0)).isTrue();
    assertThat(Tensor.einsum("...,...->...", x, Tensor.of(2.0)).contentEquals(x.mul(2))).isTrue();
    assertThat(Tensor.einsum("i...->...i", x).contentEquals(x.moveAxis(0, -1))).isTrue();
    assertThat(Tensor.einsum("...i->i...", x).contentEquals(x.moveAxis(-1, 0))).isTrue();
    assertThat(Tensor.einsum("i...", Tensor.of(new double[] {1, 2})).shape())
        .isEqualTo(Shape.of(2));
  }

  @Test
  void aRepeatedOperandCountsTwice() {
    Tensor c = Tensor.linspace(-1, 1, 6).reshape(2, 3);
    Tensor gradient = grad((Tensor v) -> Tensor.einsum("ij,ij->", v, v)).apply(c);
    assertThat(gradient.contentEquals(c.mul(2))).isTrue();
    Tensor a = Tensor.linspace(-1, 1, 9).reshape(3, 3);
    Tensor x = Tensor.of(new double[] {1, 2, 3});
    // The gradient of x^T A x is (A + A^T) x.
    assertThat(
            grad((Tensor v) -> Tensor.einsum("i,ij,j", v, a, v))
                .apply(x)
                .allClose(a.add(a.transpose()).matmul(x), 1e-14, 0))
        .isTrue();
    assertThat(grad((Tensor v) -> Tensor.einsum("ii", v)).apply(a).contentEquals(Tensor.eye(3)))
        .isTrue();
  }

  @Test
  void thePathOfManyOperandsIsShort() {
    // As an outer product first, this would need 10^12 elements.
    Tensor a = Tensor.ones(1000, 3);
    assertThat(Tensor.einsum("ai,bi,ci,di->", a, a, a, a).item()).isEqualTo(3e12);
    Tensor x = Tensor.ones(5, 2);
    assertThat(
            vmap((Tensor v) -> Tensor.einsum("i,j,ij->", v, v, Tensor.ones(2, 2)))
                .apply(x)
                .toDoubles())
        .containsOnly(4);
  }

  @Test
  void errorsNameTheEquationAndTheLabel() {
    Tensor x = Tensor.ones(2, 3);
    refused("\"ij,jk->ik\" has label 'j' with sizes 3 and 2", "ij,jk->ik", x, x);
    refused("\"ij->ik\" has label 'k' in the result, but in no operand", "ij->ik", x);
    refused("\"ij->ii\" has label 'i' twice in the result", "ij->ii", x);
    refused("\"ij\" has 1 terms for 2 operands", "ij", x, x);
    refused("\"ijk->i\" has 3 labels in term 'ijk' for operand 0", "ijk->i", x);
    refused("has 3 labels in term 'i...jk' for operand 0", "i...jk->i", x);
    refused("has '1' in term 'i1': labels are letters", "i1->i", x);
    refused("has '.' in term 'i..'", "i..->i", x);
    refused("has '.' in term '......'", "......", x);
    refused("has '>' in term '>j'", "ij->>j", x);
    refused("has '...' in an operand but not in the result", "i...->i", x);
    refused("do not broadcast: sizes 3 and 2", "...,...", x, Tensor.ones(2, 2));
    refused("needs operands of one dtype: use cast", "ij,ij", x, Tensor.ones(DType.F32, 2, 3));
    refused("needs numbers", "i->", Tensor.ones(DType.BOOL, 2));
  }

  private static void refused(String message, String equation, Tensor... operands) {
    assertThatThrownBy(() -> Tensor.einsum(equation, operands))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("einsum")
        .hasMessageContaining(message);
  }
}
