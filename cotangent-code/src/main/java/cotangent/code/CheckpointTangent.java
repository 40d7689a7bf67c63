package cotangent.code;

import cotangent.code.Stability.Unstable;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Emits the twin of the tangent of a checkpointed loop. The tangent itself is a loop over state and
 * tangent; whoever differentiates it reads the twin instead, which is a checkpointed loop again:
 * its state is the pair of the two. The twin is never run.
 */
final class CheckpointTangent {
  private static final String SUFFIX = "$pairs";
  private static final String STEP = "$step";
  private static final String UPDATE = "$update";

  private final CheckpointLoop of;
  private final Variant loop;
  private final Variant one;
  private final ClassDesc self;

  private CheckpointTangent(CheckpointLoop of, ClassDesc self) {
    this.of = of;
    this.loop = of.loop();
    this.one = of.one();
    this.self = self;
  }

  /** The name of the twin of a generated method, if it has one. */
  static String twin(String name) {
    return name + SUFFIX;
  }

  /** Whether the loop is the one in a twin. */
  static boolean isTwin(Variant loop) {
    return has(loop, STEP) || isUpdate(loop);
  }

  /** Whether it is in a twin of a loop whose steps overwrite the state. */
  static boolean isUpdate(Variant loop) {
    return has(loop, UPDATE);
  }

  private static boolean has(Variant loop, String suffix) {
    var step = loop.shapes.isEmpty() ? null : loop.shapes.getLast().lambda();
    return step != null && step.target().name().endsWith(SUFFIX + suffix);
  }

  /**
   * Emits the twin, if there is a tangent to be paired with the state and the loop is fit to be
   * reversed.
   */
  static void emit(ClassBuilder cb, Variant loop, Unstable outside, ClassDesc self) {
    var result = loop.body().result();
    var of = CheckpointLoop.of(loop);
    if (!of.isCall()
        && of.copy() == null
        && of.condition() == null
        && result != null
        && loop.analysis().hasShadow(result)
        && new CheckpointRules(of, outside).refusal() == null) {
      new CheckpointTangent(of, self).emit(cb);
    }
  }

  private void emit(ClassBuilder cb) {
    var name = twin(TangentEmitter.name(loop));
    var step = name + (CheckpointRules.writesState(of) ? UPDATE : STEP);
    cb.withMethodBody(step, stepType(), ClassFile.ACC_STATIC, this::step);
    cb.withMethodBody(
        name, TangentEmitter.type(loop), ClassFile.ACC_STATIC, code -> loop(code, step));
  }

  /**
   * The parameters of the tangent from the first that is captured on, without those of the state.
   */
  private List<String> captured() {
    var all = new ArrayList<>(loop.types().subList(3, loop.types().size()));
    for (int i = 3; i < loop.types().size(); i++) {
      if (loop.analysis().isActive(loop.body().params.get(i))) {
        all.add(TangentEmitter.shadowType(loop.types().get(i)));
      }
    }
    return all;
  }

  private MethodTypeDesc stepType() {
    var types = captured();
    types.add("I");
    types.add(Layout.TYPE);
    return MethodTypeDesc.ofDescriptor(Types.method(types, Layout.TYPE));
  }

  /** {@code pair -> (state, tangent)} by the step's tangent. */
  private void step(CodeBuilder code) {
    int n = loop.types().size() - 3;
    int all = captured().size();
    int number = code.parameterSlot(all);
    int pair = code.parameterSlot(all + 1);
    int out = code.allocateLocal(TypeKind.REFERENCE);
    int next = code.allocateLocal(TypeKind.REFERENCE);
    code.iconst_1().anewarray(ConstantDescs.CD_Object).astore(out);
    code.iload(number).aload(pair).iconst_0().aaload();
    load(code, 0, n);
    code.aload(pair).iconst_1().aaload();
    load(code, n, all);
    if (isStepActive()) {
      code.aload(out);
    }
    code.invokestatic(self, TangentEmitter.name(one), TangentEmitter.type(one)).astore(next);
    if (!isStepActive()) {
      code.aload(out).iconst_0().aload(next).invokedynamic(Linker.zero()).aastore();
    }
    if (CheckpointRules.writesState(of)) {
      // The state is overwritten and stays the same object; so must the pair.
      code.aload(pair).areturn();
    } else {
      code.iconst_2().anewarray(ConstantDescs.CD_Object);
      code.dup().iconst_0().aload(next).aastore();
      code.dup().iconst_1().aload(out).iconst_0().aaload().aastore().areturn();
    }
  }

  private boolean isStepActive() {
    var result = one.body().result();
    return result != null && one.analysis().isActive(result);
  }

  private void load(CodeBuilder code, int from, int to) {
    var types = captured();
    for (int i = from; i < to; i++) {
      code.loadLocal(TypeKind.fromDescriptor(types.get(i)), code.parameterSlot(i));
    }
  }

  private void loop(CodeBuilder code, String step) {
    int n = loop.types().size();
    int tangents = captured().size() - (n - 3);
    int state = code.parameterSlot(2);
    int tangent = code.parameterSlot(n);
    int pair = code.allocateLocal(TypeKind.REFERENCE);
    code.iload(code.parameterSlot(0)).iload(code.parameterSlot(1));
    code.iconst_2().anewarray(ConstantDescs.CD_Object);
    code.dup().iconst_0().aload(state).aastore();
    code.dup().iconst_1().aload(tangent).aastore();
    var types = captured();
    for (int i = 0; i < types.size(); i++) {
      int parameter = i < n - 3 ? i + 3 : i - (n - 3) + n + 1;
      code.loadLocal(TypeKind.fromDescriptor(types.get(i)), code.parameterSlot(parameter));
    }
    code.invokedynamic(site(step));
    code.invokestatic(
        ClassDesc.ofInternalName(CheckpointLoop.LOOPS),
        "loop",
        MethodTypeDesc.ofDescriptor(
            "(IILjava/lang/Object;Lcotangent/code/Step;)Ljava/lang/Object;"));
    code.checkcast(Types.desc(Layout.TYPE)).astore(pair);
    code.aload(code.parameterSlot(n + 1 + tangents)).iconst_0();
    code.aload(pair).iconst_1().aaload().aastore();
    code.aload(pair).iconst_0().aaload().areturn();
  }

  private DynamicCallSiteDesc site(String step) {
    var bootstrap =
        ConstantDescs.ofCallsiteBootstrap(
            ClassDesc.of("java.lang.invoke.LambdaMetafactory"),
            "metafactory",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodType,
            ConstantDescs.CD_MethodHandle,
            ConstantDescs.CD_MethodType);
    var erased = MethodTypeDesc.ofDescriptor("(ILjava/lang/Object;)Ljava/lang/Object;");
    var pairs = MethodTypeDesc.ofDescriptor("(I[Ljava/lang/Object;)[Ljava/lang/Object;");
    var body =
        MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, self, step, stepType());
    return DynamicCallSiteDesc.of(
        bootstrap,
        "apply",
        MethodTypeDesc.ofDescriptor(
            Types.method(captured(), Types.ofInternal("cotangent/code/Step"))),
        erased,
        body,
        pairs);
  }
}
