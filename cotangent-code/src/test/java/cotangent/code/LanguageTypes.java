package cotangent.code;

import java.util.List;

/** Elements of the language: numbers of every kind, and their conversions. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class LanguageTypes {
  private LanguageTypes() {}

  static List<Language.Case> cases() {
    return List.of(
        Language.of("floats", LanguageTypes::floats),
        Language.of("longs", LanguageTypes::longs),
        Language.of("smallTypes", LanguageTypes::smallTypes),
        Language.of("casts", LanguageTypes::casts),
        Language.of("remainder", LanguageTypes::remainder),
        Language.of("integerDivision", LanguageTypes::integerDivision));
  }

  static double floats(double[] x) {
    // A float holds values that are exact in it here, so that differences make sense.
    float two = 2f;
    double s = 0;
    for (double v : x) {
      s += v * two * (double) Float.valueOf(0.5f) + Math.abs(-3f) * v;
    }
    return s;
  }

  static double longs(double[] x) {
    long n = 1L << 20;
    double s = 0;
    for (long i = n; i < n + x.length; i++) {
      s += x[(int) (i - n)] * (i % 3) + x[0] * x[(int) (i - n)];
    }
    return s;
  }

  static double smallTypes(double[] x) {
    byte b = 3;
    short sh = (short) (b * 2);
    char c = 'a';
    boolean flag = true;
    boolean[] flags = {true, false, true, false, true};
    byte[] bytes = {1, 2, 3, 4, 5};
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      flag ^= flags[i];
      b += bytes[i];
      c++;
      s += flag ? x[i] * b : x[i] * x[i] * sh + c * x[0];
    }
    return s;
  }

  static double casts(double[] x) {
    int k = (int) (x[4] * 2);
    long l = (long) x[4];
    return x[k] * x[0] + l * x[1] + Math.floor(x[2]) * x[3] + Math.round(x[4]) * x[0];
  }

  static double remainder(double[] x) {
    return (x[4] * 7) % (x[0] + 0.7) + (-x[2] * 9) % 2.0;
  }

  static double integerDivision(double[] x) {
    double s = 0;
    for (int i = 0; i < 10; i++) {
      s = s * 0.5 + x[i / 2] * x[(i * 3) % x.length] / (1 + i / 3);
    }
    return s;
  }
}
