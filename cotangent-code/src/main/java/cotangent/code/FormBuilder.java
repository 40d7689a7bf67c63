package cotangent.code;

import cotangent.code.Compiler.Made;
import cotangent.code.Forms.Form;
import cotangent.code.Forms.Request;
import cotangent.code.Forms.Signature;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Writes the class of one of the {@link Forms}. */
final class FormBuilder {
  private static final ClassDesc TAPE = TapeEmitter.TAPE;

  private final Compiler compiler;
  private final Request request;
  private final Signature signature;
  private final Variant root;
  private final int captured;
  private final BitSet active = new BitSet();
  private final ClassDesc self;
  private final String name;
  private final Trees trees;

  /** Whether the function may write to its arguments, so that they are copied. */
  private final boolean overwrites;

  FormBuilder(Compiler compiler, ClassSource source, Request request) {
    this.compiler = compiler;
    this.request = request;
    var f = request.function();
    signature = Signature.of(f);
    check(source);
    captured = Lambda.flatten(f.captured()).size();
    request.active().forEach(i -> active.set(captured + i));
    root = compiler.analyse(f, signature.arguments(), signature.result(), active, sweeps());
    name = compiler.newName(request.form().name().toLowerCase(java.util.Locale.ROOT));
    self = ClassDesc.ofInternalName(name);
    trees = new Trees(source, self);
    overwrites = RootArguments.mayOverwrite(root, root.types().size() - 1);
  }

  private Sweeps sweeps() {
    return switch (request.form()) {
      case GRADIENT, PARTIALS, VALUE_AND_GRADIENT -> Sweeps.JOINT;
      case VJP -> Types.isReal(signature.result()) ? Sweeps.JOINT : Sweeps.ADJOINT;
      case JVP, VALUE_AND_JVP, VALUE_AND_DERIVATIVE -> Sweeps.TANGENT;
    };
  }

  private void check(ClassSource source) {
    var target = request.function().target();
    for (int i : request.active()) {
      if (i < 0 || i >= signature.arguments().size()) {
        throw new IllegalArgumentException(
            "gradient: there is no parameter "
                + i
                + ": "
                + target
                + " has "
                + signature.arguments().size()
                + ", counted from 0.");
      }
      Trees.check(source, signature.arguments().get(i), "Parameter " + i + " of " + target);
    }
    switch (request.form()) {
      case GRADIENT, PARTIALS, VALUE_AND_GRADIENT -> {
        if (!Types.isReal(signature.result())) {
          throw new NotDifferentiableException(
              "Cannot take the gradient of "
                  + target
                  + ": its result is no double or float. Use vjp or jvp.");
        }
      }
      case JVP, VALUE_AND_JVP, VALUE_AND_DERIVATIVE, VJP ->
          Trees.check(source, signature.result(), "The result of " + target);
    }
  }

  boolean overwrites() {
    return overwrites;
  }

  /** How many arguments the function takes. */
  int arguments() {
    return signature.arguments().size();
  }

  Made build() {
    return switch (request.form()) {
      case GRADIENT, PARTIALS, VALUE_AND_GRADIENT -> reverse(List.of(), this::gradient);
      case VJP -> reverse(List.of(signature.result()), this::pullback);
      case JVP, VALUE_AND_JVP, VALUE_AND_DERIVATIVE -> forward();
    };
  }

  private String output(String plain) {
    return request.output().isEmpty() ? plain : Types.ofInternal(request.output());
  }

  private String argument() {
    return signature.arguments().get(request.active().getFirst());
  }

  // ------------------------------------------------------------------------------ reverse mode

  private interface Content {
    void write(CodeBuilder code, FormArguments arguments, int tape);
  }

