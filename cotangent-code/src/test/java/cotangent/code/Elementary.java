package cotangent.code;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of reals and its partial derivatives, each a function of the same operands. They are
 * stated here once more, and otherwise than in {@link Rule}, so that neither hides an error of the
 * other.
 *
 * @param value what Java computes
 * @param partials one for each operand
 */
record Elementary(Computation value, List<Partial> partials) {

  /** A partial derivative, as a function of the operands. */
  interface Partial {
    Real apply(Real... x);
  }

  /** A computation on plain numbers. */
  interface Computation {
    double of(double[] x);
  }

  private static Elementary of(Computation value, Partial... partials) {
    return new Elementary(value, List.of(partials));
  }

  /** The result; its level is the highest of the operands'. */
  Real apply(Real... operands) {
    var x = new Real[operands.length];
    Real highest = Real.Plain.ZERO;
    for (int i = 0; i < x.length; i++) {
      x[i] = operands[i].live();
      highest = x[i].level() > highest.level() ? x[i] : highest;
    }
    return switch (highest) {
      case Real.Plain _ -> new Real.Plain(plain(x));
      case Real.Dual dual -> dual(dual.at(), x);
      case Real.Node node -> node(node.tape(), x);
    };
  }

  private double plain(Real[] x) {
    var plain = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      plain[i] = x[i].value();
    }
    return value.of(plain);
  }

  private static Real[] below(Real.Level level, Real[] x) {
    var below = new Real[x.length];
    for (int i = 0; i < x.length; i++) {
      below[i] = x[i].below(level);
    }
    return below;
  }

  private Real dual(Real.Level level, Real[] x) {
    var below = below(level, x);
    Real tangent = Real.Plain.ZERO;
    for (int i = 0; i < x.length; i++) {
      if (x[i] instanceof Real.Dual dual && dual.at() == level) {
        tangent = add(tangent, multiply(dual.tangent(), partials.get(i).apply(below)));
      }
    }
    return new Real.Dual(level, apply(below), tangent);
  }

  private Real node(Real.Tape tape, Real[] x) {
    var below = below(tape.level(), x);
    var from = new ArrayList<Real.Node>();
    var slopes = new ArrayList<Real>();
    for (int i = 0; i < x.length; i++) {
      if (x[i] instanceof Real.Node node && node.tape() == tape) {
        from.add(node);
        slopes.add(partials.get(i).apply(below));
      }
    }
    return tape.operation(
        apply(below), from.toArray(Real.Node[]::new), slopes.toArray(Real[]::new));
  }

  // ----------------------------------------------------------------------- arithmetic of doubles

  private static final Partial ONE = _ -> Real.Plain.ONE;
  private static final Partial MINUS_ONE = _ -> plain(-1);
  private static final Partial FLAT = _ -> Real.Plain.ZERO;

  static final Elementary ADD = of(x -> x[0] + x[1], ONE, ONE);
  static final Elementary SUBTRACT = of(x -> x[0] - x[1], ONE, MINUS_ONE);
  static final Elementary NEGATE = of(x -> -x[0], MINUS_ONE);

  /** Java's product; {@link #SCALE} is that of derivatives. */
  static final Elementary MULTIPLY = of(x -> x[0] * x[1], x -> x[1], x -> x[0]);

  /** The product of an adjoint or tangent with a partial derivative: zero annihilates. */
  private static final Elementary SCALE =
      of(x -> x[0] == 0 || x[1] == 0 ? 0 : x[0] * x[1], x -> x[1], x -> x[0]);

  static final Elementary DIVIDE = of(x -> x[0] / x[1], x -> over(1, x[1]), Elementary::quotient);
  static final Elementary REMAINDER =
      of(x -> x[0] % x[1], ONE, x -> wraps(x, x[0].value() % x[1].value()));

  /** The same in floats, whose operands are exact in double. */
  static final Elementary ADD_FLOATS = ADD.rounded();

  static final Elementary SUBTRACT_FLOATS = SUBTRACT.rounded();
  static final Elementary MULTIPLY_FLOATS = MULTIPLY.rounded();
  static final Elementary DIVIDE_FLOATS = DIVIDE.rounded();
  static final Elementary REMAINDER_FLOATS = REMAINDER.rounded();
  static final Elementary TO_FLOAT = of(x -> (float) x[0], ONE);

  /**
   * Rounded to float: for one operation on floats, this is what computing in float gives ("When is
   * double rounding innocuous?", Figueroa 1995).
   */
  private Elementary rounded() {
    return new Elementary(x -> (float) value.of(x), partials);
  }

  static Real add(Real x, Real y) {
    return ADD.apply(x, y);
  }

  static Real multiply(Real x, Real y) {
    return SCALE.apply(x, y);
  }

  static Real plain(double x) {
    return new Real.Plain(x);
  }

  private static Real over(double x, Real y) {
    return DIVIDE.apply(plain(x), y);
  }

  private static Real quotient(Real[] x) {
    return NEGATE.apply(DIVIDE.apply(x[0], MULTIPLY.apply(x[1], x[1])));
  }

  /** How often the divisor is taken from the dividend, as a slope. */
  private static Real wraps(Real[] x, double rest) {
    return plain(-Math.rint((x[0].value() - rest) / x[1].value()));
  }

  // --------------------------------------------------------------------------- methods of Math

  private static final Map<String, List<Partial>> PARTIALS = new HashMap<>();

  private static void partials(String name, Partial... partials) {
    PARTIALS.put(name + "/" + partials.length, List.of(partials));
  }

  static {
    partials("sin", x -> math("cos", x));
    partials("cos", x -> NEGATE.apply(math("sin", x)));
    partials("tan", x -> over(1, square(math("cos", x))));
    partials("asin", x -> over(1, math("sqrt", oneMinusSquare(x[0]))));
    partials("acos", x -> over(-1, math("sqrt", oneMinusSquare(x[0]))));
    partials("atan", x -> over(1, add(Real.Plain.ONE, square(x[0]))));
    partials("atan2", x -> overSquares(x[1], x), x -> NEGATE.apply(overSquares(x[0], x)));
    partials("sinh", x -> math("cosh", x));
    partials("cosh", x -> math("sinh", x));
    partials("tanh", x -> over(1, square(math("cosh", x))));
    partials("exp", x -> math("exp", x));
    partials("expm1", x -> math("exp", x));
    partials("log", x -> over(1, x[0]));
    partials("log10", x -> over(1 / Math.log(10), x[0]));
    partials("log1p", x -> over(1, add(Real.Plain.ONE, x[0])));
    partials("sqrt", x -> over(0.5, math("sqrt", x)));
    partials("cbrt", x -> over(1.0 / 3, square(math("cbrt", x))));
    partials("pow", Elementary::ofBase, Elementary::ofExponent);
    partials("hypot", x -> alongHypot(x[0], x), x -> alongHypot(x[1], x));
    partials("abs", x -> plain(Math.signum(x[0].value())));
    partials(
        "max", x -> either(x[0].value() >= x[1].value()), x -> either(x[1].value() > x[0].value()));
    partials(
        "min", x -> either(x[0].value() <= x[1].value()), x -> either(x[1].value() < x[0].value()));
    partials("sum", ONE, ONE);
    partials("fma", x -> x[1], x -> x[0], ONE);
    partials("copySign", Elementary::sameSign, FLAT);
    partials("IEEEremainder", ONE, x -> wraps(x, Math.IEEEremainder(x[0].value(), x[1].value())));
    partials("toRadians", _ -> plain(Math.PI / 180));
    partials("toDegrees", _ -> plain(180 / Math.PI));
    partials("nextUp", ONE);
    partials("nextDown", ONE);
    partials("nextAfter", ONE, FLAT);
    partials("scalb", x -> plain(Math.pow(2, x[1].value())), FLAT);
    partials(
        "clamp",
        x -> either(x[0].value() >= x[1].value() && x[0].value() <= x[2].value()),
        x -> either(x[0].value() < x[1].value()),
        x -> either(x[0].value() > x[2].value()));
    for (var flat : List.of("signum", "floor", "ceil", "rint", "ulp", "stopGradient")) {
      partials(flat, FLAT);
    }
  }

  /** The method of this class, name and type, or null if its derivative is not known. */
  static Elementary method(Class<?> owner, String name, MethodType type) {
    var known = PARTIALS.get(name + "/" + type.parameterCount());
    if (known == null) {
      return null;
    }
    try {
      var handle =
          MethodHandles.explicitCastArguments(
                  MethodHandles.publicLookup().findStatic(owner, name, type),
                  MethodType.methodType(
                      double.class, java.util.Collections.nCopies(known.size(), double.class)))
              .asSpreader(double[].class, known.size());
      return new Elementary(x -> invoke(handle, x), known);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  private static double invoke(MethodHandle handle, double[] x) {
    try {
      return (double) handle.invokeExact(x);
    } catch (Throwable e) {
      throw Derivatives.rethrow(e);
    }
  }

  private static final Map<String, Elementary> OF_MATH =
      new java.util.concurrent.ConcurrentHashMap<>();

  private static Real math(String name, Real... x) {
    return OF_MATH
        .computeIfAbsent(
            name + "/" + x.length,
            _ ->
                method(
                    Math.class,
                    name,
                    MethodType.methodType(
                        double.class, java.util.Collections.nCopies(x.length, double.class))))
        .apply(x);
  }

  private static Real square(Real x) {
    return MULTIPLY.apply(x, x);
  }

  private static Real oneMinusSquare(Real x) {
    return MULTIPLY.apply(SUBTRACT.apply(Real.Plain.ONE, x), add(Real.Plain.ONE, x));
  }

  /** {@code a / (x² + y²)}, divided twice, so that the squares cannot overflow. */
  private static Real overSquares(Real a, Real[] x) {
    var r = math("hypot", x);
    return DIVIDE.apply(DIVIDE.apply(a, r), r);
  }

  private static Real alongHypot(Real a, Real[] x) {
    var r = math("hypot", x);
    return r.value() == 0 ? Real.Plain.ZERO : DIVIDE.apply(a, r);
  }

  private static Real ofBase(Real[] x) {
    return x[1].value() == 0
        ? Real.Plain.ZERO
        : MULTIPLY.apply(x[1], math("pow", x[0], SUBTRACT.apply(x[1], Real.Plain.ONE)));
  }

  private static Real ofExponent(Real[] x) {
    var power = math("pow", x);
    return power.value() == 0 ? Real.Plain.ZERO : MULTIPLY.apply(power, math("log", x[0]));
  }

  private static Real sameSign(Real[] x) {
    return plain(Math.signum(x[0].value()) * Math.copySign(1, x[1].value()));
  }

  private static Real either(boolean chosen) {
    return chosen ? Real.Plain.ONE : Real.Plain.ZERO;
  }
}
