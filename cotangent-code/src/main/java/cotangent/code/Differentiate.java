package cotangent.code;

import java.lang.invoke.MethodHandles;

/**
 * Derivatives of plain Java functions.
 *
 * <p>Each method takes a lambda or a method reference, reads the bytecode behind it and makes a
 * function that computes the derivative exactly, up to rounding. What is made may be called by any
 * number of threads. It can be differentiated in turn, and the function may itself call these
 * methods.
 *
 * <p>A method throws {@link NotDifferentiableException} if it cannot vouch for the derivative; the
 * message says where and why, and what to do. Functions in a named module that does not open its
 * package to {@code cotangent.code} need the caller's {@code Lookup}: {@code with(lookup)} has all
 * of these methods, and the commonest have a variant that takes it.
 */
public final class Differentiate {
  private static final Differentiator PLAIN = new Differentiator(null, Rules.none());

  private Differentiate() {}

  /** These methods with the caller's access. */
  public static Differentiator with(MethodHandles.Lookup lookup) {
    return PLAIN.with(lookup);
  }

  /** These methods with derivatives that are given for methods that cannot be annotated. */
  public static Differentiator with(Rules rules) {
    return PLAIN.with(rules);
  }

  /**
   * These methods with faster functions: {@code exp}, {@code expm1}, {@code log}, {@code log1p},
   * {@code sin}, {@code cos}, {@code tanh} and {@code pow} of {@link Math} are replaced, in values
   * as in derivatives, by ones whose results may be other ones by a few units in the last place.
   * They are within 2 ulps of the exact value, powers within 4. What {@link Math} says of NaN,
   * infinities, zeros and their signs holds, and conventions at kinks stay. All else is computed as
   * ever, and the same bits come out each time.
   *
   * <p>Only what is transformed gets them: methods into which varying values go. A derivative that
   * is made so is fast wherever it is used, and makes fast what captures it. Processors without
   * fused multiplication and addition take longer instead.
   */
  public static Differentiator fastMath() {
    return PLAIN.fastMath();
  }

  /**
   * These methods with less memory for loops over independent cases, which takes time. Where the
   * sum over the cases is not linear in the result, as in {@code log(sum)}, the reverse sweep needs
   * what each case has saved; with this it computes each case a second time instead, and keeps one.
   * An iteration for which that is not sound is kept as ever: one that prints, say, or reads what
   * is overwritten later. {@link Checkpoint} is for cases that depend on each other.
   */
  public static Differentiator recomputing() {
    return PLAIN.recomputing();
  }

  /** The derivative of a function of one real. */
  public static ScalarFunction derivative(ScalarFunction f) {
    return PLAIN.derivative(f);
  }

  /** {@link #derivative(ScalarFunction)} with the caller's access. */
  public static ScalarFunction derivative(MethodHandles.Lookup lookup, ScalarFunction f) {
    return with(lookup).derivative(f);
  }

  /** The value and the derivative of a function of one real at once. */
  public static ValueAndDerivative valueAndDerivative(ScalarFunction f) {
    return PLAIN.valueAndDerivative(f);
  }

  /** The gradient of a real function, by one reverse sweep. */
  public static VectorFunction gradient(RealFunction f) {
    return PLAIN.gradient(f);
  }

  /** {@link #gradient(RealFunction)} with the caller's access. */
  public static VectorFunction gradient(MethodHandles.Lookup lookup, RealFunction f) {
    return with(lookup).gradient(f);
  }

  /**
   * The gradient of a real function of an array or a record, which is of the same type: an array of
   * the same lengths, or a record of the same class whose components hold the partial derivatives.
   * Components that cannot vary, such as an int or a String, are those of the argument.
   *
   * <p>A record's canonical constructor makes its gradient. One that throws, say for negative
   * numbers, throws there, too: put such checks into a factory method.
   *
   * @param type the type of the argument, which tells the compiler what {@code p} is in {@code
   *     gradient(Params.class, p -> loss(p))}
   */
  public static <A> ObjectFunction<A, A> gradient(Class<A> type, RealFunction1<A> f) {
    return PLAIN.gradient(type, f);
  }

  /**
   * The gradient of a function of two parameters with respect to some of them: {@code
   * gradient(Main::loss, 0)}. The others may be of any types.
   *
   * @param parameter a parameter that varies, counted from 0: a real, an array or a record
   * @param more further ones
   * @throws IllegalArgumentException if there is no such parameter
   */
  public static <A, B> RealFunction2.Gradient<A, B> gradient(
      RealFunction2<A, B> f, int parameter, int... more) {
    return PLAIN.gradient(f, parameter, more);
  }

  /** {@link #gradient(RealFunction2, int, int...)} for three parameters. */
  public static <A, B, C> RealFunction3.Gradient<A, B, C> gradient(
      RealFunction3<A, B, C> f, int parameter, int... more) {
    return PLAIN.gradient(f, parameter, more);
  }

  /** {@link #gradient(RealFunction2, int, int...)} for four parameters. */
  public static <A, B, C, D> RealFunction4.Gradient<A, B, C, D> gradient(
      RealFunction4<A, B, C, D> f, int parameter, int... more) {
    return PLAIN.gradient(f, parameter, more);
  }

  /** {@link #gradient(RealFunction2, int, int...)} for five parameters. */
  public static <A, B, C, D, E> RealFunction5.Gradient<A, B, C, D, E> gradient(
      RealFunction5<A, B, C, D, E> f, int parameter, int... more) {
    return PLAIN.gradient(f, parameter, more);
  }

