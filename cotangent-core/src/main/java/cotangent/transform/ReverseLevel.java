package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Call;
import cotangent.op.Discrete;
import cotangent.op.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reverse mode: ops are evaluated one level below, and recorded where their results can carry a
 * derivative.
 */
final class ReverseLevel extends Level {
  /**
   * The outermost level: variables and what is computed from them outside of any transformation.
   */
  static final ReverseLevel IMPERATIVE = new ReverseLevel(0);

  ReverseLevel() {}

  private ReverseLevel(long tag) {
    super(tag);
  }

  @Override
  String transformation() {
    return "grad or vjp";
  }

  Node leaf(Tensor value, @Nullable String name) {
    return new Node(this, new Node.Leaf(value, name), 0);
  }

  /** The value one level below. */
  Tensor primal(Tensor x) {
    return x instanceof Node node && node.level() == this ? node.primal() : x;
  }

  Tensor[] primals(Tensor[] x) {
    Tensor[] primals = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      primals[i] = primal(x[i]);
    }
    return primals;
  }

  /** A call that runs again inside another one knows results of this level. */
  private Call primal(Call call) {
    List<Tensor> known = call.known();
    return known == null ? call : call.withKnown(primals(known.toArray(Tensor[]::new)));
  }

  @Override
  Tensor[] apply(Op op, Tensor[] x) {
    Tensor[] primals = primals(x);
    Tensor[] results = Dispatch.bind(op instanceof Call call ? primal(call) : op, primals);
    if (op instanceof Discrete) {
      return results;
    }
    int depth = 0;
    for (Tensor operand : x) {
      if (operand instanceof Node node && node.level() == this) {
        depth = Math.max(depth, node.origin().depth());
      }
    }
    Node.Application application = new Node.Application(op, x, results, depth + 1);
    Tensor[] nodes = new Tensor[results.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = results[i].dtype().isFloating() ? new Node(this, application, i) : results[i];
    }
    return nodes;
  }
}
