package cotangent.code;

import java.util.Arrays;

/** Takes derivatives of interpreted functions: those of {@link Differentiate}, by their names. */
@SuppressWarnings("ArrayRecordComponent") // results that a test reads and drops
final class Derivation {
  private final Interpreter interpreter;
  private int levels;

  Derivation(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Applies what a method of {@link Differentiate} returned. */
  Object apply(Heap.Derived derived, Object... in) {
    var f = derived.function();
    return switch (derived.method()) {
      case "derivative" -> slope(f, (Real) in[0]);
      case "gradient" -> vector(gradient(f, reals(in[0])).gradient);
      case "valueAndGradient" -> valueAndGradient(f, in);
      case "jvp" -> vector(pushforward(f, reals(in[0]), reals(in[1])).tangent);
      case "vjp" -> vector(pullback(f, reals(in[0]), reals(in[1])));
      case "hvp" -> vector(pushforward(gradientOf(f), reals(in[0]), reals(in[1])).tangent);
      case "jacobian", "jacobianForward", "jacobianReverse" -> matrix(columns(f, reals(in[0])));
      case "hessian" -> matrix(columns(gradientOf(f), reals(in[0])));
      default -> throw new Heap.Unsupported("Differentiate." + derived.method());
    };
  }

  private static Heap.Derived gradientOf(Object f) {
    return new Heap.Derived("gradient", f);
  }

  private Object call(Object f, Object argument) {
    return switch (f) {
      case Heap.Closure c -> {
        var lambda = c.lambda();
        var ref = new Op.MethodRef(lambda.type(), lambda.method(), lambda.instantiated(), true);
        yield interpreter.closure(c, ref, c, argument);
      }
      case Heap.Derived d -> apply(d, argument);
      case Heap.Instance o -> interpreter.apply(o, argument);
      default -> throw new Heap.Unsupported("a function " + f);
    };
  }

  private Real.Level begin() {
    return new Real.Level(++levels);
  }

  private Real slope(Object f, Real x) {
    var level = begin();
    var slope = ((Real) call(f, new Real.Dual(level, x, Real.Plain.ONE))).tangent(level);
    level.end();
    return slope;
  }

  private record Reverse(Real value, Real[] gradient) {}

  private Reverse gradient(Object f, Real[] x) {
    var tape = new Real.Tape(begin());
    var variables = variables(tape, x);
    var y = (Real) call(f, vector(variables));
    tape.seed(y, Real.Plain.ONE);
    var value = y.below(tape.level());
    return new Reverse(value, adjoints(tape, variables));
  }

  private Real[] pullback(Object f, Real[] x, Real[] w) {
    var tape = new Real.Tape(begin());
    var variables = variables(tape, x);
    var y = reals(call(f, vector(variables)));
    for (int i = 0; i < y.length; i++) {
      tape.seed(y[i], w[i]);
    }
    return adjoints(tape, variables);
  }

  private static Real.Node[] variables(Real.Tape tape, Real[] x) {
    return Arrays.stream(x).map(tape::variable).toArray(Real.Node[]::new);
  }

  private static Real[] adjoints(Real.Tape tape, Real.Node[] variables) {
    tape.sweep();
    tape.level().end();
    return Arrays.stream(variables).map(tape::adjoint).toArray(Real[]::new);
  }

  private record Forward(Real[] value, Real[] tangent) {}

  private Forward pushforward(Object f, Real[] x, Real[] v) {
    var level = begin();
    var in = new Real[x.length];
    for (int i = 0; i < x.length; i++) {
      in[i] = new Real.Dual(level, x[i], v[i]);
    }
    var y = reals(call(f, vector(in)));
    var both =
        new Forward(
            Arrays.stream(y).map(r -> r.below(level)).toArray(Real[]::new),
            Arrays.stream(y).map(r -> r.tangent(level)).toArray(Real[]::new));
    level.end();
    return both;
  }

  private Real[][] columns(Object f, Real[] x) {
    var columns = new Real[x.length][];
    for (int j = 0; j < x.length; j++) {
      var unit = new Real[x.length];
      Arrays.fill(unit, Real.Plain.ZERO);
      unit[j] = Real.Plain.ONE;
      columns[j] = pushforward(f, x, unit).tangent;
    }
    return columns;
  }

  private Object valueAndGradient(Object f, Object[] in) {
    var both = gradient(f, reals(in[0]));
    if (in.length == 2) {
      var into = reals(in[1]);
      System.arraycopy(both.gradient, 0, into, 0, into.length);
      return both.value;
    }
    var name = "cotangent/code/ValueAndGradient$Result";
    var result = new Heap.Instance(interpreter, name);
    result.fields.put(name + ".value", both.value);
    result.fields.put(name + ".gradient", vector(both.gradient));
    return result;
  }

  private static Real[] reals(Object array) {
    return ((Heap.Reals) array).data();
  }

  private static Heap.Reals vector(Real[] data) {
    return new Heap.Reals("[D", Arrays.copyOf(data, data.length, Real[].class));
  }

  /** Rows from columns. */
  private static Heap.References matrix(Real[][] columns) {
    int rows = columns.length == 0 ? 0 : columns[0].length;
    var data = new Object[rows];
    for (int i = 0; i < rows; i++) {
      int row = i;
      data[i] = vector(Arrays.stream(columns).map(c -> c[row]).toArray(Real[]::new));
    }
    return new Heap.References("[[D", data);
  }

  // ------------------------------------------------------------------------------ the test's use

  /**
   * All that one run on a tape over tangents gives.
   *
   * @param slope the derivative of the value in the direction
   * @param product the Hessian times the direction
   */
  record Orders(double value, double slope, double[] gradient, double[] product) {}

  /** The derivatives of a real function of a vector to second order. */
  static Orders orders(Interpreter interpreter, RealFunction f, double[] x, double[] v) {
    return interpreter.derivation.orders(interpreter.take(f), x, v);
  }

  private Orders orders(Object f, double[] x, double[] v) {
    var level = begin();
    var in = new Real[x.length];
    for (int i = 0; i < x.length; i++) {
      in[i] = new Real.Dual(level, Elementary.plain(x[i]), Elementary.plain(v[i]));
    }
    var both = gradient(f, in);
    return new Orders(
        both.value.value(),
        both.value.tangent(level).value(),
        values(both.gradient),
        Arrays.stream(both.gradient).mapToDouble(g -> g.tangent(level).value()).toArray());
  }

  /** A vector function's value, pushforward and pullback. */
  record Directions(double[] value, double[] pushed, double[] pulled) {}

  static Directions directions(
      Interpreter interpreter, VectorFunction f, double[] x, double[] v, double[] w) {
    var derivation = interpreter.derivation;
    var function = interpreter.take(f);
    var in = plain(x);
    var forward = derivation.pushforward(function, in, plain(v));
    var reverse = interpreter.afresh();
    return new Directions(
        values(forward.value),
        values(forward.tangent),
        values(reverse.derivation.pullback(reverse.take(f), in, plain(w))));
  }

  private static Real[] plain(double[] x) {
    return Arrays.stream(x).mapToObj(Elementary::plain).toArray(Real[]::new);
  }

  private static double[] values(Real[] x) {
    return Arrays.stream(x).mapToDouble(Real::value).toArray();
  }
}
