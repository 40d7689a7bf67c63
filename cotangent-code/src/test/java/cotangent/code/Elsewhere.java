package cotangent.code;

import java.util.stream.IntStream;

/** A class outside the nest of those that differentiate it. */
final class Elsewhere {
  private static final double[] WEIGHTS = {0.5, 2};
  private static int calls;
  private final double scale;
  private double sum;

  private Elsewhere(double scale) {
    this.scale = scale;
  }

  static Elsewhere of(double scale) {
    return new Elsewhere(scale);
  }

  private static double weight(int i) {
    calls++;
    return WEIGHTS[i % 2];
  }

  static int calls() {
    return calls;
  }

  static double weighted(double[] x) {
    double[] w = IntStream.range(0, x.length).mapToDouble(i -> 0.5 * i + 1).toArray();
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      s += w[i] * x[i] * x[i];
    }
    return s;
  }

  private void add(double v) {
    sum += v * v * scale;
  }

  double total(double[] x) {
    for (int i = 0; i < x.length; i++) {
      add(x[i] * weight(i));
    }
    return sum * scale;
  }

  private double secret(double v) {
    return v * scale;
  }

  static double viaPrivates(double[] x, Elsewhere e) {
    return e.secret(x[0]) * weight(1) * x[1];
  }

  /** Of a class that nothing else mentions. */
  static OpenTypesTest.Payoff payoff() {
    return new OpenTypesTest.Payoff() {
      @Override
      public double value(double spot) {
        return spot * spot;
      }
    };
  }
}
