package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The partial derivatives of an operation with respect to its operands. Stated once, they give both
 * the tangent of the result and the adjoints of the operands.
 *
 * @param partials one for each operand
 */
record Rule(List<Partial> partials) {
  static final String PARTIALS = "cotangent/code/runtime/Partials";

  /** What a tangent or adjoint is multiplied by. */
  sealed interface Partial {
    /** Does not depend on the operand. */
    record Zero() implements Partial {}

    record One() implements Partial {}

    record MinusOne() implements Partial {}

    /** The value of an operand; {@code strong} if a zero annihilates an infinite one. */
    record Operand(int index, boolean strong) implements Partial {}

    /** The value of the operation. */
    record Result() implements Partial {}

    /** The reciprocal of an operand, annihilated by a zero. */
    record Over(int index) implements Partial {}

    /** A static method that makes the product itself, of what is multiplied and all operands. */
    record Product(MethodRef target) implements Partial {}

    /** A static method of operands; {@link #RESULT} stands for the value of the operation. */
    record Method(MethodRef target, List<Integer> arguments, boolean strong) implements Partial {}
  }

  static final int RESULT = -1;

  private static final Partial ONE = new Partial.One();
  private static final Partial ZERO = new Partial.Zero();

  /** Operations on reals whose result is constant wherever it has a derivative. */
  private static final List<String> FLAT =
      List.of(
          "signum",
          "floor",
          "ceil",
          "rint",
          "round",
          "ulp",
          "getExponent",
          "compare",
          "isNaN",
          "isInfinite",
          "isFinite");

  private static final Map<String, Rule> MATH =
      Map.ofEntries(
          rule("sin", new Partial.Method(math("cos"), List.of(0), false)),
          rule("cos", partial("cos", 0)),
          rule("tan", partial("tan", RESULT)),
          rule("asin", strong("asin", 0)),
          rule("acos", strong("acos", 0)),
          rule("atan", partial("atan", 0)),
          rule("atan2", strong("atan2First", 0, 1), strong("atan2Second", 0, 1)),
          rule("sinh", new Partial.Method(math("cosh"), List.of(0), false)),
          rule("cosh", new Partial.Method(math("sinh"), List.of(0), false)),
          rule("tanh", partial("tanh", 0, RESULT)),
          rule("exp", new Partial.Result()),
          rule("expm1", partial("expm1", 0, RESULT)),
          rule("log", new Partial.Over(0)),
          rule("log10", strong("log10", 0)),
          rule("log1p", strong("log1p", 0)),
          rule("sqrt", strong("sqrt", RESULT)),
          rule("cbrt", strong("cbrt", RESULT)),
          rule("pow", strong("powBase", 0, 1), strong("powExponent", 0, RESULT)),
          rule("hypot", partial("hypot", 0, RESULT), partial("hypot", 1, RESULT)),
          rule("abs", new Partial.Method(math("signum"), List.of(0), false)),
          rule("max", product("maxFirst"), product("maxSecond")),
          rule("min", product("minFirst"), product("minSecond")),
          rule("fma", new Partial.Operand(1, false), new Partial.Operand(0, false), ONE),
          rule("copySign", partial("copySign", 0, 1), ZERO),
          rule("IEEEremainder", ONE, partial("ieeeRemainder", 0, 1)),
          rule("toRadians", partial("toRadians")),
          rule("toDegrees", partial("toDegrees")),
          rule("nextUp", ONE),
          rule("nextDown", ONE),
          rule("nextAfter", ONE, ZERO),
          rule(
              "clamp",
              strong("clamp", 0, 1, 2),
              strong("clampLow", 0, 1),
              strong("clampHigh", 0, 2)),
          rule("sum", ONE, ONE));

  private static final Map<String, Rule> OWN =
      Map.ofEntries(
          rule("scale", new Partial.Operand(1, true), new Partial.Operand(0, false)),
          rule("over", new Partial.Over(1), strong("overDivisor", 0, 1)));

