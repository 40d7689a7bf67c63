package cotangent.code;

import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All the methods that a derivative is made of, analysed together. */
final class Program {
  final ClassSource source;
  final Targets targets;
  final Splits splits;
  private final Sweeps sweeps;
  private final Simplifier.Known known;
  private final Classes classes;
  private final Map<Key, Variant> variants = new HashMap<>();
  private final List<Variant> order = new ArrayList<>();
  private final Map<MethodRef, Optional<Body>> shortBodies = new HashMap<>();

  /** What tells the variants of methods apart. */
  record Key(MethodRef ref, List<Shape> shapes, BitSet mask, List<Integer> aliases, boolean joint) {
    static Key of(Variant v) {
      return new Key(v.ref, v.shapes, v.mask, v.aliases, v.joint);
    }
  }

  Program(
      ClassSource source,
      Targets targets,
      Splits splits,
      Sweeps sweeps,
      Classes classes,
      Simplifier.Known known) {
    this.source = source;
    this.splits = splits;
    this.sweeps = sweeps;
    this.targets = targets;
    this.classes = classes;
    this.known = known;
  }

  /** What a call means. */
  Target target(Value call) {
    var op = (Op.Call) call.op;
    return targets.of(op.code(), op.target(), call.in, classes);
  }

  /**
   * Analyses a method and all that it calls. The mask grows if the method makes further parameters
   * active, by storing active values in them.
   *
   * @param given the flattened parameters that are what a lambda captures or other constants
   */
  Variant analyse(MethodRef ref, List<Shape> shapes, BitSet mask, BitSet given) {
    var aliases = given(shapes, given);
    while (true) {
      var root = variant(ref, shapes, mask, aliases, sweeps == Sweeps.JOINT, null, -1);
      solve();
      if (classes.add(constructed())) {
        // What calls mean depends on the classes that are known.
        variants.clear();
        order.clear();
        continue;
      }
      var grown = (BitSet) mask.clone();
      var summary = root.summary();
      if (summary != null) {
        grown.or(summary.active());
        grown.clear(root.types().size());
      }
      if (grown.equals(mask)) {
        var apart = aliases;
        aliases = withStatics(root, given, grown, aliases);
        if (!aliases.equals(apart)) {
          continue;
        }
        if (improve(root) || fuse(root) || (sweeps != Sweeps.TANGENT && replay(root))) {
          continue;
        }
        var reached = new LinkedHashSet<Variant>();
        reach(root, Analysis::varying, reached);
        Text.check(reached, order);
        boolean caught = reached.stream().anyMatch(v -> Check.catches(v.body()));
        reached.forEach(v -> new Check(v.analysis(), caught).run());
        return root;
      }
      mask = grown;
    }
  }

  /**
   * What is captured and has active values stored in it may be held by a static field, too. Where
   * static fields are read, it shares their group, in which such a store is refused.
   */
  private List<Integer> withStatics(
      Variant root, BitSet given, BitSet active, List<Integer> aliases) {
    var reached = new LinkedHashSet<Variant>();
    reach(root, reached);
    if (reached.stream().noneMatch(v -> v.analysis().readsStatics())) {
      return aliases;
    }
    var shared = new ArrayList<>(aliases);
    for (int i = active.nextSetBit(0); i >= 0; i = active.nextSetBit(i + 1)) {
      if (given.get(i)) {
        shared.set(i, Analysis.STATICS);
      }
    }
    return shared;
  }

  /** Makes the methods cheaper to differentiate; says whether they must be analysed once more. */
  private static boolean improve(Variant root) {
    var reached = new LinkedHashSet<Variant>();
    reach(root, reached);
    boolean any = false;
    for (var variant : reached) {
      any |= variant.improve();
    }
    return any;
  }

  private static boolean fuse(Variant root) {
    var reached = new LinkedHashSet<Variant>();
    reach(root, reached);
    boolean any = false;
    for (var variant : reached) {
      any |= variant.fuse();
    }
    return any;
  }

  private static boolean replay(Variant root) {
    var unstable = Stability.solve(root);
    boolean any = false;
    for (var variant : unstable.keySet()) {
      any |= variant.replay(unstable);
    }
    return any;
  }

  /** The classes that the program makes objects of, and those that initialisers make. */
  private Set<String> constructed() {
    var made = new LinkedHashSet<String>();
    var initialised = new LinkedHashSet<String>();
    for (var variant : order) {
      if (variant.isRead()) {
        for (var v : variant.body().values) {
          switch (v.op) {
            case Op.Construct(var constructor) -> made.add(constructor.owner());
            case Op.GetStatic(var field) -> initialised.add(field.owner());
            default -> {}
          }
        }
      }
    }
    initialised.forEach(type -> made.addAll(source.madeWhenInitialised(type)));
    return made;
  }

  private int clock;

  /** Tells the order of events: the next moment. */
  int tick() {
    return ++clock;
  }

