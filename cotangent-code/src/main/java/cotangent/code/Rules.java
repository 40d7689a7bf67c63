package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives that are given for static methods that cannot be annotated with {@link Derivative},
 * such as those of a library. Immutable; equal rules share what is made with them.
 *
 * <p>A method is named by a method reference, its derivative by a method reference or a lambda that
 * captures nothing. The derivatives are plain Java and so are differentiated in turn when a higher
 * derivative is asked for. The method must be free of side effects; it may be called again in the
 * reverse sweep.
 *
 * {@snippet :
 * var rules = Rules.none().derivative(Lib::erf, x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
 * var gradient = Differentiate.with(rules).gradient(x -> x[0] * Lib.erf(x[1]));
 * }
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Rules {
  private static final Rules NONE = new Rules(Map.of(), null, false, false);

  /** What is given for a method. */
  sealed interface Given {
    /** A partial derivative for each parameter, as methods of the same parameters. */
    record Partials(List<MethodRef> partials) implements Given {}

    /** The gradient of a function of an array. */
    record Gradient(MethodRef gradient) implements Given {}

    /** The products of a vector function's Jacobian, either of which may be missing. */
    record Products(@Nullable MethodRef jvp, @Nullable MethodRef vjp) implements Given {}

    /** Methods as {@link Derivative} describes them, either of which may be missing. */
    record Methods(@Nullable MethodRef forward, @Nullable MethodRef reverse) implements Given {}
  }

  private final Map<MethodRef, Given> given;
  private final MethodHandles.@Nullable Lookup lookup;

  /** Whether values may be rounded otherwise: it holds for what is made with these rules. */
  private final boolean fast;

  /** Whether iterations are run again rather than to keep a tape of all. */
  private final boolean recomputing;

  private Rules(
      Map<MethodRef, Given> given,
      MethodHandles.@Nullable Lookup lookup,
      boolean fast,
      boolean recomputing) {
    this.given = given;
    this.lookup = lookup;
    this.fast = fast;
    this.recomputing = recomputing;
  }

  /** No rules, to begin with. */
  public static Rules none() {
    return NONE;
  }

  /**
   * These rules; further ones are read with the caller's access, for lambdas in a named module that
   * does not open its package to {@code cotangent.code}.
   */
  public Rules with(MethodHandles.Lookup lookup) {
    return new Rules(given, lookup, fast, recomputing);
  }

  /** These rules, with faster functions than those of {@link Math} or with these themselves. */
  Rules fast(boolean fast) {
    return fast == this.fast ? this : new Rules(given, lookup, fast, recomputing);
  }

  boolean isFast() {
    return fast;
  }

  /** These rules, with iterations that are run again or with a tape of all. */
  Rules recomputing(boolean recomputing) {
    return recomputing == this.recomputing ? this : new Rules(given, lookup, fast, recomputing);
  }

  boolean isRecomputing() {
    return recomputing;
  }

  /** These rules, with what other ones say of how derivatives are made. */
  Rules like(Rules others) {
    return fast(others.fast).recomputing(others.recomputing);
  }

  /** These rules, and those of others for methods that these say nothing of. */
  public Rules and(Rules others) {
    if (others.given.isEmpty()) {
      return fast(fast || others.fast).recomputing(recomputing || others.recomputing);
    }
    var all = new HashMap<>(others.given);
    all.putAll(given);
    return new Rules(
        Map.copyOf(all),
        lookup == null ? others.lookup : lookup,
        fast || others.fast,
        recomputing || others.recomputing);
  }

  /**
   * A rule for a function of one real.
   *
   * @param f a method reference to a static {@code double f(double)}
   * @param derivative its derivative
   * @throws IllegalArgumentException if a function is not of that kind, or if f is a lambda
   */
  public Rules derivative(ScalarFunction f, ScalarFunction derivative) {
    return with(
        method(f, "(D)D"), new Given.Partials(List.of(code("derivative", derivative, "(D)D"))));
  }

  /**
   * A rule for a function of two reals.
   *
   * @param f a method reference to a static {@code double f(double, double)}
   * @param first the partial derivative with respect to the first parameter
   * @param second that with respect to the second
   * @throws IllegalArgumentException if a function is not of that kind, or if f is a lambda
   */
  public Rules derivatives(ScalarFunction2 f, ScalarFunction2 first, ScalarFunction2 second) {
    var partials =
        List.of(
            code("first derivative", first, "(DD)D"), code("second derivative", second, "(DD)D"));
    return with(method(f, "(DD)D"), new Given.Partials(partials));
  }

  /**
   * A rule for a real function of an array.
   *
   * @param f a method reference to a static {@code double f(double[])}
   * @param gradient its gradient, as long as the array
   * @throws IllegalArgumentException if a function is not of that kind, or if f is a lambda
   */
  public Rules gradient(RealFunction f, VectorFunction gradient) {
    return with(method(f, "([D)D"), new Given.Gradient(code("gradient", gradient, "([D)[D")));
  }

  /**
   * A rule for forward mode of a vector function; one for reverse mode that it has stays.
   *
   * @param f a method reference to a static {@code double[] f(double[])}
   * @param jvp the product of its Jacobian at the first argument with the second
   * @throws IllegalArgumentException if a function is not of that kind, or if f is a lambda
   */
  public Rules jvp(VectorFunction f, DirectionalFunction jvp) {
    var method = method(f, "([D)[D");
    var reverse = given.get(method) instanceof Given.Products(_, var vjp) ? vjp : null;
    return with(method, new Given.Products(code("product", jvp, "([D[D)[D"), reverse));
  }

  /**
   * A rule for reverse mode of a vector function; one for forward mode that it has stays.
   *
   * @param f a method reference to a static {@code double[] f(double[])}
   * @param vjp the product of its transposed Jacobian at the first argument with the second
   * @throws IllegalArgumentException if a function is not of that kind, or if f is a lambda
   */
  public Rules vjp(VectorFunction f, DirectionalFunction vjp) {
    var method = method(f, "([D)[D");
    var forward = given.get(method) instanceof Given.Products(var jvp, _) ? jvp : null;
    return with(method, new Given.Products(forward, code("product", vjp, "([D[D)[D")));
  }

  /**
   * A rule for a static method of any parameters, by methods as {@link Derivative} describes them.
   *
   * @throws IllegalArgumentException if a method is not static, if its types are not those that
   *     {@link Derivative} says, or if both are null
   */
  public Rules derivative(Method f, @Nullable Method forward, @Nullable Method reverse) {
    var method = reference(f);
    if (forward == null && reverse == null) {
      throw new IllegalArgumentException(
          "A rule for " + method + " has no derivative: give forward, reverse or both.");
    }
    return with(
        method,
        new Given.Methods(
            typed(method, "forward", forward, Targets.tangentDesc(method)),
            typed(method, "reverse", reverse, Targets.adjointDesc(method))));
  }

  private Rules with(MethodRef method, Given rule) {
    var all = new HashMap<>(given);
    all.put(method, rule);
    return new Rules(Map.copyOf(all), lookup, fast, recomputing);
  }

  private static @Nullable MethodRef typed(
      MethodRef f, String kind, @Nullable Method method, String desc) {
    if (method == null) {
      return null;
    }
    var ref = reference(method);
    if (!ref.desc().equals(desc)) {
      throw new IllegalArgumentException(
          "The "
              + kind
              + " derivative of "
              + f
              + " is to have the types "
              + desc
              + ", but is "
              + ref
              + ".");
    }
    return ref;
  }

  private static MethodRef reference(Method method) {
    Objects.requireNonNull(method, "A rule's method is null");
    if (!Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException(method + " is not static: rules are for static methods.");
    }
    var owner = method.getDeclaringClass();
    return new MethodRef(
        owner.getName().replace('.', '/'),
        method.getName(),
        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .toMethodDescriptorString(),
        owner.isInterface());
  }

  /** The method that the reference names. */
  private MethodRef method(Serializable f, String desc) {
    var target = code("function", f, desc);
    if (target.name().startsWith("lambda$")) {
      throw new IllegalArgumentException(
          "A rule for a lambda would be one for the lambda's own code: name the method by a"
              + " method reference, such as Lib::erf.");
    }
    return target;
  }

  private MethodRef code(String what, Serializable f, String desc) {
    Objects.requireNonNull(f, () -> "The " + what + " of a rule is null");
    var lambda = Implementation.of(f, lookup, NONE).lambda();
    if (lambda.kind() != Lambda.Kind.STATIC || !lambda.captured().isEmpty()) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " of a rule is "
              + lambda.target()
              + (lambda.captured().isEmpty()
                  ? ", which is not static."
                  : " and captures something: what it needs must be its parameters or static."));
    }
    if (!lambda.target().desc().equals(desc)) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " of a rule is to have the types "
              + desc
              + ", but is "
              + lambda.target()
              + ".");
    }
    return lambda.target();
  }

  @Nullable Given of(MethodRef method) {
    return given.get(method);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Rules rules
        && rules.given.equals(given)
        && rules.fast == fast
        && rules.recomputing == recomputing;
  }

  @Override
  public int hashCode() {
    return given.hashCode() + (fast ? 1 : 0) + (recomputing ? 2 : 0);
  }
}
