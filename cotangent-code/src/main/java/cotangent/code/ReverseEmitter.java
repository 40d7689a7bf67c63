package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Emits the reverse sweep of a method: every block backwards, the blocks in the opposite order of
 * that in which the forward sweep ran them. Its parameters are those of the forward sweep and the
 * adjoint of the result, if that is real. The adjoints of real parameters go to the tape's
 * registers, everything else to shadows.
 *
 * <p>Longer than most files, since it has a case for each kind of value.
 */
final class ReverseEmitter {
  private final Analysis analysis;
  private final Body body;
  private final Plan plan;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final Map<Block, Label> labels = new HashMap<>();
  private final Map<Loop, Integer> counters = new HashMap<>();
  private final Map<Value, Integer> adjoints = new HashMap<>();

  /**
   * How the reverse sweep gets into a loop that the forward sweep can leave elsewhere than at its
   * head: through one switch, so that the reversed loop has one entry again.
   */
  private record Gate(Label label, int selector, List<Label> targets) {}

  private final Map<Loop, Gate> gates = new HashMap<>();

  /** Values and shadows that were computed again in the block at hand. */
  private Set<Value> present = new HashSet<>();

  private Set<Value> presentShadows = new HashSet<>();

  /** The values whose adjoint may not be zero at this point. */
  private BitSet live = new BitSet();

  private final AdjointFlow flow;
  private final Twins twins;
  private final Accumulations accumulations;
  private final ReplayEmitter replays;
  private final TapeEmitter tape;

  private ReverseEmitter(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    this.analysis = variant.analysis();
    this.body = analysis.body;
    this.plan = plan;
    this.accumulations = new Accumulations(analysis);
    this.flow = new AdjointFlow(analysis, plan);
    this.twins = new Twins(body);
    this.emitter = new Emitter(analysis, code);
    this.replays = new ReplayEmitter(emitter);
    this.code = code;
    this.self = self;
    this.tape = new TapeEmitter(plan, emitter, ForwardEmitter.parameters(emitter, body));
  }

  static String name(Variant variant) {
    return variant.name() + "$reverse";
  }

  static MethodTypeDesc type(Variant variant) {
    var types = ForwardEmitter.parameters(variant);
    var result = variant.body().result();
    if (result != null && result.isReal() && variant.analysis().isActive(result)) {
      types.add(variant.result());
    }
    return MethodTypeDesc.ofDescriptor(Types.method(types, "V"));
  }

  static void emit(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    new ReverseEmitter(variant, plan, code, self).emit();
  }

