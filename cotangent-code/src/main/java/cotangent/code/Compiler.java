package cotangent.code;

import cotangent.code.Lambda.Kind;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the classes that hold derivatives. A class is made in a form that the front end reads
 * again: that is how derivatives nest, here and inside the user's code. {@link Linker} defines it.
 *
 * <p>Longer than most files, since it writes each form in which a derivative is called.
 */
final class Compiler implements Simplifier.Known {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;
  static final String DOUBLES = "[D";

  private final ClassSource source;
  private final Linker linker;
  private final Targets targets;
  private final Rules rules;
  private final Splits splits;
  private final int limit;
  private final Map<Request, Known> made = new HashMap<>();

  /** The classes that may come along in what is being made. */
  private Classes classes;

  final Forms forms;
  final Lanes lanes;

  /** The kinds of derivative that a class is made for. */
  enum Mode {
    /** {@code apply(captured, double) -> double}: the derivative of a scalar function. */
    DERIVATIVE,

    /** {@code apply(captured, double[] x, double[] dx) -> double[]}. */
    PUSHFORWARD,

    /**
     * {@code into(captured, double[] x, double[] gradient, Tape) -> double}: adds to the gradient.
     */
    GRADIENT,

    /**
     * {@code into(captured, double[] x, double[] adjoint, double[] gradient, Tape) -> double[]}.
     */
    PULLBACK
  }

  private record Request(Mode mode, Lambda function) {}

  /**
   * A class that was made.
   *
   * @param name internal name
   * @param apply the derivative as a function of the same kind of arguments
   * @param into the derivative with arrays and tape given, or {@code apply} again
   */
  record Made(String name, MethodRef apply, MethodRef into) {}

  /**
   * Makes a compiler.
   *
   * @param limit how many bytes of code a generated method may have, if it can be split at all
   */
  Compiler(ClassSource source, Linker linker, Rules rules, int limit) {
    this.source = source;
    this.linker = linker;
    this.rules = rules;
    this.limit = limit;
    this.classes = new Classes(source, List.of());
    this.targets = new Targets(source, rules);
    this.splits = new Splits(source);
    this.forms = new Forms(this, source);
    this.lanes = new Lanes(this, source);
  }

  /** The function with code for the derivatives that it captures, or is. */
  Lambda concrete(Lambda f) {
    var captured =
        f.captured().stream()
            .map(s -> s.lambda() == null ? s : new Shape(s.type(), concrete(s.lambda())))
            .toList();
    if (f.target().owner().equals(Simplifier.API)) {
      var function = Objects.requireNonNull(captured.getFirst().lambda());
      return Objects.requireNonNull(derivative(f.target().name(), function));
    }
    return captured.equals(f.captured())
        ? f
        : new Lambda(
            f.type(), f.method(), f.instantiated(), f.kind(), f.target(), captured, f.site());
  }

  /**
   * The derivative of a function as code, for the name of a method of the API, after which a colon
   * and the chosen parameters may come.
   */
  @Override
  public @Nullable Lambda derivative(String name, Lambda f) {
    var typed = forms.derivative(name, f);
    if (typed != null) {
      return typed;
    }
    return switch (name) {
      case "derivative" -> lambda(f, make(Mode.DERIVATIVE, f), "ScalarFunction", "(D)D");
      case "gradient" -> lambda(f, make(Mode.GRADIENT, f), "VectorFunction", "([D)[D");
      case "jvp" -> lambda(f, make(Mode.PUSHFORWARD, f), "DirectionalFunction", "([D[D)[D");
      case "vjp" -> lambda(f, make(Mode.PULLBACK, f), "DirectionalFunction", "([D[D)[D");
      case "hvp" -> derivative("jvp", Objects.requireNonNull(derivative("gradient", f)));
      case "jacobian", "jacobianForward", "jacobianReverse" ->
          columns(Objects.requireNonNull(derivative("jvp", f)));
      case "hessian" -> columns(Objects.requireNonNull(derivative("hvp", f)));
      default -> null;
    };
  }

