package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * How the reverse sweep finds the way back over joins: by testing conditions again where that gives
 * the same, else by what was recorded.
 */
final class WaysTest {
  /** Bytes of the tape after an evaluation, of which some are there before anything is saved. */
  private static long tape(RealFunction f, double... x) {
    var evaluator = Differentiate.valueAndGradient(f).evaluator();
    evaluator.apply(x, new double[x.length]);
    return evaluator.tapeBytes();
  }

  private static final long EMPTY = tape(x -> x[0], 1);

  @Test
  void conditionsOnWhatIsAtHandAreTestedAgain() {
    int[] a = {30, 40};
    RealFunction f =
        x -> {
          double s = 0;
          for (int i = 0; i < 1000; i++) {
            if ((i & 3) == 0 || (i > 500 && a[i & 1] < 35)) {
              s += x[0] * x[1];
            } else if (x.length > 2) {
              s -= x[1];
            }
            s +=
                switch (i & 7) {
                  case 1, 2 -> x[0] * x[0];
                  case 5 -> x[1] * x[1];
                  default -> 0.5 * x[0];
                };
          }
          return s;
        };
    assertThat(tape(f, 0.3, 0.4)).isEqualTo(EMPTY);
    assertThat(tape(f, 0.3, 0.4, 0.1)).isEqualTo(EMPTY);
    Checks.all("conditions tested again", f, 0.3, 0.4);
    Checks.all("conditions tested again, longer", f, 0.3, 0.4, 0.1);
  }

  private static double zigzag(double[] x, int n) {
    double s = x[0];
    for (int i = 0; i < n; i++) {
      s = s < 0.5 ? s + 0.3 * x[1] : s - x[0];
    }
    return s;
  }

  @Test
  void waysTakeBits() {
    // 9,000 bits, in a stack that doubles; an int for each would be 65,536 bytes.
    assertThat(tape(x -> zigzag(x, 9000), 0.3, 0.4)).isLessThan(EMPTY + 2500);
    for (int n : new int[] {0, 1, 27, 28, 29, 62}) {
      Checks.all(n + " ways in bits", x -> zigzag(x, n), 0.3137, 0.4271);
    }
  }

  @Test
  void whatIsWrittenLaterIsNotReadAgain() {
    Checks.all(
        "a flag that is lowered",
        x -> {
          var done = new boolean[3];
          var a = x.clone();
          double s = 0;
          for (int k = 0; k < 9; k++) {
            if (done[k % 3]) {
              s += x[1] * k;
            } else {
              s += s * x[0] + x[0];
              done[k % 3] = true;
            }
            if (a[k % 2] > 0.5) {
              a[k % 2] *= 0.3;
              s *= x[1];
            } else {
              a[k % 2] += x[0];
            }
          }
          return s * a[0] * a[1];
        },
        0.3,
        0.4);
  }

  @Test
  void loopVariablesThatJumpAreNotCountedBack() {
    Checks.all(
        "steps that depend",
        x -> {
          double s = x[0];
          for (int i = 0, last = 0; i < 40; i++) {
            if (i - last > 3) {
              s = Math.sin(s + x[1]);
              last = i;
              i += 2;
            } else {
              s *= 1 + 0.1 * x[0];
            }
            int j = i;
            while (j % 5 != 0) {
              s += 0.01 * x[1] * s;
              j++;
            }
            // The inner loop's variable, after it.
            if (j > 20 && i != j) {
              s -= x[0] * 0.1;
            }
          }
          return s;
        },
        0.3,
        0.4);
  }

