package cotangent.code;

import cotangent.code.Implementation.Derived;
import cotangent.code.runtime.Tape;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The derivatives of functions of records and of several parameters, as the API hands them out. */
final class Typed implements Derived {
  private final String verb;
  private final Implementation implementation;
  private final Code code;
  private final @Nullable Object[] captured;
  private final ConcurrentLinkedQueue<Tape> tapes = new ConcurrentLinkedQueue<>();

  /**
   * What runs.
   *
   * @param handle takes an array of what is captured, one of the arguments, and a tape in reverse
   *     mode
   * @param overwrites whether the function may write to its arguments
   * @param active the arguments that vary
   * @param linker knows the fields of objects
   */
  record Code(MethodHandle handle, boolean overwrites, List<Integer> active, Linker linker) {}

  /**
   * Makes a derivative.
   *
   * @param verb the method of the API and, after a colon, the chosen parameters
   * @param type the interface of what is made
   */
  Typed(Forms.Form form, String verb, Implementation f, String type) {
    this.verb = verb.replaceFirst(":.*", "");
    implementation = f.derived(verb, type, "()V");
    code = Session.of(f).typed(form, verb, f);
    captured = f.captured().toArray();
  }

  @Override
  public Implementation implementation() {
    return implementation;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the code made has that type
  private <R> R run(@Nullable Object... arguments) {
    check(arguments);
    try {
      if (code.handle.type().parameterCount() == 2) {
        return (R) (Object) code.handle.invokeExact(captured, arguments);
      }
      var pooled = tapes.poll();
      var tape = pooled == null ? new Tape() : pooled;
      try {
        return (R) (Object) code.handle.invokeExact(captured, arguments, (Object) tape);
      } catch (Throwable e) {
        tape.clear();
        throw e;
      } finally {
        tapes.add(tape);
      }
    } catch (Throwable e) {
      throw Derivatives.rethrow(e);
    }
  }

  private void check(@Nullable Object[] arguments) {
    for (int i : code.active) {
      if (arguments[i] == null) {
        throw new NullPointerException(verb + ": argument " + i + " is null");
      }
    }
    if (code.overwrites) {
      var varying = new ArrayList<>();
      var others = new ArrayList<@Nullable Object>();
      for (int i = 0; i < arguments.length; i++) {
        if (code.active.contains(i)) {
          varying.add(arguments[i]);
        } else {
          others.add(arguments[i]);
        }
      }
      new Sharing(verb, code.linker).refuse(varying, others);
    }
  }

  static <T> T chosen(@Nullable T gradient, int parameter) {
    if (gradient == null) {
      throw new IllegalStateException(
          "gradient: parameter "
              + parameter
              + " was not chosen: name it when the gradient is made, as in gradient(f, "
              + parameter
              + ").");
    }
    return gradient;
  }

  // ---------------------------------------------------------------------------- as the API's types

  /** A function of one object. */
  static final class Function1<A, R> implements ObjectFunction<A, R>, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Typed typed;

    Function1(Typed typed) {
      this.typed = typed;
    }

    @Override
    public R apply(A a) {
      return typed.run(a);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }

  /** A function of a point and a direction. */
  static final class Function2<A, B, R> implements ObjectFunction2<A, B, R>, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Typed typed;

    Function2(Typed typed) {
      this.typed = typed;
    }

    @Override
    public R apply(A a, B b) {
      if (b == null) {
        throw new NullPointerException(typed.verb + ": the direction is null");
      }
      return typed.run(a, b);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }

  record Gradient2<A, B>(Typed typed) implements RealFunction2.Gradient<A, B>, Derived {
    @Override
    public RealFunction2.Partials<A, B> apply(A a, B b) {
      return typed.run(a, b);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }

  record Gradient3<A, B, C>(Typed typed) implements RealFunction3.Gradient<A, B, C>, Derived {
    @Override
    public RealFunction3.Partials<A, B, C> apply(A a, B b, C c) {
      return typed.run(a, b, c);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }

  record Gradient4<A, B, C, D>(Typed typed) implements RealFunction4.Gradient<A, B, C, D>, Derived {
    @Override
    public RealFunction4.Partials<A, B, C, D> apply(A a, B b, C c, D d) {
      return typed.run(a, b, c, d);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }

  record Gradient5<A, B, C, D, E>(Typed typed)
      implements RealFunction5.Gradient<A, B, C, D, E>, Derived {
    @Override
    public RealFunction5.Partials<A, B, C, D, E> apply(A a, B b, C c, D d, E e) {
      return typed.run(a, b, c, d, e);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }

  record Gradient6<A, B, C, D, E, F>(Typed typed)
      implements RealFunction6.Gradient<A, B, C, D, E, F>, Derived {
    @Override
    public RealFunction6.Partials<A, B, C, D, E, F> apply(A a, B b, C c, D d, E e, F f) {
      return typed.run(a, b, c, d, e, f);
    }

    @Override
    public Implementation implementation() {
      return typed.implementation;
    }
  }
}
