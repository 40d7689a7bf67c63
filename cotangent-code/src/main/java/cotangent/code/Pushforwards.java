package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;

/** Writes the derivative of a scalar function and the pushforward of a vector function. */
final class Pushforwards {
  private Pushforwards() {}

  /** The derivative of a {@code double} function of a {@code double}. */
  static Made derivative(Compiler compiler, Variant root) {
    var types = root.types();
    int n = types.size() - 1;
    var name = compiler.newName("derivative");
    var self = ClassDesc.ofInternalName(name);
    var desc = Types.method(types, "D");
    boolean active = root.hasActiveResult();
    compiler.build(
        name,
        cb -> {
          Sweeps.tangents(cb, root, self);
          Compiler.method(
              cb,
              "apply",
              desc,
              code -> {
                int out = code.allocateLocal(TypeKind.REFERENCE);
                code.iconst_1().newarray(TypeKind.DOUBLE).astore(out);
                var shadows = RootArguments.capturedShadows(code, root, n);
                RootArguments.parameters(code, root, 0, n + 1);
                shadows.forEach(code::aload);
                code.dconst_1();
                if (active) {
                  code.aload(out);
                }
                code.invokestatic(self, TangentEmitter.name(root), TangentEmitter.type(root));
                code.pop2().aload(out).iconst_0().daload().dreturn();
              });
        });
    var apply = new MethodRef(name, "apply", desc, false);
    return new Made(name, apply, apply);
  }

  /** The tangent of the result of a function of an array that returns one. */
  static Made pushforward(Compiler compiler, Variant root) {
    var types = new ArrayList<>(root.types());
    int n = types.size() - 1;
    types.add(Compiler.DOUBLES);
    var name = compiler.newName("pushforward");
    var self = ClassDesc.ofInternalName(name);
    var desc = Types.method(types, Compiler.DOUBLES);
    boolean active = root.hasActiveResult();
    compiler.build(
        name,
        cb -> {
          Sweeps.tangents(cb, root, self);
          Compiler.method(
              cb,
              "apply",
              desc,
              code -> {
                int out = code.allocateLocal(TypeKind.REFERENCE);
                code.iconst_1().anewarray(ConstantDescs.CD_Object).astore(out);
                var shadows = RootArguments.capturedShadows(code, root, n);
                RootArguments.parameters(code, root, 0, n);
                RootArguments.argument(code, root, n);
                shadows.forEach(code::aload);
                code.aload(code.parameterSlot(n + 1));
                if (root.analysis().isWritten(root.body().params.get(n))) {
                  code.invokevirtual(
                          Types.desc(Compiler.DOUBLES),
                          "clone",
                          MethodTypeDesc.of(ConstantDescs.CD_Object))
                      .checkcast(Types.desc(Compiler.DOUBLES));
                }
                if (active) {
                  code.aload(out);
                }
                code.invokestatic(self, TangentEmitter.name(root), TangentEmitter.type(root));
                if (active) {
                  code.pop().aload(out).iconst_0().aaload().checkcast(Types.desc(Compiler.DOUBLES));
                  // The result may be the argument itself, and its tangent the caller's array.
                  code.invokevirtual(
                          Types.desc(Compiler.DOUBLES),
                          "clone",
                          MethodTypeDesc.of(ConstantDescs.CD_Object))
                      .checkcast(Types.desc(Compiler.DOUBLES));
                } else {
                  code.arraylength().newarray(TypeKind.DOUBLE);
                }
                code.areturn();
              });
        });
    var apply = new MethodRef(name, "apply", desc, false);
    return new Made(name, apply, apply);
  }
}
