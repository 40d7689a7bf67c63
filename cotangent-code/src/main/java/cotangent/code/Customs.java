package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Emits calls of the derivatives that users give to their methods. */
final class Customs {
  private Customs() {}

  /** Computes the tangent of the result and stores it. */
  static void tangent(Emitter emitter, Value v, Target.Custom custom) {
    var code = emitter.code;
    var types = Types.parameters(custom.ref().desc());
    var given = custom.tangent();
    if (given != null) {
      arguments(emitter, v, types);
      for (int i = 0; i < types.size(); i++) {
        if (Types.isReal(types.get(i))) {
          emitter.loadShadow(v.in[i]);
        } else if (Targets.isRealArray(types.get(i))) {
          if (emitter.analysis.hasShadow(v.in[i])) {
            emitter.loadShadow(v.in[i], types.get(i));
          } else {
            emitter.load(v.in[i]);
            code.invokedynamic(Linker.zero());
            code.checkcast(Types.desc(types.get(i)));
          }
        }
      }
      emitter.invoke(Opcode.INVOKESTATIC, given);
      if (emitter.analysis.isActive(v)) {
        emitter.storeShadow(v);
      } else {
        emitter.pop(v.type);
      }
      return;
    }
    var adjoint = java.util.Objects.requireNonNull(custom.adjoint());
    if (!v.type.equals("D")
        || types.stream().anyMatch(t -> t.equals("F") || t.endsWith("[F") || t.startsWith("[["))) {
      throw new Refusal(
          v.line,
          "the forward derivative of " + custom.ref() + ", which has a reverse one only",
          "Give it a forward derivative, too: @Derivative(forward = ...).");
    }
    // The adjoints for a result adjoint of 1 are the partial derivatives.
    var arrays = new ArrayList<Integer>();
    arguments(emitter, v, types);
    code.dconst_1();
    for (int i = 0; i < types.size(); i++) {
      if (Targets.isRealArray(types.get(i))) {
        int slot = code.allocateLocal(java.lang.classfile.TypeKind.REFERENCE);
        emitter.load(v.in[i]);
        code.arraylength().newarray(java.lang.classfile.TypeKind.DOUBLE).dup().astore(slot);
        arrays.add(slot);
      }
    }
    emitter.invoke(Opcode.INVOKESTATIC, adjoint);
    int scalars = scalars(types);
    int partials = -1;
    if (scalars == 1) {
      partials = code.allocateLocal(java.lang.classfile.TypeKind.DOUBLE);
      code.dstore(partials);
    } else if (scalars > 1) {
      partials = code.allocateLocal(java.lang.classfile.TypeKind.REFERENCE);
      code.astore(partials);
    }
    code.dconst_0();
    int scalar = 0;
    int array = 0;
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).equals("D")) {
        emitter.loadShadow(v.in[i]);
        partial(code, partials, scalars, scalar++);
        code.dmul().dadd();
      } else if (Targets.isRealArray(types.get(i))) {
        if (emitter.analysis.hasShadow(v.in[i])) {
          code.aload(arrays.get(array));
          emitter.loadShadow(v.in[i], "[D");
          emitter.call(Emitter.SHADOWS, "dot", "([D[D)D");
          code.dadd();
        }
        array++;
      }
    }
    emitter.storeShadow(v);
  }

  /** Adds to the adjoints of the operands; the adjoint of the result is given by its emitter. */
  interface Adjoints {
    /** Loads the adjoint of the result, a real or an array. */
    void loadResult();

    /** Adds the real on the stack to the adjoint of an operand. */
    void add(Value operand);
  }

  static void adjoint(Emitter emitter, Value v, Target.Custom custom, Adjoints adjoints) {
    var code = emitter.code;
    var types = Types.parameters(custom.ref().desc());
    var given = custom.adjoint();
    if (given == null) {
      fromTangent(emitter, v, custom, types, adjoints);
      return;
    }
    arguments(emitter, v, types);
    adjoints.loadResult();
    for (int i = 0; i < types.size(); i++) {
      if (Targets.isRealArray(types.get(i))) {
        if (emitter.analysis.hasShadow(v.in[i])) {
          emitter.loadShadow(v.in[i], types.get(i));
        } else {
          emitter.load(v.in[i]);
          code.invokedynamic(Linker.zero());
          code.checkcast(Types.desc(types.get(i)));
        }
      }
    }
    emitter.invoke(Opcode.INVOKESTATIC, given);
    int scalars = scalars(types);
    int slot = -1;
    if (scalars > 1) {
      slot = code.allocateLocal(java.lang.classfile.TypeKind.REFERENCE);
      code.astore(slot);
    }
    int scalar = 0;
    for (int i = 0; i < types.size(); i++) {
      if (Types.isReal(types.get(i))) {
        if (scalars > 1) {
          partial(code, slot, scalars, scalar);
        }
        scalar++;
        if (scalars > 1 && types.get(i).equals("F")) {
          code.d2f();
        } else if (scalars == 1 && types.get(i).equals("F")) {
          code.d2f();
        }
        adjoints.add(v.in[i]);
      }
    }
  }

  /** With real operands only, a unit tangent for each gives its partial derivative. */
  private static void fromTangent(
      Emitter emitter, Value v, Target.Custom custom, List<String> types, Adjoints adjoints) {
    var code = emitter.code;
    var given = java.util.Objects.requireNonNull(custom.tangent());
    if (!v.type.equals("D")
        || types.stream().anyMatch(t -> t.equals("F") || Targets.isRealArray(t))) {
      throw new Refusal(
          v.line,
          "the reverse derivative of " + custom.ref() + ", which has a forward one only",
          "Give it a reverse derivative, too: @Derivative(reverse = ...).");
    }
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).equals("D") && emitter.analysis.isActive(v.in[i])) {
        arguments(emitter, v, types);
        for (int j = 0; j < types.size(); j++) {
          if (types.get(j).equals("D")) {
            if (i == j) {
              code.dconst_1();
            } else {
              code.dconst_0();
            }
          }
        }
        emitter.invoke(Opcode.INVOKESTATIC, given);
        adjoints.loadResult();
        code.dmul();
        adjoints.add(v.in[i]);
      }
    }
  }

  private static void partial(CodeBuilder code, int slot, int scalars, int i) {
    if (scalars == 1) {
      code.dload(slot);
    } else {
      code.aload(slot).loadConstant(i).daload();
    }
  }

  private static int scalars(List<String> types) {
    return (int) types.stream().filter(Types::isReal).count();
  }

  private static void arguments(Emitter emitter, Value v, List<String> types) {
    for (int i = 0; i < types.size(); i++) {
      emitter.load(v.in[i], types.get(i));
    }
  }
}
