package cotangent.code.runtime;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
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

  /** {@link java.util.Collections#sort(List)}. */
  public static <T> void sort(List<T> elements) {
    @SuppressWarnings("unchecked") // or this fails, as it should
    Comparator<T> natural = (x, y) -> ((Comparable<T>) x).compareTo(y);
    arrange(elements, natural);
  }

  /** {@link List#sort}. */
  public static <T> void sort(List<T> elements, @Nullable Comparator<? super T> order) {
    if (order == null) {
      sort(elements);
    } else {
      arrange(elements, order);
    }
  }

  private static <T> void arrange(List<T> elements, Comparator<? super T> order) {
    @SuppressWarnings("unchecked") // only read
    var all = (T[]) elements.toArray();
    var places = order(all, order);
    for (int i = 0; i < all.length; i++) {
      elements.set(i, all[places[i]]);
    }
  }

  /** The places of the elements in order, by merging: equal ones stay as they are. */
  private static <T> int[] order(T[] all, Comparator<? super T> order) {
    int n = all.length;
    var places = new int[n];
    var merged = new int[n];
    for (int i = 0; i < n; i++) {
      places[i] = i;
    }
    for (int width = 1; width < n; width *= 2) {
      for (int from = 0; from < n; from += 2 * width) {
        int middle = Math.min(from + width, n);
        int to = Math.min(from + 2 * width, n);
        int i = from;
        int j = middle;
        for (int k = from; k < to; k++) {
          boolean first =
              j == to || (i < middle && order.compare(all[places[i]], all[places[j]]) <= 0);
          merged[k] = first ? places[i++] : places[j++];
        }
      }
      var before = places;
      places = merged;
      merged = before;
    }
    return places;
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

  /** The values of a map as of now. */
  public static <V> @Nullable Object[] values(Map<?, V> map) {
    var keys = keys(map);
    var values = new @Nullable Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      values[i] = map.get(keys[i]);
    }
    return values;
  }

  /** {@link Iterator#next} of the shadow of an iterator, if there is one. */
  public static @Nullable Object next(@Nullable Iterator<?> shadow) {
    return shadow == null ? null : shadow.next();
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
