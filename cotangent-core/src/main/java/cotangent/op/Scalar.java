package cotangent.op;

import cotangent.kernel.Compare;

/**
 * A formula over single elements: the body of a {@link Pointwise} op, from which its loops and its
 * derivatives follow.
 *
 * <p>It reads like the mathematics, {@code x.mul(x.sigmoid())}, and is built once, not evaluated.
 * Expressions may share parts; a shared part is computed once. The grammar:
 *
 * <pre>
 * Scalar = Arg(index) | Const(value) | Apply1(Fn1, Scalar) | Apply2(Fn2, Scalar, Scalar)
 *        | Test(comparison, Scalar, Scalar) | Select(Scalar, Scalar, Scalar)
 * </pre>
 */
public sealed interface Scalar {

  /** The element of an operand. */
  record Arg(int index) implements Scalar {}

  /** A number; it takes the dtype of what it meets. */
  record Const(double value) implements Scalar {}

  /** A function of one argument. */
  record Apply1(Fn1 f, Scalar x) implements Scalar {}

  /** A function of two arguments. */
  record Apply2(Fn2 f, Scalar a, Scalar b) implements Scalar {}

  /** A comparison; its value is a truth value. */
  record Test(Comparison f, Scalar a, Scalar b) implements Scalar {}

  /** One of two values; only the chosen one contributes to the derivative. */
  record Select(Scalar condition, Scalar then, Scalar otherwise) implements Scalar {}

  /** The comparisons; with NaN all are false but {@link #NE}. */
  enum Comparison {
    LT(Compare.LT),
    LE(Compare.LE),
    GT(Compare.GT),
    GE(Compare.GE),
    EQ(Compare.EQ),
    NE(Compare.NE);

    final Compare kernel;

    Comparison(Compare kernel) {
      this.kernel = kernel;
    }
  }

  /** A constant. */
  static Scalar of(double value) {
    return new Const(value);
  }

  /** {@code condition ? then : otherwise}. */
  static Scalar select(Scalar condition, Scalar then, Scalar otherwise) {
    return new Select(condition, then, otherwise);
  }

  private Scalar apply(Fn1 f) {
    return new Apply1(f, this);
  }

  private Scalar apply(Fn2 f, Scalar b) {
    return new Apply2(f, this, b);
  }

  default Scalar add(Scalar b) {
    return apply(Fn2.ADD, b);
  }

  default Scalar add(double b) {
    return add(of(b));
  }

  default Scalar sub(Scalar b) {
    return apply(Fn2.SUB, b);
  }

  default Scalar sub(double b) {
    return sub(of(b));
  }

  default Scalar mul(Scalar b) {
    return apply(Fn2.MUL, b);
  }

  default Scalar mul(double b) {
    return mul(of(b));
  }

  default Scalar div(Scalar b) {
    return apply(Fn2.DIV, b);
  }

  default Scalar div(double b) {
    return div(of(b));
  }

  default Scalar pow(Scalar b) {
    return apply(Fn2.POW, b);
  }

  default Scalar pow(double b) {
    return pow(of(b));
  }

  default Scalar atan2(Scalar b) {
    return apply(Fn2.ATAN2, b);
  }

  default Scalar min(Scalar b) {
    return apply(Fn2.MIN, b);
  }

  default Scalar max(Scalar b) {
    return apply(Fn2.MAX, b);
  }

  default Scalar mod(Scalar b) {
    return apply(Fn2.MOD, b);
  }

  /** The product in which a 0 of this factor gives 0 whatever the other is. */
  default Scalar zmul(Scalar b) {
    return apply(Fn2.ZMUL, b);
  }

  default Scalar and(Scalar b) {
    return apply(Fn2.AND, b);
  }

  default Scalar or(Scalar b) {
    return apply(Fn2.OR, b);
  }

  default Scalar xor(Scalar b) {
    return apply(Fn2.XOR, b);
  }

  default Scalar not() {
    return apply(Fn1.NOT);
  }

  default Scalar lt(Scalar b) {
    return new Test(Comparison.LT, this, b);
  }

  default Scalar le(Scalar b) {
    return new Test(Comparison.LE, this, b);
  }

  default Scalar gt(Scalar b) {
    return new Test(Comparison.GT, this, b);
  }

  default Scalar ge(Scalar b) {
    return new Test(Comparison.GE, this, b);
  }

  default Scalar eq(Scalar b) {
    return new Test(Comparison.EQ, this, b);
  }

  default Scalar ne(Scalar b) {
    return new Test(Comparison.NE, this, b);
  }

  default Scalar neg() {
    return apply(Fn1.NEG);
  }

  default Scalar abs() {
    return apply(Fn1.ABS);
  }

  default Scalar sign() {
    return apply(Fn1.SIGN);
  }

  default Scalar square() {
    return apply(Fn1.SQUARE);
  }

  default Scalar sqrt() {
    return apply(Fn1.SQRT);
  }

  default Scalar rsqrt() {
    return apply(Fn1.RSQRT);
  }

  default Scalar cbrt() {
    return apply(Fn1.CBRT);
  }

  default Scalar reciprocal() {
    return apply(Fn1.RECIPROCAL);
  }

  default Scalar exp() {
    return apply(Fn1.EXP);
  }

  default Scalar expm1() {
    return apply(Fn1.EXPM1);
  }

  default Scalar log() {
    return apply(Fn1.LOG);
  }

  default Scalar log1p() {
    return apply(Fn1.LOG1P);
  }

  default Scalar sin() {
    return apply(Fn1.SIN);
  }

  default Scalar cos() {
    return apply(Fn1.COS);
  }

  default Scalar tan() {
    return apply(Fn1.TAN);
  }

  default Scalar asin() {
    return apply(Fn1.ASIN);
  }

  default Scalar acos() {
    return apply(Fn1.ACOS);
  }

  default Scalar atan() {
    return apply(Fn1.ATAN);
  }

  default Scalar sinh() {
    return apply(Fn1.SINH);
  }

  default Scalar cosh() {
    return apply(Fn1.COSH);
  }

  default Scalar tanh() {
    return apply(Fn1.TANH);
  }

  default Scalar asinh() {
    return apply(Fn1.ASINH);
  }

  default Scalar acosh() {
    return apply(Fn1.ACOSH);
  }

  default Scalar atanh() {
    return apply(Fn1.ATANH);
  }

  default Scalar sigmoid() {
    return apply(Fn1.SIGMOID);
  }

  default Scalar softplus() {
    return apply(Fn1.SOFTPLUS);
  }

  default Scalar erf() {
    return apply(Fn1.ERF);
  }

  default Scalar floor() {
    return apply(Fn1.FLOOR);
  }

  default Scalar ceil() {
    return apply(Fn1.CEIL);
  }

  default Scalar round() {
    return apply(Fn1.ROUND);
  }
}
