package cotangent.code;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A real function of two parameters of any types. Serializable, so that a method reference tells
 * which code it runs.
 */
@FunctionalInterface
public interface RealFunction2<A, B> extends Serializable {
  /** The value for these arguments. */
  double apply(A a, B b);

  /** The gradient with respect to some of the parameters. */
  @FunctionalInterface
  interface Gradient<A, B> {
    /** Value and partial gradients for these arguments. */
    Partials<A, B> apply(A a, B b);
  }

  /** The value and the gradient with respect to each chosen parameter, of that parameter's type. */
  @SuppressWarnings("exports") // users shall not need the annotations of null at compile time
  record Partials<A, B>(double value, @Nullable A first, @Nullable B second) {

    /**
     * The gradient with respect to parameter 0.
     *
     * @throws IllegalStateException if that parameter was not chosen
     */
    @Override
    public A first() {
      return Typed.chosen(first, 0);
    }

    /**
     * The gradient with respect to parameter 1.
     *
     * @throws IllegalStateException if that parameter was not chosen
     */
    @Override
    public B second() {
      return Typed.chosen(second, 1);
    }
  }
}
