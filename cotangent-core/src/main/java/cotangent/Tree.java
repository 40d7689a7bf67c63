package cotangent;

import cotangent.array.RecordAccess;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trees of tensors: what transformations take and give. A tree is a tensor, a record, a list, a map
 * (in the order of its sorted keys) or an array of trees; null is the empty tree. Anything else,
 * such as a number or a function in a record, is part of the structure and is kept as it is.
 */
@SuppressWarnings("exports") // users shall not need the annotations of null at compile time
public final class Tree {
  private Tree() {}

  /** A tree without its tensors: where they go. */
  public sealed interface Structure {
    /** A tensor. */
    record Leaf() implements Structure {}

    /** What is no tree, null included. */
    record Static(@Nullable Object value) implements Structure {}

    /** A list. */
    record Items(List<Structure> items) implements Structure {}

    /** A map in the order of its keys. */
    record Entries(List<Object> keys, List<Structure> values) implements Structure {}

    /** An array of references. */
    record Elements(Class<?> type, List<Structure> elements) implements Structure {}

    /** A record and its components. */
    record Components(Class<?> type, List<Structure> components) implements Structure {}
  }

  /**
   * A tree as its tensors and the rest.
   *
   * @param leaves the tensors in order
   * @param structure where they go
   */
  public record Flat(List<Tensor> leaves, Structure structure) {}

  /**
   * Takes a tree apart.
   *
   * @throws IllegalArgumentException if it holds a record that the library may not read; the
   *     message says how to allow it
   */
  public static Flat flatten(@Nullable Object tree) {
    List<Tensor> leaves = new ArrayList<>();
    Structure structure = flatten(tree, leaves);
    return new Flat(leaves, structure);
  }

  private static Structure flatten(@Nullable Object tree, List<Tensor> leaves) {
    return switch (tree) {
      case Tensor tensor -> {
        leaves.add(tensor);
        yield LEAF;
      }
      case Record r -> {
        @Nullable Object[] values = RecordAccess.of(r.getClass()).values(r);
        List<Structure> parts = new ArrayList<>(values.length);
        for (Object value : values) {
          parts.add(flatten(value, leaves));
        }
        yield new Structure.Components(r.getClass(), parts);
      }
      case List<?> list -> {
        List<Structure> parts = new ArrayList<>(list.size());
        for (Object item : list) {
          parts.add(flatten(item, leaves));
        }
        yield new Structure.Items(parts);
      }
      case Map<?, ?> map -> {
        List<Object> keys = new ArrayList<>();
        List<Structure> parts = new ArrayList<>();
        for (Map.Entry<?, ?> entry : sorted(map).entrySet()) {
          keys.add(entry.getKey());
          parts.add(flatten(entry.getValue(), leaves));
        }
        yield new Structure.Entries(keys, parts);
      }
      case Object[] array -> {
        List<Structure> parts = new ArrayList<>(array.length);
        for (Object element : array) {
          parts.add(flatten(element, leaves));
        }
        yield new Structure.Elements(array.getClass().getComponentType(), parts);
      }
      case null, default -> new Structure.Static(tree);
    };
  }

  private static final Structure LEAF = new Structure.Leaf();

  private static Map<?, ?> sorted(Map<?, ?> map) {
    try {
      return new TreeMap<>(map);
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException(
          "the keys of a map of tensors must be comparable with each other, so that its leaves have an order: "
              + map.keySet(),
          e);
    }
  }

  /**
   * Puts a tree together from its structure and as many tensors as it has leaves.
   *
   * @throws IllegalArgumentException if the number of tensors differs
   */
  public static @Nullable Object unflatten(Structure structure, List<Tensor> leaves) {
    Iterator<Tensor> next = leaves.iterator();
    Object tree;
    try {
      tree = build(structure, next);
    } catch (java.util.NoSuchElementException e) {
      throw new IllegalArgumentException(
          "the tree has more leaves than the " + leaves.size() + " tensors given", e);
    }
    if (next.hasNext()) {
      throw new IllegalArgumentException(
          "the tree has fewer leaves than the " + leaves.size() + " tensors given");
    }
    return tree;
  }

  /** Puts a tree together whose type is known. */
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  // The caller knows that the structure is that of a T, which null may be.
  static <T> T typed(Structure structure, List<Tensor> leaves) {
    return (T) unflatten(structure, leaves);
  }

