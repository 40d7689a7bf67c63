package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Methods whose derivatives the user gives. */
final class CustomDerivativeTest {

  /** Newton's iteration in a try statement, which could not be differentiated. */
  @Derivative(forward = "rootTangent", reverse = "rootAdjoint")
  static double root(double a, double guess) {
    double y = guess;
    try {
      while (Math.abs(y * y - a) > 1e-15 * a) {
        y = 0.5 * (y + a / y);
      }
    } finally {
      Thread.onSpinWait();
    }
    return y;
  }

  static double rootTangent(double a, double guess, double da, double dguess) {
    return 0.5 / root(a, guess) * da;
  }

  static double[] rootAdjoint(double a, double guess, double adjoint) {
    return new double[] {0.5 / root(a, guess) * adjoint, 0};
  }

  @Derivative(forward = "cubeTangent")
  static double cube(double x) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(x * x * x));
  }

  static double cubeTangent(double x, double dx) {
    return 3 * x * x * dx;
  }

  @Derivative(reverse = "energyAdjoint")
  static double energy(double[] p, double scale) {
    double s = 0;
    for (double v : p) {
      s += Double.longBitsToDouble(Double.doubleToRawLongBits(v * v));
    }
    return scale * s;
  }

  static double energyAdjoint(double[] p, double scale, double adjoint, double[] pAdjoint) {
    double s = 0;
    for (int i = 0; i < p.length; i++) {
      s += p[i] * p[i];
      pAdjoint[i] += 2 * scale * p[i] * adjoint;
    }
    return s * adjoint;
  }

  @Derivative(forward = "twiceTangent", reverse = "twiceAdjoint")
  static double[] twice(double[] p) {
    var q = p.clone();
    for (int i = 0; i < q.length; i++) {
      q[i] = Math.scalb(q[i], 1);
    }
    return q;
  }

  static double[] twiceTangent(double[] p, double[] dp) {
    var dq = new double[p.length];
    for (int i = 0; i < dq.length; i++) {
      dq[i] = 2 * dp[i];
    }
    return dq;
  }

  static void twiceAdjoint(double[] p, double[] adjoint, double[] pAdjoint) {
    for (int i = 0; i < p.length; i++) {
      pAdjoint[i] += 2 * adjoint[i];
    }
  }

  @Test
  void bothDirectionsGiven() {
    Checks.byDifferences("root", x -> root(x[0] * x[1], 1) * x[0], 1.3, 0.7);
    Checks.all("twice", x -> twice(x)[0] * twice(twice(x))[1], 1.3, 0.7);
  }

  @Test
  void oneDirectionGiven() {
    Checks.byDifferences("cube", x -> cube(x[0] * x[1]) * x[1], 1.3, 0.7);
    Checks.byDifferences("energy", x -> energy(x, x[1] * 0.5), 1.3, 0.7);
  }

  @Derivative(reverse = "noSuchMethod")
  static double misnamed(double x) {
    return x;
  }

  @Test
  void aMissingMethodIsNamed() {
    assertThatThrownBy(() -> Differentiate.gradient(x -> misnamed(x[0])))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("noSuchMethod(DD)D", "misnamed");
  }

  @Derivative(reverse = "pickAdjoint")
  static double[] pick(double[] p) {
    return new double[] {p[0]};
  }

  static void pickAdjoint(double[] p, double[] adjoint, double[] pAdjoint) {
    pAdjoint[0] += adjoint[0];
  }

  @Test
  void aDirectionThatCannotBeDerivedIsRefused() {
    assertThat(Differentiate.gradient(x -> pick(x)[0]).apply(new double[] {3, 4}))
        .containsExactly(1, 0);
    assertThatThrownBy(() -> Differentiate.jvp(x -> pick(x)))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("@Derivative(forward = ...)");
  }
}
