package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What is refused, and what the refusal says. */
final class RefusalTest {
  private static double cache;
  private static final double[] BUFFER = new double[3];
  private static double[] held = new double[3];

  private static NotDifferentiableException refusal(RealFunction f) {
    try {
      var _ = Differentiate.gradient(f);
    } catch (NotDifferentiableException e) {
      return e;
    }
    throw new AssertionError("not refused");
  }

  private static void refuses(RealFunction f, String... words) {
    assertThat(refusal(f)).hasMessageContainingAll(words);
    // Forward mode refuses the same.
    assertThatThrownBy(() -> Differentiate.jvp(x -> new double[] {f.apply(x)}))
        .isInstanceOf(NotDifferentiableException.class);
  }

  static double bits(double[] x) {
    return Double.longBitsToDouble(Double.doubleToLongBits(x[0]) + 1);
  }

  static double callsBits(double[] x) {
    return 2 * bits(x);
  }

  @Test
  void theChainOfCallsIsTold() {
    var lines = refusal(RefusalTest::callsBits).getMessage().lines().toList();
    assertThat(lines.get(0)).contains("RefusalTest.bits(double[])", "RefusalTest.java:");
    assertThat(lines.get(1)).contains("called from cotangent.code.RefusalTest.callsBits");
    assertThat(lines.get(1)).matches(".*RefusalTest\\.java:\\d+");
    assertThat(lines.get(2)).contains("@Derivative");
  }

  static double writesStatic(double[] x) {
    cache = x[0] * 2;
    return cache;
  }

  @Test
  void activeWriteToStaticField() {
    refuses(
        RefusalTest::writesStatic, "static field cotangent.code.RefusalTest.cache", "parameter");
  }

  static double writesStaticArray(double[] x) {
    BUFFER[0] = x[0];
    return BUFFER[0];
  }

  static double publishesArray(double[] x) {
    held = x;
    return held[0];
  }

  static double writesThroughAlias(double[] x) {
    double[] b = x.length > 2 ? BUFFER : new double[2];
    b[1] = x[0];
    return b[1];
  }

  @Test
  void activeWriteToWhatStaticsHold() {
    refuses(RefusalTest::writesStaticArray, "static field holds");
    refuses(RefusalTest::publishesArray, "held");
    refuses(RefusalTest::writesThroughAlias, "static field holds");
  }

  @Test
  void bitTricks() {
    refuses(
        x -> Double.longBitsToDouble(Double.doubleToLongBits(x[0]) + 1),
        "doubleToLongBits",
        "no derivative is known");
  }

  @Test
  void unknownLibraryCalls() {
    refuses(x -> DoubleStream.of(x).parallel().sum(), "a stream with parallel");
    refuses(x -> Arrays.hashCode(x) * x[0], "no derivative is known");
    refuses(
        x -> {
          Arrays.parallelPrefix(x, Double::sum);
          return x[0];
        },
        "parallelPrefix");
  }

  @Test
  void collections() {
    refuses(
        x -> {
          var set = new HashSet<Double>();
          set.add(x[0]);
          return set.iterator().next();
        },
        "HashSet.add");
    refuses(
        x -> {
          var list = new ArrayList<Double>();
          list.add(x[0]);
          Collections.shuffle(list);
          return list.get(0);
        },
        "Collections.shuffle");
  }

  @Test
  void nonSerializableLambdaFromOutside() {
    DoubleUnaryOperator f = t -> t * t;
    refuses(x -> f.applyAsDouble(x[0]), "DoubleUnaryOperator", "Serializable");
  }

  static native double foreign(double x);

  @Test
  void nativeMethods() {
    refuses(x -> foreign(x[0]), "native method", "@Derivative");
  }

  static double reflects(double[] x) {
    try {
      return (double) Math.class.getMethod("sin", double.class).invoke(null, x[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static java.lang.reflect.Method method;

  @Test
  void reflection() {
    refuses(RefusalTest::reflects, "java.lang.Class.getMethod");
    refuses(x -> (double) ClassLoaders.pass(method, x[0]), "java.lang.reflect.Method");
  }

  /** Stands for code that takes anything. */
  static final class ClassLoaders {
    static Object pass(java.lang.reflect.Method m, Object x) {
      return java.util.Objects.requireNonNullElse(m.getDefaultValue(), x);
    }
  }

  @Test
  void whatTouchesNothingActiveJustRuns() {
    RealFunction f =
        x -> {
          synchronizedCounter();
          return x[0] * x[0];
        };
    counter = 0;
    assertThat(Differentiate.gradient(f).apply(new double[] {3})).containsExactly(6);
    assertThat(counter).isEqualTo(1);
  }

  private static int counter;

  static synchronized void synchronizedCounter() {
    try {
      counter++;
    } finally {
      Thread.onSpinWait();
    }
  }

  @Test
  void exceptionsComeOutUnchanged() {
    var failure = new IllegalStateException("mine");
    var gradient =
        Differentiate.gradient(x -> {
          double s = 1;
          for (int i = 0; i < x.length; i++) {
            s *= x[i];
            check(x[i], failure);
          }
          return s;
        });
    assertThatThrownBy(() -> gradient.apply(new double[] {1, 2, -1, 4})).isSameAs(failure);
    assertThat(gradient.apply(new double[] {2, 3})).containsExactly(3, 2);
    assertThatThrownBy(() -> Differentiate.gradient(x -> x[5]).apply(new double[2]))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class)
        .hasMessageContaining("Index 5 out of bounds for length 2");
  }

  static double deep(double x, int n) {
    return n == 0 ? x : Math.sin(deep(x, n - 1)) * x;
  }

  @Test
  void tooDeepRecursionSaysWhatToDo() throws InterruptedException {
    var gradient = Differentiate.gradient(x -> deep(x[0], (int) x[1]));
    assertThatThrownBy(() -> gradient.apply(new double[] {1, 10_000_000}))
        .isInstanceOf(StackOverflowError.class)
        .hasMessageContaining("larger stack");
    var d = new double[1];
    var thread =
        new Thread(
            null, () -> d[0] = gradient.apply(new double[] {1, 20_000})[0], "deep", 1L << 28);
    thread.start();
    thread.join();
    assertThat(d[0]).isNotZero();
  }

  static void check(double v, RuntimeException e) {
    if (v < 0) {
      throw e;
    }
  }

  @Test
  void wrongLengthsAreNamed() {
    assertThatThrownBy(() -> Differentiate.vjp(x -> x.clone()).apply(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("3", "2");
    assertThatThrownBy(() -> Differentiate.jvp(x -> x.clone()).apply(new double[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("1", "2");
  }
}
