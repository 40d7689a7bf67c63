package cotangent;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.customGradient;
import static cotangent.Derivatives.derivative;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A random function of two small F64 tensors, the same for the same seed: ops of all kinds, views,
 * and derivatives inside that capture values from outside. Its value is a scalar.
 */
final class RandomGraph implements Function<List<Tensor>, Tensor> {
  /** A value computed from those before it. */
  private record Step(String text, Function<List<Tensor>, Tensor> op) {}

  /** Smooth, and of moderate size for moderate arguments. */
  private static final List<UnaryOperator<Tensor>> SMOOTH =
      List.of(
          Tensor::sin,
          Tensor::cos,
          Tensor::tanh,
          Tensor::sigmoid,
          Tensor::softplus,
          Tensor::erf,
          Tensor::gelu,
          Tensor::silu,
          Tensor::atan,
          Tensor::asinh,
          Tensor::square,
          Tensor::neg,
          x -> x.mul(0.5).exp(),
          x -> x.square().add(1).log(),
          x -> x.square().add(0.5).sqrt(),
          x -> x.square().add(1).reciprocal(),
          x -> x.mul(0.3).expm1(),
          x -> x.square().log1p(),
          x -> x.sigmoid().add(0.2).pow(1.7),
          x -> x.tanh().mul(0.8).asin());

  /** With kinks, at which a random argument hardly ever lies. */
  private static final List<UnaryOperator<Tensor>> KINKED =
      List.of(
          Tensor::relu,
          Tensor::abs,
          x -> x.leakyRelu(0.2),
          x -> x.elu(1),
          x -> x.clamp(-0.7, 0.9),
          x -> Tensor.where(x.gt(0.1), x.mul(x), x.sin()));

  private final SplittableRandom random;
  private final List<Step> steps = new ArrayList<>();
  private final List<Tensor> inputs;

  RandomGraph(long seed) {
    random = new SplittableRandom(seed);
    inputs = List.of(numbers(shape()), numbers(shape()));
    List<Tensor> values = new ArrayList<>(inputs);
    int size = 3 + random.nextInt(12);
    while (steps.size() < size) {
      Step step = step(values);
      Tensor value = step == null ? null : step.op.apply(values);
      if (value != null && moderate(value)) {
        steps.add(step);
        values.add(value);
      }
    }
  }

  private static boolean moderate(Tensor x) {
    return x.shape().elements() <= 64
        && Arrays.stream(x.toDoubles()).allMatch(v -> Math.abs(v) < 4);
  }

  List<Tensor> inputs() {
    return inputs;
  }

