package cotangent.code;

import java.util.Random;

/** Solvers, simulations and models as textbooks print them. */
final class ClassicModels {
  private ClassicModels() {}

  // ---- Differential equations and roots.

  /** The right-hand side of a differential equation. */
  interface Ode {
    double[] slope(double t, double[] y);
  }

  /** The classical method of order four, with n steps from 0 to the end. */
  static double[] rungeKutta(Ode ode, double[] start, double end, int n) {
    double h = end / n;
    var y = start;
    for (int k = 0; k < n; k++) {
      double t = k * h;
      var k1 = ode.slope(t, y);
      var k2 = ode.slope(t + h / 2, step(y, h / 2, k1));
      var k3 = ode.slope(t + h / 2, step(y, h / 2, k2));
      var k4 = ode.slope(t + h, step(y, h, k3));
      var next = new double[y.length];
      for (int i = 0; i < next.length; i++) {
        next[i] = y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
      }
      y = next;
    }
    return y;
  }

  private static double[] step(double[] y, double h, double[] slope) {
    var z = y.clone();
    for (int i = 0; i < z.length; i++) {
      z[i] += h * slope[i];
    }
    return z;
  }

  /** Kepler's equation: the eccentric anomaly of a mean anomaly. */
  static double kepler(double mean, double eccentricity) {
    double e = mean;
    for (int i = 0; i < 50; i++) {
      double correction =
          (e - eccentricity * Math.sin(e) - mean) / (1 - eccentricity * Math.cos(e));
      e -= correction;
      if (Math.abs(correction) < 1e-14) {
        return e;
      }
    }
    throw new ArithmeticException("no convergence at " + mean + ", " + eccentricity);
  }

  /** The x and y with given x² + y² and xy, by Newton's iteration for systems. */
  static double[] circleAndHyperbola(double[] p) {
    double[] z = {2, 0.5};
    for (int i = 0; i < 50; i++) {
      double[][] jacobian = {{2 * z[0], 2 * z[1]}, {z[1], z[0]}};
      double[] residual = {z[0] * z[0] + z[1] * z[1] - p[0], z[0] * z[1] - p[1]};
      var correction = ClassicAlgebra.Lu.of(jacobian).solve(residual);
      z = step(z, -1, correction);
      if (Math.abs(correction[0]) + Math.abs(correction[1]) < 1e-14) {
        break;
      }
    }
    return z;
  }

  // ---- Finance.

  /** The normal distribution, by the series of Marsaglia, "Evaluating the Normal Distribution". */
  static double normal(double x) {
    double sum = x;
    double term = x;
    for (int k = 3; Math.abs(term) > 1e-18; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** A European call, of spot, strike, rate, volatility and years. */
  static double blackScholes(double[] p) {
    double spot = p[0];
    double strike = p[1];
    double rate = p[2];
    double vol = p[3];
    double years = p[4];
    double deviation = vol * Math.sqrt(years);
    double d1 = (Math.log(spot / strike) + (rate + vol * vol / 2) * years) / deviation;
    double d2 = d1 - deviation;
    return spot * normal(d1) - strike * Math.exp(-rate * years) * normal(d2);
  }

  static final int PATHS = 40;
  static final int DAYS = 12;
  static final long SEED = 20;

  /** A call on the mean price along a path, of the same five, by simulation. */
  static double asianCall(double[] p) {
    var random = new Random(SEED);
    double dt = p[4] / DAYS;
    double sum = 0;
    for (int path = 0; path < PATHS; path++) {
      double price = p[0];
      double mean = 0;
      for (int day = 0; day < DAYS; day++) {
        double shock = p[3] * Math.sqrt(dt) * random.nextGaussian();
        price *= Math.exp((p[2] - 0.5 * p[3] * p[3]) * dt + shock);
        mean += price / DAYS;
      }
      sum += Math.max(mean - p[1], 0);
    }
    return Math.exp(-p[2] * p[4]) * sum / PATHS;
  }

  // ---- Learning, tables and order.

  /** A dense layer. */
  static final class Layer {
    final double[][] weights;
    final double[] bias;

    Layer(double[] parameters, int offset, int inputs, int outputs) {
      weights = new double[outputs][inputs];
      bias = new double[outputs];
      int next = offset;
      for (int i = 0; i < outputs; i++) {
        for (int j = 0; j < inputs; j++) {
          weights[i][j] = parameters[next++];
        }
        bias[i] = parameters[next++];
      }
    }

    double[] apply(double[] x) {
      var y = bias.clone();
      for (int i = 0; i < y.length; i++) {
        for (int j = 0; j < x.length; j++) {
          y[i] += weights[i][j] * x[j];
        }
      }
      return y;
    }
  }

  /** The mean cross entropy of a network of 2 inputs, 3 hidden units and 2 classes. */
  static double network(double[] parameters, double[][] inputs, int[] classes) {
    var hidden = new Layer(parameters, 0, 2, 3);
    var output = new Layer(parameters, 9, 3, 2);
    double loss = 0;
    for (int n = 0; n < inputs.length; n++) {
      var h = hidden.apply(inputs[n]);
      for (int i = 0; i < h.length; i++) {
        h[i] = Math.tanh(h[i]);
      }
      var logits = output.apply(h);
      double max = Math.max(logits[0], logits[1]);
      double total = 0;
      for (double logit : logits) {
        total += Math.exp(logit - max);
      }
      loss += max + Math.log(total) - logits[classes[n]];
    }
    return loss / inputs.length;
  }

  /** The value at (u, v) of a table; outside, the nearest cell goes on. */
  static double bilinear(double[][] table, double u, double v) {
    int i = Math.clamp((long) Math.floor(u), 0, table.length - 2);
    int j = Math.clamp((long) Math.floor(v), 0, table[0].length - 2);
    double a = u - i;
    double b = v - j;
    double low = (1 - b) * table[i][j] + b * table[i][j + 1];
    double high = (1 - b) * table[i + 1][j] + b * table[i + 1][j + 1];
    return (1 - a) * low + a * high;
  }

  /** The quantile that interpolates between two neighbours of the sorted sample. */
  static double quantile(double[] sample, double q) {
    var sorted = mergeSort(sample, 0, sample.length);
    double position = q * (sorted.length - 1);
    int low = (int) position;
    double part = position - low;
    return part == 0 ? sorted[low] : (1 - part) * sorted[low] + part * sorted[low + 1];
  }

  private static double[] mergeSort(double[] x, int from, int to) {
    if (to - from == 1) {
      return new double[] {x[from]};
    }
    int middle = (from + to) >>> 1;
    var left = mergeSort(x, from, middle);
    var right = mergeSort(x, middle, to);
    var merged = new double[to - from];
    int i = 0;
    int j = 0;
    for (int k = 0; k < merged.length; k++) {
      boolean takeLeft = j == right.length || (i < left.length && left[i] <= right[j]);
      merged[k] = takeLeft ? left[i++] : right[j++];
    }
    return merged;
  }
}
