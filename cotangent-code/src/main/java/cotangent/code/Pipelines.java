package cotangent.code;

import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds stream pipelines that begin and end in one method, and makes loops of them before anything
 * else looks at the method. The loop takes each element through all stages before it takes the
 * next, as the library does, calls the same lambdas in the same order, and ends as early. Every
 * other stream stays a call of the library.
 */
final class Pipelines {
  private static final String STREAM = "java/util/stream/";

  private static final Set<String> SOURCES = Set.of("of", "range", "rangeClosed");

  /** Stages that take one element after the other. */
  private static final Set<String> STAGES =
      Set.of(
          "map",
          "mapToDouble",
          "mapToInt",
          "mapToLong",
          "mapToObj",
          "asDoubleStream",
          "asLongStream",
          "boxed",
          "filter",
          "peek",
          "takeWhile",
          "limit",
          "skip",
          "sequential");

  private static final Set<String> ENDS =
      Set.of(
          "sum",
          "average",
          "max",
          "min",
          "toArray",
          "toList",
          "reduce",
          "count",
          "forEach",
          "forEachOrdered",
          "anyMatch",
          "allMatch",
          "noneMatch",
          "findFirst",
          "findAny");

  private static final String OPTIONAL = "Ljava/util/Optional";

  /** What is asked of an optional value. */
  private static final Set<String> READS =
      Set.of(
          "getAsDouble",
          "getAsInt",
          "getAsLong",
          "get",
          "orElse",
          "orElseThrow",
          "isPresent",
          "isEmpty");

  /**
   * A stream from its source to its end.
   *
   * @param source makes the stream
   * @param stages in order
   * @param end makes a result of the elements
   */
  record Pipeline(Value source, List<Value> stages, Value end) {}

  private Pipelines() {}

  static void run(Body body, ClassSource source) {
    if (body.values.stream().noneMatch(v -> isOnStream(v))) {
      return;
    }
    for (var next = next(body); next != null; next = next(body)) {
      new PipelineLoop(body, source, next).build();
    }
  }

  private static @Nullable Pipeline next(Body body) {
    for (var v : body.values) {
      if (isOnStream(v) && ENDS.contains(name(v)) && reason(v, body) == null) {
        return pipeline(v);
      }
    }
    return null;
  }

  private static Pipeline pipeline(Value end) {
    var stages = new ArrayList<Value>();
    var at = end.in[0];
    for (; !isSource(at); at = at.in[0]) {
      stages.addFirst(at);
    }
    return new Pipeline(at, stages, end);
  }

  /** Whether as many elements come out as go in. */
  static boolean isSized(List<Value> stages) {
    return stages.stream()
        .noneMatch(s -> Set.of("filter", "takeWhile", "limit", "skip").contains(name(s)));
  }

  static String name(Value call) {
    return ((Op.Call) call.op).target().name();
  }

  /** The kind of the elements of the stream on which a stage is called. */
  static char kind(Value stage) {
    return switch (((Op.Call) stage.op).target().owner()) {
      case STREAM + "DoubleStream" -> 'D';
      case STREAM + "IntStream" -> 'I';
      case STREAM + "LongStream" -> 'J';
      default -> 'A';
    };
  }

  static boolean isOnStream(Value v) {
    return v.op instanceof Op.Call(var code, var ref)
        && code == Opcode.INVOKEINTERFACE
        && isStream(ref.owner());
  }

  private static boolean isStream(String owner) {
    return switch (owner) {
      case STREAM + "DoubleStream",
          STREAM + "IntStream",
          STREAM + "LongStream",
          STREAM + "Stream" ->
          true;
      default -> false;
    };
  }

  /** Whether the stream goes through a collection. */
  static boolean isOfCollection(Value v) {
    return v.op instanceof Op.Call(var code, var ref)
        && code != Opcode.INVOKESTATIC
        && v.in.length == 1
        && ref.name().equals("stream")
        && !ref.owner().startsWith("java/util/Optional")
        && ref.desc().equals("()L" + STREAM + "Stream;");
  }

