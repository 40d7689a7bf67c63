package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

/** Every check that a real function can be put to. */
final class Checks {
  private Checks() {}

  /**
   * First and second derivatives, in every combination of modes, against differences and each
   * other.
   */
  static void all(String name, RealFunction f, double... x) {
    first(name, f, x);
    second(name, f, x);
  }

  static void first(String name, RealFunction f, double... x) {
    var before = x.clone();
    double value = f.apply(x.clone());
    var result = Differentiate.valueAndGradient(f).apply(x);
    assertThat(Double.doubleToRawLongBits(result.value()))
        .as("%s: value to the bit", name)
        .isEqualTo(Double.doubleToRawLongBits(value));
    assertThat(x).as("%s: the argument is left alone", name).isEqualTo(before);
    Numeric.assertClose(
        name + ": gradient", result.gradient(), Numeric.gradient(y -> f.apply(y.clone()), x), 2e-8);
    var v = direction(x.length);
    double forward =
        Differentiate.jvp((VectorFunction) y -> new double[] {f.apply(y)}).apply(x, v)[0];
    double reverse = Numeric.dot(result.gradient(), v);
    assertThat(Math.abs(forward - reverse))
        .as("%s: tangent %s against adjoint %s", name, forward, reverse)
        .isLessThanOrEqualTo(1e-11 * Math.max(1, norm(result.gradient())));
  }

  static void second(String name, RealFunction f, double... x) {
    var v = direction(x.length);
    var gradient = Differentiate.gradient(f);
    var expected = Numeric.directional(gradient, x, v);
    var forwardOverReverse = Differentiate.hvp(f).apply(x, v);
    Numeric.assertClose(name + ": forward over reverse", forwardOverReverse, expected, 2e-7);
    var reverseOverReverse = Differentiate.vjp(gradient).apply(x, v);
    Numeric.assertClose(
        name + ": reverse over reverse", reverseOverReverse, forwardOverReverse, 1e-11);
    var reverseOverForward =
        Differentiate.gradient(
                y -> Differentiate.jvp(z -> new double[] {f.apply(z)}).apply(y, v)[0])
            .apply(x);
    Numeric.assertClose(
        name + ": reverse over forward", reverseOverForward, forwardOverReverse, 1e-11);
  }

  private static double norm(double[] g) {
    double n = 0;
    for (double d : g) {
      n = Math.max(n, Math.abs(d));
    }
    return n;
  }

  private static double[] direction(int n) {
    var v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = Math.sin(1 + 2.3 * i);
    }
    return v;
  }
}
