package cotangent.op;

import cotangent.kernel.Unary;
import org.jspecify.annotations.Nullable;

/**
 * The intrinsic functions of one argument, each with its derivative f'(x) in terms of x and y =
 * f(x).
 */
@SuppressWarnings("ImmutableEnumChecker") // the derivatives are lambdas without state
public enum Fn1 {
  NEG(Unary.NEG, (x, y) -> Scalar.of(-1)),
  /** The derivative at 0 is 0. */
  ABS(Unary.ABS, (x, y) -> x.sign()),
  SIGN(Unary.SIGN, null),
  SQUARE(Unary.SQUARE, (x, y) -> x.mul(2)),
  SQRT(Unary.SQRT, (x, y) -> Scalar.of(0.5).div(y)),
  RSQRT(Unary.RSQRT, (x, y) -> y.mul(-0.5).div(x)),
  CBRT(Unary.CBRT, (x, y) -> y.square().mul(3).reciprocal()),
  RECIPROCAL(Unary.RECIPROCAL, (x, y) -> y.square().neg()),
  EXP(Unary.EXP, (x, y) -> y),
  /** Not y + 1, which cancels where x is very negative. */
  EXPM1(Unary.EXPM1, (x, y) -> x.exp()),
  LOG(Unary.LOG, (x, y) -> x.reciprocal()),
  LOG1P(Unary.LOG1P, (x, y) -> x.add(1).reciprocal()),
  SIN(Unary.SIN, (x, y) -> x.cos()),
  COS(Unary.COS, (x, y) -> x.sin().neg()),
  TAN(Unary.TAN, (x, y) -> y.square().add(1)),
  ASIN(Unary.ASIN, (x, y) -> Scalar.of(1).sub(x).mul(x.add(1)).rsqrt()),
  ACOS(Unary.ACOS, (x, y) -> Scalar.of(1).sub(x).mul(x.add(1)).rsqrt().neg()),
  ATAN(Unary.ATAN, (x, y) -> x.square().add(1).reciprocal()),
  SINH(Unary.SINH, (x, y) -> x.cosh()),
  COSH(Unary.COSH, (x, y) -> x.sinh()),
  TANH(Unary.TANH, (x, y) -> Scalar.of(1).sub(y.square())),
  /** For large arguments not by their square, which overflows. */
  ASINH(
      Unary.ASINH,
      (x, y) ->
          Scalar.select(
              x.abs().gt(Scalar.of(1e9)), x.abs().reciprocal(), x.square().add(1).rsqrt())),
  /** Two roots, since the product of both radicands may overflow. */
  ACOSH(Unary.ACOSH, (x, y) -> x.sub(1).rsqrt().mul(x.add(1).rsqrt())),
  ATANH(Unary.ATANH, (x, y) -> Scalar.of(1).sub(x).mul(x.add(1)).reciprocal()),
  SIGMOID(Unary.SIGMOID, (x, y) -> y.mul(Scalar.of(1).sub(y))),
  SOFTPLUS(Unary.SOFTPLUS, (x, y) -> x.sigmoid()),
  ERF(Unary.ERF, (x, y) -> x.square().neg().exp().mul(2 / Math.sqrt(Math.PI))),
  FLOOR(Unary.FLOOR, null),
  CEIL(Unary.CEIL, null),
  ROUND(Unary.ROUND, null),
  NOT(Unary.NOT, null);

  /** The derivative as an expression of argument and value. */
  interface Derivative {
    Scalar of(Scalar x, Scalar y);
  }

  final Unary kernel;

  /** Null where the derivative is zero wherever it exists. */
  final @Nullable Derivative derivative;

  Fn1(Unary kernel, @Nullable Derivative derivative) {
    this.kernel = kernel;
    this.derivative = derivative;
  }

  /** Whether the function is defined for integers, too. */
  boolean onIntegers() {
    return this == NEG || this == ABS || this == SIGN || this == SQUARE;
  }
}
