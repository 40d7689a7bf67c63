package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Lambda.Kind;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes derivatives of functions of any parameters, some of them active, that take and return
 * values as {@link Trees} knows them. What is passive is treated like what a lambda captures.
 */
final class Forms {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  /** What is made. */
  enum Form {
    /** {@code (captured, arguments, Tape)}: the gradient of the one active parameter. */
    GRADIENT,

    /** {@code (captured, arguments, Tape)}: value and gradient, or the partial gradients. */
    PARTIALS,

    /** As in {@link ValueAndGradient}, whose two methods both are made. */
    VALUE_AND_GRADIENT,

    /** {@code (captured, x, dx)}: the tangent of the result. */
    JVP,

    /** {@code (captured, x, dx)}: the result and its tangent. */
    VALUE_AND_JVP,

    /** {@code (captured, double x)}: value and derivative. */
    VALUE_AND_DERIVATIVE,

    /** {@code (captured, x, adjoint, Tape)}: the adjoint of x. */
    VJP
  }

  /**
   * What is asked for.
   *
   * @param active which of the arguments vary
   * @param output the class of the result, as an internal name; empty if it is plain
   */
  record Request(Form form, Lambda function, List<Integer> active, String output) {

    /** What a method of the API asks for: the chosen parameters come after a colon. */
    static Request of(Form form, String verb, Lambda f) {
      int colon = verb.indexOf(':');
      var active =
          colon < 0
              ? List.of(0)
              : Arrays.stream(verb.substring(colon + 1).split(",")).map(Integer::valueOf).toList();
      var output =
          switch (form) {
            case GRADIENT, JVP, VJP -> "";
            case VALUE_AND_GRADIENT -> "cotangent/code/ValueAndGradient$Result";
            case PARTIALS -> f.type() + (colon < 0 ? "$Result" : "$Partials");
            case VALUE_AND_JVP -> "cotangent/code/Jvp";
            case VALUE_AND_DERIVATIVE -> "cotangent/code/ValueAndDerivative$Result";
          };
      return new Request(form, f, active, output);
    }
  }

  /**
   * A class that was made.
   *
   * @param overwrites whether the function may write to its arguments, so that they are copied
   * @param arguments how many it takes
   */
  record Result(Made made, boolean overwrites, int arguments) {}

  /** The types of a function's arguments, without what it captures, and of its result. */
  record Signature(List<String> arguments, String result) {

    /** The implementation's own types, but the call's where those are more special. */
    static Signature of(Lambda f) {
      var types = new ArrayList<>(Types.parameters(f.target().desc()));
      if (f.kind() != Kind.STATIC && f.kind() != Kind.CONSTRUCTOR) {
        types.addFirst(Types.ofInternal(f.target().owner()));
      }
      var own = types.subList(Math.min(types.size(), f.captured().size()), types.size());
      var called = Types.parameters(f.instantiated());
      var arguments = new ArrayList<String>();
      for (int i = 0; i < own.size(); i++) {
        boolean special = Types.kind(own.get(i)) == 'A' && i < called.size();
        var type = special && Types.kind(called.get(i)) == 'A' ? called.get(i) : own.get(i);
        arguments.add(type);
      }
      var result =
          f.kind() == Kind.CONSTRUCTOR
              ? Types.ofInternal(f.target().owner())
              : Types.result(f.target().desc());
      return new Signature(List.copyOf(arguments), result);
    }
  }

  private final Compiler compiler;
  private final ClassSource source;
  private final Map<Key, Result> made = new HashMap<>();

  /** A request and the classes of which objects are known to come along. */
  private record Key(Request request, Set<String> classes) {}

  Forms(Compiler compiler, ClassSource source) {
    this.compiler = compiler;
    this.source = source;
  }

  Result make(Request request) {
    var key = new Key(request, compiler.known());
    var known = made.get(key);
    if (known == null) {
      var builder = new Builder(request);
      int more =
          switch (request.form) {
            case GRADIENT, PARTIALS, VALUE_AND_GRADIENT, VALUE_AND_DERIVATIVE -> 0;
            case JVP, VALUE_AND_JVP, VJP -> 1;
          };
      int arguments = builder.signature.arguments.size() + more;
      known = new Result(builder.build(), builder.overwrites, arguments);
      made.put(key, known);
    }
    return known;
  }

