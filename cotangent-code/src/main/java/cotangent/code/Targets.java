package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Opcode;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what a call means. */
final class Targets {
  static final String TAPE = "cotangent/code/runtime/Tape";
  private static final String LIBRARY = "cotangent/code/runtime/Library";

  /** A class file version without stack maps, for classes that are read and never run. */
  static final int READ_ONLY = ClassFile.JAVA_5_VERSION;

  /** Tells of receivers of unknown classes. */
  static final String RECEIVERS = "cotangent/code/runtime/Receivers";

  private static final String FUNCTIONS = "java/util/function/";

  /** They tell an order, whatever the numbers are that they are given. */
  private static final Set<String> COMPARISONS =
      Set.of("java/lang/Comparable.compareTo", "java/util/Comparator.compare");

  private static final String CHECKPOINT = "cotangent/code/Checkpoint";

  private final ClassSource source;
  private final Givens givens;
  private final Dispatchers dispatchers;
  private final Map<MethodRef, Optional<Constructor>> constructors = new HashMap<>();

  Targets(ClassSource source, Rules rules) {
    this.source = source;
    this.dispatchers = new Dispatchers(source);
    givens = new Givens(rules, source);
  }

  Target of(Opcode code, MethodRef ref, Value[] in, Classes classes) {
    var given = givens.of(ref);
    if (given != null) {
      return given;
    }
    var rule = Rule.of(ref);
    if (rule != null) {
      return new Target.Smooth(rule);
    }
    if (Rule.isFlat(ref)) {
      return new Target.Flat();
    }
    if (ref.owner().equals(TAPE)) {
      return new Target.OnTape();
    }
    var unboxed = Types.unbox(ref.owner());
    if (Types.isReal(unboxed.isEmpty() ? "V" : unboxed)) {
      if (ref.name().equals("valueOf") && Types.parameters(ref.desc()).equals(List.of(unboxed))) {
        return new Target.Box();
      }
      if (ref.name().equals("doubleValue") || ref.name().equals("floatValue")) {
        return new Target.Unbox(unboxed);
      }
    }
    if (isSink(ref)) {
      return new Target.Sink();
    }
    if (Layout.isLibrary(ref.owner()) || ref.owner().startsWith("[")) {
      var twin = twin(code, ref, in);
      return twin instanceof Target.Opaque opaque ? library(code, ref, in, classes, opaque) : twin;
    }
    return code == Opcode.INVOKESTATIC || code == Opcode.INVOKESPECIAL
        ? direct(ref)
        : virtual(ref, in[0], classes);
  }

  /**
   * A call of a library method that classes of the user's may implement, or a method of a
   * functional interface that combines lambdas, whose bytecode is read like the user's.
   */
  private Target library(
      Opcode code, MethodRef ref, Value[] in, Classes classes, Target.Opaque otherwise) {
    if (code == Opcode.INVOKESTATIC || code == Opcode.INVOKESPECIAL) {
      var made = Containers.of(code, ref);
      return made != null ? made : ref.owner().startsWith(FUNCTIONS) ? direct(ref) : otherwise;
    }
    var type = Types.internal(in[0].type);
    if (Types.isArray(type)) {
      return otherwise;
    }
    if (COMPARISONS.contains(ref.owner() + "." + ref.name())
        && classes.below(ref.owner()).isEmpty()) {
      return new Target.Flat();
    }
    if (Containers.isOfKeys(ref, in)) {
      return new Target.Mirror(Target.Manner.ASKS);
    }
    boolean users = !Layout.isLibrary(type) && source.isSubtype(type, ref.owner());
    boolean function = ref.owner().startsWith(FUNCTIONS);
    var container = users ? null : Containers.of(code, ref);
    if (container != null
        && (!source.isInterface(ref.owner()) || classes.below(ref.owner()).isEmpty())) {
      return container;
    }
    var unknown = Containers.is(ref.owner()) ? Containers.unknown(ref) : otherwise;
    if (!users && !source.isInterface(ref.owner())) {
      return unknown;
    }
    return function || users || !classes.below(ref.owner()).isEmpty()
        ? virtual(ref, in[0], classes)
        : unknown;
  }

  /** The constructor if it sets fields to its parameters and does nothing else, or null. */
  @Nullable Constructor constructor(MethodRef ref) {
    return constructors
        .computeIfAbsent(ref, r -> Optional.ofNullable(Constructor.read(r, source)))
        .orElse(null);
  }