  @Override
  public @Nullable Lambda constant(FieldRef field) {
    if (!field.desc().startsWith("L") || !source.isInterface(Types.internal(field.desc()))) {
      return null;
    }
    try {
      var function =
          switch (linker.constant(field)) {
            case Implementation.Derived derived -> derived.implementation();
            case Serializable value -> Implementation.of(value, null, rules);
            case null, default -> null;
          };
      return function == null || !function.captured().isEmpty() || !function.rules().equals(rules)
          ? null
          : concrete(function.lambda()).at(Linker.get(field));
    } catch (NotDifferentiableException _) {
      // No lambda that could be read: it is a field like any other.
      return null;
    }
  }

  static Lambda lambda(Lambda f, Made made, String type, String desc) {
    var captured = Shape.of(Lambda.flatten(f.captured()));
    return new Lambda(
        "cotangent/code/" + type, "apply", desc, Kind.STATIC, made.apply, captured, null);
  }

  /** The matrix whose columns are the products with unit vectors. */
  private static Lambda columns(Lambda product) {
    var type = "Lcotangent/code/DirectionalFunction;";
    var target =
        new MethodRef("cotangent/code/runtime/Columns", "of", "(" + type + "[D)[[D", false);
    return new Lambda(
        "cotangent/code/MatrixFunction",
        "apply",
        "([D)[[D",
        Kind.STATIC,
        target,
        List.of(new Shape(type, product)),
        null);
  }

  /** Objects of these classes may come along in what is made next. */
  void expect(Set<String> names) {
    classes = new Classes(source, names);
  }

  /** The classes of which objects are known to come along. */
  Set<String> known() {
    return Set.copyOf(classes.known());
  }

  /** A class that was made, with the classes that were known first and last. */
  private record Known(Made made, Set<String> given, Classes classes) {
    boolean isFor(Classes others) {
      return given.containsAll(others.known()) || !classes.wouldLearn(others.known());
    }
  }

  Made make(Mode mode, Lambda function) {
    var f = concrete(function);
    var request = new Request(mode, f);
    var known = made.get(request);
    var outer = classes;
    if (known == null || !known.isFor(outer)) {
      var inner = new Classes(source, outer.known());
      classes = inner;
      try {
        known = new Known(build(mode, f), Set.copyOf(outer.known()), inner);
      } finally {
        classes = outer;
      }
      made.put(request, known);
    }
    outer.askAsWell(known.classes);
    return known.made;
  }

  private Program program(Sweeps sweeps) {
    return new Program(source, targets, splits, sweeps == Sweeps.ADJOINT, classes, this);
  }

  private Made build(Mode mode, Lambda f) {
    return switch (mode) {
      case DERIVATIVE -> derivative(f);
      case PUSHFORWARD -> pushforward(f);
      case GRADIENT -> gradient(f);
      case PULLBACK ->
          Pullbacks.make(this, analyse(f, root(f, List.of(DOUBLES), DOUBLES), 0, Sweeps.ADJOINT));
    };
  }

  // ------------------------------------------------------------------------------------- functions

  /** A static method to start from, and the shapes of its parameters. */
  record Root(MethodRef ref, List<Shape> shapes) {}

  /** The function as a static method of what it captures and of arguments of these types. */
  private Root root(Lambda f, List<String> arguments, String result) {
    var shapes = new ArrayList<>(f.captured());
    shapes.addAll(Shape.of(arguments));
    var types = new ArrayList<>(Types.parameters(f.target().desc()));
    boolean exact =
        f.kind() == Kind.STATIC
            && Types.result(f.target().desc()).equals(result)
            && types.subList(f.captured().size(), types.size()).equals(arguments)
            && Rule.of(f.target()) == null
            && !Layout.isLibrary(f.target().owner());
    if (exact) {
      return new Root(f.target(), shapes);
    }
    return new Root(bridge(f, arguments, result), shapes);
  }

