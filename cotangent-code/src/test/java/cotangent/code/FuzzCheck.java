package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Everything that is known of the derivatives of one random function. */
final class FuzzCheck {
  /** Relative to the largest component. */
  private static final double FIRST = 1e-9;

  private static final double SECOND = 1e-8;

  /** Of floats. */
  private static final double LOOSE = 1e-4;

  private static final int POINTS = 4;

  private final boolean floats;

  /** Which of the costlier checks are made: one for each function. */
  private final int kind;

  private final Supplier<RealFunction> f;
  private final Supplier<VectorFunction> g;

  /** The slope of f in the direction v. */
  private final Supplier<RealFunction> slope;

  private final double[] x;
  private final double[] v;
  private final double[] w;

  /** Checks a function at several points: that costs little once its derivatives are made. */
  static void run(Class<?> type, int number, long seed) throws NoSuchMethodException {
    for (int point = 0; point < POINTS; point++) {
      new FuzzCheck(type, number, seed * POINTS + point).run();
    }
  }

  private FuzzCheck(Class<?> type, int number, long seed) throws NoSuchMethodException {
    floats = number == RandomProgram.FLOATS;
    kind = number % 3;
    var random = new Random(seed * 31 + number);
    x = random.doubles(6, -1, 1).toArray();
    v = random.doubles(6, -1, 1).toArray();
    w = random.doubles(6, -1, 1).toArray();
    var c = random.doubles(6, -1, 1).toArray();
    var d = random.doubles(6, -1, 1).toArray();
    boolean aliased = random.nextInt(3) == 0;
    var real = type.getMethod("g" + number, double[].class, double[].class);
    var vector = type.getMethod("v" + number, double[].class, double[].class);
    var inner = type.getMethod("w" + number, double[].class, double[].class, double[].class);
    // Functions may write to what they capture, so that each evaluation gets its own arrays.
    f = () -> (RealFunction) make(real, captured(c, d, aliased));
    g = () -> (VectorFunction) make(vector, captured(c, d, aliased));
    slope =
        () -> {
          var arrays = captured(c, d, aliased);
          return (RealFunction) make(inner, arrays[0], arrays[1], v);
        };
  }

  private static Object[] captured(double[] c, double[] d, boolean aliased) {
    var copy = c.clone();
    return new Object[] {copy, aliased ? copy : d.clone()};
  }

