package cotangent.code;

import cotangent.code.Lambda.Kind;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.io.Serializable;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the classes that hold derivatives. A class is made in a form that the front end reads
 * again: that is how derivatives nest, here and inside the user's code. {@link Linker} defines it.
 */
final class Compiler implements Simplifier.Known {
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
    this.splits = new Splits(source, rules.isRecomputing());
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
      return function == null
              || !function.captured().isEmpty()
              || !function.rules().like(rules).equals(rules)
          ? null
          : concrete(function.lambda()).at(Linker.get(field));
    } catch (NotDifferentiableException _) {
      // No lambda that could be read: it is a field like any other.
      return null;
    }
  }

  @Override
  public boolean isDifferentiator(FieldRef field) {
    return linker.constant(field) instanceof Differentiator d
        && rules.and(d.rules()).like(rules).equals(rules);
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
        source.addDerivative(known.made.apply.owner(), f.target());
      } finally {
        classes = outer;
      }
      made.put(request, known);
    }
    outer.askAsWell(known.classes);
    return known.made;
  }

  private Program program(Sweeps sweeps) {
    return new Program(source, targets, splits, sweeps, classes, this);
  }

  private Made build(Mode mode, Lambda f) {
    return switch (mode) {
      case DERIVATIVE -> Pushforwards.derivative(this, analyse(f, "D", "D", Sweeps.TANGENT));
      case PUSHFORWARD ->
          Pushforwards.pushforward(this, analyse(f, DOUBLES, DOUBLES, Sweeps.TANGENT));
      case GRADIENT -> Gradients.make(this, analyse(f, DOUBLES, "D", Sweeps.JOINT));
      case PULLBACK -> Pullbacks.make(this, analyse(f, DOUBLES, DOUBLES, Sweeps.ADJOINT));
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
    return new Root(Bridge.write(source, bridgeName(f), f, arguments, result), shapes);
  }

  private String bridgeName(Lambda f) {
    return linker.className("Call$" + made.size() + "$" + Integer.toHexString(f.hashCode()));
  }

  /** Analyses a function of one argument with respect to it. */
  private Variant analyse(Lambda f, String argument, String result, Sweeps sweeps) {
    var active = new BitSet();
    active.set(Lambda.flatten(f.captured()).size());
    return analyse(f, List.of(argument), result, active, sweeps);
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

  /** Asks for the methods to be split that are too long; says whether there are any. */
  private boolean shorten(Variant root, Sweeps sweeps) {
    // Whatever weighs less is never so long.
    var heavy =
        Sweeps.all(root).stream()
            .filter(v -> weight(v) > (v.isApart() ? 0.4 : 0.2) * limit)
            .toList();
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
        if (!v.mayFuse() || v.isApart()) {
          any |= splits.add(v, length, 0.65 * limit);
        } else {
          splits.setApart(v);
          any = true;
        }
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

  void build(String name, Consumer<ClassBuilder> content) {
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

  static void method(ClassBuilder cb, String name, String desc, Consumer<CodeBuilder> body) {
    cb.withMethodBody(name, MethodTypeDesc.ofDescriptor(desc), ClassFile.ACC_STATIC, body);
  }
}