  private static boolean isSink(MethodRef ref) {
    return switch (ref.owner()) {
      case "java/io/PrintStream",
          "java/io/PrintWriter",
          "java/lang/StringBuilder",
          "java/lang/String",
          "java/lang/IO",
          "java/util/logging/Logger",
          "java/lang/System$Logger" ->
          true;
      case "java/lang/Double", "java/lang/Float" -> ref.desc().endsWith("Ljava/lang/String;");
      case "java/util/Arrays" -> ref.name().equals("toString");
      case "cotangent/code/runtime/Snapshots" -> ref.name().startsWith("check");
      default -> false;
    };
  }

  /** The library method's twin in plain Java, chosen by the types of the arrays. */
  private Target twin(Opcode code, MethodRef ref, Value[] in) {
    var types = new ArrayList<String>();
    boolean anyArray = false;
    for (int i = 0; i < in.length; i++) {
      var t = in[i].type;
      if (ref.owner().equals("java/util/Objects") && Types.kind(t) == 'A') {
        t = Types.OBJECT;
      } else if (Types.isArray(t) && Types.kind(t.substring(1)) == 'A') {
        t = Layout.TYPE;
      } else if (!Types.isArray(t) && Types.kind(t) == 'A') {
        t = Types.OBJECT;
      }
      anyArray |= Types.isArray(t);
      types.add(t);
    }
    var name = ref.name().equals("arraycopy") ? "copy" : ref.name();
    var model = source.find(LIBRARY);
    boolean known =
        switch (ref.owner()) {
          case "java/util/Arrays", "java/util/Objects" -> code == Opcode.INVOKESTATIC;
          case "java/lang/System" -> ref.name().equals("arraycopy");
          default -> ref.owner().startsWith("[") && ref.name().equals("clone");
        };
    if (known && model != null) {
      for (var method : model.methods()) {
        if (method.methodName().equalsString(name)
            && Types.parameters(method.methodType().stringValue()).equals(types)) {
          return new Target.Method(
              new MethodRef(LIBRARY, name, method.methodType().stringValue(), false));
        }
      }
    }
    if (known && anyArray && mirrors(name, types)) {
      return new Target.Mirror(Target.Manner.CHANGES);
    }
    return new Target.Opaque(
        "a call of " + ref + ", of which no derivative is known",
        "Write it in plain Java, call it with values that do not vary, or wrap it in a method with"
            + " @Derivative.");
  }

  private Target open(MethodRef ref, String owner) {
    if (owner.startsWith(FUNCTIONS)
        || owner.matches(
            "cotangent/code/(\\w+Function\\d?|ValueAndGradient|Step|Update)(\\$\\w+)?")) {
      return unknownLambda(ref);
    }
    return new Target.Opaque(
        "a call of " + ref + ", of which no implementation is known",
        "Make the object in the function, let the function capture it, seal "
            + owner.replace('/', '.')
            + ", or declare the variable with a final type.");
  }

  private static Target unknownLambda(MethodRef ref) {
    return new Target.Opaque(
        "a call of " + ref + " on a lambda that cannot be told here",
        "Make the lambda in the function that is differentiated; one from outside must be captured"
            + " by itself and be Serializable.");
  }

  private static boolean mirrors(String name, List<String> types) {
    return switch (name) {
      case "copy", "copyOf", "copyOfRange", "clone", "fill" -> types.getFirst().equals(Layout.TYPE);
      default -> false;
    };
  }

  private Target direct(MethodRef ref) {
    if (ref.isConstructor()) {
      return new Target.Method(ref);
    }
    var container = Containers.of(Opcode.INVOKESTATIC, ref);
    if (container != null) {
      return container;
    }
    if (ref.owner().equals(CHECKPOINT)) {
      // The loops themselves, without the checks of arguments that are lambdas.
      return new Target.Method(new MethodRef(CheckpointLoop.LOOPS, ref.name(), ref.desc(), false));
    }
    if (source.isGenerated(ref.owner())) {
      var twin = CheckpointTangent.twin(ref.name());
      var checkpointed = source.resolve(ref.owner(), twin, ref.desc());
      if (checkpointed.isPresent()) {
        return new Target.Method(checkpointed.get().ref());
      }
    }
    var found = source.resolve(ref.owner(), ref.name(), ref.desc());
    if (found.isEmpty()) {
      return new Target.Opaque(
          "a call of " + ref + ", whose bytecode cannot be found",
          "Let its class loader hand out the class file as a resource.");
    }
    if (Containers.is(found.get().ref().owner()) && !found.get().ref().inInterface()) {
      // What the library keeps in its own fields has no shadow.
      return Containers.unknown(ref);
    }
    var inherited = givens.of(found.get().ref());
    if (inherited != null) {
      return inherited;
    }
    var custom = custom(found.get());
    if (custom != null) {
      return custom;
    }
    if (found.get().has(AccessFlag.NATIVE)) {
      return new Target.Opaque(
          "a call of the native method " + ref, "Give it a derivative with @Derivative.");
    }
    return new Target.Method(found.get().ref());
  }

