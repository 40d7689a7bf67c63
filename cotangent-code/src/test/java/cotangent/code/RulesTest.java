package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Derivatives given for methods that cannot be annotated. */
final class RulesTest {

  /** What stands for a library: none of its methods can be differentiated as they are. */
  private static final class Lib {
    private Lib() {}

    static double opaque(double x) {
      return Double.longBitsToDouble(Double.doubleToRawLongBits(x));
    }

    static double square(double x) {
      return opaque(x * x);
    }

    static double product(double x, double y) {
      return opaque(x * y * y);
    }

    static double norm(double[] x) {
      return opaque(Numeric.dot(x, x));
    }

    static double[] swap(double[] x) {
      return new double[] {opaque(x[1] * x[1]), opaque(x[0])};
    }

    static float single(float x) {
      return x;
    }

    double instance(double x) {
      return x;
    }
  }

  private static double twice(double x) {
    return 2 * x;
  }

  private static double[] swapForward(double[] x, double[] dx) {
    return new double[] {2 * x[1] * dx[1], dx[0]};
  }

  private static double[] swapReverse(double[] x, double[] adjoint) {
    return new double[] {adjoint[1], 2 * x[1] * adjoint[0]};
  }

  private static final Rules RULES =
      Rules.none()
          .derivative(Lib::square, RulesTest::twice)
          .derivatives(Lib::product, (_, y) -> y * y, (x, y) -> 2 * x * y)
          .gradient(
              Lib::norm,
              x -> {
                var g = new double[x.length];
                for (int i = 0; i < g.length; i++) {
                  g[i] = 2 * x[i];
                }
                return g;
              })
          .jvp(Lib::swap, RulesTest::swapForward)
          .vjp(Lib::swap, RulesTest::swapReverse);

  private static final Differentiator GIVEN = Differentiate.with(RULES);

  /** All orders and modes against differences. */
  private static void check(String name, RealFunction f) {
    double[] x = {0.7, -1.2};
    double[] v = {0.4, 0.9};
    var gradient = GIVEN.gradient(f);
    Numeric.assertClose(name, gradient.apply(x), Numeric.gradient(f, x), 1e-8);
    assertThat(GIVEN.jvp(y -> new double[] {f.apply(y)}).apply(x, v)[0])
        .as("%s forward", name)
        .isCloseTo(Numeric.dot(gradient.apply(x), v), org.assertj.core.data.Offset.offset(1e-12));
    var expected = Numeric.directional(gradient, x, v);
    Numeric.assertClose(name + " twice", GIVEN.hvp(f).apply(x, v), expected, 1e-7);
    Numeric.assertClose(name + " reversed", GIVEN.vjp(gradient).apply(x, v), expected, 1e-7);
    var rows = GIVEN.hvp(f).applyAll(x, new double[][] {v, x, v});
    Numeric.assertClose(name + " in several", rows[2], expected, 1e-7);
  }

  @Test
  void rulesOfEachKind() {
    check("one real", x -> Lib.square(x[0] * x[1]) * x[1]);
    check("two reals", x -> Lib.product(x[0], Lib.product(x[1], x[0])));
    check("array", x -> Lib.norm(new double[] {x[0] * x[1], x[1]}) * x[0]);
    check("vector", x -> Lib.swap(x)[0] * Lib.swap(Lib.swap(x))[1] * x[0]);
  }

  @Test
  void withoutThemItIsRefused() {
    assertThatThrownBy(() -> Differentiate.gradient(x -> Lib.square(x[0])))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("Double");
    assertThat(GIVEN.gradient(x -> Lib.square(x[0])).apply(new double[] {3})).containsExactly(6);
  }

