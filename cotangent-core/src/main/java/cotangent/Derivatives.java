package cotangent;

import cotangent.op.Body;
import cotangent.op.Call;
import cotangent.transform.Calls;
import cotangent.transform.Forward;
import cotangent.transform.Reverse;
import cotangent.transform.Vectorise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transformations of functions on {@link Tree trees} of tensors; import them statically. They nest
 * in each other without limit and in any order, and are exact. All differentiate with respect to
 * the first argument; what a function captures or takes besides is a constant.
 *
 * <p>They hold no state and may be used from any number of threads.
 *
 * <p>This file is long, since all that a user imports should come from one class; each function is
 * a few lines over the interpreters in {@code cotangent.transform}.
 */
public final class Derivatives {
  private Derivatives() {}

  /** A function of three arguments. */
  @FunctionalInterface
  public interface Function3<T, U, V, R> {
    /** The value. */
    R apply(T x, U u, V v);
  }

  /** How a Jacobian is computed. */
  public enum Mode {
    /** Column by column, by pushforwards: good where there are few inputs. */
    FORWARD,
    /** Row by row, by pullbacks: good where there are few outputs. */
    REVERSE
  }

  /** A value and its gradient. */
  public record ValueAndGrad<T>(Tensor value, T grad) {}

  /** A value that is differentiated, and something besides that is not. */
  public record WithAux<A>(Tensor value, A aux) {}

  /** A value, what came besides, and the gradient of the value. */
  public record ValueAuxAndGrad<A, T>(Tensor value, A aux, T grad) {}

  /** A value and its derivative in one direction. */
  public record Jvp<R>(R value, R tangent) {}

  /** A value, and the map from its cotangent to that of the argument. */
  public record Vjp<T, R>(R value, Function<R, T> pullback) {}

  /** A value, and the derivative at that point as a linear function from tangents to tangents. */
  public record Linearization<T, R>(R value, Function<T, R> pushforward) {}

  // ---- gradients ----

  /**
   * The gradient of a scalar function: a function that gives a tree of the argument's type. Leaves
   * that are not floating-point are copied into it.
   *
   * @throws IllegalArgumentException when it is called and the value is no floating-point scalar,
   *     or the argument holds no floating-point tensor
   */
  public static <T> Function<T, T> grad(Function<T, Tensor> f) {
    return x -> valueAndGradAt("grad", f, x).grad();
  }

  /** {@link #grad(Function)} with respect to the first of two arguments. */
  public static <T, U> BiFunction<T, U, T> grad(BiFunction<T, U, Tensor> f) {
    return (x, u) -> valueAndGradAt("grad", t -> f.apply(t, u), x).grad();
  }

  /** {@link #grad(Function)} with respect to the first of three arguments. */
  public static <T, U, V> Function3<T, U, V, T> grad(Function3<T, U, V, Tensor> f) {
    return (x, u, v) -> valueAndGradAt("grad", t -> f.apply(t, u, v), x).grad();
  }

  /** The value together with the {@link #grad(Function) gradient}, in one run. */
  public static <T> Function<T, ValueAndGrad<T>> valueAndGrad(Function<T, Tensor> f) {
    return x -> valueAndGradAt("valueAndGrad", f, x);
  }

  /** {@link #valueAndGrad(Function)} with respect to the first of two arguments. */
  public static <T, U> BiFunction<T, U, ValueAndGrad<T>> valueAndGrad(BiFunction<T, U, Tensor> f) {
    return (x, u) -> valueAndGradAt("valueAndGrad", t -> f.apply(t, u), x);
  }

  /** {@link #valueAndGrad(Function)} with respect to the first of three arguments. */
  public static <T, U, V> Function3<T, U, V, ValueAndGrad<T>> valueAndGrad(
      Function3<T, U, V, Tensor> f) {
    return (x, u, v) -> valueAndGradAt("valueAndGrad", t -> f.apply(t, u, v), x);
  }