  /** A static method that calls the function's code; it is only read, never run. */
  private MethodRef bridge(Lambda f, List<String> arguments, String result) {
    var name = linker.className("Call$" + made.size() + "$" + Integer.toHexString(f.hashCode()));
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

  /** Analyses the function with respect to one of its arguments. */
  private Variant analyse(Lambda f, Root root, int active, Sweeps sweeps) {
    var mask = new BitSet();
    int captured = Lambda.flatten(f.captured()).size();
    mask.set(captured + active);
    var given = new BitSet();
    given.set(0, captured);
    return analyse(root, mask, given, sweeps);
  }

  /** Analyses the function with respect to some of its flattened parameters. */
  Variant analyse(Lambda f, List<String> arguments, String result, BitSet active, Sweeps sweeps) {
    var root = root(f, arguments, result);
    var given = new BitSet();
    given.set(0, Lambda.flatten(root.shapes).size());
    given.andNot(active);
    return analyse(root, active, given, sweeps);
  }

  /** Methods are split until none of their derivatives is too long. */
  private Variant analyse(Root root, BitSet active, BitSet given, Sweeps sweeps) {
    while (true) {
      var variant = program(sweeps).analyse(root.ref, root.shapes, active, given);
      if (!shorten(variant, sweeps)) {
        return variant;
      }
    }
  }

  /** What is made of all the methods that are reached from a root. */
  enum Sweeps {
    TANGENT {
      @Override
      BiConsumer<java.lang.classfile.ClassBuilder, Variant> of(Variant root, ClassDesc self) {
        return tangents(root, self);
      }
    },
    ADJOINT {
      @Override
      BiConsumer<java.lang.classfile.ClassBuilder, Variant> of(Variant root, ClassDesc self) {
        return adjoints(root, self);
      }
    };

    /** Prepares to make them. */
    abstract BiConsumer<java.lang.classfile.ClassBuilder, Variant> of(Variant root, ClassDesc self);
  }

  /** Asks for the methods to be split that are too long; says whether there are any. */
  private boolean shorten(Variant root, Sweeps sweeps) {
    // Whatever weighs less is never so long.
    var heavy = all(root).stream().filter(v -> weight(v) > 0.4 * limit).toList();
    if (heavy.isEmpty()) {
      return false;
    }
    var self = ClassDesc.of("Draft");
    var make = sweeps.of(root, self);
    boolean any = false;
    for (var v : heavy) {
      double weight = weight(v);
      double length =
          weight > MAXIMUM
              ? weight
              : Lengths.longest(self, cb -> make.accept(cb, v)).orElse(MAXIMUM);
      if (length > limit) {
        any |= splits.add(v, length, 0.65 * limit);
      }
    }
    return any;
  }

  private static double weight(Variant v) {
    return Weight.of(v.body(), v.analysis()::isActive);
  }

  /** Analyses a method of which some parameters are what a lambda captures. */
  Variant analyse(
      MethodRef method, List<Shape> shapes, BitSet active, BitSet given, Sweeps sweeps) {
    return analyse(new Root(method, shapes), active, given, sweeps);
  }

  // --------------------------------------------------------------------------------------- classes

  String newName(String suffix) {
    return linker.className("Cotangent$" + source.size() + "$" + suffix);
  }

  /** The most bytes of code that the class file format lets a method have. */
  private static final int MAXIMUM = 65_535;

  void build(String name, Consumer<java.lang.classfile.ClassBuilder> content) {
    var file = ClassFile.of(linker.resolver());
    byte[] bytes;
    try {
      bytes =
          file.build(
              ClassDesc.ofInternalName(name),
              cb -> {
                cb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
                content.accept(cb);
              });
    } catch (IllegalArgumentException e) {
      if (!Lengths.isTooLong(e)) {
        throw e;
      }
      throw new NotDifferentiableException(
          "Cannot differentiate so long a method: its derivative exceeds the 65,535 bytes that a"
              + " method may have ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "). Split it into several methods.",
          e);
    }
    source.add(name, new Importer(source, file).run(bytes));
  }

