package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the pullback of a vector function, at once and in two steps: {@code begin} runs the
 * forward sweep and returns the value and what the second step needs, {@code end} runs the reverse
 * sweep.
 */
final class Pullbacks {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;
  private static final String DOUBLES = Compiler.DOUBLES;
  private static final String STATE = Layout.TYPE;

  private final Variant root;
  private final String name;
  private final ClassDesc self;

  /** Which parameter is the point; those before it are captured. */
  private final int x;

  private Pullbacks(Variant root, String name) {
    this.root = root;
    this.name = name;
    self = ClassDesc.ofInternalName(name);
    x = root.types().size() - 1;
  }

  static Made make(Compiler compiler, Variant root) {
    return new Pullbacks(root, compiler.newName("pullback")).make(compiler);
  }

  private Made make(Compiler compiler) {
    var apply = types(DOUBLES);
    var into = types(DOUBLES, DOUBLES, TapeEmitter.TYPE);
    var begin = types(DOUBLES, TapeEmitter.TYPE);
    var end = types(STATE, DOUBLES, DOUBLES, TapeEmitter.TYPE);
    compiler.build(
        name,
        cb -> {
          Sweeps.adjoints(cb, root, self);
          Compiler.method(cb, "apply", Types.method(apply, DOUBLES), this::apply);
          Compiler.method(cb, "into", Types.method(into, DOUBLES), this::into);
          Compiler.method(cb, "begin", Types.method(begin, STATE), this::begin);
          Compiler.method(cb, "end", Types.method(end, "V"), this::end);
        });
    return new Made(
        name,
        new MethodRef(name, "apply", Types.method(apply, DOUBLES), false),
        new MethodRef(name, "into", Types.method(into, DOUBLES), false));
  }

  /** The first step of what was made: {@code (captured, x, product, Tape)}. */
  static MethodRef begin(Made made) {
    var types = Types.parameters(made.into().desc());
    types.remove(types.size() - 2);
    return new MethodRef(made.name(), "begin", Types.method(types, STATE), false);
  }

  /** The second step: {@code (captured, x, state, adjoint, product, Tape)}. */
  static MethodRef end(Made made) {
    var types = Types.parameters(made.into().desc());
    types.add(types.size() - 3, STATE);
    return new MethodRef(made.name(), "end", Types.method(types, "V"), false);
  }

  private List<String> types(String... more) {
    var types = new ArrayList<>(root.types());
    types.addAll(List.of(more));
    return types;
  }

  private void apply(CodeBuilder code) {
    int product = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(code.parameterSlot(x)).arraylength().newarray(TypeKind.DOUBLE).astore(product);
    RootArguments.parameters(code, root, 0, x + 1);
    code.aload(code.parameterSlot(x + 1)).aload(product).new_(TAPE).dup();
    code.invokespecial(TAPE, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void));
    var into = types(DOUBLES, DOUBLES, TapeEmitter.TYPE);
    code.invokestatic(self, "into", MethodTypeDesc.ofDescriptor(Types.method(into, DOUBLES)));
    code.pop().aload(product).areturn();
  }

  private void into(CodeBuilder code) {
    var sweep = SweepCalls.of(code, root, x, code.parameterSlot(x + 2), code.parameterSlot(x + 3));
    int value = code.allocateLocal(TypeKind.REFERENCE);
    sweep.forward(self);
    code.astore(value);
    if (root.hasActiveResult()) {
      result(code, code.parameterSlot(x + 3));
      seed(code, code.parameterSlot(x + 1));
    }
    sweep.reverse(self);
    code.aload(value).areturn();
  }

  private void begin(CodeBuilder code) {
    var sweep = SweepCalls.of(code, root, x, code.parameterSlot(x + 1), code.parameterSlot(x + 2));
    int value = code.allocateLocal(TypeKind.REFERENCE);
    sweep.forward(self);
    code.astore(value);
    code.loadConstant(3 + sweep.shadows().size()).anewarray(ConstantDescs.CD_Object);
    code.dup().iconst_0().aload(value).aastore();
    code.dup().iconst_1().aload(sweep.point()).aastore();
    if (root.hasActiveResult()) {
      code.dup().iconst_2();
      result(code, sweep.tape());
      code.aastore();
    }
    for (int k = 0; k < sweep.shadows().size(); k++) {
      code.dup().loadConstant(3 + k).aload(sweep.shadows().get(k)).aastore();
    }
    code.areturn();
  }

  private void end(CodeBuilder code) {
    int state = code.parameterSlot(x + 1);
    int point = code.allocateLocal(TypeKind.REFERENCE);
    take(code, state, 1, DOUBLES);
    code.astore(point);
    var shadows = new ArrayList<Integer>();
    for (int i = 0; i < x; i++) {
      if (root.analysis().hasShadow(root.body().params.get(i))) {
        take(code, state, 3 + shadows.size(), Layout.shadow(root.types().get(i)));
        shadows.add(code.allocateLocal(TypeKind.REFERENCE));
        code.astore(shadows.getLast());
      }
    }
    if (root.hasActiveResult()) {
      take(code, state, 2, DOUBLES);
      seed(code, code.parameterSlot(x + 2));
    }
    new SweepCalls(
            code, root, x, point, shadows, code.parameterSlot(x + 3), code.parameterSlot(x + 4))
        .reverse(self);
    code.return_();
  }

  private static void take(CodeBuilder code, int state, int i, String type) {
    code.aload(state).loadConstant(i).aaload();
    if (!type.equals(Types.OBJECT)) {
      code.checkcast(Types.desc(type));
    }
  }

  private static void result(CodeBuilder code, int tape) {
    code.aload(tape).invokevirtual(TAPE, "result", MethodTypeDesc.of(ConstantDescs.CD_Object));
    code.checkcast(Types.desc(DOUBLES));
  }

  private static void seed(CodeBuilder code, int adjoint) {
    code.aload(adjoint);
    code.invokestatic(Emitter.SHADOWS, "seed", MethodTypeDesc.ofDescriptor("([D[D)V"));
  }
}