  private static double chosen(double[] x, double @org.jspecify.annotations.Nullable [] other) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      if (other != null && i < other.length && other[i] > 0) {
        s += other[i] * x[i] * x[i];
      } else if (i + 1 < x.length && x[i + 1] < x[i]) {
        s += x[i] * x[i + 1];
      }
    }
    return s;
  }

  @Test
  void conditionsAreTestedInTheirOrder() {
    double[] other = {0.5, -1};
    Checks.all("no array", x -> chosen(x, null), 0.3, 0.4, -0.2);
    Checks.all("a short one", x -> chosen(x, other), 0.3, 0.4, -0.2, 0.7, 0.1);
  }

  @Test
  void throughLoopsAndOutOfThem() {
    Checks.all(
        "ways around loops",
        x -> {
          double s = 1;
          outer:
          for (int i = 0; i < 12; i++) {
            if (i % 3 != 0) {
              for (int j = 0; j < i; j++) {
                if (j == 5) {
                  continue outer;
                }
                s += 0.01 * x[0] * s * j;
                if (s > 3) {
                  s *= x[1];
                  break;
                }
              }
            } else if (i == 9) {
              for (int j = 0; ; j++) {
                s = Math.cos(s) + x[1];
                if (j * j > i) {
                  break;
                }
              }
            }
            if (i == 11 && x.length == 2) {
              break;
            }
            s -= x[0] * x[1];
          }
          return x.length > 1 ? s * s : s;
        },
        0.3,
        0.4);
  }

  @Test
  void manyWaysIntoOneJoin() {
    RealFunction three =
        x -> {
          double s = x[0];
          for (int i = 0; i < 100; i++) {
            int k = (int) (4 * s);
            s =
                switch (k & 3) {
                  case 0 -> s + 0.3 * x[1];
                  case 1 -> s * 1.5;
                  case 2 -> s - 0.1 * x[0] * s;
                  default -> Math.sin(s);
                };
          }
          return s;
        };
    Checks.all("four ways", three, 0.3137, 0.4271);
    RealFunction twenty =
        x -> {
          double s = x[0];
          for (int i = 0; i < 40; i++) {
            int k = (int) (30 * Math.abs(s)) % 20;
            s =
                switch (k) {
                  case 0 -> s + x[1];
                  case 1 -> s * 1.1;
                  case 2 -> s - 0.1 * x[0];
                  case 3 -> Math.sin(s);
                  case 4 -> s + 0.3 * x[1];
                  case 5 -> s * x[1];
                  case 6 -> s + 0.02;
                  case 7 -> s * s;
                  case 8 -> s + x[0];
                  case 9 -> Math.cos(s);
                  case 10 -> s - x[1];
                  case 11 -> s - x[0];
                  case 12 -> 0.7 * s;
                  case 13 -> 0.1 + x[0] * s;
                  case 14 -> s + 0.2 * x[0];
                  case 15 -> s * 0.2;
                  case 16 -> s * 0.3 + x[1];
                  case 17 -> Math.exp(-s);
                  default -> s - 0.15;
                };
            if (s > 0.8) {
              s *= 0.5;
            }
          }
          return s;
        };
    Checks.all("nineteen ways", twenty, 0.3, 0.4);
  }

  private static double descend(double[] x, double s, int depth) {
    double r = s;
    for (int i = 0; i < 3; i++) {
      if (r > 0.4) {
        r -= x[i & 1] * (depth == 0 ? r : descend(x, r * 0.9, depth - 1));
      } else {
        r += 0.3 * x[0];
      }
    }
    return r < 0.1 ? r * r : r;
  }

  @Test
  void bitsOfCallersAndCallees() {
    Checks.all("recursion", x -> descend(x, x[0] + x[1], 3), 0.3, 0.4);
  }

  @Test
  void insideAndOutsideLoops() {
    Checks.all(
        "one method's bits",
        x -> {
          double s = x[0] > x[1] * x[1] ? x[0] * 2 : x[1];
          for (int i = 0; i < 50; i++) {
            s = s > 0.5 ? s - 0.3 * x[1] : s + x[0];
          }
          double t = s * x[0] > 0.1 ? s : s * s;
          for (int i = 0; i < 3; i++) {
            t = t * s > 0.5 ? t * x[1] : t + x[0];
          }
          return t;
        },
        0.3,
        0.4);
  }

  private static double checked(double s, int i) {
    if (i % 7 == 3) {
      throw new IllegalStateException("seven");
    }
    return s * 1.1;
  }

  @Test
  void whatWasRecordedBeforeAnExceptionIsForgotten() {
    Checks.all(
        "exceptions between joins",
        x -> {
          double s = x[0];
          for (int i = 0; i < 60; i++) {
            double kept = s;
            try {
              for (int j = 0; j < 3; j++) {
                s = s > 0.6 ? s - 0.5 * x[1] : s + 0.3;
              }
              s = checked(s, i);
              s = s > 0.5 ? s * 0.9 : s * x[0] + 0.1;
            } catch (IllegalStateException e) {
              s = kept < 0.5 ? kept + x[1] * x[0] : kept * 0.5;
            }
            s = i < 30 ? s : s + 0.01 * x[0];
          }
          return s;
        },
        0.3,
        0.4);
  }

  @Test
  void whereAConditionEndsInAnException() {
    Checks.all(
        "checks",
        x -> {
          double s = 0;
          for (int i = 0; i < x.length; i++) {
            if (x[i] < -5 || i > 10) {
              throw new IllegalArgumentException("small: " + x[i]);
            }
            double t = x[i] > 0.35 ? x[i] * x[i] : -x[i];
            s += t * (x[0] > 0 && i > 0 ? x[i - 1] : 2);
          }
          return s;
        },
        0.3,
        0.4,
        -0.1);
  }
}
