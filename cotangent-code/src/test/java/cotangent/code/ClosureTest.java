package cotangent.code;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Lambdas that become objects: returned, stored, chosen, combined. */
@SuppressWarnings("all") // the point is to write things as users do
final class ClosureTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void check(RealFunction f) {
    Checks.all("closure", f, X.clone());
  }

  // ------------------------------------------------------------------------------------- returned

  static DoubleUnaryOperator scaled(double a) {
    return t -> a * t * t;
  }

  static DoubleUnaryOperator chosen(int kind, double a) {
    return switch (kind) {
      case 0 -> Math::sin;
      case 1 -> t -> a * t;
      default -> scaled(a * a);
    };
  }

  static Supplier<double[]> row(double[] x, int n) {
    return () -> {
      double[] r = new double[n];
      for (int i = 0; i < n; i++) {
        r[i] = x[i] * x[i + 1];
      }
      return r;
    };
  }

  @Test
  void returned() {
    check(x -> scaled(x[0]).applyAsDouble(x[1]) * scaled(x[1]).applyAsDouble(x[2]));
    check(x -> {
      double s = 0;
      for (int k = 0; k < 3; k++) {
        s += chosen(k, x[k]).applyAsDouble(x[k + 1] + s);
      }
      return s;
    });
    check(x -> row(x, 3).get()[2] * row(x, 2).get()[0]);
  }

  // --------------------------------------------------------------------------------------- chosen

  @Test
  void chosenAmongSeveral() {
    check(x -> {
      DoubleUnaryOperator f = x[0] > 0 ? t -> t * x[0] : t -> t + x[1];
      DoubleUnaryOperator g;
      if (x[1] > 0) {
        g = t -> t;
      } else {
        g = f;
      }
      return f.applyAsDouble(2) * g.applyAsDouble(x[2]);
    });
  }

  @Test
  void changedInALoop() {
    check(x -> {
      DoubleUnaryOperator f = t -> t;
      for (double v : x) {
        var before = f;
        f = t -> before.applyAsDouble(t) * v + t;
      }
      return f.applyAsDouble(0.7);
    });
  }

  // --------------------------------------------------------------------------------------- stored

  record Layer(double[] w, DoubleUnaryOperator activation) {
    double apply(double t) {
      return activation.applyAsDouble(w[0] * t + w[1]);
    }
  }

  static final class Solver {
    DoubleBinaryOperator slope;
    double h;

    Solver(DoubleBinaryOperator slope, double h) {
      this.slope = slope;
      this.h = h;
    }

    double run(double y, int n) {
      for (int i = 0; i < n; i++) {
        y += h * slope.applyAsDouble(i * h, y);
      }
      return y;
    }
  }

  @Test
  void storedInArraysRecordsAndObjects() {
    check(x -> {
      DoubleUnaryOperator[] all = {Math::sin, t -> t * x[0], Math::exp, t -> 3};
      double s = 0;
      for (int i = 0; i < 4; i++) {
        s += all[i].applyAsDouble(x[i]) * x[i + 1];
      }
      return s;
    });
    check(x -> {
      var layers = new Layer[3];
      for (int i = 0; i < 3; i++) {
        int k = i;
        layers[i] =
            new Layer(new double[] {x[i], x[i + 1]}, i == 1 ? Math::tanh : t -> t * t * x[k]);
      }
      double t = 0.3;
      for (var l : layers) {
        t = l.apply(t);
      }
      return t;
    });
    check(x -> {
      var s = new Solver((t, y) -> x[0] * y + t * x[1], x[4]);
      double a = s.run(x[2], 3);
      s.slope = (t, y) -> Math.sin(y) * x[3];
      s.h *= x[0];
      return a * s.run(a, 2);
    });
  }

  // ------------------------------------------------------------------------------------- combined

  @Test
  void combined() {
    check(x -> {
      DoubleUnaryOperator f = t -> t * x[0];
      DoubleUnaryOperator g = Math::sin;
      return f.andThen(g).applyAsDouble(x[1])
          + f.compose(g).andThen(t -> t * t).applyAsDouble(x[2])
          + DoubleUnaryOperator.identity().applyAsDouble(x[3]);
    });
    check(x -> {
      Function<Double, Double> f = t -> t * x[0];
      Function<Double, Double> g = f.andThen(Math::exp);
      UnaryOperator<Double> same = UnaryOperator.identity();
      Function<Double, double[]> both = g.andThen(t -> new double[] {t, t * x[1]});
      BiFunction<Double, Double, Double> product = (a, b) -> a * b;
      return both.apply(x[2])[1] * same.apply(x[3])
          + Function.<Double>identity().apply(x[4])
          + product.andThen(t -> t * t).apply(x[0], x[3]);
    });
  }

  static DoubleUnaryOperator power(DoubleUnaryOperator f, int n) {
    return n == 0 ? DoubleUnaryOperator.identity() : power(f, n - 1).andThen(f);
  }

  @Test
  void powers() {
    check(x -> power(t -> Math.sin(t) + x[0], 7).applyAsDouble(x[1]));
  }

  static double nest(DoubleUnaryOperator f, int n, double x) {
    return n == 0 ? f.applyAsDouble(x) : nest(t -> f.applyAsDouble(t * x), n - 1, x);
  }

  @Test
  void nestedWithoutBound() {
    check(x -> nest(t -> t * x[0], 9, x[4]));
  }

  // ------------------------------------------------------------------------------------ interfaces

  @FunctionalInterface
  interface Curve {
    double at(double t, double[] p);

    default Curve shifted(double by) {
      return (t, p) -> at(t - by, p);
    }

    static Curve line() {
      return (t, p) -> p[0] + p[1] * t;
    }
  }

  @Test
  void interfacesOfTheUser() {
    check(x -> {
      var curves = new Curve[] {Curve.line(), Curve.line().shifted(x[0]), (t, p) -> p[2] * t * t};
      double s = 0;
      for (var c : curves) {
        s += c.at(x[3], x) * c.shifted(x[4]).at(2, x);
      }
      return s;
    });
  }

  @Test
  void boxedAndGeneric() {
    check(x -> {
      IntFunction<ToDoubleFunction<double[]>> pick = i -> p -> p[i] * x[0];
      ToDoubleFunction<double[]> a = pick.apply(1);
      ToDoubleFunction<double[]> b = pick.apply(2);
      return a.applyAsDouble(x) * b.applyAsDouble(x);
    });
  }

  // ----------------------------------------------------------------------------------- from
  // outside

  static RealFunction stored;

  @Test
  void capturedAndStored() {
    RealFunction f = x -> x[0] * x[1];
    double k = 2;
    RealFunction g = x -> f.apply(x) * k * x[2];
    check(x -> {
      RealFunction[] both = {f, g};
      return both[0].apply(x) * both[1].apply(x);
    });
  }

  @Test
  void derivativesStored() {
    ScalarFunction f = t -> Math.sin(t) * t;
    var slope = Differentiate.derivative(f);
    Checks.byDifferences(
        "stored",
        x -> {
          ScalarFunction[] both = {
            slope, t -> t * x[1], Differentiate.derivative(t -> t * t * x[2])
          };
          double s = 0;
          for (var b : both) {
            s += b.apply(x[0]);
          }
          return s;
        },
        X.clone());
  }

  static VectorFunction slopes(double a) {
    return Differentiate.gradient(p -> p[0] * p[0] * p[1] * a);
  }

  @Test
  void derivativesReturned() {
    check(x -> slopes(x[0]).apply(x)[0] * slopes(2).apply(x)[1]);
  }

  @Test
  void calledByTheLibrary() {
    Checks.byDifferences(
        "setAll",
        x -> {
          var a = new double[4];
          java.util.Arrays.setAll(a, i -> x[i] * x[i + 1]);
          java.util.function.IntToDoubleFunction f = x[0] > 0 ? i -> a[i] * a[i] : i -> i;
          var b = new double[4];
          java.util.Arrays.setAll(b, f);
          return b[0] * b[3] + a[2];
        },
        X.clone());
  }

  static double library(double[] x) {
    DoubleUnaryOperator f = x.length > 9 ? t -> t : t -> t * 2;
    // Passive calls of the object go to the lambda itself.
    double[] table = {1, 2, 3};
    java.util.Arrays.setAll(table, i -> f.applyAsDouble(i));
    return table[2] * x[0] * x[0];
  }

  @Test
  void calledWhereNothingVaries() {
    check(ClosureTest::library);
  }

  static DoubleUnaryOperator[] table = {t -> t * t};

  @Test
  void lambdasThatCannotBeToldAreNamed() {
    assertThatThrownBy(() ->
            Differentiate.gradient(
                    x -> {
                      DoubleUnaryOperator f = x[0] > 9 ? t -> t : table[0];
                      return f.applyAsDouble(x[0]);
                    })
                .apply(X))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("ClosureTest$$Lambda", "Make the lambda in the function");
    assertThatThrownBy(() -> Differentiate.gradient(x -> table[0].applyAsDouble(x[0])))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("a lambda that cannot be told", "ClosureTest.java:");
  }
}
