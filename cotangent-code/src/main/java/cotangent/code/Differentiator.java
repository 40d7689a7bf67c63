package cotangent.code;

import cotangent.code.Forms.Form;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@link Differentiate}, with a caller's access and with rules for methods that
 * cannot be annotated. Immutable; any number of threads may use it. What is made with equal rules
 * for the functions of a class is made once.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Differentiator {
  private final MethodHandles.@Nullable Lookup lookup;
  private final Rules rules;

  Differentiator(MethodHandles.@Nullable Lookup lookup, Rules rules) {
    this.lookup = lookup;
    this.rules = rules;
  }

  /** The same with the caller's access, for functions in a module that opens no package. */
  public Differentiator with(MethodHandles.Lookup lookup) {
    return new Differentiator(Objects.requireNonNull(lookup, "with: the lookup is null"), rules);
  }

  /** The same with further rules, which win over those that it has. */
  public Differentiator with(Rules rules) {
    return new Differentiator(
        lookup, Objects.requireNonNull(rules, "with: the rules are null").and(this.rules));
  }

  /** {@link Differentiate#fastMath()}. */
  public Differentiator fastMath() {
    return new Differentiator(lookup, rules.fast(true));
  }

  /** {@link Differentiate#recomputing()}. */
  public Differentiator recomputing() {
    return new Differentiator(lookup, rules.recomputing(true));
  }

  Rules rules() {
    return rules;
  }

  private Implementation of(String verb, Serializable f) {
    Objects.requireNonNull(f, () -> verb + ": the function is null");
    return Implementation.of(f, lookup, rules);
  }

  private static double[] sample(String verb, double[] sample) {
    return Objects.requireNonNull(sample, () -> verb + ": the sample is null");
  }

  private Typed typed(Form form, String verb, Class<?> type, Serializable f, String interfaceName) {
    Objects.requireNonNull(type, () -> verb + ": the type is null");
    return new Typed(form, verb, of(verb, f), interfaceName);
  }

  private Typed typed(Form form, String verb, Class<?> type, Class<?> result, Serializable f) {
    Objects.requireNonNull(result, () -> verb + ": the type of the result is null");
    return typed(form, verb, type, f, "ObjectFunction2");
  }

  private Typed several(Serializable f, int parameters, int parameter, int[] more) {
    var chosen =
        IntStream.concat(IntStream.of(parameter), Arrays.stream(more))
            .sorted()
            .distinct()
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(",", "gradient:", ""));
    var type = "RealFunction" + parameters + "$Gradient";
    return new Typed(Form.PARTIALS, chosen, of("gradient", f), type);
  }

  /** {@link Differentiate#derivative(ScalarFunction)}. */
  public ScalarFunction derivative(ScalarFunction f) {
    return new Derivatives.Scalar(of("derivative", f));
  }

  /** {@link Differentiate#valueAndDerivative(ScalarFunction)}. */
  public ValueAndDerivative valueAndDerivative(ScalarFunction f) {
    return new Derivatives.WithDerivative(of("valueAndDerivative", f));
  }

  /** {@link Differentiate#gradient(RealFunction)}. */
  public VectorFunction gradient(RealFunction f) {
    return new Derivatives.Reverse(of("gradient", f));
  }

  /** {@link Differentiate#gradient(Class, RealFunction1)}. */
  public <A> ObjectFunction<A, A> gradient(Class<A> type, RealFunction1<A> f) {
    return new Typed.Function1<>(typed(Form.GRADIENT, "gradient", type, f, "ObjectFunction"));
  }

  /** {@link Differentiate#gradient(RealFunction2, int, int...)}. */
  public <A, B> RealFunction2.Gradient<A, B> gradient(
      RealFunction2<A, B> f, int parameter, int... more) {
    return new Typed.Gradient2<>(several(f, 2, parameter, more));
  }

  /** {@link Differentiate#gradient(RealFunction3, int, int...)}. */
  public <A, B, C> RealFunction3.Gradient<A, B, C> gradient(
      RealFunction3<A, B, C> f, int parameter, int... more) {
    return new Typed.Gradient3<>(several(f, 3, parameter, more));
  }

  /** {@link Differentiate#gradient(RealFunction4, int, int...)}. */
  public <A, B, C, D> RealFunction4.Gradient<A, B, C, D> gradient(
      RealFunction4<A, B, C, D> f, int parameter, int... more) {
    return new Typed.Gradient4<>(several(f, 4, parameter, more));
  }

  /** {@link Differentiate#gradient(RealFunction5, int, int...)}. */
  public <A, B, C, D, E> RealFunction5.Gradient<A, B, C, D, E> gradient(
      RealFunction5<A, B, C, D, E> f, int parameter, int... more) {
    return new Typed.Gradient5<>(several(f, 5, parameter, more));
  }

  /** {@link Differentiate#gradient(RealFunction6, int, int...)}. */
  public <A, B, C, D, E, F> RealFunction6.Gradient<A, B, C, D, E, F> gradient(
      RealFunction6<A, B, C, D, E, F> f, int parameter, int... more) {
    return new Typed.Gradient6<>(several(f, 6, parameter, more));
  }

  /** {@link Differentiate#valueAndGradient(RealFunction)}. */
  public ValueAndGradient valueAndGradient(RealFunction f) {
    return new Derivatives.Reverse(of("valueAndGradient", f)).withValue();
  }

  /** {@link Differentiate#valueAndGradient(Class, RealFunction1)}. */
  public <A> ObjectFunction<A, RealFunction1.Result<A>> valueAndGradient(
      Class<A> type, RealFunction1<A> f) {
    return new Typed.Function1<>(
        typed(Form.PARTIALS, "valueAndGradient", type, f, "ObjectFunction"));
  }

  /** {@link Differentiate#jvp(VectorFunction)}. */
  public Pushforward jvp(VectorFunction f) {
    return Products.pushforward(of("jvp", f));
  }

  /** {@link Differentiate#jvp(Class, Class, ObjectFunction)}. */
  public <A, R> ObjectFunction2<A, A, R> jvp(
      Class<A> type, Class<R> result, ObjectFunction<A, R> f) {
    return new Typed.Function2<>(typed(Form.JVP, "jvp", type, result, f));
  }

  /** {@link Differentiate#valueAndJvp(Class, Class, ObjectFunction)}. */
  public <A, R> ObjectFunction2<A, A, Jvp<R>> valueAndJvp(
      Class<A> type, Class<R> result, ObjectFunction<A, R> f) {
    return new Typed.Function2<>(typed(Form.VALUE_AND_JVP, "valueAndJvp", type, result, f));
  }

  /** {@link Differentiate#vjp(VectorFunction)}. */
  public Pullback vjp(VectorFunction f) {
    return new Products.Backward(of("vjp", f));
  }

  /** {@link Differentiate#vjp(Class, Class, ObjectFunction)}. */
  public <A, R> ObjectFunction2<A, R, A> vjp(
      Class<A> type, Class<R> result, ObjectFunction<A, R> f) {
    return new Typed.Function2<>(typed(Form.VJP, "vjp", type, result, f));
  }

  /** {@link Differentiate#hvp(RealFunction)}. */
  public HessianProduct hvp(RealFunction f) {
    return Products.hessianProduct(of("hvp", f));
  }

  /** {@link Differentiate#hvp(Class, RealFunction1)}. */
  public <A> ObjectFunction2<A, A, A> hvp(Class<A> type, RealFunction1<A> f) {
    return jvp(type, type, gradient(type, f));
  }

  /** {@link Differentiate#jacobian(VectorFunction)}. */
  public MatrixFunction jacobian(VectorFunction f) {
    return new Jacobian(of("jacobian", f), Jacobian.Sweeps.FEWER);
  }

  /** {@link Differentiate#jacobianForward(VectorFunction)}. */
  public MatrixFunction jacobianForward(VectorFunction f) {
    return new Jacobian(of("jacobianForward", f), Jacobian.Sweeps.FORWARD);
  }

  /** {@link Differentiate#jacobianReverse(VectorFunction)}. */
  public MatrixFunction jacobianReverse(VectorFunction f) {
    return new Jacobian(of("jacobianReverse", f), Jacobian.Sweeps.REVERSE);
  }

  /** {@link Differentiate#hessian(RealFunction)}. */
  public MatrixFunction hessian(RealFunction f) {
    return jacobianForward(gradient(f));
  }

  /** {@link Differentiate#sparseJacobian(VectorFunction, double[])}. */
  public SparseJacobian sparseJacobian(VectorFunction f, double[] sample) {
    return new SparseJacobian(jvp(f), sample("sparseJacobian", sample));
  }

  /** {@link Differentiate#sparseHessian(RealFunction, double[])}. */
  public SparseJacobian sparseHessian(RealFunction f, double[] sample) {
    return new SparseJacobian(hvp(f), sample("sparseHessian", sample));
  }

  /** {@link Differentiate#checkGradient(RealFunction, double[])}. */
  public GradientCheck checkGradient(RealFunction f, double[] x) {
    return GradientCheck.of(f, gradient(f).apply(x), x);
  }
}
