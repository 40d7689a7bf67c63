package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Op.MethodRef;
import cotangent.code.Pipelines.Pipeline;
import java.lang.classfile.Opcode;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a loop of a stream pipeline, where the pipeline ends. What changes from one element to the
 * next, say a counter, is a variable, which becomes a phi where ways join.
 *
 * <p>Longer than most files, since it has a case for each source, stage and end of a stream.
 */
final class PipelineLoop {
  private static final String RUNTIME = "cotangent/code/runtime/Streams";

  private final Body body;
  private final ClassSource source;
  private final Pipeline pipeline;
  private final Value end;
  private final Map<Value, Value> replacement = new HashMap<>();

  /** The block to which is added; null behind what always leaves the loop. */
  private @Nullable Block at;

  private int line;

  /** What changes in the loop that is being made. */
  private final List<Variable> variables = new ArrayList<>();

  /** The ways to the next element, and those out of the loop. */
  private final List<Edge> onward = new ArrayList<>();

  private final List<Edge> out = new ArrayList<>();

  private static final class Variable {
    private Value now;

    Variable(Value now) {
      this.now = now;
    }
  }

  /** A way out of a block, and what the variables are on it. */
  private record Edge(Block from, List<Value> values) {}

  /**
   * Counted elements.
   *
   * @param from the first index
   * @param to the index after the last
   * @param length how many there are
   * @param element makes the element at an index
   */
  private record Elements(Value from, Value to, Value length, Element element) {
    boolean fromZero() {
      return from.op instanceof Op.Const(Integer i) && i == 0;
    }
  }

  private interface Element {
    Value at(Value index);
  }

  private interface Sink {
    void accept(Value element, Value index);
  }

  /** The elements that came out of a loop: an array, and how many of it count. */
  private record Collected(Value array, Value count) {}

  private record Optional(Value present, Value content) {}

  PipelineLoop(Body body, ClassSource source, Pipeline pipeline) {
    this.body = body;
    this.source = source;
    this.pipeline = pipeline;
    this.end = pipeline.end();
    this.line = end.line;
  }

  void build() {
    var length = check();
    var after = split();
    var elements = elements(length);
    var stages = pipeline.stages();
    int begin = 0;
    for (int i = 0; i < stages.size(); i++) {
      if (Pipelines.name(stages.get(i)).equals("sorted")) {
        elements = sorted(collect(elements, stages.subList(begin, i), "D"));
        begin = i + 1;
      }
    }
    var rest = stages.subList(begin, stages.size());
    var optional = end.type.startsWith("Ljava/util/Optional") ? optional(elements, rest) : null;
    var result = optional == null ? result(elements, rest) : null;
    here().to(after);
    body.reshape();
    if (optional != null) {
      read(optional);
    }
    if (result != null) {
      replacement.put(end, result);
    }
    body.replace(replacement);
    body.number();
  }

  // ------------------------------------------------------------------------------------- blocks

  private Block here() {
    return java.util.Objects.requireNonNull(at);
  }

  /** Cuts the block of the pipeline's end in two; returns the half behind it. */
  private Block split() {
    var before = end.block;
    var after = block();
    int i = before.code.indexOf(end);
    after.code.addAll(before.code.subList(i + 1, before.code.size()));
    before.code.subList(i, before.code.size()).clear();
    after.end = before.end;
    before.end = new End.Jump();
    after.succ.addAll(before.succ);
    before.succ.clear();
    after.succ.forEach(next -> next.pred.replaceAll(p -> p == before ? after : p));
    at = before;
    return after;
  }

  /** A new block, whose exceptions go where those of the pipeline go. */
  private Block block() {
    var block = new Block();
    for (var region : body.guarded) {
      if (region.blocks().contains(end.block)) {
        region.blocks().add(block);
      }
    }
    return block;
  }

  private Value add(Op op, String type, Value... in) {
    var v = new Value(op, type, here(), line, in);
    here().code.add(v);
    return v;
  }

  private Value constant(Object x, String type) {
    return new Value(new Op.Const(x), type, here(), line);
  }

  private Value zero(String type) {
    return switch (type) {
      case "D" -> constant(0.0, type);
      case "J" -> constant(0L, type);
      case "I" -> constant(0, type);
      default -> constant(Op.Null.NULL, type);
    };
  }

  private Value runtime(String name, String desc, Value... in) {
    return call(RUNTIME, name, desc, in);
  }

