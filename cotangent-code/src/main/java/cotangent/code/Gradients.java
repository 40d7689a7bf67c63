package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;

/** Writes the gradient of a real function of an array. */
final class Gradients {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  private Gradients() {}

  /** The gradient, and its sum with what an array holds. */
  static Made make(Compiler compiler, Variant root) {
    var types = root.types();
    int n = types.size() - 1;
    var name = compiler.newName("gradient");
    var self = ClassDesc.ofInternalName(name);
    var into = new ArrayList<>(types);
    into.add(Compiler.DOUBLES);
    into.add(TapeEmitter.TYPE);
    var intoDesc = Types.method(into, "D");
    var desc = Types.method(types, Compiler.DOUBLES);
    compiler.build(
        name,
        cb -> {
          Sweeps.adjoints(cb, root, self);
          Compiler.method(
              cb,
              "into",
              intoDesc,
              code -> {
                int gradient = code.parameterSlot(n + 1);
                var sweep = SweepCalls.of(code, root, n, gradient, code.parameterSlot(n + 2));
                sweep.joint(self);
                code.dreturn();
              });
          Compiler.method(
              cb,
              "apply",
              desc,
              code -> {
                int gradient = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(code.parameterSlot(n)).arraylength().newarray(TypeKind.DOUBLE);
                code.astore(gradient);
                RootArguments.parameters(code, root, 0, n + 1);
                code.aload(gradient).new_(TAPE).dup();
                code.invokespecial(TAPE, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void));
                code.invokestatic(self, "into", MethodTypeDesc.ofDescriptor(intoDesc));
                code.pop2().aload(gradient).areturn();
              });
        });
    return new Made(
        name,
        new MethodRef(name, "apply", desc, false),
        new MethodRef(name, "into", intoDesc, false));
  }
}
