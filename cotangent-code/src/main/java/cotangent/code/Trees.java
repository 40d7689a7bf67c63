package cotangent.code;

import cotangent.code.Op.FieldRef;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Writes the conversions between values and their shadows: values are reals, boxed reals, arrays
 * and records of such, to any depth. The conversions are methods of the class that uses them, in
 * plain bytecode, so that they are differentiated like the rest of it.
 *
 * <p>Longer than most files, since each conversion has a case for each kind of tree.
 */
final class Trees {
  /** What a conversion does; the names are those of the generated methods. */
  enum Conversion {
    /** {@code (value, shadow)}: a value of the same shape that holds what the shadow holds. */
    LIKE,

    /** {@code (value)}: a shadow of zeros. */
    ZERO,

    /** {@code (value, tangent)}: the shadow that holds what a tangent of the same shape holds. */
    SHADOW,

    /** {@code (value, shadow, adjoint)}: adds the adjoint to the shadow. */
    SEED,

    /** {@code (value)}: a copy that shares nothing that can be written to. */
    COPY
  }

  private record Wanted(Conversion conversion, String type) {}

  private static final String OBJECTS = Layout.TYPE;
  private static final ClassDesc SHADOWS = Emitter.SHADOWS;

  private final ClassSource source;
  private final ClassDesc self;
  private final Map<Wanted, String> names = new LinkedHashMap<>();
  private final ArrayDeque<Wanted> work = new ArrayDeque<>();

  Trees(ClassSource source, ClassDesc self) {
    this.source = source;
    this.self = self;
  }

  // ------------------------------------------------------------------------------------ the types

  /**
   * Says that values of a type can be given and returned as derivatives, or why not.
   *
   * @throws NotDifferentiableException if not
   */
  static void check(ClassSource source, String type, String what) {
    check(source, type, what, new HashSet<>());
  }

  private static void check(ClassSource source, String type, String what, Set<String> done) {
    if (!source.carries(type)) {
      throw new NotDifferentiableException(
          what + " is of type " + name(type) + ", which holds no double or float.");
    }
    inner(source, type, what, done);
  }

  private static void inner(ClassSource source, String type, String what, Set<String> done) {
    if (!source.carries(type) || !done.add(type) || Types.isReal(type) || isBox(type)) {
      return;
    }
    if (Types.isArray(type)) {
      inner(source, type.substring(1), what, done);
      return;
    }
    var classes = source.closed(Types.internal(type)).orElse(List.of());
    if (classes.isEmpty() || Layout.isLibrary(Types.internal(type))) {
      throw unfit(what, type);
    }
    for (var c : classes) {
      var model = source.find(c);
      if (model == null || model.findAttribute(Attributes.record()).isEmpty()) {
        throw unfit(what, Types.ofInternal(c));
      }
      for (var field : components(source, c)) {
        if (!isContainer(field)) {
          inner(
              source,
              field.desc(),
              what + ": component " + field.name() + " of " + c.replace('/', '.'),
              done);
        }
      }
    }
  }

  private static NotDifferentiableException unfit(String what, String type) {
    return new NotDifferentiableException(
        what
            + " is of type "
            + name(type)
            + ", of which no derivative can be made. Derivatives are doubles, floats, arrays, and"
            + " records of such and sealed hierarchies of records, declared with these types.");
  }

  /** Lists and maps in an argument do not vary. */
  private static boolean isContainer(FieldRef field) {
    return Containers.is(Types.internal(field.desc()));
  }

  private static String name(String type) {
    return Types.desc(type).displayName();
  }

  private static boolean isBox(String type) {
    return type.equals("Ljava/lang/Double;") || type.equals("Ljava/lang/Float;");
  }

  /** The components of a record, in the order of the canonical constructor. */
  private static List<FieldRef> components(ClassSource source, String record) {
    return source
        .get(record, -1)
        .findAttribute(Attributes.record())
        .orElseThrow()
        .components()
        .stream()
        .map(c -> new FieldRef(record, c.name().stringValue(), c.descriptor().stringValue()))
        .toList();
  }

  // ---------------------------------------------------------------------------------- the calls

  /** Converts what is on the stack, the value first; leaves the result there, if there is one. */
  void convert(CodeBuilder code, Conversion conversion, String type) {
    var wanted = new Wanted(conversion, type);
    var name =
        names.computeIfAbsent(
            wanted,
            w -> {
              work.add(w);
              return "tree$" + conversion.name().toLowerCase(java.util.Locale.ROOT) + names.size();
            });
    code.invokestatic(self, name, type(wanted));
  }

  private static MethodTypeDesc type(Wanted wanted) {
    var type = wanted.type;
    var shadow = Layout.shadow(type);
    return MethodTypeDesc.ofDescriptor(
        switch (wanted.conversion) {
          case LIKE -> Types.method(List.of(type, shadow), type);
          case ZERO -> Types.method(List.of(type), shadow);
          case SHADOW -> Types.method(List.of(type, type), shadow);
          case SEED -> Types.method(List.of(type, shadow, type), "V");
          case COPY -> Types.method(List.of(type), type);
        });
  }

