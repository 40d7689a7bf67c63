package cotangent.op;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of formulas by the chain rule, for given derivatives of their arguments. Tangents
 * of the arguments give the tangent of the result; a cotangent in the place of one argument gives
 * what flows back to it. Zero is null. Where a body is itself an intrinsic, its derivative uses the
 * result that the op has computed already: result {@code i} is the argument {@code arity + i}.
 */
final class Derivation {
  private final List<Scalar> bodies;
  private final int arity;
  private final IntFunction<@Nullable Scalar> seed;
  private final IdentityHashMap<Scalar, Optional<Scalar>> known = new IdentityHashMap<>();

  /**
   * @param seed the derivative of the argument of that index, null for zero
   */
  Derivation(List<Scalar> bodies, int arity, IntFunction<@Nullable Scalar> seed) {
    this.bodies = bodies;
    this.arity = arity;
    this.seed = seed;
  }

  /** The derivative of a formula, null for zero. */
  @Nullable Scalar of(Scalar s) {
    Optional<Scalar> d = known.get(s);
    if (d == null) {
      d = Optional.ofNullable(derive(s));
      known.put(s, d);
    }
    return d.orElse(null);
  }

  private @Nullable Scalar derive(Scalar s) {
    return switch (s) {
      case Scalar.Arg a -> seed.apply(a.index());
      case Scalar.Const c -> null;
      case Scalar.Test t -> null;
      case Scalar.Apply1 a -> {
        Fn1.Derivative partial = a.f().derivative;
        Scalar dx = partial == null ? null : of(a.x());
        yield dx == null || partial == null ? null : times(dx, partial.of(a.x(), value(s)));
      }
      case Scalar.Apply2(Fn2 f, Scalar a, Scalar b) when f == Fn2.ZMUL -> {
        // The first factor stays a strong one: where it is 0, so is what it multiplies. So does the
        // change of the second: in a direction that does not touch it, it adds nothing.
        Scalar da = of(a);
        Scalar db = of(b);
        yield sum(da == null ? null : times(da, b), db == null ? null : bothStrong(a, db));
      }
      case Scalar.Apply2 a ->
          sum(term(a.a(), a.f().first, a, value(s)), term(a.b(), a.f().second, a, value(s)));
      case Scalar.Select c -> {
        Scalar da = of(c.then());
        Scalar db = of(c.otherwise());
        yield da == null && db == null
            ? null
            : Scalar.select(
                c.condition(), da == null ? Scalar.of(0) : da, db == null ? Scalar.of(0) : db);
      }
    };
  }

  /** The product that is 0 where either factor is. Each branch has the derivatives of a product. */
  private static Scalar bothStrong(Scalar a, Scalar b) {
    return a instanceof Scalar.Const || b instanceof Scalar.Const
        ? times(a, b)
        : Scalar.select(a.eq(Scalar.of(0)), a.zmul(b), b.zmul(a));
  }

  /** What one argument of a function contributes. */
  private @Nullable Scalar term(
      Scalar x, Fn2.@Nullable Partial partial, Scalar.Apply2 call, Scalar y) {
    Scalar dx = partial == null ? null : of(x);
    return dx == null || partial == null ? null : times(dx, partial.of(call.a(), call.b(), y));
  }

  /** The value of a part: the result of the op where the part is a whole body. */
  @SuppressWarnings("ReferenceEquality") // the very part is meant, an equal one is not a whole body
  private Scalar value(Scalar s) {
    for (int i = 0; i < bodies.size(); i++) {
      if (bodies.get(i) == s) {
        return new Scalar.Arg(arity + i);
      }
    }
    return s;
  }

  static @Nullable Scalar sum(@Nullable Scalar a, @Nullable Scalar b) {
    return a == null ? b : b == null ? a : a.add(b);
  }

  /**
   * A tangent or cotangent times a partial derivative: a strong zero, so that 0 times infinity is
   * 0.
   */
  static Scalar times(Scalar t, Scalar partial) {
    if (t instanceof Scalar.Const(double c) && partial instanceof Scalar.Const(double d)) {
      return Scalar.of(c * d);
    }
    if (partial instanceof Scalar.Const(double c)) {
      return c == 1 ? t : c == -1 ? t.neg() : t.mul(partial);
    }
    if (t instanceof Scalar.Const(double c)) {
      return c == 1 ? partial : c == -1 ? partial.neg() : c == 0 ? t : partial.mul(t);
    }
    return t.zmul(partial);
  }
}
