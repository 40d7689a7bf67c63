package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Small arrays that are taken apart, and those that must not be. */
final class ElementsTest {

  private static long arrays(RealFunction f) {
    return SavingsTest.form(f).values.stream().filter(v -> v.op instanceof Op.NewArray).count();
  }

  private static void gone(String name, RealFunction f, double... x) {
    assertThat(arrays(f)).as(name).isZero();
    Checks.all(name, f, x);
  }

  private static void stays(String name, RealFunction f, double... x) {
    assertThat(arrays(f)).as(name).isPositive();
    Checks.all(name, f, x);
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double[] along(double[] a, double t) {
    return new double[] {a[0] + t, a[1] * t, a[2] - t};
  }

  @Test
  void vectorsOfThree() {
    gone(
        "cross products",
        x -> {
          double[] a = {x[0], x[1], 2};
          double[] b = {x[1], 1, x[0] * x[1]};
          return dot(cross(a, b), cross(b, along(a, x[1])));
        },
        0.3,
        0.4);
  }

  @Test
  void carriedByALoop() {
    gone(
        "a state replaced in each step",
        x -> {
          double[] state = {x[0], x[1]};
          for (int i = 0; i < 5; i++) {
            state = new double[] {Math.sin(state[1]), state[0] * state[1] + i};
          }
          return state[0] * state[1] * state.length;
        },
        0.3,
        0.4);
  }

  @Test
  void chosenByABranch() {
    gone(
        "one of two",
        x -> {
          double[] a = {x[0], x[0] * x[1]};
          double[] b = {x[1], x[0]};
          double[] c = x[0] > 0 ? a : b;
          return c[0] * c[1] + a[1] * b[0];
        },
        0.3,
        0.4);
  }

  @Test
  void writtenInLoopsAndBranches() {
    gone(
        "sums",
        x -> {
          var sums = new double[3];
          for (int i = 0; i < 6; i++) {
            sums[0] += x[0] * i;
            if (i % 2 == 0) {
              sums[1] = sums[0] * x[1];
            } else if (sums[1] > 2) {
              sums[2] -= sums[1];
            }
            double old = sums[0];
            sums[0] = sums[2] + 0.1 * i;
            sums[2] = old;
          }
          return sums[0] + sums[1] * sums[2];
        },
        0.7,
        1.4);
  }

  @Test
  void madeAnewInEachIteration() {
    gone(
        "an array of its own for each iteration",
        x -> {
          double s = 0;
          double[] last = {0, x[1]};
          for (int i = 0; i < 4; i++) {
            var a = new double[2];
            a[1] += x[0] * i + last[1];
            a[0] = a[1] * a[0] + last[0] * x[1];
            s += a[0] * a[1];
            last = a;
          }
          return s + last[1];
        },
        0.3,
        0.4);
  }

  @Test
  void arraysOfOtherNumbers() {
    gone(
        "int, long and float",
        x -> {
          int[] counts = {1, 2};
          long[] longs = {3, 0};
          var floats = new float[2];
          for (int i = 0; i < 3; i++) {
            counts[0] += counts[1] * i;
            longs[1] += counts[0];
            floats[0] += 0.5f * counts[0];
          }
          return x[0] * floats[0] * x[1] * longs[1] + floats[1];
        },
        0.25,
        0.5);
  }

  @Test
  void writtenAfterAChoice() {
    stays(
        "an alias that is written to",
        x -> {
          double[] a = {x[0], x[1]};
          double[] b = {x[1], 1};
          double[] c = x[0] > 0 ? a : b;
          c[0] = x[1] * x[1];
          return a[0] * b[0] * c[1];
        },
        0.3,
        0.4);
    stays(
        "an array that is written to when it has been chosen",
        x -> {
          double[] a = {x[0], x[1]};
          double[] last = {1, 1};
          double s = 0;
          for (int i = 0; i < 4; i++) {
            s += last[0] * a[1];
            if (i > 1) {
              a[0] *= x[1] + i;
            }
            last = i % 2 == 0 ? a : new double[] {s, i};
          }
          return s * last[0];
        },
        0.3,
        0.4);
  }

  @Test
  void seenOutside() {
    stays(
        "a choice of choices, one of them the argument",
        x -> {
          double[] a = {x[1], 0.5};
          double s = 0;
          double[] b = a;
          for (int i = 0; i < 4; i++) {
            double[] c = x[0] > s ? a : x;
            s += b[0] * b[1];
            b = i % 2 == 0 ? c : b;
          }
          return s;
        },
        0.3,
        0.4);
    stays(
        "an array that is passed on",
        x -> {
          double[] a = {x[0], x[1], 1};
          square(a);
          return a[0] * a[1] + a[2];
        },
        0.3,
        0.4);
    stays(
        "a copy",
        x -> {
          double[] a = {x[0], x[1], 1};
          var b = a.clone();
          a[0] = b[1];
          return a[0] * b[0];
        },
        0.3,
        0.4);
    stays(
        "an array in an array",
        x -> {
          double[][] rows = {{x[0], x[1]}, {x[1], 2}};
          rows[0][1] *= rows[1][0];
          return rows[0][1] * rows[0][0];
        },
        0.3,
        0.4);
  }

  private static void square(double[] a) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= a[i];
    }
  }

  @Test
  void indicesThatAreNotConstant() {
    stays(
        "a loop over the elements",
        x -> {
          double[] a = {x[0], x[1], x[0] * x[1]};
          double s = 1;
          for (int i = 0; i < a.length; i++) {
            s *= a[i];
          }
          return s;
        },
        0.3,
        0.4);
  }

  @Test
  void indicesOutsideOfTheArray() {
    RealFunction f =
        x -> {
          double[] a = {x[0], x[1]};
          return x[0] > 0 ? a[2] : a[0];
        };
    assertThatThrownBy(() -> Differentiate.gradient(f).apply(new double[] {1, 2}))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class)
        .hasMessageContaining("2");
    assertThat(Differentiate.gradient(f).apply(new double[] {-1, 2})).containsExactly(1, 0);
  }

  @Test
  void sharedByTwoNames() {
    gone(
        "two names",
        x -> {
          double[] a = {x[0], x[1]};
          var b = a;
          b[0] = x[1] * 3;
          a[1] = b[0] * a[1];
          return a[0] * b[1];
        },
        0.3,
        0.4);
  }

  @Test
  void inGuardedCode() {
    stays(
        "what a handler may find",
        x -> {
          double s;
          try {
            double[] a = {x[0], x[1]};
            s = a[0] * a[1] / Math.max(1, x.length);
          } catch (ArithmeticException e) {
            s = 0;
          }
          return s * s;
        },
        0.3,
        0.4);
  }

  @Test
  void nothingIsSavedForThem() {
    RealFunction f =
        x -> {
          double s = 0;
          for (int i = 0; i < 1000; i++) {
            double[] p = {x[0], i, 1};
            s += 1e-6 * dot(p, along(p, x[1]));
          }
          return s;
        };
    gone("independent points", f, 0.3, 0.4);
    var evaluator = Differentiate.valueAndGradient(f).evaluator();
    evaluator.apply(new double[] {0.3, 0.4}, new double[2]);
    assertThat(evaluator.tapeBytes()).isLessThan(4096);
  }
}
