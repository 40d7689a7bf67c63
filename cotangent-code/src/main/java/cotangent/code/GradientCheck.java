package cotangent.code;

/**
 * A gradient compared with central differences.
 *
 * @param component where they differ most, or -1 for a function of no variables
 * @param derivative the component of the gradient there
 * @param difference what central differences give there
 */
public record GradientCheck(int component, double derivative, double difference) {

  /** The largest difference, relative to the larger of 1 and the component's size. */
  public double error() {
    double scale = Math.max(1, Math.max(Math.abs(derivative), Math.abs(difference)));
    return Math.abs(derivative - difference) / scale;
  }

  static GradientCheck of(RealFunction f, double[] gradient, double[] x) {
    var worst = new GradientCheck(-1, 0, 0);
    for (int i = 0; i < x.length; i++) {
      // The cube root of the precision balances truncation against rounding.
      double h = Math.cbrt(Math.ulp(1.0)) * Math.max(1, Math.abs(x[i]));
      var up = x.clone();
      var down = x.clone();
      up[i] += h;
      down[i] -= h;
      double width = up[i] - down[i];
      var check = new GradientCheck(i, gradient[i], (f.apply(up) - f.apply(down)) / width);
      if (worst.component < 0 || !(check.error() <= worst.error())) {
        worst = check;
      }
    }
    return worst;
  }
}
