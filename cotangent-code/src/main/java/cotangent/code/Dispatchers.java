package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The methods that stand for calls which several classes may answer. They are only read, never run.
 */
final class Dispatchers {
  private static final String DISPATCH = "cotangent/code/Dispatch$";

  private final ClassSource source;
  private final Map<String, MethodRef> dispatchers = new HashMap<>();

  Dispatchers(ClassSource source) {
    this.source = source;
  }

  /**
   * The method for a call.
   *
   * @param implementations the methods that answer it, by class
   * @param exact whether objects of these classes do, and not those of classes below them
   */
  MethodRef of(String owner, MethodRef ref, Map<String, MethodRef> implementations, boolean exact) {
    var key = owner + "." + ref.name() + ref.desc() + implementations.keySet();
    var known = dispatchers.get(key);
    if (known == null) {
      known = write(owner, ref, implementations, exact);
      dispatchers.put(key, known);
    }
    return known;
  }

  /**
   * A static method that asks for the receiver's class and calls that class's method. It is only
   * read, never run.
   */
  private MethodRef write(
      String owner, MethodRef ref, Map<String, MethodRef> implementations, boolean exact) {
    var name = DISPATCH + dispatchers.size();
    var parameters = new ArrayList<>(Types.parameters(ref.desc()));
    parameters.addFirst(Types.ofInternal(owner));
    var desc = Types.method(parameters, Types.result(ref.desc()));
    var bytes =
        ClassFile.of()
            .build(
                ClassDesc.ofInternalName(name),
                cb ->
                    cb.withVersion(Targets.READ_ONLY, 0)
                        .withMethodBody(
                            ref.name(),
                            MethodTypeDesc.ofDescriptor(desc),
                            ClassFile.ACC_STATIC,
                            code -> dispatch(code, parameters, ref, implementations, exact)));
    source.add(name, bytes);
    return new MethodRef(name, ref.name(), desc, false);
  }

  private static void dispatch(
      CodeBuilder code,
      List<String> parameters,
      MethodRef ref,
      Map<String, MethodRef> implementations,
      boolean exact) {
    implementations.forEach((type, implementation) -> {
      var next = code.newLabel();
      code.aload(0);
      if (exact) {
        code.invokevirtual(
            ConstantDescs.CD_Object, "getClass", MethodTypeDesc.of(ConstantDescs.CD_Class));
        code.loadConstant(ClassDesc.ofInternalName(type)).if_acmpne(next);
      } else {
        code.instanceOf(ClassDesc.ofInternalName(type)).ifeq(next);
      }
      code.aload(0).checkcast(ClassDesc.ofInternalName(implementation.owner()));
      int slot = 1;
      for (var p : parameters.subList(1, parameters.size())) {
        code.loadLocal(TypeKind.fromDescriptor(p), slot);
        slot += Types.slots(p);
      }
      code.invokespecial(
          ClassDesc.ofInternalName(implementation.owner()),
          implementation.name(),
          MethodTypeDesc.ofDescriptor(implementation.desc()),
          implementation.inInterface());
      code.return_(TypeKind.fromDescriptor(Types.result(ref.desc())));
      code.labelBinding(next);
    });
    var exception = ClassDesc.of("cotangent.code.NotDifferentiableException");
    var known =
        String.join(", ", implementations.keySet().stream().map(Dispatchers::told).toList());
    code.new_(exception)
        .dup()
        .aload(0)
        .loadConstant(ref.toString())
        .loadConstant(known)
        .invokestatic(
            ClassDesc.ofInternalName(Targets.RECEIVERS),
            "unknown",
            MethodTypeDesc.of(
                ConstantDescs.CD_String,
                ConstantDescs.CD_Object,
                ConstantDescs.CD_String,
                ConstantDescs.CD_String))
        .invokespecial(
            exception, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
        .athrow();
  }

  private static String told(String type) {
    return type.contains(Closures.MARK) ? "a lambda" : type.replace('/', '.');
  }
}
