package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Differentiates random programs. {@code -Dcotangent.fuzz.seconds=3600} runs for longer, {@code
 * -Dcotangent.fuzz.seed=N} repeats; a failure tells its seed and the program.
 */
final class FuzzTest {
  private static final int FUNCTIONS = 8;

  @Test
  void randomPrograms() throws ReflectiveOperationException {
    long seconds = Long.getLong("cotangent.fuzz.seconds", 15);
    Long fixed = Long.getLong("cotangent.fuzz.seed");
    long seed = fixed == null ? System.nanoTime() % 1_000_000 : fixed;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int programs = 0;
    do {
      run(seed++);
      programs += FUNCTIONS;
    } while (System.nanoTime() < end && fixed == null);
    assertThat(programs).isPositive();
  }

  static void run(long seed) throws ReflectiveOperationException {
    var source = RandomProgram.source("Fuzz", seed, FUNCTIONS);
    // The adaptors make serializable lambdas in the compiled class itself.
    var adaptors = new StringBuilder();
    for (int i = 0; i < FUNCTIONS; i++) {
      adaptors
          .append("  public static cotangent.code.RealFunction g")
          .append(i)
          .append("() { return Fuzz::f")
          .append(i)
          .append("; }\n")
          .append("  public static cotangent.code.VectorFunction v")
          .append(i)
          .append("() { return x -> new double[] {f")
          .append(i)
          .append("(x)}; }\n");
    }
    var type =
        MemoryCompiler.compile(
            "Fuzz", source.substring(0, source.lastIndexOf('}')) + adaptors + "}\n");
    for (int i = 0; i < FUNCTIONS; i++) {
      var f = (RealFunction) type.getMethod("g" + i).invoke(null);
      try {
        check(f, (VectorFunction) type.getMethod("v" + i).invoke(null), seed);
      } catch (Throwable e) {
        throw new AssertionError(
            "seed " + seed + ", function f" + i + ": " + e.getMessage() + "\n" + source, e);
      }
    }
  }

  private static void check(RealFunction f, VectorFunction one, long seed) {
    var random = new java.util.Random(seed);
    var x = random.doubles(6, -1, 1).toArray();
    var v = random.doubles(6, -1, 1).toArray();
    var before = x.clone();
    double value = f.apply(x.clone());
    var result = Differentiate.valueAndGradient(f).apply(x);
    assertThat(result.value()).as("value").isEqualTo(value);
    assertThat(x).as("argument").isEqualTo(before);
    var gradient = result.gradient();
    double forward = Differentiate.jvp(one).apply(x, v)[0];
    double scale = Math.max(1, Math.sqrt(Numeric.dot(gradient, gradient)));
    assertThat(Math.abs(forward - Numeric.dot(gradient, v)) / scale)
        .as("tangent %s against adjoint %s", forward, Arrays.toString(gradient))
        .isLessThan(1e-10);
    for (int i = 0; i < x.length; i++) {
      double wide = central(f, x, i, 2e-5);
      double narrow = central(f, x, i, 1e-5);
      // Differences that disagree with each other met a branch point.
      if (Math.abs(wide - narrow) < 1e-6 * scale) {
        assertThat(Math.abs(gradient[i] - narrow) / scale)
            .as("component %d: %s, by differences %s", i, gradient[i], narrow)
            .isLessThan(1e-5);
      }
    }
    var product = Differentiate.hvp(f).apply(x, v);
    var reverse = Differentiate.vjp(Differentiate.gradient(f)).apply(x, v);
    double size = Math.max(1, Math.sqrt(Numeric.dot(product, product)));
    for (int i = 0; i < x.length; i++) {
      assertThat(Math.abs(product[i] - reverse[i]) / size)
          .as(
              "Hessian product %s, in reverse %s",
              Arrays.toString(product), Arrays.toString(reverse))
          .isLessThan(1e-9);
    }
  }

  private static double central(RealFunction f, double[] x, int i, double h) {
    var up = x.clone();
    var down = x.clone();
    up[i] += h;
    down[i] -= h;
    // The function may overwrite its argument.
    double width = up[i] - down[i];
    return (f.apply(up) - f.apply(down)) / width;
  }
}