  private void emit() {
    if (!body.returns()) {
      code.return_();
      return;
    }
    for (var v : body.values.reversed()) {
      tape.restore(v, null);
    }
    replays.prepare();
    for (var v : body.values) {
      if (plan.isCounted(v)) {
        code.iconst_0();
        emitter.store(v);
      }
    }
    for (var loop : body.loops) {
      if (plan.isReversed(loop.head)) {
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
    var result = body.result();
    if (result != null && result.isReal() && analysis.isActive(result)) {
      int shadows = (int) body.params.stream().filter(analysis::hasShadow).count();
      int seed = code.parameterSlot(body.params.size() + shadows + 1);
      code.loadLocal(TypeKind.fromDescriptor(result.type), seed);
      add(result);
    }
    for (var block : body.blocks) {
      labels.put(block, code.newLabel());
    }
    if (body.blocks.stream().filter(plan::isReversed).toList().getLast() != body.exit) {
      code.goto_(label(body.exit));
    }
    for (var block : body.blocks.reversed()) {
      if (plan.isReversed(block)) {
        code.labelBinding(label(block));
        present.clear();
        presentShadows.clear();
        live = (BitSet) flow.at(block).clone();
        plan.shadowsSavedAt(block).reversed().forEach(tape::popShadow);
        plan.savedAt(block).reversed().forEach(v -> tape.take(v, block.loop));
        block.code.reversed().forEach(this::reverse);
        enter(block);
      }
    }
    // Last, since any edge may have added a target.
    gates.forEach((loop, gate) -> open(gate, loop));
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

  private Label label(Block block) {
    return Objects.requireNonNull(labels.get(block));
  }

  private int counter(Loop loop) {
    return counters.computeIfAbsent(loop, _ -> code.allocateLocal(TypeKind.INT));
  }

  // ------------------------------------------------------------------------------------- the tape

  private void restoreOld(Value v) {
    if (v.block.loop != null) {
      tape.restore(v, v.block.loop);
    }
  }

  // -------------------------------------------------------------------------- values at this point

  /** Sees to it that the value's variable holds the value. */
  private void demand(Value v) {
    if (!(v.op instanceof Op.Const) && plan.isRecomputed(v) && present.add(v)) {
      for (var x : v.in) {
        demand(x);
      }
      emitter.primal(v);
    }
  }

  private void load(Value v) {
    demand(v);
    emitter.load(v);
  }

  private void demandShadow(Value v) {
    if (!plan.isShadowRecomputed(v) || !presentShadows.add(v)) {
      return;
    }
    demandShadow(v.in[0]);
    switch (v.op) {
      case Op.Load _ -> {
        demand(v.in[1]);
        emitter.loadShadow(v.in[0]);
        emitter.load(v.in[1]);
        code.aaload();
      }
      case Op.GetField(var field) -> {
        var layout = emitter.layout(field);
        emitter.loadShadow(v.in[0], Layout.TYPE);
        code.loadConstant(layout.index(layout.position(field))).aaload();
        emitter.castShadow(v);
      }
      default -> {
        emitter.loadShadow(v.in[0]);
        emitter.castShadow(v);
      }
    }
    emitter.storeShadow(v);
  }

  // ------------------------------------------------------------------------------------- adjoints

  private void storeAdjoint(Value v) {
    code.storeLocal(TypeKind.fromDescriptor(v.type), adjointSlot(v));
  }

  private int adjointSlot(Value v) {
    return adjoints.computeIfAbsent(v, _ -> code.allocateLocal(TypeKind.fromDescriptor(v.type)));
  }

  private void loadAdjoint(Value v) {
    if (live.get(v.id)) {
      code.loadLocal(TypeKind.fromDescriptor(v.type), adjointSlot(v));
    } else {
      emitter.loadZero(v.type);
    }
  }

  /** Whether anything can have been added to the adjoint. */
  private boolean hasAdjoint(Value v) {
    return live.get(v.id);
  }

  /** Adds the real on the stack to the adjoint of a value. */
  private void add(Value v) {
    if (!analysis.isActive(v) || v.op instanceof Op.Const) {
      emitter.pop(v.type);
      return;
    }
    if (live.get(v.id)) {
      loadAdjoint(v);
      sum(v.type);
    }
    live.set(v.id);
    storeAdjoint(v);
  }

  // ---------------------------------------------------------------------------------- control flow

  /** Goes back to the block from which the forward sweep came. */
  private void enter(Block block) {
    if (block == body.entry) {
      parameters();
      return;
    }
    var next = previous(block);
    var loop = block.headed();
    if (block.pred.size() == 1) {
      edge(block, 0, next);
    } else if (loop != null) {
      var before = code.newLabel();
      int counter = counter(loop);
      code.iload(counter).ifle(before);
      code.iinc(counter, -1);
      edge(block, block.pred.indexOf(loop.latch), null);
      code.labelBinding(before);
      edge(block, block.pred.indexOf(loop.before), next);
    } else {
      tape.popInt();
      var cases = new ArrayList<SwitchCase>();
      for (int k = 1; k < block.pred.size(); k++) {
        cases.add(SwitchCase.of(k, code.newLabel()));
      }
      var first = code.newLabel();
      if (cases.size() == 1) {
        code.ifne(cases.getFirst().target());
      } else {
        code.tableswitch(1, cases.size(), first, cases);
      }
      code.labelBinding(first);
      edge(block, 0, null);
      for (int k = 1; k < block.pred.size(); k++) {
        code.labelBinding(cases.get(k - 1).target());
        edge(block, k, k + 1 == block.pred.size() ? next : null);
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
    var values = new HashSet<>(present);
    var shadows = new HashSet<>(presentShadows);
    var from = to.pred.get(k);
    var alive = (BitSet) live.clone();
    var phis = to.phis.stream().filter(v -> live.get(v.id)).toList();
    phis.forEach(this::loadAdjoint);
    phis.forEach(phi -> live.clear(phi.id));
    for (var phi : phis.reversed()) {
      add(phi.in[k]);
    }
    var own = to.headed();
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
    left.reversed().forEach(this::count);
    clear(from, to, left);
    if (own != null && from == own.latch && gates.containsKey(own)) {
      // Selector 0 leads from the gate to the latch.
      var gate = Objects.requireNonNull(gates.get(own));
      code.iconst_0().istore(gate.selector).goto_(gate.label);
    } else {
      pass(from, left, next);
    }
    present = values;
    presentShadows = shadows;
    live = alive;
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
    wanted.andNot(live);
    wanted.stream()
        .mapToObj(body.values::get)
        .forEach(v -> {
          emitter.loadZero(v.type);
          storeAdjoint(v);
        });
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
    var trips = plan.tripsOf(loop);
    int counter = counter(loop);
    if (trips == null) {
      tape.popInt();
    } else {
      demand(trips.init());
      demand(trips.bound());
      tape.trips(trips);
      code.iconst_0();
      emitter.call(ClassDesc.of("java.lang.Math"), "max", "(II)I");
    }
    code.istore(counter);
    tape.release(loop, counter);
    for (var phi : loop.head.phis) {
      if (plan.isCounted(phi)) {
        load(phi.in[loop.head.pred.indexOf(loop.before)]);
        code.iload(counter).loadConstant(step(phi)).imul().iadd();
        emitter.store(phi);
      }
    }
  }

  private void parameters() {
    int i = 0;
    for (var p : body.params) {
      if (p.isReal() && analysis.isActive(p)) {
        tape.load();
        code.loadConstant(i++);
        loadAdjoint(p);
        emitter.convert(p.type, "D");
        tape.call("setAdjoint", "(ID)V");
      }
    }
    code.return_();
  }

  // --------------------------------------------------------------------------------------- values

  private void reverse(Value v) {
    emitter.line(v);
    adjoint(v);
    live.clear(v.id);
    restoreOld(v);
  }

  private void adjoint(Value v) {
    switch (v.op) {
      case Op.Arith(var opcode) -> {
        if (analysis.isActive(v)) {
          smooth(v, Objects.requireNonNull(Rule.of(opcode)));
        }
      }
      case Op.Load _ -> {
        boolean counts = v.isReal() && analysis.isActive(v) && hasAdjoint(v);
        if (counts && !accumulations.contains(v)) {
          demandShadow(v.in[0]);
          demand(v.in[1]);
          var kind = TypeKind.fromDescriptor(v.type);
          emitter.loadShadow(v.in[0]);
          emitter.load(v.in[1]);
          code.dup2().arrayLoad(kind);
          loadAdjoint(v);
          sum(v.type);
          code.arrayStore(kind);
        }
      }
      case Op.Store _ -> store(v);
      case Op.GetField(var field) -> {
        if (v.isReal() && analysis.isActive(v) && hasAdjoint(v)) {
          var layout = emitter.layout(field);
          demandShadow(v.in[0]);
          emitter.reals(v.in[0]);
          code.loadConstant(layout.index(layout.position(field))).dup2().daload();
          loadAdjoint(v);
          emitter.convert(v.type, "D");
          code.dadd().dastore();
        }
      }
      case Op.PutField(var field) -> putField(v, field);
      case Op.Construct _, Op.Call _ -> call(v);
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

  private void sum(String type) {
    if (type.equals("F")) {
      code.fadd();
    } else {
      code.dadd();
    }
  }

  /**
   * What was stored gets the adjoint of the element, which then belongs to what was there before.
   */
  private void store(Value v) {
    var x = v.in[2];
    if (!x.isReal() || !analysis.hasShadow(v.in[0])) {
      return;
    }
    demandShadow(v.in[0]);
    demand(v.in[1]);
    var kind = TypeKind.fromDescriptor(x.type);
    if (analysis.isActive(x)) {
      emitter.loadShadow(v.in[0]);
      emitter.load(v.in[1]);
      code.arrayLoad(kind);
      add(x);
    }
    if (accumulations.contains(v)) {
      return;
    }
    emitter.loadShadow(v.in[0]);
    emitter.load(v.in[1]);
    emitter.loadZero(x.type);
    code.arrayStore(kind);
  }

  private void putField(Value v, Op.FieldRef field) {
    var layout = emitter.layout(field);
    int i = layout.position(field);
    if (i < 0 || !layout.isReal(i) || !analysis.hasShadow(v.in[0])) {
      return;
    }
    demandShadow(v.in[0]);
    var x = v.in[1];
    if (analysis.isActive(x)) {
      emitter.reals(v.in[0]);
      code.loadConstant(layout.index(i)).daload();
      emitter.convert("D", x.type);
      add(x);
    }
    emitter.reals(v.in[0]);
    code.loadConstant(layout.index(i)).dconst_0().dastore();
  }

  private void smooth(Value v, Rule rule) {
    if (!hasAdjoint(v)) {
      return;
    }
    if (v.op instanceof Op.Arith(var code) && code == Opcode.DDIV && isQuotient(v)) {
      quotient(v);
      return;
    }
    var twin = twins.of(v);
    for (int i = 0; i < v.in.length; i++) {
      var partial = rule.partials().get(i);
      if (analysis.isActive(v.in[i]) && !(partial instanceof Rule.Partial.Zero)) {
        twins.operands(v, partial).forEach(this::demand);
        loadAdjoint(v);
        if (twin != null) {
          emitter.load(twin);
          code.dmul();
          if (Twins.isNegated(v)) {
            code.dneg();
          }
        } else {
          emitter.times(partial, v);
        }
        emitter.convert(v.type, v.in[i].type);
        add(v.in[i]);
      }
    }
  }

  private boolean isQuotient(Value v) {
    return analysis.isActive(v.in[0]) && analysis.isActive(v.in[1]);
  }

  /** The adjoint of the divisor is that of the dividend times the quotient, with another sign. */
  private void quotient(Value v) {
    demand(v.in[1]);
    demand(v);
    loadAdjoint(v);
    emitter.load(v.in[1]);
    emitter.call(Emitter.PARTIALS, "over", "(DD)D");
    code.dup2();
    add(v.in[0]);
    code.dneg();
    emitter.load(v);
    emitter.call(Emitter.PARTIALS, "scale", "(DD)D");
    add(v.in[1]);
  }

  private void call(Value v) {
    var callee = analysis.callee(v);
    if (callee != null) {
      method(v, callee);
      return;
    }
    switch (analysis.target(v)) {
      case Target.Smooth(var rule) -> {
        if (analysis.isActive(v)) {
          smooth(v, rule);
        }
      }
      case Target.Box() -> {
        if (analysis.isActive(v) && analysis.isActive(v.in[0])) {
          demandShadow(v);
          emitter.loadShadow(v);
          emitter.call(Emitter.SHADOWS, "unbox", "(Ljava/lang/Object;)D");
          emitter.convert("D", v.in[0].type);
          add(v.in[0]);
        }
      }
      case Target.Unbox _ -> {
        if (analysis.isActive(v) && hasAdjoint(v)) {
          demandShadow(v.in[0]);
          emitter.loadShadow(v.in[0]);
          loadAdjoint(v);
          emitter.convert(v.type, "D");
          emitter.call(Emitter.SHADOWS, "addTo", "(Ljava/lang/Object;D)V");
        }
      }
      case Target.Custom custom -> {
        if (analysis.isActive(v)) {
          for (var x : v.in) {
            demand(x);
            demandShadow(x);
          }
          demandShadow(v);
          Customs.adjoint(
              emitter,
              v,
              custom,
              new Customs.Adjoints() {
                @Override
                public void loadResult() {
                  if (v.isReal()) {
                    loadAdjoint(v);
                  } else {
                    emitter.loadShadow(v);
                  }
                }

                @Override
                public void add(Value operand) {
                  ReverseEmitter.this.add(operand);
                }
              });
        }
      }
      case Target.OnTape _ -> onTape(v);
      case Target.Flat _, Target.Sink _, Target.Mirror _, Target.Opaque _, Target.Method _ -> {}
    }
  }

  private void onTape(Value v) {
    if (!(v.op instanceof Op.Call(_, var method)) || !analysis.hasShadow(v.in[0])) {
      return;
    }
    switch (method.name()) {
      case "pushD" -> {
        loadTape(v);
        tape.call("popD", "()D");
        add(v.in[1]);
      }
      case "popD" -> {
        loadTape(v);
        if (hasAdjoint(v)) {
          loadAdjoint(v);
        } else {
          code.dconst_0();
        }
        tape.call("pushD", "(D)V");
      }
      case "setAdjoint" -> {
        demand(v.in[1]);
        loadTape(v);
        emitter.load(v.in[1]);
        tape.call("adjoint", "(I)D");
        add(v.in[2]);
        loadTape(v);
        emitter.load(v.in[1]);
        code.dconst_0();
        tape.call("setAdjoint", "(ID)V");
      }
      case "adjoint" -> {
        demand(v.in[1]);
        loadTape(v);
        emitter.load(v.in[1]);
        loadTape(v);
        emitter.load(v.in[1]);
        tape.call("adjoint", "(I)D");
        if (hasAdjoint(v)) {
          loadAdjoint(v);
          code.dadd();
        }
        tape.call("setAdjoint", "(ID)V");
      }
      default -> {}
    }
  }

  private void loadTape(Value v) {
    demandShadow(v.in[0]);
    emitter.loadShadow(v.in[0]);
  }

  private void method(Value v, Variant callee) {
    var in = analysis.arguments(v);
    var replayed = analysis.replayed(v);
    for (int i = 0; i < in.size(); i++) {
      if (replayed == null || !replayed.sums().get(i)) {
        demand(in.get(i));
      }
      demandShadow(in.get(i));
    }
    if (replayed == null) {
      ForwardEmitter.arguments(emitter, v, callee);
    } else {
      replays.again(v, callee, tape, self);
      replays.arguments(v, callee);
    }
    tape.load();
    var result = callee.body().result();
    if (result != null && result.isReal() && callee.analysis().isActive(result)) {
      if (hasAdjoint(v)) {
        loadAdjoint(v);
      } else {
        emitter.loadZero(v.type);
      }
    }
    code.invokestatic(self, name(callee), type(callee));
    int adjoint = 0;
    var params = callee.body().params;
    for (int i = 0; i < in.size(); i++) {
      if (params.get(i).isReal() && callee.analysis().isActive(params.get(i))) {
        tape.load();
        code.loadConstant(adjoint++);
        tape.call("adjoint", "(I)D");
        emitter.convert("D", in.get(i).type);
        add(in.get(i));
      }
    }
  }
}