  private void solve() {
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i < order.size(); i++) {
        changed |= order.get(i).step();
      }
    }
  }

  /** Every transformed method that a call from this one reaches, this one first. */
  static void reach(Variant from, Set<Variant> reached) {
    reach(from, Analysis::callee, reached);
  }

  private static void reach(
      Variant from, BiFunction<Analysis, Value, @Nullable Variant> calls, Set<Variant> reached) {
    if (reached.add(from)) {
      for (var v : from.body().values) {
        var callee = calls.apply(from.analysis(), v);
        if (callee != null) {
          reach(callee, calls, reached);
        }
      }
    }
  }

  Variant variant(
      MethodRef ref,
      List<Shape> shapes,
      BitSet mask,
      List<Integer> aliases,
      boolean joint,
      @Nullable Variant caller,
      int line) {
    var key = new Key(ref, List.copyOf(shapes), (BitSet) mask.clone(), aliases, joint);
    var variant = variants.get(key);
    if (variant == null) {
      variant = new Variant(ref, key.shapes, key.mask, aliases, joint, caller, line, order.size());
      variants.put(key, variant);
      order.add(variant);
      variant.read(this);
    }
    return variant;
  }

  /** Parameters of which no two share memory. */
  static List<Integer> apart(List<Shape> shapes) {
    return IntStream.range(0, Lambda.flatten(shapes).size()).boxed().toList();
  }

  /** What a lambda captures may be one object under two names, or lead from one to the other. */
  private static List<Integer> given(List<Shape> shapes, BitSet given) {
    var types = Lambda.flatten(shapes);
    var aliases = new ArrayList<>(apart(shapes));
    int first = -1;
    for (int i = given.nextSetBit(0); i >= 0; i = given.nextSetBit(i + 1)) {
      if (mayShare(types.get(i))) {
        first = first < 0 ? i : first;
        aliases.set(i, first);
      }
    }
    return List.copyOf(aliases);
  }

  /** Sources of random numbers hold nothing that is the user's. */
  private static boolean mayShare(String type) {
    return Types.kind(type) == 'A'
        && !Analysis.isImmutable(type)
        && switch (type) {
          case "Ljava/util/Random;",
              "Ljava/util/SplittableRandom;",
              "Ljava/util/random/RandomGenerator;" ->
              false;
          default -> true;
        };
  }

  /** The method as it is called with nothing active. */
  Variant passive(MethodRef ref, Variant caller, int line) {
    var shapes = Shape.of(Types.parameters(ref.desc()));
    return variant(ref, shapes, new BitSet(), apart(shapes), false, caller, line);
  }

  private final Map<MethodRef, Boolean> simple = new HashMap<>();

  /**
   * Whether a constructor does nothing with the object but set fields and read them back, so that
   * it can be read as a method that returns the fields.
   */
  boolean isSimple(MethodRef constructor) {
    var known = simple.get(constructor);
    if (known == null) {
      known = readsAsValues(constructor);
      simple.put(constructor, known);
    }
    return known;
  }

  private boolean readsAsValues(MethodRef constructor) {
    try {
      var values = Layout.values(constructor);
      var found = find(constructor.owner(), constructor.name(), constructor.desc());
      var shapes = Shape.of(Types.parameters(constructor.desc()));
      for (var v : FrontEnd.read(found.method(), values, shapes, source).values) {
        if (v.op instanceof Op.Closure) {
          // The field must hold the object that stands for the lambda.
          return false;
        }
        if (v.op instanceof Op.Call(_, var ref)
            && ref.isConstructor()
            && ref.desc().endsWith(Layout.TYPE)
            && !isSimple(
                new MethodRef(
                    ref.owner(),
                    ref.name(),
                    Types.method(Types.parameters(ref.desc()), "V"),
                    false))) {
          return false;
        }
      }
      return true;
    } catch (Refusal _) {
      return false;
    }
  }

  Body body(Variant variant) {
    var body = read(variant.ref, variant.shapes);
    new Inliner(body, targets, classes, this::shortBody).run();
    Fields.run(body, targets, source);
    Elements.run(body);
    return body;
  }

  /** The body of a method that may be put where it is called, or null if it may not. */
  private @Nullable Body shortBody(MethodRef ref) {
    var body = shortBodies.get(ref);
    if (body == null) {
      // A method that calls itself is met again here, and stays a call.
      shortBodies.put(ref, Optional.empty());
      body = readShort(ref);
      shortBodies.put(ref, body);
    }
    return body.orElse(null);
  }

  private Optional<Body> readShort(MethodRef ref) {
    var found = source.resolve(ref.owner(), ref.name(), ref.desc());
    boolean takes = !ref.isConstructor() && !Layout.isLibrary(ref.owner()) && found.isPresent();
    if (!takes || !Inliner.isShort(found.get().method())) {
      return Optional.empty();
    }
    var types = new ArrayList<>(Types.parameters(ref.desc()));
    if (!found.get().has(AccessFlag.STATIC)) {
      types.addFirst(Types.ofInternal(ref.owner()));
    }
    try {
      var body = read(ref, Shape.of(types));
      var inliner = new Inliner(body, targets, classes, this::shortBody);
      inliner.run();
      Elements.run(body);
      return inliner.isSimple() ? Optional.of(body) : Optional.empty();
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  private Body read(MethodRef ref, List<Shape> shapes) {
    var found =
        ref.isConstructor()
            ? find(ref.owner(), ref.name(), ref.desc().replaceFirst("\\).*", ")V"))
            : find(ref.owner(), ref.name(), ref.desc());
    var body = FrontEnd.read(found.method(), ref, shapes, source);
    Pipelines.run(body, source);
    Views.run(body);
    new Simplifier(body, source.closures, known).run();
    return body;
  }

  private ClassSource.Found find(String owner, String name, String desc) {
    source.get(owner, -1);
    return source
        .resolve(owner, name, desc)
        .orElseThrow(() ->
            new Refusal(
                -1,
                "the method "
                    + name
                    + desc
                    + " is not in the class file of "
                    + owner.replace('/', '.'),
                "Compile the class again; it changed after it was loaded."));
  }
}