  // -------------------------------------------------------------------------------- the methods

  /** Writes the methods that were asked for, and those that they ask for. */
  void emit(ClassBuilder cb) {
    while (!work.isEmpty()) {
      var next = work.pop();
      cb.withMethodBody(
          java.util.Objects.requireNonNull(names.get(next)),
          type(next),
          ClassFile.ACC_STATIC,
          code -> new Body(code, next.conversion, next.type).emit());
    }
  }

  /** One method; its parameters are named by their positions. */
  private final class Body {
    private final CodeBuilder code;
    private final Conversion conversion;
    private final String type;

    Body(CodeBuilder code, Conversion conversion, String type) {
      this.code = code;
      this.conversion = conversion;
      this.type = type;
    }

    private void emit() {
      var present = code.newLabel();
      code.aload(0).ifnonnull(present);
      none();
      code.labelBinding(present);
      if (isBox(type)) {
        box();
      } else if (!Types.isArray(type)) {
        objects();
      } else if (Types.isReal(type.substring(1))) {
        reals();
      } else {
        references();
      }
    }

    private void none() {
      if (conversion == Conversion.SEED) {
        code.return_();
      } else {
        code.aconst_null().areturn();
      }
    }

    private void box() {
      var primitive = Types.unbox(Types.internal(type));
      switch (conversion) {
        case LIKE -> {
          code.aload(1);
          call("unbox", "(Ljava/lang/Object;)D");
          narrow(primitive);
          boxed(code, primitive);
          code.areturn();
        }
        case ZERO -> {
          code.dconst_0();
          call("box", "(D)Ljava/lang/Object;");
          code.areturn();
        }
        case SHADOW -> {
          unboxed(1);
          call("box", "(D)Ljava/lang/Object;");
          code.areturn();
        }
        case SEED -> {
          code.aload(1);
          unboxed(2);
          call("addTo", "(Ljava/lang/Object;D)V");
          code.return_();
        }
        case COPY -> code.aload(0).areturn();
      }
    }

    private void unboxed(int slot) {
      code.aload(slot)
          .invokevirtual(
              Types.desc(type), "doubleValue", MethodTypeDesc.of(ConstantDescs.CD_double));
    }

    /** An array of reals is its own shadow's type. */
    private void reals() {
      var arrays = "(" + type + type;
      switch (conversion) {
        case LIKE -> code.aload(1).areturn();
        case ZERO ->
            code.aload(0)
                .arraylength()
                .newarray(TypeKind.fromDescriptor(type.substring(1)))
                .areturn();
        case SHADOW -> {
          code.aload(0).aload(1);
          call("tangent", arrays + ")" + type);
          code.areturn();
        }
        case SEED -> {
          code.aload(1).aload(2);
          call("seed", arrays + ")V");
          code.return_();
        }
        case COPY -> {
          cloned(code, type);
          code.areturn();
        }
      }
    }

    private static void cloned(CodeBuilder code, String type) {
      code.aload(0)
          .invokevirtual(Types.desc(type), "clone", MethodTypeDesc.of(ConstantDescs.CD_Object))
          .checkcast(Types.desc(type));
    }

    /** An array of references, element by element. */
    private void references() {
      var element = type.substring(1);
      if (conversion == Conversion.SHADOW) {
        code.aload(0).arraylength().aload(1).arraylength();
        call("sameLength", "(II)V");
      }
      boolean makes = conversion != Conversion.SEED;
      var made =
          conversion == Conversion.LIKE || conversion == Conversion.COPY
              ? element
              : Layout.shadow(element);
      int result = code.allocateLocal(TypeKind.REFERENCE);
      if (makes) {
        code.aload(0).arraylength().anewarray(Types.desc(made)).astore(result);
      }
      loop(i -> {
        if (makes) {
          code.aload(result).iload(i);
        }
        for (int p = 0; p < type(new Wanted(conversion, type)).parameterCount(); p++) {
          code.aload(p).iload(i).aaload();
        }
        convert(code, conversion, element);
        if (makes) {
          code.aastore();
        }
      });
      if (makes) {
        code.aload(result).areturn();
      } else {
        code.return_();
      }
    }

    private void loop(IntConsumer content) {
      int i = code.allocateLocal(TypeKind.INT);
      var head = code.newLabel();
      var end = code.newLabel();
      code.iconst_0().istore(i).labelBinding(head);
      code.iload(i).aload(0).arraylength().if_icmpge(end);
      content.accept(i);
      code.iinc(i, 1).goto_(head).labelBinding(end);
    }