  private static @Nullable Object build(Structure structure, Iterator<Tensor> next) {
    return switch (structure) {
      case Structure.Leaf leaf -> next.next();
      case Structure.Static s -> s.value();
      case Structure.Items items -> {
        List<@Nullable Object> list = new ArrayList<>(items.items().size());
        for (Structure item : items.items()) {
          list.add(build(item, next));
        }
        yield java.util.Collections.unmodifiableList(list);
      }
      case Structure.Entries entries -> {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.keys().size(); i++) {
          map.put(entries.keys().get(i), build(entries.values().get(i), next));
        }
        yield java.util.Collections.unmodifiableMap(map);
      }
      case Structure.Elements elements -> {
        Object array = Array.newInstance(elements.type(), elements.elements().size());
        for (int i = 0; i < elements.elements().size(); i++) {
          Array.set(array, i, build(elements.elements().get(i), next));
        }
        yield array;
      }
      case Structure.Components parts -> {
        @Nullable Object[] values = new Object[parts.components().size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = build(parts.components().get(i), next);
        }
        yield RecordAccess.of(parts.type()).create(values);
      }
    };
  }

  /** A tree of the same type with other tensors. */
  @SuppressWarnings(
      "unchecked") // the structure was taken from a T, and a tree is rebuilt in the same types
  public static <T> T rebuild(T like, List<Tensor> leaves) {
    return typed(flatten(like).structure(), leaves);
  }

  /** The tree with a function applied to each tensor. */
  public static <T> T map(T tree, UnaryOperator<Tensor> f) {
    Flat flat = flatten(tree);
    List<Tensor> mapped = new ArrayList<>(flat.leaves().size());
    for (Tensor leaf : flat.leaves()) {
      mapped.add(f.apply(leaf));
    }
    return typed(flat.structure(), mapped);
  }

  /** The tensors of a tree, in order. */
  public static List<Tensor> leaves(@Nullable Object tree) {
    return flatten(tree).leaves();
  }

  /**
   * The places of the tensors, in order: record components, map keys and indices of lists and
   * arrays, joined by dots, such as {@code hidden.weight} or {@code layers.0.bias}. The place of a
   * tree that is itself a tensor is the empty string.
   */
  public static List<String> paths(@Nullable Object tree) {
    return pathsOf(flatten(tree).structure());
  }

  static List<String> pathsOf(Structure structure) {
    List<String> paths = new ArrayList<>();
    addPaths(structure, "", paths);
    return paths;
  }

  private static void addPaths(Structure structure, String path, List<String> paths) {
    switch (structure) {
      case Structure.Leaf leaf -> paths.add(path);
      case Structure.Static s -> {}
      case Structure.Items items -> addPaths(items.items(), String::valueOf, path, paths);
      case Structure.Elements elements ->
          addPaths(elements.elements(), String::valueOf, path, paths);
      case Structure.Entries entries ->
          addPaths(entries.values(), i -> entries.keys().get(i).toString(), path, paths);
      case Structure.Components parts -> {
        RecordComponent[] names = parts.type().getRecordComponents();
        addPaths(parts.components(), i -> names[i].getName(), path, paths);
      }
    }
  }

  private static void addPaths(
      List<Structure> parts, IntFunction<String> name, String path, List<String> paths) {
    for (int i = 0; i < parts.size(); i++) {
      addPaths(parts.get(i), path.isEmpty() ? name.apply(i) : path + "." + name.apply(i), paths);
    }
  }

  /**
   * A tree as one vector, and the way back.
   *
   * @param vector all elements, leaf by leaf in row-major order
   * @param unravel gives a vector of that length the form of the tree again
   */
  public record Raveled<T>(Tensor vector, Function<Tensor, T> unravel) {}

  /**
   * Flattens a tree whose leaves have one dtype into a vector.
   *
   * @throws IllegalArgumentException if there is no leaf, or their dtypes differ
   */
  public static <T> Raveled<T> ravel(T tree) {
    Flat flat = flatten(tree);
    if (flat.leaves().isEmpty()) {
      throw new IllegalArgumentException("ravel: the tree holds no tensor");
    }
    List<Shape> shapes = flat.leaves().stream().map(Tensor::shape).toList();
    Tensor vector = Tensor.concat(flat.leaves().stream().map(leaf -> leaf.reshape(-1)).toList(), 0);
    Axes sizes = Axes.generate(shapes.size(), i -> shapes.get(i).elements());
    return new Raveled<>(
        vector,
        flatAgain -> {
          List<Tensor> parts = Tensor.split(flatAgain, 0, sizes.toArray());
          List<Tensor> leaves = new ArrayList<>();
          for (int i = 0; i < parts.size(); i++) {
            leaves.add(parts.get(i).reshape(shapes.get(i).toArray()));
          }
          return typed(flat.structure(), leaves);
        });
  }
}
