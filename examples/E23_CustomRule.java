import cotangent.code.Derivative;
import cotangent.code.Differentiate;

/** A library method that cannot be read for a derivative is given one. */
class E23_CustomRule {
  /**
   * The volume above which a tank of this shape overflows, found by bisection in a try statement.
   */
  @Derivative(forward = "levelTangent")
  static double level(double volume) {
    double low = 0, high = 10;
    try {
      while (high - low > 1e-13) {
        double middle = (low + high) / 2;
        if (volumeAt(middle) < volume) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return (low + high) / 2;
    } finally {
      Thread.onSpinWait();
    }
  }

  static double volumeAt(double h) {
    return h * h * (3 - h / 5);
  }

  /** By the implicit function theorem: 1 over the derivative of the volume at that level. */
  static double levelTangent(double volume, double tangent) {
    double slope = Differentiate.derivative(h -> volumeAt(h)).apply(level(volume));
    return tangent / slope;
  }

  public static void main(String[] args) {
    var gradient =
        Differentiate.gradient(x -> level(x[0] * x[1]) * x[1]).apply(new double[] {2, 3});
    IO.println("level %.6f".formatted(level(6)));
    IO.println("gradient %.6f %.6f".formatted(gradient[0], gradient[1]));
    double h = 1e-5;
    double difference = (level((2 + h) * 3) - level((2 - h) * 3)) * 3 / (2 * h);
    IO.println("by differences %.4f".formatted(difference));
  }
}
