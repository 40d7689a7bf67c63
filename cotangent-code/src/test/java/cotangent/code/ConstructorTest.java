package cotangent.code;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What constructors may do, and what records make of themselves. */
@SuppressWarnings("all") // the point is to write things as users do
final class ConstructorTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void check(RealFunction f) {
    Checks.all("constructor", f, X.clone());
  }

  static final class Table {
    final int n;
    final double[] values;
    private double sum;

    Table(int n, double x) {
      this.n = n;
      values = new double[this.n];
      for (int i = 0; i < this.n; i++) {
        values[i] = x * i + weight(i);
      }
      sum();
    }

    private double weight(int i) {
      return n > i ? values.length * 0.1 : 0;
    }

    private void sum() {
      for (double v : values) {
        sum += v * v;
      }
    }
  }

  @Test
  void readsBackFieldsAndCallsItsOwnMethods() {
    check(x -> {
      double s = 0;
      for (int i = 1; i < 4; i++) {
        var t = new Table(i, x[i]);
        s += t.sum * x[0] + t.values[i - 1];
      }
      return s;
    });
  }

  static class Base {
    double b;
    int calls;
    static int made = 3;

    Base(double b) {
      this.b = b;
      init();
    }

    void init() {
      b *= 2;
    }
  }

  static class Derived extends Base {
    double d;
    double[] h = {1, 2};

    {
      for (int i = 0; i < 3; i++) {
        d += i * 0.5;
        calls++;
      }
    }

    Derived(double x) {
      super(x * x);
      d += x;
    }

    Derived(double x, double y) {
      this(x * y);
      h[1] = y * calls;
      b += d;
    }

    @Override
    void init() {
      d = b * b;
    }
  }

  @Test
  void chainsInitialisersAndOverriddenMethods() {
    check(x -> {
      var p = new Derived(x[0]);
      var q = new Derived(x[1], x[2]);
      return p.d * q.b + q.h[1] * q.d * p.h[0] + new Base(x[4]).b * p.calls;
    });
  }

  class Inner {
    double q;

    Inner(double x) {
      q = x * scale;
    }

    double at() {
      return q * scale;
    }
  }

  double scale = 3;

  @Test
  void innerLocalAndAnonymousClasses() {
    check(x -> {
      var outer = new ConstructorTest();
      outer.scale = x[1];
      var inner = outer.new Inner(x[0]);
      double c = x[2];
      class Local {
        double v = c * x[3];
        final Inner other;

        Local(Inner other) {
          this.other = other;
          v += this.other.at();
        }

        double get() {
          return v * c;
        }
      }
      Supplier<Double> own =
          new Supplier<Double>() {
            double v = c;

            {
              v += twice(c);
            }

            double twice(double t) {
              return 2 * t * x[4];
            }

            @Override
            public Double get() {
              v *= x[0];
              return v * c;
            }
          };
      return new Local(inner).get() * own.get() * own.get();
    });
  }

  static final class Registered {
    DoubleUnaryOperator f;
    final Registered self;
    final double a;

    Registered(double a) {
      this.a = a;
      self = this;
      f = t -> this.a * t + self.a;
    }
  }

  @Test
  void passesOnTheObject() {
    check(x -> {
      var r = new Registered(x[0]);
      return r.f.applyAsDouble(x[1]) * r.self.self.a;
    });
  }

  static final class Keeping {
    final double a;
    private final DoubleUnaryOperator f = t -> t * t;

    Keeping(double a) {
      this.a = a;
    }

    double get() {
      return f.applyAsDouble(a);
    }
  }

  @Test
  void aLambdaKeptInAFinalFieldIsRefused() {
    assertThatThrownBy(() -> Differentiate.gradient(x -> new Keeping(x[0]).get()))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll(
            "ConstructorTest.java:", "final field", "pass it to the constructor");
  }

  static int count;

  static final class Counted {
    final double v;

    Counted(double v) {
      count++;
      this.v = v;
    }
  }

  static final class Taking {
    final double[] v;

    Taking(double[] v) {
      this.v = v;
      this.v[0] += 1;
    }
  }

  static final class Chained {
    final double[] v;
    double w;

    Chained(double[] v) {
      this.v = v;
    }

    Chained(double[] v, double w) {
      this(v);
      this.v[0] *= w;
    }
  }

  static final class Drawn {
    final double v;

    Drawn(double v) {
      this.v = v * Math.random();
    }
  }

  static final class Loud {
    final double v;

    Loud(double v) {
      this.v = v;
      System.out.println("made");
    }
  }

  private static void refused(RealFunction f, String what) {
    assertThatThrownBy(() -> Differentiate.gradient(f))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll(
            "ConstructorTest.java:", "a constructor with an effect", what, "a static method");
  }

  @Test
  void effectsThatWouldHappenTwiceAreRefused() {
    refused(x -> new Counted(x[0]).v, "count");
    refused(x -> new Taking(new double[] {x[0]}).v[0], "an array that was there before");
    refused(x -> new Chained(new double[] {x[0]}, x[1]).v[0], "an array that was there before");
    refused(x -> new Drawn(x[0]).v, "random");
    refused(x -> new Loud(x[0]).v, "println");
  }

  static int runs;

  @Test
  void aConstructorThatGetsNothingActiveRunsOnce() {
    runs = 0;
    class Passive {
      double v;

      Passive() {
        runs++;
      }
    }
    Differentiate.gradient(
            x -> {
              var p = new Passive();
              p.v = x[0];
              return p.v * p.v;
            })
        .apply(X);
    org.assertj.core.api.Assertions.assertThat(runs).isEqualTo(1);
  }

  record Point(double x, double[] y, String name) {}

  @Test
  void whatRecordsMakeOfThemselves() {
    check(x -> {
      var p = new Point(x[0], x, "p");
      var q = new Point(x[0], x, "p");
      double s = p.equals(q) ? 2 : 3;
      s += p.equals(new Point(x[1], x, "p")) ? 2 : 3;
      s += p.hashCode() == q.hashCode() ? 1 : 7;
      return s * p.x() * x[1] * (p.toString().contains("name=p") ? 1 : 2);
    });
  }
}
