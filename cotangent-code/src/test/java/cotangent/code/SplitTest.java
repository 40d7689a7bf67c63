package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods whose derivatives are split, since HotSpot compiles none of 8,000 bytes or more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SplitTest {
  private static final double[] X = {0.6, -0.3, 0.8};
  private static final double[] V = {0.3, -0.7, 0.5};

  private Class<?> program = Object.class;

  @BeforeAll
  void compile() throws ClassNotFoundException {
    program = MemoryCompiler.compile("LongMethods", LongProgram.source("LongMethods"));
  }

  private Object function(String name) throws ReflectiveOperationException {
    return program.getMethod(name).invoke(null);
  }

  static Iterable<String> names() {
    return LongProgram.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void longMethodsAreSplit(String name) throws ReflectiveOperationException {
    var f = (RealFunction) function(name + "Real");
    var g = new Limited(f, Lengths.LIMIT);
    var gradient = new double[3];
    double value = g.gradient(X, gradient);
    assertThat(value).as("value to the bit").isEqualTo(f.apply(X));
    Numeric.assertClose("gradient", gradient, Numeric.gradient(f, X), 1e-7);
    var tangent = new Limited((VectorFunction) function(name + "Vector"), Lengths.LIMIT);
    double slope = Numeric.dot(gradient, V);
    Numeric.assertClose("jvp", tangent.jvp(X, V), new double[] {slope}, 1e-12);
    var product = g.hvp(X, V);
    var differences = Numeric.directional(y -> gradient(g, y), X, V);
    Numeric.assertClose("forward over reverse", product, differences, 1e-6);
    Numeric.assertClose("reverse over reverse", g.vjpOfGradient(X, V), product, 1e-11);
    var mixed = new Limited((RealFunction) function(name + "Slope"), Lengths.LIMIT);
    Numeric.assertClose("reverse over forward", gradient(mixed, X), product, 1e-11);
    assertThat(List.of(g.longest(), tangent.longest(), mixed.longest()))
        .as("lengths of the longest methods")
        .allMatch(length -> length < Lengths.LIMIT);
  }

  private static double[] gradient(Limited g, double[] x) {
    var gradient = new double[x.length];
    g.gradient(x, gradient);
    return gradient;
  }

  /** Handlers belong to a method as a whole, so what they guard stays in it. */
  @Test
  void aLongTryStatementIsRefused() throws ReflectiveOperationException {
    var type = MemoryCompiler.compile("Guarded", LongProgram.guarded("Guarded"));
    var f = (RealFunction) type.getMethod("real").invoke(null);
    assertThatThrownBy(() -> Differentiate.gradient(f))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("exceeds the 65,535 bytes")
        .hasMessageContaining("f$")
        .hasMessageContaining("Split it into several methods.");
  }

  static List<Language.Case> cases() {
    return Language.cases();
  }

  /** Cutting every method to pieces of a few lines changes no derivative. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void piecesAreRight(Language.Case c) {
    var f = c.f();
    var x = c.x();
    var pieces = new Limited(f, 500);
    var gradient = new double[x.length];
    double value = pieces.gradient(x, gradient);
    assertThat(Double.doubleToRawLongBits(value))
        .isEqualTo(Double.doubleToRawLongBits(f.apply(x.clone())));
    Numeric.assertClose("gradient", gradient, Differentiate.gradient(f).apply(x), 1e-12);
    var v = new double[x.length];
    java.util.Arrays.setAll(v, i -> Math.sin(1 + 2.3 * i));
    var tangent = new Limited((VectorFunction) y -> new double[] {f.apply(y)}, 500);
    double slope = Numeric.dot(gradient, v);
    Numeric.assertClose("jvp", tangent.jvp(x, v), new double[] {slope}, 1e-11);
  }

  /** Whatever is made depends on the function alone, and not on where objects lie in memory. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theSameMethodGivesTheSameCode(Language.Case c) {
    for (int limit : new int[] {500, Lengths.LIMIT}) {
      assertThat(new Limited(c.f(), limit).code(Compiler.Mode.GRADIENT))
          .isEqualTo(new Limited(c.f(), limit).code(Compiler.Mode.GRADIENT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "branches",
        "matrix",
        "oldSwitch",
        "labels",
        "returnInLoop",
        "swappedArrays",
        "records",
        "recordPatterns",
        "inheritance",
        "lambdas"
      })
  void piecesOfPiecesAreRight(String name) {
    var c = Language.cases().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
    var f = c.f();
    var x = c.x();
    var v = new double[x.length];
    java.util.Arrays.setAll(v, i -> Math.sin(1 + 2.3 * i));
    var pieces = new Limited(f, 1_500);
    var product = Differentiate.hvp(f).apply(x, v);
    Numeric.assertClose("forward over reverse", pieces.hvp(x, v), product, 1e-11);
    Numeric.assertClose("reverse over reverse", pieces.vjpOfGradient(x, v), product, 1e-11);
    var mixed =
        new Limited(
            (RealFunction) y -> Differentiate.jvp(z -> new double[] {f.apply(z)}).apply(y, v)[0],
            1_500);
    Numeric.assertClose("reverse over forward", gradient(mixed, x), product, 1e-11);
  }

  static double byKeys(double[] x) {
    var map = new HashMap<Integer, Double>();
    for (int i = 0; i < x.length; i++) {
      map.put(i, x[i] * x[0]);
    }
    double s = 0.1;
    for (int k : map.keySet()) {
      s = Math.sin(s * k + map.get(k)) + Math.cos(s);
      s = s / (1 + Math.abs(s)) + 0.1 * Math.exp(-s * s);
    }
    double t = 0;
    for (int j = 0; j < 4; j++) {
      t += Math.sin(x[j] * s) * Math.exp(-x[j]) + Math.cosh(x[j] * t);
      t = t / (1 + Math.abs(t)) + 0.1 * Math.exp(-t * s);
    }
    for (var e : map.entrySet()) {
      t += e.getValue() * Math.sin(e.getKey() * t);
    }
    return t;
  }

  /** What goes through the keys of a map has no shadow, wherever it goes. */
  @ParameterizedTest
  @ValueSource(ints = {300, 450, 613, 1000})
  void iteratorsBetweenPieces(int limit) {
    double[] x = {0.6, -0.3, 0.8, 0.45, 1.1};
    double[] v = {0.3, -1, 0.2, 0.7, 0.4};
    RealFunction f = SplitTest::byKeys;
    Checks.all("by keys", f, x);
    var product = Differentiate.hvp(f).apply(x, v);
    var pieces = new Limited(f, limit);
    Numeric.assertClose("forward over reverse", pieces.hvp(x, v), product, 1e-11);
    Numeric.assertClose("reverse over reverse", pieces.vjpOfGradient(x, v), product, 1e-11);
  }

  static double refused(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double a = x[i] * x[i] + 1;
      double b = Math.sin(a) * a + 1;
      s += a * b;
      s += Math.exp(-a) * Math.cos(b) * s;
      s += later(a, b) * Math.sqrt(a);
    }
    return s;
  }

  private static double later(double a, double b) {
    double c = Math.sin(a) * Math.cos(b);
    double d = c * c + Math.exp(a * 0.1);
    return c * d + held(d);
  }

  private static double held(double d) {
    kept = d;
    return kept;
  }

  private static double kept;

  /** The message names the user's methods, whichever part they were found in. */
  @Test
  void messagesKnowNothingOfParts() {
    var pieces = new Limited((RealFunction) SplitTest::refused, 300);
    assertThatThrownBy(() -> gradient(pieces, X))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("cotangent.code.SplitTest.held(double) at SplitTest.java:")
        .hasMessageNotContaining("Part");
  }
}
