package cotangent.transform;

import cotangent.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The backward sweep: cotangents flow from the roots to the leaves, by decreasing depth, so that an
 * op's turn comes when all that depends on it is done. Iterative, and linear in the size of the
 * graph but for the queue. Ops of one depth take their turns in the order in which they were
 * reached, so that sums have one order and results are the same every time.
 */
final class Backward {
  private final ReverseLevel level;
  private final boolean recorded;
  private final IdentityHashMap<Node.Origin, Turn> waiting = new IdentityHashMap<>();
  private final PriorityQueue<Turn> queue = new PriorityQueue<>();
  private int turns;

  /** The cotangents that have arrived at the results of one origin. */
  private static final class Turn implements Comparable<Turn> {
    final Node.Origin origin;
    final int number;
    final @Nullable Tensor[] cotangents;

    Turn(Node.Origin origin, int number) {
      this.origin = origin;
      this.number = number;
      this.cotangents = new Tensor[origin instanceof Node.Application a ? a.results.length : 1];
    }

    @Override
    public int compareTo(Turn other) {
      int byDepth = Integer.compare(other.origin.depth(), origin.depth());
      return byDepth != 0 ? byDepth : Integer.compare(number, other.number);
    }
  }

  /** What is done with the cotangents of an origin, all of which have arrived. */
  interface Visitor {
    void visit(Node.Origin origin, @Nullable Tensor[] cotangents);
  }

  private Backward(ReverseLevel level, boolean recorded) {
    this.level = level;
    this.recorded = recorded;
  }

  /**
   * Sweeps from the roots.
   *
   * @param cotangents those of the roots, null for zero
   * @param recorded whether the pullbacks run on the recorded values, so that the result has a
   *     history itself
   * @param least the least depth that is of interest
   */
  static void sweep(
      ReverseLevel level,
      List<Node> roots,
      List<? extends @Nullable Tensor> cotangents,
      boolean recorded,
      int least,
      Visitor visitor) {
    Backward backward = new Backward(level, recorded);
    for (int i = 0; i < roots.size(); i++) {
      Tensor ct = cotangents.get(i);
      if (ct != null) {
        backward.arrive(roots.get(i), ct);
      }
    }
    backward.run(least, visitor);
  }

  private void arrive(Node node, Tensor ct) {
    Turn turn = waiting.get(node.origin());
    if (turn == null) {
      turn = new Turn(node.origin(), turns++);
      waiting.put(node.origin(), turn);
      queue.add(turn);
    }
    turn.cotangents[node.index()] = Rules.add(turn.cotangents[node.index()], ct);
  }

  private void run(int least, Visitor visitor) {
    for (Turn turn = queue.poll(); turn != null; turn = queue.poll()) {
      waiting.remove(turn.origin);
      visitor.visit(turn.origin, turn.cotangents);
      if (turn.origin instanceof Node.Application a && a.depth() > least) {
        pull(a, turn.cotangents);
      }
    }
  }

  private void pull(Node.Application a, @Nullable Tensor[] cotangents) {
    Tensor[] operands = a.operands;
    boolean[] needed = new boolean[operands.length];
    for (int i = 0; i < operands.length; i++) {
      needed[i] = operands[i] instanceof Node node && node.level() == level;
    }
    Tensor[] x = recorded ? operands : level.primals(operands);
    @Nullable Tensor[] cts = Rules.pullback(a.op, x, results(a), cotangents, needed);
    for (int i = 0; i < operands.length; i++) {
      Tensor ct = cts[i];
      if (ct != null && operands[i] instanceof Node node) {
        arrive(node, ct);
      }
    }
  }

  private Tensor[] results(Node.Application a) {
    if (!recorded) {
      return a.results;
    }
    Tensor[] nodes = new Tensor[a.results.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = a.results[i].dtype().isFloating() ? new Node(level, a, i) : a.results[i];
    }
    return nodes;
  }
}
