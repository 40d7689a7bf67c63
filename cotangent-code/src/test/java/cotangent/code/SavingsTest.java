package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.code.runtime.Tape;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is not put on the tape, measured by the tape's size.
 *
 * <p>A collection, and so a long file: every case stands for itself.
 */
final class SavingsTest {
  /** Bytes of a tape that has not grown since it was made. */
  private static final long EMPTY = new cotangent.code.runtime.Tape().bytes();

  private static long tape(RealFunction f, double... x) {
    var evaluator = Differentiate.valueAndGradient(f).evaluator();
    double value = evaluator.apply(x, new double[x.length]);
    assertThat(value).isNotNaN();
    return evaluator.tapeBytes();
  }

  private static double product(double[] x, int n) {
    var a = new double[n][n];
    var c = new double[n][n];
    for (int i = 0; i < n * n; i++) {
      a[i / n][i % n] = x[i];
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          c[i][j] += a[i][k] * a[k][j];
        }
      }
    }
    double sum = 0;
    for (var row : c) {
      for (double v : row) {
        sum += v;
      }
    }
    return sum;
  }

  @Test
  void rowsOfAMatrixAreReadAgainWhereOnlyNumbersAreWritten() {
    var x = new double[49];
    java.util.Arrays.setAll(x, i -> Math.sin(i));
    assertThat(tape(p -> product(p, 7), x)).isLessThan(EMPTY + 4 * 128);
    Checks.all("product of matrices", p -> product(p, 3), java.util.Arrays.copyOf(x, 9));
  }

  @Test
  void rowsThatAreExchangedAreSaved() {
    RealFunction exchange =
        x -> {
          double[][] m = {{x[0], x[1]}, {x[2], x[3]}};
          double s = 0;
          for (int i = 0; i < 6; i++) {
            s += m[0][i % 2] * m[1][0] * (i + 1);
            var row = m[0];
            m[0] = m[1];
            m[1] = row;
          }
          return s;
        };
    Checks.all("rows exchanged", exchange, 0.3, 0.7, -0.4, 1.1);
  }

  private static double layers(double[] x, int n) {
    var h = new double[] {0.3, -0.2, 0.5};
    for (int layer = 0; layer < n; layer++) {
      var next = new double[h.length];
      for (int i = 0; i < next.length; i++) {
        double s = 0;
        for (int j = 0; j < h.length; j++) {
          s += x[i * 3 + j] * h[j];
        }
        next[i] = Math.tanh(s);
      }
      h = next;
    }
    return h[0] * h[1] + h[2];
  }

  @Test
  void anArrayIsReadAgainWhereOnlyNewerOnesAreWritten() {
    var x = new double[9];
    java.util.Arrays.setAll(x, i -> Math.cos(i));
    // Six reals and four references for each layer; nine more reals would not fit.
    assertThat(tape(p -> layers(p, 100), x)).isLessThan(13_000);
    Checks.all("layers", p -> layers(p, 3), x);
  }

  @Test
  void aRunningSumIsSavedAfterTheLoopOnly() {
    RealFunction f =
        x -> {
          double s = 0;
          for (int i = 0; i < 100; i++) {
            s += x[i & 1] * x[1];
          }
          return s * s;
        };
    assertThat(tape(f, 0.3, 0.4)).isEqualTo(EMPTY);
    Checks.all("running sum", f, 0.3, 0.4);
  }

  @Test
  void whatIsStoredInBetweenIsLoaded() {
    Checks.all(
        "loads around stores",
        x -> {
          var a = new double[] {x[0], x[1]};
          double s = a[0];
          a[x[1] > 0 ? 0 : 1] = s * x[1];
          s += a[0] * a[0];
          a[0] += a[0] * a[1];
          a[1] -= a[1] * s;
          a[0] = a[1] - a[0];
          return s * a[0] + a[1] * a[0];
        },
        0.3,
        0.4);
  }

  /** A vector, whose accessors and methods are those that programs have most of. */
  record Vector(double x, double y) {
    static final Vector ZERO = new Vector(0, 0);

    Vector plus(Vector v) {
      return new Vector(x + v.x, y + v.y());
    }

    Vector times(double s) {
      return new Vector(x * s, y * s);
    }

    double dot(Vector v) {
      return x * v.x + y * v.y;
    }
  }

  private static double orbit(double[] x) {
    var place = new Vector(x[0], x[1]);
    var velocity = Vector.ZERO.plus(new Vector(x[2], 1));
    for (int i = 0; i < 100; i++) {
      double r = Math.sqrt(place.dot(place));
      velocity = r > 0.5 ? velocity.plus(place.times(-0.1 / (r * r * r))) : velocity.times(0.9);
      place = place.plus(velocity.times(0.1));
    }
    return place.dot(velocity);
  }

  private static double asksAtTheEnd(double[] x) {
    double s = 0;
    for (int k = 0; k < 20; k++) {
      int i = 0;
      do {
        s += 0.1 * Math.sin(x[0] * i + k) * Math.cos(x[1] * s);
      } while (i++ < 3);
      for (int j = 0; j < 2; j++) {
        s *= 0.9 * Math.cos(s + x[2]);
      }
    }
    return s;
  }

  @Test
  void loopsThatAskAtTheirEndHaveRoomForAllIterations() {
    Checks.all("asks at the end", SavingsTest::asksAtTheEnd, new double[] {0.3, 0.2, -0.4});
  }

  private static double squashed(double v) {
    return v / (1 + Math.abs(v)) + 0.1 * Math.sin(v);
  }

  private static double shorterBeforeLonger(double[] x) {
    double[] a = new double[6];
    for (int j = 0; j < 6; j++) {
      a[j] = squashed(x[1] + 0.245);
    }
    double[] b = {x[0], x[1], x[2], 1, 2, 3};
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      double e = a[3];
      for (int j = 0; j < 6; j++) {
        e = squashed(e * b[j] + 0.3);
      }
      sum += e * 0.3;
    }
    double[] c = new double[6];
    for (int k = 0; k < 4; k++) {
      for (int j = 0; j < 6; j++) {
        c[j] = squashed(a[j] * squashed(x[0] * a[4]) + k * 0.1);
      }
    }
    return sum + c[2] * c[4];
  }

  /** One of the tape's chunks is too short for what comes behind what was released from it. */
  @Test
  void emptyChunksArePassedOver() {
    Checks.all(
        "shorter before longer", SavingsTest::shorterBeforeLonger, new double[] {0.3, 0.2, -0.4});
    var tape = new Tape();
    int first = tape.reserve(3, 4);
    int released = tape.reserve(4, 5);
    assertThat(tape.release(4, 5)).isEqualTo(released);
    int last = tape.reserve(100, 1);
    assertThat(tape.release(100, 1)).isEqualTo(last);
    assertThat(tape.release(3, 4)).isEqualTo(first);
  }

  @Test
  void smallRecordsAreTakenApart() {
    double[] x = {1, 0.2, -0.3};
    Checks.all("orbit", SavingsTest::orbit, x);
    var evaluator = Differentiate.valueAndGradient(SavingsTest::orbit).evaluator();
    var gradient = new double[3];
    evaluator.apply(x, gradient);
    assertThat(Allocation.once(() -> evaluator.apply(x, gradient))).isLessThan(2000);
  }

  @Test
  void aMethodOfNothingIsRefusedAsBefore() {
    RealFunction f =
        x -> {
          Vector v = x[0] > 0 ? new Vector(x[0], x[1]) : null;
          double before = x[1] * x[1];
          return v.dot(v) + before;
        };
    Checks.all("a record or nothing", f, 0.3, 0.4);
    assertThatThrownBy(() -> Differentiate.gradient(f).apply(new double[] {-1, 2}))
        .isInstanceOf(NullPointerException.class);
  }

  /** Has a constructor that may throw. */
  record Positive(double value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("not positive: " + value);
      }
    }

    double root() {
      return Math.sqrt(value);
    }
  }

  @Test
  void constructorsWithChecksAreRun() {
    RealFunction f = x -> new Positive(x[0] * x[0] - 1).root() * x[0];
    Checks.all("a record with a check", f, 1.5);
    assertThatThrownBy(() -> Differentiate.gradient(f).apply(new double[] {0.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not positive: -0.75");
  }

  private static int made;

  /** Is initialised when one is made, which can be seen. */
  static final class Noisy {
    static final int NUMBER = count();
    final double value;

    Noisy(double value) {
      this.value = value;
    }

    private static int count() {
      return ++made;
    }
  }

  @Test
  void objectsWhoseClassDoesMoreAreMade() {
    assertThat(Differentiate.gradient(x -> new Noisy(x[0] * x[0]).value).apply(new double[] {3}))
        .containsExactly(6);
    assertThat(made).isEqualTo(1);
  }

  @Test
  void nothingIsSavedWhereItIsNotNeeded() {
    RealFunction seldom =
        x -> {
          double s = 0;
          double sign = x[0];
          for (int i = 0; i < 400; i++) {
            if (i % 100 == 0) {
              s += sign * x[1];
            }
            sign = -sign;
          }
          return s;
        };
    // The branch taken, and i % 100, which is an int, in each iteration, but the sign four times.
    assertThat(tape(seldom, 0.3, 0.4)).isLessThan(EMPTY + 4 * 1024);
    Checks.all("a value needed seldom", seldom, 0.3, 0.4);
  }

  @Test
  void adjointsStartAnewInEachIteration() {
    Checks.all(
        "values carried, dropped and left in the middle",
        x -> {
          double s = 0;
          double t = x[0];
          for (int i = 0; i < 8; i++) {
            double u = t * x[1];
            if (i == 2) {
              t = x[1];
              continue;
            }
            for (int j = 0; j < 5; j++) {
              u = Math.sin(u + j * x[0]);
              if (u > 0.9) {
                break;
              }
            }
            if (u > 0.95) {
              s += u;
              break;
            }
            t = i % 3 == 0 ? u : t * u;
            s += t;
          }
          return s * t;
        },
        0.7,
        1.2);
  }

  @Test
  void aStretchForEachInnerLoop() {
    // In the second run the stretches are where others were; the inner loop may run not at all.
    Checks.all(
        "loops of many lengths",
        x -> {
          double s = x[0];
          for (int k = 0; k < 3; k++) {
            for (int i = 40; i > 0; i -= 1) {
              double p = x[1];
              for (int j = i; j + 1 < 12 + k; j++) {
                p = Math.sin(p + s) + 0.01 * j * x[0];
              }
              s = Math.cos(s * p) - 0.1 * p * x[1];
            }
          }
          return s;
        },
        0.3,
        0.4);
  }

  @Test
  void whatDoesNotChangeIsComputedBeforeTheLoop() {
    RealFunction f =
        x -> {
          double s = 0;
          for (int i = 0; i < 100; i++) {
            s += Math.exp(x[0]) / (1 + x[1]) * i * s;
          }
          return s;
        };
    Checks.all("invariants", x -> f.apply(x) + x[0], 0.3, 0.4);
    assertThatThrownBy(
            () -> Differentiate.gradient(x -> lengthOf(null) * x[0]).apply(new double[1]))
        .isInstanceOf(NullPointerException.class);
  }

  private static double lengthOf(double[] a) {
    double s = 0;
    for (int i = 0; i < 3; i++) {
      if (i > 5) {
        s += a.length;
      }
    }
    for (int i = 0; i < a.length; i++) {
      s += i;
    }
    return s;
  }

  /** The form of a function after all improvements. */
  static Body form(RealFunction f) {
    var implementation = Implementation.of(f, null, Rules.none());
    var source = new ClassSource(SavingsTest.class.getClassLoader());
    var linker = new Linker(implementation.host(), source, false);
    var active = new BitSet();
    active.set(Lambda.flatten(implementation.lambda().captured()).size());
    var compiler = new Compiler(source, linker, Rules.none(), Lengths.LIMIT);
    return compiler
        .analyse(implementation.lambda(), List.of("[D"), "D", active, Sweeps.ADJOINT)
        .body();
  }

  private static int count(RealFunction f, String operation) {
    return form(f).toString().split(operation, -1).length - 1;
  }

  @Test
  void theFormTellsWhatIsDoneOnce() {
    RealFunction f =
        x -> {
          double s = 0;
          for (int i = 0; i + 1 < x.length; i++) {
            s += Math.exp(x[i]) * x[i] * x[i + 1] + Math.exp(x[i]);
          }
          return s;
        };
    assertThat(count(f, "load ")).isEqualTo(2);
    assertThat(count(f, "Math.exp")).isEqualTo(1);
    assertThat(form(f).values)
        .noneMatch(v -> v.op instanceof Op.ArrayLength && v.block.loop != null);
    Checks.all("loads and functions once", f, 0.3, 0.4, -0.2);
    assertThat(count(SavingsTest::orbit, "construct ")).isZero();
    assertThat(count(SavingsTest::orbit, "call cotangent")).isZero();
  }

  @Test
  void sineAndCosineAreDerivativesOfWhatComesLater() {
    RealFunction rotation =
        x -> {
          double s = 1;
          for (int i = 1; i < 4; i++) {
            double c = Math.cos(x[0] * i);
            s = s * Math.sin(x[0] * i) - x[1] * c + Math.sinh(s) / Math.cosh(s);
          }
          return s;
        };
    var body = form(rotation);
    var twins = new Twins(body);
    assertThat(
            body.values.stream()
                .map(twins::of)
                .filter(java.util.Objects::nonNull)
                .map(Value::toString)
                .map(text -> text.replaceAll(".*Math\\.|\\(.*", "")))
        .containsExactlyInAnyOrder("sin", "cos", "sinh", "cosh");
    Checks.all("rotation", rotation, 0.3, 0.4);
    Checks.all(
        "twins in all orders and nestings",
        x -> {
          double s = x[1];
          double outer = Math.sin(x[0]);
          for (int i = 0; i < 4; i++) {
            double angle = s * x[0] + i;
            double first = Math.sin(angle);
            s += first * s;
            double again = Math.sinh(s) * Math.cos(angle) * s;
            for (int j = 0; j < i; j++) {
              double inner = Math.cos(angle * x[1]);
              s = Math.cos(s) * again + inner * Math.sin(angle * x[1]) * s + Math.sin(s);
              if (j == 1) {
                double late = Math.cos(angle) - Math.cosh(s);
                s -= late * Math.sinh(s) * 0.1;
                continue;
              }
              s *= Math.cos(x[0]) * outer;
            }
            s =
                Math.cosh(s) * 0.2
                    + Math.sin(angle + s) / (1.5 + Math.cos(angle + s)) * Math.sinh(s);
          }
          return s * s;
        },
        0.3,
        0.4);
    Checks.all(
        "a twin that is carried on",
        x -> {
          double c = 1;
          double s = x[0];
          for (int i = 0; i < 5; i++) {
            double before = c;
            double angle = s + before * x[1];
            s = Math.sin(angle);
            c = Math.cos(angle);
            s += c * before;
          }
          return s * c;
        },
        0.3,
        0.4);
    Checks.all("by turns", x -> Math.cos(x[0]) * (x[1] > 0 ? Math.sin(x[0]) : 1), 0.3, 0.4);
  }

  @Test
  void sineAndCosineAreDerivativesOfEachOtherOutsideLoops() {
    RealFunction rotation =
        x -> {
          double y = x[1];
          if (x[0] > 0) {
            double angle = Math.sqrt(x[0]);
            double c = Math.cos(angle);
            y = c * x[1] - Math.sin(angle) * x[2];
          }
          return y * y;
        };
    var body = form(rotation);
    var twins = new Twins(body);
    assertThat(body.values.stream().map(twins::of).filter(java.util.Objects::nonNull)).hasSize(2);
    Checks.all("rotation by a branch", rotation, 0.3, 0.4, 0.5);
    Checks.all("rotation not taken", rotation, -0.3, 0.4, 0.5);
    Checks.all(
        "rotations in a loop of calls",
        x -> {
          double y = x[1];
          for (int i = 0; i < 3; i++) {
            y = turned(x[0] * y + i, y, x[2]);
          }
          return y;
        },
        0.3,
        0.4,
        0.5);
  }

  private static double turned(double angle, double x, double y) {
    if (angle == 0) {
      return x;
    }
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return c * x - s * y;
  }

  private static double soft(double x) {
    return x < 0 ? Math.exp(x) - 1 : Math.log1p(x);
  }

  private static double band(double x, double low, double high) {
    if (x < low) {
      return low + 0.1 * soft(x - low);
    }
    return x > high ? high + soft(x - high) * soft(x) : x * x;
  }

  private static double choose(int k, double x) {
    return switch (k) {
      case 0, 3 -> soft(x) * x;
      case 1 -> band(x, -0.2, 0.4);
      default -> 1.5;
    };
  }

  /** One of its methods reads the field on one way only. */
  record Gain(double factor) {
    double of(double x) {
      return x > 0 ? x * x : factor * x;
    }

    double at(double x) {
      double f = factor;
      return x > 0 ? f * x : x * x;
    }
  }

  private static double guarded(double[] x) {
    double s = 0;
    for (int i = 0; i < 4; i++) {
      try {
        s += soft(x[i]) * x[0];
      } catch (ArrayIndexOutOfBoundsException e) {
        s = band(s, 0, 0.3) * x[1];
      }
    }
    return s;
  }

  @Test
  void shortMethodsThatBranchArePutInPlace() {
    RealFunction f =
        x -> {
          double s = soft(x[0]) * soft(soft(x[1]) - 0.6);
          for (int i = 0; i < 9; i++) {
            s = choose(i & 3, band(s, x[0], x[1]) + 0.3 * soft(s - 0.2)) - s * x[1];
          }
          return soft(s) + band(x[0], s, x[1]);
        };
    assertThat(count(x -> band(soft(x[0]), x[1], 1), "call cotangent")).isZero();
    Checks.all("methods that branch", f, 0.3, 0.4);
    Checks.all("methods that branch, elsewhere", f, -0.7, 1.3);
    Checks.all("in a try statement", SavingsTest::guarded, 0.3, -0.4, 0.2);
    Checks.all(
        "of records",
        x -> {
          double s = x[0];
          for (int i = 0; i < 5; i++) {
            var gain = new Gain(s - x[1]);
            s = 0.35 + gain.of(s) - gain.at(x[1] - 0.13 * i) * s;
          }
          return s;
        },
        0.3,
        0.4);
  }

  private static double over(double x, double y) {
    return x / y;
  }

  @Test
  void quotients() {
    Checks.all(
        "quotients",
        x -> x[0] / x[1] + x[1] / (x[0] / 3) + over(x[0], x[0]) + (float) x[0] / (float) x[1] * 0,
        0.3,
        0.4);
    assertThat(Differentiate.gradient(x -> 0 * (x[0] / x[1])).apply(new double[] {1, 0}))
        .containsExactly(0, 0);
  }
}
