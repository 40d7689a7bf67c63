package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Body;
import cotangent.op.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Functions as single ops: how they are made, with the values they capture turned into operands,
 * and how each transformation goes into them.
 */
public final class Calls {
  private Calls() {}

  /**
   * Calls a function as one op. It runs once now, without being recorded by reverse mode, and again
   * whenever its derivative is needed, with the values of its operands and of what it captured
   * replaced; it must do the same each time.
   *
   * @param rules the function's own derivatives, null for those of its body
   */
  public static Tensor[] call(String name, Body f, Tensor[] x, Call.@Nullable Rules rules) {
    List<Tensor> captured = new ArrayList<>();
    IdentityHashMap<Tensor, Tensor> stripped = new IdentityHashMap<>();
    Tensor[] inputs = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = strip(x[i]);
    }
    Tensor[] y =
        SubstitutionLevel.run(
            f,
            inputs,
            value ->
                stripped.computeIfAbsent(
                    value,
                    v -> {
                      captured.add(v);
                      return strip(v);
                    }));
    Tensor[] operands = Arrays.copyOf(x, x.length + captured.size());
    for (int i = 0; i < captured.size(); i++) {
      operands[x.length + i] = captured.get(i);
    }
    return Dispatch.bind(new Call(name, replaying(f, x.length), rules, List.of(y)), operands);
  }

  /**
   * The function with what it captures as further operands, in the order in which it meets them.
   */
  private static Body replaying(Body f, int arity) {
    return operands -> {
      IdentityHashMap<Tensor, Tensor> replaced = new IdentityHashMap<>();
      return SubstitutionLevel.runAgain(
          f,
          Arrays.copyOf(operands, arity),
          value -> {
            Tensor known = replaced.get(value);
            if (known == null) {
              int next = arity + replaced.size();
              if (next == operands.length) {
                throw new IllegalStateException(
                    "checkpoint or customGradient: the function used more outer values when it was run again than the first"
                        + " time; it must do the same whenever it is called");
              }
              known = operands[next];
              replaced.put(value, known);
            }
            return known;
          });
    };
  }

  /** The value without what reverse mode has recorded of it, at any level. */
  private static Tensor strip(Tensor x) {
    return switch (x) {
      case Node node -> strip(node.primal());
      case Dual dual -> new Dual(dual.level(), strip(dual.primal()), strip(dual.tangent()));
      case Batched batched -> new Batched(batched.level(), strip(batched.stack()));
      case Substituted s -> new Substituted(s.level(), strip(s.value()));
      case Abstract traced -> traced;
      case cotangent.array.NdArray plain -> plain;
    };
  }

  /** A rule whose captured values are seen through a map. */
  public static Body resolving(Body rule, UnaryOperator<Tensor> resolve) {
    return x -> SubstitutionLevel.runAgain(rule, x, resolve);
  }

  /** The types of the results, found by tracing the body. */
  public static List<TensorType> types(Call call, List<TensorType> x) {
    return Trace.trace(call.body(), x).program().types();
  }

  /** The tangents of the results at the level of the primals. */
  public static @Nullable Tensor[] pushforward(
      Call call, Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    Call.Rules rules = call.rules();
    if (rules == null) {
      return Forward.jvp(call.body(), x, Arrays.asList(dx)).tangents();
    }
    int n = rules.operands();
    @Nullable Tensor[] own = Arrays.copyOf(dx, n);
    Tensor[] tangents =
        Arrays.stream(own).allMatch(t -> t == null)
            ? null
            : rules.pushforward().apply(concat(Arrays.copyOf(x, n), y, Rules.filledArray(own, x)));
    @Nullable Tensor[] captured = dx.clone();
    Arrays.fill(captured, 0, n, null);
    @Nullable Tensor[] outer =
        Arrays.stream(captured).allMatch(t -> t == null)
            ? new Tensor[y.length]
            : Forward.jvp(call.body(), x, Arrays.asList(captured)).tangents();
    @Nullable Tensor[] out = new Tensor[y.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Rules.add(tangents == null ? null : tangents[i], outer[i]);
    }
    return out;
  }

  /** The cotangents of the operands at the level of the primals. */
  public static @Nullable Tensor[] pullback(
      Call call, Tensor[] x, Tensor[] y, Tensor[] ct, boolean[] needed) {
    Call.Rules rules = call.rules();
    int n = rules == null ? 0 : rules.operands();
    @Nullable Tensor[] out = new Tensor[x.length];
    boolean body = false;
    for (int i = n; i < x.length; i++) {
      body |= needed[i];
    }
    if (body) {
      out = Reverse.vjp(call.body(), x).apply(Arrays.asList(ct));
    }
    if (rules != null) {
      Tensor[] own = rules.pullback().apply(concat(Arrays.copyOf(x, n), y, ct));
      System.arraycopy(own, 0, out, 0, n);
    }
    return out;
  }

  private static Tensor[] concat(Tensor[]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).toArray(Tensor[]::new);
  }

  /**
   * Forward mode through a call: the call of the function's pushforward, so that what is recorded
   * stays one op.
   */
  static Tensor[] forward(ForwardLevel level, Call call, Tensor[] x, @Nullable Tensor[] dx) {
    List<Tensor> known = call.known();
    int outputs = known == null ? -1 : known.size();
    if (call.rules() != null) {
      Call inner = call.resolvingRules(level::primal);
      Tensor[] values =
          known == null ? null : known.stream().map(level::primal).toArray(Tensor[]::new);
      Tensor[] y = Dispatch.bind(inner.withKnown(values), x);
      @Nullable Tensor[] dy = pushforward(inner, x, y, dx);
      Tensor[] out = new Tensor[y.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = level.dual(y[i], dy[i]);
      }
      return out;
    }
    int[] moving =
        java.util.stream.IntStream.range(0, dx.length).filter(i -> dx[i] != null).toArray();
    Tensor[] operands = Arrays.copyOf(x, x.length + moving.length);
    for (int i = 0; i < moving.length; i++) {
      operands[x.length + i] = java.util.Objects.requireNonNull(dx[moving[i]]);
    }
    Body both =
        all -> {
          @Nullable Tensor[] tangents = new Tensor[x.length];
          for (int i = 0; i < moving.length; i++) {
            tangents[moving[i]] = all[x.length + i];
          }
          Forward.Result r =
              Forward.jvp(call.body(), Arrays.copyOf(all, x.length), Arrays.asList(tangents));
          return concat(r.values(), Rules.filledArray(r.tangents(), r.values()));
        };
    List<Tensor> knownBoth = null;
    if (known != null) {
      Tensor[] values = known.stream().map(level::primal).toArray(Tensor[]::new);
      @Nullable Tensor[] tangents = known.stream().map(level::tangent).toArray(Tensor[]::new);
      knownBoth = List.of(concat(values, Rules.filledArray(tangents, values)));
    }
    Tensor[] results = Dispatch.bind(new Call(call.name() + "'", both, null, knownBoth), operands);
    int n = outputs >= 0 ? outputs : results.length / 2;
    Tensor[] out = new Tensor[n];
    for (int i = 0; i < n; i++) {
      out[i] = level.dual(results[i], results[n + i]);
    }
    return out;
  }

  /** The call for a whole batch. */
  static Call batched(BatchLevel level, Call call) {
    Call.Rules rules = call.rules();
    List<Tensor> known = call.known();
    return new Call(
        call.name(),
        x -> Vectorise.vmap(call.body(), x),
        rules == null
            ? null
            : new Call.Rules(
                rules.operands(),
                batched(level, rules.pushforward()),
                batched(level, rules.pullback())),
        known == null ? null : known.stream().map(level::stack).toList());
  }

  /**
   * A rule for a whole batch; what it captures from the level meets each element of the batch anew.
   */
  private static Body batched(BatchLevel level, Body rule) {
    return x ->
        Vectorise.vmap(
            stacks -> {
              if (!(stacks[0] instanceof Batched first)) {
                throw new AssertionError("vmap maps all inputs");
              }
              return SubstitutionLevel.runAgain(
                  rule,
                  stacks,
                  value ->
                      value instanceof Batched b && b.level() == level
                          ? first.level().wrap(b.stack())
                          : value);
            },
            x);
  }
}
