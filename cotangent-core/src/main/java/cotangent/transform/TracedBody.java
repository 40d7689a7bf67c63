package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Body;
import cotangent.program.Program;

/**
 * The body of a call that has been traced.
 *
 * @param program what the body does
 */
public record TracedBody(Program program) implements Body {
  @Override
  public Tensor[] apply(Tensor[] x) {
    return Trace.evaluate(program, x);
  }
}
