package cotangent.code;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where in the reverse sweep the adjoint of a value may be other than zero. Where it is zero it has
 * no variable: the first addition is an assignment, and a rule that would pass on zeros is left
 * out.
 */
final class AdjointFlow {
  private final Analysis analysis;
  private final Plan plan;
  private final Map<Block, BitSet> states = new HashMap<>();

  AdjointFlow(Analysis analysis, Plan plan) {
    this.analysis = analysis;
    this.plan = plan;
    var body = analysis.body;
    body.blocks.forEach(b -> states.put(b, new BitSet()));
    if (!body.returns()) {
      return;
    }
    var result = body.result();
    if (result != null && result.isReal()) {
      touch(result, at(body.exit));
    }
    for (boolean changed = true; changed; ) {
      changed = false;
      for (var block : body.blocks.reversed()) {
        changed |= plan.isReversed(block) && visit(block);
      }
    }
  }

  /**
   * The numbers of the values whose adjoint may not be zero where the block is entered backwards.
   */
  BitSet at(Block block) {
    return Objects.requireNonNull(states.get(block));
  }

  /** The same for all blocks of a loop together. */
  BitSet in(Block.Loop loop) {
    var all = new BitSet();
    loop.body.forEach(b -> all.or(at(b)));
    return all;
  }

  private boolean visit(Block block) {
    var state = (BitSet) at(block).clone();
    for (var v : block.code.reversed()) {
      pass(v, state);
      state.clear(v.id);
    }
    boolean changed = false;
    for (int k = 0; k < block.pred.size(); k++) {
      var before = (BitSet) state.clone();
      block.phis.forEach(phi -> before.clear(phi.id));
      for (var phi : block.phis) {
        if (state.get(phi.id)) {
          touch(phi.in[k], before);
        }
      }
      var loop = block.headed();
      if (loop != null && plan.isFused(loop)) {
        fused(loop, before);
      }
      var known = at(block.pred.get(k));
      before.andNot(known);
      known.or(before);
      changed |= !before.isEmpty();
    }
    return changed;
  }

  /** A fused loop hands on what its iterations have found of the values from outside. */
  private void fused(Block.Loop loop, BitSet state) {
    for (var v : Joint.calls(loop, analysis)) {
      Joint.received(v, analysis).forEach(received -> touch(received.real(), state));
    }
  }

  private void touch(Value v, BitSet state) {
    if (v.isReal() && analysis.isActive(v) && !(v.op instanceof Op.Const)) {
      state.set(v.id);
    }
  }

  /** Notes the operands to whose adjoints something may be added. */
  private void pass(Value v, BitSet state) {
    switch (v.op) {
      case Op.Arith(var code) -> {
        if (state.get(v.id)) {
          rule(v, Objects.requireNonNull(Rule.of(code)), state);
        }
      }
      case Op.Store _, Op.PutField _ -> {
        if (analysis.hasShadow(v.in[0])) {
          touch(v.in[v.in.length - 1], state);
        }
      }
      case Op.Construct _, Op.Call _ -> call(v, state);
      case Op.Param _,
          Op.Const _,
          Op.Phi _,
          Op.Load _,
          Op.ArrayLength _,
          Op.NewArray _,
          Op.NewObject _,
          Op.GetField _,
          Op.GetStatic _,
          Op.PutStatic _,
          Op.Dynamic _,
          Op.Closure _,
          Op.Cast _,
          Op.InstanceOf _,
          Op.Caught _,
          Op.Monitor _ -> {}
    }
  }

  private void call(Value v, BitSet state) {
    if (analysis.callee(v) == null) {
      switch (analysis.target(v)) {
        case Target.Smooth(var rule) -> {
          if (state.get(v.id)) {
            rule(v, rule, state);
          }
          return;
        }
        case Target.Flat _,
            Target.Sink _,
            Target.Unbox _,
            Target.Mirror _,
            Target.Opaque _,
            Target.Method _ -> {
          return;
        }
        case Target.Box _, Target.Custom _, Target.OnTape _ -> {}
      }
    }
    for (var x : v.in) {
      Simplifier.flatten(x).forEach(y -> touch(y, state));
    }
  }

  private void rule(Value v, Rule rule, BitSet state) {
    for (int i = 0; i < v.in.length; i++) {
      if (!(rule.partials().get(i) instanceof Rule.Partial.Zero)) {
        touch(v.in[i], state);
      }
    }
  }
}
