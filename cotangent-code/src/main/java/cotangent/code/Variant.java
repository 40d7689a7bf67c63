package cotangent.code;

import cotangent.code.Analysis.Summary;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method as it is called with certain parameters active: what is transformed. */
final class Variant {
  final MethodRef ref;
  final List<Shape> shapes;

  /** The flattened parameters that are active. */
  final BitSet mask;

  /**
   * For each flattened parameter, which ones it may share memory with: those of the same number.
   */
  final List<Integer> aliases;

  /** Whether its reverse sweep follows its forward sweep at once. */
  final boolean joint;

  /** The calls whose reverse sweep follows their forward sweep at once. */
  final Set<Value> fused = new LinkedHashSet<>();

  /** By which call it was found first; null for the root. */
  final @Nullable Variant caller;

  final int callLine;

  /** Number within the program, part of the generated methods' names. */
  final int number;

  /** The method that this one is a part of, or this one: what messages name. */
  private MethodRef whole;

  /** What this is a derivative of if its class was made for that, or {@link #whole}. */
  private MethodRef function;

  /** Source file of the class, or of the function's. */
  private String file = "unknown file";

  /** Whether the class was made here, so that naming it would help nobody. */
  private boolean generated;

  private @Nullable Analysis analysis;
  private @Nullable Refusal failure;
  private @Nullable Summary summary;
  private int told;
  private boolean improved;
  private boolean replayed;

  Variant(
      MethodRef ref,
      List<Shape> shapes,
      BitSet mask,
      List<Integer> aliases,
      boolean joint,
      @Nullable Variant caller,
      int callLine,
      int number) {
    this.ref = ref;
    this.whole = ref;
    this.function = ref;
    this.shapes = shapes;
    this.mask = mask;
    this.aliases = aliases;
    this.joint = joint;
    this.caller = caller;
    this.callLine = callLine;
    this.number = number;
  }

  /** A method with nothing active, whose body is at hand. */
  static Variant passive(MethodRef ref, Program program, Body body) {
    var shapes = Shape.of(Types.parameters(ref.desc()));
    var variant = new Variant(ref, shapes, new BitSet(), Program.apart(shapes), false, null, -1, 0);
    variant.analysis = new Analysis(program, variant, body);
    return variant;
  }

  /** Reads the body, if that is possible. */
  void read(Program program) {
    whole = program.source.whole(ref);
    function = whole;
    for (var f = function; f != null; f = program.source.function(f.owner())) {
      function = program.source.whole(f);
    }
    file = program.source.file(function.owner());
    generated = program.source.isMade(whole.owner()) || ref.owner().equals(CheckpointLoop.LOOPS);
    try {
      analysis = new Analysis(program, this, program.body(this));
    } catch (Refusal e) {
      failure = e;
    }
  }

  /**
   * Makes the body cheaper to differentiate and splits it if it is too long, once; says whether its
   * analysis begins anew.
   */
  boolean improve() {
    if (improved || analysis == null) {
      return false;
    }
    improved = true;
    var before = analysis;
    var splits = before.program.splits;
    var kinds = splits.asked(this) ? Kinds.of(before) : null;
    boolean numbered = Numbering.run(before);
    boolean moved = Hoisting.run(before);
    boolean gathered = Twins.gather(before.body);
    boolean named = Exits.run(before.body);
    if (!numbered && !moved && !gathered && !named && kinds == null) {
      return false;
    }
    before.body.number();
    if (kinds != null) {
      splits.apply(before, kinds);
    }
    analysis = new Analysis(before.program, this, before.body);
    return true;
  }

  /** Looks for what can be fused; says whether the analysis begins anew. */
  boolean fuse() {
    var before = analysis;
    if (!joint || before == null || !new Fusion(before).extend()) {
      return false;
    }
    analysis = new Analysis(before.program, this, before.body);
    return true;
  }

  /** Whether one method may have both sweeps. */
  boolean mayFuse() {
    var known = analysis();
    return joint
        && known.body.guarded.isEmpty()
        && known.body.returns()
        && !known.program.splits.isApart(this);
  }

