package cotangent.code;

import static cotangent.code.ClassicOracles.area;
import static cotangent.code.ClassicOracles.cofactors;
import static cotangent.code.ClassicOracles.density;
import static cotangent.code.ClassicOracles.dft;
import static cotangent.code.ClassicOracles.folded;
import static cotangent.code.ClassicOracles.laplaceInverse;
import static cotangent.code.ClassicOracles.mirrored;
import static cotangent.code.ClassicOracles.multiply;
import static cotangent.code.ClassicOracles.polynomial;
import static cotangent.code.ClassicOracles.sandwich;
import static cotangent.code.ClassicOracles.scale;
import static cotangent.code.ClassicOracles.transpose;
import static cotangent.code.ClassicOracles.wave;
import static cotangent.code.Numeric.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Programs that everybody writes sooner or later, against what mathematics says of them. Each goes
 * through {@link Checks} for the value to the bit and for both orders in all modes.
 */
final class ClassicProgramsTest {
  /** Its first pivot is zero, and the later ones are not on the diagonal. */
  private static final double[] MATRIX = {
    0, 2, -1, 0.5, 1.5, 0.3, 0.7, -2, 3, 1, 0.2, 0.4, -1, 0.6, 2, 1
  };

  private static final double[] POSITIVE = {4, 1, -0.5, 1, 3, 0.8, -0.5, 0.8, 2};
  private static final double[] SIGNAL = {
    0.3, -1, 0.8, 0.1, -0.4, 0.9, 1.2, 0.5, -0.7, 0.2, 0.6, -0.3, 0.1, 1.1, -0.9, 0.4
  };

  // ---- Linear algebra.

  @Test
  void determinant() {
    Checks.all("determinant", ClassicAlgebra::determinant, MATRIX);
    // Jacobi: the cofactors, which Laplace's expansion gives without a division.
    var gradient = Differentiate.gradient(ClassicAlgebra::determinant).apply(MATRIX);
    assertClose("cofactors", gradient, cofactors(MATRIX, 4), 1e-13);
    assertClose(
        "det A times the inverse, transposed",
        gradient,
        scale(ClassicAlgebra.determinant(MATRIX), transpose(laplaceInverse(MATRIX, 4), 4)),
        1e-13);
  }

  @Test
  void inverse() {
    var weights = wave(16);
    Checks.all("inverse", x -> Numeric.dot(weights, ClassicAlgebra.inverse(x)), MATRIX);
    var inverse = laplaceInverse(MATRIX, 4);
    assertClose("value", ClassicAlgebra.inverse(MATRIX), inverse, 1e-13);
    var pushed = Differentiate.jvp(ClassicAlgebra::inverse).apply(MATRIX, weights);
    assertClose("-A⁻¹ V A⁻¹", pushed, sandwich(inverse, weights, inverse, 4), 1e-12);
    var pulled = Differentiate.vjp(ClassicAlgebra::inverse).apply(MATRIX, weights);
    var turned = transpose(inverse, 4);
    assertClose("-A⁻ᵀ W A⁻ᵀ", pulled, sandwich(turned, weights, turned, 4), 1e-12);
  }

  @Test
  void logDeterminantByCholesky() {
    Checks.all("log determinant", ClassicAlgebra::logDeterminant, POSITIVE);
    var inverse = laplaceInverse(POSITIVE, 3);
    var gradient = Differentiate.gradient(ClassicAlgebra::logDeterminant).apply(POSITIVE);
    assertClose("the inverse", gradient, folded(inverse, 3), 1e-13);
    var v = wave(9);
    assertClose(
        "-A⁻¹ V A⁻¹",
        Differentiate.hvp(ClassicAlgebra::logDeterminant).apply(POSITIVE, v),
        folded(sandwich(inverse, mirrored(v, 3), inverse, 3), 3),
        1e-12);
  }

