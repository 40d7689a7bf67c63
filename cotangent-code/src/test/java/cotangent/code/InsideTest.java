package cotangent.code;

import static cotangent.code.Differentiate.gradient;
import static cotangent.code.Differentiate.hessian;
import static cotangent.code.Differentiate.jacobian;
import static cotangent.code.Differentiate.valueAndGradient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Derivatives that are used inside of functions: captured, in constants, with their values. */
final class InsideTest {
  static double rosenbrock(double[] x) {
    double a = 1 - x[0];
    double b = x[1] - x[0] * x[0];
    return a * a + 100 * b * b;
  }

  private static final VectorFunction GRADIENT = gradient(InsideTest::rosenbrock);
  private static final ValueAndGradient BOTH = valueAndGradient(InsideTest::rosenbrock);
  private static final MatrixFunction HESSIAN = hessian(InsideTest::rosenbrock);
  private static final ScalarFunction SQUARE = t -> t * t;
  private static final RealFunction2.Gradient<double[], Double> SEVERAL =
      gradient((double[] x, Double t) -> rosenbrock(x) * t * t, 0, 1);

  /** Constants of another class, whose derivatives are made for that class. */
  private static final class Others {
    static final MatrixFunction JACOBIAN =
        jacobian(x -> new double[] {x[0] * x[0] * x[1], x[1] * x[0]});
    static VectorFunction notFinal = gradient(x -> x[0] * x[0]);
    static final VectorFunction CAPTURING = capturing(3);

    static VectorFunction capturing(double c) {
      return gradient(x -> c * x[0] * x[0]);
    }
  }

  @Test
  void constants() {
    Checks.byDifferences("gradient", x -> GRADIENT.apply(x)[0] * x[1], 0.3, 0.7);
    Checks.byDifferences("hessian", x -> HESSIAN.apply(x)[0][0], 0.3, 0.7);
    Checks.byDifferences("lambda", x -> SQUARE.apply(x[0]) * x[1], 0.3, 0.7);
    Checks.byDifferences("several", x -> SEVERAL.apply(x, x[1]).first()[1], 0.3, 0.7);
    Checks.byDifferences("of another class", x -> Others.JACOBIAN.apply(x)[0][1], 0.3, 0.7);
  }

  @Test
  void whatIsNotConstantIsRefused() {
    assertThatThrownBy(() -> gradient(x -> Others.notFinal.apply(x)[0]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("cannot be told here");
    assertThatThrownBy(() -> gradient(x -> Others.CAPTURING.apply(x)[0]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("cannot be told here");
    Others.notFinal = Others.CAPTURING;
    assertThat(Others.notFinal.apply(new double[] {2})).containsExactly(12);
  }

  @Test
  void valuesWithGradients() {
    Checks.byDifferences(
        "constant", x -> BOTH.apply(x).value() * BOTH.apply(x).gradient()[0], 0.3, 0.7);
    Checks.byDifferences(
        "made inside",
        x -> {
          var result = valueAndGradient(InsideTest::rosenbrock).apply(x);
          return result.value() + result.gradient()[1];
        },
        0.3,
        0.7);
    Checks.byDifferences(
        "evaluator",
        x -> {
          var evaluator = valueAndGradient(InsideTest::rosenbrock).evaluator();
          var gradient = new double[2];
          double value = evaluator.apply(x, gradient);
          value *= gradient[0];
          return value + evaluator.apply(gradient, gradient.clone());
        },
        0.3,
        0.7);
    var evaluator = BOTH.evaluator();
    Checks.byDifferences(
        "captured evaluator",
        x -> {
          var gradient = new double[2];
          evaluator.apply(x, gradient);
          return gradient[1];
        },
        0.3,
        0.7);
  }

  @Test
  void jacobiansAreDifferentiatedAgain() {
    VectorFunction f = x -> new double[] {x[0] * x[0] * x[1], Math.exp(x[0] * x[1])};
    var forward = Differentiate.jacobianForward(f);
    var reverse = Differentiate.jacobianReverse(f);
    Checks.byDifferences("forward", x -> forward.apply(x)[1][0], 0.3, 0.7);
    Checks.byDifferences("reverse", x -> reverse.apply(x)[1][1], 0.3, 0.7);
    assertThat(jacobian(x -> forward.apply(x)[0]).apply(new double[] {2, 5}))
        .isDeepEqualTo(new double[][] {{10, 4}, {4, 0}});
  }

  @Test
  void aFunctionOfAClassThatIsNotFoundIsRefused() throws ReflectiveOperationException {
    var source =
        "public class Foreign { public static cotangent.code.VectorFunction f() {"
            + " return x -> new double[] {x[0] * x[0]}; } }";
    var foreign = MemoryCompiler.compile("Foreign", source);
    var f = (VectorFunction) foreign.getMethod("f").invoke(null);
    assertThat(jacobian(f).apply(new double[] {3})).isDeepEqualTo(new double[][] {{6}});
    assertThatThrownBy(() -> gradient(x -> f.apply(x)[0]))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessage(
            "Cannot differentiate a function of cotangent.code.InsideTest that captures a function"
                + " of Foreign: the class loader of the one does not find the other. Load both by"
                + " one class loader, or write the function that captures in a class of the"
                + " other's loader.");
  }

  @Test
  void nothingIsNamed() {
    assertThatThrownBy(() -> gradient((RealFunction) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("gradient: the function is null");
    assertThatThrownBy(() -> Differentiate.derivative(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("derivative: the function is null");
    assertThatThrownBy(() -> gradient(x -> x[0]).apply(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("gradient: x is null");
    assertThatThrownBy(() -> Differentiate.jvp(x -> x).apply(new double[1], null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("jvp: the direction is null");
    assertThatThrownBy(() -> Differentiate.vjp(x -> x).apply(null, new double[1]))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("vjp: x is null");
    assertThatThrownBy(() -> Differentiate.sparseJacobian(x -> x, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("sparseJacobian: the sample is null");
  }
}
