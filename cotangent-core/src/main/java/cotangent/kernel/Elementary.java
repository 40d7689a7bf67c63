package cotangent.kernel;

public final class Elementary {
  private Elementary() {}

  public static double cbrt(double x) {
    return StrictMath.cbrt(x);
  }

  public static float cbrt(float x) {
    return (float) StrictMath.cbrt((double) x);
  }

  public static double tan(double x) {
    return StrictMath.tan(x);
  }

  public static float tan(float x) {
    return (float) StrictMath.tan((double) x);
  }

  public static double asin(double x) {
    return StrictMath.asin(x);
  }

  public static float asin(float x) {
    return (float) StrictMath.asin((double) x);
  }

  public static double acos(double x) {
    return StrictMath.acos(x);
  }

  public static float acos(float x) {
    return (float) StrictMath.acos((double) x);
  }

  public static double atan(double x) {
    return StrictMath.atan(x);
  }

  public static float atan(float x) {
    return (float) StrictMath.atan((double) x);
  }

  public static double sinh(double x) {
    return StrictMath.sinh(x);
  }

  public static float sinh(float x) {
    return (float) StrictMath.sinh((double) x);
  }

  public static double cosh(double x) {
    return StrictMath.cosh(x);
  }

  public static float cosh(float x) {
    return (float) StrictMath.cosh((double) x);
  }

  public static double tanh(double x) {
    return StrictMath.tanh(x);
  }

  public static float tanh(float x) {
    return (float) StrictMath.tanh((double) x);
  }

  public static double exp(double x) {
    return StrictMath.exp(x);
  }

  public static float exp(float x) {
    return (float) StrictMath.exp((double) x);
  }

  public static double expm1(double x) {
    return StrictMath.expm1(x);
  }

  public static float expm1(float x) {
    return (float) StrictMath.expm1((double) x);
  }

  public static double log(double x) {
    return StrictMath.log(x);
  }

  public static float log(float x) {
    return (float) StrictMath.log((double) x);
  }

  public static double log1p(double x) {
    return StrictMath.log1p(x);
  }

  public static float log1p(float x) {
    return (float) StrictMath.log1p((double) x);
  }

  public static double sin(double x) {
    return StrictMath.sin(x);
  }

  public static float sin(float x) {
    return (float) StrictMath.sin((double) x);
  }

  public static double cos(double x) {
    return StrictMath.cos(x);
  }

  public static float cos(float x) {
    return (float) StrictMath.cos((double) x);
  }

  public static double neg(double x) {
    return -x;
  }

  public static float neg(float x) {
    return -x;
  }

  public static double abs(double x) {
    return Math.abs(x);
  }

  public static float abs(float x) {
    return Math.abs(x);
  }

  public static double sign(double x) {
    return Math.signum(x);
  }

  public static float sign(float x) {
    return Math.signum(x);
  }

  public static double square(double x) {
    return x * x;
  }

  public static float square(float x) {
    return x * x;
  }

  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  public static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  public static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  public static float rsqrt(float x) {
    return 1 / (float) Math.sqrt(x);
  }

  public static double reciprocal(double x) {
    return 1 / x;
  }

  public static float reciprocal(float x) {
    return 1 / x;
  }

  public static double floor(double x) {
    return Math.floor(x);
  }

  public static float floor(float x) {
    return (float) Math.floor(x);
  }

  public static double ceil(double x) {
    return Math.ceil(x);
  }

  public static float ceil(float x) {
    return (float) Math.ceil(x);
  }

  public static double round(double x) {
    return Math.rint(x);
  }

  public static float round(float x) {
    return (float) Math.rint(x);
  }

  public static double asinh(double x) {
    double a = Math.abs(x);
    return Math.copySign(
        a > 0x1p28
            ? StrictMath.log(a) + StrictMath.log(2)
            : StrictMath.log1p(a + a * a / (1 + Math.sqrt(1 + a * a))),
        x);
  }

  public static float asinh(float x) {
    return (float) asinh((double) x);
  }

  public static double acosh(double x) {
    return x > 0x1p28
        ? StrictMath.log(x) + StrictMath.log(2)
        : StrictMath.log1p((x - 1) + Math.sqrt((x - 1) * (x + 1)));
  }

  public static float acosh(float x) {
    return (float) acosh((double) x);
  }

  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * StrictMath.log1p(2 * a / (1 - a)), x);
  }

  public static float atanh(float x) {
    return (float) atanh((double) x);
  }

  public static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
  }

  public static float sigmoid(float x) {
    return (float) sigmoid((double) x);
  }

  public static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  public static float softplus(float x) {
    return (float) softplus((double) x);
  }

  public static double erf(double x) {
    double z = Math.min(Math.abs(x), 6);
    double term = z;
    double sum = z;
    for (int n = 1; n < 160; n++) {
      term *= 2 * z * z / (2 * n + 1);
      sum += term;
    }
    return Math.copySign(2 / Math.sqrt(Math.PI) * StrictMath.exp(-z * z) * sum, x);
  }

  public static float erf(float x) {
    return (float) erf((double) x);
  }

  public static double pow(double x, double y) {
    return StrictMath.pow(x, y);
  }

  public static float pow(float x, float y) {
    return (float) StrictMath.pow((double) x, (double) y);
  }

  public static double atan2(double y, double x) {
    return StrictMath.atan2(y, x);
  }

  public static float atan2(float y, float x) {
    return (float) StrictMath.atan2((double) y, (double) x);
  }

  public static double mod(double x, double y) {
    double r = x % y;
    return r == 0 ? Math.copySign(0, y) : (r < 0) != (y < 0) ? r + y : r;
  }

  public static float mod(float x, float y) {
    float r = x % y;
    return r == 0 ? Math.copySign(0, y) : (r < 0) != (y < 0) ? r + y : r;
  }

  public static double zmul(double x, double y) {
    return x == 0 ? 0 : x * y;
  }

  public static float zmul(float x, float y) {
    return x == 0 ? 0 : x * y;
  }
}
