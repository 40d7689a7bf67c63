package cotangent.code;

import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses what would make a derivative wrong, once it is known what is active. */
final class Check {
  private static final String CLOSURE_REMEDY =
      "Call the lambda where it is made, or pass it as a parameter to a method of yours.";
  private final Analysis analysis;
  private final boolean caught;

  /**
   * @param caught whether any method of the program catches exceptions
   */
  Check(Analysis analysis, boolean caught) {
    this.analysis = analysis;
    this.caught = caught;
  }

  void run() {
    try {
      analysis.body.values.forEach(this::visit);
      handlers();
      var result = analysis.body.result();
      if (result != null) {
        closure(result, result);
      }
    } catch (Refusal e) {
      throw analysis.variant.refuse(e);
    }
  }

  private void visit(Value v) {
    switch (v.op) {
      case Op.PutStatic(var field) -> {
        if (analysis.isActive(v.in[0]) || analysis.inActiveGroup(v.in[0])) {
          throw new Refusal(
              v.line,
              "a write of an active value to the static field " + field,
              "Pass it as a parameter or return it.");
        }
      }
      case Op.Store _, Op.PutField _ -> {
        var x = v.in[v.in.length - 1];
        if (analysis.isActive(x) && analysis.isStatic(v.in[0]) && !isFresh(v.in[0])) {
          throw new Refusal(
              v.line,
              "a write of an active value to an array or object that a static field holds",
              "Make the array in the method or pass it as a parameter.");
        }
      }
      case Op.Call _, Op.Construct _ -> call(v, analysis.target(v));
      case Op.Dynamic(var site) -> {
        var owner = ((DirectMethodHandleDesc) site.bootstrapMethod()).owner().displayName();
        boolean plain =
            owner.equals("StringConcatFactory")
                || owner.equals("ObjectMethods")
                || owner.equals("SwitchBootstraps")
                || owner.equals("Linking");
        if (!plain && analysis.touchesActive(v)) {
          throw new Refusal(
              v.line,
              "a call of " + site.invocationName() + " by " + owner + " with an active value",
              "Write it in plain Java.");
        }
      }
      case Op.Caught _ -> {
        if (!Layout.isLibrary(Types.internal(v.type)) && analysis.program.source.carries(v.type)) {
          throw new Refusal(
              v.line,
              "a catch clause of " + Types.desc(v.type).displayName() + ", which can hold reals",
              "Let exceptions hold no reals, or return the value.");
        }
      }
      case Op.Phi _ -> closures(v);
      default -> {}
    }
    if (v.op instanceof Op.Store || v.op instanceof Op.PutField) {
      closures(v);
    }
    if (v.op instanceof Op.PutField(var field)
        && analysis.variant.ref.isConstructor()
        && v.in[1].stripped().op instanceof Op.Construct(var made)
        && analysis.program.source.closures.find(made.owner()) != null
        && analysis.program.source.isFinalField(field)) {
      throw new Refusal(
          v.line,
          "a lambda that a constructor makes and keeps in the final field " + field,
          "Make the lambda in the function and pass it to the constructor, or let the field not be"
              + " final.");
    }
  }

  /** Whether it was made here; then no static field holds it, or that would be refused. */
  private static boolean isFresh(Value object) {
    return object.stripped().op instanceof Op.NewArray
        || object.stripped().op instanceof Op.Construct;
  }

  private void call(Value v, Target target) {
    switch (target) {
      case Target.Opaque(var reason, var remedy) -> {
        for (var x : v.in) {
          for (var y : Simplifier.flatten(x)) {
            if (analysis.isActive(y) || analysis.inActiveGroup(y)) {
              var stream = Pipelines.refusal(v, analysis.body);
              throw stream != null ? stream : new Refusal(v.line, reason, remedy);
            }
          }
        }
      }
      case Target.Method _ -> {
        var callee = analysis.varying(v);
        if (callee != null) {
          callee.analysis();
          twice(v, callee);
          Containers.checkKeys(v, analysis);
        }
      }
      case Target.Custom(var ref, _, _) -> {
        for (var x : v.in) {
          if (analysis.hasShadow(x) && !Targets.isRealArray(x.type)) {
            throw new Refusal(
                v.line,
                "an active "
                    + Types.desc(x.type).displayName()
                    + " passed to "
                    + ref
                    + ", which has its own derivative",
                "Such a method takes reals and arrays of reals.");
          }
        }
      }
      case Target.Sink _ -> closures(v);
      case Target.Mirror(var manner) -> {
        closures(v);
        if (manner != Target.Manner.ASKS) {
          moves(v, manner);
          Containers.checkKeys(v, analysis);
        }
      }
      case Target.Smooth _, Target.Flat _, Target.Box _, Target.Unbox _, Target.OnTape _ -> {}
    }
  }

