package cotangent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Try statements, and what of them is refused. */
@SuppressWarnings({
  "all",
  "try",
  "serial",
  "synchronization"
}) // the point is to write things as users do
final class TryTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void check(RealFunction f) {
    Checks.all("try", f, X.clone());
  }

  static int parsed(String s) {
    try {
      return Integer.parseInt(s);
    } catch (NumberFormatException e) {
      return 3;
    }
  }

  @Test
  void argumentsThatAreCheckedBesideActiveCode() {
    check(x -> {
      int n;
      try {
        n = Integer.parseInt("four");
      } catch (NumberFormatException e) {
        n = 3;
      }
      int m = 2;
      try {
        m = Integer.parseInt("4");
      } catch (NumberFormatException ignored) {
      }
      return x[n] * x[m] * x[parsed("1")] * x[parsed("a")];
    });
  }

  static double inverse(double x) {
    if (x < 0) {
      throw new ArithmeticException("negative: " + x);
    }
    double s = 1;
    for (int i = 0; i < 5; i++) {
      if (i > 3 && x > 1) {
        throw new IllegalStateException("large");
      }
      s = Math.sin(s * x) + 0.5;
    }
    return s;
  }

  @Test
  void computationsThatFail() {
    check(x -> {
      double y;
      try {
        y = x[0] * x[0] * inverse(x[1]);
      } catch (ArithmeticException e) {
        y = x[1] * x[2];
      }
      return y * x[0];
    });
  }

  @Test
  void computationsThatFailInALoop() {
    check(x -> {
      double s = 0.5;
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        for (double v : x) {
          double t = v * s;
          try {
            double u = Math.exp(t * v);
            s = inverse(v) * u + Math.sin(t) * u;
          } catch (ArithmeticException e) {
            s = t * t + 0.3;
          } catch (IllegalStateException e) {
            s = Math.cos(t);
            if (k == 1) {
              break;
            }
            continue;
          } finally {
            sum += 0.5;
          }
          sum += s * t;
        }
      }
      return s * sum;
    });
  }

  @Test
  void handlersWithinHandlers() {
    check(x -> {
      double s = 1;
      for (int i = 0; i < 5; i++) {
        double before = s;
        try {
          try {
            s = s * inverse(x[i]);
          } catch (IllegalStateException e) {
            s = s * x[i] + inverse(-1);
          }
        } catch (ArithmeticException | NullPointerException e) {
          s = before + (e.getMessage().isEmpty() ? 1 : 2) * x[i] * before;
        }
      }
      return s;
    });
  }

  static double returns(double[] x) {
    try {
      for (double v : x) {
        if (v > 0.7) {
          return inverse(v) * x[0];
        }
      }
      return x[1];
    } catch (IllegalStateException e) {
      return x[2] * x[3];
    } finally {
      log.add("done");
    }
  }

  static List<String> log = new ArrayList<>();

  @Test
  void returnsOutOfTryStatements() {
    check(TryTest::returns);
    RealFunction late = x -> returns(new double[] {x[0], x[1], x[2], x[3], 0.2});
    check(late);
    check(x -> returns(new double[] {x[0], x[1], 0.1, x[3], x[4]}));
    log.clear();
    var _ = Differentiate.gradient(late).apply(X);
    assertThat(log).hasSize(1);
  }

  static final ReentrantLock lock = new ReentrantLock();

  static double locked(double[] x) {
    lock.lock();
    try {
      double s = 0;
      for (double v : x) {
        s += inverse(v + 0.35) * x[0];
      }
      return s;
    } finally {
      lock.unlock();
    }
  }

  @Test
  void locksAreReleased() {
    var x = new double[] {0.1, -0.2, 0.3};
    Checks.byDifferences("locked", TryTest::locked, x);
    assertThat(lock.isLocked()).isFalse();
    var gradient = Differentiate.gradient(TryTest::locked);
    var before = gradient.apply(x);
    assertThatThrownBy(() -> gradient.apply(new double[] {0.1, -3}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("negative");
    assertThat(lock.isLocked()).isFalse();
    assertThat(gradient.apply(x)).isEqualTo(before);
  }

  static double monitored(double[] x) {
    double s = 0;
    for (double v : x) {
      synchronized (lock) {
        s += inverse(v + 0.35) * s + v;
        if (s > 20) {
          break;
        }
      }
    }
    return s;
  }

  @Test
  void monitorsAreReleased() {
    var x = new double[] {0.1, -0.2, 0.3};
    Checks.byDifferences("monitored", TryTest::monitored, x);
    var gradient = Differentiate.gradient(TryTest::monitored);
    assertThatThrownBy(() -> gradient.apply(new double[] {0.1, -3}))
        .isInstanceOf(ArithmeticException.class);
    assertThat(Thread.holdsLock(lock)).isFalse();
  }

  static final class Log {
    int closed;
  }

  record Resource(Log log, double a) implements AutoCloseable {
    double use(double t) {
      return a * inverse(t);
    }

    @Override
    public void close() {
      log.closed++;
    }
  }

  static double resources(double[] x) {
    var log = new Log();
    double s;
    try (var a = new Resource(log, x[0]);
        var b = new Resource(log, x[1])) {
      s = a.use(x[2]) * b.use(x[3]);
    }
    return s * x[4] * log.closed;
  }

  @Test
  void resourcesAreClosed() {
    check(TryTest::resources);
  }

  @Test
  void failuresOfTheLibrary() {
    check(x -> {
      double s = 0;
      for (int i = 0; i < 8; i++) {
        try {
          s += x[i] * x[i];
        } catch (ArrayIndexOutOfBoundsException e) {
          s += x[i - 5] * s;
        }
      }
      return s;
    });
  }

  static final class Failure extends RuntimeException {
    final double value;

    Failure(double value) {
      this.value = value;
    }
  }

  static double thrown(double[] x) {
    try {
      throw new Failure(x[0]);
    } catch (Failure e) {
      return e.value * x[1];
    }
  }

  static double hidden(double[] x) {
    try {
      throw new Failure(x[0]);
    } catch (RuntimeException e) {
      return ((Failure) e).value * x[1];
    }
  }

  private static void refused(RealFunction f, String... words) {
    assertThatThrownBy(() -> Differentiate.gradient(f))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContaining("TryTest.java:")
        .hasMessageContainingAll(words);
    assertThatThrownBy(() -> Differentiate.jvp(x -> new double[] {f.apply(x)}))
        .isInstanceOf(NotDifferentiableException.class);
  }

  @Test
  void whatCrossesAHandlerIsRefused() {
    refused(TryTest::thrown, "which can hold reals");
    refused(TryTest::hidden, "an exception that holds an active value");
    refused(
        x -> {
          double y = x[0];
          try {
            y = x[1] * x[0];
            y = inverse(y);
          } catch (ArithmeticException e) {
            y = y + 1;
          }
          return y;
        },
        "written in a try statement and read where its exception is caught");
    refused(
        x -> {
          double[] y = {x[0]};
          try {
            y[0] = x[1] * x[0];
            y[0] = inverse(y[0]);
          } catch (ArithmeticException e) {
          }
          return y[0];
        },
        "a write to an array or object");
  }

  static synchronized double whole(double[] x) {
    return x[0] * x[0];
  }

  @Test
  void synchronizedMethodsAreRefused() {
    refused(x -> whole(x), "a synchronized method", "synchronized statement");
  }
}
