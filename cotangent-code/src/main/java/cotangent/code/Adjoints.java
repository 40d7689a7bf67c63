package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables of the reverse sweep that hold the adjoints of reals. One that is sure to be zero
 * at the point that is emitted is neither read nor written, see {@link AdjointFlow}.
 */
final class Adjoints {
  private final Analysis analysis;
  private final Emitter emitter;
  private final CodeBuilder code;
  private final Map<Value, Integer> slots = new HashMap<>();

  /** The values whose adjoint may not be zero at this point. */
  private BitSet live = new BitSet();

  Adjoints(Emitter emitter) {
    this.analysis = emitter.analysis;
    this.emitter = emitter;
    this.code = emitter.code;
  }

  /** Begins a block, where these may not be zero. */
  void begin(BitSet values) {
    live = (BitSet) values.clone();
  }

  /** Emits one of several ways on, which start from the same adjoints. */
  void branch(Runnable way) {
    var before = (BitSet) live.clone();
    way.run();
    live = before;
  }

  private void store(Value v) {
    code.storeLocal(TypeKind.fromDescriptor(v.type), slot(v));
  }

  private int slot(Value v) {
    return slots.computeIfAbsent(v, _ -> code.allocateLocal(TypeKind.fromDescriptor(v.type)));
  }

  /** Loads the adjoint, or a zero. */
  void load(Value v) {
    if (live.get(v.id)) {
      code.loadLocal(TypeKind.fromDescriptor(v.type), slot(v));
    } else {
      emitter.loadZero(v.type);
    }
  }

  /** Whether anything can have been added to the adjoint. */
  boolean has(Value v) {
    return live.get(v.id);
  }

  /** Adds the real on the stack to the adjoint of a value. */
  void add(Value v) {
    if (!analysis.isActive(v) || v.op instanceof Op.Const) {
      emitter.pop(v.type);
      return;
    }
    if (live.get(v.id)) {
      load(v);
      sum(v.type);
    }
    live.set(v.id);
    store(v);
  }

  /** Notes that the adjoint has been passed on. */
  void clear(Value v) {
    live.clear(v.id);
  }

  /** Sets those adjoints to zero that are zero here, but may not be where this way leads. */
  void clear(BitSet there) {
    var wanted = (BitSet) there.clone();
    wanted.andNot(live);
    wanted.stream()
        .mapToObj(analysis.body.values::get)
        .forEach(v -> {
          emitter.loadZero(v.type);
          store(v);
        });
  }

  /** Adds two reals. */
  void sum(String type) {
    if (type.equals("F")) {
      code.fadd();
    } else {
      code.dadd();
    }
  }
}
