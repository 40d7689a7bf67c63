package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Call;
import cotangent.op.Op;
import org.jspecify.annotations.Nullable;

/** Forward mode: ops are evaluated one level below together with their tangents. */
final class ForwardLevel extends Level {
  @Override
  String transformation() {
    return "jvp";
  }

  Tensor primal(Tensor x) {
    return x instanceof Dual dual && dual.level() == this ? dual.primal() : x;
  }

  @Nullable Tensor tangent(Tensor x) {
    return x instanceof Dual dual && dual.level() == this ? dual.tangent() : null;
  }

  /** A value with its tangent; null is zero, and then the value is a constant to this level. */
  Tensor dual(Tensor primal, @Nullable Tensor tangent) {
    return tangent == null || !primal.dtype().isFloating()
        ? primal
        : new Dual(this, primal, tangent);
  }

  @Override
  Tensor[] apply(Op op, Tensor[] x) {
    Tensor[] primals = new Tensor[x.length];
    @Nullable Tensor[] tangents = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      primals[i] = primal(x[i]);
      tangents[i] = tangent(x[i]);
    }
    if (op instanceof Call call) {
      return Calls.forward(this, call, primals, tangents);
    }
    Tensor[] results = Dispatch.bind(op, primals);
    @Nullable Tensor @Nullable [] dy = Rules.pushforward(op, primals, results, tangents);
    if (dy == null) {
      return results;
    }
    Tensor[] out = new Tensor[results.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = dual(results[i], dy[i]);
    }
    return out;
  }
}
