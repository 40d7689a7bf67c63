package cotangent.code;

import java.util.ArrayList;
import java.util.List;

/**
 * A real number of the {@link Interpreter}: plain, or with a tangent, or a node on a tape. Each
 * derivative that is taken has a level of its own, above those that were begun before it, and a
 * number of one level is made of numbers of lower ones. So derivatives nest to any order.
 */
sealed interface Real {
  /** The number that Java computes. */
  double value();

  /** The level of the derivative that the number takes part in, 0 for none. */
  int level();

  /** This number as one of a level below its own sees it. */
  Real primal();

  /** A number without derivative. */
  record Plain(double value) implements Real {
    static final Real ZERO = new Plain(0);
    static final Real ONE = new Plain(1);

    @Override
    public int level() {
      return 0;
    }

    @Override
    public Real primal() {
      return this;
    }
  }

  /** One evaluation of a derivative. When it is over, its numbers are what they were without it. */
  final class Level {
    private final int number;
    private boolean over;

    Level(int number) {
      this.number = number;
    }

    void end() {
      over = true;
    }
  }

  /** A number with a derivative in one direction. */
  record Dual(Level at, Real primal, Real tangent) implements Real {
    @Override
    public double value() {
      return primal.value();
    }

    @Override
    public int level() {
      return at.number;
    }
  }

  /** The operation that made a number, with its partial derivatives. */
  final class Node implements Real {
    private final Tape tape;
    private final Real primal;
    private final Node[] operands;
    private final Real[] partials;
    private Real adjoint = Plain.ZERO;

    private Node(Tape tape, Real primal, Node[] operands, Real[] partials) {
      this.tape = tape;
      this.primal = primal;
      this.operands = operands;
      this.partials = partials;
      tape.nodes.add(this);
    }

    @Override
    public double value() {
      return primal.value();
    }

    @Override
    public int level() {
      return tape.level.number;
    }

    @Override
    public Real primal() {
      return primal;
    }

    Tape tape() {
      return tape;
    }
  }

  /** The operations of one evaluation, in order. */
  final class Tape {
    private final Level level;
    private final List<Node> nodes = new ArrayList<>();

    Tape(Level level) {
      this.level = level;
    }

    Level level() {
      return level;
    }

    Node variable(Real primal) {
      return new Node(this, primal, new Node[0], new Real[0]);
    }

    Node operation(Real primal, Node[] operands, Real[] partials) {
      return new Node(this, primal, operands, partials);
    }

    /** Adds to the adjoint of a result; one that is not on this tape has none. */
    void seed(Real result, Real adjoint) {
      if (result.live() instanceof Node node && node.tape == this) {
        node.adjoint = Elementary.add(node.adjoint, adjoint);
      }
    }

    /** Carries the adjoints of the results back to the variables. */
    void sweep() {
      for (var node : nodes.reversed()) {
        for (int i = 0; i < node.operands.length; i++) {
          var operand = node.operands[i];
          operand.adjoint =
              Elementary.add(operand.adjoint, Elementary.multiply(node.adjoint, node.partials[i]));
        }
      }
    }

    Real adjoint(Node variable) {
      return variable.adjoint;
    }
  }

  /** This number without what belongs to derivatives that are over. */
  default Real live() {
    return switch (this) {
      case Plain _ -> this;
      case Dual dual -> dual.at.over ? dual.primal.live() : this;
      case Node node -> node.tape.level.over ? node.primal.live() : this;
    };
  }

  /** The tangent of a number at a level. */
  default Real tangent(Level at) {
    return live() instanceof Dual dual && dual.at == at ? dual.tangent : Plain.ZERO;
  }

  /** The number as it is without the derivative of this level. */
  default Real below(Level at) {
    var live = live();
    return live.level() == at.number ? live.primal() : live;
  }
}
