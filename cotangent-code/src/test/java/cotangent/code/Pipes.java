package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Streams of the {@link Interpreter}: every stream is one of the library's streams of objects,
 * which decides by itself what it asks its lambdas and when.
 */
final class Pipes {
  private final Interpreter interpreter;

  Pipes(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Whether the method makes a stream, or is called on one or on what comes out of one. */
  static boolean has(MethodRef ref, Object[] in) {
    return (in.length > 0 && (in[0] instanceof Heap.Pipe || in[0] instanceof Heap.Maybe))
        || Types.result(ref.desc()).startsWith("Ljava/util/stream/");
  }

  Object call(MethodRef ref, Object[] in) {
    return switch (in[0]) {
      case Heap.Pipe pipe -> stage(pipe, ref, in);
      case Heap.Maybe maybe -> ask(maybe, ref.name(), in);
      default -> source(ref, in);
    };
  }

  private static char kind(String type) {
    return type.contains("DoubleStream")
        ? 'D'
        : type.contains("IntStream") ? 'I' : type.contains("LongStream") ? 'J' : 'A';
  }

  private Object source(MethodRef ref, Object[] in) {
    char kind = kind(Types.result(ref.desc()));
    if (in[0] instanceof Collection<?> elements) {
      return new Heap.Pipe(kind, elements.stream().map(x -> (Object) x));
    }
    var stream =
        switch (ref.name()) {
          case "range" -> IntStream.range((int) in[0], (int) in[1]).mapToObj(i -> (Object) i);
          case "rangeClosed" ->
              IntStream.rangeClosed((int) in[0], (int) in[1]).mapToObj(i -> (Object) i);
          case "of", "stream" -> {
            if (!Types.isArray(Types.parameters(ref.desc()).getFirst())) {
              yield Stream.of(in);
            }
            int n = Arithmetic.length(in[0]);
            int from = in.length == 3 ? (int) in[1] : 0;
            int to = in.length == 3 ? (int) in[2] : n;
            var _ = Arrays.stream(new int[n], from, to);
            yield IntStream.range(from, to).mapToObj(i -> Arithmetic.load(in[0], i));
          }
          default -> throw new Heap.Unsupported("a stream made by " + ref);
        };
    return new Heap.Pipe(kind, stream);
  }

  private Object stage(Heap.Pipe pipe, MethodRef ref, Object[] in) {
    char kind = kind(Types.result(ref.desc()));
    var s = pipe.stream();
    var stream =
        switch (ref.name()) {
          case "sequential" -> s;
          case "filter" -> s.filter(x -> is(ref, in, x));
          case "takeWhile" -> s.takeWhile(x -> is(ref, in, x));
          case "peek" -> s.peek(x -> call(ref, in, 1, x));
          case "limit" -> s.limit((long) in[1]);
          case "skip" -> s.skip((long) in[1]);
          case "sorted" ->
              s.sorted((x, y) -> Double.compare(((Real) x).value(), ((Real) y).value()));
          case "boxed" -> s.map(x -> Arithmetic.box(x, String.valueOf(pipe.kind())));
          case "asDoubleStream" ->
              s.map(x -> (Object) Elementary.plain(((Number) x).doubleValue()));
          case "asLongStream" -> s.map(x -> (Object) ((Number) x).longValue());
          case String name when name.startsWith("map") -> s.map(x -> call(ref, in, 1, x));
          default -> null;
        };
    return stream == null ? end(pipe, ref, in) : new Heap.Pipe(kind, stream);
  }

  private Object end(Heap.Pipe pipe, MethodRef ref, Object[] in) {
    var s = pipe.stream();
    return switch (ref.name()) {
      case "sum" -> sum(s.toList(), pipe.kind());
      case "average" -> average(s.toList(), pipe.kind());
      case "max", "min" ->
          new Heap.Maybe(s.reduce((x, y) -> extreme(ref.name(), x, y)).orElse(null));
      case "toArray" -> array(s.toList(), ref, in);
      case "reduce" ->
          in.length == 2
              ? new Heap.Maybe(s.reduce((x, y) -> call(ref, in, 1, x, y)).orElse(null))
              : s.reduce(in[1], (x, y) -> call(ref, in, 2, x, y));
      case "toList" -> s.toList();
      case "count" -> s.count();
      case "forEach", "forEachOrdered" -> {
        s.forEachOrdered(x -> call(ref, in, 1, x));
        yield null;
      }
      case "anyMatch" -> s.anyMatch(x -> is(ref, in, x)) ? 1 : 0;
      case "allMatch" -> s.allMatch(x -> is(ref, in, x)) ? 1 : 0;
      case "noneMatch" -> s.noneMatch(x -> is(ref, in, x)) ? 1 : 0;
      case "findFirst", "findAny" -> new Heap.Maybe(s.findFirst().orElse(null));
      default -> throw new Heap.Unsupported("a stream with " + ref);
    };
  }

  private static Object ask(Heap.Maybe maybe, String name, Object[] in) {
    return switch (name) {
      case "isPresent" -> maybe.content() == null ? 0 : 1;
      case "isEmpty" -> maybe.content() == null ? 1 : 0;
      case "orElse" -> maybe.content() == null ? in[1] : maybe.content();
      default -> {
        if (maybe.content() == null) {
          throw new NoSuchElementException("No value present");
        }
        yield maybe.content();
      }
    };
  }

  private boolean is(MethodRef ref, Object[] in, Object x) {
    return (int) call(ref, in, 1, x) != 0;
  }

  /** Calls the lambda that a stage was given. */
  private Object call(MethodRef ref, Object[] in, int argument, Object... x) {
    var type = interpreter.type(Types.parameters(ref.desc()).get(argument - 1));
    for (var m : type.getMethods()) {
      if (Modifier.isAbstract(m.getModifiers())) {
        var desc =
            java.lang.invoke.MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                .descriptorString();
        var all = new Object[x.length + 1];
        all[0] = in[argument];
        System.arraycopy(x, 0, all, 1, x.length);
        var owner = Types.internal(type.descriptorString());
        return interpreter.call(
            Opcode.INVOKEINTERFACE, new MethodRef(owner, m.getName(), desc, true), all);
      }
    }
    throw new AssertionError(type);
  }

  private static Object extreme(String name, Object x, Object y) {
    boolean max = name.equals("max");
    return switch (x) {
      case Integer i -> max ? Math.max(i, (int) y) : Math.min(i, (int) y);
      case Long l -> max ? Math.max(l, (long) y) : Math.min(l, (long) y);
      default ->
          Elementary.method(
                  Math.class,
                  name,
                  java.lang.invoke.MethodType.methodType(double.class, double.class, double.class))
              .apply((Real) x, (Real) y);
    };
  }

  private static Real[] reals(List<Object> elements) {
    return elements.toArray(Real[]::new);
  }

  private static Object sum(List<Object> elements, char kind) {
    return switch (kind) {
      case 'I' -> elements.stream().mapToInt(x -> (int) x).sum();
      case 'J' -> elements.stream().mapToLong(x -> (long) x).sum();
      default ->
          new Elementary(
                  x -> Arrays.stream(x).sum(),
                  Collections.nCopies(elements.size(), _ -> Real.Plain.ONE))
              .apply(reals(elements));
    };
  }

  private static Object average(List<Object> elements, char kind) {
    int n = elements.size();
    if (n == 0) {
      return new Heap.Maybe(null);
    }
    if (kind != 'D') {
      double mean = elements.stream().mapToLong(x -> ((Number) x).longValue()).average().orElse(0);
      return new Heap.Maybe(Elementary.plain(mean));
    }
    var share = Elementary.plain(1.0 / n);
    var mean =
        new Elementary(
            x -> Arrays.stream(x).average().getAsDouble(), Collections.nCopies(n, _ -> share));
    return new Heap.Maybe(mean.apply(reals(elements)));
  }

  private Object array(List<Object> elements, MethodRef ref, Object[] in) {
    var result = Types.result(ref.desc());
    var array =
        in.length == 2
            ? call(ref, in, 1, elements.size())
            : Arithmetic.array(result, new Object[] {elements.size()}, 0);
    for (int i = 0; i < elements.size(); i++) {
      Arithmetic.store(array, i, elements.get(i));
    }
    return array;
  }
}
