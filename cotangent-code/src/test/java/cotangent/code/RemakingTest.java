package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Derivatives of the objects of one lambda, which is made again with other captured values. */
final class RemakingTest {

  private static RealFunction scaled(double s) {
    return x -> s * x[0] * x[0];
  }

  private static double slope(RealFunction f, double at) {
    return Differentiate.gradient(f).apply(new double[] {at})[0];
  }

  @Test
  void capturedNumbersAreThoseOfTheObject() {
    for (int i = 0; i < 5; i++) {
      assertThat(slope(scaled(i), 3)).isEqualTo(6.0 * i);
    }
  }

  private static RealFunction squareOf(RealFunction inner) {
    return x -> inner.apply(x) * inner.apply(x);
  }

  /** What is captured is other code each time: the derivative of one must not serve the other. */
  @Test
  void capturedCodeIsThatOfTheObject() {
    RealFunction twice = x -> 2 * x[0];
    var inner = List.of(twice, scaled(5), new Cube(), squareOf(twice), squareOf(scaled(1)));
    double[] expected = {8 * 3, 100 * 27, 6 * 243, 64 * 27, 8 * 2187};
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < expected.length; i++) {
        assertThat(slope(squareOf(inner.get(i)), 3)).as("%s", i).isEqualTo(expected[i]);
      }
    }
  }

  private static final class Cube implements RealFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public double apply(double[] x) {
      return x[0] * x[0] * x[0];
    }
  }

  /** Objects of a class that has a name are told apart, too. */
  private record Power(int n) implements RealFunction {
    @Override
    public double apply(double[] x) {
      double power = 1;
      for (int i = 0; i < n; i++) {
        power *= x[0];
      }
      return power;
    }
  }

  @Test
  void objectsOfOneClass() {
    for (int n = 0; n < 5; n++) {
      assertThat(slope(new Power(n), 2)).isEqualTo(n * Math.pow(2, n - 1));
    }
  }

  private static ScalarFunction shifted(int i, long l, float f, boolean b, double[] array) {
    return x -> (i + l + f + (b ? 1 : 0) + array[0]) * x;
  }

  @Test
  void capturedValuesOfEveryKind() {
    var array = new double[] {16};
    var f = shifted(1, 2, 4, true, array);
    var derivative = Differentiate.derivative(f);
    assertThat(derivative.apply(0)).isEqualTo(24);
    array[0] = 0;
    assertThat(derivative.apply(0)).isEqualTo(8);
    assertThat(Differentiate.derivative(shifted(0, 0, 0, false, array)).apply(0)).isZero();
  }

  @Test
  void ofManyThreads() {
    var slopes =
        IntStream.range(0, 2000).parallel().mapToDouble(i -> slope(scaled(i), 0.5)).toArray();
    assertThat(slopes).containsExactly(IntStream.range(0, 2000).asDoubleStream().toArray());
  }

  /** That a lambda cannot be read is said each time. */
  @Test
  void refusalsAreNotKept() {
    RealFunction f = x -> Double.parseDouble("" + x[0]) + Thread.currentThread().getName().length();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Differentiate.gradient(f).apply(new double[] {1}))
          .isInstanceOf(NotDifferentiableException.class);
    }
  }
}
