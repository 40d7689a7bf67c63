package cotangent.code;

import cotangent.code.Op.MethodRef;
import cotangent.code.Target.Manner;
import java.lang.classfile.Opcode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lists and maps of the library. The shadow of one is another of the same kind that holds the
 * shadows of its elements, or of its values by key: what is done to the one is done to the other.
 */
final class Containers {
  private static final String TWINS = "cotangent/code/runtime/Containers";
  private static final String OBJECT = Types.OBJECT;
  private static final String FUNCTION = "Ljava/util/function/";

  /** Methods in plain Java that stand for those that call lambdas or compare elements. */
  private static final Map<String, String> IN_JAVA =
      Map.ofEntries(
          twin("forEach(" + FUNCTION + "Consumer;)V", "Ljava/lang/Iterable;"),
          twin("removeIf(" + FUNCTION + "Predicate;)Z", "Ljava/util/Collection;"),
          twin("replaceAll(" + FUNCTION + "UnaryOperator;)V", "Ljava/util/List;"),
          twin("sort(Ljava/util/Comparator;)V", "Ljava/util/List;"),
          twin("remove(" + OBJECT + ")Z", "Ljava/util/List;"),
          twin("forEach(" + FUNCTION + "BiConsumer;)V", "Ljava/util/Map;"),
          twin("getOrDefault(" + OBJECT + OBJECT + ")" + OBJECT, "Ljava/util/Map;"),
          twin("putIfAbsent(" + OBJECT + OBJECT + ")" + OBJECT, "Ljava/util/Map;"),
          twin("computeIfAbsent(" + OBJECT + FUNCTION + "Function;)" + OBJECT, "Ljava/util/Map;"),
          twin("merge(" + OBJECT + OBJECT + FUNCTION + "BiFunction;)" + OBJECT, "Ljava/util/Map;"));

  private Containers() {}

  private static Map.Entry<String, String> twin(String method, String receiver) {
    return Map.entry(method, receiver);
  }

  /** A method in plain Java. */
  static MethodRef inJava(String name, String desc) {
    return new MethodRef(TWINS, name, desc, false);
  }

  /** Whether values of this type have such a shadow. */
  static boolean is(String name) {
    return isList(name) || isMap(name);
  }

  private static boolean isList(String name) {
    return switch (name) {
      case "java/lang/Iterable",
          "java/util/Collection",
          "java/util/SequencedCollection",
          "java/util/AbstractCollection",
          "java/util/AbstractList",
          "java/util/List",
          "java/util/ArrayList",
          "java/util/Iterator",
          "java/util/ListIterator" ->
          true;
      default -> false;
    };
  }

  static boolean isMap(String name) {
    return switch (name) {
      case "java/util/Map",
          "java/util/SequencedMap",
          "java/util/SortedMap",
          "java/util/NavigableMap",
          "java/util/AbstractMap",
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/TreeMap" ->
          true;
      default -> false;
    };
  }

  /** What a call means, or null if it is none of a list or map, or not understood. */
  static @Nullable Target of(Opcode code, MethodRef ref) {
    if (code == Opcode.INVOKESTATIC) {
      return ref.owner().equals(TWINS) && ref.name().equals("keys")
          ? new Target.Mirror(Manner.ASKS)
          : factory(ref);
    }
    if (!is(ref.owner()) || ref.isConstructor()) {
      return null;
    }
    var receiver = IN_JAVA.get(ref.name() + ref.desc());
    if (receiver != null && isMap(Types.internal(receiver)) == isMap(ref.owner())) {
      var desc = "(" + receiver + ref.desc().substring(1);
      return new Target.Method(inJava(ref.name(), desc));
    }
    var manner = isMap(ref.owner()) ? ofMap(ref) : ofList(ref);
    return manner == null ? null : new Target.Mirror(manner);
  }

