package cotangent.op;

import cotangent.Axes;
import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.transform.Dispatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An op that applies one formula to each element of operands of equal shape; several formulas give
 * several results. The loops, both derivatives and their derivatives follow from the formulas, so
 * that a declaration is one line:
 *
 * <pre>{@code
 * static final Pointwise SWISH = Pointwise.of("swish", x -> x.mul(x.sigmoid()));
 * Tensor y = SWISH.apply(x);
 * }</pre>
 *
 * <p>Declare an op once, in a constant: derived ops are kept with it.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Pointwise implements Op {
  /** Up to so many operands the pushforward is one op. */
  private static final int FUSED_ARITY = 4;

  private final String name;
  private final int arity;
  private final List<Scalar> bodies;
  private final Map<Integer, Derived> pushforwards = new ConcurrentHashMap<>();
  private final Map<Integer, Derived> pullbacks = new ConcurrentHashMap<>();
  private final Map<List<DType>, StripProgram> programs = new ConcurrentHashMap<>();
  private volatile @Nullable StripProgram latest;

  /** A formula of three operands. */
  public interface Formula3 {
    Scalar of(Scalar a, Scalar b, Scalar c);
  }

  /** A formula of four operands. */
  public interface Formula4 {
    Scalar of(Scalar a, Scalar b, Scalar c, Scalar d);
  }

  /** A formula, or several that share parts, of any number of operands. */
  public interface Formulas {
    List<Scalar> of(List<Scalar> x);
  }

  private Pointwise(String name, int arity, List<Scalar> bodies) {
    this.name = name;
    this.arity = arity;
    this.bodies = List.copyOf(bodies);
  }

  /** An op of one operand. */
  public static Pointwise of(String name, UnaryOperator<Scalar> formula) {
    return of(name, 1, x -> List.of(formula.apply(x.get(0))));
  }

  /** An op of two operands. */
  public static Pointwise of(String name, BinaryOperator<Scalar> formula) {
    return of(name, 2, x -> List.of(formula.apply(x.get(0), x.get(1))));
  }

  /** An op of three operands. */
  public static Pointwise of(String name, Formula3 formula) {
    return of(name, 3, x -> List.of(formula.of(x.get(0), x.get(1), x.get(2))));
  }

  /** An op of four operands. */
  public static Pointwise of(String name, Formula4 formula) {
    return of(name, 4, x -> List.of(formula.of(x.get(0), x.get(1), x.get(2), x.get(3))));
  }

  /**
   * An op of {@code arity} operands with as many results as there are formulas.
   *
   * @throws IllegalArgumentException if there is no operand or no formula
   */
  public static Pointwise of(String name, int arity, Formulas formulas) {
    List<Scalar> args = new ArrayList<>();
    for (int i = 0; i < arity; i++) {
      args.add(new Scalar.Arg(i));
    }
    List<Scalar> bodies = formulas.of(args);
    if (arity == 0 || bodies.isEmpty()) {
      throw new IllegalArgumentException(
          "pointwise op "
              + name
              + " needs at least one operand and one formula, got "
              + arity
              + " and "
              + bodies.size());
    }
    return new Pointwise(name, arity, bodies);
  }

  /**
   * Applies an op of one result; operands of different shapes are broadcast.
   *
   * @throws IllegalArgumentException if the number of operands, their shapes or their dtypes do not
   *     fit
   */
  @Override
  public Tensor apply(Tensor... x) {
    if (bodies.size() != 1) {
      throw new IllegalArgumentException(name + " has " + bodies.size() + " results: use applyAll");
    }
    return applyAll(x)[0];
  }

  /**
   * Applies the op; operands of different shapes are broadcast. The results stand in the order of
   * the formulas.
   */
  public Tensor[] applyAll(Tensor... x) {
    if (x.length != arity) {
      throw new IllegalArgumentException(name + " takes " + arity + " operands, got " + x.length);
    }
    return Dispatch.bind(this, Broadcasting.together(name, x));
  }

  @Override
  public String name() {
    return name;
  }

  /** The number of operands. */
  public int arity() {
    return arity;
  }

  /** The formulas, one for each result, over {@link Scalar.Arg arguments} 0 to arity - 1. */
  public List<Scalar> bodies() {
    return bodies;
  }

  @Override
  public List<TensorType> types(List<TensorType> x) {
    Shape shape = x.getFirst().shape();
    for (TensorType type : x) {
      if (!type.shape().equals(shape)) {
        throw new IllegalArgumentException(name + " needs operands of one shape, got " + x);
      }
    }
    StripProgram program = program(x.stream().map(TensorType::dtype).toArray(DType[]::new));
    return program.resultTypes().stream().map(dtype -> new TensorType(dtype, shape)).toList();
  }

  /** The loops for these operands. */
  StripProgram program(NdArray[] x) {
    StripProgram last = latest;
    return last != null && last.fits(x)
        ? last
        : program(Arrays.stream(x).map(NdArray::dtype).toArray(DType[]::new));
  }

  private StripProgram program(DType[] x) {
    StripProgram program =
        programs.computeIfAbsent(Arrays.asList(x), types -> StripProgram.compile(name, bodies, x));
    latest = program;
    return program;
  }

  /**
   * What became of a derivative; inputs are numbered through operands, results, and tangents or
   * cotangents.
   */
  private sealed interface Derived {
    /** It is zero. */
    record Zero() implements Derived {}

    /** It is one of the inputs. */
    record Same(int input) implements Derived {}

    /** It is an op of some of the inputs. */
    record Applied(Pointwise op, Axes inputs) implements Derived {}
  }

  private static Tensor @Nullable [] apply(
      Derived derived, Tensor[] x, Tensor[] y, @Nullable Tensor[] d) {
    return switch (derived) {
      case Derived.Zero zero -> null;
      case Derived.Same same -> new Tensor[] {input(same.input, x, y, d)};
      case Derived.Applied applied -> {
        Tensor[] inputs = new Tensor[applied.inputs.size()];
        for (int i = 0; i < inputs.length; i++) {
          inputs[i] = input(applied.inputs.get(i), x, y, d);
        }
        yield Dispatch.bind(applied.op, inputs);
      }
    };
  }

  private static Tensor input(int i, Tensor[] x, Tensor[] y, @Nullable Tensor[] d) {
    return i < x.length
        ? x[i]
        : i < x.length + y.length
            ? y[i - x.length]
            : Objects.requireNonNull(d[i - x.length - y.length]);
  }

  /**
   * The tangents of the results, or null if all are zero. The terms of few operands are one op;
   * those of many are added up one by one, since fused derivatives of fused derivatives would
   * double in operands with every order.
   *
   * @param dx the tangents of the operands, null for zero
   */
  public @Nullable Tensor @Nullable [] pushforward(Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    if (arity <= FUSED_ARITY) {
      int mask = 0;
      for (int i = 0; i < arity; i++) {
        mask |= dx[i] == null ? 0 : 1 << i;
      }
      return pushforward(mask, x, y, dx);
    }
    @Nullable Tensor[] sum = null;
    for (int i = 0; i < arity; i++) {
      Tensor[] term = dx[i] == null ? null : pushforward(-1 - i, x, y, dx);
      for (int j = 0; term != null && j < y.length; j++) {
        sum = sum == null ? new Tensor[y.length] : sum;
        Tensor known = sum[j];
        sum[j] = known == null ? term[j] : known.add(term[j]);
      }
    }
    return sum;
  }

  /** The terms of the operands in a mask, or of operand {@code -1 - terms} alone. */
  private Tensor @Nullable [] pushforward(
      int terms, Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    Derived derived = pushforwards.get(terms);
    if (derived == null) {
      derived = pushforwards.computeIfAbsent(terms, this::derivePushforward);
    }
    return apply(derived, x, y, dx);
  }

  /**
   * The cotangent of operand {@code i}, or null if it is zero.
   *
   * @param ct the cotangents of the results
   */
  public @Nullable Tensor pullback(int i, Tensor[] x, Tensor[] y, Tensor[] ct) {
    Derived derived = pullbacks.get(i);
    if (derived == null) {
      derived = pullbacks.computeIfAbsent(i, this::derivePullback);
    }
    Tensor[] cotangent = apply(derived, x, y, ct);
    return cotangent == null ? null : cotangent[0];
  }

  private Derived derivePushforward(int terms) {
    Derivation by =
        new Derivation(
            bodies,
            arity,
            i ->
                (terms < 0 ? terms == -1 - i : (terms >> i & 1) != 0)
                    ? new Scalar.Arg(arity + bodies.size() + i)
                    : null);
    List<@Nullable Scalar> tangents = new ArrayList<>();
    for (Scalar body : bodies) {
      tangents.add(by.of(body));
    }
    return derived(name + "'", tangents);
  }

  private Derived derivePullback(int i) {
    Scalar cotangent = null;
    for (int j = 0; j < bodies.size(); j++) {
      // The cotangent goes in first, as the strong factor of every product behind it.
      Scalar ct = new Scalar.Arg(arity + bodies.size() + j);
      Derivation by = new Derivation(bodies, arity, k -> k == i ? ct : null);
      cotangent = Derivation.sum(cotangent, by.of(bodies.get(j)));
    }
    return derived(name + "*" + (arity == 1 ? "" : i), Collections.singletonList(cotangent));
  }

  /** An op with these bodies, its arguments renumbered to those that occur. */
  private static Derived derived(String name, List<@Nullable Scalar> bodies) {
    if (bodies.stream().allMatch(Objects::isNull)) {
      return new Derived.Zero();
    }
    if (bodies.size() == 1 && bodies.getFirst() instanceof Scalar.Arg arg) {
      return new Derived.Same(arg.index());
    }
    Renumbering numbers = new Renumbering();
    List<Scalar> renumbered = new ArrayList<>();
    for (Scalar body : bodies) {
      renumbered.add(numbers.of(body == null ? Scalar.of(0) : body));
    }
    return new Derived.Applied(new Pointwise(name, numbers.count(), renumbered), numbers.inputs());
  }

  @Override
  public String toString() {
    return name;
  }
}
