package cotangent.code;

import java.util.List;
import java.util.Random;

/**
 * Writes random Java: loops that are left in their middle, branches, switches, arrays that are
 * overwritten, swapped and aliased, records, objects, hierarchies, lambdas, calls, recursion, inner
 * derivatives. One statement a line, so that a failing program can be shrunk. Every assignment is
 * squashed, so that values stay moderate and differences make sense.
 */
final class RandomProgram {
  /** The function that computes in float, too. */
  static final int FLOATS = 5;

  private final RandomScope scope;
  private final StringBuilder text = new StringBuilder();
  private RandomExpression expression;
  private RandomStatement simple;
  private RandomLibrary library;
  private int budget;
  private int loops;
  private final boolean statics;

  private RandomProgram(long seed, boolean floats) {
    scope = new RandomScope(new Random(seed), floats);
    statics = scope.chance(1, 4);
    expression = new RandomExpression(scope, "", statics);
    simple = new RandomStatement(scope, expression, text, false);
    library = new RandomLibrary(scope, expression, simple);
  }

  /**
   * The source of a class with some of the functions {@code f0, f1, ...} of the argument {@code x}
   * and of two arrays {@code c} and {@code d} that are captured, and what makes function objects of
   * them.
   */
  static String source(String className, long seed, int from, int to) {
    var all =
        new StringBuilder(
            "import java.util.*;\nimport java.util.function.*;\nimport java.util.stream.*;\n");
    all.append("import cotangent.code.*;\n");
    all.append("public final class ").append(className).append(" {\n").append(RandomPrelude.TEXT);
    for (int i = from; i < to; i++) {
      all.append(new RandomProgram(seed * 1000 + i, i == FLOATS).function(i));
    }
    return all.append("}\n").toString().replace("$::", className + "::");
  }

  private String function(int number) {
    scope.reals.addAll(List.of("p", "q"));
    scope.locals.addAll(List.of("p", "q"));
    scope.arrays.addAll(List.of("z", "y"));
    scope.matrices.add("w");
    scope.ints.add("n");
    var mark = new int[scope.mark().length];
    // Short programs are checked sooner, and long ones are split.
    boolean small = scope.chance(1, 2);
    budget = small ? 1 + scope.die(2) : 3 + scope.die(4);
    simple.line(
        "static double h%d(double p, double q, double[] z, double[] y, double[][] w, int n) {",
        number);
    while (budget > 0) {
      statement(2);
    }
    simple.line("return %s;", expression.small(2));
    simple.line("}");
    scope.reset(mark);
    expression = new RandomExpression(scope, "h" + number, statics);
    simple = new RandomStatement(scope, expression, text, true);
    library = new RandomLibrary(scope, expression, simple);
    scope.arrays.addAll(statics ? List.of("x") : List.of("x", "c", "d", "x"));
    scope.reals.addAll(List.of("x[0]", "x[3]", "x[5]"));
    simple.line("public static double f%d(double[] x, double[] c, double[] d) {", number);
    simple.line("StringBuilder text = new StringBuilder();");
    simple.line("double sum = 0;");
    simple.declareArray();
    simple.line(
        "double[][] m = {x, new double[] {0.1, 0.2, -0.3, x[1], 0.5, x[2]}, %s};",
        expression.array());
    scope.matrices.add("m");
    simple.declareReal();
    simple.declareReal();
    budget = small ? 2 + scope.die(5) : 8 + scope.die(18);
    while (budget > 0) {
      if (scope.chance(1, 6)) {
        simple.sum();
      }
      statement(2);
    }
    simple.sum();
    simple.line("double total = 0;");
    for (var a : scope.arrays) {
      simple.line("for (double e : %s) total += e * 0.3;", a);
    }
    for (var m : scope.matrices) {
      simple.line("total += trace(%s);", m);
    }
    for (var r : scope.reals) {
      simple.line("total = s(total * 0.7 + %s);", r);
    }
    simple.line("return total + sum * 0.2 + text.length() * 0.001;");
    simple.line("}");
    adaptors(number);
    return text.toString();
  }

  /** The compiled class itself makes the lambdas, since these must be serializable. */
  private void adaptors(int i) {
    boolean object = !statics && scope.chance(1, 3);
    simple.line("public static RealFunction g%d(double[] c, double[] d) {", i);
    if (object) {
      simple.line("Q k = new Q(0.6, c, new P(-0.4, d, 2));");
      simple.line("return x -> f%d(x, k.r, k.p.w()) + (k.a = k.step(x[2]));", i);
    } else {
      simple.line("return x -> f%d(x, c, d);", i);
    }
    simple.line("}");
    simple.line("public static VectorFunction v%d(double[] c, double[] d) {", i);
    simple.line("RealFunction f = g%d(c, d);", i);
    simple.line(
        "return x -> { double t = f.apply(x); double[] r = mix(x, %s, t); r[0] = t; return r; };",
        statics ? "x.clone()" : "c");
    simple.line("}");
    simple.line("public static RealFunction w%d(double[] c, double[] d, double[] v) {", i);
    simple.line("RealFunction f = g%d(c, d);", i);
    simple.line("return x -> Differentiate.jvp(y -> new double[] {f.apply(y)}).apply(x, v)[0];");
    simple.line("}");
  }

  // -------------------------------------------------------------------------------- statements

