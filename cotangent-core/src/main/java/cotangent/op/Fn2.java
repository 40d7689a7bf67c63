package cotangent.op;

import cotangent.kernel.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The intrinsic functions of two arguments, each with its two partial derivatives in terms of a, b
 * and y = f(a, b).
 */
@SuppressWarnings("ImmutableEnumChecker") // the derivatives are lambdas without state
public enum Fn2 {
  ADD(Binary.ADD, (a, b, y) -> Scalar.of(1), (a, b, y) -> Scalar.of(1)),
  SUB(Binary.SUB, (a, b, y) -> Scalar.of(1), (a, b, y) -> Scalar.of(-1)),
  MUL(Binary.MUL, (a, b, y) -> b, (a, b, y) -> a),
  DIV(Binary.DIV, (a, b, y) -> b.reciprocal(), (a, b, y) -> y.div(b).neg()),
  /**
   * Strong zeros, since b = 0 or a = 0 would give 0 times infinity, and a select would lose second
   * derivatives. Where both are 0, so is the derivative by b.
   */
  POW(
      Binary.POW,
      (a, b, y) -> b.zmul(a.pow(b.sub(1))),
      (a, b, y) ->
          y.zmul(Scalar.select(a.eq(Scalar.of(0)).and(b.eq(Scalar.of(0))), Scalar.of(0), a.log()))),
  /** b / (a^2 + b^2) and -a / (a^2 + b^2) by quotients, since squares overflow and vanish. */
  ATAN2(
      Binary.ATAN2,
      (a, b, y) -> Scalar.select(b.abs().ge(a.abs()), larger(b, a), smaller(b, a)),
      (a, b, y) -> Scalar.select(b.abs().ge(a.abs()), smaller(a, b), larger(a, b)).neg()),
  /** Where the arguments are equal, the derivative belongs to the first. */
  MIN(
      Binary.MIN,
      (a, b, y) -> Scalar.select(a.le(b), Scalar.of(1), Scalar.of(0)),
      (a, b, y) -> Scalar.select(a.le(b), Scalar.of(0), Scalar.of(1))),
  /** Where the arguments are equal, the derivative belongs to the first. */
  MAX(
      Binary.MAX,
      (a, b, y) -> Scalar.select(a.ge(b), Scalar.of(1), Scalar.of(0)),
      (a, b, y) -> Scalar.select(a.ge(b), Scalar.of(0), Scalar.of(1))),
  MOD(Binary.MOD, (a, b, y) -> Scalar.of(1), (a, b, y) -> a.div(b).floor().neg()),
  /** The strong zero: 0 times anything is 0. Its derivatives are those of the ordinary product. */
  ZMUL(Binary.ZMUL, (a, b, y) -> b, (a, b, y) -> a),
  AND(Binary.AND, null, null),
  OR(Binary.OR, null, null),
  XOR(Binary.XOR, null, null);

  /** A partial derivative as an expression of arguments and value. */
  interface Partial {
    Scalar of(Scalar a, Scalar b, Scalar y);
  }

  final Binary kernel;
  final @Nullable Partial first;
  final @Nullable Partial second;

  Fn2(Binary kernel, @Nullable Partial first, @Nullable Partial second) {
    this.kernel = kernel;
    this.first = first;
    this.second = second;
  }

  /** p / (p^2 + q^2) where p is the larger one. */
  private static Scalar larger(Scalar p, Scalar q) {
    return p.reciprocal().div(q.div(p).square().add(1));
  }

  /** p / (p^2 + q^2) where p is the smaller one. */
  private static Scalar smaller(Scalar p, Scalar q) {
    return p.div(q).div(q).div(p.div(q).square().add(1));
  }

  /** Whether the function is one of truth values. */
  boolean onBooleans() {
    return first == null;
  }

  /** Whether the function is defined for integers, too. */
  boolean onIntegers() {
    return this != ATAN2;
  }
}
