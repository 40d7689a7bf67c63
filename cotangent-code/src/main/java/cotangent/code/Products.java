package cotangent.code;

import cotangent.code.Compiler.Mode;
import cotangent.code.Implementation.Derived;
import cotangent.code.Lanes.Kind;
import cotangent.code.runtime.Tape;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The products of Jacobians and Hessians with vectors, as the API hands them out.
 *
 * <p>Longer than most files, since all three kinds of product do the same for the caller: check,
 * take a workspace, evaluate, put it back.
 */
final class Products {
  private static final String DESC = "([D[D)[D";

  private Products() {}

  /** The pushforward of a function, which for a gradient is the product of the Hessian. */
  static Pushforward pushforward(Implementation f) {
    var pushforward = lazy(f);
    switch (pushforward) {
      case Forward first -> first.single.get();
      case Second second -> second.single.get();
    }
    return pushforward;
  }

  /** The same, with the code for several directions made first. */
  static Pushforward columns(Implementation f) {
    var pushforward = lazy(f);
    boolean several =
        switch (pushforward) {
          case Forward first -> first.several.get().isPresent();
          case Second second -> second.several.get().isPresent();
        };
    return several ? pushforward : pushforward(f);
  }

  private static Made lazy(Implementation f) {
    var gradientOf = f.gradientOf();
    return gradientOf == null ? new Forward(f) : new Second(f, gradientOf);
  }

  static HessianProduct hessianProduct(Implementation f) {
    var product = new Second(f.derived("gradient", "VectorFunction", "([D)[D"), f);
    product.single.get();
    return product;
  }

  private sealed interface Made extends Pushforward, Derived permits Forward, Second {}

  private static void direction(String verb, double[] x, double[] direction) {
    Derivatives.given(verb, x);
    if (direction == null) {
      throw new NullPointerException(verb + ": the direction is null");
    }
    if (direction.length != x.length) {
      throw new IllegalArgumentException(
          verb + ": the direction has length " + direction.length + ", x has " + x.length);
    }
  }

  private static void directions(String verb, double[] x, double[][] directions) {
    if (directions == null) {
      throw new NullPointerException(verb + ": the directions are null");
    }
    for (var direction : directions) {
      direction(verb, x, direction);
    }
  }

  /** Made when it is asked for first, and kept. */
  private static final class Lazy<T> {
    private final Supplier<T> make;
    private volatile @Nullable T made;

    Lazy(Supplier<T> make) {
      this.make = make;
    }

    T get() {
      var known = made;
      if (known == null) {
        // Two threads that are first at once make the same; the session keeps one.
        known = make.get();
        made = known;
      }
      return known;
    }
  }

  /** One sweep for several directions. */
  private interface Sweep {
    void run(double[][] directions, double[][] products);
  }

  /** The products with any number of directions, some in each sweep. */
  private static double[][] all(double[] x, double[][] directions, int count, Sweep sweep) {
    var all = new double[directions.length][];
    var seeds = new double[count][];
    var products = new double[count][];
    for (int from = 0; from < directions.length; from += count) {
      int n = Math.min(count, directions.length - from);
      System.arraycopy(directions, from, seeds, 0, n);
      if (n < count) {
        Arrays.fill(seeds, n, count, new double[x.length]);
      }
      sweep.run(seeds, products);
      System.arraycopy(products, 0, all, from, n);
    }
    return all;
  }

  /** One direction after the other, for code that would be too long for several. */
  private static double[][] each(DirectionalFunction f, double[] x, double[][] directions) {
    var all = new double[directions.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = f.apply(x, directions[i]);
    }
    return all;
  }

  // -------------------------------------------------------------------------------- forward mode

  /** The pushforward of a vector function. */
  private static final class Forward implements Made {
    private static final long serialVersionUID = 1L;
    private final transient Implementation f;
    private final transient @Nullable Object[] captured;
    private final transient Lazy<MethodHandle> single;
    private final transient Lazy<Session.Lane> one;
    private final transient Lazy<Optional<Session.Lane>> several;

    Forward(Implementation f) {
      this.f = f;
      captured = f.captured().toArray();
      single = new Lazy<>(() -> Session.of(f).handle(Mode.PUSHFORWARD, f, false));
      one = new Lazy<>(() -> Session.of(f).lane(Kind.VECTOR, f));
      several = new Lazy<>(() -> Session.of(f).lanes(Kind.VECTOR, f));
    }

    @Override
    public Implementation implementation() {
      return f.derived("jvp", "DirectionalFunction", DESC);
    }

    @Override
    public double[] apply(double[] x, double[] direction) {
      direction("jvp", x, direction);
      try {
        return (double[]) single.get().invokeExact(captured, x, direction);
      } catch (Throwable e) {
        throw Derivatives.rethrow(e);
      }
    }

