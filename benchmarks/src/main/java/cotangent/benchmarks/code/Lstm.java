package cotangent.benchmarks.code;

import cotangent.benchmarks.code.Workload.ByHand;
import java.util.Arrays;
import java.util.Random;

/**
 * A recurrent network of long short-term memory that predicts the next character of a sequence; its
 * weights are diagonal, and the result is the loss. The parameters are, for each layer of width b,
 * the weights of four gates and their biases, and then the weights of the input, and the weights
 * and the biases of the output, b each.
 */
final class Lstm {
  private Lstm() {}

  static Workload workload(int layers, int b, int characters) {
    var random = new Random(1);
    var sequence = new double[characters][];
    for (int t = 0; t < characters; t++) {
      sequence[t] = new double[b];
      sequence[t][random.nextInt(b)] = 1;
    }
    var x = random.doubles(layers * 8L * b + 3L * b, -1, 1).toArray();
    return new Workload(
        "lstm",
        p -> value(p, layers, sequence),
        new Adjoint(layers, sequence),
        t -> onTape(t, layers, sequence),
        x);
  }

  static double value(double[] x, int layers, double[][] sequence) {
    int b = sequence[0].length;
    int extra = layers * 8 * b;
    var hidden = new double[layers][b];
    var cell = new double[layers][b];
    var h = new double[b];
    double sum = 0;
    for (int t = 0; t + 1 < sequence.length; t++) {
      for (int i = 0; i < b; i++) {
        h[i] = sequence[t][i] * x[extra + i];
      }
      for (int layer = 0; layer < layers; layer++) {
        step(x, layer * 8 * b, hidden[layer], cell[layer], h);
      }
      sum += logProbability(x, extra + b, h, sequence[t + 1]);
    }
    return -sum / ((sequence.length - 1) * b);
  }

  /** Advances a layer, from its input h to its output h. */
  private static void step(double[] x, int weights, double[] hidden, double[] cell, double[] h) {
    int b = h.length;
    int biases = weights + 4 * b;
    for (int i = 0; i < b; i++) {
      double forget = sigmoid(h[i] * x[weights + i] + x[biases + i]);
      double in = sigmoid(hidden[i] * x[weights + b + i] + x[biases + b + i]);
      double out = sigmoid(h[i] * x[weights + 2 * b + i] + x[biases + 2 * b + i]);
      double change = Math.tanh(hidden[i] * x[weights + 3 * b + i] + x[biases + 3 * b + i]);
      cell[i] = cell[i] * forget + in * change;
      hidden[i] = out * Math.tanh(cell[i]);
      h[i] = hidden[i];
    }
  }