  /** Calls the lambda that a stage was given. */
  private Value call(Value stage, int argument, Value... in) {
    var types = Types.parameters(((Op.Call) stage.op).target().desc());
    var target = method(Types.internal(types.get(argument - 1)));
    var all = new Value[in.length + 1];
    all[0] = stage.in[argument];
    System.arraycopy(in, 0, all, 1, in.length);
    var type = Types.value(Types.result(target.desc()));
    return add(new Op.Call(Opcode.INVOKEINTERFACE, target), type, all);
  }

  /** The method of a functional interface. */
  private MethodRef method(String type) {
    for (var name : source.supertypes(type)) {
      for (var m : source.get(name, line).methods()) {
        if (m.flags().has(AccessFlag.ABSTRACT)) {
          return new MethodRef(
              type, m.methodName().stringValue(), m.methodType().stringValue(), true);
        }
      }
    }
    throw new AssertionError(type);
  }

  // -------------------------------------------------------------------------------------- loops

  private Variable variable(Value first) {
    var variable = new Variable(first);
    variables.add(variable);
    return variable;
  }

  /** Goes on in a new block unless the comparison holds, in which case another way is taken. */
  private void unless(List<Edge> other, Opcode code, Value x, @Nullable Value y) {
    var from = here();
    from.end = new End.If(code, x, y);
    other.add(edge(from));
    var next = block();
    from.to(next);
    at = next;
  }

  private Edge edge(Block from) {
    return new Edge(from, variables.stream().map(v -> v.now).toList());
  }

  /** Joins ways in a new block. */
  private void join(List<Edge> edges) {
    var block = block();
    edges.forEach(e -> e.from.to(block));
    for (int i = 0; i < variables.size(); i++) {
      int k = i;
      var values = edges.stream().map(e -> e.values.get(k)).distinct().toList();
      variables.get(i).now = values.getFirst();
      if (values.size() > 1) {
        var in = edges.stream().map(e -> e.values.get(k)).toArray(Value[]::new);
        var phi = phi(block, in);
        block.phis.add(phi);
        variables.get(i).now = phi;
      }
    }
    edges.clear();
    at = block;
  }

  private Value phi(Block block, Value... in) {
    var type = in[0].isReference() ? Types.OBJECT : in[0].type;
    return new Value(new Op.Phi(), type, block, line, in);
  }

  /** A loop over the elements that come through the stages; the variables of the sink are known. */
  private void loop(Elements elements, List<Value> stages, Sink sink) {
    var index = variable(elements.from);
    var counters = new LinkedHashMap<Value, Variable>();
    for (var stage : stages) {
      switch (Pipelines.name(stage)) {
        case "limit", "skip" -> counters.put(stage, variable(constant(0L, "J")));
        default -> {}
      }
    }
    var before = here();
    var head = block();
    before.end = new End.Jump();
    before.to(head);
    at = head;
    var phis = new ArrayList<Value>();
    for (var v : variables) {
      var phi = phi(head, v.now, v.now);
      v.now = phi;
      phis.add(phi);
    }
    counters.forEach((stage, counter) -> {
      if (Pipelines.name(stage).equals("limit")) {
        unless(out, Opcode.IFGE, compare(counter, stage), null);
      }
    });
    var i = index.now;
    unless(out, Opcode.IF_ICMPGE, i, elements.to);
    var element = elements.element.at(i);
    for (var stage : stages) {
      line = stage.line;
      element = stage(stage, element, counters);
    }
    line = end.line;
    sink.accept(element, i);
    if (at != null) {
      onward.add(edge(at));
    }
    if (onward.isEmpty()) {
      for (var phi : phis) {
        replacement.put(phi, phi.in[0]);
      }
    } else {
      join(onward);
      index.now = add(new Op.Arith(Opcode.IADD), "I", i, constant(1, "I"));
      for (int k = 0; k < phis.size(); k++) {
        phis.get(k).in[1] = variables.get(k).now;
      }
      head.phis.addAll(phis);
      here().to(head);
    }
    join(out);
    variables.clear();
  }

  private Value compare(Variable counter, Value stage) {
    return add(new Op.Arith(Opcode.LCMP), "I", counter.now, stage.in[1]);
  }

  private void count(Variable counter) {
    counter.now = add(new Op.Arith(Opcode.LADD), "J", counter.now, constant(1L, "J"));
  }

