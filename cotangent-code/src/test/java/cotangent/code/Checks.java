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
    byDifferences(name, f, x);
    interpreted(name, f, x);
  }

  /** Without the {@link Interpreter}, which does not know derivatives that the user gives. */
  static void byDifferences(String name, RealFunction f, double... x) {
    first(name, f, x);
    second(name, f, x);
    several(name, f, x);
  }

  /** Several directions in one sweep give the same bits as one after the other. */
  static void several(String name, RealFunction f, double... x) {
    var directions = new double[5][];
    for (int k = 0; k < directions.length; k++) {
      directions[k] = direction(x.length);
      directions[k][k % x.length] -= k;
    }
    var jvp = Differentiate.jvp((VectorFunction) y -> new double[] {f.apply(y)});
    var hvp = Differentiate.hvp(f);
    var tangents = jvp.applyAll(x, directions);
    var products = hvp.applyAll(x, directions);
    for (int k = 0; k < directions.length; k++) {
      assertThat(tangents[k])
          .as("%s: tangent in direction %d of several", name, k)
          .isEqualTo(jvp.apply(x, directions[k]));
      assertThat(products[k])
          .as("%s: product in direction %d of several", name, k)
          .isEqualTo(hvp.apply(x, directions[k]));
    }
  }

  /** Both orders against those of the {@link Interpreter}, which knows only the front end. */
  static void interpreted(String name, RealFunction f, double... x) {
    var v = direction(x.length);
    var expected = Derivation.orders(new Interpreter(f.getClass().getClassLoader()), f, x, v);
    var result = Differentiate.valueAndGradient(f).apply(x);
    assertThat(Double.doubleToRawLongBits(result.value()))
        .as("%s: interpreted value to the bit", name)
        .isEqualTo(Double.doubleToRawLongBits(expected.value()));
    Numeric.assertClose(
        name + ": gradient, interpreted", result.gradient(), expected.gradient(), 1e-11);
    double forward =
        Differentiate.jvp((VectorFunction) y -> new double[] {f.apply(y)}).apply(x, v)[0];
    assertThat(Math.abs(forward - expected.slope()))
        .as("%s: tangent %s, interpreted %s", name, forward, expected.slope())
        .isLessThanOrEqualTo(1e-11 * Math.max(1, norm(expected.gradient())));
    Numeric.assertClose(
        name + ": Hessian product, interpreted",
        Differentiate.hvp(f).apply(x, v),
        expected.product(),
        1e-10);
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
