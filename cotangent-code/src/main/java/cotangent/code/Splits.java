package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The methods whose derivatives were too long, and the parts that they were split into. */
final class Splits {
  private static final String PART = "cotangent/code/Part";

  /** So often is a method split more finely; then the best attempt counts. */
  private static final int ATTEMPTS = 4;

  private final ClassSource source;
  final boolean recomputing;
  private final Map<Program.Key, Split> splits = new HashMap<>();

  /** The classes that hold parts. */
  private final Map<Content, String> owners = new HashMap<>();

  /** For the class of a part, how long the derivative was of what it is a part of. */
  private final Map<String, Double> before = new HashMap<>();

  /** What is known of a method that is split, and the parts that were made of it. */
  private static final class Split {
    /** The length of its derivative as it was read. */
    private final double length;

    /** The weight that it and its parts may have. */
    private double budget;

    private int attempts;
    private double shortest;
    private double best = Double.POSITIVE_INFINITY;
    private boolean done;

    Split(Variant variant, double length, double aim) {
      this.length = length;
      shortest = length;
      budget = Weight.of(variant.body(), variant.analysis()::isActive) * aim / length;
    }

    /** Splits more finely, or takes the best attempt if that is in vain; says if to try again. */
    boolean retry(double found, double aim) {
      if (done) {
        return false;
      }
      if (found < shortest) {
        shortest = found;
        best = budget;
      }
      double finer = budget / Math.max(found / aim, 1.4);
      done = finer < Weight.LEAST || ++attempts == ATTEMPTS;
      if (done && budget == best) {
        return false;
      }
      budget = done ? best : finer;
      return true;
    }
  }

  /**
   * Nothing is split to begin with.
   *
   * @param recomputing whether iterations are to be run again
   */
  Splits(ClassSource source, boolean recomputing) {
    this.recomputing = recomputing;
    this.source = source;
  }

  /**
   * Asks for a method to be split, or into smaller parts than before.
   *
   * @param length of its derivative
   * @param aim what it should be at most
   * @return whether that is worth another attempt
   */
  boolean add(Variant variant, double length, double aim) {
    if (!variant.body().guarded.isEmpty()) {
      // Handlers belong to a method as a whole.
      return false;
    }
    var key = Program.Key.of(variant);
    var known = splits.get(key);
    if (known != null) {
      return known.retry(length, aim);
    }
    if (length > 0.8 * before.getOrDefault(variant.ref.owner(), Double.POSITIVE_INFINITY)) {
      return false;
    }
    splits.put(key, new Split(variant, length, aim));
    return true;
  }

  /** Whether the method is to be split. */
  boolean asked(Variant variant) {
    return splits.containsKey(Program.Key.of(variant));
  }

  /** Splits a method, after it has been analysed. */
  void apply(Analysis analysis, Kinds kinds) {
    var split = Objects.requireNonNull(splits.get(Program.Key.of(analysis.variant)));
    var parts = new Parts(analysis.program, analysis.variant.ref, split.length, "");
    kinds.inheritNames(analysis.body);
    new Splitter(
            analysis.body, new Outliner(analysis.body, parts, kinds), kinds.active(), split.budget)
        .run();
  }

  /** For the class of a part that is a replayed loop's body, what is known of its parameters. */
  private final Map<String, Replays.Parameters> replays = new HashMap<>();

  /** Notes that a part is the body of a loop that is replayed. */
  void replayed(MethodRef part, Replays.Parameters parameters) {
    replays.put(part.owner(), parameters);
  }

  /** What is known of the parameters of such a part, or null for another method. */
  Replays.@Nullable Parameters replay(MethodRef method) {
    return replays.get(method.owner());
  }

  /** Makes the body of a loop a part of its own. */
  void move(Analysis analysis, Replays.Replay replay) {
    Replays.move(replay, analysis.body, outliner(analysis, "replayed"), this);
  }

  /** The methods whose two sweeps would be too long in one method. */
  private final Set<Program.Key> apart = new HashSet<>();

  void setApart(Variant variant) {
    apart.add(Program.Key.of(variant));
  }

  boolean isApart(Variant variant) {
    return apart.contains(Program.Key.of(variant));
  }

  /** For the class of a part that is the body of a fused loop, which parameters are sums. */
  private final Map<String, BitSet> fused = new HashMap<>();

  /** Notes that a part is the body of a fused loop. */
  void fused(MethodRef part, BitSet sums) {
    fused.put(part.owner(), sums);
  }

  /** Which parameters of the body of a fused loop are sums, or null for another method. */
  @Nullable BitSet sums(MethodRef method) {
    return fused.get(method.owner());
  }

  /** An outliner that makes the body of a loop a part of its own, of a kind. */
  Outliner outliner(Analysis analysis, String kind) {
    var parts = new Parts(analysis.program, analysis.variant.ref, Double.POSITIVE_INFINITY, kind);
    return new Outliner(analysis.body, parts, Kinds.of(analysis));
  }

  /**
   * What makes parts the same: the method that they are of, and a class file without a name, and
   * the kind.
   */
  private record Content(MethodRef method, ByteBuffer bytes, String kind) {}

  /** Makes classes of the parts of one method. */
  final class Parts {
    private final Program program;
    private final MethodRef method;
    private final double length;
    private final String kind;

    private Parts(Program program, MethodRef method, double length, String kind) {
      this.program = program;
      this.method = method;
      this.length = length;
      this.kind = kind;
    }

    /**
     * The method that holds a part. What is read again is split again, and then the same part has
     * the same name. The class is read like any other and never loaded: its methods are copied.
     */
    MethodRef add(String desc, Function<MethodRef, Body> body) {
      var name = (method.isConstructor() ? "new" : method.name()).replaceAll("[<>]", "_");
      var part =
          Variant.passive(
              new MethodRef(PART, name, desc, false),
              program,
              body.apply(new MethodRef(PART, name, desc, false)));
      var owner =
          owners.computeIfAbsent(
              new Content(method, ByteBuffer.wrap(write(PART, part)), kind),
              _ -> {
                var made = PART + "$" + owners.size();
                source.addPart(made, write(made, part), method);
                before.put(made, length);
                return made;
              });
      return new MethodRef(owner, name, desc, false);
    }

    private static byte[] write(String owner, Variant part) {
      var self = ClassDesc.ofInternalName(owner);
      return ClassFile.of()
          .build(
              self,
              cb ->
                  cb.withVersion(Targets.READ_ONLY, 0)
                      .withMethodBody(
                          part.ref.name(),
                          MethodTypeDesc.ofDescriptor(part.ref.desc()),
                          ClassFile.ACC_STATIC,
                          code -> PrimalEmitter.emit(part, code, self)));
    }
  }
}