  /** {@link #gradient(RealFunction2, int, int...)} for six parameters. */
  public static <A, B, C, D, E, F> RealFunction6.Gradient<A, B, C, D, E, F> gradient(
      RealFunction6<A, B, C, D, E, F> f, int parameter, int... more) {
    return PLAIN.gradient(f, parameter, more);
  }

  /** The value and the gradient of a real function at once. */
  public static ValueAndGradient valueAndGradient(RealFunction f) {
    return PLAIN.valueAndGradient(f);
  }

  /** {@link #valueAndGradient(RealFunction)} with the caller's access. */
  public static ValueAndGradient valueAndGradient(MethodHandles.Lookup lookup, RealFunction f) {
    return with(lookup).valueAndGradient(f);
  }

  /**
   * The value and the gradient of a real function of an array or a record; see {@link
   * #gradient(Class, RealFunction1)}.
   */
  public static <A> ObjectFunction<A, RealFunction1.Result<A>> valueAndGradient(
      Class<A> type, RealFunction1<A> f) {
    return PLAIN.valueAndGradient(type, f);
  }

  /** The product of the Jacobian with a direction: the directional derivative, in forward mode. */
  public static Pushforward jvp(VectorFunction f) {
    return PLAIN.jvp(f);
  }

  /** {@link #jvp(VectorFunction)} with the caller's access. */
  public static Pushforward jvp(MethodHandles.Lookup lookup, VectorFunction f) {
    return with(lookup).jvp(f);
  }

  /**
   * The derivative of a function of arrays or records in a direction, which is an object of the
   * argument's type and shape. So is the derivative one of the result's.
   */
  public static <A, R> ObjectFunction2<A, A, R> jvp(
      Class<A> type, Class<R> result, ObjectFunction<A, R> f) {
    return PLAIN.jvp(type, result, f);
  }

  /** The value of a function of arrays or records together with its derivative in a direction. */
  public static <A, R> ObjectFunction2<A, A, Jvp<R>> valueAndJvp(
      Class<A> type, Class<R> result, ObjectFunction<A, R> f) {
    return PLAIN.valueAndJvp(type, result, f);
  }

  /** The product of the transposed Jacobian with an adjoint of the results, in reverse mode. */
  public static Pullback vjp(VectorFunction f) {
    return PLAIN.vjp(f);
  }

  /** {@link #vjp(VectorFunction)} with the caller's access. */
  public static Pullback vjp(MethodHandles.Lookup lookup, VectorFunction f) {
    return with(lookup).vjp(f);
  }

  /**
   * The product of the transposed Jacobian with an adjoint, which is an object of the result's type
   * and shape; the product is one of the argument's.
   */
  public static <A, R> ObjectFunction2<A, R, A> vjp(
      Class<A> type, Class<R> result, ObjectFunction<A, R> f) {
    return PLAIN.vjp(type, result, f);
  }

  /** The product of the Hessian with a direction, forward over reverse. */
  public static HessianProduct hvp(RealFunction f) {
    return PLAIN.hvp(f);
  }

  /** {@link #hvp(RealFunction)} with the caller's access. */
  public static HessianProduct hvp(MethodHandles.Lookup lookup, RealFunction f) {
    return with(lookup).hvp(f);
  }

  /** The product of the Hessian with a direction, both of the argument's type and shape. */
  public static <A> ObjectFunction2<A, A, A> hvp(Class<A> type, RealFunction1<A> f) {
    return PLAIN.hvp(type, f);
  }

  /** The Jacobian, by as many forward or reverse sweeps as are fewer. */
  public static MatrixFunction jacobian(VectorFunction f) {
    return PLAIN.jacobian(f);
  }

  /** {@link #jacobian(VectorFunction)} with the caller's access. */
  public static MatrixFunction jacobian(MethodHandles.Lookup lookup, VectorFunction f) {
    return with(lookup).jacobian(f);
  }

  /** The Jacobian, one column for each forward sweep. */
  public static MatrixFunction jacobianForward(VectorFunction f) {
    return PLAIN.jacobianForward(f);
  }

  /** The Jacobian, one row for each reverse sweep. */
  public static MatrixFunction jacobianReverse(VectorFunction f) {
    return PLAIN.jacobianReverse(f);
  }

  /** The Hessian, a column for each sweep forward over reverse. */
  public static MatrixFunction hessian(RealFunction f) {
    return PLAIN.hessian(f);
  }

  /** {@link #hessian(RealFunction)} with the caller's access. */
  public static MatrixFunction hessian(MethodHandles.Lookup lookup, RealFunction f) {
    return with(lookup).hessian(f);
  }

  /**
   * The Jacobian of a function whose results depend on few variables each. The pattern is found at
   * the sample point.
   */
  public static SparseJacobian sparseJacobian(VectorFunction f, double[] sample) {
    return PLAIN.sparseJacobian(f, sample);
  }

  /** The Hessian of a function whose gradient's components depend on few variables each. */
  public static SparseJacobian sparseHessian(RealFunction f, double[] sample) {
    return PLAIN.sparseHessian(f, sample);
  }

  /**
   * The number itself, which derivatives of every order and mode take for a constant: for a shift
   * on which the result does not depend, say, or a target that is not to be moved. Outside of
   * functions that are differentiated it does nothing.
   */
  public static double stopGradient(double x) {
    return x;
  }

  /** Compares the gradient with central differences; tells where they differ most. */
  public static GradientCheck checkGradient(RealFunction f, double[] x) {
    return PLAIN.checkGradient(f, x);
  }
}