  /** A derivative of a function of these kinds as code, or null for another function. */
  @Nullable Lambda derivative(String verb, Lambda f) {
    var name = verb.replaceFirst(":.*", "");
    return switch (f.type()) {
      case "cotangent/code/ScalarFunction" ->
          name.equals("valueAndDerivative")
              ? lambda(Form.VALUE_AND_DERIVATIVE, verb, f, "ValueAndDerivative")
              : null;
      case "cotangent/code/RealFunction" ->
          name.equals("valueAndGradient")
              ? lambda(Form.VALUE_AND_GRADIENT, verb, f, "ValueAndGradient")
              : null;
      case "cotangent/code/RealFunction1" ->
          switch (name) {
            case "gradient" -> lambda(Form.GRADIENT, verb, f, "ObjectFunction");
            case "valueAndGradient" -> lambda(Form.PARTIALS, verb, f, "ObjectFunction");
            case "hvp" -> derivative("jvp", lambda(Form.GRADIENT, "gradient", f, "ObjectFunction"));
            default -> null;
          };
      case "cotangent/code/ObjectFunction" ->
          switch (name) {
            case "jvp" -> lambda(Form.JVP, verb, f, "ObjectFunction2");
            case "valueAndJvp" -> lambda(Form.VALUE_AND_JVP, verb, f, "ObjectFunction2");
            case "vjp" -> lambda(Form.VJP, verb, f, "ObjectFunction2");
            default -> null;
          };
      default ->
          f.type().matches("cotangent/code/RealFunction[2-6]") && name.equals("gradient")
              ? lambda(Form.PARTIALS, verb, f, f.type().substring(15) + "$Gradient")
              : null;
    };
  }

  private static String intoGiven(List<String> types) {
    var given = new ArrayList<>(types);
    given.add("[D");
    return Types.method(given, "D");
  }

  /** The code of a derivative that is called with this many arguments. */
  static Lambda overload(Lambda f, int arguments) {
    if (arguments != 2 || !f.type().equals("cotangent/code/ValueAndGradient")) {
      return f;
    }
    var ref = f.target();
    var target =
        new MethodRef(
            ref.owner(), ref.name(), intoGiven(Types.parameters(ref.desc())), ref.inInterface());
    return new Lambda(f.type(), f.method(), "([D[D)D", f.kind(), target, f.captured(), f.site());
  }

  private Lambda lambda(Form form, String verb, Lambda f, String type) {
    var made = make(Request.of(form, verb, f)).made;
    var all = Types.parameters(made.apply().desc());
    int captured = Lambda.flatten(f.captured()).size();
    var given = all.subList(captured, all.size());
    // Only this interface takes a primitive; the others are generic.
    var own = form == Form.VALUE_AND_DERIVATIVE ? given : boxed(given);
    var result = boxed(List.of(Types.result(made.apply().desc()))).getFirst();
    return Compiler.lambda(f, made, type, Types.method(own, result));
  }

  /** The interface call's types: boxes instead of primitives. */
  static List<String> boxed(List<String> types) {
    return types.stream()
        .map(t -> Types.kind(t) == 'A' ? t : Types.ofInternal(Types.box(t)))
        .toList();
  }

  /** One class in the making. */
  private final class Builder {
    private final Request request;
    private final Signature signature;
    private final Variant root;
    private final int captured;
    private final BitSet active = new BitSet();
    private final ClassDesc self;
    private final String name;
    private final Trees trees;
    private final boolean overwrites;

    Builder(Request request) {
      this.request = request;
      var f = request.function;
      signature = Signature.of(f);
      check();
      captured = Lambda.flatten(f.captured()).size();
      request.active.forEach(i -> active.set(captured + i));
      root = compiler.analyse(f, signature.arguments, signature.result, active, sweeps());
      name = compiler.newName(request.form.name().toLowerCase(java.util.Locale.ROOT));
      self = ClassDesc.ofInternalName(name);
      trees = new Trees(source, self);
      overwrites = RootArguments.mayOverwrite(root, root.types().size() - 1);
    }

    private Sweeps sweeps() {
      return switch (request.form) {
        case GRADIENT, PARTIALS, VALUE_AND_GRADIENT, VJP -> Sweeps.ADJOINT;
        case JVP, VALUE_AND_JVP, VALUE_AND_DERIVATIVE -> Sweeps.TANGENT;
      };
    }

