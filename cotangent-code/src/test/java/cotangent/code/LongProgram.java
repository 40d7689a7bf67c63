package cotangent.code;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes methods that are too long to be compiled, were their derivatives not split. */
final class LongProgram {
  private final StringBuilder text = new StringBuilder();

  private LongProgram() {}

  /** The names of the functions. */
  static Iterable<String> names() {
    return all().keySet();
  }

  private static SortedMap<String, String> all() {
    return new TreeMap<>(
        Map.of(
            "lines", lines(600),
            "branches", branches(),
            "loop", loop(),
            "cases", cases(),
            "returns", returns(),
            "variables", variables()));
  }

  /** The source of a class with all functions, and methods that return them as lambdas. */
  static String source(String name) {
    var class_ = new StringBuilder("public class " + name + " {\n");
    all()
        .forEach((function, body) -> {
          class_.append("  public static double " + function + "(double[] x) {\n" + body + "  }\n");
          class_.append(
              """
                public static cotangent.code.RealFunction FReal() { return NAME::F; }
                public static cotangent.code.VectorFunction FVector() {
                  return x -> new double[] {F(x)};
                }
                public static cotangent.code.RealFunction FSlope() {
                  return x -> cotangent.code.Differentiate.jvp(y -> new double[] {F(y)})
                      .apply(x, new double[] {0.3, -0.7, 0.5})[0];
                }
              """
                  .replace("NAME", name)
                  .replace("F(", function + "(")
                  .replace("::F", "::" + function)
                  .replace("FReal", function + "Real")
                  .replace("FVector", function + "Vector")
                  .replace("FSlope", function + "Slope"));
        });
    return class_.append("}\n").toString();
  }

  /** The source of a class with a method that nobody can split, since a handler guards it all. */
  static String guarded(String name) {
    var p = begin().line("try {");
    for (int i = 0; i < 1_500; i++) {
      p.step(i);
    }
    p.line("return s;").line("} catch (IllegalStateException e) {").line("return x[0];").line("}");
    return """
    public class NAME {
      public static double f(double[] x) {
        BODY
      }
      public static cotangent.code.RealFunction real() { return NAME::f; }
    }
    """
        .replace("NAME", name)
        .replace("BODY", p.text);
  }

  private LongProgram line(String line) {
    text.append(line).append('\n');
    return this;
  }

  private static LongProgram begin() {
    return new LongProgram().line("double a = x[0], b = x[1], c = x[2], s = 0;");
  }

  private String end() {
    return line("return s;").text.toString();
  }

  private void step(int i) {
    line("a = 0.5 * Math.sin(a * b) + 0.0%d * c; s += a * c;".formatted(1 + i % 9));
    line("b = b * 0.99 + a * 0.0%d;".formatted(1 + i % 7));
  }

  private static String lines(int n) {
    var p = begin();
    for (int i = 0; i < n; i++) {
      p.step(i);
    }
    return p.end();
  }

  private static String branches() {
    var p = begin();
    for (int i = 0; i < 200; i++) {
      p.line("if (a > 0.%d) { a = Math.sin(a * b); s += a * c; }".formatted(1 + i % 9));
      p.line("else { b = b * 0.9 + c; s -= b * a; a += 0.3; }");
    }
    return p.end();
  }

  private static String loop() {
    var p = begin().line("for (int i = 0; i < 7; i++) {");
    for (int i = 0; i < 200; i++) {
      p.step(i);
    }
    return p.line("s += x[i % 3]; }").end();
  }

  /** Some cases fall through. */
  private static String cases() {
    var p = begin().line("for (int i = 0; i < 300; i += 7) {").line("switch (i) {");
    for (int i = 0; i < 300; i++) {
      p.line("case %d: a = 0.5 * Math.sin(a * b) + 0.0%d * c;".formatted(i, 1 + i % 9));
      p.line(i % 5 == 0 ? "" : "break;");
    }
    return p.line("default: b = b * 0.9 + 0.1 * a; }").line("s += a * c + b; }").end();
  }

  private static String returns() {
    var p = begin();
    for (int i = 0; i < 200; i++) {
      p.step(i);
      p.line("if (s > 60) return s * b;");
    }
    return p.end();
  }

  /** A hundred variables live at once. */
  private static String variables() {
    var p = new LongProgram();
    for (int i = 0; i < 100; i++) {
      p.line("double v%d = x[%d] * 0.%d;".formatted(i, i % 3, 1 + i));
    }
    for (int i = 0; i < 300; i++) {
      p.line(
          "v%d = 0.4 * Math.sin(v%d * v%d) + 0.5 * v%d;"
              .formatted(i * 37 % 100, i * 11 % 100, i * 53 % 100, (i * 37 + 1) % 100));
    }
    p.line("double s = 0;");
    for (int i = 0; i < 100; i++) {
      p.line("s += v%d * x[%d];".formatted(i, i % 3));
    }
    return p.end();
  }
}
