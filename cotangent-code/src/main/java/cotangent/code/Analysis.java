package cotangent.code;

import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a method vary with its active parameters.
 *
 * <p>References are put into groups: two values are in one group if they may denote the same object
 * or if one may be reached from the other. A group is active if a varying real may be stored in any
 * of its objects; then each of its values is accompanied by a shadow. Everything in a group shares
 * that fate, which costs memory in the worst case and is never wrong.
 *
 * <p>Longer than most files, since it has a case for each kind of value.
 */
final class Analysis {
  final Program program;
  final Variant variant;
  final Body body;

  private final Groups groups;
  private final BitSet activeReals = new BitSet();
  private final Map<Value, Target> targets = new HashMap<>();
  private final Map<Value, Variant> callees = new HashMap<>();
  private boolean clobbers;
  private boolean makes;
  private boolean changed;

  /** The methods that were asked what they write, beside those that are called. */
  private final Set<Variant> asked = new LinkedHashSet<>();

  /** When this learnt last what callees do; see {@link Program#tick}. */
  private int learnt = -1;

  /** Stands for the static fields among the numbers of groups. */
  static final int STATICS = -2;

  /**
   * What a caller has to know.
   *
   * @param groups for each flattened parameter and, last, the result: the first that is in its
   *     group, -1 if no reference; the group of static fields is -2
   * @param active the parameters whose groups are active, and, last, whether the result is
   * @param written the parameters into whose groups something is written
   * @param linked those into whose groups references are written, and not just numbers
   * @param clobbers whether anything else may be written that others can see
   * @param makes whether lambdas become objects in it; then it is transformed though nothing varies
   */
  record Summary(
      List<Integer> groups,
      BitSet active,
      BitSet written,
      BitSet linked,
      boolean clobbers,
      boolean makes) {}

  Analysis(Program program, Variant variant, Body body) {
    this.program = program;
    this.variant = variant;
    this.body = body;
    this.groups = new Groups(body.values.size());
    for (int i = 0; i < body.params.size(); i++) {
      int first = variant.aliases.indexOf(variant.aliases.get(i));
      if (variant.aliases.get(i) == STATICS) {
        groups.uniteWithStatics(body.params.get(i));
      } else if (first < i) {
        groups.unite(body.params.get(first), body.params.get(i));
      }
    }
    for (var p : body.params) {
      if (variant.mask.get(((Op.Param) p.op).index())) {
        activate(p);
      }
    }
    for (var v : body.values) {
      if (v.op instanceof Op.Call) {
        targets.put(v, program.target(v));
      } else if (v.op instanceof Op.Construct(var constructor)) {
        targets.put(v, constructor(constructor));
        makes |= program.source.closures.find(constructor.owner()) != null;
      }
    }
  }

  private Target constructor(MethodRef constructor) {
    if (constructor.owner().equals(Targets.TAPE)) {
      return new Target.OnTape();
    }
    if (constructor.owner().equals("java/lang/AssertionError")) {
      // The message of an assert statement is text.
      return new Target.Sink();
    }
    var container = Containers.constructed(constructor);
    if (container != null) {
      return container;
    }
    return program.source.layout(constructor.owner()).size() > 0
        ? new Target.Method(
            program.isSimple(constructor) ? Layout.values(constructor) : constructor)
        : new Target.Opaque(
            "a new object of "
                + constructor.owner().replace('/', '.')
                + " that holds active values",
            "Use a record or a final class with fields of type double, double[] and the like.");
  }

  // ------------------------------------------------------------------------------------- queries

  /** Whether the value varies: a real that does, or a reference that has a shadow. */
  boolean isActive(Value v) {
    return v.isReal() ? activeReals.get(v.id) : hasShadow(v);
  }

  boolean hasShadow(Value v) {
    return inActiveGroup(v) && program.source.carries(v.type) && !(v.op instanceof Op.Closure);
  }

  boolean inActiveGroup(Value v) {
    return groups.isActive(v);
  }

  /** Whether an object that carries reals is taken from a static field. */
  boolean readsStatics() {
    return body.values.stream()
        .anyMatch(
            v -> v.op instanceof Op.GetStatic && hasGroup(v) && program.source.carries(v.type));
  }

  boolean isStatic(Value v) {
    return groups.isStatic(v);
  }

  Target target(Value call) {
    return Objects.requireNonNull(targets.get(call));
  }

  /** The transformed method that this call becomes, or null if the call stays as it is. */
  @Nullable Variant callee(Value call) {
    var callee = varying(call);
    return callee != null
            && (call.op instanceof Op.Construct || isDelegation(call) || passesOn(call, callee))
        ? callee
        : null;
  }

  /** Whether the call stands for {@code super(...)} or {@code this(...)}: only we can run that. */
  static boolean isDelegation(Value call) {
    return call.op instanceof Op.Call(_, var ref) && ref.isConstructor();
  }

