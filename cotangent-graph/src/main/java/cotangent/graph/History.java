package cotangent.graph;

import cotangent.Tensor;
import cotangent.graph.Collector.Source;
import cotangent.op.Op;
import cotangent.transform.Node;
import cotangent.transform.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What was recorded on the way to some tensors. */
final class History {
  private final Collector collector = new Collector();

  /**
   * The vertices of variables and ops by {@link Node#source()}, those of constants by the tensor.
   */
  private final IdentityHashMap<Object, Integer> placed = new IdentityHashMap<>();

  private History() {}

  static Graph of(List<Map.Entry<String, Tensor>> roots) {
    if (roots.isEmpty()) {
      throw new IllegalArgumentException(
          "Graph.of: no tensor was given, so there is nothing to draw");
    }
    var history = new History();
    for (Map.Entry<String, Tensor> root : roots) {
      Node node = recorded(root.getValue());
      history.place(node);
      history.collector.add(new Vertex.Result(root.getKey()), List.of(history.source(node)));
    }
    return history.collector.graph();
  }

  private static Node recorded(Tensor root) {
    if (root instanceof Node node && node.isImperative()) {
      return node;
    }
    if (root instanceof Value) {
      throw new IllegalStateException(
          "Graph.of: the %s given belongs to a running transformation; draw the function instead, with Graph.of(trace(f, x))"
              .formatted(root.type()));
    }
    throw new IllegalArgumentException(
        "Graph.of: the %s given was not computed from a variable, so nothing was recorded; make one with x.variable(), or draw a function with Graph.of(trace(f, x))"
            .formatted(root.type()));
  }

  /** Operands before ops, without recursion, since a graph may be a chain of a million. */
  private void place(Tensor root) {
    Deque<Tensor> open = new ArrayDeque<>();
    var waiting = new IdentityHashMap<Object, Boolean>();
    open.push(root);
    while (!open.isEmpty()) {
      Tensor next = open.peek();
      Object key = key(next);
      if (placed.containsKey(key)) {
        open.pop();
      } else if (next instanceof Node node && waiting.put(key, true) == null) {
        node.operands().reversed().forEach(open::push);
      } else {
        open.pop();
        placed.put(key, add(next));
      }
    }
  }

  private int add(Tensor x) {
    if (!(x instanceof Node node)) {
      return collector.add(Collector.constant(x), List.of());
    }
    Op op = node.op();
    if (op == null) {
      String name = node.name();
      return collector.add(new Vertex.Variable(name == null ? "" : name), List.of());
    }
    return collector.add(
        Collector.operation(op), node.operands().stream().map(this::source).toList());
  }

  private Source source(Tensor x) {
    Integer vertex = Objects.requireNonNull(placed.get(key(x)), "an operand before its op");
    return new Source(vertex, x instanceof Node node ? node.resultIndex() : 0, x.type());
  }

  private static Object key(Tensor x) {
    return x instanceof Node node ? node.source() : x;
  }
}
