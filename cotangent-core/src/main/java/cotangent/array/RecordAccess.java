package cotangent.array;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads and makes records of one class. */
public final class RecordAccess {
  private static final ClassValue<RecordAccess> ALL =
      new ClassValue<>() {
        @Override
        protected RecordAccess computeValue(Class<?> type) {
          return new RecordAccess(type);
        }
      };

  private final RecordComponent[] components;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  private RecordAccess(Class<?> type) {
    components = type.getRecordComponents();
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      accessors = new MethodHandle[components.length];
      for (int i = 0; i < components.length; i++) {
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        accessors[i] =
            lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
      }
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      constructor =
          lookup
              .unreflectConstructor(canonical)
              .asType(MethodType.genericMethodType(components.length))
              .asSpreader(Object[].class, components.length);
    } catch (java.lang.reflect.InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          "the record "
              + type.getName()
              + " cannot be read: add this line to module-info.java of "
              + type.getModule()
              + ": opens "
              + type.getPackageName()
              + " to cotangent;",
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the record " + type.getName() + " cannot be read", e);
    }
  }

  /** The access to records of a class. */
  public static RecordAccess of(Class<?> type) {
    return ALL.get(type);
  }

  /** The components of a record. */
  public @Nullable Object[] values(Record r) {
    @Nullable Object[] values = new Object[accessors.length];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = (Object) accessors[i].invokeExact((Object) r);
      }
    } catch (Throwable e) {
      throw unwrapped(e);
    }
    return values;
  }

  /**
   * A record with these components; what its constructor throws comes out unchanged.
   *
   * @throws IllegalArgumentException if a component is declared as a kind of list or map that trees
   *     are not rebuilt in
   */
  public Object create(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      Class<?> declared = components[i].getType();
      if (value != null && !declared.isPrimitive() && !declared.isInstance(value)) {
        throw new IllegalArgumentException(
            "component "
                + components[i].getName()
                + " of record "
                + components[i].getDeclaringRecord().getName()
                + " is declared as "
                + declared.getSimpleName()
                + ", but a tree is rebuilt in immutable collections: declare it as List or Map");
      }
    }
    try {
      return (Object) constructor.invokeExact(values);
    } catch (Throwable e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(Throwable e) {
    return switch (e) {
      case RuntimeException r -> r;
      case Error error -> throw error;
      case InvocationTargetException i when i.getCause() != null -> unwrapped(i.getCause());
      default -> new IllegalStateException(e);
    };
  }
}
