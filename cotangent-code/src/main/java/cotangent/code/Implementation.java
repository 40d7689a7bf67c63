package cotangent.code;

import cotangent.code.Lambda.Kind;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The code behind an object of a functional interface, and what it captures.
 *
 * @param lambda the code
 * @param captured the captured values, flattened
 * @param host a lookup with private access to the class that the code belongs to
 * @param rules the user's rules, and those of derivatives that are captured
 */
record Implementation(
    Lambda lambda, List<@Nullable Object> captured, MethodHandles.Lookup host, Rules rules) {

  /** An object of the API that stands for a derivative; it tells which code it runs. */
  interface Derived {
    Implementation implementation();
  }

  /**
   * Finds the code of a function.
   *
   * @param user the caller's lookup, or null
   */
  static Implementation of(
      Serializable function, MethodHandles.@Nullable Lookup user, Rules rules) {
    if (function instanceof Derived derived) {
      return derived.implementation().with(rules);
    }
    return read(function, user, rules);
  }

  private Implementation with(Rules more) {
    return new Implementation(lambda, captured, host, more.and(rules));
  }

  /**
   * A derivative of the function, by the name of the API's method. The code of it is made where it
   * is used.
   *
   * @param type the functional interface
   * @param desc the descriptor of its method
   */
  Implementation derived(String verb, String type, String desc) {
    var target = new MethodRef(Simplifier.API, verb, "", false);
    var function = List.of(new Shape(Types.ofInternal(lambda.type()), lambda));
    var derivative =
        new Lambda("cotangent/code/" + type, "apply", desc, Kind.STATIC, target, function, null);
    return new Implementation(derivative, captured, host, rules);
  }

  /** The function of which this is the gradient, or null if it is none. */
  @Nullable Implementation gradientOf() {
    var target = lambda.target();
    return target.owner().equals(Simplifier.API)
            && target.name().equals("gradient")
            && lambda.type().equals("cotangent/code/VectorFunction")
        ? new Implementation(
            java.util.Objects.requireNonNull(lambda.captured().getFirst().lambda()),
            captured,
            host,
            rules)
        : null;
  }

  private static Implementation read(
      Object function, MethodHandles.@Nullable Lookup user, Rules rules) {
    var site = Site.of(function, user);
    if (site.isNamed()) {
      return new Implementation(
          site.lambda(Shape.of(site.types)), List.of(function), site.host, rules);
    }
    var values = site.captured(function);
    var shapes = new ArrayList<Shape>(values.length);
    var captured = new ArrayList<@Nullable Object>(values.length);
    for (int i = 0; i < values.length; i++) {
      rules = capture(values[i], site.types.get(i), site.host, user, rules, shapes, captured);
    }
    return new Implementation(site.lambda(shapes), captured, site.host, rules);
  }

  /** At most so many objects are looked at for {@link #classes}. */
  private static final int REACH = 1000;

  /** The classes of objects that can be reached from what is captured, as far as can be seen. */
  Set<String> classes() {
    var names = new LinkedHashSet<String>();
    var seen = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>());
    var work = new ArrayDeque<Object>();
    captured.stream().filter(Objects::nonNull).forEach(work::add);
    while (!work.isEmpty() && seen.size() < REACH) {
      var x = work.pop();
      if (!seen.add(x)) {
        continue;
      }
      switch (x) {
        case Object[] a -> {
          if (!isOfPrimitives(a.getClass())) {
            Arrays.stream(a).filter(Objects::nonNull).forEach(work::add);
          }
        }
        case List<?> list -> list.stream().filter(Objects::nonNull).forEach(work::add);
        default -> {
          var name = x.getClass().getName().replace('.', '/');
          if (!x.getClass().isArray() && !x.getClass().isHidden() && !Layout.isLibrary(name)) {
            names.add(name);
            fields(x, work);
          }
        }
      }
    }
    return names;
  }

  /** Whether an array holds numbers alone, in however many dimensions. */
  private static boolean isOfPrimitives(Class<?> array) {
    Class<?> type = array;
    while (type.isArray()) {
      type = type.getComponentType();
    }
    return type.isPrimitive();
  }

  private static void fields(Object x, Deque<Object> work) {
    for (Class<?> c = x.getClass(); c != null; c = c.getSuperclass()) {
      for (var field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          try {
            if (field.trySetAccessible() && field.get(x) != null) {
              work.add(field.get(x));
            }
          } catch (IllegalAccessException e) {
            throw new LinkageError(e.getMessage(), e);
          }
        }
      }
    }
  }

  /** Adds a captured value; returns the rules together with those of the value. */
  private static Rules capture(
      @Nullable Object value,
      String type,
      MethodHandles.Lookup host,
      MethodHandles.@Nullable Lookup user,
      Rules rules,
      List<Shape> shapes,
      List<@Nullable Object> captured) {
    if (value instanceof Derived
        || (value instanceof Serializable && value.getClass().isHidden())) {
      var inner =
          value instanceof Derived derived
              ? derived.implementation().with(rules)
              : read(value, user, rules);
      checkLoaders(host.lookupClass(), inner.host.lookupClass());
      shapes.add(new Shape(type, inner.lambda));
      captured.addAll(inner.captured);
      return inner.rules;
    }
    boolean refine =
        value != null
            && type.startsWith("L")
            && !Layout.isLibrary(Types.internal(type))
            && !value.getClass().isHidden();
    shapes.add(
        new Shape(
            refine ? java.util.Objects.requireNonNull(value).getClass().descriptorString() : type,
            null));
    captured.add(value);
    return rules;
  }

  /** Code that is made for one class names the class of a function that is captured. */
  private static void checkLoaders(Class<?> by, Class<?> captured) {
    if (Objects.equals(by.getClassLoader(), captured.getClassLoader())) {
      return;
    }
    try {
      if (Class.forName(captured.getName(), false, by.getClassLoader()) == captured) {
        return;
      }
    } catch (ClassNotFoundException _) {
      // What follows tells.
    }
    throw new NotDifferentiableException(
        "Cannot differentiate a function of "
            + by.getName()
            + " that captures a function of "
            + captured.getName()
            + ": the class loader of the one does not find the other. Load both by one class"
            + " loader, or write the function that captures in a class of the other's loader.");
  }

  /** The one abstract method of the object's functional interface. */
  static Method functional(Object function) {
    for (Class<?> c = function.getClass(); c != null; c = c.getSuperclass()) {
      for (var i : c.getInterfaces()) {
        var abstracts =
            Arrays.stream(i.getMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()) && !isOfObject(m))
                .toList();
        if (abstracts.size() == 1) {
          return abstracts.getFirst();
        }
      }
    }
    throw new NotDifferentiableException(
        "Cannot differentiate an object of "
            + function.getClass().getName()
            + ": it is no functional interface's. Pass a lambda or a method reference.");
  }

  private static boolean isOfObject(Method m) {
    return switch (m.getName()) {
      case "equals", "hashCode", "toString" -> true;
      default -> false;
    };
  }

  /** What turns a lambda into its description: of type {@code (Object)SerializedLambda}. */
  static MethodHandle describe(Object function, MethodHandles.@Nullable Lookup user) {
    var type = function.getClass();
    try {
      MethodHandle handle;
      if (user == null) {
        var method = type.getDeclaredMethod("writeReplace");
        method.setAccessible(true);
        handle = MethodHandles.lookup().unreflect(method);
      } else {
        handle =
            MethodHandles.privateLookupIn(type, user)
                .findVirtual(type, "writeReplace", MethodType.methodType(Object.class));
      }
      return handle.asType(MethodType.methodType(SerializedLambda.class, Object.class));
    } catch (NoSuchMethodException e) {
      throw new NotDifferentiableException(
          "Cannot differentiate the lambda "
              + function.getClass().getName()
              + ": it is not serializable, so it does not tell which code it runs. Declare its"
              + " variable with an interface that extends java.io.Serializable, such as "
              + RealFunction.class.getName()
              + ".",
          e);
    } catch (IllegalAccessException | RuntimeException e) {
      throw closed(type, e);
    }
  }

  private static NotDifferentiableException closed(Class<?> type, Throwable cause) {
    var module = type.getModule();
    return new NotDifferentiableException(
        "Cannot look into "
            + type.getName()
            + " of module "
            + module.getName()
            + ": write \"opens "
            + type.getPackageName()
            + " to cotangent.code;\" in its module-info, or pass"
            + " MethodHandles.lookup() as the first argument.",
        cause);
  }

  static MethodHandles.Lookup host(Class<?> type, MethodHandles.@Nullable Lookup user) {
    try {
      if (user != null) {
        return MethodHandles.privateLookupIn(type, user);
      }
      Implementation.class.getModule().addReads(type.getModule());
      var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      return lookup.hasFullPrivilegeAccess() ? lookup : privileged(lookup);
    } catch (IllegalAccessException e) {
      throw closed(type, e);
    }
  }

  /**
   * A lookup into another module may define a class, but no hidden one. So it defines a class there
   * that hands out its own lookup, which may.
   */
  private static MethodHandles.Lookup privileged(MethodHandles.Lookup lookup)
      throws IllegalAccessException {
    var type = lookup.lookupClass();
    var prefix = type.getPackageName().isEmpty() ? "" : type.getPackageName() + ".";
    var name = prefix + "Cotangent$Access";
    Class<?> access;
    try {
      access = Class.forName(name, false, type.getClassLoader());
    } catch (ClassNotFoundException _) {
      access = define(lookup, name);
    }
    try {
      var handle =
          lookup.findStatic(access, "lookup", MethodType.methodType(MethodHandles.Lookup.class));
      return MethodHandles.privateLookupIn(type, (MethodHandles.Lookup) handle.invokeExact());
    } catch (IllegalAccessException e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError(name, e);
    }
  }

  private static Class<?> define(MethodHandles.Lookup lookup, String name)
      throws IllegalAccessException {
    var lookupDesc = ClassDesc.ofDescriptor(MethodHandles.Lookup.class.descriptorString());
    var type = MethodTypeDesc.of(lookupDesc);
    var bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(name),
                cb ->
                    cb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                        .withMethodBody(
                            "lookup",
                            type,
                            ClassFile.ACC_STATIC,
                            code ->
                                code.invokestatic(
                                        ClassDesc.of("java.lang.invoke.MethodHandles"),
                                        "lookup",
                                        type)
                                    .areturn()));
    try {
      return lookup.defineClass(bytes);
    } catch (LinkageError e) {
      // Another thread was faster.
      return load(name, lookup.lookupClass().getClassLoader());
    }
  }

  static Class<?> load(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new NotDifferentiableException("Cannot find class " + name, e);
    }
  }
}
