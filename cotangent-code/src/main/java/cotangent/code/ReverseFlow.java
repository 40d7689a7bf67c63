package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits the blocks of the reverse sweep, in the opposite order of that in which the forward sweep
 * ran them: the ways between them, the counters of the loops, and the gates of loops that the
 * forward sweep can leave in their middle.
 */
final class ReverseFlow {
  private final Body body;
  private final Plan plan;
  private final AdjointFlow flow;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final TapeEmitter tape;
  private final WayEmitter ways;
  private final Recomputation values;
  private final Adjoints adjoints;

  /** What the sweeps share if they are one method. */
  private final @Nullable Joint joint;

  private final Map<Block, Label> labels = new HashMap<>();
  private final Map<Loop, Integer> counters = new HashMap<>();

  /** What is emitted between the ways. */
  interface Sweep {
    /** The values of a block, backwards. */
    void values(Block block);

    /** The end of the sweep, where the method began. */
    void end();
  }

  /**
   * How the reverse sweep gets into a loop that the forward sweep can leave elsewhere than at its
   * head: through one switch, so that the reversed loop has one entry again.
   */
  private record Gate(Label label, int selector, List<Label> targets) {}

  private final Map<Loop, Gate> gates = new LinkedHashMap<>();

  ReverseFlow(
      Plan plan,
      Emitter emitter,
      TapeEmitter tape,
      Recomputation values,
      Adjoints adjoints,
      @Nullable Joint joint) {
    this.joint = joint;
    this.body = emitter.analysis.body;
    this.plan = plan;
    this.flow = new AdjointFlow(emitter.analysis, plan);
    this.emitter = emitter;
    this.code = emitter.code;
    this.tape = tape;
    this.ways = new WayEmitter(plan.ways(), code, tape);
    this.values = values;
    this.adjoints = adjoints;
  }

  /** Begins a sweep: makes the variables of loops and of ways. */
  void prepare() {
    ways.begin();
    ways.restore(null);
    for (var v : body.values) {
      if (plan.isCounted(v)) {
        code.iconst_0();
        emitter.store(v);
      }
    }
    for (var loop : body.loops) {
      if (plan.isReversed(loop.head) && !plan.isFused(loop)) {
        code.iconst_0().istore(counter(loop));
      }
    }
    for (var loop : body.loops) {
      if (plan.isReversed(loop.head) && hasExitInside(loop)) {
        int selector = code.allocateLocal(TypeKind.INT);
        code.iconst_0().istore(selector);
        gates.put(loop, new Gate(code.newLabel(), selector, new ArrayList<>()));
      }
    }
  }

  private boolean hasExitInside(Loop loop) {
    for (var block : loop.body) {
      for (var next : block.succ) {
        if (block != loop.head && !loop.contains(next) && plan.isReversed(next)) {
          return true;
        }
      }
    }
    return false;
  }

  void emit(Sweep sweep) {
    for (var block : body.blocks) {
      labels.put(block, code.newLabel());
    }
    if (body.blocks.stream().filter(plan::isReversed).toList().getLast() != body.exit) {
      code.goto_(label(body.exit));
    }
    for (var block : body.blocks.reversed()) {
      if (plan.isReversed(block)) {
        code.labelBinding(label(block));
        values.begin();
        adjoints.begin(flow.at(block));
        sweep.values(block);
        enter(block, sweep);
      }
    }
    // Last, since any edge may have added a target.
    gates.forEach((loop, gate) -> open(gate, loop));
  }

  private Label label(Block block) {
    return Objects.requireNonNull(labels.get(block));
  }

  private int counter(Loop loop) {
    return counters.computeIfAbsent(loop, _ -> code.allocateLocal(TypeKind.INT));
  }

  /** Goes back to the block from which the forward sweep came. */
  private void enter(Block block, Sweep sweep) {
    if (block == body.entry) {
      sweep.end();
      return;
    }
    var next = previous(block);
    var loop = block.headed();
    if (block.pred.size() == 1) {
      edge(block, 0, next);
    } else if (loop != null && plan.isFused(loop)) {
      edge(block, block.pred.indexOf(loop.before), next);
    } else if (loop != null) {
      var before = code.newLabel();
      int counter = counter(loop);
      code.iload(counter).ifle(before);
      code.iinc(counter, -1);
      edge(block, block.pred.indexOf(loop.latch), null);
      code.labelBinding(before);
      edge(block, block.pred.indexOf(loop.before), next);
    } else {
      var edges = new ArrayList<Label>();
      block.pred.forEach(_ -> edges.add(code.newLabel()));
      if (joint == null || !joint.findWay(block, edges)) {
        ways.find(block, values, edges);
      }
      for (int k = 0; k < edges.size(); k++) {
        code.labelBinding(edges.get(k));
        edge(block, k, k + 1 == edges.size() ? next : null);
      }
    }
  }

