package cotangent.op;

import static cotangent.Derivatives.checkpoint;
import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.gradients;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.linearize;
import static cotangent.Derivatives.trace;
import static cotangent.Derivatives.vjp;
import static cotangent.Derivatives.vmap;
import static cotangent.op.Numeric.assertClose;
import static cotangent.op.Numeric.assertSame;
import static cotangent.op.Numeric.difference;
import static cotangent.op.Numeric.direction;
import static cotangent.op.Numeric.dot;
import static org.assertj.core.api.Assertions.assertThat;

import cotangent.DType;
import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.array.NdArray;
import cotangent.program.Program;
import cotangent.transform.Dispatch;
import cotangent.transform.TracedBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/** The checks that follow from a row of the op table; a long file, since each check is a method. */
final class OpChecks {
  /** The tolerance of what differs in rounding only, relative to that of a row. */
  private static final double EXACT = 1e-5;

  private OpChecks() {}

  private interface Check {
    void run(OpRow row, List<Tensor> x);
  }

  /** The checks that have a meaning for a row, by name. */
  static Map<String, Executable> of(OpRow row) {
    Map<String, Executable> checks = new LinkedHashMap<>();
    checks.put("types", () -> everywhere(row, OpChecks::types));
    checks.put("trace", () -> everywhere(row, OpChecks::traced));
    checks.put("views", () -> everywhere(row, OpChecks::views));
    checks.put("vmap", () -> vmapped(row));
    if (row.oracle != null) {
      checks.put("values", () -> at(row, DType.F64, OpChecks::values));
    }
    if (row.isFloating()) {
      checks.put("F32", () -> at(row, DType.F64, OpChecks::single));
    }
    if (differentiable(row)) {
      checks.put("jvp", () -> at(row, DType.F64, OpChecks::pushforward));
      checks.put("vjp", () -> at(row, DType.F64, OpChecks::pullback));
      checks.put("second", () -> at(row, DType.F64, OpChecks::second));
      checks.put("modes", () -> at(row, DType.F64, OpChecks::modes));
    }
    return checks;
  }

  private static boolean differentiable(OpRow row) {
    return row.isFloating()
        && row.cases.stream()
            .map(inputs -> row.sample(inputs, DType.F64, 0))
            .anyMatch(x -> floating(x) && floating(row.f.apply(x)));
  }

  private static boolean floating(List<Tensor> x) {
    return x.stream().anyMatch(t -> t.dtype().isFloating());
  }