  @Test
  void devianceByCholesky() {
    double[] y = {0.7, -1.1, 0.4};
    RealFunction deviance = a -> ClassicAlgebra.deviance(a, y);
    Checks.all("deviance", deviance, POSITIVE);
    var inverse = laplaceInverse(POSITIVE, 3);
    var alpha = multiply(inverse, y, 3, 1);
    var expected = inverse.clone();
    for (int i = 0; i < 9; i++) {
      expected[i] -= alpha[i / 3] * alpha[i % 3];
    }
    assertClose(
        "A⁻¹ - ααᵀ", Differentiate.gradient(deviance).apply(POSITIVE), folded(expected, 3), 1e-13);
    RealFunction ofSample = z -> ClassicAlgebra.deviance(POSITIVE, z);
    Checks.all("deviance of a sample", ofSample, y);
    assertClose("2 A⁻¹ y", Differentiate.gradient(ofSample).apply(y), scale(2, alpha), 1e-13);
  }

  // ---- Fourier transforms.

  @Test
  void fftInPlace() {
    fourier("in place", ClassicAlgebra::fft);
  }

  @Test
  void fftByRecursion() {
    fourier("by recursion", ClassicAlgebra::recursiveFft);
  }

  private static void fourier(String name, VectorFunction fft) {
    assertClose(name, fft.apply(SIGNAL), dft(SIGNAL, -1), 1e-13);
    var v = wave(16);
    assertClose("linear", Differentiate.jvp(fft).apply(SIGNAL, v), dft(v, -1), 1e-13);
    assertClose("conjugate", Differentiate.vjp(fft).apply(SIGNAL, v), dft(v, 1), 1e-13);
    RealFunction power = x -> weightedPower(fft.apply(x));
    Checks.all(name, power, SIGNAL);
    var spectrum = dft(SIGNAL, -1);
    for (int i = 0; i < 16; i++) {
      spectrum[i] *= 2.0 * (1 + i / 2);
    }
    assertClose("power", Differentiate.gradient(power).apply(SIGNAL), dft(spectrum, 1), 1e-13);
  }

  private static double weightedPower(double[] spectrum) {
    double sum = 0;
    for (int i = 0; i < spectrum.length; i += 2) {
      double re = spectrum[i];
      double im = spectrum[i + 1];
      sum += (1 + i / 2) * (re * re + im * im);
    }
    return sum;
  }

  // ---- Differential equations and roots.

  /** For y' = λy, n steps multiply by the n-th power of a polynomial in hλ. */
  @Test
  void rungeKuttaOfAnOscillator() {
    int n = 12;
    double end = 3;
    double[] p = {-0.2, 1.3};
    RealFunction position =
        x ->
            ClassicModels.rungeKutta(
                (_, y) -> new double[] {x[0] * y[0] - x[1] * y[1], x[1] * y[0] + x[0] * y[1]},
                new double[] {1, 0},
                end,
                n)[0];
    Checks.all("oscillator", position, p);
    var z = new ClassicAlgebra.Complex(p[0] * end / n, p[1] * end / n);
    var growth = polynomial(z, 1, 1, 1 / 2.0, 1 / 6.0, 1 / 24.0);
    var slope = polynomial(z, 1, 1, 1 / 2.0, 1 / 6.0);
    var power = new ClassicAlgebra.Complex(end, 0);
    for (int k = 1; k < n; k++) {
      power = power.times(growth);
    }
    // By Cauchy and Riemann the real part grows by Re w and -Im w, w the complex derivative.
    var w = power.times(slope);
    double[] expected = {w.re(), -w.im()};
    assertClose("gradient", Differentiate.gradient(position).apply(p), expected, 1e-13);
  }

  @Test
  void rungeKuttaOfPredatorAndPrey() {
    RealFunction predators =
        x ->
            ClassicModels.rungeKutta(
                (t, y) ->
                    new double[] {
                      x[0] * y[0] - x[1] * y[0] * y[1] + 0.1 * Math.sin(t),
                      y[1] * (x[2] * y[0] - x[3])
                    },
                new double[] {x[4], x[5]},
                2,
                25)[1];
    Checks.all("predator and prey", predators, 1.1, 0.4, 0.3, 0.8, 2, 1);
  }

  @Test
  void newtonForKepler() {
    double mean = 0.9;
    double eccentricity = 0.6;
    double[] p = {mean, eccentricity};
    RealFunction anomaly = x -> ClassicModels.kepler(x[0], x[1]);
    Checks.all("kepler", anomaly, p);
    double e = ClassicModels.kepler(mean, eccentricity);
    double s = Math.sin(e);
    double d = 1 - eccentricity * Math.cos(e);
    assertClose(
        "implicit function theorem",
        Differentiate.gradient(anomaly).apply(p),
        new double[] {1 / d, s / d},
        1e-14);
    double second = -eccentricity * s / (d * d * d);
    assertClose(
        "second derivative by the mean anomaly",
        new double[] {Differentiate.hessian(anomaly).apply(p)[0][0]},
        new double[] {second},
        1e-13);
  }