  /** Whether a constructor runs anew as a method on the object that it made. */
  boolean isInitialised(Value v) {
    return v.op instanceof Op.Construct
        && target(v) instanceof Target.Method(var ref)
        && ref.desc().endsWith("V");
  }

  /** The method with bytecode that is called, or null. */
  @Nullable Variant called(Value call) {
    return callees.get(call);
  }

  /** What is known of the parameters, if the reverse sweep runs both sweeps of the call. */
  Replays.@Nullable Parameters replayed(Value call) {
    var callee = callees.get(call);
    return callee == null || callee(call) == null ? null : program.splits.replay(callee.ref);
  }

  /** Whether the call's reverse sweep follows its forward sweep at once. */
  boolean isFused(Value call) {
    return variant.fused.contains(call) && callee(call) != null;
  }

  /** The method that this call gets varying values into, or null if there is none. */
  @Nullable Variant varying(Value call) {
    var callee = callees.get(call);
    if (callee == null || isDelegation(call)) {
      return callee;
    }
    if (isInitialised(call) ? callee.mask.nextSetBit(1) >= 0 : !callee.mask.isEmpty()) {
      return callee;
    }
    var summary = callee.summary();
    return summary != null && summary.makes ? callee : null;
  }

  /**
   * Whether anything that varies comes out of the method. A search, say, takes varying values and
   * tells a place; nobody needs its derivative.
   */
  private static boolean passesOn(Value call, Variant callee) {
    var summary = callee.summary();
    return summary == null
        || summary.clobbers
        || summary.makes
        || summary.active.get(callee.body().params.size())
        || summary.active.intersects(summary.written)
        || Arrays.stream(call.in).anyMatch(x -> x.stripped().op instanceof Op.Closure);
  }

  /** Whether an operand of the call varies, or something that a lambda among them captures. */
  boolean touchesActive(Value call) {
    for (var x : call.in) {
      for (var y : Simplifier.flatten(x)) {
        if (isActive(y) || inActiveGroup(y)) {
          return true;
        }
      }
    }
    return inActiveGroup(call);
  }

  static boolean hasGroup(Value v) {
    return Groups.has(v);
  }

  /** Library types whose objects never change and hold no reals. */
  static boolean isImmutable(String type) {
    return switch (type) {
      case "Ljava/lang/String;",
          "Ljava/lang/Class;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/Character;",
          "Ljava/lang/Byte;",
          "Ljava/lang/Short;",
          "Ljava/io/PrintStream;" ->
          true;
      default -> false;
    };
  }

  int group(Value v) {
    return groups.of(v);
  }

  // --------------------------------------------------------------------------------- propagation

  private void activate(Value v) {
    if (v.isReal()) {
      if (!activeReals.get(v.id)) {
        activeReals.set(v.id);
        changed = true;
      }
    } else {
      groups.activate(v);
    }
  }

  /** Whether there is anything to learn. */
  boolean isStale() {
    return learnt < 0
        || callees.values().stream().anyMatch(v -> v.told() > learnt)
        || asked.stream().anyMatch(v -> v.told() > learnt);
  }

  /** Learns all that follows from what is known of the callees. */
  void step() {
    learnt = program.tick();
    do {
      changed = false;
      body.values.forEach(this::visit);
      var result = body.result();
      if (result != null) {
        escape(result, result);
      }
      changed |= groups.hasChanged();
    } while (changed);
  }

  private void visit(Value v) {
    switch (v.op) {
      case Op.Param _,
          Op.Const _,
          Op.ArrayLength _,
          Op.NewArray _,
          Op.NewObject _,
          Op.InstanceOf _,
          Op.Caught _,
          Op.Monitor _ -> {}
      case Op.Phi _ -> {
        for (var x : v.in) {
          flow(x, v);
          escape(x, v);
        }
      }
      case Op.Cast _ -> flow(v.in[0], v);
      case Op.Arith(var code) -> {
        if (Rule.of(code) != null && Arrays.stream(v.in).anyMatch(this::isActive)) {
          activate(v);
        }
      }
      case Op.Load _, Op.GetField _ -> read(v, v.in[0]);
      case Op.Store _ -> store(v.in[0], v.in[2]);
      case Op.PutField _ -> store(v.in[0], v.in[1]);
      case Op.GetStatic _ -> groups.uniteWithStatics(v);
      case Op.PutStatic _ -> {
        clobbers = true;
        groups.uniteWithStatics(v.in[0]);
      }
      case Op.Closure _ -> {}
      case Op.Dynamic _ -> {}
      case Op.Construct _, Op.Call _ -> call(v, target(v));
    }
  }