  private static void at(OpRow row, DType dtype, Check check) {
    for (int i = 0; i < row.cases.size(); i++) {
      List<Tensor> x = row.sample(row.cases.get(i), dtype, i);
      try {
        check.run(row, x);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            row.name + " of " + x.stream().map(Tensor::type).toList() + ": " + e.getMessage(), e);
      }
    }
  }

  private static void everywhere(OpRow row, Check check) {
    List<DType> dtypes = new ArrayList<>(row.dtypes);
    if (row.isFloating()) {
      dtypes.add(DType.F32);
    }
    dtypes.forEach(dtype -> at(row, dtype, check));
  }

  /** A scalar function that depends on all floating results, none of them linearly. */
  private static Function<List<Tensor>, Tensor> objective(OpRow row, List<Tensor> x) {
    List<Tensor> weights = direction(row.f.apply(x), 77);
    return v -> dot(row.f.apply(v).stream().map(OpChecks::bent).toList(), weights);
  }

  private static Tensor bent(Tensor y) {
    return y.dtype().isFloating() ? y.sin().add(y.mul(0.5)) : y;
  }

  // ---- values ----

  /** What the type rules say is what comes out, of the ops of derivatives, too. */
  private static void types(OpRow row, List<Tensor> x) {
    for (Program program : programs(row, x)) {
      Map<Program.Variable, Tensor> values = new HashMap<>();
      for (int i = 0; i < program.inputs().size(); i++) {
        values.put(program.inputs().get(i), i < x.size() ? x.get(i) : null);
      }
      program.constants().forEach(c -> values.put(c.variable(), c.value()));
      for (Program.Equation equation : program.equations()) {
        Tensor[] operands = equation.operands().stream().map(values::get).toArray(Tensor[]::new);
        Tensor[] y = Dispatch.bind(equation.op(), operands);
        List<TensorType> types = Arrays.stream(y).map(Tensor::type).toList();
        assertThat(types)
            .as("kernel against type rule of " + equation)
            .isEqualTo(equation.results().stream().map(Program.Variable::type).toList());
        if (!(equation.op() instanceof Call)) {
          assertThat(equation.op().types(Arrays.stream(operands).map(Tensor::type).toList()))
              .isEqualTo(types);
        }
        for (int i = 0; i < y.length; i++) {
          values.put(equation.results().get(i), y[i]);
        }
      }
    }
  }

  /** A row's function, and its derivatives where there are any, written down. */
  private static List<Program> programs(OpRow row, List<Tensor> x) {
    List<Program> programs = new ArrayList<>();
    programs.add(trace(row.f, x).program());
    if (floating(x) && floating(row.f.apply(x))) {
      programs.add(trace(grad(objective(row, x)), x).program());
      programs.add(trace((List<Tensor> v) -> jvp(row.f, v, v).tangent(), x).program());
    }
    return programs;
  }

  /** The ops that a row and its derivatives consist of. */
  static Set<Op> ops(OpRow row) {
    Set<Op> ops = new java.util.HashSet<>();
    everywhere(row, (r, x) -> programs(r, x).forEach(program -> collect(program, ops)));
    return ops;
  }

  private static void collect(Program program, Set<Op> ops) {
    for (Program.Equation equation : program.equations()) {
      ops.add(equation.op());
      if (equation.op() instanceof Call call && call.body() instanceof TracedBody body) {
        collect(body.program(), ops);
      }
    }
  }

  private static void values(OpRow row, List<Tensor> x) {
    Tensor y = row.f.apply(x).getFirst();
    List<double[]> arguments =
        x.stream().map(t -> t.broadcastTo(y.shape().toArray()).toDoubles()).toList();
    double[] expected =
        IntStream.range(0, y.shape().elements())
            .mapToDouble(i -> row.oracle.apply(arguments.stream().mapToDouble(a -> a[i]).toArray()))
            .toArray();
    Tensor oracle = Tensor.of(expected).reshape(y.shape().toArray());
    assertThat(y.cast(DType.F64).allClose(oracle, 4e-15, 1e-300))
        .as("is\n" + y + "\nexpected\n" + oracle)
        .isTrue();
  }

  private static void single(OpRow row, List<Tensor> x) {
    List<Tensor> x32 = x.stream().map(OpChecks::single).toList();
    List<Tensor> x64 =
        x32.stream().map(t -> t.dtype() == DType.F32 ? t.cast(DType.F64) : t).toList();
    assertClose(row.f.apply(x32), row.f.apply(x64), row.tolerance, "F32 against F64");
    if (floating(x) && floating(row.f.apply(x))) {
      List<Tensor> g32 = grad(objective(row, x32)).apply(x32);
      assertClose(
          g32, grad(objective(row, x64)).apply(x64), 20 * row.tolerance, "gradient in F32 and F64");
      assertThat(g32.stream().map(Tensor::type)).isEqualTo(x32.stream().map(Tensor::type).toList());
    }
  }

  private static Tensor single(Tensor x) {
    return x.dtype() == DType.F64 ? x.cast(DType.F32) : x;
  }

  // ---- derivatives ----

  private static void pushforward(OpRow row, List<Tensor> x) {
    List<Tensor> dx = direction(x, 1);
    var both = jvp(row.f, x, dx);
    assertSame(both.value(), row.f.apply(x), "value of jvp");
    if (row.differences) {
      assertClose(
          floats(both.tangent()),
          floats(difference(row.f, x, dx)),
          1e-3 * row.tolerance,
          "tangent against differences");
    }
    assertClose(
        floats(linearize(row.f, x).pushforward().apply(dx)),
        floats(both.tangent()),
        EXACT * row.tolerance,
        "linearize against jvp");
  }

  private static List<Tensor> floats(List<Tensor> x) {
    return x.stream().filter(t -> t.dtype().isFloating()).toList();
  }

  private static void pullback(OpRow row, List<Tensor> x) {
    List<Tensor> dx = direction(x, 2);
    var reverse = vjp(row.f, x);
    List<Tensor> ct = direction(reverse.value(), 3);
    assertSame(reverse.value(), row.f.apply(x), "value of vjp");
    assertClose(
        dot(reverse.pullback().apply(ct), dx),
        dot(ct, jvp(row.f, x, dx).tangent()),
        EXACT * row.tolerance,
        "<J* ct, dx> against <ct, J dx>");
  }

  private static void second(OpRow row, List<Tensor> x) {
    Function<List<Tensor>, Tensor> g = objective(row, x);
    List<Tensor> v = direction(x, 4);
    List<Tensor> w = direction(x, 5);
    List<Tensor> forwardOverReverse = floats(jvp(grad(g), x, v).tangent());
    if (row.differences) {
      assertClose(
          forwardOverReverse,
          floats(difference(grad(g), x, v)),
          1e-2 * row.tolerance,
          "forward over reverse against differences");
    }
    assertClose(
        floats(grad((List<Tensor> u) -> dot(grad(g).apply(u), v)).apply(x)),
        forwardOverReverse,
        EXACT * row.tolerance,
        "reverse over reverse");
    assertClose(
        floats(grad((List<Tensor> u) -> jvp(g, u, v).tangent()).apply(x)),
        forwardOverReverse,
        EXACT * row.tolerance,
        "reverse over forward");
    assertClose(
        jvp((List<Tensor> u) -> jvp(g, u, v).tangent(), x, w).tangent(),
        dot(forwardOverReverse, floats(w)),
        EXACT * row.tolerance,
        "forward over forward");
    List<Tensor> variables =
        x.stream().map(t -> t.dtype().isFloating() ? t.variable() : t).toList();
    List<Tensor> leaves = floats(variables);
    List<Tensor> first = gradients(g.apply(variables), leaves);
    assertClose(
        gradients(dot(first, floats(v)).add(dot(leaves, leaves).mul(0)), leaves).stream()
            .map(Tensor::stopGradient)
            .toList(),
        forwardOverReverse,
        EXACT * row.tolerance,
        "gradients of gradients");
  }

  /** All ways to the same gradient give the same bits. */
  private static void modes(OpRow row, List<Tensor> x) {
    Function<List<Tensor>, Tensor> g = objective(row, x);
    List<Tensor> expected = grad(g).apply(x);
    assertSame(grad(checkpoint(g)).apply(x), expected, "gradient through a checkpoint");
    List<Tensor> variables =
        x.stream().map(t -> t.dtype().isFloating() ? t.variable() : t).toList();
    Tensor z = g.apply(variables);
    if (z instanceof cotangent.transform.Node) {
      z.backward();
      for (int i = 0; i < x.size(); i++) {
        if (x.get(i).dtype().isFloating()) {
          Tensor found = variables.get(i).grad();
          Tensor zeros = Tensor.zeros(x.get(i).dtype(), x.get(i).shape().toArray());
          assertSame(
              List.of(found == null ? zeros : found), List.of(expected.get(i)), "imperative grad");
        }
      }
    }
  }

  // ---- other interpreters ----

  private static void traced(OpRow row, List<Tensor> x) {
    assertSame(trace(row.f, x).apply(x), row.f.apply(x), "traced");
    if (floating(x) && floating(row.f.apply(x))) {
      Function<List<Tensor>, Tensor> g = objective(row, x);
      List<Tensor> gradient = grad(g).apply(x);
      assertSame(trace(grad(g), x).apply(x), gradient, "traced gradient");
      assertSame(grad(trace(g, x)).apply(x), gradient, "gradient of the traced function");
      List<Tensor> dx = direction(x, 6);
      assertSame(
          jvp(trace(row.f, x), x, dx).tangent(),
          jvp(row.f, x, dx).tangent(),
          "tangent of the traced function");
    }
  }

  /** Inputs whose elements do not lie side by side give the same bits as copies of them. */
  private static void views(OpRow row, List<Tensor> x) {
    for (Function<Tensor, Tensor> view :
        List.<Function<Tensor, Tensor>>of(
            OpChecks::fortran, OpChecks::scattered, OpChecks::reversed, OpChecks::spread)) {
      List<Tensor> views =
          x.stream()
              .map(t -> t.dtype().isFloating() || allowed(view, t) ? view.apply(t) : t)
              .toList();
      List<Tensor> copies = views.stream().map(OpChecks::copy).toList();
      assertSame(row.f.apply(views), row.f.apply(copies), "of views");
      if (floating(x) && floating(row.f.apply(copies))) {
        Function<List<Tensor>, Tensor> g = objective(row, x);
        assertSame(grad(g).apply(views), grad(g).apply(copies), "gradient at views");
        List<Tensor> dx = direction(x, 8);
        assertSame(
            jvp(row.f, copies, dx.stream().map(view).toList()).tangent(),
            jvp(row.f, copies, dx.stream().map(view).map(OpChecks::copy).toList()).tangent(),
            "tangent of views");
      }
    }
  }

  /** A view that repeats elements would change integers, which may have to be distinct. */
  private static boolean allowed(Function<Tensor, Tensor> view, Tensor x) {
    return view.apply(x).contentEquals(x);
  }

  private static Tensor copy(Tensor x) {
    return NdArray.wrap(x.type(), ((NdArray) x).copied());
  }

  /** The same elements, the first axis being the fastest in memory. */
  private static Tensor fortran(Tensor x) {
    int rank = x.shape().rank();
    int[] back = IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    return copy(x.permute(back)).permute(back);
  }

  /** The same elements, in every third place of a longer array, from the fifth on. */
  private static Tensor scattered(Tensor x) {
    return strided(x, 3);
  }

  /** The same elements, in memory from the last to the first. */
  private static Tensor reversed(Tensor x) {
    return strided(x, -1);
  }

  private static Tensor strided(Tensor x, int step) {
    int n = x.shape().elements();
    Tensor room = Tensor.zeros(x.dtype(), Math.abs(step) * n + 5);
    Object data = ((NdArray) room).copied();
    Object from = ((NdArray) x).copied();
    int offset = step > 0 ? 5 : n + 4;
    for (int i = 0; i < n; i++) {
      System.arraycopy(from, i, data, offset + step * i, 1);
    }
    int[] strides = cotangent.array.Layout.rowMajor(x.shape());
    Arrays.setAll(strides, i -> strides[i] * step);
    return NdArray.wrap(room.type(), data).view(x.shape(), strides, offset);
  }

  /** The first element of the first axis, everywhere along it, by stride 0. */
  private static Tensor spread(Tensor x) {
    return x.shape().rank() == 0 || x.shape().size(0) == 0
        ? x
        : x.at(0).expandDims(0).broadcastTo(x.shape().toArray());
  }

  // ---- vmap ----

  private static void vmapped(OpRow row) {
    for (int c = 0; c < row.cases.size(); c++) {
      for (DType dtype : row.dtypes) {
        List<List<Tensor>> batch = new ArrayList<>();
        for (int b = 0; b < 3; b++) {
          batch.add(row.sample(row.cases.get(c), dtype, 100 * c + b));
        }
        for (boolean[] mapped : choices(batch.getFirst().size())) {
          try {
            vmapped(row, batch, mapped);
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                row.name
                    + " of "
                    + batch.getFirst().stream().map(Tensor::type).toList()
                    + ", mapped "
                    + Arrays.toString(mapped)
                    + ": "
                    + e.getMessage(),
                e);
          }
        }
      }
    }
  }

  /** All inputs, each of them alone, and all but the first. */
  private static List<boolean[]> choices(int n) {
    List<boolean[]> choices = new ArrayList<>();
    boolean[] all = new boolean[n];
    Arrays.fill(all, true);
    choices.add(all);
    for (int i = 0; n > 1 && i < n; i++) {
      boolean[] one = new boolean[n];
      one[i] = true;
      choices.add(one);
    }
    if (n > 2) {
      boolean[] rest = all.clone();
      rest[0] = false;
      choices.add(rest);
    }
    return choices;
  }

  private static void vmapped(OpRow row, List<List<Tensor>> batch, boolean[] mapped) {
    List<Tensor> first = batch.getFirst();
    List<Integer> which = IntStream.range(0, mapped.length).filter(i -> mapped[i]).boxed().toList();
    Function<List<Tensor>, List<Tensor>> some =
        part -> {
          List<Tensor> x = new ArrayList<>(first);
          for (int i = 0; i < part.size(); i++) {
            x.set(which.get(i), part.get(i));
          }
          return row.f.apply(x);
        };
    List<List<Tensor>> parts =
        batch.stream().map(x -> which.stream().map(x::get).toList()).toList();
    List<Tensor> stacks = stacked(parts);
    assertClose(
        vmap(some).apply(stacks), stacked(parts.stream().map(some).toList()), 1e-13, "vmap");
    List<Tensor> part = parts.getFirst();
    if (floating(part) && floating(some.apply(part))) {
      List<Tensor> weights = direction(some.apply(part), 9);
      Function<List<Tensor>, Tensor> g =
          v -> dot(some.apply(v).stream().map(OpChecks::bent).toList(), weights);
      List<Tensor> gradients = stacked(parts.stream().map(grad(g)).toList());
      assertClose(
          vmap(grad(g)).apply(stacks), gradients, EXACT * row.tolerance, "vmap of the gradient");
      assertClose(
          grad((List<Tensor> v) -> vmap(g).apply(v).sum()).apply(stacks),
          gradients,
          EXACT * row.tolerance,
          "gradient of vmap");
      assertClose(
          floats(jvp(vmap(some), stacks, stacks).tangent()),
          floats(vmap((List<Tensor> v) -> jvp(some, v, v).tangent()).apply(stacks)),
          EXACT * row.tolerance,
          "tangent of vmap");
    }
    List<Tensor> twice = stacks.stream().map(s -> Tensor.stack(List.of(s, s), 0)).toList();
    assertClose(
        vmap(vmap(some)).apply(twice),
        vmap(some).apply(stacks).stream().map(s -> Tensor.stack(List.of(s, s), 0)).toList(),
        1e-13,
        "vmap of vmap");
    assertSame(
        vmap(trace(some, part)).apply(stacks), vmap(some).apply(stacks), "vmap of the trace");
  }

  private static List<Tensor> stacked(List<List<Tensor>> parts) {
    List<Tensor> stacks = new ArrayList<>();
    for (int i = 0; i < parts.getFirst().size(); i++) {
      int index = i;
      stacks.add(Tensor.stack(parts.stream().map(part -> part.get(index)).toList(), 0));
    }
    return stacks;
  }
}