    @Override
    public double[] apply(double[] x, double[] direction, double[] product) {
      direction("jvp", x, direction);
      try {
        return (double[]) one.get().handle().invokeExact(captured, x, direction, product);
      } catch (Throwable e) {
        throw Derivatives.rethrow(e);
      }
    }

    @Override
    public Jvp<double[]> withValue(double[] x, double[] direction) {
      direction("jvp", x, direction);
      var lanes = several.get();
      if (lanes.isEmpty()) {
        var product = apply(x, direction);
        return new Jvp<>(apply(x, direction, product), product);
      }
      var seeds = new double[lanes.get().count()][x.length];
      seeds[0] = direction;
      var products = new double[seeds.length][];
      var value = sweep(lanes.get(), x, seeds, products);
      return new Jvp<>(value, products[0]);
    }

    @Override
    public double[][] applyAll(double[] x, double[][] directions) {
      directions("jvp", x, directions);
      var lanes = several.get();
      return lanes.isEmpty()
          ? each(this, x, directions)
          : all(
              x,
              directions,
              lanes.get().count(),
              (seeds, products) -> sweep(lanes.get(), x, seeds, products));
    }

    private double[] sweep(
        Session.Lane lane, double[] x, double[][] directions, double[][] products) {
      try {
        return (double[]) lane.handle().invokeExact(captured, x, directions, products);
      } catch (Throwable e) {
        throw Derivatives.rethrow(e);
      }
    }
  }

  /** What an evaluation of a product with a Hessian needs besides the caller's arrays. */
  private static final class Workspace {
    private final Tape tape = new Tape();
    private final Tape tangents = new Tape();
    private final double[] slopes = new double[8];

    void clear() {
      tape.clear();
      tangents.clear();
    }
  }

  /** The pushforward of a gradient. */
  private static final class Second implements Made, HessianProduct {
    private static final long serialVersionUID = 1L;
    private final transient Implementation gradient;
    private final transient @Nullable Object[] captured;
    private final transient Lazy<MethodHandle> single;
    private final transient Lazy<Optional<Session.Lane>> several;
    private final transient ConcurrentLinkedQueue<Workspace> pool = new ConcurrentLinkedQueue<>();

    Second(Implementation gradient, Implementation f) {
      this.gradient = gradient;
      captured = f.captured().toArray();
      single = new Lazy<>(() -> Session.of(f).lane(Kind.GRADIENT, f).handle());
      several = new Lazy<>(() -> Session.of(f).lanes(Kind.GRADIENT, f));
    }

    @Override
    public Implementation implementation() {
      return gradient.derived("jvp", "DirectionalFunction", DESC);
    }

    @Override
    public double[] apply(double[] x, double[] direction) {
      return withValue(x, direction).tangent();
    }

    @Override
    public double[] apply(double[] x, double[] direction, double[] product) {
      var gradient = new double[Derivatives.given("hvp", x).length];
      double _ = apply(x, direction, gradient, product);
      return gradient;
    }

    @Override
    public Jvp<double[]> withValue(double[] x, double[] direction) {
      var product = new double[Derivatives.given("hvp", x).length];
      return new Jvp<>(apply(x, direction, product), product);
    }

    @Override
    public double apply(double[] x, double[] direction, double[] gradient, double[] product) {
      var workspace = take();
      try {
        return run(x, direction, gradient, product, workspace);
      } finally {
        pool.add(workspace);
      }
    }

    private Workspace take() {
      var pooled = pool.poll();
      return pooled == null ? new Workspace() : pooled;
    }

    private double run(
        double[] x, double[] direction, double[] gradient, double[] product, Workspace workspace) {
      direction("hvp", x, direction);
      if (gradient.length != x.length || product.length != x.length) {
        throw new IllegalArgumentException(
            "hvp: the arrays for gradient and product have lengths "
                + gradient.length
                + " and "
                + product.length
                + ", x has "
                + x.length);
      }
      if (Derivatives.same(gradient, product)
          || Derivatives.same(gradient, x)
          || Derivatives.same(gradient, direction)
          || Derivatives.same(product, x)
          || Derivatives.same(product, direction)) {
        throw new IllegalArgumentException("hvp: an array is given twice: pass one for each");
      }
      Arrays.fill(gradient, 0);
      Arrays.fill(product, 0);
      try {
        return (double)
            single
                .get()
                .invokeExact(
                    captured,
                    x,
                    gradient,
                    workspace.tape,
                    direction,
                    product,
                    workspace.tangents,
                    workspace.slopes);
      } catch (Throwable e) {
        workspace.clear();
        throw Derivatives.rethrow(e);
      }
    }