  private Value stage(Value stage, Value x, Map<Value, Variable> counters) {
    return switch (Pipelines.name(stage)) {
      case "filter" -> {
        unless(onward, Opcode.IFEQ, call(stage, 1, x), null);
        yield x;
      }
      case "takeWhile" -> {
        unless(out, Opcode.IFEQ, call(stage, 1, x), null);
        yield x;
      }
      case "peek" -> {
        var _ = call(stage, 1, x);
        yield x;
      }
      case "limit" -> {
        count(java.util.Objects.requireNonNull(counters.get(stage)));
        yield x;
      }
      case "skip" -> {
        skip(stage, java.util.Objects.requireNonNull(counters.get(stage)));
        yield x;
      }
      case "sequential" -> x;
      case "boxed" -> box(x, String.valueOf(Pipelines.kind(stage)));
      case "asLongStream" -> add(new Op.Arith(Opcode.I2L), "J", x);
      case "asDoubleStream" ->
          add(new Op.Arith(Pipelines.kind(stage) == 'J' ? Opcode.L2D : Opcode.I2D), "D", x);
      default -> call(stage, 1, x);
    };
  }

  private Value box(Value x, String type) {
    var box = Types.ofInternal(Types.box(type));
    var ref = new MethodRef(Types.box(type), "valueOf", "(" + type + ")" + box, false);
    return add(new Op.Call(Opcode.INVOKESTATIC, ref), box, x);
  }

  /** The first elements count and go no further. */
  private void skip(Value stage, Variable counter) {
    var from = here();
    from.end = new End.If(Opcode.IFGE, compare(counter, stage), null);
    var skipped = block();
    var next = block();
    from.to(skipped);
    from.to(next);
    at = skipped;
    var before = counter.now;
    count(counter);
    onward.add(edge(skipped));
    counter.now = before;
    at = next;
  }

  // ----------------------------------------------------------------------------------- elements

  /** Leaves behind what the source and the stages check; returns the length of an array. */
  private @Nullable Value check() {
    for (var stage : pipeline.stages()) {
      if (stage.in.length > 1) {
        at = new Block();
        line = stage.line;
        if (stage.in[1].type.equals("J")) {
          var _ = runtime("checkCount", "(J)V", stage.in[1]);
        } else {
          notNull(stage.in[1]);
        }
        putInPlaceOf(stage, here());
      } else {
        putInPlaceOf(stage, new Block());
      }
    }
    var v = pipeline.source();
    at = new Block();
    line = v.line;
    @Nullable Value length = null;
    if (Pipelines.isOfCollection(v)) {
      notNull(v.in[0]);
    } else if (Types.isArray(v.in[0].type)) {
      length = add(new Op.ArrayLength(), "I", v.in[0]);
      if (v.in.length == 3) {
        var _ = runtime("checkRange", "(III)V", length, v.in[1], v.in[2]);
      }
    }
    putInPlaceOf(v, here());
    line = end.line;
    at = end.block;
    for (int i = 1; i < end.in.length; i++) {
      if (end.in[i].isReference() && Types.kind(types(end).get(i - 1)) == 'A') {
        // The identity of a reduction may be null, a lambda may not.
        if (types(end).get(i - 1).startsWith("Ljava/util/function/")) {
          at = new Block();
          notNull(end.in[i]);
          end.block.code.addAll(end.block.code.indexOf(end), here().code);
        }
      }
    }
    return length;
  }

  private static List<String> types(Value call) {
    return Types.parameters(((Op.Call) call.op).target().desc());
  }

  private void notNull(Value lambda) {
    if (!(lambda.stripped().op instanceof Op.Closure)) {
      var desc = "(" + Types.OBJECT + ")" + Types.OBJECT;
      var ref = new MethodRef("java/util/Objects", "requireNonNull", desc, false);
      add(new Op.Call(Opcode.INVOKESTATIC, ref), Types.OBJECT, lambda);
    }
  }

  private static void putInPlaceOf(Value v, Block made) {
    int i = v.block.code.indexOf(v);
    v.block.code.remove(i);
    v.block.code.addAll(i, made.code);
  }

