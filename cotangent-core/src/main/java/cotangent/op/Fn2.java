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
   * derivatives.
   */
  POW(Binary.POW, (a, b, y) -> b.zmul(a.pow(b.sub(1))), (a, b, y) -> y.zmul(a.log())),
  ATAN2(
      Binary.ATAN2,
      (a, b, y) -> b.div(a.square().add(b.square())),
      (a, b, y) -> a.neg().div(a.square().add(b.square()))),
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

  /** Whether the function is one of truth values. */
  boolean onBooleans() {
    return first == null;
  }

  /** Whether the function is defined for integers, too. */
  boolean onIntegers() {
    return this != POW && this != ATAN2;
  }
}