  /** A method that is given the tape, and one that makes it. */
  private Made reverse(List<String> more, Content content) {
    var types = new ArrayList<>(root.types());
    types.addAll(more);
    var result = output(Forms.boxed(List.of(argument())).getFirst());
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
                content.write(
                    code,
                    new FormArguments(code, root, trees, active, overwrites),
                    code.parameterSlot(types.size()));
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
          if (request.form() == Form.VALUE_AND_GRADIENT) {
            Compiler.method(cb, "apply", Forms.intoGiven(root.types()), this::writeIntoGiven);
          }
          trees.emit(cb);
        });
    return made(desc, into);
  }

  /** Writes the gradient to the array that is given and returns the value. */
  private void writeIntoGiven(CodeBuilder code) {
    var arguments = new FormArguments(code, root, trees, active, overwrites);
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

  private void gradient(CodeBuilder code, FormArguments arguments, int tape) {
    arguments.zeros();
    int value = sweeps(code, arguments, tape);
    if (request.output().isEmpty()) {
      arguments.adjoint(captured + request.active().getFirst(), tape);
      return;
    }
    var type = ClassDesc.ofInternalName(request.output());
    code.new_(type).dup().dload(value);
    var types = new ArrayList<String>();
    types.add("D");
    for (int i = 0; i < signature.arguments().size(); i++) {
      types.add(request.form() == Form.PARTIALS ? Types.OBJECT : argument());
      if (request.active().contains(i)) {
        arguments.adjoint(captured + i, tape);
      } else {
        code.aconst_null();
      }
    }
    code.invokespecial(type, "<init>", MethodTypeDesc.ofDescriptor(Types.method(types, "V")));
  }

  /** Runs both sweeps; returns where the value is. */
  private int sweeps(CodeBuilder code, FormArguments arguments, int tape) {
    arguments.sweep(tape);
    boolean single = signature.result().equals("F");
    if (root.hasActiveResult()) {
      if (single) {
        code.fconst_1();
      } else {
        code.dconst_1();
      }
    }
    code.invokestatic(self, Joint.name(root), Joint.type(root));
    if (single) {
      code.f2d();
    }
    int value = code.allocateLocal(TypeKind.DOUBLE);
    code.dstore(value);
    return value;
  }

  private void pullback(CodeBuilder code, FormArguments arguments, int tape) {
    arguments.zeros();
    arguments.sweep(tape);
    var kind = TypeKind.fromDescriptor(signature.result());
    int adjoint = code.parameterSlot(root.types().size());
    if (root.joint) {
      if (root.hasActiveResult()) {
        code.loadLocal(kind, adjoint);
      }
      code.invokestatic(self, Joint.name(root), Joint.type(root));
      code.storeLocal(kind, code.allocateLocal(kind));
      arguments.adjoint(captured + request.active().getFirst(), tape);
      return;
    }
    code.invokestatic(self, ForwardEmitter.name(root), ForwardEmitter.type(root));
    if (root.hasActiveResult()) {
      code.aload(tape).invokevirtual(TAPE, "result", MethodTypeDesc.of(ConstantDescs.CD_Object));
      var shadow = Layout.shadow(signature.result());
      if (!shadow.equals(Types.OBJECT)) {
        code.checkcast(Types.desc(shadow));
      }
      code.aload(adjoint);
      trees.convert(code, Trees.Conversion.SEED, signature.result());
    } else {
      code.pop();
    }
    arguments.sweep(tape);
    code.invokestatic(self, ReverseEmitter.name(root), ReverseEmitter.type(root));
    arguments.adjoint(captured + request.active().getFirst(), tape);
  }

  // ------------------------------------------------------------------------------ forward mode

  private Made forward() {
    var types = new ArrayList<>(root.types());
    boolean unit = request.form() == Form.VALUE_AND_DERIVATIVE;
    if (!unit) {
      types.add(argument());
    }
    boolean withValue = !request.output().isEmpty();
    var result = output(signature.result());
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
                var arguments = new FormArguments(code, root, trees, active, overwrites);
                if (unit) {
                  arguments.unit();
                } else {
                  arguments.tangents(code.parameterSlot(root.types().size()));
                }
                var kind = TypeKind.fromDescriptor(signature.result());
                int value = code.allocateLocal(kind);
                int out = tangent(code, arguments, value);
                if (withValue) {
                  var type = ClassDesc.ofInternalName(request.output());
                  code.new_(type).dup().loadLocal(kind, value);
                  var part = unit ? signature.result() : Types.OBJECT;
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
  private int tangent(CodeBuilder code, FormArguments arguments, int value) {
    int out = code.allocateLocal(TypeKind.REFERENCE);
    if (Types.isReal(signature.result())) {
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
    code.storeLocal(TypeKind.fromDescriptor(signature.result()), value);
    return out;
  }

  private void tangentOfResult(CodeBuilder code, int value, int out) {
    if (Types.isReal(signature.result())) {
      code.aload(out).iconst_0().daload();
      if (signature.result().equals("F")) {
        code.d2f();
      }
      return;
    }
    var shadow = Layout.shadow(signature.result());
    code.aload(value);
    if (root.hasActiveResult()) {
      code.aload(out).iconst_0().aaload();
      if (!shadow.equals(Types.OBJECT)) {
        code.checkcast(Types.desc(shadow));
      }
    } else {
      code.aload(value);
      trees.convert(code, Trees.Conversion.ZERO, signature.result());
    }
    trees.convert(code, Trees.Conversion.LIKE, signature.result());
  }

  private void box(CodeBuilder code) {
    if (Types.isReal(signature.result())) {
      Trees.boxed(code, signature.result());
    }
  }
}
