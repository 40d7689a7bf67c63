package cotangent.code;

import cotangent.code.Compiler.Mode;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of plain Java functions.
 *
 * <p>Each method takes a lambda or a method reference, reads the bytecode behind it and makes a
 * function that computes the derivative exactly, up to rounding. What is made may be called by any
 * number of threads. It can be differentiated in turn, and the function may itself call these
 * methods.
 *
 * <p>A method throws {@link NotDifferentiableException} if it cannot vouch for the derivative; the
 * message says where and why, and what to do. The variants with a {@code Lookup} are for functions
 * in a named module that does not open its package to {@code cotangent.code}.
 */
public final class Differentiate {
  private Differentiate() {}

  /** The derivative of a function of one real. */
  public static ScalarFunction derivative(ScalarFunction f) {
    return new Derivatives.Scalar(Implementation.of(f, null));
  }

  /** {@link #derivative(ScalarFunction)} with the caller's access. */
  public static ScalarFunction derivative(MethodHandles.Lookup lookup, ScalarFunction f) {
    return new Derivatives.Scalar(Implementation.of(f, lookup));
  }

  /** The gradient of a real function, by one reverse sweep. */
  public static VectorFunction gradient(RealFunction f) {
    return reverse(f, null);
  }

  /** {@link #gradient(RealFunction)} with the caller's access. */
  public static VectorFunction gradient(MethodHandles.Lookup lookup, RealFunction f) {
    return reverse(f, lookup);
  }

  /** The value and the gradient of a real function at once. */
  public static ValueAndGradient valueAndGradient(RealFunction f) {
    return reverse(f, null).withValue();
  }

  /** {@link #valueAndGradient(RealFunction)} with the caller's access. */
  public static ValueAndGradient valueAndGradient(MethodHandles.Lookup lookup, RealFunction f) {
    return reverse(f, lookup).withValue();
  }

  private static Derivatives.Reverse reverse(
      RealFunction f, MethodHandles.@Nullable Lookup lookup) {
    return new Derivatives.Reverse(Implementation.of(f, lookup));
  }

  /** The product of the Jacobian with a direction: the directional derivative, in forward mode. */
  public static DirectionalFunction jvp(VectorFunction f) {
    return new Derivatives.Directional(Mode.PUSHFORWARD, Implementation.of(f, null));
  }

  /** {@link #jvp(VectorFunction)} with the caller's access. */
  public static DirectionalFunction jvp(MethodHandles.Lookup lookup, VectorFunction f) {
    return new Derivatives.Directional(Mode.PUSHFORWARD, Implementation.of(f, lookup));
  }

  /** The product of the transposed Jacobian with an adjoint of the results, in reverse mode. */
  public static DirectionalFunction vjp(VectorFunction f) {
    return new Derivatives.Directional(Mode.PULLBACK, Implementation.of(f, null));
  }

  /** {@link #vjp(VectorFunction)} with the caller's access. */
  public static DirectionalFunction vjp(MethodHandles.Lookup lookup, VectorFunction f) {
    return new Derivatives.Directional(Mode.PULLBACK, Implementation.of(f, lookup));
  }

  /** The product of the Hessian with a direction, forward over reverse. */
  public static DirectionalFunction hvp(RealFunction f) {
    return jvp(gradient(f));
  }

  /** {@link #hvp(RealFunction)} with the caller's access. */
  public static DirectionalFunction hvp(MethodHandles.Lookup lookup, RealFunction f) {
    return jvp(gradient(lookup, f));
  }

  /** The Jacobian, by as many forward or reverse sweeps as are fewer. */
  public static MatrixFunction jacobian(VectorFunction f) {
    return new Jacobian(Implementation.of(f, null), Jacobian.Sweeps.FEWER);
  }

  /** {@link #jacobian(VectorFunction)} with the caller's access. */
  public static MatrixFunction jacobian(MethodHandles.Lookup lookup, VectorFunction f) {
    return new Jacobian(Implementation.of(f, lookup), Jacobian.Sweeps.FEWER);
  }

  /** The Jacobian, one column for each forward sweep. */
  public static MatrixFunction jacobianForward(VectorFunction f) {
    return new Jacobian(Implementation.of(f, null), Jacobian.Sweeps.FORWARD);
  }

  /** The Jacobian, one row for each reverse sweep. */
  public static MatrixFunction jacobianReverse(VectorFunction f) {
    return new Jacobian(Implementation.of(f, null), Jacobian.Sweeps.REVERSE);
  }

  /** The Hessian, a column for each sweep forward over reverse. */
  public static MatrixFunction hessian(RealFunction f) {
    return jacobianForward(gradient(f));
  }

  /** {@link #hessian(RealFunction)} with the caller's access. */
  public static MatrixFunction hessian(MethodHandles.Lookup lookup, RealFunction f) {
    return jacobianForward(gradient(lookup, f));
  }

  /**
   * The Jacobian of a function whose results depend on few variables each. The pattern is found at
   * the sample point.
   */
  public static SparseJacobian sparseJacobian(VectorFunction f, double[] sample) {
    return new SparseJacobian(jvp(f), sample);
  }

  /** The Hessian of a function whose gradient's components depend on few variables each. */
  public static SparseJacobian sparseHessian(RealFunction f, double[] sample) {
    return new SparseJacobian(hvp(f), sample);
  }

  /** Compares the gradient with central differences; tells where they differ most. */
  public static GradientCheck checkGradient(RealFunction f, double[] x) {
    return GradientCheck.of(f, gradient(f).apply(x), x);
  }
}
