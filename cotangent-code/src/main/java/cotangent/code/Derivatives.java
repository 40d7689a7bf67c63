package cotangent.code;

import cotangent.code.Compiler.Mode;
import cotangent.code.Implementation.Derived;
import cotangent.code.runtime.Tape;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the API hands out. Those that are functions themselves can be differentiated
 * again. What a user's function throws comes out as it is.
 */
final class Derivatives {
  private Derivatives() {}

  /** The derivative of a function of one real. */
  static final class Scalar implements ScalarFunction, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Implementation f;
    private final transient MethodHandle handle;
    private final transient @Nullable Object[] captured;

    Scalar(Implementation f) {
      this.f = f;
      captured = f.captured().toArray();
      handle = Session.of(f).handle(Mode.DERIVATIVE, f, false);
    }

    @Override
    public double apply(double x) {
      try {
        return (double) handle.invokeExact(captured, x);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    @Override
    public Implementation implementation() {
      return f.derived("derivative", "ScalarFunction", "(D)D");
    }
  }

  /** A function of one real together with its derivative. */
  static final class WithDerivative implements ValueAndDerivative, Derived {
    private final Implementation f;
    private final MethodHandle handle;
    private final @Nullable Object[] captured;

    WithDerivative(Implementation f) {
      this.f = f;
      captured = f.captured().toArray();
      handle = Session.of(f).valueAndDerivative(f);
    }

    @Override
    public ValueAndDerivative.Result apply(double x) {
      try {
        return (ValueAndDerivative.Result) handle.invokeExact(captured, x);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    @Override
    public Implementation implementation() {
      return f.derived("valueAndDerivative", "ValueAndDerivative", "(D)V");
    }
  }

  /** A gradient: tapes are kept for the next evaluation, one for each that ran at the same time. */
  static final class Reverse implements VectorFunction, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Implementation f;
    private final transient MethodHandle handle;
    private final transient @Nullable Object[] captured;
    private final transient ConcurrentLinkedQueue<Tape> tapes = new ConcurrentLinkedQueue<>();

    Reverse(Implementation f) {
      this.f = f;
      captured = f.captured().toArray();
      handle = Session.of(f).handle(Mode.GRADIENT, f, true);
    }

    @Override
    public Implementation implementation() {
      return f.derived("gradient", "VectorFunction", "([D)[D");
    }

    @Override
    public double[] apply(double[] x) {
      var gradient = new double[given("gradient", x).length];
      double _ = apply(x, gradient);
      return gradient;
    }

    double apply(double[] x, double[] gradient) {
      var pooled = tapes.poll();
      var tape = pooled == null ? new Tape() : pooled;
      try {
        return run(x, gradient, tape);
      } finally {
        tapes.add(tape);
      }
    }

    private double run(double[] x, double[] gradient, Tape tape) {
      if (gradient.length != given("gradient", x).length) {
        throw new IllegalArgumentException(
            "gradient: the array for it has length " + gradient.length + ", x has " + x.length);
      }
      if (same(gradient, x)) {
        throw new IllegalArgumentException("gradient: the array for it is x: pass another");
      }
      Arrays.fill(gradient, 0);
      try {
        return (double) handle.invokeExact(captured, x, gradient, tape);
      } catch (Throwable e) {
        tape.clear();
        throw rethrow(e);
      }
    }

    /** The view of this object that returns values, too. */
    ValueAndGradient withValue() {
      return new WithValue(this);
    }
  }

  /** A gradient together with the value. */
  private record WithValue(Reverse gradient) implements ValueAndGradient, Derived {
    @Override
    public ValueAndGradient.Result apply(double[] x) {
      var result = new double[given("valueAndGradient", x).length];
      return new ValueAndGradient.Result(gradient.apply(x, result), result);
    }

    @Override
    public double apply(double[] x, double[] result) {
      return gradient.apply(x, result);
    }

    @Override
    public Evaluator evaluator() {
      return new OneThread(this, new Tape());
    }

    @Override
    public Implementation implementation() {
      return gradient.f.derived("valueAndGradient", "ValueAndGradient", "([D)V");
    }
  }

  /** The same with a tape of its own. */
  private record OneThread(WithValue f, Tape tape) implements ValueAndGradient.Evaluator, Derived {
    @Override
    public double apply(double[] x, double[] gradient) {
      return f.gradient.run(x, gradient, tape);
    }

    @Override
    public long tapeBytes() {
      return tape.bytes();
    }

    @Override
    public Implementation implementation() {
      return f.implementation();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the question is whether it is one array
  static boolean same(double[] a, double[] b) {
    return a == b;
  }

  /** The point, unless it is null. */
  static double[] given(String verb, double[] x) {
    if (x == null) { // rather than a lambda, since an evaluation allocates nothing
      throw new NullPointerException(verb + ": x is null");
    }
    return x;
  }

  /** Throws anything as it is. */
  static RuntimeException rethrow(Throwable e) {
    if (e instanceof StackOverflowError && e.getMessage() == null) {
      var told =
          new StackOverflowError(
              "A derivative needs several times the stack of its function, for it keeps more"
                  + " variables at each depth of a recursion. Run it in a thread with a larger stack:"
                  + " new Thread(null, task, name, bytes), or java -Xss.");
      told.initCause(e);
      throw told;
    }
    return Derivatives.<RuntimeException>as(e);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is never checked
  private static <E extends Throwable> RuntimeException as(Throwable e) throws E {
    throw (E) e;
  }
}