  private static Map.Entry<String, Rule> rule(String name, Partial... partials) {
    return Map.entry(name, new Rule(List.of(partials)));
  }

  private static MethodRef math(String name) {
    return new MethodRef("java/lang/Math", name, "(D)D", false);
  }

  private static Partial partial(String name, int... arguments) {
    return method(name, false, arguments);
  }

  private static Partial strong(String name, int... arguments) {
    return method(name, true, arguments);
  }

  private static Partial product(String name) {
    return new Partial.Product(new MethodRef(PARTIALS, name, "(DDD)D", false));
  }

  private static Partial method(String name, boolean strong, int... arguments) {
    var desc = "(" + "D".repeat(arguments.length) + ")D";
    var target = new MethodRef(PARTIALS, name, desc, false);
    return new Partial.Method(target, Arrays.stream(arguments).boxed().toList(), strong);
  }

  private static final Rule NEGATE = new Rule(List.of(new Partial.MinusOne()));
  private static final Rule ADD = new Rule(List.of(ONE, ONE));
  private static final Rule SUB = new Rule(List.of(ONE, new Partial.MinusOne()));
  private static final Rule MUL =
      new Rule(List.of(new Partial.Operand(1, false), new Partial.Operand(0, false)));
  private static final Rule DIV =
      new Rule(List.of(new Partial.Over(1), strong("quotient", 1, RESULT)));
  private static final Rule REM = new Rule(List.of(ONE, partial("remainder", 0, 1)));
  private static final Rule SAME = new Rule(List.of(ONE));
  private static final Rule SCALB =
      new Rule(
          List.of(
              new Partial.Method(
                  new MethodRef(PARTIALS, "scalb", "(I)D", false), List.of(1), false),
              ZERO));

  /** The rule of a bytecode, or null if its result does not vary. */
  static @Nullable Rule of(Opcode code) {
    return switch (code) {
      case DADD, FADD -> ADD;
      case DSUB, FSUB -> SUB;
      case DMUL, FMUL -> MUL;
      case DDIV, FDIV -> DIV;
      case DREM, FREM -> REM;
      case DNEG, FNEG -> NEGATE;
      case D2F, F2D -> SAME;
      case null, default -> null;
    };
  }

  /** The rule of a library method, or null if there is none. */
  static @Nullable Rule of(MethodRef method) {
    return switch (method.owner()) {
      case "java/lang/Math", "java/lang/StrictMath" ->
          !Types.isReal(Types.result(method.desc()))
              ? null
              : method.name().equals("scalb") ? SCALB : MATH.get(method.name());
      case "java/lang/Double", "java/lang/Float" ->
          switch (method.name()) {
            case "max", "min", "sum" -> MATH.get(method.name());
            default -> null;
          };
      case PARTIALS -> OWN.get(method.name());
      default -> null;
    };
  }

  /** Whether the result of a library method on reals has derivative zero. */
  static boolean isFlat(MethodRef method) {
    return switch (method.owner()) {
      case "java/lang/Math", "java/lang/StrictMath" ->
          FLAT.contains(method.name()) || method.name().startsWith("round");
      case "java/lang/Double", "java/lang/Float" ->
          switch (method.name()) {
            case "equals", "compareTo", "intValue", "longValue", "shortValue", "byteValue" -> true;
            default ->
                FLAT.contains(method.name())
                    && (method.desc().endsWith("Z") || method.desc().endsWith("I"));
          };
      case "java/util/Arrays" ->
          switch (method.name()) {
            case "equals", "compare", "mismatch" -> !method.desc().contains("Comparator");
            default -> false;
          };
      case "java/lang/Object" -> method.name().equals("getClass");
      case Simplifier.API -> method.name().equals("stopGradient");
      case Targets.RECEIVERS -> true;
      default -> false;
    };
  }
}
