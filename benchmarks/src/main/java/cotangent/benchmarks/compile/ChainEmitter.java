package cotangent.benchmarks.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import cotangent.DType;
import cotangent.op.Fn1;
import cotangent.op.Fn2;
import cotangent.op.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Emits the loop of a {@link Chain} as a hidden class with the Vector API: loads, the whole formula
 * in registers, one store.
 *
 * <p>Arithmetic becomes calls of the Vector API. A function such as tanh is taken from the
 * library's own kernel: the instructions between the load and the store of the kernel's loop are
 * copied into the emitted one, so that there is one definition, and the bits are the same. The
 * class is a nest mate of the kernels' class, whose constants the copied instructions read.
 */
final class ChainEmitter {
  private static final ClassDesc VECTOR = vectorApi("Vector");
  private static final ClassDesc SPECIES = vectorApi("VectorSpecies");
  private static final ClassDesc MASK = vectorApi("VectorMask");
  private static final ClassDesc OPERATORS = vectorApi("VectorOperators");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");

  // The locals of fill(x, at, y, n).
  private static final int X = 1;
  private static final int AT = 2;
  private static final int Y = 3;
  private static final int N = 4;
  private static final int I = 5;

  /** The locals of a kernel's loop (x, xo, y, yo, length) come first, then i, then the vectors. */
  private static final int KERNEL_VECTORS = 6;

  private final Chain chain;
  private final ClassDesc element;
  private final ClassDesc array;
  private final ClassDesc vector;
  private final TypeKind kind;
  private final Class<?> kernels;
  private final IdentityHashMap<Scalar, Integer> locals = new IdentityHashMap<>();
  private int[] operandLocals = new int[0];
  private int nextLocal = I + 1;

  private ChainEmitter(Chain chain) {
    this.chain = chain;
    boolean wide = chain.dtype() == DType.F64;
    if (!wide && chain.dtype() != DType.F32) {
      throw new IllegalArgumentException(
          "the prototype compiles F32 and F64, got " + chain.dtype());
    }
    kind = wide ? TypeKind.DOUBLE : TypeKind.FLOAT;
    element = kind.upperBound();
    array = element.arrayType();
    vector = vectorApi(wide ? "DoubleVector" : "FloatVector");
    try {
      kernels =
          Class.forName("cotangent.kernel." + (wide ? "VectorDoubleStrips" : "VectorFloatStrips"));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the kernels are not on the class path", e);
    }
  }

  private static ClassDesc vectorApi(String name) {
    return ClassDesc.of("jdk.incubator.vector", name);
  }

  /** The loop of a chain, compiled. */
  static ChainLoop emit(Chain chain) {
    return new ChainEmitter(chain).emit();
  }

  private ChainLoop emit() {
    ClassDesc self = ClassDesc.of(kernels.getPackageName(), "CompiledChain");
    byte[] bytes =
        ClassFile.of()
            .build(
                self,
                builder ->
                    builder
                        .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                        .withInterfaceSymbols(ChainLoop.class.describeConstable().orElseThrow())
                        .withMethodBody(
                            INIT_NAME,
                            MTD_void,
                            ClassFile.ACC_PUBLIC,
                            code ->
                                code.aload(0)
                                    .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                    .return_())
                        .withMethodBody(
                            "fill",
                            MethodTypeDesc.of(
                                CD_void,
                                CD_Object.arrayType(),
                                CD_int.arrayType(),
                                CD_Object,
                                CD_int),
                            ClassFile.ACC_PUBLIC,
                            this::fill));
    try {
      MethodHandles.Lookup nest = MethodHandles.privateLookupIn(kernels, MethodHandles.lookup());
      return (ChainLoop)
          nest.defineHiddenClass(bytes, true, MethodHandles.Lookup.ClassOption.NESTMATE)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the emitted class cannot be used", e);
    }
  }

  private int local(int slots) {
    int local = nextLocal;
    nextLocal += slots;
    return local;
  }

  private void fill(CodeBuilder code) {
    unpack(code);
    code.iconst_0().istore(I);
    Label loop = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(I).iload(N).if_icmpge(end);
    int result = value(code, chain.body());
    code.aload(result).aload(Y).checkcast(array).iload(I);
    code.invokevirtual(vector, "intoArray", MethodTypeDesc.of(CD_void, array, CD_int));
    code.iload(I).getstatic(kernelsDesc(), "LENGTH", CD_int).iadd().istore(I);
    code.goto_(loop).labelBinding(end).return_();
  }

  private ClassDesc kernelsDesc() {
    return kernels.describeConstable().orElseThrow();
  }

  private CodeBuilder species(CodeBuilder code) {
    return code.getstatic(kernelsDesc(), "SPECIES", SPECIES);
  }

  /** Before the loop: an array and a position for each operand, or the vector of its one value. */
  private void unpack(CodeBuilder code) {
    operandLocals = new int[chain.operands().size()];
    for (int k = 0; k < operandLocals.length; k++) {
      operandLocals[k] = local(2);
      if (chain.operands().get(k).broadcast()) {
        species(code);
        code.aload(X).loadConstant(k).aaload().checkcast(array);
        code.aload(AT).loadConstant(k).iaload().arrayLoad(kind);
        broadcast(code);
        code.astore(operandLocals[k]);
      } else {
        code.aload(X).loadConstant(k).aaload().checkcast(array).astore(operandLocals[k]);
        code.aload(AT).loadConstant(k).iaload().istore(operandLocals[k] + 1);
      }
    }
    hoistConstants(code, chain.body());
  }

  private void broadcast(CodeBuilder code) {
    code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
  }

