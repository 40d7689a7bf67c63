package cotangent.code;

import cotangent.code.Lambda.Kind;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** Code that the front end reads in place of a function whose own code does not fit as it is. */
final class Bridge {
  private Bridge() {}

  /** A static method that calls the function's code; it is only read, never run. */
  static MethodRef write(
      ClassSource source, String name, Lambda f, List<String> arguments, String result) {
    var parameters = new ArrayList<String>();
    f.captured().forEach(shape -> parameters.add(shape.type()));
    parameters.addAll(arguments);
    var target = f.target();
    var wanted = new ArrayList<>(Types.parameters(target.desc()));
    if (f.kind() != Kind.STATIC && f.kind() != Kind.CONSTRUCTOR) {
      wanted.addFirst(Types.ofInternal(target.owner()));
    }
    if (wanted.size() != parameters.size() || !Types.result(target.desc()).equals(result)) {
      throw new NotDifferentiableException(
          "Cannot differentiate "
              + target
              + ": it takes or returns other types than the interface."
              + " Write a lambda that calls it.");
    }
    var desc = MethodTypeDesc.ofDescriptor(Types.method(parameters, result));
    var opcode =
        switch (f.kind()) {
          case STATIC -> Opcode.INVOKESTATIC;
          case VIRTUAL -> Opcode.INVOKEVIRTUAL;
          case INTERFACE -> Opcode.INVOKEINTERFACE;
          case SPECIAL, CONSTRUCTOR -> Opcode.INVOKESPECIAL;
        };
    source.add(
        name,
        ClassFile.of()
            .build(
                ClassDesc.ofInternalName(name),
                cb ->
                    cb.withVersion(Targets.READ_ONLY, 0)
                        .withMethodBody(
                            "call",
                            desc,
                            ClassFile.ACC_STATIC,
                            code -> {
                              for (int i = 0; i < parameters.size(); i++) {
                                code.loadLocal(
                                    TypeKind.fromDescriptor(parameters.get(i)),
                                    code.parameterSlot(i));
                              }
                              code.invoke(
                                  opcode,
                                  ClassDesc.ofInternalName(target.owner()),
                                  target.name(),
                                  MethodTypeDesc.ofDescriptor(target.desc()),
                                  target.inInterface());
                              code.return_(TypeKind.fromDescriptor(result));
                            })));
    return new MethodRef(name, "call", desc.descriptorString(), false);
  }
}
