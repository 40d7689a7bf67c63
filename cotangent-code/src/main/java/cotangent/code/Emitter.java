package cotangent.code;

import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/**
 * Emits values as bytecode: every value has a local variable, and one more for its shadow. Longer
 * than most files, since it has a case for each kind of value.
 */
final class Emitter {
  static final ClassDesc SHADOWS = ClassDesc.of("cotangent.code.runtime.Shadows");
  static final ClassDesc PARTIALS = ClassDesc.ofInternalName(Rule.PARTIALS);
  static final String OBJECT_ARRAY = Layout.TYPE;

  final Analysis analysis;
  final CodeBuilder code;
  private final int[] slots;
  private final int[][] shadows;

  /** Of how many tangents a real has; arrays of them have that many numbers for each element. */
  final int lanes;

  /** Which of the tangents that a real has is meant. */
  int lane;

  Emitter(Analysis analysis, CodeBuilder code) {
    this(analysis, code, 1);
  }

  /** An emitter for reals that have several tangents each. */
  Emitter(Analysis analysis, CodeBuilder code, int lanes) {
    this.lanes = lanes;
    this.analysis = analysis;
    this.code = code;
    int n = analysis.body.values.size();
    slots = new int[n];
    shadows = new int[lanes][n];
    Arrays.fill(slots, -1);
    for (var lane : shadows) {
      Arrays.fill(lane, -1);
    }
  }

  /** Does the same for each lane of a value, which is one for references. */
  void each(Value v, Runnable emission) {
    for (int lane = 0; lane < (v.isReal() ? lanes : 1); lane++) {
      this.lane = lane;
      emission.run();
    }
  }

  private int line = -1;

  /** Notes from which line the code comes that follows. */
  void line(Value v) {
    if (v.line > 0 && v.line != line) {
      line = v.line;
      code.lineNumber(line);
    }
  }

  // ----------------------------------------------------------------------------------- variables

  void slot(Value v, int slot) {
    slots[v.id] = slot;
  }

  void shadowSlot(Value v, int slot) {
    shadows[lane(v)][v.id] = slot;
  }

  private int slot(Value v) {
    if (slots[v.id] < 0) {
      slots[v.id] = code.allocateLocal(TypeKind.fromDescriptor(v.type));
    }
    return slots[v.id];
  }

  private int shadow(Value v) {
    int k = lane(v);
    if (shadows[k][v.id] < 0) {
      shadows[k][v.id] = code.allocateLocal(TypeKind.fromDescriptor(v.type));
    }
    return shadows[k][v.id];
  }

  private int lane(Value v) {
    return v.isReal() ? lane : 0;
  }

  void load(Value v) {
    if (v.op instanceof Op.Const(var constant)) {
      if (constant == Op.Null.NULL) {
        code.aconst_null();
      } else {
        code.loadConstant((ConstantDesc) constant);
      }
    } else {
      code.loadLocal(TypeKind.fromDescriptor(v.type), slot(v));
    }
  }

  /** Loads a reference for a place that wants a certain type. */
  void load(Value v, String wanted) {
    load(v);
    if (v.isReference()) {
      cast(v, v.type, wanted);
    }
  }

  private void cast(Value v, String type, String wanted) {
    if (!SsaBuilder.isNull(v) && !type.equals(wanted) && !wanted.equals(Types.OBJECT)) {
      code.checkcast(Types.desc(wanted));
    }
  }

  void store(Value v) {
    code.storeLocal(TypeKind.fromDescriptor(v.type), slot(v));
  }

  /** The tangent of a real or the shadow of a reference; zero or null if it has none. */
  void loadShadow(Value v) {
    if (analysis.isActive(v) && !(v.op instanceof Op.Const)) {
      code.loadLocal(TypeKind.fromDescriptor(v.type), shadow(v));
    } else {
      loadZero(v.type);
    }
  }

