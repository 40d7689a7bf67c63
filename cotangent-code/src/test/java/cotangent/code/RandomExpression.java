package cotangent.code;

/** Random expressions. What they compute stays moderate, so that differences make sense. */
final class RandomExpression {
  private final RandomScope scope;

  /** The helper method that may be called, or empty. */
  private final String helper;

  /**
   * Whether static fields are read. A function that also writes to what it captures is refused,
   * since both may be the same.
   */
  private final boolean statics;

  RandomExpression(RandomScope scope, String helper, boolean statics) {
    this.scope = scope;
    this.helper = helper;
    this.statics = statics;
  }

  /** A double between about -1.1 and 1.1. */
  String small(int depth) {
    return scope.one("s", "s", "Math.tanh") + "(" + real(depth) + ")";
  }

  String constant() {
    return Double.toString((2 * scope.die(200) - 199) / 200.0);
  }

  String array() {
    return scope.pick(scope.arrays);
  }

  String element() {
    return scope.matrices.isEmpty() || scope.chance(2, 3)
        ? array() + "[" + index() + "]"
        : scope.pick(scope.matrices) + "[" + index() + " % 3][" + index() + "]";
  }

  /** An int from 0 to 5. */
  String index() {
    if (scope.ints.isEmpty() || scope.chance(1, 3)) {
      return Integer.toString(scope.die(6));
    }
    var i = scope.pick(scope.ints);
    int k = scope.die(6);
    return switch (scope.die(9)) {
      case 0, 1, 2 -> "((%s * %d + %d) %% 6)".formatted(i, 1 + scope.die(3), k);
      case 3 -> "(%s / 2 %% 6)".formatted(i);
      case 4 -> "Math.floorMod(%s - %d, 6)".formatted(i, k);
      case 5 -> "((%s & 3) + %d)".formatted(i, scope.die(3));
      case 6 -> "((%s << 1) %% 6)".formatted(i);
      case 7 -> "(int) ((%s * 7L + %d) %% 6)".formatted(i, k);
      default -> "(7 * (%s + 1) / 3 %% 6)".formatted(i);
    };
  }

  String condition() {
    return switch (scope.die(8)) {
      case 0, 1 -> scope.pick(scope.reals) + " > " + constant();
      case 2 -> index() + " % 2 == 0";
      case 3 -> "(%s < 3 || %s < %s)".formatted(index(), scope.pick(scope.reals), constant());
      case 4 -> element() + " < " + scope.pick(scope.reals);
      case 5 -> "!(%s >= %s && %s != 2)".formatted(scope.pick(scope.reals), constant(), index());
      case 6 -> "(%s > 2 ^ %s <= %s)".formatted(index(), element(), constant());
      default -> "Math.abs(%s - %s) > 0.3".formatted(element(), scope.pick(scope.reals));
    };
  }

  String real(int depth) {
    if (depth == 0) {
      return switch (scope.die(8)) {
        case 0 -> constant();
        case 1, 2, 3, 4 -> scope.pick(scope.reals);
        case 5 -> table(index());
        default -> element();
      };
    }
    int below = depth - 1;
    return switch (scope.die(26)) {
      case 0, 1, 2 -> "(%s + %s)".formatted(real(below), real(below));
      case 3, 4, 5 -> "(%s - %s)".formatted(real(below), real(below));
      case 6, 7, 8, 9 -> "%s * %s".formatted(real(below), real(below));
      case 10 -> "%s / (1.5 + s(%s))".formatted(real(below), real(below));
      case 11 -> "(%s ? %s : %s)".formatted(condition(), real(below), real(below));
      case 12 -> "-%s".formatted(small(below));
      case 13, 14, 15, 16 -> math(below);
      case 17 -> scope.matrices.isEmpty() || scope.chance(1, 2) ? call(below) : matrix();
      case 22 -> "rec(%s, %s %% 3, %s)".formatted(array(), index(), small(below));
      case 18 -> call(below);
      case 19 -> conversion(below);
      case 20, 21 -> use(below);
      case 23 -> choice(below);
      default -> real(below);
    };
  }

  private String matrix() {
    var m = scope.pick(scope.matrices);
    return scope.chance(1, 2)
        ? "product(%s, %s %% 3, %s %% 3)".formatted(m, index(), index())
        : "trace(%s)".formatted(m);
  }

  private String call(int depth) {
    return helper.isEmpty()
        ? real(depth)
        : "%s(%s, %s, %s, %s, %s, %s)"
            .formatted(
                helper,
                real(depth),
                scope.pick(scope.reals),
                array(),
                array(),
                scope.matrices.isEmpty() ? "new double[3][6]" : scope.pick(scope.matrices),
                index());
  }

