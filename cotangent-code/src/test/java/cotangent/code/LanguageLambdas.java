package cotangent.code;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/** Elements of the language: lambdas and references to methods. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class LanguageLambdas {
  private LanguageLambdas() {}

  static List<Language.Case> cases() {
    return List.of(
        Language.of("lambdas", LanguageLambdas::lambdas),
        Language.of("lambdaPassedOn", LanguageLambdas::lambdaPassedOn),
        Language.of("lambdaCapturingLambda", LanguageLambdas::lambdaCapturingLambda),
        Language.of("methodReferences", LanguageLambdas::methodReferences),
        Language.of("boxedFunctions", LanguageLambdas::boxedFunctions),
        Language.of("integrate", LanguageLambdas::integrate));
  }

  static double lambdas(double[] x) {
    double a = x[0];
    DoubleUnaryOperator f = t -> a * t * t;
    DoubleUnaryOperator g = t -> f.applyAsDouble(t) + Math.sin(t * x[1]);
    DoubleBinaryOperator h = (u, v) -> u * g.applyAsDouble(v);
    return h.applyAsDouble(x[2], x[3]) + f.applyAsDouble(2);
  }

  static double apply(DoubleUnaryOperator f, double x, int n) {
    double y = x;
    for (int i = 0; i < n; i++) {
      y = f.applyAsDouble(y);
    }
    return y;
  }

  static double lambdaPassedOn(double[] x) {
    return apply(t -> Math.cos(t * x[0]) + x[1], x[2], 4) * apply(t -> t * t, x[4], 2);
  }

  static double lambdaCapturingLambda(double[] x) {
    DoubleUnaryOperator f = t -> t * x[0];
    Supplier<Double> s = () -> f.applyAsDouble(x[1]) * 2;
    return apply(t -> f.applyAsDouble(t) + s.get(), x[3], 3);
  }

  static double half(double v) {
    return v / 2;
  }

  static double methodReferences(double[] x) {
    var p = new LanguageObjects.Point(x[0], x[1]);
    Function<LanguageObjects.Point, Double> norm = LanguageObjects.Point::norm;
    Supplier<Double> bound = p::norm;
    return apply(Math::sin, x[0], 2)
        + apply(LanguageLambdas::half, x[1], 3)
        + norm.apply(p) * bound.get();
  }

  static double boxedFunctions(double[] x) {
    Function<Double, Double> f = v -> v * v * x[0];
    Function<double[], double[]> g = v -> new double[] {v[0] * v[1], v[2]};
    return f.apply(x[1]) * g.apply(x)[0];
  }

  static double simpson(DoubleUnaryOperator f, double a, double b, int n) {
    double h = (b - a) / n;
    double s = f.applyAsDouble(a) + f.applyAsDouble(b);
    for (int i = 1; i < n; i++) {
      s += (i % 2 == 0 ? 2 : 4) * f.applyAsDouble(a + i * h);
    }
    return s * h / 3;
  }

  static double integrate(double[] x) {
    return simpson(t -> Math.exp(-x[0] * t * t) * x[1], x[2], x[4], 10);
  }
}
