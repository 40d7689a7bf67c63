package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the {@link Interpreter} does not read: methods of the library, which run as they are, and
 * the way of Java's own objects into the interpreter and out of it. A list of them, and so a long
 * file.
 */
final class Library {
  static final String DIFFERENTIATE = "cotangent/code/Differentiate";

  /** Methods of {@code Arrays} that move reals; their own code is interpreted. */
  private static final Set<String> READ =
      Set.of("fill", "copyOf", "copyOfRange", "setAll", "rangeCheck");

  private final Interpreter interpreter;
  private final Translation translation;
  private final Pipes pipes;
  private final Map<MethodRef, Elementary> elementary = new HashMap<>();

  Library(Interpreter interpreter) {
    this.interpreter = interpreter;
    this.translation = new Translation(interpreter);
    this.pipes = new Pipes(interpreter);
  }

  /** Whether a method is run here. */
  static boolean has(MethodRef ref) {
    return isFunction(ref)
        || ((Layout.isLibrary(ref.owner()) || ref.owner().startsWith("[")) && !isRead(ref));
  }

  /** Whether it is a function of {@link Differentiate} and makes no derivative. */
  static boolean isFunction(MethodRef ref) {
    return ref.owner().equals(DIFFERENTIATE) && ref.name().equals("stopGradient");
  }

  /** Whether the bytecode of a library method is interpreted. */
  static boolean isRead(MethodRef ref) {
    return ref.owner().startsWith("java/util/function/")
        || (ref.owner().equals("java/util/Objects") && ref.name().startsWith("requireNonNull"))
        || (ref.owner().equals("java/util/Arrays") && READ.contains(ref.name()));
  }

  Object take(Object java) {
    return translation.take(java, Types.OBJECT);
  }

  Class<?> type(String descriptor) {
    return translation.type(descriptor);
  }

  // ------------------------------------------------------------------------------------- calls

  Object call(MethodRef ref, Object[] in) {
    if (Pipes.has(ref, in)) {
      return pipes.call(ref, in);
    }
    return switch (ref.owner()) {
      case DIFFERENTIATE -> math(ref, in);
      case "java/lang/Math", "java/lang/StrictMath" ->
          Types.isReal(Types.result(ref.desc())) ? math(ref, in) : reflect(ref, in);
      case "java/lang/Double", "java/lang/Float" -> real(ref, in);
      case "java/lang/System" -> ref.name().equals("arraycopy") ? copy(in) : reflect(ref, in);
      case String owner when !Types.unbox(owner).isEmpty() -> boxed(ref, in);
      default -> {
        if (in.length == 1 && ref.name().equals("clone") && isArray(in[0])) {
          yield Arithmetic.copy(in[0]);
        }
        if (ref.name().equals("sort") && in[0] instanceof Heap.Reals) {
          yield sort(in);
        }
        if (ref.name().equals("sort") && (in.length == 1 || in[1] == null)) {
          ((List<?>) in[0]).sort(Comparator.comparingDouble(x -> ((Heap.Box) x).real().value()));
          yield null;
        }
        if (in.length == 1 && ref.name().equals("getClass")) {
          yield classOf(in[0]);
        }
        yield in.length > 0 && in[0] instanceof Heap.Box && ref.owner().equals("java/lang/Number")
            ? real(ref, in)
            : reflect(ref, in);
      }
    };
  }

  private static Object copy(Object[] in) {
    System.arraycopy(
        Arithmetic.elements(in[0]),
        (int) in[1],
        Arithmetic.elements(in[2]),
        (int) in[3],
        (int) in[4]);
    return null;
  }

  private static Object sort(Object[] in) {
    var elements = (Real[]) Arithmetic.elements(in[0]);
    int from = in.length == 1 ? 0 : (int) in[1];
    int to = in.length == 1 ? elements.length : (int) in[2];
    Arrays.sort(elements, from, to, (a, b) -> Double.compare(a.value(), b.value()));
    return null;
  }

  private static boolean isArray(Object x) {
    return x instanceof Heap.Reals
        || x instanceof Heap.References
        || (x != null && x.getClass().isArray());
  }

