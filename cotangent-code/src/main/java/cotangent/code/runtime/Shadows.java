package cotangent.code.runtime;

import cotangent.code.NotDifferentiableException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The shadows of arrays and objects. The shadow of an array of reals is an array of the same type
 * that holds tangents or adjoints; that of an array of references holds the shadows of its
 * elements; that of an object is an {@code Object[]} whose first element is a {@code double[]}, for
 * the real fields, and whose others are the shadows of the reference fields that can carry
 * derivatives.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Shadows {
  private Shadows() {}

  /** The shadow of a boxed real. */
  public static Object box(double x) {
    return new Object[] {new double[] {x}};
  }

  /** The tangent or adjoint of a boxed real. */
  public static double unbox(Object shadow) {
    return ((double[]) ((Object[]) shadow)[0])[0];
  }

  /** The inner product. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Adds the adjoint of a result to its shadow. */
  public static void seed(double[] shadow, double[] adjoint) {
    if (shadow.length != adjoint.length) {
      throw new IllegalArgumentException(
          "vjp: the adjoint has length " + adjoint.length + ", the result has " + shadow.length);
    }
    for (int i = 0; i < adjoint.length; i++) {
      shadow[i] += adjoint[i];
    }
  }

  /** {@link #seed(double[], double[])} for arrays of floats. */
  public static void seed(float[] shadow, float[] adjoint) {
    if (shadow.length != adjoint.length) {
      throw new IllegalArgumentException(
          "vjp: the adjoint has length " + adjoint.length + ", the result has " + shadow.length);
    }
    for (int i = 0; i < adjoint.length; i++) {
      shadow[i] += adjoint[i];
    }
  }

  /** Fills the caller's array for a gradient with zeros. */
  public static void clear(double[] x, double[] gradient) {
    if (gradient.length != x.length) {
      throw new IllegalArgumentException(
          "gradient: the array for it has length " + gradient.length + ", x has " + x.length);
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = 0;
    }
  }

  /** A copy of the tangent of an array, which must be as long. */
  public static double[] tangent(double[] x, double[] tangent) {
    sameLength(x.length, tangent.length);
    return tangent.clone();
  }

  /** A copy of the tangent of an array, which must be as long. */
  public static float[] tangent(float[] x, float[] tangent) {
    sameLength(x.length, tangent.length);
    return tangent.clone();
  }

  /**
   * The shadow of an array with several tangents for each element.
   *
   * @param directions the tangents, a row for each lane
   */
  public static double[] interleave(double[] x, double[][] directions, int lanes) {
    var shadow = new double[x.length * lanes];
    for (int k = 0; k < lanes; k++) {
      var direction = directions[k];
      sameLength(x.length, direction.length);
      for (int i = 0; i < direction.length; i++) {
        shadow[i * lanes + k] = direction[i];
      }
    }
    return shadow;
  }

  /** The tangents of an array's elements, a new row for each lane; zeros for no shadow. */
  public static void separate(
      double[] x, double @Nullable [] shadow, double[][] tangents, int lanes) {
    for (int k = 0; k < lanes; k++) {
      var tangent = new double[x.length];
      for (int i = 0; i < tangent.length && shadow != null; i++) {
        tangent[i] = shadow[i * lanes + k];
      }
      tangents[k] = tangent;
    }
  }

  /** Hands over the tangent of an array to the caller's array; zeros for no shadow. */
  public static void handOver(double[] x, double @Nullable [] shadow, double[] tangent) {
    if (tangent.length != x.length) {
      throw new IllegalArgumentException(
          "jvp: the array for the product has length "
              + tangent.length
              + ", the result has "
              + x.length);
    }
    for (int i = 0; i < tangent.length; i++) {
      tangent[i] = shadow == null ? 0 : shadow[i];
    }
  }

  /** Refuses a tangent that is not as long as its array. */
  public static void sameLength(int length, int tangent) {
    if (length != tangent) {
      throw new IllegalArgumentException(
          "jvp: the tangent of an array has length " + tangent + ", the array has " + length);
    }
  }

  /** Adds a multiple of what a rule gives to the adjoint of its argument. */
  public static void addMultiple(double[] adjoint, double factor, double[] given) {
    if (given.length != adjoint.length) {
      throw new IllegalArgumentException(
          "A rule gives a derivative of length "
              + given.length
              + " for an argument of length "
              + adjoint.length
              + ".");
    }
    for (int i = 0; i < given.length; i++) {
      adjoint[i] += factor * given[i];
    }
  }

  /** Adds to the adjoint of a boxed real. */
  public static void addTo(Object shadow, double x) {
    ((double[]) ((Object[]) shadow)[0])[0] += x;
  }

  /**
   * A shadow of zeros for something that does not vary.
   *
   * @param layouts knows the fields that a shadow has
   * @param lanes how many tangents each real has
   */
  public static @Nullable Object zero(@Nullable Object x, Layouts layouts, int lanes) {
    return zero(x, layouts, lanes, new IdentityHashMap<>());
  }

  /**
   * Which fields the shadow of an object of a class has, in order; the owner may be a superclass.
   */
  public interface Layouts {
    /** The fields, made accessible. */
    List<Field> fields(Class<?> type);
  }

  private static @Nullable Object zero(
      @Nullable Object x, Layouts layouts, int lanes, Map<Object, Object> done) {
    if (x == null) {
      return null;
    }
    var known = done.get(x);
    if (known != null) {
      return known;
    }
    return switch (x) {
      case double[] a -> remember(done, x, new double[a.length * lanes]);
      case float[] a -> remember(done, x, new float[a.length * lanes]);
      case Double _, Float _ -> remember(done, x, new Object[] {new double[lanes]});
      case Tape _ -> remember(done, x, new Tape());
      case Object[] a -> {
        var shadow =
            (@Nullable Object[])
                Array.newInstance(shadowType(a.getClass().getComponentType()), a.length);
        done.put(x, shadow);
        for (int i = 0; i < a.length; i++) {
          shadow[i] = zero(a[i], layouts, lanes, done);
        }
        yield shadow;
      }
      case List<?> list when isLibrary(x) -> list(list, layouts, lanes, done);
      case Map<?, ?> map when isLibrary(x) -> map(map, layouts, lanes, done);
      default -> object(x, layouts, lanes, done);
    };
  }

  private static Object list(List<?> x, Layouts layouts, int lanes, Map<Object, Object> done) {
    List<@Nullable Object> shadow;
    if (x.getClass() == ArrayList.class || isImmutable(x.getClass())) {
      shadow = new ArrayList<>();
    } else {
      // A view, say, or a list of the user's.
      return remember(done, x, new UnknownList(x.getClass()));
    }
    done.put(x, shadow);
    for (var e : x) {
      shadow.add(zero(e, layouts, lanes, done));
    }
    return shadow;
  }

  private static Object map(Map<?, ?> x, Layouts layouts, int lanes, Map<Object, Object> done) {
    Map<Object, @Nullable Object> shadow;
    if (x.getClass() == TreeMap.class) {
      @SuppressWarnings("unchecked") // the order is of the same keys
      var order = (Comparator<Object>) ((TreeMap<?, ?>) x).comparator();
      shadow = new TreeMap<>(order);
    } else if (x.getClass() == LinkedHashMap.class) {
      shadow = new LinkedHashMap<>();
    } else if (x.getClass() == HashMap.class || isImmutable(x.getClass())) {
      shadow = new HashMap<>();
    } else {
      return remember(done, x, new UnknownMap(x.getClass()));
    }
    done.put(x, shadow);
    x.forEach((key, value) -> shadow.put(key, zero(value, layouts, lanes, done)));
    return shadow;
  }

  private static boolean isLibrary(Object x) {
    return x.getClass().getName().startsWith("java.");
  }

  private static boolean isImmutable(Class<?> type) {
    var name = type.getName();
    return name.startsWith("java.util.ImmutableCollections$")
        || name.startsWith("java.util.Collections$Empty")
        || name.startsWith("java.util.Collections$Singleton")
        || name.equals("java.util.Collections$CopiesList");
  }

  private static NotDifferentiableException unknown(Class<?> type) {
    return new NotDifferentiableException(
        "Cannot differentiate what is done with a "
            + type.getName()
            + " that was made outside of the function: what it holds may be held by another, too."
            + " Pass a java.util.ArrayList, HashMap, LinkedHashMap or TreeMap, or make it in the"
            + " function.");
  }

  /** Stands for the shadow of a list that may share elements with another. */
  private static final class UnknownList extends AbstractList<Object> {
    private final Class<?> type;

    UnknownList(Class<?> type) {
      this.type = type;
    }

    @Override
    public Object get(int index) {
      throw unknown(type);
    }

    @Override
    public Object set(int index, Object element) {
      throw unknown(type);
    }

    @Override
    public void add(int index, Object element) {
      throw unknown(type);
    }

    @Override
    public Object remove(int index) {
      throw unknown(type);
    }

    @Override
    public int size() {
      throw unknown(type);
    }
  }

  /** Stands for the shadow of a map that may share values with another. */
  private static final class UnknownMap extends AbstractMap<Object, Object> {
    private final Class<?> type;

    UnknownMap(Class<?> type) {
      this.type = type;
    }

    @Override
    public @Nullable Object put(Object key, Object value) {
      throw unknown(type);
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      throw unknown(type);
    }
  }

  private static Object remember(Map<Object, Object> done, Object x, Object shadow) {
    done.put(x, shadow);
    return shadow;
  }

  private static @Nullable Object object(
      Object x, Layouts layouts, int lanes, Map<Object, Object> done) {
    var fields = layouts.fields(x.getClass());
    if (fields.isEmpty()) {
      return null;
    }
    int reals = 0;
    var references = new ArrayList<Field>();
    for (var field : fields) {
      if (field.getType().isPrimitive()) {
        reals++;
      } else {
        references.add(field);
      }
    }
    var shadow = new @Nullable Object[1 + references.size()];
    shadow[0] = new double[reals * lanes];
    done.put(x, shadow);
    try {
      for (int i = 0; i < references.size(); i++) {
        shadow[i + 1] = zero(references.get(i).get(x), layouts, lanes, done);
      }
    } catch (IllegalAccessException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    return shadow;
  }

  /** The type of the shadow of a value of this type. */
  public static Class<?> shadowType(Class<?> type) {
    if (type.isArray()) {
      var element = type.getComponentType();
      return element.isPrimitive() ? type : shadowType(element).arrayType();
    }
    return type.isPrimitive() || type == Tape.class ? type : Object.class;
  }
}