  private void statement(int depth) {
    budget--;
    switch (scope.die(depth > 0 ? 35 : 22)) {
      case 0 -> simple.declareReal();
      case 1, 2 -> simple.assign();
      case 3, 4 -> simple.storeElement();
      case 5 -> simple.callOnArrays();
      case 6, 7 -> simple.declareArray();
      case 8, 9 -> simple.matrix();
      case 10, 11, 12 -> simple.object();
      case 13 -> simple.lambda();
      case 14 -> simple.library();
      case 15 -> simple.declareInt();
      case 16 -> simple.text();
      case 17 -> simple.exchange();
      case 18 -> simple.jump();
      case 19 -> simple.derivative();
      case 20, 21 -> library.statement();
      case 22, 23, 24, 25 -> loop(depth);
      case 26, 27 -> whileLoop(depth);
      case 28, 29, 30 -> branch(depth);
      case 31, 32 -> choice(depth);
      case 33 -> pattern(depth);
      default -> block(depth);
    }
  }

  /** Statements in braces, whose names end with them. */
  private void statements(int depth) {
    var mark = scope.mark();
    int n = 1 + scope.die(4);
    for (int i = 0; i < n && budget > 0; i++) {
      statement(depth);
    }
    scope.reset(mark);
  }

  private void block(int depth) {
    simple.line("{");
    statements(depth - 1);
    simple.line("}");
  }

  // --------------------------------------------------------------------------------- control flow

  private void loop(int depth) {
    if (loops == 2) {
      simple.assign();
      return;
    }
    loops++;
    var i = scope.name("i");
    var label = scope.name("L");
    int step = 1 + scope.die(2);
    switch (scope.die(6)) {
      case 0 -> simple.line("%s: for (int %s = 5; %s >= 0; %s -= %d) {", label, i, i, i, step);
      case 3 ->
          simple.line(
              "%s: for (int %s = %d; %s != 6; %s += %d) {",
              label, i, 6 - 2 * step * scope.die(2), i, i, step);
      case 1 ->
          simple.line("%s: for (int %s = %s; %s < 6; %s++) {", label, i, expression.index(), i, i);
      case 2 ->
          simple.line(
              "%s: for (int %s = 0, %se = %s; %s <= %se; %s += %d) {",
              label, i, i, expression.index(), i, i, i, step);
      default ->
          simple.line(
              "%s: for (int %s = %d; %s < 6; %s += %d) {", label, i, scope.die(2), i, i, step);
    }
    var mark = scope.mark();
    scope.ints.add(i);
    scope.ints.add(i);
    scope.labels.add(label);
    statements(depth - 1);
    if (scope.chance(1, 2)) {
      simple.jump();
    }
    assignInScope();
    scope.reset(mark);
    simple.line("}");
    loops--;
  }

  private void assignInScope() {
    var mark = scope.mark();
    simple.assign();
    scope.reset(mark);
  }

  private void whileLoop(int depth) {
    if (loops == 2) {
      simple.assign();
      return;
    }
    loops++;
    var w = scope.name("w");
    var label = scope.name("L");
    simple.line("int %s = 0;", w);
    var mark = scope.mark();
    scope.ints.add(w);
    scope.labels.add(label);
    var test =
        scope.one("%s++ < %d", "++%s < %d", "(%s += 2) <= %d").formatted(w, 2 + scope.die(4));
    if (scope.chance(1, 2)) {
      test += " && " + expression.condition();
    }
    switch (scope.die(3)) {
      case 0 -> {
        simple.line("%s: do {", label);
        statements(depth - 1);
        simple.line("} while (%s);", test);
      }
      case 1 -> {
        simple.line("%s: while (true) {", label);
        simple.line("if (!(%s)) break;", test);
        statements(depth - 1);
        simple.line("}");
      }
      default -> {
        simple.line("%s: while (%s) {", label, test);
        statements(depth - 1);
        simple.line("}");
      }
    }
    scope.reset(mark);
    loops--;
  }

  private void branch(int depth) {
    simple.line("if (%s) {", expression.condition());
    statements(depth - 1);
    if (scope.chance(1, 2)) {
      simple.line("} else {");
      statements(depth - 1);
    }
    simple.line("}");
  }

  private void choice(int depth) {
    switch (scope.die(4)) {
      case 0 -> arms(depth, "C.values()[" + expression.index() + " % 3]", "RED", "GREEN", "BLUE");
      case 1 -> arms(depth, "WORDS[" + expression.index() + " % 5]", "\"one\"", "\"Aa\"", "\"BB\"");
      default -> {
        simple.line("switch (%s) {", expression.index());
        for (int k = 0; k < 3; k++) {
          simple.line("case %d: {", k * 2);
          statements(depth - 1);
          simple.line("}");
          if (scope.chance(1, 2)) {
            simple.line("break;");
          }
        }
        simple.line("default: {");
        statements(depth - 1);
        simple.line("}");
        simple.line("}");
      }
    }
  }

  private void arms(int depth, String key, String... labels) {
    simple.line("switch (%s) {", key);
    for (var label : labels) {
      simple.line("case %s -> {", label);
      statements(depth - 1);
      simple.line("}");
    }
    simple.line("default -> {");
    assignInScope();
    simple.line("}");
    simple.line("}");
  }

  private void pattern(int depth) {
    var o = scope.name("o");
    simple.line(
        "Object %s = %s ? new P(%s, %s, 2) : new S1(%s);",
        o, expression.condition(), expression.small(1), expression.array(), expression.small(1));
    simple.line(
        "if (%s instanceof P(double %su, double[] %sw, int %sk) && %sk > 1) {", o, o, o, o, o);
    var mark = scope.mark();
    scope.reals.add(o + "u");
    scope.arrays.add(o + "w");
    scope.ints.add(o + "k");
    statements(depth - 1);
    scope.reset(mark);
    simple.line("} else if (%s instanceof S1 %sr) {", o, o);
    scope.reals.add(o + "r.c()");
    statements(depth - 1);
    scope.reset(mark);
    simple.line("}");
  }
}
