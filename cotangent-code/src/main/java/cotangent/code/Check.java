package cotangent.code;

import java.lang.constant.DirectMethodHandleDesc;

/** Refuses what would make a derivative wrong, once it is known what is active. */
final class Check {
  private static final String CLOSURE_REMEDY =
      "Call the lambda where it is made, or pass it as a parameter to a method of yours.";
  private final Analysis analysis;

  Check(Analysis analysis) {
    this.analysis = analysis;
  }

  void run() {
    try {
      analysis.body.values.forEach(this::visit);
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
        parsed(v);
        for (var x : v.in) {
          for (var y : Simplifier.flatten(x)) {
            if (analysis.isActive(y) || analysis.inActiveGroup(y)) {
              throw new Refusal(v.line, reason, remedy);
            }
          }
        }
      }
      case Target.Method _ -> {
        var callee = analysis.varying(v);
        if (callee != null) {
          callee.analysis();
          twice(v, callee);
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
      case Target.Sink _, Target.Mirror _ -> closures(v);
      case Target.Smooth _, Target.Flat _, Target.Box _, Target.Unbox _, Target.OnTape _ -> {}
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

  /** Text of an active value is passive, so it must not become a number again. */
  private void parsed(Value v) {
    boolean parses =
        v.op instanceof Op.Call(_, var ref)
            && (ref.owner().equals("java/lang/Double") || ref.owner().equals("java/lang/Float"))
            && ref.desc().startsWith("(Ljava/lang/String;)");
    if (parses && isTextOfActive(v.in[0].stripped())) {
      throw new Refusal(
          v.line,
          "a number that is read from the text of an active value",
          "Use the value itself, or round it with Math.rint.");
    }
  }

  private boolean isTextOfActive(Value text) {
    boolean made =
        text.op instanceof Op.Dynamic
            || (text.op instanceof Op.Call && analysis.target(text) instanceof Target.Sink);
    if (made) {
      for (var x : text.in) {
        if (analysis.isActive(x) || isTextOfActive(x.stripped())) {
          return true;
        }
      }
    }
    return false;
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
