package cotangent.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random Java: loops, branches, switches, arrays that are overwritten, swapped and aliased,
 * records, objects, lambdas, calls and recursion. Every assignment is squashed, so that values stay
 * moderate and differences make sense.
 */
final class RandomProgram {
  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final List<String> reals = new ArrayList<>();
  private final List<String> arrays = new ArrayList<>();
  private final List<String> ints = new ArrayList<>();
  private int names;
  private int budget;
  private int loops;
  private String helper = "";

  private RandomProgram(long seed) {
    random = new Random(seed);
  }

  /** The source of a class with the given number of functions {@code f0, f1, ...}. */
  static String source(String className, long seed, int functions) {
    var all = new StringBuilder("import java.util.function.DoubleUnaryOperator;\n");
    all.append("public final class ").append(className).append(" {\n").append(PRELUDE);
    for (int i = 0; i < functions; i++) {
      all.append(new RandomProgram(seed * 1000 + i).function(i));
    }
    return all.append("}\n").toString();
  }

  private static final String PRELUDE =
      """
        static double s(double v) { return v / (1 + Math.abs(v)) + 0.1 * Math.sin(v); }
        record P(double u, double[] w, int k) {
          double m() { return u * w[k]; }
        }
        static final class Q {
          double a;
          double[] r;
          Q(double a, double[] r) { this.a = a * 0.5; this.r = r; }
          double step(double t) { a = s(a * t + r[1]); return a - t; }
        }
        sealed interface S permits S1, S2 { double v(double t); }
        record S1(double c) implements S { public double v(double t) { return c * t; } }
        record S2(double[] c) implements S { public double v(double t) { return c[0] + Math.sin(c[1] * t); } }
        static double rec(double[] a, int i, double t) {
          return i >= 3 ? t * a[0] : s(a[i] * t + rec(a, i + 1, t * a[i + 1]));
        }
        static double use(DoubleUnaryOperator f, double t, int n) {
          for (int i = 0; i < n; i++) t = s(f.applyAsDouble(t));
          return t;
        }
        static double[] mix(double[] a, double[] b, double t) {
          double[] c = new double[6];
          for (int i = 0; i < 6; i++) c[i] = s(a[i] * t - b[5 - i]);
          return t > 0.2 ? c : b;
        }
        static void bump(double[] a, int i, double t) { a[i] = s(a[i] + t); if (i > 2) return; a[i + 1] *= 0.5; }
      """;

  private String function(int number) {
    helper = "  static double h" + number + "(double p, double q, double[] z, int n) {\n";
    reals.addAll(List.of("p", "q"));
    arrays.add("z");
    ints.add("n");
    budget = 4 + random.nextInt(4);
    statements(2);
    var helperBody = text.toString();
    text.setLength(0);
    var end = "    return " + squash(real(2)) + ";\n  }\n";
    var first = helper + helperBody + end;
    reals.clear();
    arrays.clear();
    ints.clear();
    arrays.add("x");
    reals.add("x[0]");
    reals.add("x[3]");
    text.append("  public static double f").append(number).append("(double[] x) {\n");
    declareArray();
    declareReal();
    declareReal();
    callable = number;
    budget = 10 + random.nextInt(14);
    statements(2);
    text.append("    double total = 0;\n");
    for (var a : arrays) {
      text.append("    for (double e : ").append(a).append(") total += e * 0.3;\n");
    }
    for (var r : reals) {
      text.append("    total = s(total * 0.7 + ").append(r).append(");\n");
    }
    text.append("    return total;\n  }\n");
    return first + text;
  }

  private int callable = -1;

  private void declareReal() {
    var name = "d" + names++;
    text.append("    double ").append(name).append(" = ").append(squash(real(2))).append(";\n");
    reals.add(name);
  }

