package cotangent.code;

import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A constructor that sets fields to its parameters and does nothing else, as that of a record does
 * unless it has checks.
 *
 * @param parameters the parameter that each field is set to, by the field's name
 */
record Constructor(MethodRef ref, Map<String, Integer> parameters) {

  /** The parameter that the field is and stays equal to, or -1 if that is not sure. */
  int parameter(FieldRef field, ClassSource source) {
    return source.isFinalField(field) && source.isSubtype(ref.owner(), field.owner())
        ? parameters.getOrDefault(field.name(), -1)
        : -1;
  }

  /** The constructor, or null if it is of another kind. */
  static @Nullable Constructor read(MethodRef ref, ClassSource source) {
    var model = source.find(ref.owner());
    if (model == null || !isPlain(model.superclass().map(s -> s.asInternalName()).orElse(""))) {
      return null;
    }
    for (var method : model.methods()) {
      // An object that is never made would not initialise the class.
      if (method.methodName().equalsString("<clinit>") && !isQuiet(method, ref.owner())) {
        return null;
      }
    }
    for (var method : model.methods()) {
      if (method.methodName().equalsString("<init>")
          && method.methodType().equalsString(ref.desc())) {
        var code = method.code();
        return code.isEmpty() ? null : read(ref, code.get().elementList());
      }
    }
    return null;
  }

  /** Whether the initialiser of the class makes constants of this class and does nothing else. */
  private static boolean isQuiet(MethodModel initialiser, String owner) {
    for (var e : initialiser.code().orElseThrow().elementList()) {
      boolean quiet =
          switch (e) {
            case ConstantInstruction _, StackInstruction _, NewObjectInstruction _ -> true;
            case OperatorInstruction _, ConvertInstruction _, ReturnInstruction _ -> true;
            case InvokeInstruction call ->
                call.owner().asInternalName().equals(owner) && call.name().equalsString("<init>");
            case FieldInstruction field -> field.owner().asInternalName().equals(owner);
            case Instruction _ -> false;
            default -> true;
          };
      if (!quiet) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(String superclass) {
    return superclass.equals("java/lang/Record") || superclass.equals("java/lang/Object");
  }

  private static @Nullable Constructor read(MethodRef ref, List<CodeElement> elements) {
    var slots = new HashMap<Integer, Integer>();
    int slot = 1;
    var types = Types.parameters(ref.desc());
    for (int i = 0; i < types.size(); i++) {
      slots.put(slot, i);
      slot += Types.slots(types.get(i));
    }
    var parameters = new HashMap<String, Integer>();
    var loaded = new ArrayList<Integer>();
    for (var e : elements) {
      switch (e) {
        case LoadInstruction load -> loaded.add(load.slot());
        case InvokeInstruction call
            when call.opcode() == Opcode.INVOKESPECIAL
                && isPlain(call.owner().asInternalName())
                && loaded.equals(List.of(0)) ->
            loaded.clear();
        case FieldInstruction put
            when put.opcode() == Opcode.PUTFIELD
                && loaded.size() == 2
                && loaded.getFirst() == 0
                && slots.containsKey(loaded.getLast()) -> {
          parameters.put(
              put.name().stringValue(),
              java.util.Objects.requireNonNull(slots.get(loaded.getLast())));
          loaded.clear();
        }
        case Instruction i when i.opcode() == Opcode.RETURN -> {}
        case Instruction _ -> {
          return null;
        }
        default -> {}
      }
    }
    return new Constructor(ref, Map.copyOf(parameters));
  }
}
