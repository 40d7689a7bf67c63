package cotangent.benchmarks.code;

import cotangent.code.RealFunction;
import java.util.List;

/**
 * A function with a point to evaluate it at, and its gradient by the two other means that there
 * are: written by hand, and recorded on a tape.
 *
 * @param f the function, as one writes it who thinks of no derivative
 * @param byHand value and gradient; owns what memory it needs, so it is for one thread
 * @param onTape the function again, in operations of a tape
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Workload(String name, RealFunction f, ByHand byHand, OnTape onTape, double[] x) {

  /** Writes the gradient and returns the value. */
  interface ByHand {
    double apply(double[] x, double[] gradient);
  }

  /** Records the function of the tape's inputs and returns the row of its value. */
  interface OnTape {
    int record(OperationTape tape);
  }

  static final List<String> NAMES =
      List.of(
          "rosenbrock",
          "logSumExp",
          "minors",
          "portfolio",
          "rungeKutta",
          "mixture",
          "lstm",
          "bundle");

  /** One of those of {@link #NAMES}. */
  static Workload of(String name) {
    return switch (name) {
      case "rosenbrock" -> Rosenbrock.workload(1_000_000);
      case "logSumExp" -> LogSumExp.workload(1000);
      case "minors" -> Minors.workload(7);
      case "portfolio" -> Portfolio.workload(1000);
      case "rungeKutta" -> RungeKutta.workload(500);
      case "mixture" -> Mixture.workload(10, 25, 1000);
      case "lstm" -> Lstm.workload(2, 14, 256);
      case "bundle" -> Bundle.workload(20, 400, 2000);
      default -> throw new IllegalArgumentException(name + " is none of " + NAMES);
    };
  }

  /** Value and gradient by the tape. */
  double byTape(OperationTape tape, double[] gradient) {
    tape.start(x);
    return tape.gradient(onTape.record(tape), gradient);
  }

  /** Sets the gradient at the point by hand and by the tape against one that was computed. */
  void check(double value, double[] gradient) {
    var other = new double[x.length];
    compare("by hand", byHand.apply(x, other), other, value, gradient);
    compare("by the tape", byTape(new OperationTape(), other), other, value, gradient);
  }

  private void compare(String who, double v, double[] g, double value, double[] gradient) {
    double scale = 0;
    for (double entry : gradient) {
      scale = Math.max(scale, Math.abs(entry));
    }
    if (!(Math.abs(v - value) <= 1e-10 * Math.abs(value))) {
      throw new IllegalStateException(name + ": the value " + who + " is " + v + ", not " + value);
    }
    for (int i = 0; i < g.length; i++) {
      // Relative to the entry, or to the largest one where entries cancel.
      double bound = 1e-10 * Math.abs(gradient[i]) + 1e-14 * scale;
      if (!(Math.abs(g[i] - gradient[i]) <= bound)) {
        throw new IllegalStateException(
            name + ": entry " + i + " " + who + " is " + g[i] + ", not " + gradient[i]);
      }
    }
  }
}