  private void declareArray() {
    var name = "a" + names++;
    text.append("    double[] ").append(name).append(" = ");
    switch (random.nextInt(5)) {
      case 0 -> text.append(pick(arrays)).append(".clone();\n");
      case 1 -> text.append(pick(arrays)).append(";\n");
      case 2 ->
          text.append("mix(")
              .append(pick(arrays))
              .append(", ")
              .append(pick(arrays))
              .append(", ")
              .append(squash(real(1)))
              .append(");\n");
      case 3 ->
          text.append("new double[][] {")
              .append(pick(arrays))
              .append(", ")
              .append(pick(arrays))
              .append("}[")
              .append(index())
              .append(" % 2];\n");
      default -> {
        text.append("new double[6];\n");
        text.append("    for (int j = 0; j < 6; j++) ")
            .append(name)
            .append("[j] = s(")
            .append(pick(arrays))
            .append("[(j * 5 + 1) % 6] + ")
            .append(constant())
            .append(");\n");
      }
    }
    arrays.add(name);
  }

  private void statements(int depth) {
    int scopeReals = reals.size();
    int scopeArrays = arrays.size();
    int n = 1 + random.nextInt(4);
    for (int i = 0; i < n && budget > 0; i++) {
      budget--;
      statement(depth);
    }
    if (depth < 2) {
      reals.subList(scopeReals, reals.size()).clear();
      arrays.subList(scopeArrays, arrays.size()).clear();
    } else if (budget > 0) {
      statements(depth);
    }
  }

  private void statement(int depth) {
    switch (random.nextInt(depth > 0 ? 15 : 8)) {
      case 0 -> declareReal();
      case 1, 2 -> assign();
      case 3, 4 ->
          text.append("    ")
              .append(pick(arrays))
              .append('[')
              .append(index())
              .append("] = ")
              .append(squash(real(2)))
              .append(";\n");
      case 5 ->
          text.append("    bump(")
              .append(pick(arrays))
              .append(", ")
              .append(index())
              .append(" % 5, ")
              .append(squash(real(1)))
              .append(");\n");
      case 6 -> declareArray();
      case 7 -> object();
      case 8, 9, 10 -> loop(depth);
      case 11, 12 -> branch(depth);
      case 13 -> choice(depth);
      default -> whileLoop(depth);
    }
  }

  private void assign() {
    var targets = reals.stream().filter(r -> r.startsWith("d")).toList();
    if (targets.isEmpty()) {
      declareReal();
    } else {
      var target = targets.get(random.nextInt(targets.size()));
      text.append("    ").append(target).append(" = ").append(squash(real(3))).append(";\n");
    }
  }

  private void object() {
    var name = "o" + names++;
    var real = squash(real(1));
    switch (random.nextInt(4)) {
      case 0 -> {
        text.append("    P ")
            .append(name)
            .append(" = new P(")
            .append(real)
            .append(", ")
            .append(pick(arrays))
            .append(", ")
            .append(index())
            .append(");\n");
        reals.add(name + ".m()");
        reals.add(name + ".u()");
      }
      case 1 -> {
        text.append("    Q ")
            .append(name)
            .append(" = new Q(")
            .append(real)
            .append(", ")
            .append(pick(arrays))
            .append(");\n");
        reals.add(name + ".step(0.3)");
        reals.add(name + ".a");
      }
      case 2 -> {
        text.append("    S ")
            .append(name)
            .append(" = ")
            .append(index())
            .append(" > 2 ? new S1(")
            .append(real)
            .append(") : new S2(")
            .append(pick(arrays))
            .append(");\n");
        reals.add(name + ".v(0.7)");
      }
      default -> {
        // Loop variables change, so a lambda gets copies of what it captures.
        var copy = "c" + names++;
        text.append("    final double ").append(copy).append(" = ").append(real).append(";\n");
        text.append("    DoubleUnaryOperator ")
            .append(name)
            .append(" = t -> s(t * ")
            .append(copy)
            .append(" + ")
            .append(constant())
            .append(");\n");
        reals.add("use(" + name + ", 0.4, 2)");
        reals.add(copy);
      }
    }
  }

