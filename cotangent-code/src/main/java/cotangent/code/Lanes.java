package cotangent.code;

import cotangent.code.Compiler.Mode;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes pushforwards that also give the value, in one direction or in several at once, for which
 * the values are computed once. The pushforward of a gradient is given the gradient's tape and one
 * for the tangents of what is on it.
 */
final class Lanes {
  /** How many directions are tried: as many as HotSpot compiles. */
  private static final List<Integer> COUNTS = List.of(4, 2);

  /** HotSpot does not compile longer methods. */
  private static final int LONGEST = 8000;

  private static final int MOST_PARAMETERS = 255;

  /** What is differentiated. */
  enum Kind {
    /**
     * {@code (captured, double[] x, directions, tangents)}: the function's value, in new arrays.
     */
    VECTOR,

    /**
     * {@code (captured, double[] x, double[] gradient, Tape, directions, products, Tape, double[]
     * slopes)}: the value of the real function whose gradient is differentiated. Adds to the
     * gradient and, for one direction, to the product.
     */
    GRADIENT
  }

  /**
   * What was made.
   *
   * @param apply takes directions and gives tangents, which are arrays for one direction and arrays
   *     of arrays, a row for each, otherwise
   * @param count how many directions it takes
   */
  record Made(String name, MethodRef apply, int count) {}

  /**
   * What is asked for.
   *
   * @param classes those of which objects are known to come along
   */
  private record Request(Kind kind, Lambda function, boolean several, Set<String> classes) {}

  private final Compiler compiler;
  private final ClassSource source;
  private final Map<Request, Optional<Made>> made = new HashMap<>();

  Lanes(Compiler compiler, ClassSource source) {
    this.compiler = compiler;
    this.source = source;
  }

  /** A pushforward in one direction. */
  Made one(Kind kind, Lambda f) {
    return find(new Request(kind, f, false, compiler.known())).orElseThrow();
  }

  /** A pushforward in several directions, or nothing if it would be too long for HotSpot. */
  Optional<Made> several(Kind kind, Lambda f) {
    return find(new Request(kind, f, true, compiler.known()));
  }

  private Optional<Made> find(Request request) {
    var known = made.get(request);
    if (known == null) {
      known = make(request);
      made.put(request, known);
    }
    return known;
  }

  private Optional<Made> make(Request request) {
    var root = root(request);
    if (!request.several) {
      return Optional.of(new Builder(request.kind, root, 1).build());
    }
    if (Sweeps.all(root).stream().anyMatch(Lanes::isSingle)) {
      return Optional.empty();
    }
    for (int count : COUNTS) {
      if (fits(root, count)) {
        var tried = new Builder(request.kind, root, count).build();
        if (isShort(source.get(tried.name, -1))) {
          return Optional.of(tried);
        }
      }
    }
    return Optional.empty();
  }

  private Variant root(Request request) {
    var f = request.function;
    int n = Lambda.flatten(f.captured()).size();
    var active = new BitSet();
    active.set(n);
    return switch (request.kind) {
      case VECTOR -> compiler.analyse(f, List.of("[D"), "[D", active, Sweeps.TANGENT);
      case GRADIENT -> {
        // Gradient and tape become active if something that varies gets there.
        var into = compiler.make(Mode.GRADIENT, f).into();
        var given = new BitSet();
        given.set(0, n);
        yield compiler.analyse(
            into, Shape.of(Types.parameters(into.desc())), active, given, Sweeps.TANGENT);
      }
    };
  }

  /**
   * Whether a method works for one tangent of each real only: one that calls a derivative of arrays
   * that a user gave, a checkpointed loop, or one that keeps what a loop saves in a stretch of the
   * tape, whose place is the same on the tape of tangents.
   */
  private static boolean isSingle(Variant variant) {
    return CheckpointLoop.is(variant)
        || variant.body().values.stream()
            .anyMatch(v ->
                v.op instanceof Op.Call(_, var ref)
                    && switch (variant.analysis().target(v)) {
                      case Target.Custom(var method, _, _) -> method.desc().indexOf('[') >= 0;
                      case Target.OnTape() ->
                          ref.name().equals("reserve") || ref.name().equals("mark");
                      case Target.Smooth _,
                          Target.Flat _,
                          Target.Sink _,
                          Target.Method _,
                          Target.Mirror _,
                          Target.Box _,
                          Target.Unbox _,
                          Target.Opaque _ ->
                          false;
                    });
  }

  private static boolean fits(Variant root, int count) {
    return Sweeps.all(root).stream()
        .allMatch(v -> slots(TangentEmitter.type(v, count)) <= MOST_PARAMETERS);
  }

