package cotangent.code;

import java.util.List;

/**
 * Random statements without statements inside, each written in one line or few. A list of what may
 * stand in a program, and so a long file.
 */
final class RandomStatement {
  private final RandomScope scope;
  private final RandomExpression expression;
  private final StringBuilder text;

  /** Whether derivatives may be taken here: not in a helper, which they would make costly. */
  private final boolean derivatives;

  RandomStatement(
      RandomScope scope, RandomExpression expression, StringBuilder text, boolean derivatives) {
    this.scope = scope;
    this.expression = expression;
    this.text = text;
    this.derivatives = derivatives;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
  void line(String format, Object... values) {
    text.append("    ").append(format.formatted(values)).append('\n');
  }

  void declareReal() {
    var name = scope.name("d");
    line("double %s = %s;", name, expression.small(2));
    scope.reals.add(name);
    scope.locals.add(name);
  }

  void declareInt() {
    var name = scope.name("n");
    if (scope.chance(1, 4)) {
      line("long %s = %s * 1000003L + 5;", name, expression.index());
      scope.ints.add("(int) (" + name + " % 6)");
    } else if (scope.chance(1, 4)) {
      line("int %s = parsed(\"%s\");", name, scope.one("4", "none", "0"));
      scope.ints.add(name);
    } else if (scope.chance(1, 4)) {
      line("int %s = data(%s);", name, scope.pick(scope.reals));
      scope.ints.add(name);
    } else {
      line("int %s = %s;", name, expression.index());
      scope.ints.add(name);
      scope.intLocals.add(name);
    }
  }

  void assign() {
    if (!scope.intLocals.isEmpty() && scope.chance(1, 5)) {
      var n = scope.pick(scope.intLocals);
      line("%s = (%s + %d) %% 6;", n, n, 1 + scope.die(4));
    } else if (scope.locals.isEmpty()) {
      declareReal();
    } else {
      var target = scope.pick(scope.locals);
      switch (scope.die(6)) {
        case 0 -> line("%s *= %s;", target, expression.small(2));
        case 1 -> line("%s = s(%s += %s);", target, target, expression.real(1));
        case 2 -> line("%s = s(%s - %s++);", target, expression.real(1), target);
        default -> line("%s = %s;", target, expression.small(3));
      }
    }
  }

  void storeElement() {
    var element = expression.element();
    switch (scope.die(5)) {
      case 0 -> line("%s *= %s;", element, expression.small(2));
      case 1 -> line("%s -= 0.5 * %s;", element, expression.small(1));
      default -> line("%s = %s;", element, expression.small(2));
    }
  }

  void callOnArrays() {
    var a = expression.array();
    var b = expression.array();
    switch (scope.die(4)) {
      case 0 -> line("bump(%s, %s %% 5, %s);", a, expression.index(), expression.small(1));
      case 1 -> line("axpy(%s, %s, %s);", expression.small(1), a, b);
      case 2 -> {
        var name = scope.name("d");
        line("double %s = three(%s, %s, %s);", name, a, b, expression.array());
        scope.reals.add(name);
      }
      default -> {
        var i = scope.name("i");
        line("for (int %s = 1; %s < 6; %s++) {", i, i, i);
        line("%s[%s] = s(%s[%s - 1] * %s[%s] + %s);", a, i, a, i, b, i, expression.constant());
        line("}");
      }
    }
  }

  /** A loop over cases, with a scratch array, whose sum has an adjoint known beforehand. */
  void sum() {
    var n = scope.name("k");
    var scratch = scope.chance(1, 3) ? expression.array() : "t" + n;
    if (scratch.startsWith("t" + n)) {
      line("double[] %s = new double[6];", scratch);
    }
    line("for (int %s = 0; %s < 4; %s++) {", n, n, n);
    line("for (int j = %d; j < %s.length; j++) {", scope.chance(1, 5) ? 1 : 0, scratch);
    line("%s[j] = s(%s[j] * %s + %s * 0.1);", scratch, expression.array(), expression.small(1), n);
    line("}");
    line("double e%s = %s;", n, expression.small(1));
    line("for (int j = 0; j < 6; j++) {");
    line("e%s = s(e%s * %s[j] + 0.3);", n, n, scratch);
    line("}");
    if (scope.chance(1, 4)) {
      line("%s *= 0.9;", expression.element());
    }
    line("sum %s= e%s * %s;", scope.chance(1, 4) ? "-" : "+", n, expression.small(0));
    line("}");
    if (scope.chance(1, 4) && scratch.startsWith("t" + n)) {
      scope.arrays.add(scratch);
    }
  }

  void declareArray() {
    var name = scope.name("a");
    var a = expression.array();
    var b = expression.array();
    switch (scope.die(10)) {
      case 0 -> line("double[] %s = %s.clone();", name, a);
      case 1 -> line("double[] %s = %s;", name, a);
      case 2 -> line("double[] %s = mix(%s, %s, %s);", name, a, b, expression.small(1));
      case 3 ->
          line("double[] %s = new double[][] {%s, %s}[%s %% 2];", name, a, b, expression.index());
      case 4 -> line("double[] %s = %s ? %s : %s;", name, expression.condition(), a, b);
      case 5 -> line("double[] %s = Arrays.copyOf(Arrays.copyOf(%s, 3), 6);", name, a);
      case 6 -> line("double[] %s = Arrays.copyOfRange(%s, %d, %d);", name, a, 0, 6);
      case 7 ->
          line(
              "double[] %s = {%s, %s, %s, %s, 0, %s};",
              name,
              expression.small(1),
              expression.small(0),
              expression.constant(),
              expression.element(),
              expression.small(1));
      case 8 ->
          line(
              "double[] %s = %s;",
              name, scope.matrices.isEmpty() ? a : scope.pick(scope.matrices) + "[1]");
      default -> {
        line("double[] %s = new double[6];", name);
        line(
            "for (int j = 0; j < 6; j++) %s[j] = s(%s[(j * 5 + 1) %% 6] + %s);",
            name, a, expression.constant());
      }
    }
    scope.arrays.add(name);
    scope.arrayLocals.add(name);
  }

  void matrix() {
    if (scope.matrices.isEmpty() || scope.chance(1, 4)) {
      var name = scope.name("m");
      switch (scope.die(4)) {
        case 0 -> line("double[][] %s = new double[3][6];", name);
        case 1 -> {
          var a = expression.array();
          line("double[][] %s = {%s, %s, %s};", name, a, expression.array(), a);
        }
        case 2 -> {
          var from = scope.matrices.isEmpty() ? "new double[3][6]" : scope.pick(scope.matrices);
          line("double[][] %s = %s.clone();", name, from);
        }
        default -> {
          line("double[][] %s = new double[3][];", name);
          line(
              "for (int j = 0; j < 3; j++) %s[j] = j == 1 ? %s : new double[6];",
              name, expression.array());
        }
      }
      scope.matrices.add(name);
      return;
    }
    var m = scope.pick(scope.matrices);
    switch (scope.die(9)) {
      case 0 -> line("%s[%s %% 3] = %s;", m, expression.index(), expression.array());
      case 1 -> line("swapRows(%s, %s %% 3, %s %% 3);", m, expression.index(), expression.index());
      case 2 ->
          line(
              "for (double[] row : %s) row[%s] = s(row[2] * %s);",
              m, expression.index(), expression.real(1));
      case 3 ->
          line(
              "%s[%s %% 3][%s] = %s;",
              m, expression.index(), expression.index(), expression.small(2));
      case 4 -> line("step(%s, %s);", m, expression.small(1));
      case 5 -> {
        var name = scope.name("a");
        line("double[] %s = row(%s, %s %% 3);", name, m, expression.index());
        scope.arrays.add(name);
      }
      case 6 -> scope.reals.add("product(" + m + ", " + expression.index() + " % 3, 1)");
      default -> scope.reals.add("trace(" + m + ")");
    }
  }

  void object() {
    var name = scope.name("o");
    var real = expression.small(1);
    var a = expression.array();
    switch (scope.die(12)) {
      case 0 -> {
        line("P %s = new P(%s, %s, %s);", name, real, a, expression.index());
        scope.reals.addAll(List.of(name + ".m()", name + ".u()"));
        scope.arrays.add(name + ".w()");
      }
      case 1, 2 -> {
        line("Q %s = new Q(%s, %s, new P(0.3, %s, 1));", name, real, a, expression.array());
        scope.reals.addAll(List.of(name + ".step(0.3)", name + ".a", name + ".chain()"));
        scope.arrays.add(name + ".r");
        scope.objects.add(name);
      }
      case 3 -> {
        line("S %s = %s ? new S1(%s) : new S2(%s);", name, expression.condition(), real, a);
        scope.reals.addAll(List.of(name + ".v(0.7)", "fits(" + name + ", 0.4)"));
      }
      case 4 -> {
        line("S %s = new S3(new S1(%s), new S3(new S1(0.1), new S2(%s)));", name, real, a);
        scope.reals.addAll(List.of(name + ".twice(0.7)", "fits(" + name + ", " + real + ")"));
      }
      case 5 -> {
        line(
            "B %s = %s ? new B1(%s, %s) : new B2(%s);",
            name, expression.condition(), real, a, real);
        line("%s.feed(%s);", name, expression.small(1));
        scope.reals.addAll(List.of(name + ".of(0.7)", name + ".w"));
      }
      case 6 -> {
        var wider =
            scope.one(
                "new Open",
                "new Wider",
                "(Open) (Object) new Wider",
                "either(%s, new Open".formatted(expression.condition()));
        if (wider.startsWith("either")) {
          line(
              "Open %s = %s(%s, %s), new Wider(0.4, %s));",
              name, wider, real, a, expression.array());
        } else {
          line("Open %s = %s(%s, %s);", name, wider, real, a);
        }
        line("%s.put(%s, %s);", name, expression.index(), expression.small(1));
        scope.reals.addAll(List.of(name + ".get(2)", name + ".times(" + name + ").a"));
      }
      case 7 -> {
        line("Nested %s = new Nested(new P(%s, %s, 2), new double[3][6], \"n\");", name, real, a);
        scope.reals.add(name + ".at(" + expression.index() + ")");
        scope.matrices.add(name + ".m()");
      }
      case 8 -> {
        line("Pair<double[], P> %s = new Pair<>(%s, new P(%s, %s, 1));", name, a, real, a);
        scope.reals.add(name + ".second().u()");
        scope.arrays.add(name + ".first()");
      }
      case 9 -> {
        line("Double %s = %s;", name, real);
        scope.reals.add(name);
      }
      case 10 -> {
        if (scope.floats) {
          line("float %s = (float) %s;", name, real);
          scope.reals.addAll(List.of(name, "single(" + name + ", 0.5f)"));
        } else {
          line("Object %s = %s;", name, real);
          scope.reals.add("((Double) " + name + ")");
        }
      }
      default -> objects();
    }
  }

  /** What changes objects. */
  private void objects() {
    if (scope.objects.isEmpty()) {
      assign();
      return;
    }
    var o = scope.pick(scope.objects);
    switch (scope.die(5)) {
      case 0 -> line("%s.swap(%s);", o, scope.pick(scope.objects));
      case 1 -> line("%s.r = %s;", o, expression.array());
      case 2 -> line("%s.a *= %s;", o, expression.small(1));
      case 3 -> {
        // No cycles: the chain is followed to its end.
        var next = scope.name("o");
        line("Q %s = new Q(%s, %s, %s.p);", next, expression.small(1), expression.array(), o);
        line("%s.next = %s;", next, o);
        scope.reals.add(next + ".chain()");
      }
      default -> line("%s = s(%s.step(%s));", o + ".a", o, expression.small(1));
    }
  }

  void lambda() {
    // Loop variables change, so a lambda gets copies of what it captures.
    var name = scope.name("l");
    var copy = scope.name("k");
    line("final double %s = %s;", copy, expression.small(1));
    scope.reals.add(copy);
    var constant = expression.constant();
    switch (scope.die(13)) {
      case 6 -> {
        line(
            "DoubleUnaryOperator %s = %s ? t -> s(t * %s) : t -> t - %s;",
            name, expression.condition(), copy, constant);
        scope.reals.add("use(" + name + ", 0.4, 2)");
      }
      case 7 -> {
        line(
            "DoubleUnaryOperator[] %s = {t -> s(t * %s), Math::sin, scaled(%s, %s)};",
            name, copy, copy, expression.array());
        scope.reals.add(name + "[" + expression.index() + " % 3].applyAsDouble(0.7)");
      }
      case 8 -> {
        line("DoubleUnaryOperator %s = scaled(%s, %s);", name, copy, expression.array());
        scope.reals.addAll(
            List.of("use(" + name + ", 0.4, 2)", "twice(" + name + ").applyAsDouble(0.3)"));
      }
      case 9 -> {
        line("Fn %s = new Fn(t -> t * %s, %s);", name, copy, expression.small(1));
        scope.reals.addAll(List.of(name + ".at(0.6)", name + ".f().applyAsDouble(" + copy + ")"));
      }
      case 10 -> {
        line("Any %s = any(%s, %s);", name, copy, expression.array());
        scope.reals.addAll(List.of(name + ".at(0.6)", name + ".below(" + copy + ")"));
      }
      case 11 -> {
        line("Any %s = t -> s(t + %s);", name, copy);
        scope.reals.addAll(List.of(name + ".at(0.6)", name + ".below(" + copy + ")"));
      }
      case 12 -> {
        line("DoubleUnaryOperator %s = t -> t * %s;", name, copy);
        scope.reals.add(name + ".andThen(Math::sin).applyAsDouble(0.8)");
      }
      case 0 -> {
        var array = scope.name("k");
        line("final double[] %s = %s;", array, expression.array());
        line(
            "DoubleUnaryOperator %s = t -> { %s[1] = s(%s[1] + t * %s); return %s[2] - t; };",
            name, array, array, copy, array);
        scope.reals.add("use(" + name + ", 0.4, 2)");
      }
      case 1 -> {
        line("DoubleBinaryOperator %s = (t, u) -> s(t * %s) * u;", name, copy);
        line("DoubleUnaryOperator %sa = t -> %s.applyAsDouble(t, %s);", name, name, constant);
        scope.reals.addAll(
            List.of(name + ".applyAsDouble(0.3, " + copy + ")", "use(" + name + "a, 0.4, 2)"));
      }
      case 2 -> {
        line("Function<Double, Double> %s = t -> s(t * t + %s);", name, copy);
        scope.reals.add(name + ".apply(" + copy + ")");
      }
      case 3 -> {
        line("P %sp = new P(%s, %s, 1);", name, copy, expression.array());
        line("DoubleSupplier %s = %sp::m;", name, name);
        scope.reals.add(name + ".getAsDouble()");
      }
      case 4 -> {
        line("BiFunction<double[], Integer, Double> %s = (a, i) -> a[i] * %s;", name, copy);
        scope.reals.add(name + ".apply(" + scope.arrays.getFirst() + ", 3)");
      }
      default -> {
        line("DoubleUnaryOperator %s = t -> s(t * %s + %s);", name, copy, constant);
        scope.reals.add("use(" + name + ", 0.4, 2)");
      }
    }
  }

  void library() {
    var a = expression.array();
    var i = scope.die(4);
    switch (scope.die(6)) {
      case 0 -> line("Arrays.fill(%s, %s);", a, expression.small(1));
      case 1 -> line("Arrays.fill(%s, %d, %d, %s);", a, i, i + 2, expression.small(1));
      case 2 ->
          line("System.arraycopy(%s, %d, %s, %d, 3);", a, i, expression.array(), scope.die(4));
      case 3 -> line("System.arraycopy(%s, %d, %s, %d, %d);", a, 0, a, 1, 1 + scope.die(5));
      case 4 ->
          line(
              "if (Double.isNaN(%s)) throw new IllegalStateException(\"nan \" + %s);",
              scope.pick(scope.reals), a + "[0]");
      default -> {
        if (scope.matrices.isEmpty()) {
          line("Arrays.fill(%s, 0.25);", a);
        } else {
          line(
              "System.arraycopy(%s, 0, %s, 1, 2);",
              scope.pick(scope.matrices), scope.pick(scope.matrices));
        }
      }
    }
  }

  void text() {
    if (derivatives && scope.chance(1, 2)) {
      line(
          "text.append(%s > 0 ? \"up\" : \"down\").append(%s);",
          scope.pick(scope.reals), expression.index());
    } else {
      var name = scope.name("t");
      line(
          "String %s = \"v\" + %s + ',' + (%s);", name, expression.index(), expression.condition());
      scope.ints.add("(" + name + ".length() % 6)");
    }
  }

  /** Swaps references or reals. */
  void exchange() {
    var t = scope.name("t");
    if (scope.arrayLocals.size() > 1) {
      var a = scope.pick(scope.arrayLocals);
      var b = scope.pick(scope.arrayLocals);
      line("double[] %s = %s;", t, a);
      line("%s = %s;", a, b);
      line("%s = %s;", b, t);
    } else if (scope.locals.size() > 1) {
      var a = scope.pick(scope.locals);
      var b = scope.pick(scope.locals);
      line("double %s = %s;", t, a);
      line("%s = %s * 0.9;", a, b);
      line("%s = %s;", b, t);
    } else {
      storeElement();
    }
  }

  /** Leaves a loop, or the method. */
  void jump() {
    var condition = expression.condition();
    if (scope.labels.isEmpty() || scope.chance(1, 6)) {
      if (scope.chance(1, 3)) {
        line("if (%s && %s) return %s;", condition, expression.condition(), expression.small(1));
      } else {
        assign();
      }
    } else if (scope.chance(1, 2)) {
      line("if (%s) %s %s;", condition, scope.one("break", "continue"), scope.pick(scope.labels));
    } else {
      line("if (%s) %s;", condition, scope.one("break", "continue"));
    }
  }

  /** A derivative inside the function. */
  void derivative() {
    if (!derivatives || scope.labels.size() > 1 || scope.chance(1, 2)) {
      assign();
      return;
    }
    var name = scope.name("e");
    var copy = scope.name("k");
    line("final double %s = %s;", copy, expression.small(1));
    switch (scope.die(4)) {
      case 0 ->
          line(
              "double %s = s(Differentiate.derivative(t -> t * t * %s + Math.sin(t)).apply(%s));",
              name, copy, expression.small(1));
      case 1 -> {
        line(
            "double[] %sg = Differentiate.gradient(v -> s(v[0] * v[1]) * %s + v[2] * v[2] * v[3]).apply(%s);",
            name, copy, expression.array());
        line("double %s = s(%sg[%s] - %sg[1]);", name, name, expression.index(), name);
      }
      case 2 ->
          line(
              "double %s = Differentiate.jvp(v -> new double[] {v[0] * v[1] * %s, s(v[2])}).apply(%s, %s)[0];",
              name, copy, expression.array(), expression.array());
      default ->
          line(
              "double %s = Differentiate.gradient(v -> rec(v, 1, %s)).apply(%s)[2];",
              name, copy, expression.array());
    }
    scope.reals.addAll(List.of(name, copy));
  }
}
