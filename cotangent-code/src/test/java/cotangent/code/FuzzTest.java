package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Differentiates random programs, each in every mode, and compares with the {@link Interpreter} and
 * with differences. By itself it begins with the same program every time. {@code
 * -Dcotangent.fuzz.seconds=3600} runs for longer and begins anywhere, {@code
 * -Dcotangent.fuzz.seed=N} runs one program, or with both for so long from there; a failure tells
 * its seed and the program, made small.
 */
final class FuzzTest {
  private static final int FUNCTIONS = 6;

  @Test
  void randomPrograms() throws ReflectiveOperationException {
    Long asked = Long.getLong("cotangent.fuzz.seconds");
    Long fixed = Long.getLong("cotangent.fuzz.seed");
    long seconds = asked == null ? 60 : asked;
    long seed = fixed != null ? fixed : asked == null ? 1 : System.nanoTime() % 1_000_000;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int checked = 0;
    var refused = new TreeMap<String, Integer>();
    do {
      checked += run(seed++, refused);
    } while (System.nanoTime() < end && (fixed == null || asked != null));
    int refusals = refused.values().stream().mapToInt(n -> n).sum();
    assertThat(refusals)
        .as("programs refused, beside %d that were checked: %s", checked, refused)
        .isLessThanOrEqualTo(Math.max(FUNCTIONS, (checked + refusals) / 10));
  }

  /** A program fails here if it compiles and has the division in it. */
  @Test
  void aFailingProgramIsMadeSmall() {
    var source =
        """
        public final class A {
          static double f(double[] x) {
            double d = 1;
            for (int i = 0; i < 3; i++) {
              if (x[0] > Math.sin(d)) {
                d = d + (d * 3) / Math.abs(x[1]);
              } else {
                d = 2;
              }
            }
            return d;
          }
        }
        """;
    var small =
        Shrinker.shrink(
            source, s -> s.contains(") / ") && MemoryCompiler.tryCompile("A", s).isPresent());
    assertThat(small)
        .isEqualTo(
            """
            public final class A {
              static double f(double[] x) {
                double d = 1;
                    d = d + (d * 3) / 0.3;
                return d;
              }
            }
            """);
  }

  /**
   * Checks the functions of one class.
   *
   * @return how many were checked; those refused are counted by the reason
   */
  static int run(long seed, Map<String, Integer> refused) throws ReflectiveOperationException {
    var source = RandomProgram.source("Fuzz", seed, 0, FUNCTIONS);
    var type = MemoryCompiler.compile("Fuzz", source);
    int checked = 0;
    for (int i = 0; i < FUNCTIONS; i++) {
      try {
        FuzzCheck.run(type, i, seed);
        checked++;
      } catch (NotDifferentiableException e) {
        refused.merge(FuzzCheck.reason(e), 1, Integer::sum);
      } catch (Throwable e) {
        throw new AssertionError(
            "seed " + seed + ", function f" + i + ": " + e + "\n" + shrink(i, seed, e), e);
      }
    }
    return checked;
  }

  /** The smallest program found that fails in the same way. */
  static String shrink(int function, long seed, Throwable failure) {
    var kind = FuzzCheck.kind(failure);
    return Shrinker.shrink(
        RandomProgram.source("Fuzz", seed, function, function + 1),
        candidate ->
            MemoryCompiler.tryCompile("Fuzz", candidate)
                .map(type -> fails(type, function, seed, kind))
                .orElse(false));
  }

  private static boolean fails(Class<?> type, int function, long seed, String kind) {
    try {
      FuzzCheck.run(type, function, seed);
      return false;
    } catch (Throwable e) {
      return FuzzCheck.kind(e).equals(kind);
    }
  }
}
