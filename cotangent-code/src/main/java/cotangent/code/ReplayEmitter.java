package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Emits what the reverse sweep does before it reverses an iteration that the forward sweep only
 * ran: the iteration's forward sweep. It gets arrays of its own to write to, and zeros for sums.
 */
final class ReplayEmitter {
  private static final ClassDesc SPARES = ClassDesc.of("cotangent.code.runtime.Spares");

  private final Emitter emitter;
  private final CodeBuilder code;

  /** The variables of the arrays to write to, by call and argument. */
  private final Map<Value, Map<Integer, Integer>> spares = new HashMap<>();

  ReplayEmitter(Emitter emitter) {
    this.emitter = emitter;
    this.code = emitter.code;
  }

  /** Makes the variables; the arrays are made when they are needed first. */
  void prepare() {
    for (var v : emitter.analysis.body.values) {
      var callee = emitter.analysis.callee(v);
      var replayed = emitter.analysis.replayed(v);
      if (callee != null && replayed != null) {
        check(callee, replayed);
        var slots = new HashMap<Integer, Integer>();
        var in = emitter.analysis.arguments(v);
        for (int i = 0; i < in.size(); i++) {
          if (replayed.scratch().get(i)) {
            int slot = code.allocateLocal(TypeKind.REFERENCE);
            code.aconst_null().astore(slot);
            slots.put(i, slot);
          }
        }
        spares.put(v, slots);
      }
    }
  }

  /** An iteration that is run again must not write to what is the program's. */
  private static void check(Variant callee, Replays.Parameters parameters) {
    var written = (BitSet) Objects.requireNonNull(callee.summary()).written().clone();
    written.andNot(parameters.scratch());
    if (!written.isEmpty()) {
      throw new AssertionError(callee.ref + " writes to its parameters " + written);
    }
  }

  /** Runs the forward sweep. */
  void again(Value v, Variant callee, TapeEmitter tape, ClassDesc self) {
    var in = emitter.analysis.arguments(v);
    Objects.requireNonNull(spares.get(v))
        .forEach((i, slot) -> {
          var type = callee.types().get(i);
          emitter.load(in.get(i), type);
          code.aload(slot);
          code.invokestatic(
              SPARES, "like", MethodTypeDesc.ofDescriptor("(" + type + type + ")" + type));
          code.astore(slot);
        });
    arguments(v, callee);
    tape.load();
    code.invokestatic(self, ForwardEmitter.name(callee), ForwardEmitter.type(callee));
    emitter.pop(callee.result());
  }

  /** Loads the arguments of both sweeps, but for the tape. */
  void arguments(Value v, Variant callee) {
    var sums = Objects.requireNonNull(emitter.analysis.replayed(v)).sums();
    var slots = Objects.requireNonNull(spares.get(v));
    var in = emitter.analysis.arguments(v);
    var types = callee.types();
    for (int i = 0; i < in.size(); i++) {
      var slot = slots.get(i);
      if (sums.get(i)) {
        emitter.loadZero(types.get(i));
      } else if (slot != null) {
        code.aload(slot);
      } else {
        emitter.load(in.get(i), types.get(i));
      }
    }
    var params = callee.body().params;
    for (int i = 0; i < in.size(); i++) {
      if (callee.analysis().hasShadow(params.get(i))) {
        emitter.loadShadow(in.get(i), Layout.shadow(types.get(i)));
      }
    }
  }
}
