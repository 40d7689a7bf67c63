package cotangent;

import cotangent.op.Elementwise;
import cotangent.op.Pointwise;

/**
 * The pointwise methods of {@link Tensor}: each element of the result depends on the elements in
 * the same place. Operands have one dtype and are broadcast to one shape; a {@code double} takes
 * the dtype of the tensor, which must be able to hold it.
 *
 * <p>All throw {@link IllegalArgumentException} if the shapes do not broadcast, the dtypes differ,
 * or the function is not defined for the dtype.
 */
public sealed interface PointwiseMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The op with numbers as the operands after this; one that the dtype cannot hold is refused. */
  private Tensor apply(Pointwise op, double... numbers) {
    Tensor[] x = new Tensor[1 + numbers.length];
    x[0] = self();
    for (int i = 0; i < numbers.length; i++) {
      x[i + 1] = self().constant(numbers[i]);
      if (!self().dtype().isFloating() && x[i + 1].item() != numbers[i]) {
        throw new IllegalArgumentException(
            op.name()
                + ": "
                + numbers[i]
                + " is no number of "
                + self().type()
                + "; nothing is rounded silently, use cast(F64) on the tensor");
      }
    }
    return op.apply(x);
  }

  /** -x. */
  default Tensor neg() {
    return Elementwise.NEG.apply(self());
  }

  /** |x|; the derivative at 0 is 0. */
  default Tensor abs() {
    return Elementwise.ABS.apply(self());
  }

  /** -1, 0 or 1; NaN for NaN. */
  default Tensor sign() {
    return Elementwise.SIGN.apply(self());
  }

  /** x times x. */
  default Tensor square() {
    return Elementwise.SQUARE.apply(self());
  }

  /** The square root; NaN below 0. */
  default Tensor sqrt() {
    return Elementwise.SQRT.apply(self());
  }

  /** 1 / sqrt(x). */
  default Tensor rsqrt() {
    return Elementwise.RSQRT.apply(self());
  }

  /** The cube root. */
  default Tensor cbrt() {
    return Elementwise.CBRT.apply(self());
  }

  /** 1 / x. */
  default Tensor reciprocal() {
    return Elementwise.RECIPROCAL.apply(self());
  }

  /** e to the x. */
  default Tensor exp() {
    return Elementwise.EXP.apply(self());
  }

  /** e^x - 1, exact near 0. */
  default Tensor expm1() {
    return Elementwise.EXPM1.apply(self());
  }

  /** The natural logarithm; NaN below 0. */
  default Tensor log() {
    return Elementwise.LOG.apply(self());
  }

  /** log(1 + x), exact near 0. */
  default Tensor log1p() {
    return Elementwise.LOG1P.apply(self());
  }

  /** The sine of x in radians. */
  default Tensor sin() {
    return Elementwise.SIN.apply(self());
  }

  /** The cosine of x in radians. */
  default Tensor cos() {
    return Elementwise.COS.apply(self());
  }

  /** The tangent of x in radians. */
  default Tensor tan() {
    return Elementwise.TAN.apply(self());
  }

  /** The arc sine in radians; NaN outside [-1, 1]. */
  default Tensor asin() {
    return Elementwise.ASIN.apply(self());
  }

  /** The arc cosine in radians; NaN outside [-1, 1]. */
  default Tensor acos() {
    return Elementwise.ACOS.apply(self());
  }

  /** The arc tangent in radians. */
  default Tensor atan() {
    return Elementwise.ATAN.apply(self());
  }

  /** The hyperbolic sine. */
  default Tensor sinh() {
    return Elementwise.SINH.apply(self());
  }

  /** The hyperbolic cosine. */
  default Tensor cosh() {
    return Elementwise.COSH.apply(self());
  }

  /** The hyperbolic tangent. */
  default Tensor tanh() {
    return Elementwise.TANH.apply(self());
  }

  /** The inverse hyperbolic sine. */
  default Tensor asinh() {
    return Elementwise.ASINH.apply(self());
  }

  /** The inverse hyperbolic cosine; NaN below 1. */
  default Tensor acosh() {
    return Elementwise.ACOSH.apply(self());
  }

  /** The inverse hyperbolic tangent; NaN outside [-1, 1]. */
  default Tensor atanh() {
    return Elementwise.ATANH.apply(self());
  }

  /** 1 / (1 + e^-x). */
  default Tensor sigmoid() {
    return Elementwise.SIGMOID.apply(self());
  }

  /** log(1 + e^x), stable for all x. */
  default Tensor softplus() {
    return Elementwise.SOFTPLUS.apply(self());
  }

  /** The error function, 2/sqrt(pi) times the integral of e^-t^2 from 0 to x. */
  default Tensor erf() {
    return Elementwise.ERF.apply(self());
  }

  /** The largest integer not above x; the derivative is 0. */
  default Tensor floor() {
    return Elementwise.FLOOR.apply(self());
  }

  /** The smallest integer not below x; the derivative is 0. */
  default Tensor ceil() {
    return Elementwise.CEIL.apply(self());
  }

  /** The nearest integer, of two the even one; the derivative is 0. */
  default Tensor round() {
    return Elementwise.ROUND.apply(self());
  }

  /** max(x, 0); the derivative at 0 is 0. */
  default Tensor relu() {
    return Elementwise.RELU.apply(self());
  }

  /** x sigmoid(x), also called swish. */
  default Tensor silu() {
    return Elementwise.SILU.apply(self());
  }

  /** x Phi(x), with the distribution function of the standard normal, not approximated. */
  default Tensor gelu() {
    return Elementwise.GELU.apply(self());
  }

  /** x above 0, else {@code slope * x}; the derivative at 0 is the slope. */
  default Tensor leakyRelu(double slope) {
    return apply(Elementwise.LEAKY_RELU, slope);
  }

  /** x above 0, else {@code alpha * (e^x - 1)}; the derivative at 0 is alpha. */
  default Tensor elu(double alpha) {
    return apply(Elementwise.ELU, alpha);
  }

  /**
   * x bounded to the interval from {@code low} to {@code high}; at the bounds the derivative
   * belongs to x.
   */
  default Tensor clamp(double low, double high) {
    return apply(Elementwise.CLAMP, low, high);
  }

  /** Logical not of truth values. */
  default Tensor not() {
    return Elementwise.NOT.apply(self());
  }

  /** The sum. */
  default Tensor add(Tensor b) {
    return Elementwise.ADD.apply(self(), b);
  }

  /** The sum. */
  default Tensor add(double b) {
    return apply(Elementwise.ADD, b);
  }

  /** The difference. */
  default Tensor sub(Tensor b) {
    return Elementwise.SUB.apply(self(), b);
  }

  /** The difference. */
  default Tensor sub(double b) {
    return apply(Elementwise.SUB, b);
  }

  /** The product. */
  default Tensor mul(Tensor b) {
    return Elementwise.MUL.apply(self(), b);
  }

  /** The product. */
  default Tensor mul(double b) {
    return apply(Elementwise.MUL, b);
  }

  /** The quotient; integers are divided as in Java. */
  default Tensor div(Tensor b) {
    return Elementwise.DIV.apply(self(), b);
  }

  /** The quotient; integers are divided as in Java. */
  default Tensor div(double b) {
    return apply(Elementwise.DIV, b);
  }

  /** This to the power {@code b}. */
  default Tensor pow(Tensor b) {
    return Elementwise.POW.apply(self(), b);
  }

  /** This to the power {@code b}. */
  default Tensor pow(double b) {
    return apply(Elementwise.POW, b);
  }

  /** The angle of the point (b, this) in radians, from -pi to pi. */
  default Tensor atan2(Tensor b) {
    return Elementwise.ATAN2.apply(self(), b);
  }

  /** The angle of the point (b, this) in radians, from -pi to pi. */
  default Tensor atan2(double b) {
    return apply(Elementwise.ATAN2, b);
  }

  /** The smaller of both, NaN if one is; where they are equal, the derivative belongs to this. */
  default Tensor minimum(Tensor b) {
    return Elementwise.MINIMUM.apply(self(), b);
  }

  /** The smaller of both, NaN if one is; where they are equal, the derivative belongs to this. */
  default Tensor minimum(double b) {
    return apply(Elementwise.MINIMUM, b);
  }

  /** The larger of both, NaN if one is; where they are equal, the derivative belongs to this. */
  default Tensor maximum(Tensor b) {
    return Elementwise.MAXIMUM.apply(self(), b);
  }

  /** The larger of both, NaN if one is; where they are equal, the derivative belongs to this. */
  default Tensor maximum(double b) {
    return apply(Elementwise.MAXIMUM, b);
  }

  /** The remainder of the division by {@code b}, with the sign of {@code b}. */
  default Tensor mod(Tensor b) {
    return Elementwise.MOD.apply(self(), b);
  }

  /** The remainder of the division by {@code b}, with the sign of {@code b}. */
  default Tensor mod(double b) {
    return apply(Elementwise.MOD, b);
  }

  /** Whether elements are less than those of {@code b}: a BOOL tensor. */
  default Tensor lt(Tensor b) {
    return Elementwise.LT.apply(self(), b);
  }

  /** Whether elements are less than {@code b}: a BOOL tensor. */
  default Tensor lt(double b) {
    return apply(Elementwise.LT, b);
  }

  /** Whether elements are less than or equal to those of {@code b}: a BOOL tensor. */
  default Tensor le(Tensor b) {
    return Elementwise.LE.apply(self(), b);
  }

  /** Whether elements are less than or equal to {@code b}: a BOOL tensor. */
  default Tensor le(double b) {
    return apply(Elementwise.LE, b);
  }

  /** Whether elements are greater than those of {@code b}: a BOOL tensor. */
  default Tensor gt(Tensor b) {
    return Elementwise.GT.apply(self(), b);
  }

  /** Whether elements are greater than {@code b}: a BOOL tensor. */
  default Tensor gt(double b) {
    return apply(Elementwise.GT, b);
  }

  /** Whether elements are greater than or equal to those of {@code b}: a BOOL tensor. */
  default Tensor ge(Tensor b) {
    return Elementwise.GE.apply(self(), b);
  }

  /** Whether elements are greater than or equal to {@code b}: a BOOL tensor. */
  default Tensor ge(double b) {
    return apply(Elementwise.GE, b);
  }

  /** Whether elements are equal to those of {@code b}: a BOOL tensor. */
  default Tensor eq(Tensor b) {
    return Elementwise.EQ.apply(self(), b);
  }

  /** Whether elements are equal to {@code b}: a BOOL tensor. */
  default Tensor eq(double b) {
    return apply(Elementwise.EQ, b);
  }

  /** Whether elements are different from those of {@code b}: a BOOL tensor. */
  default Tensor ne(Tensor b) {
    return Elementwise.NE.apply(self(), b);
  }

  /** Whether elements are different from {@code b}: a BOOL tensor. */
  default Tensor ne(double b) {
    return apply(Elementwise.NE, b);
  }

  /** Logical and of truth values. */
  default Tensor and(Tensor b) {
    return Elementwise.AND.apply(self(), b);
  }

  /** Logical or of truth values. */
  default Tensor or(Tensor b) {
    return Elementwise.OR.apply(self(), b);
  }

  /** Logical xor of truth values. */
  default Tensor xor(Tensor b) {
    return Elementwise.XOR.apply(self(), b);
  }
}