  @Test
  void newtonForASystem() {
    double[] p = {4.5, 1.2};
    Checks.all("system", x -> product(ClassicModels.circleAndHyperbola(x), wave(2)), p);
    // x + y and x - y are the square roots of p + 2q and p - 2q.
    double plus = Math.sqrt(p[0] + 2 * p[1]);
    double minus = Math.sqrt(p[0] - 2 * p[1]);
    assertClose(
        "value",
        ClassicModels.circleAndHyperbola(p),
        new double[] {(plus + minus) / 2, (plus - minus) / 2},
        1e-14);
    var jacobian = Differentiate.jacobian(ClassicModels::circleAndHyperbola).apply(p);
    double a = 1 / (4 * plus);
    double b = 1 / (4 * minus);
    assertClose("x", jacobian[0], new double[] {a + b, 2 * (a - b)}, 1e-13);
    assertClose("y", jacobian[1], new double[] {a - b, 2 * (a + b)}, 1e-13);
  }

  private static double product(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[0] * a[1] * a[1];
  }

  // ---- Finance.

  @Test
  void blackScholesGreeks() {
    double[] p = {1.05, 1, 0.03, 0.25, 1.5};
    Checks.all("Black-Scholes", ClassicModels::blackScholes, p);
    double rootT = Math.sqrt(p[4]);
    double d1 = (Math.log(p[0] / p[1]) + (p[2] + p[3] * p[3] / 2) * p[4]) / (p[3] * rootT);
    double d2 = d1 - p[3] * rootT;
    double present = p[1] * Math.exp(-p[2] * p[4]);
    double density = density(d1);
    double delta = area(d1);
    double vega = p[0] * density * rootT;
    double carry = p[2] * present * area(d2);
    double[] greeks = {
      delta,
      -present / p[1] * area(d2),
      p[4] * present * area(d2),
      vega,
      p[0] * density * p[3] / (2 * rootT) + carry
    };
    assertClose(
        "greeks", Differentiate.gradient(ClassicModels::blackScholes).apply(p), greeks, 1e-12);
    var hessian = Differentiate.hessian(ClassicModels::blackScholes).apply(p);
    assertClose(
        "gamma, vanna, volga",
        new double[] {hessian[0][0], hessian[0][3], hessian[3][3]},
        new double[] {density / (p[0] * p[3] * rootT), -density * d2 / p[3], vega * d1 * d2 / p[3]},
        1e-12);
  }

  /** The estimators by path: of each mean above the strike, the derivative of the mean. */
  @Test
  void monteCarloOfAnAsianCall() {
    double[] p = {1, 0.95, 0.04, 0.3, 1};
    Checks.all("Asian call", ClassicModels::asianCall, p);
    double dt = p[4] / ClassicModels.DAYS;
    double discount = Math.exp(-p[2] * p[4]) / ClassicModels.PATHS;
    var random = new Random(ClassicModels.SEED);
    double[] expected = new double[5];
    int exercised = 0;
    for (int path = 0; path < ClassicModels.PATHS; path++) {
      double motion = 0;
      double mean = 0;
      double byRate = 0;
      double byVol = 0;
      double byYears = 0;
      for (int day = 1; day <= ClassicModels.DAYS; day++) {
        motion += Math.sqrt(dt) * random.nextGaussian();
        double t = day * dt;
        double drift = p[2] - p[3] * p[3] / 2;
        double part = p[0] * Math.exp(drift * t + p[3] * motion) / ClassicModels.DAYS;
        mean += part;
        byRate += part * t;
        byVol += part * (motion - p[3] * t);
        byYears += part * (drift * t + p[3] * motion / 2) / p[4];
      }
      if (mean > p[1]) {
        exercised++;
        double payoff = mean - p[1];
        expected[0] += discount * mean / p[0];
        expected[1] -= discount;
        expected[2] += discount * (byRate - p[4] * payoff);
        expected[3] += discount * byVol;
        expected[4] += discount * (byYears - p[2] * payoff);
      }
    }
    assertThat(exercised).isBetween(1, ClassicModels.PATHS - 1);
    assertClose(
        "by path", Differentiate.gradient(ClassicModels::asianCall).apply(p), expected, 1e-13);
  }

