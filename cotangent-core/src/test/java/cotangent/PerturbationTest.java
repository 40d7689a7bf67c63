package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.customGradient;
import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.jacobian;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vjp;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cotangent.Derivatives.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Nested derivatives whose inner function uses outer variables, in all combinations of modes. The
 * classic examples: Siskind and Pearlmutter, Perturbation Confusion and Referential Transparency,
 * 2005; Manzyuk et al., Perturbation Confusion in Forward Automatic Differentiation of Higher-Order
 * Functions, 2019.
 */
class PerturbationTest {
  private static final Tensor ONE = Tensor.of(1.0);

  /** All ways to the derivative of a function of one number. */
  private static final Map<String, UnaryOperator<Function<Tensor, Tensor>>> WAYS =
      new LinkedHashMap<>();

  static {
    WAYS.put("derivative", f -> derivative(f));
    WAYS.put("grad", f -> grad(f));
    WAYS.put("jvp", f -> x -> jvp(f, x, ONE).tangent());
    WAYS.put("vjp", f -> x -> vjp(f, x).pullback().apply(ONE));
    WAYS.put("linearize", f -> x -> linearize(f, x).pushforward().apply(ONE));
    WAYS.put("jacobian forward", f -> jacobian(f, Mode.FORWARD));
    WAYS.put("jacobian reverse", f -> jacobian(f, Mode.REVERSE));
    WAYS.put("vmap of grad", f -> x -> vmap(grad(f)).apply(x.expandDims(0)).at(0));
    WAYS.put("vmap of derivative", f -> x -> vmap(derivative(f)).apply(x.expandDims(0)).at(0));
    WAYS.put("grad of vmap", f -> grad(x -> vmap(f).apply(x.broadcastTo(2)).at(1)));
    WAYS.put("jvp of vmap", f -> derivative(x -> vmap(f).apply(x.broadcastTo(2)).at(1)));
    WAYS.put("grad of checkpoint", f -> grad(checkpoint(f)));
    WAYS.put("derivative of checkpoint", f -> derivative(checkpoint(f)));
    WAYS.put("checkpoint of grad", f -> checkpoint(grad(f)));
    WAYS.put("trace of grad", f -> x -> trace(grad(f), x).apply(x));
    WAYS.put("grad of trace", f -> x -> grad(trace(f, x)).apply(x));
    WAYS.put("derivative of trace", f -> x -> derivative(trace(f, x)).apply(x));
  }

