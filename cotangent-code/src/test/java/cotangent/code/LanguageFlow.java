package cotangent.code;

import java.util.List;

/** Elements of the language: branches, switches and loops. */
@SuppressWarnings({
  "all",
  "fallthrough"
}) // the point is to write things in every way that the language has
final class LanguageFlow {
  private LanguageFlow() {}

  static List<Language.Case> cases() {
    return List.of(
        Language.of("branches", LanguageFlow::branches),
        Language.of("oldSwitch", LanguageFlow::oldSwitch),
        Language.of("arrowSwitch", LanguageFlow::arrowSwitch),
        Language.of("stringSwitch", LanguageFlow::stringSwitch),
        Language.of("enumSwitch", LanguageFlow::enumSwitch),
        Language.of("lastIndex", LanguageFlow::lastIndex),
        Language.of("doWhile", LanguageFlow::doWhile),
        Language.of("countDown", LanguageFlow::countDown),
        Language.of("labels", LanguageFlow::labels),
        Language.of("returnInLoop", LanguageFlow::returnInLoop),
        Language.of("whileTrue", LanguageFlow::whileTrue),
        Language.of("shortCircuit", LanguageFlow::shortCircuit),
        Language.of("conditional", LanguageFlow::conditional),
        Language.of("nestedBreaks", LanguageFlow::nestedBreaks),
        Language.of("loopWithContinue", LanguageFlow::loopWithContinue));
  }

  static double branches(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      double v = x[i];
      if (v > 0.5) {
        s += v * v * v;
      } else if (v > 0) {
        s -= Math.sin(v) * s;
      } else {
        s = s * v;
        continue;
      }
      if (s > 10) {
        break;
      }
      s += v > 0.7 ? v * s : 2 * v;
    }
    return s;
  }

  static double oldSwitch(double[] x) {
    double s = 1;
    for (int i = 0; i < 2 * x.length; i++) {
      double v = x[i % x.length];
      switch (i % 4) {
        case 0:
          s += v;
          break;
        case 1:
          s *= v;
        case 2:
          s -= v * v;
          break;
        default:
          s = Math.sin(s * v);
      }
    }
    return s;
  }

  static double arrowSwitch(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      double v = x[i];
      s =
          switch (i * 100) {
            case 0 -> s * v;
            case 100, 300 -> s + v * v;
            case 200 -> {
              double t = s * s;
              yield t * v;
            }
            default -> Math.exp(s * v);
          };
    }
    return s;
  }

  static double stringSwitch(double[] x) {
    String[] words = {"square", "sine", "Aa", "BB", "none"};
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      s +=
          switch (words[i]) {
            case "square" -> x[i] * x[i];
            case "sine" -> Math.sin(x[i] * s);
            case "Aa" -> x[i] * s;
            case "BB" -> 3 * x[i];
            default -> x[i] / s;
          };
    }
    return s;
  }

  enum Color {
    RED,
    GREEN,
    BLUE
  }

  static double enumSwitch(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      Color c = Color.values()[i % 3];
      switch (c) {
        case RED -> s += x[i] * x[i];
        case GREEN -> s *= 1 + x[i];
        case BLUE -> s -= Math.cos(x[i]);
      }
    }
    return s;
  }

  static double lastIndex(double[] x) {
    int i;
    double s = 0;
    for (i = 0; i < x.length; i++) {
      s += x[i] * s + x[i];
      if (s > 1.2) {
        break;
      }
    }
    int k = Math.min(i, x.length - 1);
    return s * x[k] * x[x.length - 1 - k];
  }

  static double doWhile(double[] x) {
    double s = x[0];
    int i = 0;
    double previous;
    do {
      previous = s;
      s = Math.cos(s) * x[i % x.length];
      i += 2;
    } while (Math.abs(s - previous) > 1e-3 && i < 40);
    return s * previous;
  }

  static double countDown(double[] x) {
    double s = 0.3;
    for (int i = x.length - 1; i >= 0; i--) {
      for (int j = i; j <= x.length - 1; j += 2) {
        s = Math.sin(s + x[i] * x[j]);
      }
    }
    return s;
  }

  static double labels(double[] x) {
    double s = 1;
    outer:
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        if (i * j > 6) {
          break outer;
        }
        if (j > i) {
          s += x[j];
          continue outer;
        }
        s *= 1 + 0.1 * x[i] * x[j];
      }
      s -= x[i];
    }
    return s;
  }

  static double returnInLoop(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        s = s * (0.5 + x[j] * x[i]);
        if (s < 0.1) {
          return s * s + x[i];
        }
      }
    }
    return s;
  }

  static double whileTrue(double[] x) {
    double s = x[0];
    int i = 0;
    while (true) {
      s = Math.sin(s + x[i]);
      if (++i == x.length) {
        return s * s;
      }
    }
  }

  static double shortCircuit(double[] x) {
    double s = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] > 0 && (i % 2 == 0 || x[i] < 0.5) && !(i == 4)) {
        s += x[i] * x[i];
      }
      boolean b = x[i] < 0 | i == 2;
      s += b ? Math.exp(x[i]) : s * x[i];
    }
    return s;
  }

  static double conditional(double[] x) {
    double a = x[0] > 0 ? x[1] > 0 ? x[1] * x[2] : x[0] * x[0] : x[4];
    return a * (x[3] < 1 ? x[3] : 1 / x[3]);
  }

  static double nestedBreaks(double[] x) {
    double s = 1;
    for (int i = 0; i < x.length; i++) {
      double t = 0;
      for (int j = 0; ; j++) {
        t += x[i] * x[j] + 0.1;
        if (t > 0.5) {
          s += t * j;
          break;
        }
        if (j == x.length - 1) {
          s *= 0.5 + t * t;
          break;
        }
      }
      for (int k = 10; k > 0; k -= 3) {
        s += 0.01 * k * x[i];
        if (s > 4) {
          s = Math.sqrt(s);
        }
      }
    }
    return s;
  }

  static double loopWithContinue(double[] x) {
    double s = 0;
    int i = -1;
    while (++i < 3 * x.length) {
      if (i % 3 == 1) {
        continue;
      }
      double v = x[i % x.length];
      if (v < 0) {
        s -= v;
        continue;
      }
      s = s * 0.7 + v * v;
    }
    return s;
  }
}