    private void check() {
      var target = request.function.target();
      for (int i : request.active) {
        if (i < 0 || i >= signature.arguments.size()) {
          throw new IllegalArgumentException(
              "gradient: there is no parameter "
                  + i
                  + ": "
                  + target
                  + " has "
                  + signature.arguments.size()
                  + ", counted from 0.");
        }
        Trees.check(source, signature.arguments.get(i), "Parameter " + i + " of " + target);
      }
      switch (request.form) {
        case GRADIENT, PARTIALS, VALUE_AND_GRADIENT -> {
          if (!Types.isReal(signature.result)) {
            throw new NotDifferentiableException(
                "Cannot take the gradient of "
                    + target
                    + ": its result is no double or float. Use vjp or jvp.");
          }
        }
        case JVP, VALUE_AND_JVP, VALUE_AND_DERIVATIVE, VJP ->
            Trees.check(source, signature.result, "The result of " + target);
      }
    }

    Made build() {
      return switch (request.form) {
        case GRADIENT, PARTIALS, VALUE_AND_GRADIENT -> reverse(List.of(), this::gradient);
        case VJP -> reverse(List.of(signature.result), this::pullback);
        case JVP, VALUE_AND_JVP, VALUE_AND_DERIVATIVE -> forward();
      };
    }

    private String output(String plain) {
      return request.output.isEmpty() ? plain : Types.ofInternal(request.output);
    }

    private String argument() {
      return signature.arguments.get(request.active.getFirst());
    }

    // ------------------------------------------------------------------------------ reverse mode

    private interface Content {
      void write(CodeBuilder code, Arguments arguments, int tape);
    }

    /** A method that is given the tape, and one that makes it. */
    private Made reverse(List<String> more, Content content) {
      var types = new ArrayList<>(root.types());
      types.addAll(more);
      var result = output(boxed(List.of(argument())).getFirst());
      var desc = Types.method(types, result);
      var given = new ArrayList<>(types);
      given.add(TapeEmitter.TYPE);
      var into = Types.method(given, result);
      compiler.build(
          name,
          cb -> {
            Sweeps.adjoints(cb, root, self);
            Compiler.method(
                cb,
                "into",
                into,
                code -> {
                  content.write(code, new Arguments(code), code.parameterSlot(types.size()));
                  code.areturn();
                });
            Compiler.method(
                cb,
                "apply",
                desc,
                code -> {
                  for (int i = 0; i < types.size(); i++) {
                    code.loadLocal(TypeKind.fromDescriptor(types.get(i)), code.parameterSlot(i));
                  }
                  code.new_(TAPE).dup();
                  code.invokespecial(TAPE, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void));
                  code.invokestatic(self, "into", MethodTypeDesc.ofDescriptor(into));
                  code.areturn();
                });
            if (request.form == Form.VALUE_AND_GRADIENT) {
              Compiler.method(cb, "apply", intoGiven(root.types()), this::writeIntoGiven);
            }
            trees.emit(cb);
          });
      return made(desc, into);
    }