  private void read(Value v, Value from) {
    if (v.isReal()) {
      if (inActiveGroup(from)) {
        activate(v);
      }
    } else {
      groups.unite(v, from);
    }
  }

  private void store(Value to, Value x) {
    if (x.isReference()) {
      groups.link(to);
    } else {
      groups.write(to);
    }
    escape(x, to);
    if (x.isReal()) {
      if (isActive(x)) {
        activate(to);
      }
    } else {
      groups.unite(to, x);
    }
  }

  private void flow(Value from, Value to) {
    if (to.isReal()) {
      if (isActive(from)) {
        activate(to);
      }
    } else {
      groups.unite(from, to);
    }
  }

  /** A lambda that becomes an object takes what it captures along. */
  private void escape(Value x, Value to) {
    if (x.stripped().op instanceof Op.Closure) {
      for (var y : Simplifier.flatten(x)) {
        flowInto(y, to);
      }
    }
  }

  private void flowInto(Value y, Value to) {
    if (y.isReal()) {
      if (isActive(y)) {
        activate(to);
      }
    } else {
      groups.unite(y, to);
    }
  }

  private void call(Value v, Target target) {
    switch (target) {
      case Target.Smooth _ -> {
        if (Arrays.stream(v.in).anyMatch(this::isActive)) {
          activate(v);
        }
      }
      case Target.Flat _ -> {}
      case Target.Sink _ -> {
        for (var x : v.in) {
          if (v.isReference()) {
            groups.unite(v, x);
          }
        }
      }
      case Target.Mirror(var manner) -> {
        switch (manner) {
          case ASKS -> {}
          case READS -> gather(v);
          case CHANGES -> bundle(v, target);
        }
      }
      case Target.OnTape _ -> bundle(v, target);
      case Target.Opaque _ -> {
        bundle(v, target);
        boolean calls = Arrays.stream(v.in).anyMatch(x -> x.stripped().op instanceof Op.Closure);
        if (calls || !Layout.isLibrary(owner(v))) {
          clobbers = true;
        }
      }
      case Target.Box _ -> flowInto(v.in[0], v);
      case Target.Unbox _ -> read(v, v.in[0]);
      case Target.Custom(var ref, _, _) -> {
        boolean any = false;
        for (var x : v.in) {
          groups.write(x);
          any |= isActive(x) || inActiveGroup(x);
        }
        var given = program.passive(ref, variant, v.line);
        asked.add(given);
        clobbers |= given.clobbers();
        if (any) {
          activate(v);
        }
      }
      case Target.Method(var ref) -> method(v, ref);
    }
  }

  /**
   * A call of which nothing is known: everything that it gets may be linked by it. What a static
   * field holds keeps apart from a tape, since the sweep that takes it back only reads it.
   */
  private void bundle(Value v, Target target) {
    @Nullable Value first = hasGroup(v) ? v : null;
    for (var x : Containers.moved(v)) {
      for (var y : Simplifier.flatten(x)) {
        boolean apart =
            target instanceof Target.OnTape && hasGroup(y) && isStatic(y) && !isStatic(v.in[0]);
        if (hasGroup(y) && !apart) {
          groups.link(y);
          if (first != null) {
            groups.unite(first, y);
          }
          first = y;
        }
      }
    }
    if (target instanceof Target.OnTape) {
      for (var x : v.in) {
        if (x.isReal() && isActive(x)) {
          activate(v.in[0]);
        }
      }
      if (v.isReal() && inActiveGroup(v.in[0])) {
        activate(v);
      }
    }
  }

  /** A call that takes references out of what it gets. */
  private void gather(Value v) {
    for (var x : Containers.moved(v)) {
      for (var y : Simplifier.flatten(x)) {
        groups.unite(v, y);
      }
    }
  }

  private static String owner(Value v) {
    return switch (v.op) {
      case Op.Call(_, var ref) -> ref.owner();
      case Op.Construct(var ref) -> ref.owner();
      default -> "";
    };
  }

  private void method(Value v, MethodRef ref) {
    var shapes = new ArrayList<Shape>();
    var in = arguments(v);
    var declared = parameters(v.op, ref);
    if (isInitialised(v)) {
      shapes.add(new Shape(v.type, null));
    }
    for (int i = 0; i < v.in.length; i++) {
      shapes.add(Simplifier.shape(v.in[i], declared.get(i)));
    }
    var active = new BitSet();
    for (int i = 0; i < in.size(); i++) {
      active.set(i, isActive(in.get(i)) || inActiveGroup(in.get(i)));
    }
    boolean joint = variant.fused.contains(v);
    var callee = program.variant(ref, shapes, active, aliases(in), joint, variant, v.line);
    callees.put(v, callee);
    var summary = callee.summary();
    if (summary == null) {
      clobbers = true;
      bundle(v, new Target.Opaque("", ""));
      return;
    }
    clobbers |= summary.clobbers;
    makes |= summary.makes;
    in.add(v);
    for (int i = 0; i < in.size(); i++) {
      var x = in.get(i);
      if (i < in.size() - 1 || !v.type.equals("V")) {
        if (summary.active.get(i)) {
          activate(x);
        }
        if (summary.written.get(i) && i < in.size() - 1) {
          groups.write(x);
          if (summary.linked.get(i)) {
            groups.link(x);
          }
        }
        int g = summary.groups.get(i);
        if (g == STATICS) {
          groups.uniteWithStatics(x);
        }
        for (int j = 0; j < i && g >= 0; j++) {
          if (summary.groups.get(j) == g) {
            groups.unite(x, in.get(j));
          }
        }
      }
    }
  }