  private static boolean isSource(Value v) {
    if (!(v.op instanceof Op.Call(_, var ref))) {
      return false;
    }
    return switch (ref.owner()) {
      case "java/util/Arrays" -> ref.name().equals("stream") && Types.isArray(v.in[0].type);
      case String owner when isOfCollection(v) -> owner.startsWith("java/util/");
      case STREAM + "LongStream" -> ref.name().equals("of");
      default -> isStream(ref.owner()) && !isOnStream(v) && SOURCES.contains(ref.name());
    };
  }

  // ------------------------------------------------------------------------------------- refusal

  /** Why a stream that is used up by this call is no loop, or null if it becomes one. */
  private static @Nullable String reason(Value end, Body body) {
    var own = stage(end);
    if (own != null) {
      return own;
    }
    if (end.type.startsWith(OPTIONAL) && !isRead(end, body)) {
      return "a stream whose optional result is stored, passed on or returned";
    }
    boolean limited = false;
    for (var at = end.in[0]; ; at = at.in[0]) {
      if (!(at.op instanceof Op.Call)) {
        return "a stream that another method or another path makes";
      }
      var users = body.users(at);
      if (users.size() != 1 || body.isUsedAtEnd(at)) {
        return "a stream that is stored, returned or used twice";
      }
      if (at.block.loop != end.block.loop) {
        return "a stream that is used up in a loop in which it is not made";
      }
      if (isSource(at)) {
        return null;
      }
      var reason = isOnStream(at) ? stage(at) : "a stream that is made by " + name(at);
      if (reason != null) {
        return reason;
      }
      limited |= name(at).equals("limit");
      if (name(end).equals("count") && (limited || name(at).equals("skip"))) {
        return "a stream with count after limit or skip";
      }
    }
  }

  /** Whether an optional value is only asked for what it holds. */
  private static boolean isRead(Value optional, Body body) {
    return !body.isUsedAtEnd(optional)
        && body.users(optional).stream()
            .allMatch(u ->
                u.op instanceof Op.Call(_, var ref)
                    && ref.owner().startsWith("java/util/Optional")
                    && READS.contains(ref.name())
                    && u.in[0] == optional
                    && !ref.desc().contains("Supplier"));
  }

  private static @Nullable String stage(Value v) {
    var name = name(v);
    char kind = kind(v);
    boolean objects = kind == 'A';
    var ref = ((Op.Call) v.op).target();
    boolean known =
        switch (name) {
          case "sorted" -> kind == 'D';
          case "max", "min" -> !objects;
          case "reduce" -> v.in.length <= 3;
          case "toArray" -> !objects || v.in.length == 2;
          default -> STAGES.contains(name) || ENDS.contains(name);
        };
    return known ? null : "a stream with " + ref.name();
  }

  /** A refusal of a call on a stream that tells why the stream is no loop, or null. */
  static @Nullable Refusal refusal(Value call, Body body) {
    if (!(call.op instanceof Op.Call(_, var ref))
        || (!isStream(ref.owner()) && !Types.result(ref.desc()).startsWith("L" + STREAM))) {
      return null;
    }
    @Nullable Value at = call;
    while (at != null && !(isOnStream(at) && ENDS.contains(name(at)))) {
      if (isOnStream(at)) {
        var own = stage(at);
        if (own != null) {
          return refusal(call, own);
        }
      }
      var users = body.users(at);
      at = users.size() == 1 && isOnStream(users.getFirst()) ? users.getFirst() : null;
    }
    var reason = at == null ? "a stream that is stored, passed on or returned" : reason(at, body);
    return reason == null ? null : refusal(call, reason);
  }

  private static Refusal refusal(Value call, String reason) {
    return new Refusal(
        call.line,
        reason + ", with active values",
        "Write a loop, or the stream from source to result in one expression, with map, filter and"
            + " the like.");
  }
}
