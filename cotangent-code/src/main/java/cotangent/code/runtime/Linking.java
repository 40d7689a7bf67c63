package cotangent.code.runtime;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Bootstrap methods of generated classes, which carry a {@link Context} as their class data. */
public final class Linking {
  private Linking() {}

  /** What a generated class may reach beyond its own nest. */
  public interface Context extends Shadows.Layouts {
    /** Finds a member that the generated class has no access to. */
    MethodHandle member(String kind, String owner, String name, String desc)
        throws ReflectiveOperationException;
  }

  /** A call site that makes a shadow of zeros. */
  public static CallSite zero(MethodHandles.Lookup lookup, String name, MethodType type)
      throws ReflectiveOperationException {
    return zero(lookup, name, type, 1);
  }

  /** A call site that makes a shadow of zeros with several tangents for each real. */
  public static CallSite zero(MethodHandles.Lookup lookup, String name, MethodType type, int lanes)
      throws ReflectiveOperationException {
    var zero =
        MethodHandles.lookup()
            .findStatic(
                Shadows.class,
                "zero",
                MethodType.methodType(
                    Object.class, Object.class, Shadows.Layouts.class, int.class));
    return new ConstantCallSite(
        MethodHandles.insertArguments(zero, 1, context(lookup), lanes).asType(type));
  }

  /** A call site that fails unless two states of a loop are equal. */
  public static CallSite same(MethodHandles.Lookup lookup, String name, MethodType type)
      throws ReflectiveOperationException {
    var same =
        MethodHandles.lookup()
            .findStatic(
                Repetition.class, "check", type.appendParameterTypes(Shadows.Layouts.class));
    return new ConstantCallSite(MethodHandles.insertArguments(same, 3, context(lookup)));
  }

  /** A call site that tells the values in a state as they are. */
  public static CallSite values(MethodHandles.Lookup lookup, String name, MethodType type)
      throws ReflectiveOperationException {
    var values =
        MethodHandles.lookup()
            .findStatic(
                Repetition.class, "values", type.appendParameterTypes(Shadows.Layouts.class));
    return new ConstantCallSite(MethodHandles.insertArguments(values, 1, context(lookup)));
  }

  /** A call site that calls a method or accesses a field of another nest. */
  public static CallSite member(
      MethodHandles.Lookup lookup,
      String name,
      MethodType type,
      String kind,
      String owner,
      String member,
      String desc)
      throws ReflectiveOperationException {
    return new ConstantCallSite(context(lookup).member(kind, owner, member, desc).asType(type));
  }

  private static Context context(MethodHandles.Lookup lookup) throws IllegalAccessException {
    return MethodHandles.classData(lookup, "_", Context.class);
  }
}