  /** Which arguments share a group; a caller of this method may have told, too. */
  private List<Integer> aliases(List<Value> in) {
    var first = new HashMap<Integer, Integer>();
    var aliases = new ArrayList<Integer>();
    for (int i = 0; i < in.size(); i++) {
      var x = in.get(i);
      if (!hasGroup(x)) {
        aliases.add(i);
      } else if (groups.isStatic(x)) {
        aliases.add(STATICS);
      } else {
        aliases.add(first.merge(groups.of(x), i, (a, _) -> a));
      }
    }
    return aliases;
  }

  /** The declared types of the operands of a call. */
  static List<String> parameters(Op op, MethodRef ref) {
    var types = new ArrayList<>(Types.parameters(ref.desc()));
    if (op instanceof Op.Call(var code, var target)
        && code != Opcode.INVOKESTATIC
        && Types.parameters(target.desc()).size() == types.size()) {
      types.addFirst(Types.ofInternal(ref.owner()));
    }
    return types;
  }

  Summary summary() {
    var all = new ArrayList<>(body.params);
    var result = body.result();
    if (result != null) {
      all.add(result);
    }
    var first = new HashMap<Integer, Integer>();
    var numbers = new ArrayList<Integer>();
    var active = new BitSet();
    var written = new BitSet();
    var linked = new BitSet();
    for (int i = 0; i < all.size(); i++) {
      var v = all.get(i);
      numbers.add(
          !hasGroup(v)
              ? -1
              : groups.isStatic(v) ? STATICS : first.merge(groups.of(v), i, (a, _) -> a));
      active.set(i, v.isReal() ? isActive(v) : inActiveGroup(v));
      written.set(i, groups.isWritten(v));
      linked.set(i, groups.isLinked(v));
    }
    if (result == null) {
      numbers.add(-1);
    }
    return new Summary(
        numbers, active, written, linked, clobbers || groups.areStaticsWritten(), makes);
  }

  int staticGroup() {
    return groups.ofStatics();
  }

  /** Whether the call may write what is not reached from its operands. */
  boolean clobbers(Value v) {
    var callee = callees.get(v);
    if (callee != null) {
      return callee.clobbers();
    }
    return switch (target(v)) {
      case Target.Opaque _ ->
          !Layout.isLibrary(owner(v))
              || Arrays.stream(v.in).anyMatch(x -> x.stripped().op instanceof Op.Closure);
      case Target.Custom(var ref, _, _) -> program.passive(ref, variant, v.line).clobbers();
      default -> false;
    };
  }

  /** The operands of a call in whose groups it may write. */
  List<Value> written(Value v) {
    var callee = callees.get(v);
    var summary = callee == null ? null : callee.summary();
    if (summary != null) {
      return chosen(v, summary.written());
    }
    return switch (target(v)) {
      case Target.Smooth _, Target.Flat _, Target.Sink _, Target.Box _, Target.Unbox _ -> List.of();
      case Target.Mirror(var manner) -> manner == Target.Manner.CHANGES ? arguments(v) : List.of();
      case Target.Opaque _, Target.Custom _, Target.OnTape _, Target.Method _ -> arguments(v);
    };
  }

  /** The operands of a call in whose groups it may write references. */
  List<Value> linked(Value v) {
    var callee = callees.get(v);
    var summary = callee == null ? null : callee.summary();
    return summary == null ? written(v) : chosen(v, summary.linked());
  }

  private List<Value> chosen(Value call, BitSet which) {
    var in = arguments(call);
    return which.stream().filter(i -> i < in.size()).mapToObj(in::get).toList();
  }

  /**
   * What a call hands to a transformed method: what lambdas among the operands capture, and first
   * the new object if its constructor becomes a method.
   */
  List<Value> arguments(Value call) {
    var in = new ArrayList<Value>();
    if (isInitialised(call)) {
      in.add(call);
    }
    for (var x : call.in) {
      in.addAll(Simplifier.flatten(x));
    }
    return in;
  }

  boolean isWritten(Value v) {
    return groups.isWritten(v);
  }
}
