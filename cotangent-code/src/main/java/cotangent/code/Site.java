package cotangent.code;

import cotangent.code.Lambda.Kind;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all function objects of one class have in common: of a lambda, all but what it captures. It
 * is found once for each class, so that to differentiate a lambda again, with other captured
 * values, costs little.
 */
final class Site {
  private static final ClassValue<Holder> SITES =
      new ClassValue<>() {
        @Override
        protected Holder computeValue(Class<?> type) {
          return new Holder();
        }
      };

  /** Room for what is known of a class, filled when an object of it is at hand. */
  private static final class Holder {
    private volatile @Nullable Site site;
  }

  final MethodHandles.Lookup host;

  /** The types of what a lambda captures. */
  final List<String> types;

  /** Turns a lambda into its description; null for an object of a class that has a name. */
  private final @Nullable MethodHandle describe;

  /** The code, with the captured values of the object that was seen last. */
  private volatile Lambda last;

  private Site(Object function, MethodHandles.@Nullable Lookup user) {
    var type = function.getClass();
    var method = Implementation.functional(function);
    var name = method.getDeclaringClass().getName().replace('.', '/');
    if (!type.isHidden() && !type.isSynthetic()) {
      var instantiated = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
      var ref =
          new MethodRef(
              type.getName().replace('.', '/'),
              method.getName(),
              instantiated.toMethodDescriptorString(),
              false);
      describe = null;
      types = List.of(type.descriptorString());
      host = Implementation.host(type, user);
      last =
          new Lambda(name, method.getName(), ref.desc(), Kind.VIRTUAL, ref, Shape.of(types), null);
      return;
    }
    describe = Implementation.describe(function, user);
    var lambda = describe(function);
    host =
        Implementation.host(
            Implementation.load(
                lambda.getCapturingClass().replace('/', '.'), type.getClassLoader()),
            user);
    var kind = Kind.of(lambda.getImplMethodKind());
    var ref =
        new MethodRef(
            lambda.getImplClass(),
            lambda.getImplMethodName(),
            lambda.getImplMethodSignature(),
            kind == Kind.INTERFACE);
    var parameters = new ArrayList<>(Types.parameters(ref.desc()));
    if (kind != Kind.STATIC && kind != Kind.CONSTRUCTOR) {
      parameters.addFirst(Types.ofInternal(ref.owner()));
    }
    types = List.copyOf(parameters.subList(0, lambda.getCapturedArgCount()));
    var instantiated = lambda.getInstantiatedMethodType();
    last = new Lambda(name, method.getName(), instantiated, kind, ref, Shape.of(types), null);
  }

  /**
   * What is known of the object's class.
   *
   * @param user the caller's lookup, or null; what it has access to is kept for nobody else
   */
  static Site of(Object function, MethodHandles.@Nullable Lookup user) {
    if (user != null) {
      return new Site(function, user);
    }
    var holder = SITES.get(function.getClass());
    var site = holder.site;
    if (site == null) {
      site = new Site(function, null);
      holder.site = site;
    }
    return site;
  }

  /** Whether the class has a name: then the object itself is what the code captures. */
  boolean isNamed() {
    return describe == null;
  }

  /** What a lambda captures. */
  @Nullable Object[] captured(Object function) {
    var lambda = describe(function);
    var captured = new @Nullable Object[types.size()];
    for (int i = 0; i < captured.length; i++) {
      captured[i] = lambda.getCapturedArg(i);
    }
    return captured;
  }

  private SerializedLambda describe(Object function) {
    try {
      return (SerializedLambda) java.util.Objects.requireNonNull(describe).invokeExact(function);
    } catch (Throwable e) {
      throw new NotDifferentiableException("Cannot read the lambda " + function, e);
    }
  }

  /** The code, given what is known of the captured values. */
  Lambda lambda(List<Shape> captured) {
    var known = last;
    if (!known.captured().equals(captured)) {
      known =
          new Lambda(
              known.type(),
              known.method(),
              known.instantiated(),
              known.kind(),
              known.target(),
              List.copyOf(captured),
              null);
      last = known;
    }
    return known;
  }
}