  private Elements elements(@Nullable Value length) {
    var v = pipeline.source();
    var zero = constant(0, "I");
    if (Pipelines.isOfCollection(v)) {
      // The library, too, looks at the collection when the stream ends.
      var call = (Op.Call) v.op;
      var toArray =
          new MethodRef(
              call.target().owner(), "toArray", "()" + Layout.TYPE, call.target().inInterface());
      var array = add(new Op.Call(call.code(), toArray), Layout.TYPE, v.in[0]);
      var n = add(new Op.ArrayLength(), "I", array);
      return new Elements(zero, n, n, i -> load(array, i));
    }
    return switch (Pipelines.name(v)) {
      case "range", "rangeClosed" -> {
        var to = v.in[1];
        if (Pipelines.name(v).equals("rangeClosed")) {
          var ref = new MethodRef("java/lang/Math", "addExact", "(II)I", false);
          to = add(new Op.Call(Opcode.INVOKESTATIC, ref), "I", to, constant(1, "I"));
        }
        var n = runtime("length", "(II)I", v.in[0], to);
        yield new Elements(v.in[0], to, n, i -> i);
      }
      case String name when name.equals("of") && length == null -> {
        var type = "[" + (v.in[0].isReference() ? Types.OBJECT : v.in[0].type);
        var one = constant(1, "I");
        var array = add(new Op.NewArray(type), type, one);
        add(new Op.Store(), "V", array, zero, v.in[0]);
        yield new Elements(zero, one, one, i -> load(array, i));
      }
      default -> {
        var n = java.util.Objects.requireNonNull(length);
        boolean part = v.in.length == 3;
        yield new Elements(
            part ? v.in[1] : zero,
            part ? v.in[2] : n,
            part ? add(new Op.Arith(Opcode.ISUB), "I", v.in[2], v.in[1]) : n,
            i -> load(v.in[0], i));
      }
    };
  }

  private Value load(Value array, Value index) {
    return add(new Op.Load(), Types.element(array.type), array, index);
  }

  private Elements sorted(Collected all) {
    var order = runtime("order", "([DI)[I", all.array, all.count);
    return new Elements(
        constant(0, "I"), all.count, all.count, i -> load(all.array, load(order, i)));
  }

  // -------------------------------------------------------------------------------------- ends

  /** Collects all elements in an array. */
  private Collected collect(Elements elements, List<Value> stages, String type) {
    var array = add(new Op.NewArray("[" + type), "[" + type, elements.length);
    return collect(elements, stages, array);
  }

  private Collected collect(Elements elements, List<Value> stages, Value array) {
    boolean sized = Pipelines.isSized(stages);
    if (sized && elements.fromZero()) {
      loop(elements, stages, (x, i) -> add(new Op.Store(), "V", array, i, x));
      return new Collected(array, elements.length);
    }
    var count = variable(constant(0, "I"));
    loop(
        elements,
        stages,
        (x, _) -> {
          add(new Op.Store(), "V", array, count.now, x);
          count.now = add(new Op.Arith(Opcode.IADD), "I", count.now, constant(1, "I"));
        });
    return new Collected(array, count.now);
  }

  private String elementType() {
    char kind = Pipelines.kind(end);
    return kind == 'A' ? Types.OBJECT : String.valueOf(kind);
  }

  /** Ends the pipeline; returns what it gives, or null for nothing. */
  private @Nullable Value result(Elements elements, List<Value> stages) {
    var type = elementType();
    return switch (Pipelines.name(end)) {
      case "sum" -> of("sum", collect(elements, stages, type), type);
      case "toArray" -> array(elements, stages, type);
      case "toList" -> list(collect(elements, stages, type));
      case "reduce" -> {
        var sum = variable(end.in[1]);
        loop(elements, stages, (x, _) -> sum.now = call(end, 2, sum.now, x));
        yield sum.now;
      }
      case "count" -> {
        if (Pipelines.isSized(pipeline.stages())) {
          // The library does not look at the elements either.
          yield add(new Op.Arith(Opcode.I2L), "J", elements.length);
        }
        var count = variable(constant(0L, "J"));
        loop(elements, stages, (_, _) -> count(count));
        yield count.now;
      }
      case "forEach", "forEachOrdered" -> {
        loop(elements, stages, (x, _) -> call(end, 1, x));
        yield null;
      }
      case "anyMatch" -> match(elements, stages, Opcode.IFNE, 1);
      case "noneMatch" -> match(elements, stages, Opcode.IFNE, 0);
      case "allMatch" -> match(elements, stages, Opcode.IFEQ, 0);
      case String name -> throw new AssertionError(name);
    };
  }

  private Value of(String name, Collected all, String result) {
    return runtime(name, "(" + all.array.type + "I)" + result, all.array, all.count);
  }