  /** The logarithm of the probability that the output gives to the character that came. */
  private static double logProbability(double[] x, int weights, double[] h, double[] character) {
    int b = h.length;
    double chosen = 0;
    double sum = 0;
    for (int i = 0; i < b; i++) {
      double y = h[i] * x[weights + i] + x[weights + b + i];
      sum += Math.exp(y);
      chosen += character[i] * y;
    }
    return chosen - Math.log(sum);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Keeps the gates and states of all steps; the adjoint of the output is known at once. */
  private static final class Adjoint implements ByHand {
    private final int layers;
    private final int b;
    private final double[][] sequence;

    // By step, layer and unit; the first step of the states is the one before all.
    private final double[] forgets;
    private final double[] ins;
    private final double[] outs;
    private final double[] changes;
    private final double[] tanhs;
    private final double[] cells;
    private final double[] hiddens;

    /** By step and unit: the adjoint of the last layer's output. */
    private final double[] outputs;

    private final double[] exponentials;
    private final double[] ofCell;
    private final double[] ofHidden;
    private final double[] ofInput;

    Adjoint(int layers, double[][] sequence) {
      this.layers = layers;
      this.sequence = sequence;
      b = sequence[0].length;
      int row = layers * b;
      int size = (sequence.length - 1) * row;
      forgets = new double[size];
      ins = new double[size];
      outs = new double[size];
      changes = new double[size];
      tanhs = new double[size];
      cells = new double[size + row];
      hiddens = new double[size + row];
      outputs = new double[(sequence.length - 1) * b];
      exponentials = new double[b];
      ofCell = new double[row];
      ofHidden = new double[row];
      ofInput = new double[b];
    }

    @Override
    public double apply(double[] x, double[] gradient) {
      Arrays.fill(gradient, 0);
      int steps = sequence.length - 1;
      double factor = -1.0 / (steps * b);
      double sum = 0;
      for (int t = 0; t < steps; t++) {
        input(x, t, ofInput);
        for (int layer = 0; layer < layers; layer++) {
          forward(x, t, layer);
        }
        sum += output(x, t, factor, gradient);
      }
      Arrays.fill(ofCell, 0);
      Arrays.fill(ofHidden, 0);
      for (int t = steps - 1; t >= 0; t--) {
        System.arraycopy(outputs, t * b, ofInput, 0, b);
        for (int layer = layers - 1; layer >= 0; layer--) {
          reverse(x, t, layer, gradient);
        }
        int extra = layers * 8 * b;
        for (int i = 0; i < b; i++) {
          gradient[extra + i] += ofInput[i] * sequence[t][i];
        }
      }
      return sum * factor;
    }

    private void input(double[] x, int t, double[] h) {
      int extra = layers * 8 * b;
      for (int i = 0; i < b; i++) {
        h[i] = sequence[t][i] * x[extra + i];
      }
    }

    /** One layer in one step; the input of all but the first is the hidden state below. */
    private void forward(double[] x, int t, int layer) {
      int weights = layer * 8 * b;
      int biases = weights + 4 * b;
      int at = (t * layers + layer) * b;
      int next = at + layers * b;
      var below = layer == 0 ? ofInput : hiddens;
      int under = layer == 0 ? 0 : next - b;
      for (int i = 0; i < b; i++) {
        double h = below[under + i];
        double hidden = hiddens[at + i];
        double forget = sigmoid(h * x[weights + i] + x[biases + i]);
        double in = sigmoid(hidden * x[weights + b + i] + x[biases + b + i]);
        double out = sigmoid(h * x[weights + 2 * b + i] + x[biases + 2 * b + i]);
        double change = Math.tanh(hidden * x[weights + 3 * b + i] + x[biases + 3 * b + i]);
        double cell = cells[at + i] * forget + in * change;
        double tanh = Math.tanh(cell);
        forgets[at + i] = forget;
        ins[at + i] = in;
        outs[at + i] = out;
        changes[at + i] = change;
        cells[next + i] = cell;
        tanhs[at + i] = tanh;
        hiddens[next + i] = out * tanh;
      }
    }

    /** The logarithm of the probability in a step, with all that its adjoint gives. */
    private double output(double[] x, int t, double factor, double[] gradient) {
      int weights = layers * 8 * b + b;
      int last = ((t + 1) * layers + layers - 1) * b;
      var character = sequence[t + 1];
      double chosen = 0;
      double sum = 0;
      for (int i = 0; i < b; i++) {
        double y = hiddens[last + i] * x[weights + i] + x[weights + b + i];
        double e = Math.exp(y);
        exponentials[i] = e;
        sum += e;
        chosen += character[i] * y;
      }
      double inverse = 1 / sum;
      for (int i = 0; i < b; i++) {
        double a = factor * (character[i] - exponentials[i] * inverse);
        outputs[t * b + i] = a * x[weights + i];
        gradient[weights + i] += a * hiddens[last + i];
        gradient[weights + b + i] += a;
      }
      return chosen - Math.log(sum);
    }

    /** From the adjoint of the layer's output to that of its input, both in {@code ofInput}. */
    private void reverse(double[] x, int t, int layer, double[] gradient) {
      int weights = layer * 8 * b;
      int biases = weights + 4 * b;
      int state = layer * b;
      int at = (t * layers + layer) * b;
      int under = at + layers * b - b;
      for (int i = 0; i < b; i++) {
        double forget = forgets[at + i];
        double in = ins[at + i];
        double out = outs[at + i];
        double change = changes[at + i];
        double tanh = tanhs[at + i];
        double hidden = hiddens[at + i];
        double h = layer == 0 ? sequence[t][i] * x[layers * 8 * b + i] : hiddens[under + i];
        double a = ofInput[i] + ofHidden[state + i];
        double ac = ofCell[state + i] + a * out * (1 - tanh * tanh);
        double af = ac * cells[at + i] * forget * (1 - forget);
        double ai = ac * change * in * (1 - in);
        double ao = a * tanh * out * (1 - out);
        double ag = ac * in * (1 - change * change);
        ofCell[state + i] = ac * forget;
        ofInput[i] = af * x[weights + i] + ao * x[weights + 2 * b + i];
        ofHidden[state + i] = ai * x[weights + b + i] + ag * x[weights + 3 * b + i];
        gradient[weights + i] += af * h;
        gradient[weights + b + i] += ai * hidden;
        gradient[weights + 2 * b + i] += ao * h;
        gradient[weights + 3 * b + i] += ag * hidden;
        gradient[biases + i] += af;
        gradient[biases + b + i] += ai;
        gradient[biases + 2 * b + i] += ao;
        gradient[biases + 3 * b + i] += ag;
      }
    }
  }

  private static int onTape(OperationTape t, int layers, double[][] sequence) {
    int b = sequence[0].length;
    int extra = layers * 8 * b;
    var hidden = new int[layers][b];
    var cell = new int[layers][b];
    int zero = t.constant(0);
    for (int layer = 0; layer < layers; layer++) {
      Arrays.fill(hidden[layer], zero);
      Arrays.fill(cell[layer], zero);
    }
    var h = new int[b];
    int sum = t.constant(0);
    for (int s = 0; s + 1 < sequence.length; s++) {
      for (int i = 0; i < b; i++) {
        h[i] = t.scale(extra + i, sequence[s][i]);
      }
      for (int layer = 0; layer < layers; layer++) {
        step(t, layer * 8 * b, hidden[layer], cell[layer], h);
      }
      sum = t.add(sum, logProbability(t, extra + b, h, sequence[s + 1]));
    }
    return t.scale(sum, -1.0 / ((sequence.length - 1) * b));
  }

  private static void step(OperationTape t, int weights, int[] hidden, int[] cell, int[] h) {
    int b = h.length;
    int biases = weights + 4 * b;
    for (int i = 0; i < b; i++) {
      int at = weights + i;
      int bias = biases + i;
      int forget = sigmoid(t, t.add(t.mul(h[i], at), bias));
      int in = sigmoid(t, t.add(t.mul(hidden[i], at + b), bias + b));
      int out = sigmoid(t, t.add(t.mul(h[i], at + 2 * b), bias + 2 * b));
      int change = t.tanh(t.add(t.mul(hidden[i], at + 3 * b), bias + 3 * b));
      cell[i] = t.add(t.mul(cell[i], forget), t.mul(in, change));
      hidden[i] = t.mul(out, t.tanh(cell[i]));
      h[i] = hidden[i];
    }
  }

  private static int logProbability(OperationTape t, int weights, int[] h, double[] character) {
    int b = h.length;
    int chosen = t.constant(0);
    int sum = t.constant(0);
    for (int i = 0; i < b; i++) {
      int y = t.add(t.mul(h[i], weights + i), weights + b + i);
      sum = t.add(sum, t.exp(y));
      chosen = t.add(chosen, t.scale(y, character[i]));
    }
    return t.sub(chosen, t.log(sum));
  }

  private static int sigmoid(OperationTape t, int x) {
    return t.inverse(t.shift(t.exp(t.scale(x, -1)), 1));
  }
}