  private static int slots(MethodTypeDesc type) {
    return type.parameterList().stream().mapToInt(p -> Types.slots(p.descriptorString())).sum();
  }

  private static boolean isShort(ClassModel model) {
    return model.methods().stream()
        .allMatch(
            m -> m.code().isEmpty() || ((CodeAttribute) m.code().get()).codeLength() <= LONGEST);
  }

  /** One class in the making. */
  private final class Builder {
    private final Kind kind;
    private final Variant root;
    private final int count;
    private final String name = compiler.newName("lanes");
    private final ClassDesc self = ClassDesc.ofInternalName(name);

    /** Where the parameters of the root end, and those for the derivative begin. */
    private final int end;

    /** Where the point is. */
    private final int x;

    Builder(Kind kind, Variant root, int count) {
      this.kind = kind;
      this.root = root;
      this.count = count;
      end = root.types().size();
      x = kind == Kind.VECTOR ? end - 1 : end - 3;
    }

    Made build() {
      var types = new ArrayList<>(root.types());
      var array = count == 1 ? "[D" : "[[D";
      types.addAll(List.of(array, array));
      if (kind == Kind.GRADIENT) {
        types.addAll(List.of(TapeEmitter.TYPE, "[D"));
      }
      var desc = Types.method(types, root.result());
      compiler.build(
          name,
          cb -> {
            Sweeps.tangents(cb, root, count, self);
            Compiler.method(cb, "apply", desc, this::apply);
          });
      return new Made(name, new MethodRef(name, "apply", desc, false), count);
    }

    private void apply(CodeBuilder code) {
      var given = new BitSet();
      given.set(0, x);
      var shadows = RootArguments.givenShadows(code, root, given, count);
      int tangents = kind == Kind.GRADIENT ? gradientShadow(code) : -1;
      int out = code.allocateLocal(TypeKind.REFERENCE);
      if (kind == Kind.VECTOR) {
        code.iconst_1().anewarray(ConstantDescs.CD_Object).astore(out);
      } else {
        code.aload(code.parameterSlot(end + 3)).astore(out);
      }
      RootArguments.parameters(code, root, 0, x);
      if (kind == Kind.VECTOR) {
        RootArguments.argument(code, root, x);
      } else {
        RootArguments.parameters(code, root, x, end - x);
      }
      for (int i = 0; i < end; i++) {
        var p = root.body().params.get(i);
        if (root.analysis().isActive(p)) {
          switch (i - x) {
            case 0 -> direction(code);
            case 1 -> code.aload(tangents);
            case 2 -> code.aload(code.parameterSlot(end + 2));
            default -> code.aload(Objects.requireNonNull(shadows.get(i)));
          }
        }
      }
      if (root.hasActiveResult()) {
        code.aload(out);
      }
      code.invokestatic(self, TangentEmitter.name(root), TangentEmitter.type(root, count));
      if (kind == Kind.VECTOR) {
        int value = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(value);
        code.aload(value).aload(out).iconst_0().aaload().checkcast(Types.desc("[D"));
        separate(code);
        code.aload(value).areturn();
      } else {
        if (count > 1) {
          code.aload(code.parameterSlot(x + 1)).aload(tangents);
          separate(code);
        }
        code.dreturn();
      }
    }

    /** The shadow of the gradient: the caller's array for the product, or one for all lanes. */
    private int gradientShadow(CodeBuilder code) {
      if (count == 1) {
        return code.parameterSlot(end + 1);
      }
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(code.parameterSlot(x)).arraylength().loadConstant(count).imul();
      code.newarray(TypeKind.DOUBLE).astore(slot);
      return slot;
    }

    private void direction(CodeBuilder code) {
      if (count > 1) {
        code.aload(code.parameterSlot(x)).aload(code.parameterSlot(end)).loadConstant(count);
        call(code, "interleave", "([D[[DI)[D");
        return;
      }
      code.aload(code.parameterSlot(end));
      if (root.analysis().isWritten(root.body().params.get(x))) {
        var array = Types.desc("[D");
        code.invokevirtual(array, "clone", MethodTypeDesc.of(ConstantDescs.CD_Object));
        code.checkcast(array);
      }
    }

    /** Hands the tangents over; the value and its shadow are on the stack. */
    private void separate(CodeBuilder code) {
      code.aload(code.parameterSlot(end + 1));
      if (count == 1) {
        call(code, "handOver", "([D[D[D)V");
      } else {
        code.loadConstant(count);
        call(code, "separate", "([D[D[[DI)V");
      }
    }

    private void call(CodeBuilder code, String name, String desc) {
      code.invokestatic(Emitter.SHADOWS, name, MethodTypeDesc.ofDescriptor(desc));
    }
  }
}