  private Value array(Elements elements, List<Value> stages, String type) {
    boolean sized = Pipelines.isSized(pipeline.stages());
    if (type.equals(Types.OBJECT) && sized) {
      var made = call(end, 1, elements.length);
      var array = add(new Op.Cast(Layout.TYPE), Layout.TYPE, made);
      return collect(elements, stages, array).array;
    }
    var all = collect(elements, stages, type);
    if (sized) {
      return all.array;
    }
    if (type.equals(Types.OBJECT)) {
      var array = add(new Op.Cast(Layout.TYPE), Layout.TYPE, call(end, 1, all.count));
      var copy =
          new MethodRef(
              "java/lang/System",
              "arraycopy",
              "(" + Types.OBJECT + "I" + Types.OBJECT + "II)V",
              false);
      var zero = constant(0, "I");
      add(new Op.Call(Opcode.INVOKESTATIC, copy), "V", all.array, zero, array, zero, all.count);
      return array;
    }
    return cut(all);
  }

  private Value cut(Collected all) {
    var array = all.array.type;
    return call("java/util/Arrays", "copyOf", "(" + array + "I)" + array, all.array, all.count);
  }

  private Value list(Collected all) {
    var array = all.array.type;
    var list = "Ljava/util/List;";
    var fixed = call("java/util/Arrays", "asList", "(" + array + ")" + list, cut(all));
    return call("java/util/Collections", "unmodifiableList", "(" + list + ")" + list, fixed);
  }

  /** Calls a static method of the library. */
  private Value call(String owner, String name, String desc, Value... in) {
    var op = new Op.Call(Opcode.INVOKESTATIC, new MethodRef(owner, name, desc, false));
    return add(op, Types.value(Types.result(desc)), in);
  }

  /** Leaves the loop with a result as soon as the test comes out as given. */
  private Value match(Elements elements, List<Value> stages, Opcode leaves, int result) {
    var found = variable(constant(1 - result, "I"));
    loop(
        elements,
        stages,
        (x, _) -> {
          var test = call(end, 1, x);
          var before = found.now;
          found.now = constant(result, "I");
          unless(out, leaves, test, null);
          found.now = before;
        });
    return found.now;
  }

  private Optional optional(Elements elements, List<Value> stages) {
    var type = elementType();
    var name = Pipelines.name(end);
    return switch (name) {
      case "max", "min", "average" -> {
        var all = collect(elements, stages, type);
        var content = of(name, all, name.equals("average") ? "D" : type);
        yield new Optional(runtime("any", "(I)Z", all.count), content);
      }
      case "findFirst", "findAny" -> {
        var present = variable(constant(0, "I"));
        var content = variable(zero(type));
        loop(
            elements,
            stages,
            (x, _) -> {
              present.now = constant(1, "I");
              content.now = x;
              out.add(edge(here()));
              at = null;
            });
        yield notNull(new Optional(present.now, content.now));
      }
      default -> {
        var present = variable(constant(0, "I"));
        var content = variable(zero(type));
        loop(elements, stages, (x, _) -> reduce(x, present, content));
        yield notNull(new Optional(present.now, content.now));
      }
    };
  }

  private void reduce(Value x, Variable present, Variable content) {
    var from = here();
    from.end = new End.If(Opcode.IFNE, present.now, null);
    var first = block();
    var further = block();
    from.to(first);
    from.to(further);
    at = further;
    var before = content.now;
    content.now = call(end, 1, before, x);
    present.now = constant(1, "I");
    var edges = new ArrayList<>(List.of(edge(further)));
    content.now = x;
    edges.add(edge(first));
    join(edges);
  }

  private Optional notNull(Optional optional) {
    if (optional.content.isReference()) {
      runtime("checkContent", "(Z" + Types.OBJECT + ")V", optional.present, optional.content);
    }
    return optional;
  }

  /** Replaces what asks the optional value. */
  private void read(Optional optional) {
    for (var block : body.blocks) {
      for (int i = 0; i < block.code.size(); i++) {
        var v = block.code.get(i);
        if (v.op instanceof Op.Call(_, var ref) && v.in.length > 0 && v.in[0] == end) {
          at = new Block();
          line = v.line;
          replacement.put(v, read(optional, ref.name(), v));
          block.code.remove(i);
          block.code.addAll(i, here().code);
          i += here().code.size() - 1;
        }
      }
    }
  }

  private Value read(Optional optional, String name, Value v) {
    var present = optional.present;
    var content = optional.content;
    var type = content.isReference() ? Types.OBJECT : content.type;
    return switch (name) {
      case "isPresent" -> present;
      case "isEmpty" -> add(new Op.Arith(Opcode.IXOR), "I", present, constant(1, "I"));
      case "orElse" ->
          runtime("orElse", "(Z" + type + type + ")" + type, present, content, v.in[1]);
      default -> runtime("get", "(Z" + type + ")" + type, present, content);
    };
  }
}
