package cotangent.op;

import cotangent.DType;
import cotangent.Shape;
import cotangent.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * A row of the op table: a function and how to make its inputs. All {@link OpChecks} follow.
 *
 * <pre>{@code
 * unary("log", Tensor::log).in(0.1, 3).is(Math::log)         // standard shapes
 * binary("add", Tensor::add).also(I32, I64)                  // standard and broadcast shapes
 * row("concat", x -> Tensor.concat(x, 1)).on(f(2, 3), f(2, 1)).on(f(2, 0), f(2, 0))
 * }</pre>
 *
 * Floating-point elements are spread over the range so that no two are close to each other: ops
 * that compare elements are differentiable there.
 */
final class OpRow {
  /** What an input is made of. */
  enum Kind {
    FLOATING,
    INTEGER,
    TRUTH
  }

  /** An input: integers lie in [low, high). */
  record Input(Kind kind, Shape shape, double low, double high) {}

  final String name;
  final Function<List<Tensor>, List<Tensor>> f;
  final List<List<Input>> cases = new ArrayList<>();
  final List<DType> dtypes = new ArrayList<>(List.of(DType.F64));
  private double[] range = {-2, 2};
  private double[] avoided = {};
  double tolerance = 1e-5;
  boolean differences = true;
  boolean neverEmpty;
  Function<double[], Double> oracle;

  private OpRow(String name, Function<List<Tensor>, List<Tensor>> f) {
    this.name = name;
    this.f = f;
  }

  /** A function of one tensor, by default pointwise shapes. */
  static OpRow unary(String name, Function<Tensor, Tensor> f) {
    return row(name, x -> f.apply(x.getFirst())).on(f()).on(f(3, 4)).on(f(2, 1, 3)).on(f(2, 0));
  }

  /** A function of two tensors that are broadcast. */
  static OpRow binary(String name, BiFunction<Tensor, Tensor, Tensor> f) {
    return row(name, x -> f.apply(x.get(0), x.get(1)))
        .on(f(), f())
        .on(f(3, 4), f(3, 4))
        .on(f(2, 1, 3), f(4, 1))
        .on(f(3), f())
        .on(f(2, 0), f(1, 1));
  }

  /** A function of the list of its inputs with one result. */
  static OpRow row(String name, Function<List<Tensor>, Tensor> f) {
    return rows(name, x -> List.of(f.apply(x)));
  }

  /** A function of the list of its inputs with several results. */
  static OpRow rows(String name, Function<List<Tensor>, List<Tensor>> f) {
    return new OpRow(name, f);
  }

  /** A floating-point input in the range of the row. */
  static Input f(int... shape) {
    return new Input(Kind.FLOATING, Shape.of(shape), Double.NaN, Double.NaN);
  }

  /** An input of I32 numbers from 0 to n - 1. */
  static Input index(int n, int... shape) {
    return new Input(Kind.INTEGER, Shape.of(shape), 0, n);
  }

  /** An input of truth values. */
  static Input truth(int... shape) {
    return new Input(Kind.TRUTH, Shape.of(shape), 0, 2);
  }

  /** One more set of inputs. */
  OpRow on(Input... inputs) {
    cases.add(List.of(inputs));
    return this;
  }

  /** Only the sets of inputs that follow. */
  OpRow only() {
    cases.clear();
    return this;
  }

  /** The bounds of floating-point elements: two for all inputs, or two for each. */
  OpRow in(double... bounds) {
    range = bounds;
    return this;
  }

  /** Points from which elements keep a distance: the kinks and jumps. */
  OpRow awayFrom(double... points) {
    avoided = points;
    return this;
  }

  /** The relative tolerance, in the norm of the largest element, for F32 and finite differences. */
  OpRow tolerance(double relative) {
    tolerance = relative;
    return this;
  }

  /** The function has no value for empty inputs, or another row has them. */
  OpRow neverEmpty() {
    neverEmpty = true;
    return this;
  }

  /** Finite differences see what derivatives must not: they are left out. */
  OpRow withoutDifferences() {
    differences = false;
    return this;
  }

  /** Dtypes that take the place of the floating-point inputs, too; they carry no derivative. */
  OpRow also(DType... others) {
    dtypes.addAll(Arrays.asList(others));
    return this;
  }

  /** Only truth values take the place of floating-point inputs. */
  OpRow onTruths() {
    dtypes.clear();
    dtypes.add(DType.BOOL);
    return this;
  }

  /** The values of a pointwise function of one argument, from an independent source. */
  OpRow is(DoubleUnaryOperator expected) {
    oracle = x -> expected.applyAsDouble(x[0]);
    return this;
  }

  /** The values of a pointwise function of two arguments, from an independent source. */
  OpRow is(DoubleBinaryOperator expected) {
    oracle = x -> expected.applyAsDouble(x[0], x[1]);
    return this;
  }

  boolean isFloating() {
    return dtypes.contains(DType.F64);
  }

  /** Inputs for a case, the same for the same seed. */
  List<Tensor> sample(List<Input> inputs, DType dtype, int seed) {
    var random = new SplittableRandom(name.hashCode() * 31L + seed);
    int all = inputs.stream().mapToInt(input -> input.shape().elements()).sum();
    List<Integer> cells = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      cells.add(random.nextInt(i + 1), i);
    }
    List<Tensor> x = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      int at = range.length == 2 ? 0 : 2 * i;
      double[] values = new double[input.shape().elements()];
      for (int j = 0; j < values.length; j++) {
        double cell = (cells.get(next++) + 0.25 + 0.5 * random.nextDouble()) / all;
        values[j] =
            switch (input.kind()) {
              case FLOATING -> element(range[at] + cell * (range[at + 1] - range[at]), dtype);
              case INTEGER, TRUTH -> random.nextInt((int) input.low(), (int) input.high());
            };
      }
      DType type =
          switch (input.kind()) {
            case FLOATING -> dtype;
            case INTEGER -> DType.I32;
            case TRUTH -> DType.BOOL;
          };
      x.add(Tensor.of(values).reshape(input.shape().toArray()).cast(type));
    }
    return x;
  }

  private double element(double value, DType dtype) {
    double width = range[1] - range[0];
    if (dtype == DType.BOOL) {
      return value > (range[0] + range[1]) / 2 ? 1 : 0;
    }
    double moved = dtype.isFloating() ? value : Math.rint(8 * value / width);
    for (double point : avoided) {
      double distance = moved - point;
      double margin = dtype.isFloating() ? 0.03 * width : 1;
      if (Math.abs(distance) < margin) {
        moved = point + (distance < 0 ? distance - margin : distance + margin);
      }
    }
    return moved;
  }

  @Override
  public String toString() {
    return name;
  }
}
