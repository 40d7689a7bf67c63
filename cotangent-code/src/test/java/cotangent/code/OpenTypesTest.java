package cotangent.code;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Calls of methods that any class may implement or override. */
@SuppressWarnings("all") // the point is to write things as users do
final class OpenTypesTest {
  private static final double[] X = {0.6, -0.3, 0.8, 0.45, 1.1};

  private static void check(RealFunction f) {
    Checks.all("open", f, X.clone());
  }

  interface Payoff {
    double value(double spot);

    default Payoff plus(Payoff other) {
      return new Sum(this, other);
    }
  }

  static class Call implements Payoff {
    final double strike;

    Call(double strike) {
      this.strike = strike;
    }

    @Override
    public double value(double spot) {
      return Math.max(spot - strike, 0) * spot;
    }
  }

  static class Capped extends Call {
    final double cap;

    Capped(double strike, double cap) {
      super(strike);
      this.cap = cap;
    }

    @Override
    public double value(double spot) {
      return Math.min(super.value(spot), cap * spot * spot);
    }
  }

  record Sum(Payoff a, Payoff b) implements Payoff {
    @Override
    public double value(double spot) {
      return a.value(spot) + b.value(spot * spot);
    }
  }

  @Test
  void severalImplementations() {
    check(x -> {
      Payoff[] all = {
        new Call(x[1]), new Capped(x[1], x[3]), new Sum(new Call(-1), new Call(x[1]))
      };
      double s = 0;
      for (int i = 0; i < all.length; i++) {
        s += all[i].value(x[i]) * x[4];
      }
      return s + all[0].plus(all[1]).value(x[2]);
    });
  }

  abstract static class Shape {
    double scale = 1;

    abstract double area();

    double scaled() {
      return scale * area();
    }
  }

  static class Square extends Shape {
    double side;

    @Override
    double area() {
      return side * side;
    }
  }

  @Test
  void anonymousSubclasses() {
    check(x -> {
      var square = new Square();
      square.side = x[0];
      square.scale = x[1];
      Shape circle =
          new Shape() {
            @Override
            double area() {
              return Math.PI * x[2] * x[2];
            }
          };
      circle.scale *= x[3];
      Shape twice =
          new Square() {
            @Override
            double scaled() {
              return 2 * super.scaled() + side;
            }
          };
      double s = 0;
      for (var shape : new Shape[] {square, circle, twice}) {
        s += shape.scaled() * x[4];
      }
      return s;
    });
  }

  @Test
  void anonymousImplementationsBesideLambdas() {
    check(x -> {
      double a = x[0];
      Payoff own =
          new Payoff() {
            private double calls = 1;

            @Override
            public double value(double spot) {
              calls++;
              return a * spot * calls;
            }
          };
      Payoff lambda = s -> s * s * a;
      double s = 0;
      for (int i = 0; i < 4; i++) {
        var p = i % 2 == 0 ? own : lambda;
        s += p.value(x[i]);
      }
      return s;
    });
  }

  static final class Cubic implements DoubleUnaryOperator, ToDoubleFunction<double[]> {
    double k;

    @Override
    public double applyAsDouble(double t) {
      return k * t * t * t;
    }

    @Override
    public double applyAsDouble(double[] t) {
      return applyAsDouble(t[0]) * k;
    }
  }

  static double twice(DoubleUnaryOperator f, double t) {
    return f.applyAsDouble(f.applyAsDouble(t));
  }

  @Test
  void classesThatImplementInterfacesOfTheLibrary() {
    check(x -> {
      var f = new Cubic();
      f.k = x[0];
      DoubleUnaryOperator g = x[1] > 0 ? Math::sin : f;
      return twice(f, x[2])
          + twice(g, x[3])
          + f.andThen(Math::exp).applyAsDouble(x[4])
          + ((ToDoubleFunction<double[]>) f).applyAsDouble(x);
    });
  }

  static Payoff[] table = {new Call(0.1), new Capped(-1, 2)};

  static double fromTable(double[] x) {
    return table[0].value(x[0]) * table[1].value(x[1]);
  }

  @Test
  void objectsOfAStaticField() {
    check(OpenTypesTest::fromTable);
  }

  static Payoff foreign() {
    return Elsewhere.payoff();
  }

  @Test
  void capturedObjects() {
    Payoff p = new Capped(0.1, 2);
    Payoff[] several = {new Call(0.2), p};
    check(x -> p.value(x[0]) + several[0].value(x[2]) * several[1].value(x[4]));
    Payoff other = Elsewhere.payoff();
    check(x -> other.value(x[0]));
  }

  static Payoff[] unknown = {Elsewhere.payoff()};

  @Test
  void unknownClassesAreNamedAtRunTime() {
    assertThatThrownBy(
            () -> Differentiate.gradient(x -> unknown[0].value(x[0])).apply(new double[] {1}))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll(
            "Payoff.value", "Elsewhere$", "not known", "let the function capture");
  }

  interface Lonely {
    double at(double x);
  }

  static Lonely[] lonely = {t -> t};

  @Test
  void aTypeWithoutImplementationsIsRefused() {
    assertThatThrownBy(() -> Differentiate.gradient(x -> lonely[0].at(x[0])))
        .isInstanceOf(NotDifferentiableException.class)
        .hasMessageContainingAll("OpenTypesTest.java:", "no implementation is known", "seal");
  }

  @Test
  void nullReceivers() {
    assertThatThrownBy(() ->
            Differentiate.gradient(
                    x -> {
                      Payoff p = x[0] > 0 ? null : new Call(x[1]);
                      return p.value(x[0]);
                    })
                .apply(X))
        .isInstanceOf(NullPointerException.class);
  }
}