  static void method(
      java.lang.classfile.ClassBuilder cb, String name, String desc, Consumer<CodeBuilder> body) {
    cb.withMethodBody(name, MethodTypeDesc.ofDescriptor(desc), ClassFile.ACC_STATIC, body);
  }

  private static Set<Variant> all(Variant root) {
    var all = new LinkedHashSet<Variant>();
    Program.reach(root, all);
    return all;
  }

  static void tangents(java.lang.classfile.ClassBuilder cb, Variant root, ClassDesc self) {
    tangents(cb, root, 1, self);
  }

  static void tangents(
      java.lang.classfile.ClassBuilder cb, Variant root, int lanes, ClassDesc self) {
    var make = tangents(root, lanes, self);
    all(root).forEach(v -> make.accept(cb, v));
  }

  static BiConsumer<java.lang.classfile.ClassBuilder, Variant> tangents(
      Variant root, ClassDesc self) {
    return tangents(root, 1, self);
  }

  private static BiConsumer<java.lang.classfile.ClassBuilder, Variant> tangents(
      Variant root, int lanes, ClassDesc self) {
    return (cb, v) -> {
      method(
          cb,
          TangentEmitter.name(v),
          TangentEmitter.type(v, lanes).descriptorString(),
          code -> guarded(v, () -> TangentEmitter.emit(v, lanes, code, self)));
      if (lanes == 1 && CheckpointLoop.is(v)) {
        var outside = Objects.requireNonNull(Stability.solve(root).get(v));
        CheckpointTangent.emit(cb, v, outside, self);
      }
    };
  }

  static void adjoints(java.lang.classfile.ClassBuilder cb, Variant root, ClassDesc self) {
    var make = adjoints(root, self);
    var primals = new LinkedHashSet<Variant>();
    for (var v : all(root)) {
      make.accept(cb, v);
      if (CheckpointLoop.is(v)) {
        primals.addAll(CheckpointEmitter.primals(v));
      }
    }
    for (var v : primals) {
      method(
          cb,
          PrimalEmitter.name(v),
          PrimalEmitter.type(v).descriptorString(),
          code -> guarded(v, () -> PrimalEmitter.emit(v, code, self)));
    }
  }

  static BiConsumer<java.lang.classfile.ClassBuilder, Variant> adjoints(
      Variant root, ClassDesc self) {
    var unstable = Stability.solve(root);
    return (cb, v) -> {
      if (CheckpointLoop.is(v)) {
        CheckpointEmitter.emit(cb, v, Objects.requireNonNull(unstable.get(v)), self);
        return;
      }
      var stability =
          new Stability(v.analysis(), java.util.Objects.requireNonNull(unstable.get(v)));
      var plan = new Plan(v.analysis(), stability);
      method(
          cb,
          ForwardEmitter.name(v),
          ForwardEmitter.type(v).descriptorString(),
          code -> guarded(v, () -> ForwardEmitter.emit(v, plan, code, self)));
      method(
          cb,
          ReverseEmitter.name(v),
          ReverseEmitter.type(v).descriptorString(),
          code -> guarded(v, () -> ReverseEmitter.emit(v, plan, code, self)));
    };
  }

  private static void guarded(Variant v, Runnable emission) {
    try {
      emission.run();
    } catch (Refusal e) {
      throw v.refuse(e);
    }
  }

  /** Loads parameters. */
  static void parameters(CodeBuilder code, Variant root, int from, int n) {
    var types = root.types();
    for (int i = from; i < from + n; i++) {
      code.loadLocal(TypeKind.fromDescriptor(types.get(i)), code.parameterSlot(i));
    }
  }

