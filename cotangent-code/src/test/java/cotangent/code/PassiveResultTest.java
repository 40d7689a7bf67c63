package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** Methods that take varying values and give back what does not vary. */
final class PassiveResultTest {

  /** The place of the smallest element, by a copy that is sorted as far as needed. */
  private static int least(double[] x) {
    var rest = x.clone();
    int place = 0;
    for (int i = 1; i < rest.length; i++) {
      if (rest[i] < rest[0]) {
        rest[0] = rest[i];
        place = i;
      }
    }
    return place;
  }

  private static double squareOfLeast(double[] x) {
    double v = x[least(x)];
    return v * v * x[0];
  }

  @Test
  void aSearchPassesNothingOn() {
    double[] x = {2, -1, -3, 5};
    var gradient = Differentiate.gradient(PassiveResultTest::squareOfLeast);
    assertThat(gradient.apply(x)).containsExactly(9, 0, -12, 0);
    var hvp = Differentiate.hvp(PassiveResultTest::squareOfLeast);
    assertThat(hvp.apply(x, new double[] {1, 1, 1, 1})).containsExactly(-6, 0, 4 - 6, 0);
  }

  private static long scaled(double x, double[] trace) {
    trace[0] = 2 * x;
    return Math.round(x);
  }

  private static double throughTheBack(double[] x) {
    var trace = new double[1];
    long rounded = scaled(x[0], trace);
    return trace[0] * trace[0] + rounded;
  }

  @Test
  void whatItWritesCounts() {
    var gradient = Differentiate.gradient(PassiveResultTest::throughTheBack);
    assertThat(gradient.apply(new double[] {1.25})).containsExactly(10);
  }

  private static long bits(double x) {
    return Double.doubleToRawLongBits(x) + 1;
  }

  private static double nextByBits(double[] x) {
    return Double.longBitsToDouble(bits(x[0]));
  }

  @Test
  void bitsAreStillRefused() {
    assertThatExceptionOfType(NotDifferentiableException.class)
        .isThrownBy(() -> Differentiate.gradient(PassiveResultTest::nextByBits))
        .withMessageContaining("doubleToRawLongBits");
  }
}
