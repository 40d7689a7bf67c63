package cotangent.code;

import cotangent.code.Block.Loop;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Emits the two sweeps of a method as one method, for a call whose result has an adjoint that is
 * known beforehand. Its parameters are those of the reverse sweep, its result is that of the
 * method. The reverse sweep finds in the variables what the forward sweep has left there; only what
 * inner loops overwrite goes to the tape.
 */
final class Joint {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  final Emitter emitter;
  final Plan plan;
  private final Analysis analysis;
  private final Variant variant;
  private final CodeBuilder code;
  private final ClassDesc self;
  private final int tape;
  private final int seed;
  private final int result;
  private final Label reverse;
  private final Map<Block, Integer> ways = new LinkedHashMap<>();
  private final Map<Value, List<Integer>> found = new LinkedHashMap<>();

  private Joint(Variant variant, Plan plan, CodeBuilder code, ClassDesc self) {
    this.variant = variant;
    this.analysis = variant.analysis();
    this.plan = plan;
    this.code = code;
    this.self = self;
    emitter = new Emitter(analysis, code);
    tape = ForwardEmitter.parameters(emitter, analysis.body);
    seed = tape + 1;
    result = code.allocateLocal(TypeKind.fromDescriptor(variant.result()));
    reverse = code.newLabel();
  }

  static String name(Variant variant) {
    return variant.name() + "$joint";
  }

  /** The parameters, the shadows of those that are active references, the tape, the adjoint. */
  static MethodTypeDesc type(Variant variant) {
    return ReverseEmitter.type(variant).changeReturnType(Types.desc(variant.result()));
  }

  static void emit(Variant variant, Stability stability, CodeBuilder code, ClassDesc self) {
    if (variant.isApart()) {
      emitCalls(variant, code, self);
      return;
    }
    var plan = new Plan(variant.analysis(), stability, true);
    var joint = new Joint(variant, plan, code, self);
    joint.prepare();
    ForwardEmitter.emit(variant, joint, code, self);
    code.labelBinding(joint.reverse);
    ReverseEmitter.emit(variant, joint, code, self);
  }

  /** A method of the same kind that calls the two sweeps. */
  private static void emitCalls(Variant variant, CodeBuilder code, ClassDesc self) {
    int n = ForwardEmitter.parameters(variant).size();
    var kind = TypeKind.fromDescriptor(variant.result());
    int result = code.allocateLocal(kind);
    arguments(variant, code, n);
    code.invokestatic(self, ForwardEmitter.name(variant), ForwardEmitter.type(variant));
    code.storeLocal(kind, result);
    arguments(variant, code, ReverseEmitter.type(variant).parameterCount());
    code.invokestatic(self, ReverseEmitter.name(variant), ReverseEmitter.type(variant));
    code.loadLocal(kind, result).return_(kind);
  }

  private static void arguments(Variant variant, CodeBuilder code, int n) {
    var types = ReverseEmitter.type(variant).parameterList();
    for (int i = 0; i < n; i++) {
      code.loadLocal(TypeKind.from(types.get(i)), code.parameterSlot(i));
    }
  }

  /** Variables that may not have been written when the reverse sweep reads them. */
  private void prepare() {
    for (var block : analysis.body.blocks) {
      if (isChosen(block)) {
        int way = code.allocateLocal(TypeKind.INT);
        code.iconst_0().istore(way);
        ways.put(block, way);
      }
    }
    for (var v : analysis.body.values) {
      if (plan.isNeeded(v) && isUnsure(v)) {
        emitter.loadZero(v.type);
        emitter.store(v);
      }
      if (plan.isShadowNeeded(v) && isUnsure(v)) {
        code.aconst_null();
        emitter.storeShadow(v);
      }
      if (analysis.isFused(v)) {
        var slots = new ArrayList<Integer>();
        for (int k = 0; k < received(v, analysis).size(); k++) {
          slots.add(code.allocateLocal(TypeKind.DOUBLE));
          code.dconst_0().dstore(slots.getLast());
        }
        found.put(v, slots);
      }
    }
  }

  private boolean isUnsure(Value v) {
    return plan.isHeld(v) && !v.block.dominates(analysis.body.exit);
  }

  private boolean isChosen(Block block) {
    return block.loop == null && block.pred.size() > 1 && plan.isReversed(block);
  }

  // ----------------------------------------------------------------------------- the forward sweep