  @Test
  void rulesAreFollowedWhereDerivativesAreUsed() {
    // The derivative keeps the rules that it was made with.
    var inner = GIVEN.derivative(t -> Lib.square(t) * t);
    assertThat(Differentiate.derivative(inner).apply(2)).isEqualTo(12);
    assertThat(Differentiate.gradient(x -> inner.apply(x[0]) * x[0]).apply(new double[] {2}))
        .containsExactly(36);
    // Rules of the outer derivation win.
    var other = Differentiate.with(Rules.none().derivative(Lib::square, x -> 100 * x));
    assertThat(other.gradient(x -> Lib.square(x[0])).apply(new double[] {2})).containsExactly(200);
    assertThat(other.with(RULES).gradient(x -> Lib.square(x[0])).apply(new double[] {2}))
        .containsExactly(4);
    assertThat(Rules.none().derivative(Lib::square, RulesTest::twice))
        .isEqualTo(Rules.none().derivative(Lib::square, RulesTest::twice))
        .hasSameHashCodeAs(Rules.none().derivative(Lib::square, RulesTest::twice))
        .isNotEqualTo(Rules.none());
    assertThat(
            Differentiate.with(MethodHandles.lookup())
                .with(RULES.with(MethodHandles.lookup()))
                .sparseHessian(x -> Lib.norm(x), new double[] {1, 2})
                .apply(new double[2])
                .values())
        .containsExactly(2, 2);
  }

  static double general(double[] x, int power, double scale) {
    return Lib.opaque(Math.pow(x[0], power) * scale);
  }

  static double generalForward(double[] x, int power, double scale, double[] dx, double ds) {
    return scale * power * Math.pow(x[0], power - 1) * dx[0] + Math.pow(x[0], power) * ds;
  }

  static double generalReverse(
      double[] x, int power, double scale, double adjoint, double[] product) {
    product[0] += scale * power * Math.pow(x[0], power - 1) * adjoint;
    return Math.pow(x[0], power) * adjoint;
  }

  private static Method method(String name) {
    return Arrays.stream(RulesTest.class.getDeclaredMethods())
        .filter(m -> m.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void methodsOfAnyParameters() {
    var rules =
        Rules.none()
            .derivative(method("general"), method("generalForward"), method("generalReverse"));
    double[] x = {0.7, 1.3};
    RealFunction f = v -> general(v, 3, v[1] * v[0]);
    var gradient = Differentiate.with(rules).gradient(f);
    Numeric.assertClose("general", gradient.apply(x), Numeric.gradient(f, x), 1e-8);
    Numeric.assertClose(
        "general twice",
        Differentiate.with(rules).hvp(f).apply(x, x),
        Numeric.directional(gradient, x, x),
        1e-7);
    assertThatThrownBy(
            () -> Rules.none().derivative(method("general"), method("generalReverse"), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("forward", "([DID[DD)D", "generalReverse");
    assertThatThrownBy(() -> Rules.none().derivative(method("general"), null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give forward, reverse or both");
  }

  @Test
  void wrongRulesAreNamed() {
    var none = Rules.none();
    assertThatThrownBy(() -> none.derivative(x -> Lib.square(x), RulesTest::twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Lib::erf");
    double factor = new Lib().instance(2);
    assertThatThrownBy(() -> none.derivative(Lib::square, x -> factor * x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("captures");
    assertThatThrownBy(() -> none.derivative(new Lib()::instance, RulesTest::twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("function of a rule");
    assertThatThrownBy(() -> none.derivative(Lib::square, Math::round))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("derivative of a rule", "(D)D");
    assertThatThrownBy(() -> none.derivative(Lib::square, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("derivative of a rule is null");
    var single = Rules.none().vjp(Lib::swap, RulesTest::swapReverse);
    assertThatThrownBy(() -> Differentiate.with(single).jvp(x -> Lib.swap(x)))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("reverse one only");
    var wrong = Rules.none().gradient(Lib::norm, x -> new double[] {Lib.single(1)});
    assertThatThrownBy(
            () -> Differentiate.with(wrong).gradient(x -> Lib.norm(x)).apply(new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("length 1", "length 2");
  }
}
