package cotangent.transform;

import cotangent.Tensor;
import cotangent.op.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A forward sweep over a recorded graph: the derivative of a function at a point, without running
 * it again.
 */
final class Linearized {
  private Linearized() {}

  static @Nullable Tensor[] sweep(
      ReverseLevel level,
      Tensor[] inputs,
      Tensor[] outputs,
      List<? extends @Nullable Tensor> tangents) {
    IdentityHashMap<Node.Origin, @Nullable Tensor[]> known = new IdentityHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] instanceof Node node && node.level() == level) {
        known.put(node.origin(), new Tensor[] {tangents.get(i)});
      }
    }
    for (Node.Application a : applications(level, outputs)) {
      @Nullable Tensor[] dx = new Tensor[a.operands.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = tangent(level, known, a.operands[i]);
      }
      Tensor[] x = level.primals(a.operands);
      @Nullable Tensor[] dy =
          a.op instanceof Call call
              ? call.pushforward(x, a.results, dx)
              : Rules.pushforward(a.op, x, a.results, dx);
      known.put(a, dy == null ? new Tensor[a.results.length] : dy);
    }
    @Nullable Tensor[] out = new Tensor[outputs.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = tangent(level, known, outputs[i]);
    }
    return out;
  }

  private static @Nullable Tensor tangent(
      ReverseLevel level, IdentityHashMap<Node.Origin, @Nullable Tensor[]> known, Tensor x) {
    if (!(x instanceof Node node) || node.level() != level) {
      return null;
    }
    @Nullable Tensor[] tangents = known.get(node.origin());
    return tangents == null ? null : tangents[node.index()];
  }

  /** The ops behind some values, by increasing depth. */
  private static List<Node.Application> applications(ReverseLevel level, Tensor[] outputs) {
    IdentityHashMap<Node.Origin, Boolean> seen = new IdentityHashMap<>();
    List<Node.Application> all = new ArrayList<>();
    Deque<Tensor> open = new ArrayDeque<>(List.of(outputs));
    while (!open.isEmpty()) {
      if (open.pop() instanceof Node node
          && node.level() == level
          && node.origin() instanceof Node.Application a
          && seen.put(a, true) == null) {
        all.add(a);
        for (Tensor operand : a.operands) {
          open.push(operand);
        }
      }
    }
    all.sort(Comparator.comparingInt(Node.Application::depth));
    return all;
  }
}