  /** Loads the argument, or a copy of it if the function may overwrite it under any name. */
  static void argument(CodeBuilder code, Variant root, int i) {
    parameters(code, root, i, 1);
    if (root.types().get(i).equals(DOUBLES) && mayOverwrite(root, i)) {
      var desc = MethodTypeDesc.of(ConstantDescs.CD_Object);
      code.invokevirtual(Types.desc(DOUBLES), "clone", desc).checkcast(Types.desc(DOUBLES));
    }
  }

  /** The caller's array may also be captured or held by a static field. */
  static boolean mayOverwrite(Variant root, int argument) {
    var summary = root.summary();
    return summary == null
        || summary.clobbers()
        || !summary.written().get(0, argument + 1).isEmpty();
  }

  /**
   * Makes shadows of zeros for what is captured and becomes active, all at once, since one object
   * may be captured twice. Returns the local variables that hold them.
   */
  private static List<Integer> capturedShadows(CodeBuilder code, Variant root, int captured) {
    var given = new BitSet();
    given.set(0, captured);
    return new ArrayList<>(givenShadows(code, root, given).values());
  }

  /** The same for some of the parameters: the local variable of each. */
  static Map<Integer, Integer> givenShadows(CodeBuilder code, Variant root, BitSet given) {
    return givenShadows(code, root, given, 1);
  }

  static Map<Integer, Integer> givenShadows(
      CodeBuilder code, Variant root, BitSet given, int lanes) {
    var active =
        given.stream()
            .filter(i -> root.analysis().hasShadow(root.body().params.get(i)))
            .boxed()
            .toList();
    var slots = new LinkedHashMap<Integer, Integer>();
    if (active.size() == 1) {
      code.aload(code.parameterSlot(active.getFirst())).invokedynamic(Linker.zero(lanes));
      slots.put(active.getFirst(), castShadow(code, root, active.getFirst()));
    } else if (!active.isEmpty()) {
      code.loadConstant(active.size()).anewarray(ConstantDescs.CD_Object);
      for (int k = 0; k < active.size(); k++) {
        code.dup().loadConstant(k).aload(code.parameterSlot(active.get(k))).aastore();
      }
      int all = code.allocateLocal(TypeKind.REFERENCE);
      code.invokedynamic(Linker.zero(lanes)).checkcast(Types.desc(Layout.TYPE)).astore(all);
      for (int k = 0; k < active.size(); k++) {
        code.aload(all).loadConstant(k).aaload();
        slots.put(active.get(k), castShadow(code, root, active.get(k)));
      }
    }
    return slots;
  }

  private static int castShadow(CodeBuilder code, Variant root, int parameter) {
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    code.checkcast(Types.desc(Layout.shadow(root.types().get(parameter)))).astore(slot);
    return slot;
  }

  // ------------------------------------------------------------------------------------ the modes