    /** Writes the gradient to the array that is given and returns the value. */
    private void writeIntoGiven(CodeBuilder code) {
      var arguments = new Arguments(code);
      int last = root.types().size();
      arguments.given(code.parameterSlot(last));
      int tape = code.allocateLocal(TypeKind.REFERENCE);
      code.new_(TAPE).dup();
      code.invokespecial(TAPE, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void)).astore(tape);
      code.loadLocal(TypeKind.DOUBLE, sweeps(code, arguments, tape)).dreturn();
    }

    private Made made(String apply, String into) {
      return new Made(
          name,
          new MethodRef(name, "apply", apply, false),
          new MethodRef(name, apply.equals(into) ? "apply" : "into", into, false));
    }

    private void gradient(CodeBuilder code, Arguments arguments, int tape) {
      arguments.zeros();
      int value = sweeps(code, arguments, tape);
      if (request.output.isEmpty()) {
        arguments.adjoint(request.active.getFirst(), tape);
        return;
      }
      var type = ClassDesc.ofInternalName(request.output);
      code.new_(type).dup().dload(value);
      var types = new ArrayList<String>();
      types.add("D");
      for (int i = 0; i < signature.arguments.size(); i++) {
        types.add(request.form == Form.PARTIALS ? Types.OBJECT : argument());
        if (request.active.contains(i)) {
          arguments.adjoint(i, tape);
        } else {
          code.aconst_null();
        }
      }
      code.invokespecial(type, "<init>", MethodTypeDesc.ofDescriptor(Types.method(types, "V")));
    }

    /** Runs both sweeps; returns where the value is. */
    private int sweeps(CodeBuilder code, Arguments arguments, int tape) {
      arguments.sweep(tape);
      code.invokestatic(self, ForwardEmitter.name(root), ForwardEmitter.type(root));
      if (signature.result.equals("F")) {
        code.f2d();
      }
      int value = code.allocateLocal(TypeKind.DOUBLE);
      code.dstore(value);
      arguments.sweep(tape);
      if (root.hasActiveResult()) {
        if (signature.result.equals("F")) {
          code.fconst_1();
        } else {
          code.dconst_1();
        }
      }
      code.invokestatic(self, ReverseEmitter.name(root), ReverseEmitter.type(root));
      return value;
    }

    private void pullback(CodeBuilder code, Arguments arguments, int tape) {
      arguments.zeros();
      arguments.sweep(tape);
      code.invokestatic(self, ForwardEmitter.name(root), ForwardEmitter.type(root));
      var kind = TypeKind.fromDescriptor(signature.result);
      int adjoint = code.parameterSlot(root.types().size());
      if (root.hasActiveResult() && kind == TypeKind.REFERENCE) {
        code.aload(tape).invokevirtual(TAPE, "result", MethodTypeDesc.of(ConstantDescs.CD_Object));
        var shadow = Layout.shadow(signature.result);
        if (!shadow.equals(Types.OBJECT)) {
          code.checkcast(Types.desc(shadow));
        }
        code.aload(adjoint);
        trees.convert(code, Trees.Conversion.SEED, signature.result);
      } else if (Types.slots(signature.result) == 2) {
        code.pop2();
      } else {
        code.pop();
      }
      arguments.sweep(tape);
      if (root.hasActiveResult() && kind != TypeKind.REFERENCE) {
        code.loadLocal(kind, adjoint);
      }
      code.invokestatic(self, ReverseEmitter.name(root), ReverseEmitter.type(root));
      arguments.adjoint(request.active.getFirst(), tape);
    }

    // ------------------------------------------------------------------------------ forward mode

    private Made forward() {
      var types = new ArrayList<>(root.types());
      boolean unit = request.form == Form.VALUE_AND_DERIVATIVE;
      if (!unit) {
        types.add(argument());
      }
      boolean withValue = !request.output.isEmpty();
      var result = output(signature.result);
      var desc = Types.method(types, result);
      compiler.build(
          name,
          cb -> {
            Sweeps.tangents(cb, root, self);
            Compiler.method(
                cb,
                "apply",
                desc,
                code -> {
                  var arguments = new Arguments(code);
                  if (unit) {
                    arguments.unit();
                  } else {
                    arguments.tangents(code.parameterSlot(root.types().size()));
                  }
                  var kind = TypeKind.fromDescriptor(signature.result);
                  int value = code.allocateLocal(kind);
                  int out = tangent(code, arguments, value);
                  if (withValue) {
                    var type = ClassDesc.ofInternalName(request.output);
                    code.new_(type).dup().loadLocal(kind, value);
                    var part = unit ? signature.result : Types.OBJECT;
                    if (!unit) {
                      box(code);
                    }
                    tangentOfResult(code, value, out);
                    if (!unit) {
                      box(code);
                    }
                    var parts = MethodTypeDesc.ofDescriptor(Types.method(List.of(part, part), "V"));
                    code.invokespecial(type, "<init>", parts).areturn();
                  } else {
                    tangentOfResult(code, value, out);
                    code.return_(kind);
                  }
                });
            trees.emit(cb);
          });
      return made(desc, desc);
    }

    /** Runs the tangent method and stores the value; returns where the tangent is. */
    private int tangent(CodeBuilder code, Arguments arguments, int value) {
      int out = code.allocateLocal(TypeKind.REFERENCE);
      if (Types.isReal(signature.result)) {
        code.iconst_1().newarray(TypeKind.DOUBLE).astore(out);
      } else {
        code.iconst_1().anewarray(ConstantDescs.CD_Object).astore(out);
      }
      arguments.load();
      arguments.loadTangents();
      if (root.hasActiveResult()) {
        code.aload(out);
      }
      code.invokestatic(self, TangentEmitter.name(root), TangentEmitter.type(root));
      code.storeLocal(TypeKind.fromDescriptor(signature.result), value);
      return out;
    }

    private void tangentOfResult(CodeBuilder code, int value, int out) {
      if (Types.isReal(signature.result)) {
        code.aload(out).iconst_0().daload();
        if (signature.result.equals("F")) {
          code.d2f();
        }
        return;
      }
      var shadow = Layout.shadow(signature.result);
      code.aload(value);
      if (root.hasActiveResult()) {
        code.aload(out).iconst_0().aaload();
        if (!shadow.equals(Types.OBJECT)) {
          code.checkcast(Types.desc(shadow));
        }
      } else {
        code.aload(value);
        trees.convert(code, Trees.Conversion.ZERO, signature.result);
      }
      trees.convert(code, Trees.Conversion.LIKE, signature.result);
    }

    private void box(CodeBuilder code) {
      if (Types.isReal(signature.result)) {
        Trees.boxed(code, signature.result);
      }
    }

    // --------------------------------------------------------------------------------- arguments

    /** The parameters of the root, those that vary copied if they may be overwritten. */
    private final class Arguments {
      private final CodeBuilder code;
      private final List<String> types = root.types();
      private final int[] slots = new int[types.size()];
      private final Map<Integer, Integer> shadows = new HashMap<>();

      Arguments(CodeBuilder code) {
        this.code = code;
        for (int i = 0; i < slots.length; i++) {
          slots[i] = code.parameterSlot(i);
          if (overwrites && active.get(i) && Types.kind(types.get(i)) == 'A') {
            code.aload(slots[i]);
            trees.convert(code, Trees.Conversion.COPY, types.get(i));
            slots[i] = code.allocateLocal(TypeKind.REFERENCE);
            code.astore(slots[i]);
          }
        }
        var given = new BitSet();
        given.set(0, slots.length);
        given.andNot(active);
        shadows.putAll(RootArguments.givenShadows(code, root, given));
      }

      /** Shadows of zeros for what varies. */
      void zeros() {
        for (int i = active.nextSetBit(0); i >= 0; i = active.nextSetBit(i + 1)) {
          if (Types.kind(types.get(i)) == 'A') {
            code.aload(slots[i]);
            trees.convert(code, Trees.Conversion.ZERO, types.get(i));
            shadow(i, TypeKind.REFERENCE);
          }
        }
      }

      /** The caller's array for the gradient, filled with zeros. */
      void given(int gradient) {
        int i = active.nextSetBit(0);
        code.aload(slots[i]).aload(gradient);
        code.invokestatic(Emitter.SHADOWS, "clear", MethodTypeDesc.ofDescriptor("([D[D)V"));
        shadows.put(i, gradient);
      }

      /** The tangent of the one argument that varies. */
      void tangents(int tangent) {
        int i = active.nextSetBit(0);
        var kind = TypeKind.fromDescriptor(types.get(i));
        if (kind == TypeKind.REFERENCE) {
          code.aload(slots[i]).aload(tangent);
          trees.convert(code, Trees.Conversion.SHADOW, types.get(i));
          shadow(i, kind);
        } else {
          shadows.put(i, tangent);
        }
      }

      /** The tangent 1 of the one real. */
      void unit() {
        code.dconst_1();
        shadow(active.nextSetBit(0), TypeKind.DOUBLE);
      }

      private void shadow(int i, TypeKind kind) {
        int slot = code.allocateLocal(kind);
        code.storeLocal(kind, slot);
        shadows.put(i, slot);
      }

      void load() {
        for (int i = 0; i < slots.length; i++) {
          code.loadLocal(TypeKind.fromDescriptor(types.get(i)), slots[i]);
        }
      }

      void loadTangents() {
        for (int i = 0; i < slots.length; i++) {
          if (root.analysis().isActive(root.body().params.get(i))) {
            code.loadLocal(
                TypeKind.fromDescriptor(types.get(i)), Objects.requireNonNull(shadows.get(i)));
          }
        }
      }

      /** Loads what both sweeps take. */
      void sweep(int tape) {
        load();
        for (int i = 0; i < slots.length; i++) {
          if (root.analysis().hasShadow(root.body().params.get(i))) {
            code.aload(Objects.requireNonNull(shadows.get(i)));
          }
        }
        code.aload(tape);
      }

      /** Loads the adjoint of an argument, boxed if the result is an object. */
      void adjoint(int argument, int tape) {
        int i = captured + argument;
        var type = types.get(i);
        if (Types.kind(type) == 'A') {
          code.aload(slots[i]).aload(Objects.requireNonNull(shadows.get(i)));
          trees.convert(code, Trees.Conversion.LIKE, type);
          return;
        }
        int register = 0;
        for (var p : root.body().params.subList(0, i)) {
          register += p.isReal() && root.analysis().isActive(p) ? 1 : 0;
        }
        code.aload(tape).loadConstant(register);
        code.invokevirtual(TAPE, "adjoint", MethodTypeDesc.ofDescriptor("(I)D"));
        if (type.equals("F")) {
          code.d2f();
        }
        Trees.boxed(code, type);
      }
    }
  }
}
