package cotangent.code;

/** Random statements that use the library's lists, maps and streams, and its exceptions. */
final class RandomLibrary {
  private final RandomScope scope;
  private final RandomExpression expression;
  private final RandomStatement simple;

  RandomLibrary(RandomScope scope, RandomExpression expression, RandomStatement simple) {
    this.scope = scope;
    this.expression = expression;
    this.simple = simple;
  }

  void statement() {
    switch (scope.die(12)) {
      case 6, 7 -> checkpoint();
      case 0, 1 -> list();
      case 2 -> rows();
      case 3 -> map();
      case 4 -> numbers();
      case 5 -> caught();
      default -> stream();
    }
  }

  /** Lists have three elements or more. */
  private void list() {
    if (scope.lists.isEmpty() || scope.chance(1, 3)) {
      var name = scope.name("u");
      var first = expression.small(1);
      var second = expression.small(0);
      simple.line("List<Double> %s = new ArrayList<>(List.of(%s, %s, 0.25));", name, first, second);
      scope.lists.add(name);
      scope.reals.add(name + ".get(" + scope.die(3) + ")");
      return;
    }
    var list = scope.pick(scope.lists);
    var value = expression.small(1);
    switch (scope.die(11)) {
      case 6 -> {
        var name = scope.name("u");
        simple.line(
            "List<Double> %s = new ArrayList<>(Arrays.stream(%s).boxed().toList());",
            name, finalArray());
        simple.line("%s.sort(%s);", name, scope.one("null", "(a, b) -> Double.compare(b, a)"));
        scope.lists.add(name);
        scope.reals.add(name + ".get(" + scope.die(3) + ")");
      }
      case 8 -> {
        var name = scope.name("d");
        simple.line(
            "double %s = s(%s.stream().filter(v -> v < 0.6).mapToDouble(v -> v * v).sum());",
            name, list);
        scope.reals.add(name);
      }
      case 0 -> simple.line("%s.add(%s);", list, value);
      case 1 -> simple.line("%s.add(%s %% 3, %s);", list, expression.index(), value);
      case 2, 3 -> simple.line("%s.set(%s %% 3, %s);", list, expression.index(), value);
      case 4 -> simple.line("Collections.swap(%s, %s %% 3, %s %% 3);", list, expression.index(), 2);
      case 5 -> {
        var factor = constant(value);
        simple.line("%s.replaceAll(v -> s(v * %s));", list, factor);
      }
      case 9 -> simple.line("if (%s.size() > 3) %s.removeLast();", list, list);
      case 7 -> {
        var name = scope.name("d");
        simple.line("double %s = 0;", name);
        simple.line("for (double e : %s) %s = s(%s + e * e);", list, name, name);
        scope.reals.add(name);
      }
      default -> {
        var name = scope.name("u");
        simple.line(
            "List<Double> %s = %s ? %s : new ArrayList<>(%s);",
            name, expression.condition(), list, scope.pick(scope.lists));
        scope.lists.add(name);
      }
    }
  }

  private void rows() {
    var name = scope.name("u");
    simple.line(
        "List<double[]> %s = new ArrayList<>(List.of(%s, %s));",
        name, expression.array(), expression.array());
    if (scope.chance(1, 2)) {
      simple.line("%s.add(%s.get(0).clone());", name, name);
    }
    if (scope.chance(1, 2)) {
      simple.line("%s.set(1, %s);", name, expression.array());
    }
    scope.arrays.add(name + ".get(" + scope.die(2) + ")");
  }

  private void map() {
    var name = scope.name("u");
    simple.line("Map<Integer, Double> %s = new %s<>();", name, scope.one("HashMap", "TreeMap"));
    simple.line("%s.put(%s, %s);", name, expression.index(), expression.small(1));
    simple.line("%s.merge(%s, %s, Double::sum);", name, expression.index(), expression.small(0));
    if (scope.chance(1, 2)) {
      var factor = constant(expression.small(0));
      simple.line("%s.computeIfAbsent(%s, k -> %s * k);", name, expression.index(), factor);
    }
    var value = scope.name("d");
    simple.line("double %s = 0.1;", value);
    switch (scope.die(4)) {
      case 0 ->
          simple.line(
              "for (int k : %s.keySet()) %s = s(%s * k + %s.get(k));", name, value, value, name);
      case 1 ->
          simple.line("for (double e : %s.values()) %s = s(%s * 0.7 + e);", name, value, value);
      case 2 -> {
        simple.line("for (var e : %s.entrySet()) {", name);
        simple.line("%s = s(%s * e.getKey() - e.getValue());", value, value);
        simple.line("e.setValue(%s);", expression.small(0));
        simple.line("}");
      }
      default ->
          simple.line("%s = s(%s.values().stream().mapToDouble(v -> v * v).sum());", value, name);
    }
    scope.reals.add(value);
    scope.reals.add("%s.getOrDefault(%s, 0.3)".formatted(name, expression.index()));
  }