  /**
   * Value and gradient of a function that gives something besides its value: predictions, a changed
   * state.
   */
  public static <T, A> Function<T, ValueAuxAndGrad<A, T>> valueAndGradWithAux(
      Function<T, WithAux<A>> f) {
    return x -> {
      TreeBody<T, WithAux<A>> body = new TreeBody<>(f, x);
      Reverse.Pullback pullback = Reverse.vjp(body, body.inputs("valueAndGradWithAux"));
      Tensor[] values = pullback.values();
      List<@Nullable Tensor> seeds = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        seeds.add(i == 0 ? scalarSeed("valueAndGradWithAux", values[0]) : null);
      }
      WithAux<A> y = body.output(values);
      return new ValueAuxAndGrad<>(y.value(), y.aux(), body.gradient(pullback.apply(seeds)));
    };
  }

  /** {@link #valueAndGradWithAux(Function)} with respect to the first of two arguments. */
  public static <T, U, A> BiFunction<T, U, ValueAuxAndGrad<A, T>> valueAndGradWithAux(
      BiFunction<T, U, WithAux<A>> f) {
    return (x, u) -> valueAndGradWithAux((T t) -> f.apply(t, u)).apply(x);
  }

  private static <T> ValueAndGrad<T> valueAndGradAt(String name, Function<T, Tensor> f, T x) {
    TreeBody<T, Tensor> body =
        new TreeBody<>(
            t -> Objects.requireNonNull(f.apply(t), () -> name + ": the function gave null"), x);
    Reverse.Pullback pullback = Reverse.vjp(body, body.inputs(name));
    Tensor value = pullback.values()[0];
    List<Tensor> seed = List.of(scalarSeed(name, value));
    return new ValueAndGrad<>(value, body.gradient(pullback.apply(seed)));
  }

  private static Tensor scalarSeed(String name, Tensor value) {
    if (value.shape().rank() != 0 || !value.dtype().isFloating()) {
      throw new IllegalArgumentException(
          name
              + ": the function's value is "
              + value.type()
              + ", but only a floating-point scalar has a gradient: take a sum or a mean, or use jacobian or vjp");
    }
    return value.constant(1);
  }

  /**
   * The gradients of a scalar that was computed from variables, with respect to any nodes of its
   * graph, intermediate ones too. They are recorded: they can be differentiated again. Zeros where
   * the scalar does not depend on a node.
   *
   * @throws IllegalArgumentException if {@code z} is no scalar, or one of the tensors was not
   *     computed from a variable
   */
  public static List<Tensor> gradients(Tensor z, List<Tensor> xs) {
    return gradients(List.of(z), List.of(cotangent.transform.Exports.one("gradients", z)), xs);
  }

  /** {@link #gradients(Tensor, List)} of the sum of several roots times their cotangents. */
  public static List<Tensor> gradients(
      List<Tensor> roots, List<Tensor> cotangents, List<Tensor> xs) {
    @Nullable Tensor[] found = Reverse.gradients(roots, cotangents, xs);
    List<Tensor> out = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      out.add(orZeros(found[i], xs.get(i)));
    }
    return out;
  }

  // ---- one direction at a time ----

  /**
   * Value and derivative of a function in one direction, by forward mode.
   *
   * @param dx the direction: a tree like {@code x}; leaves that are not floating-point are ignored
   * @throws IllegalArgumentException if {@code dx} is not of the form of {@code x}
   */
  public static <T, R> Jvp<R> jvp(Function<T, R> f, T x, T dx) {
    TreeBody<T, R> body = new TreeBody<>(f, x);
    Forward.Result result = Forward.jvp(body, body.inputs("jvp"), body.tangents("jvp", dx));
    return new Jvp<>(
        body.output(result.values()), body.output(filled(result.tangents(), result.values())));
  }

  /**
   * Value and pullback of a function at a point, by reverse mode. The pullback may be called any
   * number of times.
   */
  public static <T, R> Vjp<T, R> vjp(Function<T, R> f, T x) {
    TreeBody<T, R> body = new TreeBody<>(f, x);
    Reverse.Pullback pullback = Reverse.vjp(body, body.inputs("vjp"));
    Tensor[] values = pullback.values();
    return new Vjp<>(
        body.output(values),
        ct ->
            body.gradient(
                pullback.apply(
                    TreeBody.matching("the cotangent of vjp", ct, Arrays.asList(values)))));
  }

  /**
   * The function's derivative at a point, which may be applied to any number of tangents without
   * running it again.
   */
  public static <T, R> Linearization<T, R> linearize(Function<T, R> f, T x) {
    TreeBody<T, R> body = new TreeBody<>(f, x);
    Reverse.Pullback recorded = Reverse.vjp(body, body.inputs("linearize"));
    Tensor[] values = recorded.values();
    return new Linearization<>(
        body.output(values),
        dx -> body.output(filled(recorded.pushforward(body.tangents("linearize", dx)), values)));
  }

  /**
   * The Hessian of a scalar function times a direction, without the Hessian: forward over reverse.
   */
  public static <T> T hvp(Function<T, Tensor> f, T x, T v) {
    return jvp(grad(f), x, v).tangent();
  }

  // ---- matrices ----

  /**
   * The Jacobian of a function of one tensor: its shape is the value's followed by the argument's.
   * Forward mode where the argument has fewer elements than the value, else reverse mode.
   */
  public static Function<Tensor, Tensor> jacobian(Function<Tensor, Tensor> f) {
    return x -> {
      // One forward run tells the shape of the value; it is the start of the reverse mode, too.
      Reverse.Pullback recorded =
          Reverse.vjp(y -> new Tensor[] {f.apply(y[0])}, floating("jacobian", x));
      Tensor y = recorded.values()[0];
      return x.shape().elements() < y.shape().elements() ? columns(f, x) : rows(recorded, x, y);
    };
  }

  /** The Jacobian by a mode of your choice; see {@link #jacobian(Function)}. */
  public static Function<Tensor, Tensor> jacobian(Function<Tensor, Tensor> f, Mode mode) {
    return switch (mode) {
      case FORWARD -> x -> columns(f, floating("jacobian", x)[0]);
      case REVERSE ->
          x -> {
            Reverse.Pullback recorded =
                Reverse.vjp(y -> new Tensor[] {f.apply(y[0])}, floating("jacobian", x));
            return rows(recorded, x, recorded.values()[0]);
          };
    };
  }

  private static Tensor[] floating(String name, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          name + ": " + x.type() + " cannot carry a derivative: use cast");
    }
    return new Tensor[] {x};
  }

  private static Tensor columns(Function<Tensor, Tensor> f, Tensor x) {
    int n = x.shape().elements();
    Tensor basis = Tensor.eye(x.dtype(), n).reshape(Shape.of(n).concat(x.shape()).toArray());
    Tensor columns =
        vmap(
                (Tensor dx) -> {
                  Jvp<Tensor> column = jvp(f, x, dx);
                  floating("jacobian: the value", column.value());
                  return column.tangent();
                })
            .apply(basis);
    int[] order = new int[columns.shape().rank()];
    Arrays.setAll(order, i -> (i + 1) % order.length);
    Tensor moved = columns.permute(order);
    return moved.reshape(moved.shape().dropLast(1).concat(x.shape()).toArray());
  }

  private static Tensor rows(Reverse.Pullback recorded, Tensor x, Tensor y) {
    floating("jacobian: the value", y);
    int m = y.shape().elements();
    Tensor basis = Tensor.eye(y.dtype(), m).reshape(Shape.of(m).concat(y.shape()).toArray());
    Tensor rows = vmap((Tensor ct) -> orZeros(recorded.apply(List.of(ct))[0], x)).apply(basis);
    return rows.reshape(y.shape().concat(x.shape()).toArray());
  }

  /**
   * The Hessian of a scalar function of one tensor: its shape is the argument's twice. Forward over
   * reverse.
   */
  public static Function<Tensor, Tensor> hessian(Function<Tensor, Tensor> f) {
    return jacobian(grad(f), Mode.FORWARD);
  }

  /**
   * The derivative of a function of one number, applied to each element of a tensor. The function
   * sees scalars, so one that would mix elements is an error and not a sum.
   *
   * @throws IllegalArgumentException when it is called and the value for a scalar is no scalar
   */
  public static Function<Tensor, Tensor> derivative(Function<Tensor, Tensor> f) {
    Function<Tensor, Tensor> ofScalar =
        x -> {
          Jvp<Tensor> result = jvp(f, x, x.constant(1));
          if (result.value().shape().rank() != 0) {
            throw new IllegalArgumentException(
                "derivative: the function gave "
                    + result.value().type()
                    + " for a scalar; for functions of several numbers use grad or jacobian");
          }
          return result.tangent();
        };
    return x ->
        floating("derivative", x)[0].shape().rank() == 0
            ? ofScalar.apply(x)
            : vmap(ofScalar).apply(x.reshape(-1)).reshape(x.shape().toArray());
  }

  // ---- vectorisation ----

  /**
   * The function for a whole batch at once: it is written for one element and applied along axis 0
   * of all tensors of its argument. What it captures is the same for all elements.
   *
   * @throws IllegalArgumentException when it is called and the sizes of axis 0 differ, or there is
   *     no such axis
   */
  public static <T, R> Function<T, R> vmap(Function<T, R> f) {
    return x -> {
      TreeBody<T, R> body = new TreeBody<>(f, x);
      return body.output(Vectorise.vmap(body, body.leaves()));
    };
  }

  /** {@link #vmap(Function)} along axis 0 of both arguments. */
  public static <T, U, R> BiFunction<T, U, R> vmap(BiFunction<T, U, R> f) {
    return (x, u) -> vmap((Pair<T, U> p) -> f.apply(p.first, p.second)).apply(new Pair<>(x, u));
  }

  /** {@link #vmap(Function)} along axis 0 of all three arguments. */
  public static <T, U, V, R> Function3<T, U, V, R> vmap(Function3<T, U, V, R> f) {
    return (x, u, v) ->
        vmap((Pair<Pair<T, U>, V> p) -> f.apply(p.first.first, p.first.second, p.second))
            .apply(new Pair<>(new Pair<>(x, u), v));
  }

  private record Pair<A, B>(A first, B second) {}

  // ---- what derivatives see ----

  /** The tree as a constant: no derivative passes. */
  public static <T> T stopGradient(T tree) {
    return Tree.map(tree, Tensor::stopGradient);
  }

  /**
   * The function, of which reverse mode keeps the arguments and captured values alone: what lies
   * between is computed again in the backward pass (Griewank and Walther, Evaluating Derivatives,
   * 2008, chapter 12). It must do the same each time.
   */
  public static <T, R> Function<T, R> checkpoint(Function<T, R> f) {
    return x -> {
      TreeBody<T, R> body = new TreeBody<>(f, x);
      return body.output(Calls.call("checkpoint", body, body.leaves(), null));
    };
  }

  /** {@link #checkpoint(Function)} of a function of two arguments. */
  public static <T, U, R> BiFunction<T, U, R> checkpoint(BiFunction<T, U, R> f) {
    return (x, u) ->
        checkpoint((Pair<T, U> p) -> f.apply(p.first, p.second)).apply(new Pair<>(x, u));
  }

  /** The tangent of a function's value. */
  @FunctionalInterface
  public interface PushforwardRule<T, R> {
    /** From argument, value and tangent of the argument. */
    R apply(T x, R y, T dx);
  }

  /** The cotangent of a function's argument. */
  @FunctionalInterface
  public interface PullbackRule<T, R> {
    /** From argument, value and cotangent of the value. */
    T apply(T x, R y, R ct);
  }

  /**
   * The function with derivatives of your own. The rules are written in tensor operations and are
   * differentiated themselves for higher orders. With respect to values that the function captures
   * its own derivative holds.
   *
   * @param pushforward the tangent of the value; it must be linear in {@code dx}
   * @param pullback the cotangent of the argument, a tree like it; it must be linear in {@code ct}
   */
  public static <T, R> Function<T, R> customGradient(
      Function<T, R> f, PushforwardRule<T, R> pushforward, PullbackRule<T, R> pullback) {
    return x -> {
      TreeBody<T, R> body = new TreeBody<>(f, x);
      Tensor[] leaves = body.leaves();
      Body push =
          all -> {
            int n = leaves.length;
            int m = all.length - 2 * n;
            Tensor[] xs = Arrays.copyOf(all, n);
            Tensor[] ys = Arrays.copyOfRange(all, n, n + m);
            R dy =
                pushforward.apply(
                    body.input(xs),
                    body.output(ys),
                    body.input(Arrays.copyOfRange(all, n + m, all.length)));
            return TreeBody.complete("the result of the pushforward rule", dy, ys);
          };
      Body pull =
          all -> {
            int n = leaves.length;
            int m = (all.length - n) / 2;
            Tensor[] xs = Arrays.copyOf(all, n);
            T dx =
                pullback.apply(
                    body.input(xs),
                    body.output(Arrays.copyOfRange(all, n, n + m)),
                    body.output(Arrays.copyOfRange(all, n + m, all.length)));
            return TreeBody.complete("the result of the pullback rule", dx, xs);
          };
      return body.output(
          Calls.call("customGradient", body, leaves, new Call.Rules(leaves.length, push, pull)));
    };
  }

  // ---- programs ----

  /**
   * Writes down what a function does to tensors of the types of {@code x}: a program that can be
   * printed, run and transformed like any function. Values of outer transformations that the
   * function captures stay connected.
   *
   * @throws IllegalStateException if the function branches in Java on a traced value; the message
   *     names the line
   */
  public static <T, R> Traced<T, R> trace(Function<T, R> f, T x) {
    return Traced.of(f, x);
  }

  static Tensor orZeros(@Nullable Tensor d, Tensor like) {
    return d == null ? Tensor.zeros(like.dtype()).broadcastTo(like.shape().toArray()) : d;
  }

  private static Tensor[] filled(@Nullable Tensor[] tangents, Tensor[] values) {
    Tensor[] out = new Tensor[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = orZeros(tangents[i], values[i]);
    }
    return out;
  }
}
