package cotangent.transform;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.op.Body;
import cotangent.op.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions as single ops: how they are made, with the values they capture turned into operands,
 * and how each transformation goes into them.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Calls {
  private Calls() {}

  /**
   * Calls a function as one op. It runs once now, without being recorded by reverse mode, and again
   * whenever its derivative is needed, with the values of its operands and of what it captured
   * replaced; it must do the same each time. Rules run once now, too, on zeros, where a
   * transformation watches: so what they capture is found.
   *
   * @param rules the function's own derivatives, null for those of its body; they are given the
   *     arguments, the results, and the tangents or cotangents
   */
  public static Tensor[] call(String name, Body f, Tensor[] x, Call.@Nullable Rules rules) {
    int n = x.length;
    Tensor[] inputs = new Tensor[n];
    for (int i = 0; i < n; i++) {
      inputs[i] = strip(x[i]);
    }
    List<Tensor> operands = new ArrayList<>(Arrays.asList(x));
    Tensor[] y = capture(f, inputs, operands);
    Body body = replaying(f, n, 0, n, operands.size());
    Call.Rules closed = null;
    if (rules != null && operands.stream().anyMatch(Value.class::isInstance)) {
      Tensor[] dx = Rules.filledArray(new Tensor[n], inputs);
      Tensor[] ct = Rules.filledArray(new Tensor[y.length], y);
      closed =
          new Call.Rules(
              n,
              closed(rules.pushforward(), n, concat(inputs, y, dx), operands),
              closed(rules.pullback(), n, concat(inputs, y, ct), operands));
    }
    return Dispatch.bind(new Call(name, body, closed, List.of(y)), operands.toArray(Tensor[]::new));
  }

  /** Runs a function; the values that it captures are added to the operands. */
  private static Tensor[] capture(Body f, Tensor[] inputs, List<Tensor> operands) {
    IdentityHashMap<Tensor, Tensor> stripped = new IdentityHashMap<>();
    return SubstitutionLevel.run(
        f,
        inputs,
        value ->
            stripped.computeIfAbsent(
                value,
                v -> {
                  operands.add(v);
                  return strip(v);
                }));
  }

  /** A rule that takes what it captures from the operands; one that fails does so when used. */
  private static Body closed(Body rule, int n, Tensor[] inputs, List<Tensor> operands) {
    int from = operands.size();
    try {
      capture(rule, inputs, operands);
    } catch (RuntimeException e) {
      return x -> {
        throw e;
      };
    }
    return replaying(rule, n, inputs.length - n, from, operands.size());
  }

  /**
   * The function of the first and last of its arguments, where those between hold what it captures,
   * in the order in which it meets them.
   */
  private static Body replaying(Body f, int first, int last, int from, int to) {
    return all -> {
      IdentityHashMap<Tensor, Tensor> replaced = new IdentityHashMap<>();
      return SubstitutionLevel.runAgain(
          f,
          concat(Arrays.copyOf(all, first), Arrays.copyOfRange(all, all.length - last, all.length)),
          value -> {
            Tensor known = replaced.get(value);
            if (known == null) {
              int next = from + replaced.size();
              if (next == to) {
                throw new IllegalStateException(
                    "checkpoint or customGradient: the function used more outer values when it was run again than the first"
                        + " time; it must do the same whenever it is called");
              }
              known = all[next];
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

  /** The types of the results, found by tracing the body. */
  public static List<TensorType> types(Call call, List<TensorType> x) {
    return Trace.trace(call.body(), x).program().types();
  }

  /** The tangents of the results at the level of the primals. */
  public static @Nullable Tensor[] pushforward(
      Call call, Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    Call.Rules rules = call.rules();
    if (rules == null) {
      Forward.Result again = Forward.jvp(call.body(), x, Arrays.asList(dx));
      requireSame(call, y, again.values());
      return again.tangents();
    }
    int n = rules.operands();
    @Nullable Tensor[] own = Arrays.copyOf(dx, n);
    Tensor[] tangents =
        Arrays.stream(own).allMatch(t -> t == null)
            ? null
            : rules.pushforward().apply(concat(x, y, Rules.filledArray(own, x)));
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
      Reverse.Pullback again = Reverse.vjp(call.body(), x);
      requireSame(call, y, again.values());
      out = again.apply(Arrays.asList(ct));
    }
    if (rules != null) {
      Tensor[] own = rules.pullback().apply(concat(x, y, ct));
      System.arraycopy(own, 0, out, 0, n);
    }
    return out;
  }

  /** Refuses a function that gives other types when it is run again. */
  private static void requireSame(Call call, Tensor[] y, Tensor[] again) {
    List<TensorType> first = Arrays.stream(y).map(Tensor::type).toList();
    List<TensorType> second = Arrays.stream(again).map(Tensor::type).toList();
    if (!first.equals(second)) {
      throw new IllegalStateException(
          call.name()
              + ": the function gave "
              + first
              + " and, when it was run again for its derivative, "
              + second
              + "; it must do the same whenever it is called");
    }
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
      Tensor[] values =
          known == null ? null : known.stream().map(level::primal).toArray(Tensor[]::new);
      Tensor[] y = Dispatch.bind(call.withKnown(values), x);
      @Nullable Tensor[] dy = pushforward(call, x, y, dx);
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
    // While a function runs again, what it captured was not replaced in what is known: the values
    // are right, but tangents may be missing.
    if (known != null && !SubstitutionLevel.AGAIN.isBound()) {
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
                x -> Vectorise.vmap(rules.pushforward(), x),
                x -> Vectorise.vmap(rules.pullback(), x)),
        known == null ? null : known.stream().map(level::stack).toList());
  }
}