  private Made derivative(Lambda f) {
    var root = analyse(f, root(f, List.of("D"), "D"), 0, Sweeps.TANGENT);
    var types = root.types();
    int n = types.size() - 1;
    var name = newName("derivative");
    var self = ClassDesc.ofInternalName(name);
    var desc = Types.method(types, "D");
    var result = root.body().result();
    boolean active = result != null && root.analysis().isActive(result);
    build(
        name,
        cb -> {
          tangents(cb, root, self);
          method(
              cb,
              "apply",
              desc,
              code -> {
                int out = code.allocateLocal(TypeKind.REFERENCE);
                code.iconst_1().newarray(TypeKind.DOUBLE).astore(out);
                var shadows = capturedShadows(code, root, n);
                parameters(code, root, 0, n + 1);
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

  private Made pushforward(Lambda f) {
    var root = analyse(f, root(f, List.of(DOUBLES), DOUBLES), 0, Sweeps.TANGENT);
    var types = new ArrayList<>(root.types());
    int n = types.size() - 1;
    types.add(DOUBLES);
    var name = newName("pushforward");
    var self = ClassDesc.ofInternalName(name);
    var desc = Types.method(types, DOUBLES);
    var result = root.body().result();
    boolean active = result != null && root.analysis().isActive(result);
    build(
        name,
        cb -> {
          tangents(cb, root, self);
          method(
              cb,
              "apply",
              desc,
              code -> {
                int out = code.allocateLocal(TypeKind.REFERENCE);
                code.iconst_1().anewarray(ConstantDescs.CD_Object).astore(out);
                var shadows = capturedShadows(code, root, n);
                parameters(code, root, 0, n);
                argument(code, root, n);
                shadows.forEach(code::aload);
                code.aload(code.parameterSlot(n + 1));
                if (root.analysis().isWritten(root.body().params.get(n))) {
                  code.invokevirtual(
                          Types.desc(DOUBLES), "clone", MethodTypeDesc.of(ConstantDescs.CD_Object))
                      .checkcast(Types.desc(DOUBLES));
                }
                if (active) {
                  code.aload(out);
                }
                code.invokestatic(self, TangentEmitter.name(root), TangentEmitter.type(root));
                if (active) {
                  code.pop().aload(out).iconst_0().aaload().checkcast(Types.desc(DOUBLES));
                  // The result may be the argument itself, and its tangent the caller's array.
                  code.invokevirtual(
                          Types.desc(DOUBLES), "clone", MethodTypeDesc.of(ConstantDescs.CD_Object))
                      .checkcast(Types.desc(DOUBLES));
                } else {
                  code.arraylength().newarray(TypeKind.DOUBLE);
                }
                code.areturn();
              });
        });
    var apply = new MethodRef(name, "apply", desc, false);
    return new Made(name, apply, apply);
  }

  private Made gradient(Lambda f) {
    var root = analyse(f, root(f, List.of(DOUBLES), "D"), 0, Sweeps.ADJOINT);
    var types = root.types();
    int n = types.size() - 1;
    var name = newName("gradient");
    var self = ClassDesc.ofInternalName(name);
    var into = new ArrayList<>(types);
    into.add(DOUBLES);
    into.add(TapeEmitter.TYPE);
    var intoDesc = Types.method(into, "D");
    var desc = Types.method(types, DOUBLES);
    var result = root.body().result();
    boolean active = result != null && root.analysis().isActive(result);
    build(
        name,
        cb -> {
          adjoints(cb, root, self);
          method(
              cb,
              "into",
              intoDesc,
              code -> {
                var sweep = new Sweep(code, root, n);
                int value = code.allocateLocal(TypeKind.DOUBLE);
                sweep.arguments(code.parameterSlot(n + 1), code.parameterSlot(n + 2));
                code.invokestatic(self, ForwardEmitter.name(root), ForwardEmitter.type(root));
                code.dstore(value);
                sweep.arguments(code.parameterSlot(n + 1), code.parameterSlot(n + 2));
                if (active) {
                  code.dconst_1();
                }
                code.invokestatic(self, ReverseEmitter.name(root), ReverseEmitter.type(root));
                code.dload(value).dreturn();
              });
          method(
              cb,
              "apply",
              desc,
              code -> {
                int gradient = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(code.parameterSlot(n)).arraylength().newarray(TypeKind.DOUBLE);
                code.astore(gradient);
                parameters(code, root, 0, n + 1);
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

  /** The arguments of both sweeps of a root. */
  private static final class Sweep {
    private final CodeBuilder code;
    private final Variant root;
    private final int captured;
    private final int x;
    private final List<Integer> shadows;

    Sweep(CodeBuilder code, Variant root, int captured) {
      this.code = code;
      this.root = root;
      this.captured = captured;
      x = code.allocateLocal(TypeKind.REFERENCE);
      argument(code, root, captured);
      code.astore(x);
      shadows = capturedShadows(code, root, captured);
    }

    void arguments(int adjoint, int tape) {
      parameters(code, root, 0, captured);
      code.aload(x);
      shadows.forEach(code::aload);
      code.aload(adjoint).aload(tape);
    }
  }
}