  /** A method of Math, with arguments where it is smooth or nearly so. */
  private String math(int depth) {
    var a = small(depth);
    return switch (scope.die(36)) {
      case 0 -> "Math.sin(" + real(depth) + ")";
      case 1 -> "Math.cos(" + real(depth) + ")";
      case 2 -> "Math.tan(" + a + ")";
      case 3 -> "Math.asin(0.8 * " + a + ")";
      case 4 -> "Math.acos(0.8 * " + a + ")";
      case 5 -> "Math.atan(" + real(depth) + ")";
      case 6 -> "Math.atan2(%s, 1.5 + %s)".formatted(real(depth), a);
      case 7 -> "Math.sinh(" + a + ")";
      case 8 -> "Math.cosh(" + a + ")";
      case 9 -> "Math.exp(" + a + ")";
      case 10 -> "Math.expm1(" + a + ")";
      case 11 -> "Math.log(1.5 + " + a + ")";
      case 12 -> "Math.log10(1.5 + " + a + ")";
      case 13 -> "Math.log1p(0.8 * " + a + ")";
      case 14 -> "Math.sqrt(1.3 + " + a + ")";
      case 15 -> "Math.cbrt(1.5 + " + a + ")";
      case 16 -> "Math.pow(1.4 + %s, %s)".formatted(a, real(depth));
      case 17 -> "Math.pow(%s, 3)".formatted(a);
      case 18 -> "Math.hypot(%s, 1.2 + %s)".formatted(real(depth), a);
      case 19 -> "Math.abs(" + real(depth) + ")";
      case 20 -> "Math.max(%s, %s)".formatted(real(depth), a);
      case 21 -> "Math.min(%s, %s)".formatted(real(depth), a);
      case 22 -> "Math.fma(%s, %s, %s)".formatted(a, real(depth), real(depth));
      case 23 -> "Math.copySign(%s, %s)".formatted(a, real(depth));
      case 24 -> "Math.IEEEremainder(3 * %s, 1.3)".formatted(a);
      case 25 -> "Math.toRadians(40 * " + a + ")";
      case 26 -> "0.01 * Math.toDegrees(" + a + ")";
      case 27 -> "Math.scalb(%s, %d)".formatted(a, scope.die(3) - 1);
      case 28 -> "Math.signum(%s) * %s".formatted(a, real(depth));
      case 29 -> "%s * Math.%s(3 * %s)".formatted(a, scope.one("floor", "ceil", "rint"), a);
      case 30 -> "Math.nextUp(" + a + ")";
      case 31 -> "Math.clamp(%s, -0.5, %s)".formatted(a, "0.6");
      case 32 -> "StrictMath." + scope.one("sin", "exp", "cosh") + "(" + a + ")";
      case 33 -> "(5 * %s) %% 0.7".formatted(a);
      case 34 -> "Double.sum(%s, %s)".formatted(a, real(depth));
      default -> "(5 * %s) %% (1.5 + %s)".formatted(real(depth), a);
    };
  }

  private String conversion(int depth) {
    return switch (scope.die(scope.floats ? 7 : 5)) {
      case 0 -> "0.1 * (int) (4 * " + small(depth) + ")";
      case 1 -> "0.02 * Math.round(30 * " + small(depth) + ")";
      case 2 -> "0.1 * (long) (9 * " + small(depth) + ")";
      case 3 -> index() + " / 2 * " + real(depth);
      case 4 -> "0.1 * ((byte) (100 * %s) + (char) %s)".formatted(index(), index());
      case 5 -> "(double) (float) " + small(depth);
      default -> "single((float) %s, 0.75f)".formatted(small(depth));
    };
  }

  /** Lambdas, varargs, generics, boxes, recursion. */
  private String use(int depth) {
    return switch (scope.die(10)) {
      case 0 -> "sum(%s, %s, %s)".formatted(real(depth), scope.pick(scope.reals), constant());
      case 1 -> "sum(" + array() + ") * " + constant();
      case 2 -> "either(%s, %s, %s)[%s]".formatted(condition(), array(), array(), index());
      // A float and a double together would be boxed as what is no number to Java.
      case 3 ->
          "either(%s, (double) (%s), (double) (%s))"
              .formatted(condition(), real(depth), scope.pick(scope.reals));
      case 4 -> "even(%s, %s)".formatted(small(depth), index());
      case 5 -> "fold(%s, (u, v) -> u * v + %s)".formatted(array(), constant());
      case 6 ->
          "use(%s, %s, 2)".formatted(scope.one("Math::sin", "$::s", "Math::cosh"), small(depth));
      case 7 -> "new Pair<>(%s, %s).turn(1).first()[%s]".formatted(constant(), array(), index());
      case 8 ->
          "new P(%s, %s, %s).with(%s).m()".formatted(constant(), array(), index(), real(depth));
      default -> "new Pair<>(%s, \"t\").first()".formatted(real(depth));
    };
  }

  private String choice(int depth) {
    return switch (scope.die(5)) {
      case 0 -> "word(WORDS[%s %% 5], %s)".formatted(index(), small(depth));
      case 1 -> "color(C.values()[%s %% 3], %s)".formatted(index(), small(depth));
      case 2 -> formula(depth);
      case 3 ->
          "(switch (%s) { case 0, 2 -> %s; case 1 -> %s; default -> %s; })"
              .formatted(index(), real(depth), scope.pick(scope.reals), constant());
      default -> table("data(" + small(depth) + ")");
    };
  }

  private String table(String index) {
    return (statics ? "TABLE[" : "table()[") + index + "]";
  }

  private String formula(int depth) {
    return statics
        ? "F.values()[%s %% 2].of(%s, %s)".formatted(index(), small(depth), scope.pick(scope.reals))
        : real(depth);
  }
}
