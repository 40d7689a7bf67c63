package cotangent.code;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A real function of five parameters of any types. Serializable, so that a method reference tells
 * which code it runs.
 */
@FunctionalInterface
public interface RealFunction5<A, B, C, D, E> extends Serializable {
  /** The value for these arguments. */
  double apply(A a, B b, C c, D d, E e);

  /** The gradient with respect to some of the parameters. */
  @FunctionalInterface
  interface Gradient<A, B, C, D, E> {
    /** Value and partial gradients for these arguments. */
    Partials<A, B, C, D, E> apply(A a, B b, C c, D d, E e);
  }

  /** The value and the gradient with respect to each chosen parameter, of that parameter's type. */
  @SuppressWarnings("exports") // users shall not need the annotations of null at compile time
  record Partials<A, B, C, D, E>(
      double value,
      @Nullable A first,
      @Nullable B second,
      @Nullable C third,
      @Nullable D fourth,
      @Nullable E fifth) {

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

    /**
     * The gradient with respect to parameter 2.
     *
     * @throws IllegalStateException if that parameter was not chosen
     */
    @Override
    public C third() {
      return Typed.chosen(third, 2);
    }

    /**
     * The gradient with respect to parameter 3.
     *
     * @throws IllegalStateException if that parameter was not chosen
     */
    @Override
    public D fourth() {
      return Typed.chosen(fourth, 3);
    }

    /**
     * The gradient with respect to parameter 4.
     *
     * @throws IllegalStateException if that parameter was not chosen
     */
    @Override
    public E fifth() {
      return Typed.chosen(fifth, 4);
    }
  }
}
