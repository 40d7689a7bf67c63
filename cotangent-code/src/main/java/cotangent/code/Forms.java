package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Lambda.Kind;
import cotangent.code.Op.MethodRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes derivatives of functions of any parameters, some of them active, that take and return
 * values as {@link Trees} knows them. What is passive is treated like what a lambda captures.
 */
final class Forms {
  /** What is made. */
  enum Form {
    /** {@code (captured, arguments, Tape)}: the gradient of the one active parameter. */
    GRADIENT,

    /** {@code (captured, arguments, Tape)}: value and gradient, or the partial gradients. */
    PARTIALS,

    /** As in {@link ValueAndGradient}, whose two methods both are made. */
    VALUE_AND_GRADIENT,

    /** {@code (captured, x, dx)}: the tangent of the result. */
    JVP,

    /** {@code (captured, x, dx)}: the result and its tangent. */
    VALUE_AND_JVP,

    /** {@code (captured, double x)}: value and derivative. */
    VALUE_AND_DERIVATIVE,

    /** {@code (captured, x, adjoint, Tape)}: the adjoint of x. */
    VJP
  }

  /**
   * What is asked for.
   *
   * @param active which of the arguments vary
   * @param output the class of the result, as an internal name; empty if it is plain
   */
  record Request(Form form, Lambda function, List<Integer> active, String output) {

    /** What a method of the API asks for: the chosen parameters come after a colon. */
    static Request of(Form form, String verb, Lambda f) {
      int colon = verb.indexOf(':');
      var active =
          colon < 0
              ? List.of(0)
              : Arrays.stream(verb.substring(colon + 1).split(",")).map(Integer::valueOf).toList();
      var output =
          switch (form) {
            case GRADIENT, JVP, VJP -> "";
            case VALUE_AND_GRADIENT -> "cotangent/code/ValueAndGradient$Result";
            case PARTIALS -> f.type() + (colon < 0 ? "$Result" : "$Partials");
            case VALUE_AND_JVP -> "cotangent/code/Jvp";
            case VALUE_AND_DERIVATIVE -> "cotangent/code/ValueAndDerivative$Result";
          };
      return new Request(form, f, active, output);
    }
  }

  /**
   * A class that was made.
   *
   * @param overwrites whether the function may write to its arguments, so that they are copied
   * @param arguments how many it takes
   */
  record Result(Made made, boolean overwrites, int arguments) {}

  /** The types of a function's arguments, without what it captures, and of its result. */
  record Signature(List<String> arguments, String result) {

    /** The implementation's own types, but the call's where those are more special. */
    static Signature of(Lambda f) {
      var types = new ArrayList<>(Types.parameters(f.target().desc()));
      if (f.kind() != Kind.STATIC && f.kind() != Kind.CONSTRUCTOR) {
        types.addFirst(Types.ofInternal(f.target().owner()));
      }
      var own = types.subList(Math.min(types.size(), f.captured().size()), types.size());
      var called = Types.parameters(f.instantiated());
      var arguments = new ArrayList<String>();
      for (int i = 0; i < own.size(); i++) {
        boolean special = Types.kind(own.get(i)) == 'A' && i < called.size();
        var type = special && Types.kind(called.get(i)) == 'A' ? called.get(i) : own.get(i);
        arguments.add(type);
      }
      var result =
          f.kind() == Kind.CONSTRUCTOR
              ? Types.ofInternal(f.target().owner())
              : Types.result(f.target().desc());
      return new Signature(List.copyOf(arguments), result);
    }
  }

  private final Compiler compiler;
  private final ClassSource source;
  private final Map<Key, Result> made = new HashMap<>();

  /** A request and the classes of which objects are known to come along. */
  private record Key(Request request, Set<String> classes) {}

  Forms(Compiler compiler, ClassSource source) {
    this.compiler = compiler;
    this.source = source;
  }

  Result make(Request request) {
    var key = new Key(request, compiler.known());
    var known = made.get(key);
    if (known == null) {
      var builder = new FormBuilder(compiler, source, request);
      int more =
          switch (request.form) {
            case GRADIENT, PARTIALS, VALUE_AND_GRADIENT, VALUE_AND_DERIVATIVE -> 0;
            case JVP, VALUE_AND_JVP, VJP -> 1;
          };
      int arguments = builder.arguments() + more;
      known = new Result(builder.build(), builder.overwrites(), arguments);
      made.put(key, known);
    }
    return known;
  }

  /** A derivative of a function of these kinds as code, or null for another function. */
  @Nullable Lambda derivative(String verb, Lambda f) {
    var name = verb.replaceFirst(":.*", "");
    return switch (f.type()) {
      case "cotangent/code/ScalarFunction" ->
          name.equals("valueAndDerivative")
              ? lambda(Form.VALUE_AND_DERIVATIVE, verb, f, "ValueAndDerivative")
              : null;
      case "cotangent/code/RealFunction" ->
          name.equals("valueAndGradient")
              ? lambda(Form.VALUE_AND_GRADIENT, verb, f, "ValueAndGradient")
              : null;
      case "cotangent/code/RealFunction1" ->
          switch (name) {
            case "gradient" -> lambda(Form.GRADIENT, verb, f, "ObjectFunction");
            case "valueAndGradient" -> lambda(Form.PARTIALS, verb, f, "ObjectFunction");
            case "hvp" -> derivative("jvp", lambda(Form.GRADIENT, "gradient", f, "ObjectFunction"));
            default -> null;
          };
      case "cotangent/code/ObjectFunction" ->
          switch (name) {
            case "jvp" -> lambda(Form.JVP, verb, f, "ObjectFunction2");
            case "valueAndJvp" -> lambda(Form.VALUE_AND_JVP, verb, f, "ObjectFunction2");
            case "vjp" -> lambda(Form.VJP, verb, f, "ObjectFunction2");
            default -> null;
          };
      default ->
          f.type().matches("cotangent/code/RealFunction[2-6]") && name.equals("gradient")
              ? lambda(Form.PARTIALS, verb, f, f.type().substring(15) + "$Gradient")
              : null;
    };
  }

  /** The types of the method that writes the gradient to a given array. */
  static String intoGiven(List<String> types) {
    var given = new ArrayList<>(types);
    given.add("[D");
    return Types.method(given, "D");
  }

  /** The code of a derivative that is called with this many arguments. */
  static Lambda overload(Lambda f, int arguments) {
    if (arguments != 2 || !f.type().equals("cotangent/code/ValueAndGradient")) {
      return f;
    }
    var ref = f.target();
    var target =
        new MethodRef(
            ref.owner(), ref.name(), intoGiven(Types.parameters(ref.desc())), ref.inInterface());
    return new Lambda(f.type(), f.method(), "([D[D)D", f.kind(), target, f.captured(), f.site());
  }

  private Lambda lambda(Form form, String verb, Lambda f, String type) {
    var made = make(Request.of(form, verb, f)).made;
    var all = Types.parameters(made.apply().desc());
    int captured = Lambda.flatten(f.captured()).size();
    var given = all.subList(captured, all.size());
    // Only this interface takes a primitive; the others are generic.
    var own = form == Form.VALUE_AND_DERIVATIVE ? given : boxed(given);
    var result = boxed(List.of(Types.result(made.apply().desc()))).getFirst();
    return Compiler.lambda(f, made, type, Types.method(own, result));
  }

  /** The interface call's types: boxes instead of primitives. */
  static List<String> boxed(List<String> types) {
    return types.stream()
        .map(t -> Types.kind(t) == 'A' ? t : Types.ofInternal(Types.box(t)))
        .toList();
  }
}