  private void loop(int depth) {
    if (loops == 2) {
      assign();
      return;
    }
    loops++;
    var i = "i" + names++;
    var down = random.nextInt(4) == 0;
    var step = 1 + random.nextInt(2);
    text.append("    for (int ").append(i);
    if (down) {
      text.append(" = 5; ").append(i).append(" >= 0; ").append(i).append(" -= ");
    } else {
      text.append(" = ")
          .append(random.nextInt(2))
          .append("; ")
          .append(i)
          .append(" < 6; ")
          .append(i)
          .append(" += ");
    }
    text.append(step).append(") {\n");
    ints.add(i);
    statements(depth - 1);
    switch (random.nextInt(6)) {
      case 0 -> text.append("    if (").append(condition()).append(") break;\n");
      case 1 -> text.append("    if (").append(condition()).append(") continue;\n");
      case 2 ->
          text.append("    if (")
              .append(condition())
              .append(" && ")
              .append(i)
              .append(" > 3) return s(")
              .append(real(1))
              .append(");\n");
      default -> {}
    }
    int scope = reals.size();
    assign();
    reals.subList(scope, reals.size()).clear();
    text.append("    }\n");
    ints.remove(i);
    loops--;
  }

  private void whileLoop(int depth) {
    if (loops == 2) {
      assign();
      return;
    }
    loops++;
    var w = "w" + names++;
    text.append("    int ").append(w).append(" = 0;\n");
    boolean post = random.nextBoolean();
    var test = w + "++ < " + (2 + random.nextInt(4)) + " && " + condition();
    text.append(post ? "    do {\n" : "    while (" + test + ") {\n");
    statements(depth - 1);
    text.append(post ? "    } while (" + test + ");\n" : "    }\n");
    loops--;
  }

  private void branch(int depth) {
    text.append("    if (").append(condition()).append(") {\n");
    statements(depth - 1);
    if (random.nextBoolean()) {
      text.append("    } else {\n");
      statements(depth - 1);
    }
    text.append("    }\n");
  }

  private void choice(int depth) {
    text.append("    switch (").append(index()).append(") {\n");
    for (int k = 0; k < 3; k++) {
      text.append("      case ").append(k).append(": {\n");
      statements(depth - 1);
      text.append("      }\n");
      if (random.nextBoolean()) {
        text.append("      break;\n");
      }
    }
    text.append("      default: {\n");
    statements(depth - 1);
    text.append("      }\n    }\n");
  }

  private String condition() {
    return switch (random.nextInt(4)) {
      case 0 -> pick(reals) + " > " + constant();
      case 1 -> index() + " % 2 == 0";
      case 2 -> "(" + index() + " < 3 || " + pick(reals) + " < " + constant() + ")";
      default -> pick(arrays) + "[" + index() + "] < " + pick(reals);
    };
  }

  private String squash(String e) {
    return random.nextBoolean() ? "s(" + e + ")" : "Math.tanh(" + e + ")";
  }

  private String real(int depth) {
    if (depth == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> constant();
        case 1, 2 -> pick(reals);
        default -> pick(arrays) + "[" + index() + "]";
      };
    }
    return switch (random.nextInt(14)) {
      case 0, 1 -> "(" + real(depth - 1) + " + " + real(depth - 1) + ")";
      case 2, 3 -> "(" + real(depth - 1) + " - " + real(depth - 1) + ")";
      case 4, 5, 6 -> real(depth - 1) + " * " + real(depth - 1);
      case 7 -> real(depth - 1) + " / (1.5 + s(" + real(depth - 1) + "))";
      case 8 -> "Math.exp(-" + squash(real(depth - 1)) + ")";
      case 9 -> "Math.sqrt(1.2 + " + "Math.sin(" + real(depth - 1) + "))";
      case 10 -> "(" + condition() + " ? " + real(depth - 1) + " : " + real(depth - 1) + ")";
      case 11 -> "rec(" + pick(arrays) + ", " + index() + " % 3, " + squash(real(depth - 1)) + ")";
      case 12 ->
          callable < 0
              ? real(depth - 1)
              : "h"
                  + callable
                  + "("
                  + real(depth - 1)
                  + ", "
                  + pick(reals)
                  + ", "
                  + pick(arrays)
                  + ", "
                  + index()
                  + ")";
      default -> real(depth - 1);
    };
  }

  private String index() {
    return ints.isEmpty() || random.nextInt(3) == 0
        ? Integer.toString(random.nextInt(6))
        : "(("
            + pick(ints)
            + " * "
            + (1 + random.nextInt(3))
            + " + "
            + random.nextInt(6)
            + ") % 6)";
  }

  private String constant() {
    return Double.toString(Math.round(random.nextDouble(-1, 1) * 100) / 100.0 + 0.005);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