  /** Notes the way by which a block outside of all loops is reached; says whether it is one. */
  boolean note(Block block, int way) {
    var slot = ways.get(block);
    if (slot == null) {
      return false;
    }
    code.loadConstant(way).istore(slot);
    return true;
  }

  /** Goes over to the reverse sweep. */
  void turn(Value value) {
    emitter.load(value, variant.result());
    code.storeLocal(TypeKind.fromDescriptor(variant.result()), result).goto_(reverse);
  }

  /** Runs both sweeps of a call, and keeps the adjoints of the reals that it got. */
  void call(Value v, Variant callee) {
    var loop = v.block.loop;
    if (loop != null) {
      seedFrames(v, loop);
    }
    emitter.checkReceiver(v);
    ForwardCalls.arguments(emitter, v, callee);
    code.aload(tape);
    var out = callee.body().result();
    if (out != null && callee.analysis().isActive(out)) {
      loadSeed(loop == null ? v : sum(v, loop));
    }
    code.invokestatic(self, name(callee), type(callee));
    emitter.store(v);
    int k = 0;
    for (var real : received(v, analysis)) {
      int slot = Objects.requireNonNull(found.get(v)).get(k++);
      code.aload(tape).loadConstant(real.register);
      code.invokevirtual(TAPE, "adjoint", MethodTypeDesc.ofDescriptor("(I)D"));
      if (loop != null) {
        code.dload(slot).dadd();
      }
      code.dstore(slot);
    }
  }

  private void loadSeed(Value v) {
    var kind = TypeKind.fromDescriptor(variant.result());
    Objects.requireNonNull(Seed.of(v, analysis)).load(emitter, () -> code.loadLocal(kind, seed));
  }

  /** The sum of which a value of an iteration is the next one. */
  private static Value sum(Value next, Loop loop) {
    int k = loop.head.pred.indexOf(loop.latch);
    return loop.head.phis.stream().filter(phi -> phi.in[k] == next).findFirst().orElseThrow();
  }

  /** Sums that come back in an array get their adjoints in its shadow. */
  private void seedFrames(Value call, Loop loop) {
    int k = loop.head.pred.indexOf(loop.latch);
    for (var phi : loop.head.phis) {
      var next = phi.in[k];
      if (phi.isReal()
          && next.op instanceof Op.Load
          && List.of(call.in).contains(next.in[0])
          && analysis.hasShadow(next.in[0])) {
        emitter.loadShadow(next.in[0]);
        emitter.load(next.in[1]);
        loadSeed(phi);
        code.arrayStore(TypeKind.fromDescriptor(phi.type));
      }
    }
  }

  // ----------------------------------------------------------------------------- the reverse sweep

  /** Goes to the edge by which a block was reached, if that was noted here; the first follows. */
  boolean findWay(Block block, List<Label> edges) {
    var slot = ways.get(block);
    if (slot == null) {
      return false;
    }
    code.iload(slot);
    WayEmitter.choose(code, edges);
    return true;
  }

  /** A real that a fused call gets, and where the tape has its adjoint after the call. */
  record Received(Value real, int register) {}

  /** The reals that a fused call gets from elsewhere; sums pass through it. */
  static List<Received> received(Value v, Analysis analysis) {
    var callee = Objects.requireNonNull(analysis.callee(v));
    var sums = analysis.program.splits.sums(callee.ref);
    var in = analysis.arguments(v);
    var params = callee.body().params;
    var received = new ArrayList<Received>();
    int register = 0;
    for (int i = 0; i < in.size(); i++) {
      if (params.get(i).isReal() && callee.analysis().isActive(params.get(i))) {
        if (sums == null || !sums.get(i)) {
          received.add(new Received(in.get(i), register));
        }
        register++;
      }
    }
    return received;
  }

  /** Adds the adjoints that were kept. */
  void take(Value v, Consumer<Value> add) {
    int k = 0;
    for (var received : received(v, analysis)) {
      code.dload(Objects.requireNonNull(found.get(v)).get(k++));
      emitter.convert("D", received.real.type);
      add.accept(received.real);
    }
  }

  /** The fused calls in a loop. */
  static List<Value> calls(Loop loop, Analysis analysis) {
    return loop.body.stream().flatMap(b -> b.code.stream()).filter(analysis::isFused).toList();
  }

  /** Ends the method. */
  void end() {
    var kind = TypeKind.fromDescriptor(variant.result());
    code.loadLocal(kind, result).return_(kind);
  }
}