  void loadShadow(Value v, String wanted) {
    boolean seenOtherwise =
        Types.isArray(v.type)
            && Types.isArray(wanted)
            && analysis.inActiveGroup(v)
            && !analysis.isActive(v);
    if (seenOtherwise) {
      // An array of strings, say, is an array of anything there, whose elements have shadows.
      load(v);
      code.invokedynamic(Linker.zero(lanes)).checkcast(Types.desc(wanted));
      return;
    }
    loadShadow(v);
    if (v.isReference() && analysis.isActive(v)) {
      cast(v, Layout.shadow(v.type), wanted);
    }
  }

  void loadZero(String type) {
    switch (Types.kind(type)) {
      case 'D' -> code.dconst_0();
      case 'F' -> code.fconst_0();
      case 'J' -> code.lconst_0();
      case 'I' -> code.iconst_0();
      default -> code.aconst_null();
    }
  }

  /** Casts what was read from a shadow to the type of the value's shadow. */
  void castShadow(Value v) {
    var type = Layout.shadow(v.type);
    if (!type.equals(Types.OBJECT)) {
      code.checkcast(Types.desc(type));
    }
  }

  void storeShadow(Value v) {
    code.storeLocal(TypeKind.fromDescriptor(v.type), shadow(v));
  }

  void pop(String type) {
    switch (Types.slots(type)) {
      case 2 -> code.pop2();
      case 1 -> code.pop();
      default -> {}
    }
  }

  void convert(String from, String to) {
    if (from.equals("D") && to.equals("F")) {
      code.d2f();
    } else if (from.equals("F") && to.equals("D")) {
      code.f2d();
    } else if (from.equals("J") && to.equals("D")) {
      code.l2d();
    }
  }

  void call(ClassDesc owner, String name, String desc) {
    code.invokestatic(owner, name, MethodTypeDesc.ofDescriptor(desc));
  }

  // ------------------------------------------------------------------------------ the value itself

  /** Computes a value as the original code does. Parameters and phis have theirs already. */
  void primal(Value v) {
    switch (v.op) {
      case Op.Param _, Op.Const _, Op.Phi _, Op.NewObject _, Op.Caught _ -> {
        return;
      }
      case Op.Monitor(var enters) -> {
        load(v.in[0]);
        if (enters) {
          code.monitorenter();
        } else {
          code.monitorexit();
        }
        return;
      }
      case Op.Arith(var opcode) -> {
        loadAll(v);
        arithmetic(opcode);
      }
      case Op.ArrayLength _ -> {
        load(v.in[0]);
        code.arraylength();
      }
      case Op.Load _ -> {
        load(v.in[0]);
        load(v.in[1]);
        code.arrayLoad(elementKind(v.in[0].type));
      }
      case Op.Store _ -> {
        load(v.in[0]);
        load(v.in[1]);
        load(v.in[2]);
        code.arrayStore(elementKind(v.in[0].type));
        return;
      }
      case Op.NewArray(var type) -> newArray(v, type);
      case Op.Construct(var constructor) -> {
        var owner = ClassDesc.ofInternalName(constructor.owner());
        code.new_(owner).dup();
        arguments(v, constructor, 0);
        code.invokespecial(owner, "<init>", MethodTypeDesc.ofDescriptor(constructor.desc()));
      }
      case Op.GetField(var field) -> {
        load(v.in[0], Types.ofInternal(field.owner()));
        access(Opcode.GETFIELD, field);
      }
      case Op.PutField(var field) -> {
        if (analysis.variant.ref.isConstructor() && analysis.program.source.isFinalField(field)) {
          // The object has been made already, and the field has this value.
          return;
        }
        load(v.in[0], Types.ofInternal(field.owner()));
        load(v.in[1], field.desc());
        access(Opcode.PUTFIELD, field);
        return;
      }
      case Op.GetStatic(var field) -> access(Opcode.GETSTATIC, field);
      case Op.PutStatic(var field) -> {
        load(v.in[0], field.desc());
        access(Opcode.PUTSTATIC, field);
        return;
      }
      case Op.Call(var opcode, var target) -> {
        if (target.isConstructor()) {
          return;
        }
        int receiver = opcode == Opcode.INVOKESTATIC ? 0 : 1;
        if (receiver == 1) {
          load(v.in[0], Types.ofInternal(target.owner()));
        }
        arguments(v, target, receiver);
        invoke(opcode, target);
        if (v.type.equals("V")) {
          return;
        }
      }
      case Op.Dynamic(var site) -> {
        var types = Types.parameters(site.invocationType().descriptorString());
        for (int i = 0; i < v.in.length; i++) {
          load(v.in[i], types.get(i));
        }
        code.invokedynamic(site);
        if (v.type.equals("V")) {
          return;
        }
      }
      case Op.Closure(var lambda) -> {
        if (!isMaterialised(v)) {
          return;
        }
        for (int i = 0; i < v.in.length; i++) {
          load(v.in[i], lambda.captured().get(i).type());
        }
        code.invokedynamic(analysis.program.source.closures.site(lambda));
      }
      case Op.Cast(var type) -> {
        if (v.in[0].stripped().op instanceof Op.Closure && !isMaterialised(v.stripped())) {
          return;
        }
        load(v.in[0]);
        code.checkcast(Types.desc(type));
      }
      case Op.InstanceOf(var type) -> {
        load(v.in[0]);
        code.instanceOf(Types.desc(type));
      }
    }
    store(v);
  }