  private static @Nullable Manner ofList(MethodRef ref) {
    return switch (ref.name()) {
      case "add",
          "addAll",
          "addFirst",
          "addLast",
          "set",
          "removeFirst",
          "removeLast",
          "clear",
          "next",
          "previous",
          "ensureCapacity",
          "trimToSize" ->
          Manner.CHANGES;
      case "remove" ->
          switch (ref.desc()) {
            case "(I)Ljava/lang/Object;", "()Ljava/lang/Object;", "()V" -> Manner.CHANGES;
            default -> null;
          };
      case "get", "getFirst", "getLast", "iterator", "listIterator", "subList", "reversed" ->
          Manner.READS;
      case "toArray" -> ref.desc().contains("function") ? null : Manner.READS;
      case "size",
          "isEmpty",
          "contains",
          "containsAll",
          "indexOf",
          "lastIndexOf",
          "hasNext",
          "hasPrevious",
          "nextIndex",
          "previousIndex",
          "equals",
          "hashCode" ->
          Manner.ASKS;
      default -> null;
    };
  }

  private static @Nullable Manner ofMap(MethodRef ref) {
    return switch (ref.name()) {
      case "put", "putAll", "clear" -> Manner.CHANGES;
      case "remove" -> ref.desc().equals("(" + OBJECT + ")" + OBJECT) ? Manner.CHANGES : null;
      case "get" -> Manner.READS;
      case "size", "isEmpty", "containsKey", "containsValue", "keySet", "firstKey", "lastKey" ->
          Manner.ASKS;
      default -> null;
    };
  }

  private static @Nullable Target factory(MethodRef ref) {
    if (ref.owner().equals("java/util/Collections") && ref.name().equals("sort")) {
      return new Target.Method(inJava("sort", ref.desc()));
    }
    var manner =
        switch (ref.owner()) {
          case "java/util/List" ->
              switch (ref.name()) {
                case "of", "copyOf" -> Manner.READS;
                default -> null;
              };
          case "java/util/Arrays" -> ref.name().equals("asList") ? Manner.READS : null;
          case "java/util/Collections" ->
              switch (ref.name()) {
                case "addAll", "reverse", "swap" -> Manner.CHANGES;
                case "emptyList",
                    "singletonList",
                    "nCopies",
                    "unmodifiableList",
                    "unmodifiableCollection",
                    "unmodifiableMap" ->
                    Manner.READS;
                default -> null;
              };
          default -> null;
        };
    return manner == null ? null : new Target.Mirror(manner);
  }

  /** What a new list or map means, or null for any other object. */
  static @Nullable Target constructed(MethodRef constructor) {
    boolean known =
        switch (constructor.owner()) {
          case "java/util/ArrayList",
              "java/util/HashMap",
              "java/util/LinkedHashMap",
              "java/util/TreeMap" ->
              !constructor.desc().contains("Comparator")
                  && !constructor.desc().contains("SortedMap");
          default -> false;
        };
    return known ? new Target.Mirror(Manner.READS) : null;
  }

  /** Whether an operand is a key: the shadow of a map has the same keys. */
  static boolean isKey(Op op, int operand) {
    return op instanceof Op.Call(_, var ref)
        && isMap(ref.owner())
        && operand == 1
        && Types.parameters(ref.desc()).getFirst().equals(OBJECT);
  }

  /** The operands that a call may move, which are not keys. */
  static List<Value> moved(Value v) {
    return IntStream.range(0, v.in.length)
        .filter(i -> !isKey(v.op, i))
        .mapToObj(i -> v.in[i])
        .toList();
  }

  /** Refuses keys that vary; those in code that was made here have been looked at before. */
  static void checkKeys(Value v, Analysis analysis) {
    for (int i = 0; i < v.in.length; i++) {
      var key = v.in[i];
      if (isKey(v.op, i)
          && analysis.hasShadow(v.in[0])
          && !analysis.variant.isGenerated()
          && !analysis.variant.ref.owner().equals(TWINS)
          && analysis.inActiveGroup(key)
          && analysis.program.source.carries(key.type)) {
        throw new Refusal(
            v.line,
            "a map with a key of type " + Types.desc(key.type).displayName() + ", which varies",
            "Make the key of what does not vary, or declare it with a type that holds no reals.");
      }
    }
  }