  /** The mean of the inputs and all values, so that each of them matters. */
  @Override
  public Tensor apply(List<Tensor> x) {
    List<Tensor> values = new ArrayList<>(x);
    for (Step step : steps) {
      values.add(step.op.apply(values));
    }
    Tensor sum = Tensor.of(0.0);
    for (int i = 0; i < values.size(); i++) {
      sum = sum.add(values.get(i).sum().mul(0.3 + 0.7 / (values.size() - i)));
    }
    return sum;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      text.append('v').append(i + 2).append(" = ").append(steps.get(i).text).append('\n');
    }
    return text.append(trace(this, inputs)).toString();
  }

  // ---- the choices ----

  private int[] shape() {
    int[] shape = new int[random.nextInt(4)];
    Arrays.setAll(shape, i -> random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3));
    return shape;
  }

  private Tensor numbers(int... shape) {
    int n = Shape.of(shape).elements();
    double[] values = random.doubles(n, -1.5, 1.5).toArray();
    return Tensor.of(values).reshape(shape);
  }

  /** A step on some of the values, or null where the choice does not fit them. */
  private Step step(List<Tensor> values) {
    int a = pick(values);
    Tensor x = values.get(a);
    return switch (random.nextInt(12)) {
      case 0, 1 -> unary("smooth", SMOOTH, a);
      case 2 -> unary("kinked", KINKED, a);
      case 3, 4 -> binary(values, a);
      case 5, 6 -> x.shape().rank() == 0 ? null : reduction(x, a);
      case 7, 8 -> structure(x, a);
      case 9 -> matrix(values, a);
      case 10 -> indexing(x, a);
      default -> nested(values, a);
    };
  }

  /** Late values more often than early ones. */
  private int pick(List<Tensor> values) {
    return Math.max(random.nextInt(values.size()), random.nextInt(values.size()));
  }

  private Step unary(String kind, List<UnaryOperator<Tensor>> ops, int a) {
    int i = random.nextInt(ops.size());
    return new Step(kind + " " + i + " of v" + a, v -> ops.get(i).apply(v.get(a)));
  }

  private Step binary(List<Tensor> values, int a) {
    int b = pick(values);
    try {
      values.get(a).shape().broadcast(values.get(b).shape());
    } catch (IllegalArgumentException e) {
      return null;
    }
    return switch (random.nextInt(6)) {
      case 0 -> new Step("v%d + v%d".formatted(a, b), v -> v.get(a).add(v.get(b)));
      case 1 -> new Step("v%d - v%d".formatted(a, b), v -> v.get(a).sub(v.get(b)));
      case 2 -> new Step("v%d v%d".formatted(a, b), v -> v.get(a).mul(v.get(b)));
      case 3 ->
          new Step(
              "v%d / (1 + v%d^2)".formatted(a, b), v -> v.get(a).div(v.get(b).square().add(1)));
      case 4 ->
          new Step("max(v%d + 0.1, v%d)".formatted(a, b), v -> v.get(a).add(0.1).maximum(v.get(b)));
      default ->
          new Step(
              "atan2(v%d, v%d^2 + 1)".formatted(a, b),
              v -> v.get(a).atan2(v.get(b).square().add(1)));
    };
  }

  private Step reduction(Tensor x, int a) {
    int axis = random.nextInt(x.shape().rank());
    boolean empty = x.shape().size(axis) == 0;
    String at = " of v" + a + " along " + axis;
    return switch (random.nextInt(empty ? 2 : 12)) {
      case 0 -> new Step("sum" + at, v -> v.get(a).sum(axis));
      case 1 -> new Step("softmax" + at, v -> v.get(a).softmax(axis));
      case 2 -> new Step("mean" + at, v -> v.get(a).mean(axis));
      case 3 -> new Step("max" + at, v -> v.get(a).max(axis));
      case 4 -> new Step("min" + at, v -> v.get(a).min(axis));
      case 5 -> new Step("logSumExp" + at, v -> v.get(a).logSumExp(axis));
      case 6 -> new Step("logSoftmax" + at, v -> v.get(a).logSoftmax(axis));
      case 7 -> new Step("variance" + at, v -> v.get(a).variance(axis));
      case 8 -> new Step("prod" + at, v -> v.get(a).prod(axis));
      case 9 -> new Step("cumSum" + at, v -> v.get(a).cumSum(axis));
      case 10 -> new Step("cumProd" + at, v -> v.get(a).cumProd(axis));
      default -> new Step("sort" + at, v -> v.get(a).sort(axis));
    };
  }

  private Step structure(Tensor x, int a) {
    int rank = x.shape().rank();
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    int size = rank == 0 ? 0 : x.shape().size(axis);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      order.add(random.nextInt(i + 1), i);
    }
    int[] axes = order.stream().mapToInt(i -> i).toArray();
    int choice = random.nextInt(rank == 0 ? 2 : 9);
    if ((choice == 5 || choice == 6) && size < 2) {
      return null;
    }
    return switch (choice) {
      case 0 -> new Step("v%d as a vector".formatted(a), v -> v.get(a).reshape(-1));
      case 1 -> new Step("v%d in a new axis".formatted(a), v -> v.get(a).expandDims(0));
      case 2 -> new Step("v%d permuted %s".formatted(a, order), v -> v.get(a).permute(axes));
      case 3 -> new Step("flip v%d".formatted(a), v -> v.get(a).flip(axis));
      case 4 ->
          new Step(
              "v%d beside itself".formatted(a),
              v -> Tensor.concat(List.of(v.get(a), v.get(a).mul(v.get(a))), axis));
      case 5 ->
          new Step(
              "the two parts of v%d".formatted(a),
              v -> {
                List<Tensor> parts = Tensor.split(v.get(a), axis, 1, size - 1);
                return parts.get(1).mul(parts.get(0));
              });
      case 6 -> new Step("every second of v%d".formatted(a), v -> v.get(a).slice(axis, 0, size, 2));
      case 7 ->
          new Step(
              "v%d padded".formatted(a),
              v ->
                  v.get(a)
                      .pad(
                          Axes.generate(rank, i -> i == axis ? 1 : 0),
                          Axes.generate(rank, i -> i == axis ? 2 : 0)));
      default ->
          new Step(
              "v%d repeated".formatted(a),
              v -> v.get(a).expandDims(0).broadcastTo(Shape.of(2).concat(x.shape()).toArray()));
    };
  }

  private Step matrix(List<Tensor> values, int a) {
    Tensor x = values.get(a);
    int b = pick(values);
    Tensor y = values.get(b);
    if (x.shape().rank() == 0) {
      return null;
    }
    try {
      Tensor product = x.matmul(y);
      return product == null
          ? null
          : new Step("v%d v%d as matrices".formatted(a, b), v -> v.get(a).matmul(v.get(b)));
    } catch (IllegalArgumentException e) {
      return x.shape().rank() < 2
          ? new Step("v%d outer itself".formatted(a), v -> v.get(a).outer(v.get(a).sin()))
          : new Step(
              "v%d v%d^T".formatted(a, a), v -> v.get(a).matmul(v.get(a).transpose()).mul(0.5));
    }
  }

  private Step indexing(Tensor x, int a) {
    int rank = x.shape().rank();
    if (x.shape().elements() == 0 || rank == 0) {
      return null;
    }
    int axis = random.nextInt(rank);
    int n = x.shape().size(axis);
    int i = random.nextInt(x.shape().size(0));
    Tensor indices = Tensor.of(new int[] {random.nextInt(n), random.nextInt(n), random.nextInt(n)});
    return switch (random.nextInt(3)) {
      case 0 -> new Step("take of v%d".formatted(a), v -> v.get(a).take(indices, axis));
      case 1 ->
          new Step(
              "v%d where it is largest".formatted(a),
              v -> v.get(a).gather(axis, v.get(a).argMax(axis).expandDims(axis)));
      default -> new Step("v%d[%d]".formatted(a, i), v -> v.get(a).at(i));
    };
  }

  /** A transformation inside, of a function that captures c from outside. */
  private Step nested(List<Tensor> values, int a) {
    int b = pick(values);
    int i = random.nextInt(SMOOTH.size());
    UnaryOperator<Tensor> smooth = SMOOTH.get(i);
    Tensor x = values.get(a);
    String of = " of v%d with v%d and smooth %d".formatted(a, b, i);
    Function<List<Tensor>, Tensor> captured =
        v -> v.get(b).shape().elements() == 0 ? Tensor.of(0.5) : v.get(b).tanh().mean();
    Function<Tensor, Function<Tensor, Tensor>> f =
        c -> y -> smooth.apply(y.mul(c)).add(y.mul(c.mul(c)));
    boolean batch = x.shape().rank() > 0 && x.shape().size(0) > 0;
    int choice = random.nextInt(batch ? 9 : 7);
    return switch (choice) {
      case 0 ->
          new Step("checkpoint" + of, v -> checkpoint(f.apply(captured.apply(v))).apply(v.get(a)));
      case 1 ->
          new Step(
              "grad" + of,
              v -> {
                Tensor c = captured.apply(v);
                return grad((Tensor y) -> f.apply(c).apply(y).sum()).apply(v.get(a));
              });
      case 2 ->
          new Step(
              "jvp" + of, v -> jvp(f.apply(captured.apply(v)), v.get(a), v.get(a).cos()).tangent());
      case 3 ->
          new Step("derivative" + of, v -> derivative(f.apply(captured.apply(v))).apply(v.get(a)));
      case 4 ->
          new Step("trace" + of, v -> trace(f.apply(captured.apply(v)), v.get(a)).apply(v.get(a)));
      case 7 -> new Step("vmap" + of, v -> vmap(f.apply(captured.apply(v))).apply(v.get(a)));
      case 6 ->
          new Step(
              "custom" + of,
              v -> {
                Tensor c = captured.apply(v);
                return customGradient(
                        (Tensor y) -> y.mul(c).sin(),
                        (y, z, dy) -> y.mul(c).cos().mul(c).mul(dy),
                        (y, z, ct) -> y.mul(c).cos().mul(c).mul(ct))
                    .apply(v.get(a));
              });
      case 5 ->
          new Step(
              "checkpointed derivative" + of,
              v -> {
                Tensor c = captured.apply(v);
                return checkpoint(derivative(checkpoint(f.apply(c)))).apply(v.get(a));
              });
      default ->
          new Step(
              "vmap of grad" + of,
              v -> {
                Tensor c = captured.apply(v);
                return vmap(grad((Tensor y) -> f.apply(c).apply(y).sum())).apply(v.get(a));
              });
    };
  }

  /** Points near the inputs, for batches. */
  List<List<Tensor>> neighbours(int n) {
    List<List<Tensor>> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double shift = 0.01 * i;
      all.add(inputs.stream().map(x -> x.add(shift)).toList());
    }
    return Collections.unmodifiableList(all);
  }
}