    /** Asks for the class if there are several. */
    private void objects() {
      var classes = source.closed(Types.internal(type)).orElseThrow();
      for (int k = 0; k < classes.size(); k++) {
        Label next = code.newLabel();
        var c = Types.ofInternal(classes.get(k));
        if (c.equals(type)) {
          record(c);
          return;
        }
        boolean last = k + 1 == classes.size();
        if (!last) {
          code.aload(0).instanceOf(Types.desc(c)).ifeq(next);
        }
        var wanted = type(new Wanted(conversion, c));
        for (int p = 0; p < wanted.parameterCount(); p++) {
          code.aload(p);
          if (wanted.parameterType(p).descriptorString().equals(c)) {
            code.checkcast(Types.desc(c));
          }
        }
        convert(code, conversion, c);
        if (conversion == Conversion.SEED) {
          code.return_();
        } else {
          code.areturn();
        }
        code.labelBinding(next);
      }
    }

    private void record(String record) {
      var components = components(source, Types.internal(record));
      var layout = source.layout(Types.internal(record));
      switch (conversion) {
        case LIKE, COPY -> {
          code.new_(Types.desc(record)).dup();
          for (var c : components) {
            component(c, layout);
          }
          var types = components.stream().map(FieldRef::desc).toList();
          code.invokespecial(
                  Types.desc(record),
                  "<init>",
                  MethodTypeDesc.ofDescriptor(Types.method(types, "V")))
              .areturn();
        }
        case ZERO, SHADOW -> {
          code.loadConstant(1 + layout.size() - layout.reals()).anewarray(ConstantDescs.CD_Object);
          code.dup().iconst_0().loadConstant(layout.reals()).newarray(TypeKind.DOUBLE);
          if (conversion == Conversion.SHADOW) {
            for (var c : components) {
              if (Types.isReal(c.desc())) {
                code.dup().loadConstant(layout.index(layout.position(c)));
                field(1, c);
                widen(c.desc());
                code.dastore();
              }
            }
          }
          code.aastore();
          for (var c : components) {
            if (layout.contains(c) && isContainer(c)) {
              code.dup().loadConstant(layout.index(layout.position(c)));
              field(0, c);
              code.invokedynamic(Linker.zero()).aastore();
            } else if (layout.contains(c) && !Types.isReal(c.desc())) {
              code.dup().loadConstant(layout.index(layout.position(c)));
              field(0, c);
              if (conversion == Conversion.SHADOW) {
                field(1, c);
              }
              convert(code, conversion, c.desc());
              code.aastore();
            }
          }
          code.areturn();
        }
        case SEED -> {
          for (var c : components) {
            if (!layout.contains(c) || isContainer(c)) {
              continue;
            }
            if (Types.isReal(c.desc())) {
              realsOf(1);
              code.loadConstant(layout.index(layout.position(c))).dup2().daload();
              field(2, c);
              widen(c.desc());
              code.dadd().dastore();
            } else {
              field(0, c);
              shadowOf(1, c, layout);
              field(2, c);
              convert(code, conversion, c.desc());
            }
          }
          code.return_();
        }
      }
    }

    /** The argument of the canonical constructor; what cannot vary stays as it is. */
    private void component(FieldRef c, Layout layout) {
      if (!layout.contains(c)
          || isContainer(c)
          || (Types.isReal(c.desc()) && conversion == Conversion.COPY)) {
        field(0, c);
      } else if (Types.isReal(c.desc())) {
        realsOf(1);
        code.loadConstant(layout.index(layout.position(c))).daload();
        narrow(c.desc());
      } else {
        field(0, c);
        if (conversion == Conversion.LIKE) {
          shadowOf(1, c, layout);
        }
        convert(code, conversion, c.desc());
      }
    }

    private void field(int slot, FieldRef c) {
      code.aload(slot)
          .getfield(ClassDesc.ofInternalName(c.owner()), c.name(), Types.desc(c.desc()));
    }

    private void realsOf(int slot) {
      code.aload(slot)
          .checkcast(Types.desc(OBJECTS))
          .iconst_0()
          .aaload()
          .checkcast(Types.desc("[D"));
    }

    private void shadowOf(int slot, FieldRef c, Layout layout) {
      code.aload(slot).checkcast(Types.desc(OBJECTS));
      code.loadConstant(layout.index(layout.position(c))).aaload();
      var shadow = Layout.shadow(c.desc());
      if (!shadow.equals(Types.OBJECT)) {
        code.checkcast(Types.desc(shadow));
      }
    }

    private void narrow(String type) {
      if (type.equals("F")) {
        code.d2f();
      }
    }

    private void widen(String type) {
      if (type.equals("F")) {
        code.f2d();
      }
    }

    private void call(String name, String desc) {
      code.invokestatic(SHADOWS, name, MethodTypeDesc.ofDescriptor(desc));
    }
  }

  /** Boxes the real on the stack. */
  static void boxed(CodeBuilder code, String primitive) {
    var box = ClassDesc.ofInternalName(Types.box(primitive));
    code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, Types.desc(primitive)));
  }
}