  /** Imperative variables are outermost, so that this way comes first only. */
  private static Function<Tensor, Tensor> imperative(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor v = x.variable();
      return gradients(f.apply(v).add(v.mul(0)), List.of(v)).getFirst().stopGradient();
    };
  }

  /** A function made with an inner and an outer way to differentiate, and its value. */
  private record Example(String formula, Two function, double at, double expected) {
    interface Two {
      Tensor apply(UnaryOperator<Function<Tensor, Tensor>> inner, Tensor x);
    }
  }

  private static final List<Example> EXAMPLES =
      List.of(
          new Example(
              "d(x -> x d(y -> x + y)(1))(1)",
              (d, x) -> x.mul(d.apply(y -> x.add(y)).apply(ONE)),
              1,
              1),
          new Example(
              "d(x -> x d(y -> x y)(2))(3)",
              (d, x) -> x.mul(d.apply(y -> x.mul(y)).apply(Tensor.of(2.0))),
              3,
              6),
          new Example(
              "d(x -> d(y -> x y y)(x))(3)",
              (d, x) -> d.apply(y -> x.mul(y).mul(y)).apply(x),
              3,
              12),
          new Example(
              "d(x -> d(y -> sin(x y))(2))(0.5)",
              (d, x) -> d.apply(y -> x.mul(y).sin()).apply(Tensor.of(2.0)),
              0.5,
              Math.cos(1) - Math.sin(1)),
          new Example("d(x -> d(y -> x)(1))(1)", (d, x) -> d.apply(y -> x.add(0)).apply(ONE), 1, 0),
          new Example(
              "d(x -> x d(y -> exp(y) + x d(z -> x y z)(y))(x))(0.5)",
              (d, x) ->
                  x.mul(
                      d.apply(y -> y.exp().add(x.mul(d.apply(z -> x.mul(y).mul(z)).apply(y))))
                          .apply(x)),
              0.5,
              // the inner one is x y, so the middle function e^y + x^2 y has the derivative
              // e^y + x^2 by y, at y = x; times x that is x e^x + x^3
              1.5 * Math.exp(0.5) + 3 * 0.25),
          new Example(
              "d(x -> x d(y -> where(y < x, x y, y y))(x))(2)",
              (d, x) -> x.mul(d.apply(y -> Tensor.where(y.lt(x), x.mul(y), y.mul(y))).apply(x)),
              2,
              8));

  @TestFactory
  Stream<DynamicTest> everyCombinationOfModes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Example example : EXAMPLES) {
      WAYS.forEach((inner, d) -> {
        Function<Tensor, Tensor> f = x -> example.function.apply(d, x);
        WAYS.forEach((outer, e) -> tests.add(test(example, outer + " over " + inner, e.apply(f))));
        tests.add(test(example, "gradients over " + inner, imperative(f)));
      });
    }
    return tests.stream();
  }

  private static DynamicTest test(Example example, String how, Function<Tensor, Tensor> df) {
    return DynamicTest.dynamicTest(
        example.formula + ", " + how,
        () -> {
          double value;
          try {
            value = df.apply(Tensor.of(example.at)).item();
          } catch (RuntimeException e) {
            throw new AssertionError(example.formula + ", " + how + ": " + e.getMessage(), e);
          }
          assertThat(value).as(how).isCloseTo(example.expected, within(1e-14));
        });
  }

  /** (d/dx)(d/dy)(d/dz) of e^(x y z), in all triples of three ways. */
  @TestFactory
  Stream<DynamicTest> mixedPartialsInEveryOrder() {
    List<String> names = List.of("derivative", "grad", "vmap of grad", "grad of checkpoint");
    double xyz = 0.5 * 1.5 * 0.8;
    double expected = (1 + 3 * xyz + xyz * xyz) * Math.exp(xyz);
    List<DynamicTest> tests = new ArrayList<>();
    for (String a : names) {
      for (String b : names) {
        for (String c : names) {
          Function<Tensor, Tensor> f =
              WAYS.get(a)
                  .apply(x ->
                      WAYS.get(b)
                          .apply(y ->
                              WAYS.get(c).apply(z -> x.mul(y).mul(z).exp()).apply(Tensor.of(0.8)))
                          .apply(Tensor.of(1.5)));
          tests.add(
              DynamicTest.dynamicTest(
                  a + ", " + b + ", " + c,
                  () ->
                      assertThat(f.apply(Tensor.of(0.5)).item())
                          .isCloseTo(expected, within(1e-13))));
        }
      }
    }
    return tests.stream();
  }

  /**
   * The shift s(u) = f -> x -> f(x + u): the derivative by u at 0 is that of f, if it is taken of
   * the whole application. A function that leaves its transformation is an error and not a number.
   */
  @Test
  void functionsOfFunctions() {
    Function<Tensor, Function<Function<Tensor, Tensor>, Function<Tensor, Tensor>>> s =
        u -> f -> x -> f.apply(x.add(u));
    Tensor zero = Tensor.of(0.0);
    UnaryOperator<Function<Tensor, Tensor>> d =
        f -> x -> derivative(u -> s.apply(u).apply(f).apply(x)).apply(zero);
    Function<Tensor, Tensor> f = x -> x.mul(x).mul(x);
    assertThat(d.apply(d.apply(f)).apply(Tensor.of(2.0)).item()).isEqualTo(12);

    List<Function<Tensor, Tensor>> leaked = new ArrayList<>();
    Function<Tensor, Tensor> leaking =
        u -> {
          leaked.add(s.apply(u).apply(Tensor::exp));
          return u;
        };
    assertThat(derivative(leaking).apply(zero).item()).isEqualTo(1);
    assertThatThrownBy(() -> leaked.getFirst().apply(ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("jvp that has returned");
  }

  @Test
  void imperativeVariablesAreConstantsToTransformations() {
    Tensor a = Tensor.of(3.0).variable();
    Tensor b = Tensor.of(5.0).variable();
    Function<Tensor, Tensor> f = x -> x.mul(a.mul(b)).mul(x);
    // d/dx x^2 a b = 2 x a b, which depends on a and b
    for (Function<Tensor, Tensor> d : List.of(grad(f), derivative(f), jacobian(f, Mode.REVERSE))) {
      a.zeroGrad();
      b.zeroGrad();
      Tensor slope = d.apply(Tensor.of(2.0));
      assertThat(slope.item()).isEqualTo(60);
      slope.backward();
      assertThat(a.grad().item()).isEqualTo(20);
      assertThat(b.grad().item()).isEqualTo(12);
    }
    Tensor tangent = jvp(f, a, b).tangent(); // at x = a along b: 2 a a b b
    a.zeroGrad();
    tangent.backward();
    assertThat(tangent.item()).isEqualTo(450);
    assertThat(a.grad().item()).isEqualTo(300); // 4 a b b
  }

  /** The function c x^2, whose rules use the outer c. */
  private static Function<Tensor, Tensor> scaled(Tensor c) {
    return customGradient(
        (Tensor v) -> c.mul(v).mul(v),
        (x, y, dx) -> c.mul(x).mul(dx).mul(2),
        (x, y, ct) -> c.mul(x).mul(ct).mul(2));
  }

  /** The identity with the derivative c^2: only the rules use the outer c. */
  private static Function<Tensor, Tensor> ruled(Tensor c) {
    return customGradient(
        (Tensor v) -> v.mul(1), (x, y, dx) -> c.mul(c).mul(dx), (x, y, ct) -> c.mul(c).mul(ct));
  }

  @TestFactory
  Stream<DynamicTest> customRulesThatCaptureOuterValues() {
    Tensor three = Tensor.of(3.0);
    List<Example> examples =
        List.of(
            new Example(
                "d(c -> d(x -> c x x)(3))(0.7)", (d, c) -> d.apply(scaled(c)).apply(three), 0.7, 6),
            new Example(
                "d(c -> d(x -> x with c c)(3))(0.7)",
                (d, c) -> d.apply(ruled(c)).apply(three),
                0.7,
                1.4));
    List<DynamicTest> tests = new ArrayList<>();
    for (Example example : examples) {
      WAYS.forEach((inner, d) -> {
        Function<Tensor, Tensor> f = c -> example.function.apply(d, c);
        WAYS.forEach((outer, e) -> tests.add(test(example, outer + " over " + inner, e.apply(f))));
        tests.add(test(example, "gradients over " + inner, imperative(f)));
      });
    }
    return tests.stream();
  }
}
