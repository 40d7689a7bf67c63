package cotangent.op;

import cotangent.Tensor;
import cotangent.TensorType;
import cotangent.transform.Calls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function as one op: the body of {@code checkpoint}, of {@code customGradient}, or a traced
 * program. The values that the function captures are operands. Its derivative is that of the body,
 * run again, unless it has rules of its own.
 *
 * @param name what it is called in programs and pictures
 * @param body the function
 * @param rules a user's own derivatives, null for those of the body
 * @param known the results where they have been computed already, null where not
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public record Call(String name, Body body, @Nullable Rules rules, @Nullable List<Tensor> known)
    implements Op {

  /**
   * A user's derivatives with respect to the first {@code operands} operands; captured values
   * follow the body.
   *
   * @param operands how many operands the rules are about
   * @param pushforward from all operands, results and tangents of those operands to tangents of the
   *     results
   * @param pullback from all operands, results and cotangents of the results to cotangents of those
   *     operands
   */
  public record Rules(int operands, Body pushforward, Body pullback) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<TensorType> types(List<TensorType> x) {
    return Calls.types(this, x);
  }

  /** The same call whose results are known. */
  public Call withKnown(Tensor @Nullable [] results) {
    return new Call(name, body, rules, results == null ? null : List.of(results));
  }

  /** The results for operands that no transformation watches. */
  Tensor[] evaluate(Tensor[] x) {
    return known != null ? known.toArray(Tensor[]::new) : body.apply(x);
  }

  /** The tangents of the results. */
  public @Nullable Tensor[] pushforward(Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    return Calls.pushforward(this, x, y, dx);
  }

  /** The cotangents of the operands that are needed. */
  public @Nullable Tensor[] pullback(Tensor[] x, Tensor[] y, Tensor[] ct, boolean[] needed) {
    return Calls.pullback(this, x, y, ct, needed);
  }

  @Override
  public String toString() {
    return name;
  }
}