  private static TypeKind elementKind(String array) {
    return Types.isArray(array) ? TypeKind.fromDescriptor(array.substring(1)) : TypeKind.REFERENCE;
  }

  /** Whether the lambda is needed as an object, and not only where its code is known. */
  boolean isMaterialised(Value closure) {
    for (var user : analysis.body.users(closure)) {
      boolean folded =
          switch (user.op) {
            case Op.Closure _ -> !isMaterialised(user) ? true : false;
            case Op.Cast _ -> !isMaterialised(user);
            case Op.Call _, Op.Construct _ ->
                analysis.callee(user) != null && !(user.op instanceof Op.Construct);
            default -> false;
          };
      if (!folded) {
        return true;
      }
    }
    return analysis.body.result() == closure;
  }

  private void loadAll(Value v) {
    for (var x : v.in) {
      load(x);
    }
  }

  private void arguments(Value v, MethodRef target, int first) {
    var types = Types.parameters(target.desc());
    for (int i = 0; i < types.size(); i++) {
      load(v.in[first + i], types.get(i));
    }
  }

  private void arithmetic(Opcode opcode) {
    if (opcode.kind() == Opcode.Kind.CONVERT) {
      code.with(ConvertInstruction.of(opcode));
    } else {
      code.with(OperatorInstruction.of(opcode));
    }
  }

  void newArray(Value v, String type) {
    newArray(v, type, 1);
  }

  /** An array with several reals for each element that is one. */
  void newArray(Value v, String type, int lanes) {
    loadAll(v);
    if (lanes > 1 && Types.isReal(type.substring(v.in.length))) {
      code.loadConstant(lanes).imul();
    }
    if (v.in.length > 1) {
      code.multianewarray(Types.desc(type), v.in.length);
    } else if (Types.kind(type.substring(1)) == 'A') {
      code.anewarray(Types.desc(type.substring(1)));
    } else {
      code.newarray(TypeKind.fromDescriptor(type.substring(1)));
    }
  }

  private void access(Opcode opcode, FieldRef field) {
    code.with(
        FieldInstruction.of(
            opcode,
            code.constantPool()
                .fieldRefEntry(
                    ClassDesc.ofInternalName(field.owner()),
                    field.name(),
                    Types.desc(field.desc()))));
  }

  void invoke(Opcode opcode, MethodRef target) {
    code.invoke(
        opcode,
        target.owner().charAt(0) == '['
            ? ClassDesc.ofDescriptor(target.owner())
            : ClassDesc.ofInternalName(target.owner()),
        target.name(),
        MethodTypeDesc.ofDescriptor(target.desc()),
        target.inInterface());
  }

