package cotangent.benchmarks.code;

import cotangent.benchmarks.code.Workload.ByHand;
import java.util.Random;

/** The value of European calls with strike 100 by the formula of Black and Scholes. */
final class Portfolio {
  private static final double STRIKE = 100;

  private Portfolio() {}

  static Workload workload(int options) {
    var x = new Random(1).doubles(4L * options, 0.1, 1).toArray();
    for (int i = 0; i < x.length; i += 4) {
      x[i] = 60 + 80 * x[i];
    }
    return new Workload("portfolio", Portfolio::value, new Greeks(), Portfolio::onTape, x);
  }

  /** The sum over the options, of which each has a spot price, a rate, a volatility and a time. */
  static double value(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i += 4) {
      sum += call(x[i], x[i + 1], x[i + 2], x[i + 3]);
    }
    return sum;
  }

  private static double call(double spot, double rate, double volatility, double time) {
    double root = volatility * Math.sqrt(time);
    double d1 = (Math.log(spot / STRIKE) + (rate + volatility * volatility / 2) * time) / root;
    double d2 = d1 - root;
    return spot * normal(d1) - STRIKE * Math.exp(-rate * time) * normal(d2);
  }

  /**
   * The normal distribution function, to 7e-8: Abramowitz and Stegun, Handbook of Mathematical
   * Functions, 26.2.17.
   */
  private static double normal(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = 0.3989422804014327 * Math.exp(-x * x / 2) * series;
    return x < 0 ? tail : 1 - tail;
  }

  /** Each option's value and greeks in one go. */
  private static final class Greeks implements ByHand {
    /** The derivative of what normal returned last. */
    private double slope;

    @Override
    public double apply(double[] x, double[] gradient) {
      double sum = 0;
      for (int i = 0; i < x.length; i += 4) {
        double spot = x[i];
        double rate = x[i + 1];
        double volatility = x[i + 2];
        double time = x[i + 3];
        double rootTime = Math.sqrt(time);
        double root = volatility * rootTime;
        double drift = rate + volatility * volatility / 2;
        double d1 = (Math.log(spot / STRIKE) + drift * time) / root;
        double n1 = normal(d1);
        double slope1 = spot * slope;
        double strike = STRIKE * Math.exp(-rate * time);
        double n2 = normal(d1 - root);
        double slope2 = strike * slope;
        sum += spot * n1 - strike * n2;
        double ofNumerator = (slope1 - slope2) / root;
        double ofRoot = slope2 - ofNumerator * d1;
        double ofExponent = strike * n2;
        gradient[i] = n1 + ofNumerator / spot;
        gradient[i + 1] = (ofNumerator + ofExponent) * time;
        gradient[i + 2] = ofNumerator * volatility * time + ofRoot * rootTime;
        gradient[i + 3] =
            ofNumerator * drift + ofRoot * volatility / (2 * rootTime) + ofExponent * rate;
      }
      return sum;
    }

    private double normal(double x) {
      double size = Math.abs(x);
      double t = 1 / (1 + 0.2316419 * size);
      double a = -1.821255978 + t * 1.330274429;
      double b = 1.781477937 + t * a;
      double c = -0.356563782 + t * b;
      double d = 0.319381530 + t * c;
      double da = a + t * 1.330274429;
      double db = b + t * da;
      double dc = c + t * db;
      double series = t * d;
      double ofT = d + t * dc;
      double density = 0.3989422804014327 * Math.exp(-x * x / 2);
      double tail = density * series;
      slope = size * tail + density * ofT * (0.2316419 * t * t);
      return x < 0 ? tail : 1 - tail;
    }
  }

  private static int onTape(OperationTape t) {
    int sum = t.constant(0);
    for (int i = 0; i < t.inputs(); i += 4) {
      sum = t.add(sum, call(t, i, i + 1, i + 2, i + 3));
    }
    return sum;
  }

  private static int call(OperationTape t, int spot, int rate, int volatility, int time) {
    int root = t.mul(volatility, t.sqrt(time));
    int drift = t.add(rate, t.scale(t.square(volatility), 0.5));
    int d1 = t.div(t.add(t.log(t.scale(spot, 1 / STRIKE)), t.mul(drift, time)), root);
    int d2 = t.sub(d1, root);
    int strike = t.scale(t.exp(t.scale(t.mul(rate, time), -1)), STRIKE);
    return t.sub(t.mul(spot, normal(t, d1)), t.mul(strike, normal(t, d2)));
  }

  private static int normal(OperationTape t, int x) {
    int size = t.value(x) < 0 ? t.scale(x, -1) : x;
    int u = t.inverse(t.shift(t.scale(size, 0.2316419), 1));
    int series = t.shift(t.scale(u, 1.330274429), -1.821255978);
    series = t.shift(t.mul(u, series), 1.781477937);
    series = t.shift(t.mul(u, series), -0.356563782);
    series = t.mul(u, t.shift(t.mul(u, series), 0.319381530));
    int density = t.scale(t.exp(t.scale(t.square(x), -0.5)), 0.3989422804014327);
    int tail = t.mul(density, series);
    return t.value(x) < 0 ? tail : t.from(1, tail);
  }
}