  private Target virtual(MethodRef ref, Value receiver, Classes classes) {
    var made = receiver.stripped();
    // A cast may be to a class above, whose method the object's class overrides.
    var type = Types.internal((made.op instanceof Op.Construct ? made : receiver).type);
    var owner = !Types.isArray(type) && source.isSubtype(type, ref.owner()) ? type : ref.owner();
    var declared = source.resolve(owner, ref.name(), ref.desc());
    if (declared.isPresent()
        && !declared.get().has(AccessFlag.ABSTRACT)
        && (declared.get().has(AccessFlag.FINAL)
            || declared.get().has(AccessFlag.PRIVATE)
            || source.isFinal(owner)
            || made.op instanceof Op.Construct
            || made.op instanceof Op.Closure)) {
      return direct(declared.get().ref());
    }
    var closed = source.closed(owner);
    boolean exact = closed.isEmpty();
    var candidates = exact ? classes.below(owner) : closed.get();
    var implementations = new LinkedHashMap<String, MethodRef>();
    for (var c : candidates.reversed()) {
      var found = source.resolve(c, ref.name(), ref.desc());
      if (exact && (found.isEmpty() || found.get().has(AccessFlag.ABSTRACT))) {
        continue;
      }
      if (found.isEmpty()) {
        return new Target.Opaque(
            "a call of " + ref + ", whose bytecode cannot be found",
            "Let its class loader hand out the class file as a resource.");
      }
      implementations.put(c, found.get().ref());
    }
    if (implementations.isEmpty()) {
      return open(ref, owner);
    }
    if (!exact && implementations.values().stream().distinct().count() == 1) {
      return direct(implementations.firstEntry().getValue());
    }
    return new Target.Method(dispatchers.of(owner, ref, implementations, exact));
  }

  // --------------------------------------------------------------- derivatives given by the user

  private Target.@Nullable Custom custom(ClassSource.Found found) {
    var attribute = found.method().findAttribute(Attributes.runtimeVisibleAnnotations());
    if (attribute.isEmpty()) {
      return null;
    }
    for (var annotation : attribute.get().annotations()) {
      if (annotation.className().equalsString("Lcotangent/code/Derivative;")) {
        var tangent = given(found, annotation, "forward", tangentDesc(found.ref()));
        var adjoint = given(found, annotation, "reverse", adjointDesc(found.ref()));
        if (tangent == null && adjoint == null) {
          throw new Refusal(
              -1,
              "@Derivative on " + found.ref() + " names no method",
              "Name forward, reverse or both.");
        }
        return new Target.Custom(found.ref(), tangent, adjoint);
      }
    }
    return null;
  }

  static boolean isRealArray(String type) {
    return type.endsWith("[D") || type.endsWith("[F");
  }

  static String tangentDesc(MethodRef ref) {
    var parameters = new ArrayList<>(Types.parameters(ref.desc()));
    for (var p : Types.parameters(ref.desc())) {
      if (Types.isReal(p) || isRealArray(p)) {
        parameters.add(p);
      }
    }
    return Types.method(parameters, Types.result(ref.desc()));
  }

  static String adjointDesc(MethodRef ref) {
    var parameters = new ArrayList<>(Types.parameters(ref.desc()));
    parameters.add(Types.result(ref.desc()));
    int scalars = 0;
    for (var p : Types.parameters(ref.desc())) {
      if (isRealArray(p)) {
        parameters.add(p);
      } else if (Types.isReal(p)) {
        scalars++;
      }
    }
    return Types.method(parameters, scalars == 0 ? "V" : scalars == 1 ? "D" : "[D");
  }

  private static @Nullable MethodRef given(
      ClassSource.Found found, Annotation annotation, String element, String desc) {
    for (var e : annotation.elements()) {
      if (e.name().equalsString(element)
          && e.value() instanceof AnnotationValue.OfString s
          && !s.stringValue().isEmpty()) {
        var name = s.stringValue();
        require(found.owner(), found.ref(), name, desc);
        return new MethodRef(found.ref().owner(), name, desc, found.ref().inInterface());
      }
    }
    return null;
  }

  private static void require(ClassModel owner, MethodRef ref, String name, String desc) {
    for (var m : owner.methods()) {
      if (m.methodName().equalsString(name)
          && m.methodType().equalsString(desc)
          && m.flags().has(AccessFlag.STATIC)) {
        return;
      }
    }
    throw new Refusal(
        -1,
        "@Derivative on "
            + ref
            + " names "
            + name
            + ", but there is no static method "
            + name
            + desc,
        "Declare it with exactly these types.");
  }
}
