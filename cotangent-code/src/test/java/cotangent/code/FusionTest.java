package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.code.runtime.Tape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loops and calls whose reverse sweep follows their forward sweep, and those that must not be.
 *
 * <p>A collection, and so a long file: every case stands for itself.
 */
final class FusionTest {
  /** An iteration with a loop of its own, which needs a tape. */
  private static double term(double[] x, int n) {
    double t = 1 + 0.1 * n;
    for (int i = 0; i < x.length; i++) {
      t = Math.sin(t * x[i] + n) + 0.2 * t;
    }
    return t;
  }

  private static double sum(double[] x) {
    double s = 0;
    for (int n = 0; n < 7; n++) {
      s += term(x, n);
    }
    return s;
  }

  private static double rosenbrock(double[] x) {
    double s = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = 1 - x[i];
      double b = x[i + 1] - x[i] * x[i];
      s += a * a + 100 * b * b;
    }
    return s;
  }

  /** The factor is known before the loop, though it is computed after it. */
  private static double mean(double[] x) {
    double s = x[0];
    for (int n = 0; n < 7; n++) {
      s -= term(x, n);
    }
    return 2 - s * x[1] / x.length / 3.0;
  }

  /** The factor is computed from what the loop counts. */
  private static double factorFromTheLoop(double[] x) {
    double s = 0;
    int n = 0;
    for (; n < 7; n++) {
      s += term(x, n);
    }
    return s * n;
  }

  /** The factor is a value that varies and is known after the loop only. */
  private static double factorFromAfter(double[] x) {
    double s = 0;
    for (int n = 0; n < 7; n++) {
      s += term(x, n);
    }
    return s * Math.exp(x[0]);
  }

  private static double logarithm(double[] x) {
    double s = 10;
    for (int n = 0; n < 7; n++) {
      s += term(x, n);
    }
    return Math.log(s);
  }

  private static double square(double[] x) {
    double s = 0;
    for (int n = 0; n < 7; n++) {
      s += term(x, n);
    }
    return s * s + s;
  }

  private static double usedTwice(double[] x) {
    double s = 0;
    for (int n = 0; n < 7; n++) {
      s += term(x, n);
    }
    return s + 3 * s;
  }

  private static double twoLoops(double[] x) {
    double s = 0;
    for (int n = 0; n < 4; n++) {
      s += term(x, n);
    }
    for (int n = 5; n < 9; n++) {
      s -= 0.5 * term(x, n);
    }
    return s;
  }

  /** What the second loop adds depends on what the first one made. */
  private static double secondLoopUsesTheFirst(double[] x) {
    double s = 0;
    for (int n = 0; n < 4; n++) {
      s += term(x, n);
    }
    double t = 0;
    for (int n = 0; n < 4; n++) {
      t += s * term(x, n);
    }
    return t;
  }

  private static double severalSums(double[] x) {
    double s = 0;
    double t = 1;
    int count = 0;
    for (int n = 0; n < 7; n++) {
      double e = term(x, n);
      s += e * x[0];
      if (e > 0.3) {
        t -= e * e;
        count += n;
      }
    }
    return 2 * s - t / 3 + count;
  }

  private static double dependentSums(double[] x) {
    double s = 0;
    double t = 0;
    for (int n = 0; n < 6; n++) {
      s += term(x, n);
      t += s;
    }
    return s + t;
  }

  private static double sameSumTwice(double[] x) {
    double s = 1;
    double t = 1;
    for (int n = 0; n < 4; n++) {
      double both = s + t + term(x, n);
      s = both;
      t = both;
    }
    return s + t;
  }

  private static double doubled(double[] x) {
    double s = 0;
    for (int n = 0; n < 6; n++) {
      s = s + s + term(x, n);
    }
    return s;
  }

  private static double changesItsSign(double[] x) {
    double s = 0;
    for (int n = 0; n < 6; n++) {
      s = term(x, n) - s;
    }
    return s;
  }

  private static double setBack(double[] x) {
    double s = 0;
    for (int n = 0; n < 6; n++) {
      s = n == 2 ? x[2] : s + term(x, n);
    }
    return s;
  }

  /** The sum decides how often, and within the loop what is done. */
  private static double condition(double[] x) {
    double s = 0;
    int n = 0;
    while (s < 3 && n < 40) {
      double e = term(x, n);
      s += s > 1 ? e * e : 0.3 + e * e * x[1];
      n++;
    }
    return s;
  }

  /** What one iteration leaves for the next is no sum. */
  private static double previous(double[] x) {
    double s = 0;
    double before = x[1];
    for (int n = 0; n < 6; n++) {
      double e = term(x, n);
      s += e * before;
      before = e;
    }
    return s;
  }

  private static double endsEarly(double[] x) {
    double s = 0;
    for (int n = 0; n < 9; n++) {
      double e = term(x, n);
      if (e < -0.6) {
        break;
      }
      s += e * e;
    }
    return s;
  }

  private static double returnsEarly(double[] x) {
    if (x[0] > 100) {
      return x[1];
    }
    double s = 0;
    for (int n = 0; n < 6; n++) {
      if (x[1] * n > 1000) {
        throw new IllegalArgumentException("too large");
      }
      s += term(x, n);
    }
    return s;
  }

  private static double inABranch(double[] x) {
    double s = x[1];
    if (x[0] > 0) {
      for (int n = 0; n < 6; n++) {
        s += term(x, n);
      }
    }
    return s;
  }

  /** Whether the loop counts is decided after it. */
  private static double chosenAfter(double[] x) {
    double s = 0;
    for (int n = 0; n < 6; n++) {
      s += term(x, n);
    }
    return s > 0 ? s : x[0];
  }

  /** Values and adjoints of what is read must not be mixed with those of what comes later. */
  private static double overwrittenLater(double[] x) {
    double[] y = x.clone();
    double s = 0;
    for (int n = 0; n < 6; n++) {
      s += term(y, n);
    }
    double product = y[0] * y[1];
    y[0] = x[1] * x[2];
    y[1] = 3;
    return s + y[0] * y[1] + product;
  }

  private static double overwrittenInTheLoop(double[] x) {
    double[] y = x.clone();
    double s = 0;
    for (int n = 0; n < 6; n++) {
      s += term(y, n);
      y[n % 3] *= 1.1 + 0.1 * x[0];
    }
    return s;
  }

  private static double scratch(double[] x) {
    double[] scratch = new double[x.length];
    double s = 0;
    for (int n = 0; n < 6; n++) {
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = Math.sin(x[i] * n) * x[0];
      }
      s += term(scratch, n);
    }
    scratch[0] = 17;
    return s;
  }

  private static double scratchReadAfter(double[] x) {
    double[] scratch = new double[x.length];
    double s = 0;
    for (int n = 0; n < 6; n++) {
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = Math.sin(x[i] * n) * x[0];
      }
      s += term(scratch, n);
    }
    return s + scratch[1] * scratch[2];
  }

  private static double scratchUnderTwoNames(double[] x) {
    double[] scratch = new double[x.length];
    double[] other = x[0] > -5 ? scratch : new double[x.length];
    double s = 0;
    for (int n = 0; n < 6; n++) {
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = Math.sin(x[i] * n) * x[0];
      }
      s += term(other, n);
    }
    return s;
  }

  private static double scratchFilledInPart(double[] x) {
    double[] scratch = x.clone();
    double s = 0;
    for (int n = 0; n < 6; n++) {
      for (int i = 1; i < scratch.length; i++) {
        scratch[i] = Math.sin(scratch[i - 1] * n) * x[0];
      }
      s += term(scratch, n);
      scratch[0] = scratch[2];
    }
    return s;
  }

  private static double outputsUsed(double[] x) {
    double[] out = new double[6];
    double s = 0;
    for (int n = 0; n < out.length; n++) {
      out[n] = term(x, n);
      s += out[n] * x[0];
    }
    return s + out[2] * out[3];
  }

  private static double outputsUnused(double[] x) {
    double[] out = new double[6];
    double s = 0;
    for (int n = 0; n < out.length; n++) {
      out[n] = term(x, n);
      s += out[n] * x[0];
    }
    return s;
  }

  private static final class Counter {
    private double total;
    private int calls;

    void add(double e) {
      total += e;
      calls++;
    }
  }

  private static double sumInAField(double[] x) {
    var counter = new Counter();
    double s = 0;
    for (int n = 0; n < 6; n++) {
      double e = term(x, n);
      counter.add(e * e);
      s += e;
    }
    return s + counter.total * counter.calls;
  }

  /** Two reals from outside collect adjoints in all iterations. */
  private static double outside(double[] x) {
    double a = Math.exp(x[0]);
    double b = x[1] * a;
    double s = b;
    for (int n = 0; n < 6; n++) {
      double t = a;
      for (int i = 0; i < x.length; i++) {
        t = Math.sin(t * b + x[i]);
      }
      s += t * b;
    }
    return s * x[2] + a;
  }

  private static double nested(double[] x) {
    double s = 0;
    for (int n = 0; n < 4; n++) {
      double inner = x[0];
      for (int m = 0; m < 3; m++) {
        inner += term(x, n + m) * term(x, m);
      }
      s += inner * x[1];
      for (int m = 0; m < 3; m++) {
        s -= inner * term(x, m);
      }
    }
    return s;
  }

  private static double noIterations(double[] x) {
    double s = x[0] * x[1];
    for (int n = 5; n < x.length; n++) {
      s += term(x, n);
    }
    return s;
  }

  private static double longCount(double[] x) {
    double s = 0;
    for (long n = 7; n > 0; n -= 2) {
      s += term(x, (int) n);
    }
    return s;
  }

  /** Calls whose adjoint is known, one after the other, and one that writes to what is read. */
  private static double calls(double[] x) {
    double[] y = x.clone();
    double a = 2 * scale(y, x[0]) - scale(y, x[1]);
    return a + x[2] * term(y, 3) + Math.exp(x[0]) * sum(x);
  }

  private static double scale(double[] y, double factor) {
    double s = 0;
    for (int i = 0; i < y.length; i++) {
      y[i] *= factor;
      s += y[i] * y[i];
    }
    return s;
  }

  private static double power(double[] x) {
    return power(x[0] + 1, 5, x[1]);
  }

  private static double power(double a, int n, double b) {
    return n == 0 ? b : a * power(a, n - 1, b * a) + b;
  }

  private static double callInABranch(double[] x) {
    double r = x[1];
    if (x[0] > 0) {
      r += term(x, 2) * r;
    }
    return r * 3;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
  record Case(String name, RealFunction f, double[] x) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, RealFunction f) {
    return new Case(name, f, new double[] {0.6, -0.3, 0.8});
  }

  static Stream<Case> cases() {
    return Stream.of(
        of("sum", FusionTest::sum),
        of("sum of a lambda", x -> 2 * sum(x)),
        of("rosenbrock", FusionTest::rosenbrock),
        of("mean", FusionTest::mean),
        of("factor from the loop", FusionTest::factorFromTheLoop),
        of("factor from after", FusionTest::factorFromAfter),
        of("logarithm", FusionTest::logarithm),
        of("square", FusionTest::square),
        of("used twice", FusionTest::usedTwice),
        of("two loops", FusionTest::twoLoops),
        of("second loop uses the first", FusionTest::secondLoopUsesTheFirst),
        of("several sums", FusionTest::severalSums),
        of("dependent sums", FusionTest::dependentSums),
        of("same sum twice", FusionTest::sameSumTwice),
        of("doubled", FusionTest::doubled),
        of("changes its sign", FusionTest::changesItsSign),
        of("set back", FusionTest::setBack),
        of("condition", FusionTest::condition),
        of("previous", FusionTest::previous),
        of("ends early", FusionTest::endsEarly),
        of("returns early", FusionTest::returnsEarly),
        of("in a branch", FusionTest::inABranch),
        of("chosen after", FusionTest::chosenAfter),
        of("overwritten later", FusionTest::overwrittenLater),
        of("overwritten in the loop", FusionTest::overwrittenInTheLoop),
        of("scratch", FusionTest::scratch),
        of("scratch read after", FusionTest::scratchReadAfter),
        of("scratch under two names", FusionTest::scratchUnderTwoNames),
        of("scratch filled in part", FusionTest::scratchFilledInPart),
        of("outputs used", FusionTest::outputsUsed),
        of("outputs unused", FusionTest::outputsUnused),
        of("sum in a field", FusionTest::sumInAField),
        of("outside", FusionTest::outside),
        of("nested", FusionTest::nested),
        of("no iterations", FusionTest::noIterations),
        of("long count", FusionTest::longCount),
        of("calls", FusionTest::calls),
        of("power", FusionTest::power),
        of("call in a branch", FusionTest::callInABranch));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void derivativesAreRight(Case c) {
    Checks.all(c.name(), c.f(), c.x());
  }

  /** With two methods instead of one, where one would be too long. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void sweepsApartAreRight(Case c) {
    var gradient = new double[c.x().length];
    new Limited(c.f(), 300).gradient(c.x(), gradient, new Tape());
    Numeric.assertClose(c.name(), gradient, Differentiate.gradient(c.f()).apply(c.x()), 1e-13);
  }

  private static double inSinglePrecision(double[] x) {
    float s = 0;
    for (int n = 0; n < 7; n++) {
      s += (float) term(x, n);
      s = (float) (s - term(x, n + 1) * x[0]);
    }
    return s;
  }

  private static double inDoublePrecision(double[] x) {
    double s = 0;
    for (int n = 0; n < 7; n++) {
      s += term(x, n) - term(x, n + 1) * x[0];
    }
    return s;
  }

  @Test
  void singlePrecision() {
    double[] x = {0.6, -0.3, 0.8};
    var result = Differentiate.valueAndGradient(FusionTest::inSinglePrecision).apply(x);
    assertThat(result.value()).isEqualTo(inSinglePrecision(x));
    var expected = Differentiate.gradient(FusionTest::inDoublePrecision).apply(x);
    Numeric.assertClose("single", result.gradient(), expected, 1e-6);
  }

  private static long tapeBytes(RealFunction f, int n) {
    var evaluator = Differentiate.valueAndGradient(f).evaluator();
    evaluator.apply(new double[n], new double[n]);
    return evaluator.tapeBytes();
  }

  private static double manyTerms(double[] x) {
    double s = 0;
    for (int n = 0; n < x.length; n++) {
      double t = x[n];
      for (int i = 0; i < 10; i++) {
        t = Math.sin(t * x[0] + i);
      }
      s += t;
    }
    return s;
  }

  @Test
  void tapeIsOneIterationLong() {
    assertThat(tapeBytes(FusionTest::manyTerms, 10_000))
        .isEqualTo(tapeBytes(FusionTest::manyTerms, 1))
        .isLessThan(1024);
    assertThat(tapeBytes(x -> 3 - manyTerms(x) / x.length, 10_000)).isLessThan(1024);
  }

  private static double fails(double[] x, int at) {
    double s = 0;
    double[] scratch = new double[x.length];
    for (int n = 0; n < 6; n++) {
      for (int i = 0; i < scratch.length; i++) {
        scratch[i] = x[i] * (n + 1);
        if (n == at && i == 1) {
          throw new IllegalStateException("at " + n);
        }
      }
      s += term(scratch, n);
    }
    return s;
  }

  @Test
  void anExceptionInTheMiddleLeavesNothingBehind() {
    int[] at = {-1};
    RealFunction f = x -> fails(x, at[0]);
    double[] x = {0.6, -0.3, 0.8};
    var expected = Differentiate.gradient(f).apply(x);
    var gradient = Differentiate.gradient(f);
    var evaluator = Differentiate.valueAndGradient(f).evaluator();
    var g = new double[3];
    for (int n = 0; n < 6; n++) {
      at[0] = n;
      assertThatThrownBy(() -> gradient.apply(x)).hasMessage("at " + at[0]);
      assertThatThrownBy(() -> evaluator.apply(x, g)).hasMessage("at " + at[0]);
      at[0] = -1;
      assertThat(gradient.apply(x)).isEqualTo(expected);
      evaluator.apply(x, g);
      assertThat(g).isEqualTo(expected);
    }
  }

  /** The exception is caught within the function: what was reversed before it must not count. */
  private static double caught(double[] x) {
    double r;
    try {
      r = fails(x, x[0] > 0 ? 4 : -1);
    } catch (IllegalStateException e) {
      r = x[1] * x[2];
    }
    return r;
  }

  @Test
  void whatIsCaughtDoesNotCount() {
    Checks.all("caught", FusionTest::caught, 0.6, -0.3, 0.8);
    Checks.all("not caught", FusionTest::caught, -0.6, -0.3, 0.8);
    Checks.all("in a method", x -> 2 * caught(x) + sum(x), 0.6, -0.3, 0.8);
  }

  /** One forward sweep, several adjoints: they are not known beforehand. */
  @Test
  void severalAdjointsOfOneSweep() {
    double[] x = {0.6, -0.3, 0.8};
    var at = Differentiate.vjp(y -> new double[] {sum(y), rosenbrock(y)}).at(x);
    var first = Differentiate.gradient(FusionTest::sum).apply(x);
    var second = Differentiate.gradient(FusionTest::rosenbrock).apply(x);
    Numeric.assertClose("first", at.apply(new double[] {1, 0}), first, 1e-14);
    Numeric.assertClose("second", at.apply(new double[] {0, -2}), twice(second), 1e-14);
    Numeric.assertClose("first again", at.apply(new double[] {1, 0}), first, 1e-14);
  }

  private static double[] twice(double[] g) {
    return java.util.Arrays.stream(g).map(e -> -2 * e).toArray();
  }

  private static int calls;

  private static double counted(double[] x) {
    double s = 0;
    for (int n = 0; n < 5; n++) {
      calls++;
      s += term(x, n);
    }
    return s;
  }

  @Test
  void effectsHappenOnce() {
    var gradient = Differentiate.gradient(FusionTest::counted);
    calls = 0;
    gradient.apply(new double[] {0.6, -0.3, 0.8});
    assertThat(calls).isEqualTo(5);
  }
}