  private void hoistConstants(CodeBuilder code, Scalar s) {
    switch (s) {
      case Scalar.Arg a -> {}
      case Scalar.Const c -> {
        if (!locals.containsKey(c)) {
          species(code);
          if (kind == TypeKind.DOUBLE) {
            code.loadConstant(c.value());
          } else {
            code.loadConstant((float) c.value());
          }
          broadcast(code);
          store(code, c);
        }
      }
      case Scalar.Apply1 a -> hoistConstants(code, a.x());
      case Scalar.Apply2 a -> {
        hoistConstants(code, a.a());
        hoistConstants(code, a.b());
      }
      case Scalar.Test t -> throw unsupported(t);
      case Scalar.Select c -> throw unsupported(c);
    }
  }

  /** The local that holds the vector of a formula; a shared part is computed once. */
  private int value(CodeBuilder code, Scalar s) {
    Integer known = locals.get(s);
    if (known != null) {
      return known;
    }
    switch (s) {
      case Scalar.Arg a -> {
        int operand = operandLocals[a.index()];
        if (chain.operands().get(a.index()).broadcast()) {
          locals.put(s, operand);
          return operand;
        }
        species(code).aload(operand).iload(operand + 1).iload(I).iadd();
        code.invokestatic(vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array, CD_int));
      }
      case Scalar.Const c -> throw new AssertionError("constants stand before the loop");
      case Scalar.Apply1 a -> apply(code, a.f(), value(code, a.x()));
      case Scalar.Apply2 a -> apply(code, a.f(), value(code, a.a()), value(code, a.b()));
      case Scalar.Test t -> throw unsupported(t);
      case Scalar.Select c -> throw unsupported(c);
    }
    return store(code, s);
  }

  private int store(CodeBuilder code, Scalar s) {
    int local = local(1);
    code.astore(local);
    locals.put(s, local);
    return local;
  }

  private static IllegalArgumentException unsupported(Scalar s) {
    return new IllegalArgumentException("the prototype does not compile " + s);
  }

  /** Leaves f of a vector on the stack. */
  private void apply(CodeBuilder code, Fn1 f, int x) {
    switch (f) {
      case NEG, ABS, SQRT ->
          code.aload(x).invokevirtual(vector, lower(f), MethodTypeDesc.of(vector));
      case SQUARE -> arithmetic(code, "mul", x, x);
      default -> splice(code, f, x);
    }
  }

  private void apply(CodeBuilder code, Fn2 f, int a, int b) {
    switch (f) {
      case ADD, SUB, MUL, DIV, MIN, MAX -> arithmetic(code, lower(f), a, b);
      case ZMUL -> {
        arithmetic(code, "mul", a, b);
        zero(code).aload(a).getstatic(OPERATORS, "EQ", COMPARISON);
        zero(code).invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, element));
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, element, MASK));
      }
      case POW, ATAN2, MOD, AND, OR, XOR ->
          throw new IllegalArgumentException("the prototype does not compile " + f);
    }
  }

  private void arithmetic(CodeBuilder code, String name, int a, int b) {
    code.aload(a).aload(b).invokevirtual(vector, name, MethodTypeDesc.of(vector, VECTOR));
  }

  private CodeBuilder zero(CodeBuilder code) {
    return kind == TypeKind.DOUBLE ? code.dconst_0() : code.fconst_0();
  }

  private static String lower(Enum<?> f) {
    return f.name().toLowerCase(Locale.ROOT);
  }

  /** Leaves f of a vector on the stack, by the instructions of the kernel for f. */
  private void splice(CodeBuilder code, Fn1 f, int x) {
    List<Instruction> body = loopBody(f);
    int shift = nextLocal - KERNEL_VECTORS;
    code.aload(x).astore(local(1));
    for (Instruction instruction : body) {
      switch (instruction) {
        case LoadInstruction load -> code.loadLocal(load.typeKind(), moved(f, load.slot(), shift));
        case StoreInstruction store ->
            code.storeLocal(store.typeKind(), moved(f, store.slot(), shift));
        default -> code.with(instruction);
      }
    }
  }

  private int moved(Fn1 f, int slot, int shift) {
    if (slot < KERNEL_VECTORS) {
      throw new IllegalArgumentException("the kernel of " + f + " is no straight loop");
    }
    nextLocal = Math.max(nextLocal, slot + shift + 1);
    return slot + shift;
  }

  /** The instructions of a kernel's loop from after the load of x to before the store of y. */
  private List<Instruction> loopBody(Fn1 f) {
    List<Instruction> all = new ArrayList<>();
    try (InputStream in = kernels.getResourceAsStream(kernels.getSimpleName() + ".class")) {
      ClassFile.of().parse(Objects.requireNonNull(in).readAllBytes()).methods().stream()
          .filter(method -> method.methodName().equalsString(lower(f)))
          .flatMap(method -> method.code().orElseThrow().elementStream())
          .filter(Instruction.class::isInstance)
          .map(Instruction.class::cast)
          .forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int load = call(all, "fromArray", 0);
    int store = call(all, "intoArray", load + 1);
    if (load < 0 || store < 0) {
      throw new IllegalArgumentException("the prototype finds no vector loop for " + f);
    }
    // After the load a store into the first vector local; before the call y, yo, i and their sum.
    return all.subList(load + 2, store - 4);
  }

  private static int call(List<Instruction> code, String name, int from) {
    for (int i = from; i >= 0 && i < code.size(); i++) {
      if (code.get(i) instanceof InvokeInstruction call && call.name().equalsString(name)) {
        return i;
      }
    }
    return -1;
  }
}
