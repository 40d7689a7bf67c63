package cotangent.code;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What the rules of the reverse sweep ask for: the values and the shadows that the reverse of a
 * block works with. {@link Plan} decides how the sweep comes by them.
 */
final class Demands {
  private final Analysis analysis;
  private final Twins twins;
  private final BitSet all = new BitSet();
  private final Map<Block, Set<Value>> values = new LinkedHashMap<>();
  private final Map<Block, Set<Value>> shadows = new LinkedHashMap<>();
  private Block at;

  Demands(Analysis analysis) {
    this.analysis = analysis;
    this.twins = new Twins(analysis.body);
    this.at = analysis.body.exit;
  }

  /** Adds what the rules for the values of a block ask for. */
  void add(Block block) {
    at = block;
    block.code.forEach(this::visit);
  }

  /** Adds a value that the reverse sweep needs where it enters a block. */
  void add(Value v, Block block) {
    at = block;
    value(v);
  }

  /** Whether some block asks for the value itself. */
  boolean contains(Value v) {
    return all.get(v.id);
  }

  void forEachValue(BiConsumer<Value, Block> action) {
    values.forEach((block, asked) -> asked.forEach(v -> action.accept(v, block)));
  }

  void forEachShadow(BiConsumer<Value, Block> action) {
    shadows.forEach((block, asked) -> asked.forEach(v -> action.accept(v, block)));
  }

  private void value(Value v) {
    if (!(v.op instanceof Op.Const)) {
      all.set(v.id);
      values.computeIfAbsent(at, _ -> new LinkedHashSet<>()).add(v);
    }
  }

  private void shadow(Value v) {
    shadows.computeIfAbsent(at, _ -> new LinkedHashSet<>()).add(v);
  }

  private void visit(Value v) {
    switch (v.op) {
      case Op.Arith(var code) -> {
        var rule = Rule.of(code);
        if (analysis.isActive(v) && rule != null) {
          rule(v, rule);
        }
      }
      case Op.Load _ -> {
        boolean used = !analysis.body.users(v).isEmpty() || analysis.body.result() == v;
        if (v.isReal() && analysis.isActive(v) && used) {
          shadow(v.in[0]);
          value(v.in[1]);
        }
      }
      case Op.Store _ -> {
        if (v.in[2].isReal() && analysis.hasShadow(v.in[0])) {
          shadow(v.in[0]);
          value(v.in[1]);
        }
      }
      case Op.GetField _ -> {
        if (v.isReal() && analysis.isActive(v)) {
          shadow(v.in[0]);
        }
      }
      case Op.PutField _ -> {
        if (v.in[1].isReal() && analysis.hasShadow(v.in[0])) {
          shadow(v.in[0]);
        }
      }
      case Op.Call _, Op.Construct _ -> call(v);
      case Op.Param _,
          Op.Const _,
          Op.Phi _,
          Op.ArrayLength _,
          Op.NewArray _,
          Op.NewObject _,
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

  private void call(Value v) {
    if (analysis.isFused(v)) {
      return;
    }
    var callee = analysis.callee(v);
    if (callee != null) {
      var replayed = analysis.replayed(v);
      var in = analysis.arguments(v);
      for (int i = 0; i < in.size(); i++) {
        if (replayed == null || !replayed.sums().get(i)) {
          value(in.get(i));
        }
        if (analysis.hasShadow(in.get(i))) {
          shadow(in.get(i));
        }
      }
      return;
    }
    switch (analysis.target(v)) {
      case Target.Smooth(var rule) -> {
        if (analysis.isActive(v)) {
          rule(v, rule);
        }
      }
      case Target.Box _ -> {
        if (analysis.isActive(v)) {
          shadow(v);
        }
      }
      case Target.Unbox _ -> {
        if (analysis.isActive(v)) {
          shadow(v.in[0]);
        }
      }
      case Target.Custom _ -> {
        if (analysis.isActive(v)) {
          for (var x : v.in) {
            value(x);
            if (analysis.hasShadow(x)) {
              shadow(x);
            }
          }
          if (analysis.hasShadow(v)) {
            shadow(v);
          }
        }
      }
      case Target.OnTape _ -> {
        if (v.op instanceof Op.Call(_, var method) && analysis.hasShadow(v.in[0])) {
          switch (method.name()) {
            case "pushD", "popD" -> shadow(v.in[0]);
            case "adjoint", "setAdjoint" -> {
              shadow(v.in[0]);
              value(v.in[1]);
            }
            default -> {}
          }
        }
      }
      case Target.Flat _, Target.Sink _, Target.Mirror _, Target.Opaque _, Target.Method _ -> {}
    }
  }

  private void rule(Value v, Rule rule) {
    for (int i = 0; i < v.in.length; i++) {
      if (analysis.isActive(v.in[i])) {
        twins.operands(v, rule.partials().get(i)).forEach(this::value);
      }
    }
  }
}
