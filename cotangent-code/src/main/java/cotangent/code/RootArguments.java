package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes how the methods that the API calls hand their arguments to a root. */
final class RootArguments {
  private RootArguments() {}

  /** Loads parameters. */
  static void parameters(CodeBuilder code, Variant root, int from, int n) {
    var types = root.types();
    for (int i = from; i < from + n; i++) {
      code.loadLocal(TypeKind.fromDescriptor(types.get(i)), code.parameterSlot(i));
    }
  }

  /** Loads the argument, or a copy of it if the function may overwrite it under any name. */
  static void argument(CodeBuilder code, Variant root, int i) {
    parameters(code, root, i, 1);
    if (root.types().get(i).equals(Compiler.DOUBLES) && mayOverwrite(root, i)) {
      var desc = MethodTypeDesc.of(ConstantDescs.CD_Object);
      code.invokevirtual(Types.desc(Compiler.DOUBLES), "clone", desc)
          .checkcast(Types.desc(Compiler.DOUBLES));
    }
  }

  /** The caller's array may also be captured or held by a static field. */
  static boolean mayOverwrite(Variant root, int argument) {
    var summary = root.summary();
    return summary == null
        || summary.clobbers()
        || !summary.written().get(0, argument + 1).isEmpty();
  }

  /**
   * Makes shadows of zeros for what is captured and becomes active, all at once, since one object
   * may be captured twice. Returns the local variables that hold them.
   */
  static List<Integer> capturedShadows(CodeBuilder code, Variant root, int captured) {
    var given = new BitSet();
    given.set(0, captured);
    return new ArrayList<>(givenShadows(code, root, given).values());
  }

  /** The same for some of the parameters: the local variable of each. */
  static Map<Integer, Integer> givenShadows(CodeBuilder code, Variant root, BitSet given) {
    return givenShadows(code, root, given, 1);
  }

  static Map<Integer, Integer> givenShadows(
      CodeBuilder code, Variant root, BitSet given, int lanes) {
    var active =
        given.stream()
            .filter(i -> root.analysis().hasShadow(root.body().params.get(i)))
            .boxed()
            .toList();
    var slots = new LinkedHashMap<Integer, Integer>();
    if (active.size() == 1) {
      code.aload(code.parameterSlot(active.getFirst())).invokedynamic(Linker.zero(lanes));
      slots.put(active.getFirst(), castShadow(code, root, active.getFirst()));
    } else if (!active.isEmpty()) {
      code.loadConstant(active.size()).anewarray(ConstantDescs.CD_Object);
      for (int k = 0; k < active.size(); k++) {
        code.dup().loadConstant(k).aload(code.parameterSlot(active.get(k))).aastore();
      }
      int all = code.allocateLocal(TypeKind.REFERENCE);
      code.invokedynamic(Linker.zero(lanes)).checkcast(Types.desc(Layout.TYPE)).astore(all);
      for (int k = 0; k < active.size(); k++) {
        code.aload(all).loadConstant(k).aaload();
        slots.put(active.get(k), castShadow(code, root, active.get(k)));
      }
    }
    return slots;
  }

  private static int castShadow(CodeBuilder code, Variant root, int parameter) {
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    code.checkcast(Types.desc(Layout.shadow(root.types().get(parameter)))).astore(slot);
    return slot;
  }
}