    @Override
    public double[][] applyAll(double[] x, double[][] directions) {
      directions("hvp", x, directions);
      var lanes = several.get();
      if (lanes.isEmpty()) {
        return each(this, x, directions);
      }
      var gradient = new double[x.length];
      var workspace = take();
      try {
        return all(
            x,
            directions,
            lanes.get().count(),
            (seeds, products) -> {
              Arrays.fill(gradient, 0);
              sweep(lanes.get(), x, gradient, seeds, products, workspace);
            });
      } finally {
        pool.add(workspace);
      }
    }

    private void sweep(
        Session.Lane lane,
        double[] x,
        double[] gradient,
        double[][] directions,
        double[][] products,
        Workspace workspace) {
      try {
        double _ =
            (double)
                lane.handle()
                    .invokeExact(
                        captured,
                        x,
                        gradient,
                        workspace.tape,
                        directions,
                        products,
                        workspace.tangents,
                        workspace.slopes);
      } catch (Throwable e) {
        workspace.clear();
        throw Derivatives.rethrow(e);
      }
    }

    @Override
    public Evaluator evaluator() {
      var workspace = new Workspace();
      return new Evaluator() {
        @Override
        public double apply(double[] x, double[] direction, double[] gradient, double[] product) {
          return run(x, direction, gradient, product, workspace);
        }

        @Override
        public long tapeBytes() {
          return workspace.tape.bytes() + workspace.tangents.bytes();
        }
      };
    }
  }

  // -------------------------------------------------------------------------------- reverse mode

  /** The pullback of a vector function. */
  static final class Backward implements Pullback, Derived {
    private static final long serialVersionUID = 1L;
    private final transient Implementation f;
    private final transient @Nullable Object[] captured;
    private final transient MethodHandle handle;
    private final transient Lazy<List<MethodHandle>> steps;
    private final transient ConcurrentLinkedQueue<Tape> tapes = new ConcurrentLinkedQueue<>();

    Backward(Implementation f) {
      this.f = f;
      captured = f.captured().toArray();
      handle = Session.of(f).handle(Mode.PULLBACK, f, true);
      steps = new Lazy<>(() -> Session.of(f).steps(f));
    }

    @Override
    public Implementation implementation() {
      return f.derived("vjp", "DirectionalFunction", DESC);
    }

    @Override
    public double[] apply(double[] x, double[] adjoint) {
      var product = new double[Derivatives.given("vjp", x).length];
      double[] _ = apply(x, adjoint, product);
      return product;
    }

    @Override
    public double[] apply(double[] x, double[] adjoint, double[] product) {
      Derivatives.given("vjp", x);
      adjoint(adjoint);
      if (product.length != x.length) {
        throw new IllegalArgumentException(
            "vjp: the array for the product has length " + product.length + ", x has " + x.length);
      }
      if (Derivatives.same(product, x) || Derivatives.same(product, adjoint)) {
        throw new IllegalArgumentException("vjp: an array is given twice: pass one for each");
      }
      Arrays.fill(product, 0);
      var tape = take();
      try {
        return (double[]) handle.invokeExact(captured, x, adjoint, product, tape);
      } catch (Throwable e) {
        tape.clear();
        throw Derivatives.rethrow(e);
      } finally {
        tapes.add(tape);
      }
    }

    private static void adjoint(double[] adjoint) {
      if (adjoint == null) {
        throw new NullPointerException("vjp: the adjoint is null");
      }
    }

    private Tape take() {
      var pooled = tapes.poll();
      return pooled == null ? new Tape() : pooled;
    }

    /** What the forward sweep left for the reverse sweep. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Begun(Object[] state, double[] product, Tape tape) {}

    private Begun begin(double[] x) {
      var tape = take();
      var product = new double[x.length];
      try {
        return new Begun(
            (Object[]) steps.get().getFirst().invokeExact(captured, x, product, tape),
            product,
            tape);
      } catch (Throwable e) {
        tape.clear();
        tapes.add(tape);
        throw Derivatives.rethrow(e);
      }
    }

    @Override
    public At at(double[] x) {
      var point = Derivatives.given("vjp", x).clone();
      var first = begin(point);
      var value = (double[]) first.state[0];
      var begun = new AtomicReference<@Nullable Begun>(first);
      return new At() {
        @Override
        public double[] value() {
          return value;
        }

        @Override
        public double[] apply(double[] adjoint) {
          adjoint(adjoint);
          var left = begun.getAndSet(null);
          return end(point, left == null ? begin(point) : left, adjoint);
        }
      };
    }

    private double[] end(double[] x, Begun begun, double[] adjoint) {
      try {
        steps
            .get()
            .getLast()
            .invokeExact(captured, x, begun.state, adjoint, begun.product, begun.tape);
        return begun.product;
      } catch (Throwable e) {
        begun.tape.clear();
        throw Derivatives.rethrow(e);
      } finally {
        tapes.add(begun.tape);
      }
    }
  }
}
