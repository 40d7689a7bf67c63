package cotangent.code;

import cotangent.code.Compiler.Mode;
import cotangent.code.Implementation.Derived;
import cotangent.code.runtime.Tape;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The objects that the API hands out. Those that are functions themselves can be differentiated
 * again. What a user's function throws comes out as it is.
 */
final class Derivatives {
  private Derivatives() {}

  /** The derivative of a function of one real. */
  static final class Scalar implements ScalarFunction, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Implementation implementation;
    private final transient MethodHandle handle;

    Scalar(Implementation f) {
      var session = Session.of(f);
      implementation = session.derived("derivative", f);
      handle = session.handle(Mode.DERIVATIVE, f, false);
    }

    @Override
    public double apply(double x) {
      try {
        return (double) handle.invokeExact(x);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    @Override
    public Implementation implementation() {
      return implementation;
    }
  }

  /** A gradient: tapes are kept for the next evaluation, one for each that ran at the same time. */
  static final class Reverse implements VectorFunction, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Implementation implementation;
    private final transient MethodHandle handle;
    private final transient ConcurrentLinkedQueue<Tape> tapes = new ConcurrentLinkedQueue<>();

    Reverse(Implementation f) {
      var session = Session.of(f);
      implementation = session.derived("gradient", f);
      handle = session.handle(Mode.GRADIENT, f, true);
    }

    @Override
    public Implementation implementation() {
      return implementation;
    }

    @Override
    public double[] apply(double[] x) {
      var gradient = new double[x.length];
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
      if (gradient.length != x.length) {
        throw new IllegalArgumentException(
            "gradient: the array for it has length " + gradient.length + ", x has " + x.length);
      }
      Arrays.fill(gradient, 0);
      try {
        return (double) handle.invokeExact(x, gradient, tape);
      } catch (Throwable e) {
        tape.clear();
        throw rethrow(e);
      }
    }

    /** The view of this object that returns values, too. */
    ValueAndGradient withValue() {
      return new ValueAndGradient() {
        @Override
        public Result apply(double[] x) {
          var gradient = new double[x.length];
          return new Result(Reverse.this.apply(x, gradient), gradient);
        }

        @Override
        public double apply(double[] x, double[] gradient) {
          return Reverse.this.apply(x, gradient);
        }

        @Override
        public Evaluator evaluator() {
          return Reverse.this.evaluator();
        }
      };
    }

    private ValueAndGradient.Evaluator evaluator() {
      var tape = new Tape();
      return new ValueAndGradient.Evaluator() {
        @Override
        public double apply(double[] x, double[] gradient) {
          return run(x, gradient, tape);
        }

        @Override
        public long tapeBytes() {
          return tape.bytes();
        }
      };
    }
  }

  /** A pushforward or pullback. */
  static final class Directional implements DirectionalFunction, Derived {
    private static final long serialVersionUID = 1L;
    private final Mode mode;
    private final transient Implementation implementation;
    private final transient MethodHandle handle;

    Directional(Mode mode, Implementation f) {
      this.mode = mode;
      var session = Session.of(f);
      implementation = session.derived(mode == Mode.PUSHFORWARD ? "jvp" : "vjp", f);
      handle = session.handle(mode, f, false);
    }

    @Override
    public double[] apply(double[] x, double[] direction) {
      if (mode == Mode.PUSHFORWARD && direction.length != x.length) {
        throw new IllegalArgumentException(
            "jvp: the direction has length " + direction.length + ", x has " + x.length);
      }
      try {
        return (double[]) handle.invokeExact(x, direction);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    @Override
    public Implementation implementation() {
      return implementation;
    }
  }

  /** Throws anything as it is. */
  static RuntimeException rethrow(Throwable e) {
    return Derivatives.<RuntimeException>as(e);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is never checked
  private static <E extends Throwable> RuntimeException as(Throwable e) throws E {
    throw (E) e;
  }
}