  /** Whether a call only asks the set of a map's keys, which do not vary. */
  static boolean isOfKeys(MethodRef ref, Value[] in) {
    return in.length == 1
        && in[0].op instanceof Op.Call(_, var keys)
        && isMap(keys.owner())
        && keys.name().equals("keySet")
        && switch (ref.name()) {
          case "iterator", "toArray", "size", "isEmpty" -> true;
          default -> false;
        };
  }

  /** A call on a list or map of which no derivative is known. */
  static Target unknown(MethodRef ref) {
    return new Target.Opaque(
        "a call of " + ref + ", of which no derivative is known",
        "Lists can be read and changed by index and by iterators, maps by key and by loops over"
            + " keySet(), values() and entrySet().");
  }

  // ------------------------------------------------------------------------------------ emission

  /** Does to the shadows what the call or construction does; leaves the shadow of its result. */
  static void mirror(Emitter emitter, Value v) {
    switch (v.op) {
      case Op.Construct(var constructor) -> construct(emitter, v, constructor);
      case Op.Call(var code, var ref) -> {
        if (ref.owner().equals("java/util/List") && code == Opcode.INVOKESTATIC) {
          listOf(emitter, v);
          return;
        }
        int receiver = code == Opcode.INVOKESTATIC ? 0 : 1;
        if (receiver == 1) {
          emitter.loadShadow(v.in[0], Types.ofInternal(ref.owner()));
        }
        if (ref.name().equals("next")) {
          // Iterators of what does not vary have no shadow.
          var type = "Ljava/util/Iterator;";
          emitter.invoke(Opcode.INVOKESTATIC, inJava("next", "(" + type + ")" + OBJECT));
          return;
        }
        arguments(emitter, v, ref, receiver);
        emitter.invoke(code, ref);
      }
      default -> throw new AssertionError(v);
    }
  }

  private static void arguments(Emitter emitter, Value v, MethodRef ref, int first) {
    var types = Types.parameters(ref.desc());
    for (int i = 0; i < types.size(); i++) {
      var x = v.in[first + i];
      if (x.isReference() && !isKey(v.op, first + i)) {
        emitter.loadShadow(x, types.get(i));
      } else {
        emitter.load(x, types.get(i));
      }
    }
  }

  private static void construct(Emitter emitter, Value v, MethodRef constructor) {
    emitter.code.new_(Types.desc(v.type)).dup();
    arguments(emitter, v, constructor, 0);
    emitter.invoke(Opcode.INVOKESPECIAL, constructor);
  }

  /** Elements may have no shadow, and these lists hold no null: a list that does. */
  private static void listOf(Emitter emitter, Value v) {
    var list = "java/util/ArrayList";
    var made = new MethodRef(list, "<init>", "(Ljava/util/Collection;)V", false);
    emitter.code.new_(Types.desc(Types.ofInternal(list))).dup();
    if (v.in.length == 1 && (Types.isArray(v.in[0].type) || is(Types.internal(v.in[0].type)))) {
      if (Types.isArray(v.in[0].type)) {
        emitter.loadShadow(v.in[0], Layout.TYPE);
        asList(emitter);
      } else {
        emitter.loadShadow(v.in[0], "Ljava/util/Collection;");
      }
    } else {
      emitter.code.loadConstant(v.in.length).anewarray(Types.desc(OBJECT));
      for (int i = 0; i < v.in.length; i++) {
        emitter.code.dup().loadConstant(i);
        emitter.loadShadow(v.in[i]);
        emitter.code.aastore();
      }
      asList(emitter);
    }
    emitter.invoke(Opcode.INVOKESPECIAL, made);
  }

  private static void asList(Emitter emitter) {
    emitter.invoke(
        Opcode.INVOKESTATIC,
        new MethodRef(
            "java/util/Arrays", "asList", "([Ljava/lang/Object;)Ljava/util/List;", false));
  }
}
