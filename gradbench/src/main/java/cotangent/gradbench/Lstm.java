package cotangent.gradbench;

import cotangent.code.Differentiate;
import java.util.Map;

/** The loss of a recurrent network of long short-term memory that predicts characters. */
final class Lstm {
  static final Eval EVAL =
      new Eval("lstm", Map.of("objective", Lstm::objective, "jacobian", Lstm::jacobian));

  private Lstm() {}

  /**
   * The loss.
   *
   * @param x the parameters: for each layer the weights of its four gates and then their biases, 4
   *     b each; then the weights of the input, the weights of the output and its biases, b each
   * @param state for each layer its hidden values and its cells, b each
   * @param sequence the characters, b values each
   */
  static double loss(double[] x, double[][] state, double[][] sequence) {
    int layers = state.length / 2;
    int b = state[0].length;
    var s = new double[state.length][];
    for (int i = 0; i < s.length; i++) {
      s[i] = state[i].clone();
    }
    int extra = layers * 8 * b;
    var h = new double[b];
    double sum = 0;
    for (int t = 0; t + 1 < sequence.length; t++) {
      var character = sequence[t];
      for (int i = 0; i < b; i++) {
        h[i] = character[i] * x[extra + i];
      }
      for (int layer = 0; layer < layers; layer++) {
        step(x, layer * 8 * b, s[2 * layer], s[2 * layer + 1], h);
      }
      sum += logProbability(x, extra + b, h, sequence[t + 1]);
    }
    return -sum / ((sequence.length - 1) * b);
  }

  /** Advances a layer, from its input h to its output h. */
  private static void step(double[] x, int at, double[] hidden, double[] cell, double[] h) {
    int b = h.length;
    int bias = at + 4 * b;
    for (int i = 0; i < b; i++) {
      double forget = sigmoid(h[i] * x[at + i] + x[bias + i]);
      double in = sigmoid(hidden[i] * x[at + b + i] + x[bias + b + i]);
      double out = sigmoid(h[i] * x[at + 2 * b + i] + x[bias + 2 * b + i]);
      double change = Math.tanh(hidden[i] * x[at + 3 * b + i] + x[bias + 3 * b + i]);
      cell[i] = cell[i] * forget + in * change;
      hidden[i] = out * Math.tanh(cell[i]);
      h[i] = hidden[i];
    }
  }

  /** The logarithm of the probability that the output gives to the character that came. */
  private static double logProbability(double[] x, int at, double[] h, double[] character) {
    int b = h.length;
    double sum = 0;
    double exponentials = 2;
    double total = 0;
    for (int i = 0; i < b; i++) {
      double y = h[i] * x[at + i] + x[at + b + i];
      exponentials += Math.exp(y);
      sum += character[i] * y;
      total += character[i];
    }
    return sum - total * Math.log(exponentials);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @SuppressWarnings("ArrayRecordComponent") // data to be read, never compared
  private record Problem(double[] x, double[][] state, double[][] sequence) {
    static Problem of(Input input) {
      var sequence = input.matrix("sequence");
      var state = input.matrix("state");
      int b = sequence[0].length;
      int layers = state.length / 2;
      if (sequence.length < 2 || state.length % 2 != 0) {
        throw new IllegalArgumentException(
            "input.sequence has "
                + sequence.length
                + " rows, input.state "
                + state.length
                + "; expected at least two, and two for each layer");
      }
      return new Problem(
          Rows.flat(
              input.matrix("main_params", 2 * layers, 4 * b), input.matrix("extra_params", 3, b)),
          input.matrix("state", 2 * layers, b),
          sequence);
    }
  }

  private static Task<?> objective(Input input, Workers workers) {
    var p = Problem.of(input);
    return Task.real(() -> loss(p.x, p.state, p.sequence));
  }

  private static Task<?> jacobian(Input input, Workers workers) {
    var p = Problem.of(input);
    var state = p.state;
    var sequence = p.sequence;
    return Task.gradient(Differentiate.valueAndGradient(x -> loss(x, state, sequence)), p.x);
  }
}