  /** Refuses what cannot be done to the shadows, too. */
  private void moves(Value v, Target.Manner manner) {
    for (var x : Containers.moved(v)) {
      if (analysis.hasShadow(v) && analysis.inActiveGroup(x) && !analysis.hasShadow(x)) {
        throw new Refusal(
            v.line,
            "a list or map in a variable of type " + Types.desc(x.type).displayName(),
            "Declare it as a List or Map.");
      }
    }
    // What makes a copy returns it, and arraycopy has five operands.
    boolean copies =
        v.isReference()
            && v.op instanceof Op.Call(_, var ref)
            && (Types.isArray(ref.owner()) || ref.owner().equals("java/util/Arrays"));
    var to = v.in.length == 0 ? v : v.in[v.in.length == 5 ? 2 : 0];
    if (manner == Target.Manner.CHANGES
        && !copies
        && analysis.hasShadow(to)
        && analysis.isStatic(to)
        && !isFresh(to)) {
      throw new Refusal(
          v.line,
          "a write of an active value to an array, list or map that a static field holds",
          "Make it in the method or pass it as a parameter.");
    }
  }

  /** A constructor of an object that varies runs twice. */
  private void twice(Value v, Variant constructor) {
    if (v.op instanceof Op.Construct) {
      var effect = Effects.of(constructor, analysis.isInitialised(v));
      if (effect != null) {
        throw new Refusal(
            v.line,
            "a constructor with an effect beyond the new object, "
                + effect.what()
                + ", which would happen twice",
            "Move that into a static method that calls the constructor.");
      }
    }
  }

  // ------------------------------------------------------------------------------ try statements

  /** Blocks from which control may come to the end of the method. */
  static Set<Block> returning(Body body) {
    var returning = new HashSet<Block>();
    var work = new ArrayDeque<>(List.of(body.exit));
    while (!work.isEmpty()) {
      var block = work.pop();
      if (returning.add(block)) {
        work.addAll(block.pred);
      }
    }
    return returning;
  }

  /** Whether a handler of the method does more than to throw again. */
  static boolean catches(Body body) {
    var returning = returning(body);
    return body.guarded.stream().anyMatch(r -> returning.contains(r.handler()));
  }

  /**
   * The reverse sweep passes over guarded code that failed, so nothing that it did may stay. Code
   * that was made here has been looked at in the form in which the user wrote it.
   */
  private void handlers() {
    for (var block : analysis.body.blocks) {
      if (caught
          && block.end instanceof Block.End.Throw(var v)
          && analysis.inActiveGroup(v)
          && analysis.program.source.carries(v.type)) {
        throw new Refusal(
            v.line,
            "an exception that holds an active value, in a program that catches exceptions",
            "Let exceptions hold numbers that do not vary, or return the value.");
      }
    }
    if (analysis.variant.isGenerated()) {
      return;
    }
    var returning = returning(analysis.body);
    for (var region : analysis.body.guarded) {
      if (returning.contains(region.handler())) {
        for (var block : region.blocks()) {
          block.code.forEach(v -> stays(v, region.blocks()));
        }
      }
    }
  }

  private void stays(Value v, Set<Block> guarded) {
    boolean stays =
        switch (v.op) {
          case Op.Store _, Op.PutField _ -> {
            var x = v.in[v.in.length - 1];
            yield analysis.program.source.carries(x.type) && !isFresh(v.in[0], guarded);
          }
          case Op.Call _, Op.Construct _ ->
              analysis.written(v).stream()
                  .anyMatch(x ->
                      x != v
                          && Analysis.hasGroup(x)
                          && analysis.program.source.carries(x.type)
                          && !isFresh(x, guarded));
          default -> false;
        };
    if (stays) {
      throw new Refusal(
          v.line,
          "a write to an array or object, in a try statement whose exceptions are caught",
          "Let the try statement compute a result, and write it afterwards.");
    }
  }

  private static boolean isFresh(Value object, Set<Block> guarded) {
    return isFresh(object) && guarded.contains(object.stripped().block);
  }

  /** A lambda that becomes an object must not capture anything active. */
  private void closures(Value v) {
    for (var x : v.in) {
      closure(v, x);
    }
  }

  private void closure(Value at, Value x) {
    if (x.stripped().op instanceof Op.Closure) {
      for (var y : Simplifier.flatten(x)) {
        if (analysis.isActive(y) || analysis.inActiveGroup(y)) {
          throw new Refusal(
              at.line,
              "a lambda that captures an active value is stored, returned or chosen among several",
              CLOSURE_REMEDY);
        }
      }
    }
  }
}