  private static Object make(Method method, Object... captured) {
    try {
      return method.invoke(null, captured);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.getName(), e);
    }
  }

  /** What distinguishes one failure from another, while a program is made small. */
  static String kind(Throwable e) {
    return e instanceof AssertionError
        ? String.valueOf(e.getMessage()).replaceAll("(?s)[:\\]].*", "")
        : e.getClass() + " " + String.valueOf(e.getMessage()).replaceAll("(?s)[0-9%$].*", "");
  }

  /** The reason of a refusal, without names. */
  static String reason(NotDifferentiableException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll(".* at [^ ]*: ", "")
        .replaceAll("[0-9]+", "N");
  }

  private void run() {
    var before = x.clone();
    double value;
    try {
      value = f.get().apply(x.clone());
    } catch (IllegalStateException | ArithmeticException _) {
      return;
    } catch (RuntimeException e) {
      // No failure of the library's, and so none that a program may be made small for.
      throw new IllegalArgumentException("The program itself fails", e);
    }
    var expected = Derivation.orders(interpreter(), f.get(), x, v);
    // Not to the bit: adjoints within the function may be added in another order.
    double allowed = Double.isFinite(value) ? 1e-13 * Math.max(1, Math.abs(value)) : 0;
    assertThat(
            Double.compare(expected.value(), value) == 0
                || Math.abs(expected.value() - value) <= allowed)
        .as("interpreted value: %s, in Java %s", expected.value(), value)
        .isTrue();
    if (!finite(expected.gradient()) || !finite(expected.product())) {
      return;
    }
    var result = Differentiate.valueAndGradient(f.get()).apply(x);
    bits("value", result.value(), value);
    assertThat(x).as("argument").isEqualTo(before);
    close("gradient", result.gradient(), expected.gradient(), FIRST);
    directions();
    second(expected);
    switch (kind) {
      case 0 -> recomputing(result.gradient(), expected.product());
      case 1 -> several();
      default -> fast(result.gradient());
    }
    if (!floats) {
      differences(result.gradient());
    }
  }

  private Interpreter interpreter() {
    return new Interpreter(f.get().getClass().getClassLoader());
  }

  private void directions() {
    var expected = Derivation.directions(interpreter(), g.get(), x, v, w);
    close("pushforward", Differentiate.jvp(g.get()).apply(x, v), expected.pushed(), FIRST);
    close("pullback", Differentiate.vjp(g.get()).apply(x, w), expected.pulled(), FIRST);
  }

  private void second(Derivation.Orders expected) {
    var product = expected.product();
    double tolerance = SECOND;
    close("forward over reverse", Differentiate.hvp(f.get()).apply(x, v), product, tolerance);
    var pulled = Differentiate.vjp(Differentiate.gradient(f.get())).apply(x, v);
    close("reverse over reverse", pulled, product, tolerance);
    close("reverse over forward", Differentiate.gradient(slope.get()).apply(x), product, tolerance);
  }

  private void recomputing(double[] gradient, double[] product) {
    var again = Differentiate.recomputing();
    close("recomputing", again.gradient(f.get()).apply(x), gradient, FIRST);
    close("recomputing, second", again.hvp(f.get()).apply(x, v), product, SECOND);
  }

  /** Several directions in one sweep, of functions that do not change what they capture. */
  private void several() {
    var function = g.get();
    // The result may be what is captured.
    var value = function.apply(x.clone()).clone();
    if (!Arrays.equals(value, function.apply(x.clone()))) {
      return;
    }
    var jacobian = Differentiate.jacobianForward(g.get()).apply(x);
    var transposed = Differentiate.jacobianReverse(g.get()).apply(x);
    for (int i = 0; i < jacobian.length; i++) {
      close("row by columns", jacobian[i], transposed[i], FIRST);
    }
    var hessian = Differentiate.hessian(f.get()).apply(x);
    for (int i = 0; i < x.length; i++) {
      var unit = new double[x.length];
      unit[i] = 1;
      close("row of the Hessian", hessian[i], Differentiate.hvp(f.get()).apply(x, unit), SECOND);
    }
  }

  private void fast(double[] gradient) {
    close("fastMath", Differentiate.fastMath().gradient(f.get()).apply(x), gradient, SECOND);
  }

  private void differences(double[] gradient) {
    double scale = size(gradient);
    for (int i = 0; i < x.length; i++) {
      double wide = central(i, 2e-5);
      double narrow = central(i, 1e-5);
      // Differences that disagree with each other met a branch point.
      if (Math.abs(wide - narrow) < 1e-6 * scale) {
        assertThat(Math.abs(gradient[i] - narrow) / scale)
            .as("differences: component %d is %s, by differences %s", i, gradient[i], narrow)
            .isLessThan(1e-5);
      }
    }
  }

  private double central(int i, double h) {
    var up = x.clone();
    var down = x.clone();
    up[i] += h;
    down[i] -= h;
    // The function may overwrite its argument.
    double width = up[i] - down[i];
    return (f.get().apply(up) - f.get().apply(down)) / width;
  }

  private static void bits(String what, double actual, double expected) {
    assertThat(Double.doubleToRawLongBits(actual))
        .as("%s: %s, in Java %s", what, actual, expected)
        .isEqualTo(Double.doubleToRawLongBits(expected));
  }

  private void close(String what, double[] actual, double[] expected, double tolerance) {
    double bound = (floats ? LOOSE : tolerance) * size(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]) <= bound)
          .as(
              "%s: component %d, %s against %s",
              what, i, Arrays.toString(actual), Arrays.toString(expected))
          .isTrue();
    }
  }

  private static boolean finite(double[] a) {
    return Arrays.stream(a).allMatch(Double::isFinite);
  }

  private static double size(double[] a) {
    return Math.max(1, Arrays.stream(a).map(Math::abs).max().orElse(0));
  }
}