  private Object math(MethodRef ref, Object[] in) {
    var function =
        elementary.computeIfAbsent(
            ref,
            _ ->
                Elementary.method(
                    type(Types.ofInternal(ref.owner())),
                    ref.name(),
                    MethodType.fromMethodDescriptorString(ref.desc(), interpreter.loader)));
    if (function == null) {
      throw new Heap.Unsupported("the derivative of " + ref);
    }
    var x = new Real[in.length];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          switch (in[i]) {
            case Integer n -> Elementary.plain(n);
            case Long n -> Elementary.plain(n);
            default -> (Real) in[i];
          };
    }
    return function.apply(x);
  }

  /** Methods of {@code Double} and {@code Float}. */
  private Object real(MethodRef ref, Object[] in) {
    return switch (ref.name()) {
      case "valueOf" ->
          in[0] instanceof Real x
              ? new Heap.Box(x, ref.owner().equals("java/lang/Float"))
              : reflect(ref, in);
      case "doubleValue" -> ((Heap.Box) in[0]).real();
      case "floatValue" -> Elementary.TO_FLOAT.apply(((Heap.Box) in[0]).real());
      case "max", "min", "sum" -> math(ref, in);
      default -> reflect(ref, in);
    };
  }

  /** Methods of the other boxes. */
  private Object boxed(MethodRef ref, Object[] in) {
    if (ref.name().equals("valueOf")
        && Types.kind(Types.parameters(ref.desc()).getFirst()) != 'A') {
      return Arithmetic.box(in[0], Types.parameters(ref.desc()).getFirst());
    }
    return reflect(ref, in);
  }

  /** Runs the library's method on Java's objects. */
  private Object reflect(MethodRef ref, Object[] in) {
    try {
      var owner = type(Types.ofInternal(ref.owner()));
      return reflect(owner.getMethod(ref.name(), parameters(ref)), ref, in);
    } catch (NoSuchMethodException e) {
      throw new Heap.Unsupported("a call of " + ref + ": " + e);
    }
  }

  /** Runs a static method of the user's as it is, on values that do not vary. */
  Object passively(MethodRef ref, Object[] in, Refusal reason) {
    try {
      var method =
          type(Types.ofInternal(ref.owner())).getDeclaredMethod(ref.name(), parameters(ref));
      method.setAccessible(true);
      if (Modifier.isStatic(method.getModifiers())) {
        return reflect(method, ref, in);
      }
    } catch (NoSuchMethodException _) {
      // A constructor, say: as for methods of objects.
    }
    throw new Heap.Unsupported(ref + ": " + reason.getMessage());
  }

  private Class<?>[] parameters(MethodRef ref) {
    return MethodType.fromMethodDescriptorString(ref.desc(), interpreter.loader).parameterArray();
  }

  private Object reflect(Method method, MethodRef ref, Object[] in) {
    var types = method.getParameterTypes();
    var passage = translation.passage();
    boolean isStatic = Modifier.isStatic(method.getModifiers());
    var receiver = isStatic ? null : passage.give(in[0], method.getDeclaringClass());
    var arguments = new Object[types.length];
    boolean holds = holdsObjects(ref);
    for (int i = 0; i < types.length; i++) {
      var x = in[i + (isStatic ? 0 : 1)];
      arguments[i] =
          holds && !types[i].isPrimitive() && x instanceof Heap && !(x instanceof Heap.Closure)
              ? raw(x)
              : passage.give(x, types[i]);
    }
    try {
      if (ref.name().equals("toArray") && in.length == 2 && in[1] instanceof Heap.References a) {
        return new Heap.References(a.type(), ((java.util.Collection<?>) receiver).toArray());
      }
      var result = method.invoke(receiver, arguments);
      if (holds) {
        return translation.take(result, Types.result(ref.desc()));
      }
      passage.back();
      boolean bits = ref.name().endsWith("Bits");
      if (passage.active() && (bits || !isPassive(Types.result(ref.desc())))) {
        throw new Heap.Unsupported("a call of " + ref + " with reals that vary");
      }
      return translation.take(result, Types.result(ref.desc()));
    } catch (InvocationTargetException e) {
      passage.back();
      throw Derivatives.rethrow(e.getCause());
    } catch (IllegalAccessException e) {
      throw new Heap.Unsupported("a call of " + ref + ": " + e);
    }
  }

  /** Whether the method gives lists and maps what they hold as it is. */
  private static boolean holdsObjects(MethodRef ref) {
    return ref.owner().equals("java/util/Arrays")
        ? ref.name().equals("asList")
        : ref.owner()
            .matches(
                "java/util/(\\w*List|\\w*Map|Map.Entry|\\w*Set|\\w*Collections?|\\w*Iterator)");
  }

  /** Arrays of references are what a list is made of. */
  private static Object raw(Object x) {
    return x instanceof Heap.References a ? a.data() : x;
  }

  /** Results of these types carry no derivative, whatever they were made of. */
  private static boolean isPassive(String type) {
    return switch (type) {
      case "D", "F" -> false;
      case "Ljava/lang/String;", "Ljava/lang/StringBuilder;", "Ljava/io/PrintStream;" -> true;
      default -> Types.kind(type) != 'A';
    };
  }

  /** Makes an object of the library, or the library's part of an object. */
  Object construct(MethodRef ref, Object[] in) {
    var types = parameters(ref);
    var owner = type(Types.ofInternal(ref.owner()));
    var object = in[0] instanceof Heap.Instance instance ? instance : null;
    if ((object != null && Modifier.isAbstract(owner.getModifiers())) || owner == Object.class) {
      return object == null ? new Object() : null;
    }
    try {
      var passage = translation.passage();
      var arguments = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        arguments[i] = passage.give(in[i + 1], types[i]);
      }
      var made = owner.getConstructor(types).newInstance(arguments);
      if (passage.active() && !Throwable.class.isAssignableFrom(owner) && owner != String.class) {
        throw new Heap.Unsupported("a construction by " + ref + " with reals that vary");
      }
      if (object != null) {
        object.origin = made;
        return null;
      }
      return made;
    } catch (InvocationTargetException e) {
      throw Derivatives.rethrow(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new Heap.Unsupported("a construction by " + ref + ": " + e);
    }
  }

  /** A method that an object of the user's has from a class of the library. */
  @SuppressWarnings("ReferenceEquality") // as Object.equals does
  Object ofObject(Heap.Instance object, MethodRef ref, Object[] in) {
    if (ref.name().equals("getClass")) {
      return classOf(object);
    }
    if (object.origin != null) {
      return reflect(ref, in);
    }
    return switch (ref.name()) {
      case "equals" -> in[0] == in[1] ? 1 : 0;
      case "hashCode" -> System.identityHashCode(object);
      case "toString" ->
          object.type.replace('/', '.')
              + "@"
              + Integer.toHexString(System.identityHashCode(object));
      default -> throw new Heap.Unsupported("a call of " + ref + " on " + object.type);
    };
  }

  private Class<?> classOf(Object x) {
    return switch (x) {
      case Heap.Reals a -> type(a.type());
      case Heap.References a -> type(a.type());
      case Heap.Instance o -> type(Types.ofInternal(o.type));
      case Heap.Box b -> b.isFloat() ? Float.class : Double.class;
      case Heap _ -> throw new Heap.Unsupported("the class of " + x);
      case Object _ -> x.getClass();
    };
  }

  boolean isInstance(Object x, String type) {
    return switch (x) {
      case Heap.Reals a -> isAssignable(a.type(), type);
      case Heap.References a -> isAssignable(a.type(), type);
      case Heap.Instance o -> interpreter.source.isSubtype(o.type, Types.internal(type));
      case Heap.Box b -> type(type).isInstance(b.boxed());
      case Heap.Closure c -> interpreter.source.isSubtype(c.lambda().type(), Types.internal(type));
      case Heap _ -> true;
      case Object _ -> type(type).isInstance(x);
    };
  }

  private boolean isAssignable(String from, String to) {
    return from.equals(to) || type(to).isAssignableFrom(type(from));
  }

  Object read(String owner, String field) {
    try {
      var f = type(Types.ofInternal(owner)).getDeclaredField(field);
      if (!Layout.isLibrary(owner)) {
        f.setAccessible(true);
      }
      return translation.take(f.get(null), f.getType().descriptorString());
    } catch (ReflectiveOperationException e) {
      throw new Heap.Unsupported("the static field " + owner + "." + field + ": " + e);
    }
  }

  // -------------------------------------------------------------------------------- call sites

  Object dynamic(DynamicCallSiteDesc site, Object[] in) {
    var bootstrap = (DirectMethodHandleDesc) site.bootstrapMethod();
    return switch (bootstrap.owner().displayName() + "." + bootstrap.methodName()) {
      case "StringConcatFactory.makeConcatWithConstants" -> concatenation(site, in);
      case "SwitchBootstraps.typeSwitch", "SwitchBootstraps.enumSwitch" -> pattern(site, in);
      case "ObjectMethods.bootstrap" -> ofRecord(site, in);
      case String name -> throw new Heap.Unsupported("a call site of " + name);
    };
  }

  private static String concatenation(DynamicCallSiteDesc site, Object[] in) {
    var recipe = (String) site.bootstrapArgs()[0];
    var text = new StringBuilder();
    int argument = 0;
    int constant = 1;
    for (int i = 0; i < recipe.length(); i++) {
      char c = recipe.charAt(i);
      if (c == '\1') {
        var type = site.invocationType().parameterType(argument).descriptorString();
        text.append(text(in[argument++], type));
      } else if (c == '\2') {
        text.append(site.bootstrapArgs()[constant++]);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String text(Object x, String type) {
    var java = Types.kind(type) == 'A' ? x : Arithmetic.box(x, type);
    return String.valueOf(java);
  }

  /** Which label of a pattern switch fits first, from a given one on. */
  private int pattern(DynamicCallSiteDesc site, Object[] in) {
    if (in[0] == null) {
      return -1;
    }
    var labels = site.bootstrapArgs();
    for (int i = (int) in[1]; i < labels.length; i++) {
      boolean fits =
          switch (labels[i]) {
            case ClassDesc type -> isInstance(in[0], type.descriptorString());
            case String name when in[0] instanceof Heap.Instance constant ->
                constant.origin instanceof Enum<?> e && e.name().equals(name);
            case Object label -> label.equals(in[0]);
          };
      if (fits) {
        return i;
      }
    }
    return labels.length;
  }

  /** The methods of {@code Object} that a record has without writing them. */
  private static Object ofRecord(DynamicCallSiteDesc site, Object[] in) {
    var object = (Heap.Instance) in[0];
    var type = (ClassDesc) site.bootstrapArgs()[0];
    var owner = Types.internal(type.descriptorString());
    var names = ((String) site.bootstrapArgs()[1]).split(";", -1);
    var text = new StringBuilder(type.displayName().replaceFirst(".*\\$", "")).append('[');
    int hash = 0;
    boolean equal = in.length > 1 && in[1] instanceof Heap.Instance o && o.type.equals(object.type);
    for (int i = 0; i < names.length && !names[i].isEmpty(); i++) {
      var getter = (DirectMethodHandleDesc) site.bootstrapArgs()[2 + i];
      var declared = getter.invocationType().returnType().descriptorString();
      var key = owner + "." + names[i];
      var x = component(object, key, declared);
      text.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(x);
      hash = 31 * hash + java.util.Objects.hashCode(x);
      equal = equal && java.util.Objects.equals(x, component((Heap.Instance) in[1], key, declared));
    }
    return switch (site.invocationName()) {
      case "toString" -> text.append(']').toString();
      case "hashCode" -> hash;
      default -> equal ? 1 : 0;
    };
  }

  private static Object component(Heap.Instance object, String key, String declared) {
    var x = object.fields.getOrDefault(key, Arithmetic.initial(declared));
    return Types.kind(declared) == 'A' ? x : Arithmetic.box(x, declared);
  }
}