  /**
   * Fails as the call would if its object is null: what is called in its place is a static method,
   * which may not come to use the object.
   */
  void checkReceiver(Value v) {
    if (v.op instanceof Op.Call(var opcode, _) && opcode != Opcode.INVOKESTATIC) {
      var from = v.in[0].stripped().op;
      if (!(from instanceof Op.Construct || from instanceof Op.Closure)) {
        load(v.in[0]);
        code.invokevirtual(
            ConstantDescs.CD_Object, "getClass", MethodTypeDesc.of(ConstantDescs.CD_Class));
        code.pop();
      }
    }
  }

  /**
   * Prepares a new object for its constructor, which runs once more as a method: an empty shadow,
   * and fields that hold what they hold before a constructor runs.
   */
  void initialise(Value v) {
    if (!analysis.isInitialised(v)) {
      return;
    }
    var type = Types.internal(v.type);
    for (var field : analysis.program.source.mutableFields(type)) {
      load(v);
      loadZero(field.desc());
      access(Opcode.PUTFIELD, field);
    }
    if (analysis.hasShadow(v)) {
      var layout = analysis.program.source.layout(type);
      code.loadConstant(1 + layout.size() - layout.reals()).anewarray(Types.desc(Types.OBJECT));
      code.dup()
          .iconst_0()
          .loadConstant(layout.reals() * lanes)
          .newarray(TypeKind.DOUBLE)
          .aastore();
      storeShadow(v);
    }
  }

  /** A shadow of zeros for a reference that comes from where nothing varies. */
  void zeroShadow(Value v) {
    load(v);
    code.invokedynamic(Linker.zero(lanes));
    code.checkcast(Types.desc(Layout.shadow(v.type)));
    storeShadow(v);
  }

  /** Does to the shadows what the call or construction does to the references. */
  void mirror(Value v, Target.Manner manner) {
    boolean made = v.in.length == 0 || v.op instanceof Op.Construct;
    boolean any = Arrays.stream(v.in).anyMatch(analysis::hasShadow);
    if (manner == Target.Manner.ASKS) {
      if (analysis.hasShadow(v)) {
        zeroShadow(v);
      }
      return;
    }
    if (!(made ? analysis.hasShadow(v) : any)) {
      return;
    }
    if (isArrays(v)) {
      mirrorArrays(v, (Op.Call) v.op);
    } else {
      Containers.mirror(this, v);
    }
    if (analysis.hasShadow(v)) {
      castShadow(v);
      storeShadow(v);
    } else {
      pop(result(v));
    }
  }

  private static String result(Value v) {
    return v.op instanceof Op.Call(_, var ref) ? Types.result(ref.desc()) : v.type;
  }

  private static boolean isArrays(Value v) {
    return v.op instanceof Op.Call(_, var ref)
        && (ref.owner().startsWith("[")
            || ref.owner().equals("java/lang/System")
            || (ref.owner().equals("java/util/Arrays") && !ref.name().equals("asList")));
  }

  private void mirrorArrays(Value v, Op.Call call) {
    int receiver = call.code() == Opcode.INVOKESTATIC ? 0 : 1;
    var target = call.target();
    var types = Types.parameters(target.desc());
    for (int i = 0; i < v.in.length; i++) {
      var x = v.in[i];
      if (x.isReference()) {
        loadShadow(x, i < receiver ? Layout.TYPE : types.get(i - receiver));
      } else {
        load(x);
      }
    }
    invoke(
        call.code(),
        receiver == 1 ? new MethodRef(Layout.TYPE, target.name(), target.desc(), false) : target);
  }

  /** The shadow of what goes to a tape: of zeros if a static field holds it. */
  void loadPushed(Value v) {
    if (v.isReference() && analysis.isStatic(v) && !analysis.hasShadow(v)) {
      load(v);
      code.invokedynamic(Linker.zero(lanes));
    } else {
      loadShadow(v);
    }
  }

  /** Leaves the array of reals of the shadow of an object. */
  void reals(Value object) {
    loadShadow(object, OBJECT_ARRAY);
    code.iconst_0().aaload().checkcast(Types.desc("[D"));
  }

  Layout layout(FieldRef field) {
    return analysis.program.source.layout(field.owner());
  }
}