  /** Arrays of other numbers than double. */
  private void numbers() {
    var name = scope.name("j");
    if (scope.floats && scope.chance(1, 2)) {
      simple.line(
          "float[] %s = {(float) %s, 0.5f, (float) %s};",
          name, expression.small(1), expression.small(0));
      simple.line("%s[%s %% 3] *= %s;", name, expression.index(), expression.small(0));
      scope.reals.add(name + "[" + scope.die(3) + "]");
      return;
    }
    var type = scope.one("int", "long", "short", "char");
    simple.line("%s[] %s = {1, 4, 3};", type, name);
    simple.line("%s[%s %% 3]++;", name, expression.index());
    scope.ints.add("(int) (" + name + "[" + expression.index() + " % 3] % 6)");
  }

  /** Loops that keep some of their states. */
  private void checkpoint() {
    var name = scope.name("d");
    var factor = constant(expression.small(1));
    var a = finalArray();
    int steps = scope.die(7);
    int snapshots = 1 + scope.die(3);
    switch (scope.die(4)) {
      case 0 -> {
        simple.line(
            "double[] %s = Checkpoint.loop(%d, %d, %s.clone(), (i, u) -> {",
            name, steps, snapshots, a);
        simple.line("double[] r = new double[6];");
        simple.line(
            "for (int j = 0; j < 6; j++) r[j] = s(u[j] * %s + %s[(i + j) %% 6]);", factor, a);
        simple.line("return r;");
        simple.line("});");
        scope.arrays.add(name);
      }
      case 1 -> {
        simple.line(
            "double[] %s = Checkpoint.update(%d, %d, %s.clone(), (i, u) -> {",
            name, steps, snapshots, a);
        simple.line("u[(i + 1) %% 6] = s(u[i %% 6] * %s - u[2]);", factor);
        simple.line("u[i %% 6] *= %s[3];", a);
        simple.line("});");
        scope.arrays.add(name);
      }
      case 2 -> {
        simple.line(
            "double %s = Checkpoint.loop(%d, %d, %s, (i, u) -> s(u * %s[i %% 6] + 0.1 * i));",
            name, steps, snapshots, factor, a);
        scope.reals.add(name);
      }
      default -> {
        simple.line("double %s = Checkpoint.call(() -> {", name);
        simple.line("double u = %s;", factor);
        simple.line("for (int i = 0; i < %d; i++) u = s(u * %s[i %% 6] + %s);", steps, a, factor);
        simple.line("return u;");
        simple.line("});");
        scope.reals.add(name);
      }
    }
  }

  private void caught() {
    var name = scope.name("d");
    // What writes to arrays is refused between the braces.
    var argument = constant(expression.real(1));
    simple.line("double %s;", name);
    simple.line("try {");
    simple.line("%s = risky(%s, %s);", name, argument, expression.index());
    simple.line("} catch (ArithmeticException e) {");
    simple.line("%s = %s;", name, expression.small(1));
    simple.line("}");
    scope.reals.add(name);
  }

  private void stream() {
    var name = scope.name("d");
    var factor = constant(expression.small(1));
    var a = finalArray();
    switch (scope.die(11)) {
      case 0 -> simple.line("double %s = s(Arrays.stream(%s).sum());", name, a);
      case 1 ->
          simple.line("double %s = s(Arrays.stream(%s).map(v -> v * %s).sum());", name, a, factor);
      case 2 -> {
        var b = finalArray();
        simple.line(
            "double %s = s(IntStream.range(%d, 6).mapToDouble(i -> %s[i] * %s[5 - i]).sum());",
            name, scope.die(3), a, b);
      }
      case 3 ->
          simple.line(
              "double %s = s(Arrays.stream(%s).filter(v -> v < %s).map(v -> v * v).sum());",
              name, a, factor);
      case 4 ->
          simple.line(
              "double %s = s(Arrays.stream(%s).reduce(%s, (a, b) -> s(a * b + %s)));",
              name, a, expression.small(0), factor);
      case 5 -> simple.line("double %s = Arrays.stream(%s).max().getAsDouble();", name, a);
      case 6 ->
          simple.line(
              "double %s = s(Arrays.stream(%s).average().orElse(%s));",
              name, a, expression.small(0));
      case 7 ->
          simple.line(
              "double %s = IntStream.range(0, 4).mapToObj(i -> new S1(%s[i])).mapToDouble(o -> o.v(%s)).max().orElse(2);",
              name, a, factor);
      case 8 -> {
        simple.line(
            "double[] %s = Arrays.stream(%s).map(v -> s(v - %s)).toArray();", name, a, factor);
        scope.arrays.add(name);
        return;
      }
      case 9 -> {
        simple.line("double[] %s = Arrays.stream(%s).sorted().toArray();", name, a);
        scope.arrays.add(name);
        return;
      }
      default -> {
        simple.line("double[] %s = %s.clone();", name, a);
        simple.line("Arrays.sort(%s);", name);
        scope.arrays.add(name);
        return;
      }
    }
    scope.reals.add(name);
  }

  private String constant(String value) {
    var name = scope.name("k");
    simple.line("final double %s = %s;", name, value);
    return name;
  }

  private String finalArray() {
    var name = scope.name("k");
    simple.line("final double[] %s = %s;", name, expression.array());
    return name;
  }
}