  /** The block that is emitted after this one. */
  private @Nullable Block previous(Block block) {
    for (int i = block.id - 1; i >= 0; i--) {
      if (plan.isReversed(body.blocks.get(i))) {
        return body.blocks.get(i);
      }
    }
    return null;
  }

  private void edge(Block to, int k, @Nullable Block next) {
    values.branch(() -> adjoints.branch(() -> way(to, k, next)));
  }

  /** Goes back from a block to one of its predecessors. */
  private void way(Block to, int k, @Nullable Block next) {
    var from = to.pred.get(k);
    var phis = to.phis.stream().filter(adjoints::has).toList();
    phis.forEach(adjoints::load);
    phis.forEach(adjoints::clear);
    for (var phi : phis.reversed()) {
      adjoints.add(phi.in[k]);
    }
    var own = to.headed();
    if (own != null && joint != null && plan.isFused(own)) {
      Joint.calls(own, emitter.analysis).forEach(v -> joint.take(v, adjoints::add));
    }
    var again = own != null && from == own.latch ? own : null;
    if (again != null) {
      tape.advance(again, -1);
    }
    for (var phi : to.phis.reversed()) {
      if (ForwardEmitter.isRepeated(from, to)) {
        tape.restore(phi, again);
      }
      if (plan.isCounted(phi) && again != null) {
        emitter.load(phi);
        code.loadConstant(step(phi)).isub();
        emitter.store(phi);
      }
    }
    var left = ForwardEmitter.left(from, to);
    left.removeIf(plan::isFused);
    left.reversed().forEach(this::count);
    clear(from, to, left);
    if (own != null && from == own.latch && gates.containsKey(own)) {
      // Selector 0 leads from the gate to the latch.
      var gate = Objects.requireNonNull(gates.get(own));
      code.iconst_0().istore(gate.selector).goto_(gate.label);
    } else {
      pass(from, left, next);
    }
  }

  /** Sets those adjoints to zero that are zero here, but may not be on other ways to the block. */
  private void clear(Block from, Block to, List<Loop> left) {
    var wanted = (BitSet) flow.at(from).clone();
    var own = to.headed();
    if (own != null && from == own.latch && gates.containsKey(own)) {
      wanted.or(flow.in(own));
    }
    for (var loop : left) {
      if (gates.containsKey(loop)) {
        wanted.or(flow.in(loop));
      }
    }
    adjoints.clear(wanted);
  }

  /** Goes to a block within the loops, through their gates. */
  private void pass(Block from, List<Loop> inside, @Nullable Block next) {
    var target = label(from);
    boolean gated = false;
    for (var loop : inside) {
      var gate = gates.get(loop);
      if (gate != null) {
        if (!gate.targets.contains(target)) {
          gate.targets.add(target);
        }
        code.loadConstant(1 + gate.targets.indexOf(target)).istore(gate.selector);
        target = gate.label;
        gated = true;
      }
    }
    if (gated || from != next) {
      code.goto_(target);
    }
  }

  private void open(Gate gate, Loop loop) {
    code.labelBinding(gate.label).iload(gate.selector);
    var cases = new ArrayList<SwitchCase>();
    for (int i = 0; i < gate.targets.size(); i++) {
      cases.add(SwitchCase.of(i + 1, gate.targets.get(i)));
    }
    code.lookupswitch(label(loop.latch), cases);
  }

  private int step(Value phi) {
    return Objects.requireNonNull(plan.step(phi));
  }

  /** Sets a loop's counter and loop variables to what they were when the forward sweep left it. */
  private void count(Loop loop) {
    ways.restore(loop);
    var trips = plan.tripsOf(loop);
    int counter = counter(loop);
    if (trips == null) {
      tape.popInt();
    } else {
      values.demand(trips.init());
      values.demand(trips.bound());
      tape.trips(trips);
      code.iconst_0();
      emitter.call(ClassDesc.of("java.lang.Math"), "max", "(II)I");
    }
    code.istore(counter);
    tape.release(loop, counter);
    for (var phi : loop.head.phis) {
      if (plan.isCounted(phi)) {
        values.load(phi.in[loop.head.pred.indexOf(loop.before)]);
        code.iload(counter).loadConstant(step(phi)).imul().iadd();
        emitter.store(phi);
      }
    }
  }
}
