package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The oracle itself, where the answer is known. */
final class InterpreterTest {
  @Test
  void ordersOfAPolynomial() {
    var x = new double[] {2, 3};
    var v = new double[] {1, -2};
    RealFunction f = y -> y[0] * y[0] * y[0] * y[1];
    var orders = Derivation.orders(new Interpreter(getClass().getClassLoader()), f, x, v);
    assertThat(orders.value()).isEqualTo(24);
    assertThat(orders.gradient()).containsExactly(36, 8);
    assertThat(orders.slope()).isEqualTo(20);
    assertThat(orders.product()).containsExactly(36 - 24, 12);
  }
}
