package cotangent;

import cotangent.program.Program;
import cotangent.transform.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A function that has been written down as a {@link Program}, for arguments of the types it was
 * traced with.
 */
public final class Traced<T, R> implements Function<T, R> {
  private final TreeBody<T, R> body;
  private final Trace.Result trace;

  private Traced(TreeBody<T, R> body, Trace.Result trace) {
    this.body = body;
    this.trace = trace;
  }

  static <T, R> Traced<T, R> of(Function<T, R> f, T x) {
    TreeBody<T, R> body = new TreeBody<>(f, x);
    List<TensorType> types = Tree.leaves(x).stream().map(Tensor::type).toList();
    return new Traced<>(body, Trace.trace(body, types));
  }

  /**
   * The equations. Its inputs are the leaves of the argument, followed by the values that the
   * function captured.
   */
  public Program program() {
    return trace.program();
  }

  /**
   * The places of the argument's leaves, as {@link Tree#paths} names them: what the first inputs of
   * the program are.
   */
  public List<String> inputPaths() {
    return body.inputPaths();
  }

  /** The places of the leaves of the value: what the outputs of the program are. */
  public List<String> outputPaths() {
    return body.outputPaths();
  }

  /**
   * Runs the program.
   *
   * @throws IllegalArgumentException if the types of the leaves differ from those it was traced
   *     with
   */
  @Override
  public R apply(T x) {
    List<Tensor> inputs = new ArrayList<>(Tree.leaves(x));
    inputs.addAll(trace.captured());
    return body.output(Trace.evaluate(trace.program(), inputs.toArray(Tensor[]::new)));
  }

  @Override
  public String toString() {
    return trace.program().toString();
  }
}
