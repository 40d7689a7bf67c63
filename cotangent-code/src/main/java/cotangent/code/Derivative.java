package cotangent.code;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the methods that are the derivative of the annotated static method, in the same class. They
 * are plain Java and so are differentiated in turn when a higher derivative is asked for. At least
 * one of the two is given; the other is derived from it where the shapes allow that.
 *
 * <p>The method must not write to its arguments, since its derivatives would not tell.
 *
 * <p>Both take the parameters of the method first. {@code forward} then takes a tangent for every
 * real parameter (a {@code double}, or an array of the parameter's shape) and returns the tangent
 * of the result. {@code reverse} takes the adjoint of the result and then, for every array of reals
 * among the parameters, an array into which it adds that parameter's adjoint. It returns the
 * adjoint of the only {@code double} parameter, a {@code double[]} if there are several, and
 * nothing if there is none.
 *
 * {@snippet :
 * @Derivative(forward = "erfTangent")
 * static double erf(double x) { ... }
 * static double erfTangent(double x, double dx) {
 *   return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * dx;
 * }
 * }
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Derivative {
  /** Name of the forward derivative, or empty. */
  String forward() default "";

  /** Name of the reverse derivative, or empty. */
  String reverse() default "";
}
