package cotangent.code;

import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Java's objects as the {@link Interpreter} has them, and back. The same object always becomes the
 * same object, so that aliases stay aliases; what the interpreter writes to it stays there.
 */
final class Translation {
  private final Interpreter interpreter;
  private final IdentityHashMap<Object, Object> taken = new IdentityHashMap<>();

  Translation(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Class<?> type(String descriptor) {
    return MethodType.fromMethodDescriptorString("()" + descriptor, interpreter.loader)
        .returnType();
  }

  // ------------------------------------------------------------------------------------- inward

  /** A Java value whose declared type has this descriptor. */
  Object take(Object java, String declared) {
    return switch (declared) {
      case "V" -> null;
      case "D", "F" -> Elementary.plain(((Number) java).doubleValue());
      case "I", "Z", "B", "S", "C" -> Arithmetic.unbox(java);
      case "J" -> java;
      default -> reference(java);
    };
  }

  private Object reference(Object java) {
    return switch (java) {
      case null -> null;
      case Heap heap -> heap;
      case Double d -> new Heap.Box(Elementary.plain(d), false);
      case Float f -> new Heap.Box(Elementary.plain(f), true);
      default -> {
        var known = taken.get(java);
        yield known == null ? fresh(java) : known;
      }
    };
  }

  private Object fresh(Object java) {
    var type = java.getClass();
    if (type.isArray()) {
      return array(java, type);
    }
    if (type.isHidden()) {
      return lambda(java);
    }
    var name = type.getName().replace('.', '/');
    if (Layout.isLibrary(name) || Proxy.isProxyClass(type)) {
      return java;
    }
    if (java instanceof Implementation.Derived) {
      throw new Heap.Unsupported("a derivative that was made before");
    }
    var object = new Heap.Instance(interpreter, name);
    object.origin = java;
    taken.put(java, object);
    for (Class<?> c = type;
        !Layout.isLibrary(c.getName().replace('.', '/'));
        c = c.getSuperclass()) {
      for (var f : c.getDeclaredFields()) {
        if (!Modifier.isStatic(f.getModifiers())) {
          f.setAccessible(true);
          try {
            object.fields.put(
                c.getName().replace('.', '/') + "." + f.getName(),
                take(f.get(java), f.getType().descriptorString()));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    return object;
  }

  private Object array(Object java, Class<?> type) {
    int n = Array.getLength(java);
    var element = type.getComponentType();
    if (element == double.class || element == float.class) {
      var data = new Real[n];
      for (int i = 0; i < n; i++) {
        data[i] = Elementary.plain(Array.getDouble(java, i));
      }
      var reals = new Heap.Reals(type.descriptorString(), data);
      taken.put(java, reals);
      return reals;
    }
    if (element.isPrimitive()) {
      var copy = Arithmetic.copy(java);
      taken.put(java, copy);
      taken.put(copy, copy);
      return copy;
    }
    var references = new Heap.References(type.descriptorString(), new Object[n]);
    taken.put(java, references);
    for (int i = 0; i < n; i++) {
      references.data()[i] = reference(Array.get(java, i));
    }
    return references;
  }

  private Heap.Closure lambda(Object java) {
    try {
      var method = java.getClass().getDeclaredMethod("writeReplace");
      method.setAccessible(true);
      var form = (SerializedLambda) method.invoke(java);
      var captured = new ArrayList<Object>();
      var types = new ArrayList<>(Types.parameters(form.getImplMethodSignature()));
      var kind = Lambda.Kind.of(form.getImplMethodKind());
      if (kind != Lambda.Kind.STATIC && kind != Lambda.Kind.CONSTRUCTOR) {
        types.addFirst(Types.ofInternal(form.getImplClass()));
      }
      for (int i = 0; i < form.getCapturedArgCount(); i++) {
        captured.add(take(form.getCapturedArg(i), types.get(i)));
      }
      var target =
          new Op.MethodRef(
              form.getImplClass(),
              form.getImplMethodName(),
              form.getImplMethodSignature(),
              kind == Lambda.Kind.INTERFACE);
      var lambda =
          new Lambda(
              form.getFunctionalInterfaceClass(),
              form.getFunctionalInterfaceMethodName(),
              form.getInstantiatedMethodType(),
              kind,
              target,
              List.of(),
              null);
      var closure = new Heap.Closure(lambda, captured);
      taken.put(java, closure);
      return closure;
    } catch (ReflectiveOperationException e) {
      throw new Heap.Unsupported("a lambda that is not serializable: " + e);
    }
  }

  // ------------------------------------------------------------------------------------ outward

  Passage passage() {
    return new Passage();
  }

  /** The arguments of one call of a library method. */
  @SuppressWarnings("ReferenceEquality") // arrays hold objects, not values
  final class Passage {
    /** Arrays that the method may write to. */
    private final IdentityHashMap<Object, Object> given = new IdentityHashMap<>();

    private boolean active;

    /** Whether some real that varies was among the arguments. */
    boolean active() {
      return active;
    }

    Object give(Object x, Class<?> declared) {
      return switch (x) {
        case null -> null;
        case Real r -> {
          active |= r.live().level() > 0;
          yield declared == float.class ? (Object) (float) r.value() : (Object) r.value();
        }
        case Integer i when declared.isPrimitive() -> small(i, declared);
        case Heap.Box box -> {
          active |= box.real().live().level() > 0;
          // Collections keep it as it is, with its derivative.
          yield declared.isInstance(box) ? box : box.boxed();
        }
        case Heap.Reals a -> given.computeIfAbsent(a, _ -> doubles(a));
        case Heap.References a -> references(a);
        case Heap.Instance o -> o.origin != null ? o.origin : fits(o, declared);
        case Heap.Closure c -> given.computeIfAbsent(c, _ -> proxy(c));
        case Heap h -> fits(h, declared);
        default -> x;
      };
    }

    private static Object fits(Object x, Class<?> declared) {
      if (!declared.isInstance(x)) {
        throw new Heap.Unsupported(x.getClass().getSimpleName() + " as a " + declared.getName());
      }
      return x;
    }

    private static Object small(int i, Class<?> declared) {
      return switch (declared.descriptorString()) {
        case "Z" -> i != 0;
        case "C" -> (char) i;
        case "B" -> (byte) i;
        case "S" -> (short) i;
        default -> i;
      };
    }

    private Object doubles(Heap.Reals a) {
      var java = Array.newInstance(a.floats() ? float.class : double.class, a.data().length);
      for (int i = 0; i < a.data().length; i++) {
        var r = a.data()[i];
        active |= r.live().level() > 0;
        if (a.floats()) {
          Array.setFloat(java, i, (float) r.value());
        } else {
          Array.setDouble(java, i, r.value());
        }
      }
      return java;
    }

    private Object references(Heap.References a) {
      var known = given.get(a);
      if (known != null) {
        return known;
      }
      var element = type(a.type().substring(1));
      var java = Array.newInstance(element, a.data().length);
      given.put(a, java);
      for (int i = 0; i < a.data().length; i++) {
        var x = a.data()[i];
        Array.set(java, i, x instanceof Heap.Box box ? unboxed(box) : give(x, element));
      }
      return java;
    }

    private Object unboxed(Heap.Box box) {
      active |= box.real().live().level() > 0;
      return box.boxed();
    }

    /** Takes over what the method wrote to the arrays. */
    void back() {
      given.forEach((heap, java) -> {
        switch (heap) {
          case Heap.Reals a -> {
            for (int i = 0; i < a.data().length; i++) {
              double now = Array.getDouble(java, i);
              if (Double.doubleToRawLongBits(now)
                  != Double.doubleToRawLongBits(a.data()[i].value())) {
                if (active) {
                  throw new Heap.Unsupported("a library method that moves reals that vary");
                }
                a.data()[i] = Elementary.plain(now);
              }
            }
          }
          case Heap.References a -> {
            for (int i = 0; i < a.data().length; i++) {
              var now = Array.get(java, i);
              var before = a.data()[i];
              // The same object, or the same boxed number, was not replaced.
              var given = before instanceof Heap.Box box ? box.boxed() : lent(before);
              if (before instanceof Heap.Box ? !given.equals(now) : given != now) {
                a.data()[i] = reference(now);
              }
            }
          }
          // A lambda has nothing that could be written to.
          default -> {}
        }
      });
    }

    /** What stands for an element outside. */
    private Object lent(Object x) {
      return x instanceof Heap.Instance o && o.origin != null ? o.origin : given.getOrDefault(x, x);
    }

    /** A lambda that the library calls, which may be after this call has returned. */
    private Object proxy(Heap.Closure c) {
      var type = type(Types.ofInternal(c.lambda().type()));
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (self, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
              return switch (method.getName()) {
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> "lambda";
              };
            }
            var desc =
                MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                    .descriptorString();
            int n = arguments == null ? 0 : arguments.length;
            var in = new Object[n + 1];
            in[0] = c;
            for (int i = 0; i < n; i++) {
              in[i + 1] = take(arguments[i], method.getParameterTypes()[i].descriptorString());
            }
            var ref = new Op.MethodRef(c.lambda().type(), method.getName(), desc, true);
            var result = interpreter.closure(c, ref, in);
            if (result instanceof Real r && r.live().level() > 0) {
              throw new Heap.Unsupported("a lambda that gives the library a real that varies");
            }
            return passage().give(result, method.getReturnType());
          });
    }
  }
}