  // ---- Learning, tables and order.

  /** Against backpropagation written out by hand. */
  @Test
  void networkAgainstBackpropagation() {
    double[][] inputs = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0.4, -0.7}};
    int[] classes = {0, 1, 1, 0, 1};
    var p = wave(17);
    RealFunction loss = x -> ClassicModels.network(x, inputs, classes);
    Checks.all("network", loss, p);
    var expected = new double[17];
    for (int n = 0; n < inputs.length; n++) {
      var h = new double[3];
      for (int i = 0; i < 3; i++) {
        h[i] = Math.tanh(p[3 * i] * inputs[n][0] + p[3 * i + 1] * inputs[n][1] + p[3 * i + 2]);
      }
      double margin = p[16] - p[12];
      for (int i = 0; i < 3; i++) {
        margin += (p[13 + i] - p[9 + i]) * h[i];
      }
      double error = (1 / (1 + Math.exp(-margin)) - classes[n]) / inputs.length;
      expected[12] -= error;
      expected[16] += error;
      for (int i = 0; i < 3; i++) {
        expected[9 + i] -= error * h[i];
        expected[13 + i] += error * h[i];
        double back = error * (p[13 + i] - p[9 + i]) * (1 - h[i] * h[i]);
        expected[3 * i] += back * inputs[n][0];
        expected[3 * i + 1] += back * inputs[n][1];
        expected[3 * i + 2] += back;
      }
    }
    assertClose("backpropagation", Differentiate.gradient(loss).apply(p), expected, 1e-13);
  }

  @Test
  void bilinearInterpolation() {
    // Two coordinates, then the table: inside a cell, then beyond the last one.
    for (double[] at : new double[][] {{0.3, 1.6, 0, 1}, {2.4, -0.5, 1, 0}}) {
      var x = new double[11];
      System.arraycopy(at, 0, x, 0, 2);
      System.arraycopy(MATRIX, 0, x, 2, 9);
      RealFunction look =
          y -> {
            double[][] table = {
              Arrays.copyOfRange(y, 2, 5), Arrays.copyOfRange(y, 5, 8), Arrays.copyOfRange(y, 8, 11)
            };
            return ClassicModels.bilinear(table, y[0], y[1]);
          };
      Checks.all("bilinear", look, x);
      int corner = 2 + 3 * (int) at[2] + (int) at[3];
      double a = at[0] - at[2];
      double b = at[1] - at[3];
      double twist = x[corner] - x[corner + 1] - x[corner + 3] + x[corner + 4];
      var expected = new double[11];
      expected[0] = x[corner + 3] - x[corner] + b * twist;
      expected[1] = x[corner + 1] - x[corner] + a * twist;
      expected[corner] = (1 - a) * (1 - b);
      expected[corner + 1] = (1 - a) * b;
      expected[corner + 3] = a * (1 - b);
      expected[corner + 4] = a * b;
      assertClose("gradient", Differentiate.gradient(look).apply(x), expected, 1e-14);
      var hessian = Differentiate.hessian(look).apply(x);
      assertThat(hessian[0][0]).isZero();
      assertClose("twist", new double[] {hessian[0][1]}, new double[] {twist}, 1e-14);
    }
  }

  @Test
  void quantileBySorting() {
    double[] sample = {0.6, -0.3, 1.8, 0.45, 1.1, -2, 0.9};
    Checks.all("quantile", x -> Math.exp(ClassicModels.quantile(x, 0.7)), sample);
    // The two neighbours, 0.9 and 1.1, share the weight; at the median one sample has all of it.
    double part = 0.7 * 6 - 4;
    assertThat(Differentiate.gradient(x -> ClassicModels.quantile(x, 0.7)).apply(sample))
        .containsExactly(0, 0, 0, 0, part, 0, 1 - part);
    assertThat(Differentiate.gradient(x -> ClassicModels.quantile(x, 0.5)).apply(sample))
        .containsExactly(1, 0, 0, 0, 0, 0, 0);
  }
}