  /**
   * Whether its two sweeps are methods of their own. So they are where nothing is fused, but for
   * methods without loops: two short loops are compiled better each by itself.
   */
  boolean isApart() {
    return !mayFuse() || (fused.isEmpty() && !body().loops.isEmpty());
  }

  /**
   * Looks for a loop whose iterations can be run again when they are reversed; says whether one was
   * found, and the analysis begins anew.
   */
  boolean replay(Map<Variant, Stability.Unstable> unstable) {
    var before = analysis;
    if (replayed || before == null) {
      return false;
    }
    var splits = before.program.splits;
    if (!splits.recomputing || splits.replay(ref) != null || splits.sums(ref) != null) {
      return false;
    }
    var found = new Replays(before, unstable).find();
    if (found == null) {
      replayed = true;
      return false;
    }
    before.program.splits.move(before, found);
    analysis = new Analysis(before.program, this, before.body);
    return true;
  }

  /** Analyses the method anew if there is anything to learn; says whether there was. */
  boolean step() {
    if (analysis == null || !analysis.isStale()) {
      return false;
    }
    analysis.step();
    var before = summary;
    summary = analysis.summary();
    if (!summary.equals(before)) {
      told = analysis.program.tick();
    }
    return true;
  }

  /** When its callers had something new to learn last; see {@link Program#tick}. */
  int told() {
    return told;
  }

  /** Whether it may write what others can see, beside what it is given. */
  boolean clobbers() {
    var known = summary();
    return known == null || known.clobbers();
  }

  /** Whether the method returns something that may vary. */
  boolean hasActiveResult() {
    var result = body().result();
    return result != null && analysis().isActive(result);
  }

  /** What is known so far, or null if the body cannot be read. */
  @Nullable Summary summary() {
    return failure != null ? null : summary == null ? nothing() : summary;
  }

  private Summary nothing() {
    var types = Lambda.flatten(shapes);
    var groups = new ArrayList<Integer>();
    for (int i = 0; i <= types.size(); i++) {
      groups.add(-1);
    }
    return new Summary(groups, new BitSet(), new BitSet(), new BitSet(), false, false);
  }

  Analysis analysis() {
    if (failure != null) {
      throw refuse(failure);
    }
    return java.util.Objects.requireNonNull(analysis);
  }

  /** Whether the class was made here. */
  boolean isGenerated() {
    return generated;
  }

  /** Whether the body could be read. */
  boolean isRead() {
    return analysis != null;
  }

  Body body() {
    return analysis().body;
  }

  String name() {
    return (ref.isConstructor() ? "new" : ref.name().replace('<', '_').replace('>', '_'))
        + "$"
        + number;
  }

  /** The exception for a reason found in this method. */
  NotDifferentiableException refuse(Refusal reason) {
    var at = this;
    int line = reason.line;
    while (at.generated && at.caller != null) {
      line = at.callLine;
      at = at.caller;
    }
    var text = new StringBuilder("Cannot differentiate ");
    text.append(at.where(line)).append(": ").append(reason.getMessage()).append('.');
    line = at.callLine;
    boolean part = at.isPart();
    for (var v = at.caller; v != null; v = v.caller) {
      if (!v.generated && !part) {
        text.append("\n  called from ").append(v.where(line));
      }
      part = v.isPart();
      line = v.callLine;
    }
    text.append("\n  ").append(reason.remedy);
    return new NotDifferentiableException(text.toString());
  }

  private boolean isPart() {
    return !whole.equals(ref);
  }

  private String where(int line) {
    var name = function.owner().replace('/', '.') + "." + function.name();
    var parameters = new ArrayList<String>();
    Types.parameters(function.desc()).forEach(t -> parameters.add(Types.desc(t).displayName()));
    return (function.equals(whole) ? "" : "a derivative of ")
        + name
        + "("
        + String.join(", ", parameters)
        + ") at "
        + file
        + (line > 0 && function.equals(whole) ? ":" + line : "");
  }

  /** The types of the flattened parameters. */
  List<String> types() {
    return Lambda.flatten(shapes);
  }

  /** Declared type of the result. */
  String result() {
    return Types.result(ref.desc());
  }
}
