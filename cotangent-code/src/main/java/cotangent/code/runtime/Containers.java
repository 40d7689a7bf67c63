package cotangent.code.runtime;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Methods of lists and maps that call lambdas, compare elements or ask whether there is a value, in
 * plain Java, made of those that only move elements.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Containers {
  private Containers() {}

  /** {@link Iterable#forEach}. */
  public static <T> void forEach(Iterable<T> elements, Consumer<? super T> action) {
    for (T x : elements) {
      action.accept(x);
    }
  }

  /** {@link Collection#removeIf}. */
  public static <T> boolean removeIf(Collection<T> elements, Predicate<? super T> condition) {
    boolean any = false;
    for (var i = elements.iterator(); i.hasNext(); ) {
      if (condition.test(i.next())) {
        i.remove();
        any = true;
      }
    }
    return any;
  }

  /** {@link List#replaceAll}. */
  public static <T> void replaceAll(List<T> elements, UnaryOperator<T> operator) {
    for (int i = 0; i < elements.size(); i++) {
      elements.set(i, operator.apply(elements.get(i)));
    }
  }

  /** {@link List#remove(Object)}. */
  public static <T> boolean remove(List<T> elements, Object x) {
    int i = elements.indexOf(x);
    if (i < 0) {
      return false;
    }
    elements.remove(i);
    return true;
  }

  /** {@link Map#forEach}. */
  public static <K, V> void forEach(Map<K, V> map, BiConsumer<? super K, ? super V> action) {
    for (var k : keys(map)) {
      @SuppressWarnings("unchecked") // they are those of the map
      var key = (K) k;
      action.accept(key, map.get(key));
    }
  }

  /** The keys of a map as of now. */
  public static Object[] keys(Map<?, ?> map) {
    return map.keySet().toArray();
  }

  /** {@link Map#getOrDefault}. */
  public static <K, V> @Nullable V getOrDefault(Map<K, V> map, Object key, @Nullable V other) {
    return map.containsKey(key) ? map.get(key) : other;
  }

  /** {@link Map#putIfAbsent}. */
  public static <K, V> @Nullable V putIfAbsent(Map<K, V> map, K key, V value) {
    V old = map.get(key);
    return old == null ? map.put(key, value) : old;
  }

  /** {@link Map#computeIfAbsent}. */
  public static <K, V> @Nullable V computeIfAbsent(
      Map<K, V> map, K key, Function<? super K, ? extends @Nullable V> function) {
    V old = map.get(key);
    if (old != null) {
      return old;
    }
    V value = function.apply(key);
    if (value != null) {
      map.put(key, value);
    }
    return value;
  }

  /** {@link Map#merge}. */
  public static <K, V> @Nullable V merge(
      Map<K, V> map,
      K key,
      V value,
      BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    V old = map.get(key);
    V merged = old == null ? value : function.apply(old, value);
    if (merged == null) {
      map.remove(key);
    } else {
      map.put(key, merged);
    }
    return merged;
  }
}
