package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs each block's code on a stack and locals of values. Where control flow meets, every slot gets
 * a phi; those that choose nothing are dropped afterwards. Longer than most files, since it has a
 * case for each bytecode.
 */
final class SsaBuilder {
  private final Body body;
  private final List<Lambda.Shape> shapes;
  private final int locals;
  private final Function<Block, Code> code;
  private final ClassSource source;

  /** For each handler, the local variables of which it cannot know what they hold. */
  private final Map<Block, BitSet> unclearIn;

  /** Locals and stack at the end of each block. */
  private final Map<Block, State> out = new HashMap<>();

  private final Map<Value, Integer> slotOf = new HashMap<>();

  /** If the method is a constructor: where its fields go, which are locals here. */
  private final @Nullable Fields fields;

  /** Stands for the object under construction; nothing but its fields may be used. */
  private final Value self = new Value(new Op.Const(Op.Null.NULL), Types.OBJECT, new Block(), -1);

  private State state = new State(new Value[0], new ArrayList<>());
  private Block block;
  private int line = -1;

  /** The elements of a block and the line of the first. */
  record Code(List<CodeElement> elements, int line) {}

  private static final class State {
    private final @Nullable Value[] locals;
    private final List<Value> stack;

    State(@Nullable Value[] locals, List<Value> stack) {
      this.locals = locals;
      this.stack = stack;
    }

    State copy() {
      return new State(locals.clone(), new ArrayList<>(stack));
    }

    @Nullable Value slot(int i) {
      int above = i - locals.length;
      return above < 0 ? locals[i] : above < stack.size() ? stack.get(above) : null;
    }
  }

  SsaBuilder(
      Body body,
      List<Lambda.Shape> shapes,
      int locals,
      Function<Block, Code> code,
      Map<Block, BitSet> unclearIn,
      ClassSource source) {
    this.body = body;
    this.unclearIn = unclearIn;
    this.shapes = shapes;
    this.fields =
        body.method.isConstructor() && body.method.desc().endsWith(Layout.TYPE)
            ? new Fields(source.layout(body.method.owner()), locals)
            : null;
    this.locals = locals + (fields == null ? 0 : fields.layout.size());
    this.code = code;
    this.source = source;
    this.block = body.entry;
  }

  void build() {
    for (var b : body.blocks) {
      block = b;
      if (b == body.entry) {
        state = new State(new Value[locals], new ArrayList<>());
        parameters();
      } else {
        enter(b);
      }
      var range = code.apply(b);
      line = range.line;
      for (var e : range.elements) {
        element(e);
      }
      out.put(b, state);
    }
    fillPhis();
    dropPhis();
    if (fields != null) {
      block = body.exit;
      var last = Objects.requireNonNull(out.get(body.exit));
      var values = new Value[fields.layout.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = Body.follow(dropped, Objects.requireNonNull(last.locals[fields.first + i]));
      }
      body.exit.end = new End.Return(fields.layout.write(values, this::add));
    } else if (body.returns() && !Types.result(body.method.desc()).equals("V")) {
      var result = Objects.requireNonNull(out.get(body.exit)).stack.getLast();
      body.exit.end = new End.Return(Body.follow(dropped, result));
    }
    refineTypes();
    body.number();
  }

  private void parameters() {
    int slot = 0;
    if (fields != null) {
      state.locals[slot++] = self;
      for (int i = 0; i < fields.layout.size(); i++) {
        state.locals[fields.first + i] = zero(fields.layout.type(i));
      }
    }
    for (var shape : shapes) {
      state.locals[slot] = parameter(shape);
      slot += Types.slots(shape.lambda() == null ? shape.type() : Types.OBJECT);
    }
  }

  /** The fields of the object under construction, as locals from {@code first} on. */
  private record Fields(Layout layout, int first) {
    int slot(FieldRef field) {
      return layout.contains(field) ? first + layout.position(field) : -1;
    }
  }

  private Value parameter(Lambda.Shape shape) {
    var lambda = shape.lambda();
    if (lambda == null) {
      var p = new Value(new Op.Param(body.params.size()), Types.value(shape.type()), block, -1);
      body.params.add(p);
      return p;
    }
    var captured = lambda.captured().stream().map(this::parameter).toArray(Value[]::new);
    return add(new Op.Closure(lambda), Types.ofInternal(lambda.type()), captured);
  }

  private void enter(Block b) {
    @Nullable State from = null;
    for (var p : b.pred) {
      from = from == null ? out.get(p) : from;
    }
    state = Objects.requireNonNull(from).copy();
    if (b.pred.size() == 1) {
      catching(b);
      return;
    }
    for (int i = 0; i < locals; i++) {
      var v = state.locals[i];
      if (v != null) {
        state.locals[i] = phi(b, v, i);
      }
    }
    for (int i = 0; i < state.stack.size(); i++) {
      state.stack.set(i, phi(b, state.stack.get(i), locals + i));
    }
  }

  /** Where a handler begins, there is the exception, and what the guarded code left alone. */
  private void catching(Block b) {
    var unclear = unclearIn.get(b);
    if (unclear == null) {
      return;
    }
    for (int slot = unclear.nextSetBit(0); slot >= 0; slot = unclear.nextSetBit(slot + 1)) {
      state.locals[slot] = null;
    }
    state.stack.clear();
    @Nullable String type = null;
    for (var region : body.guarded) {
      if (region.handler() == b) {
        var caught = region.type() == null ? THROWABLE : Types.ofInternal(region.type());
        type = type == null ? caught : source.common(type, caught);
      }
    }
    push(new Op.Caught(), Objects.requireNonNull(type));
  }

  private static final String THROWABLE = "Ljava/lang/Throwable;";

  private Value local(int slot) {
    var v = state.locals[slot];
    if (v == null) {
      throw new Refusal(
          line,
          "a local variable that is written in a try statement and read where its exception is"
              + " caught",
          "Write it after the statement, or move the body of the statement into a method whose"
              + " result is written.");
    }
    return v;
  }

  private Value zero(String type) {
    return switch (type) {
      case "D" -> add(new Op.Const(0.0), "D");
      case "F" -> add(new Op.Const(0f), "F");
      default -> add(new Op.Const(Op.Null.NULL), type);
    };
  }

  private Value phi(Block b, Value like, int slot) {
    if (like == self) {
      return self;
    }
    var phi = new Value(new Op.Phi(), like.type, b, -1);
    b.phis.add(phi);
    slotOf.put(phi, slot);
    return phi;
  }

  // ------------------------------------------------------------------------------------- phis

  private final Map<Value, Value> dropped = new HashMap<>();
  private final Set<Value> undefined = new HashSet<>();

  private void fillPhis() {
    for (var b : body.blocks) {
      for (var phi : b.phis) {
        phi.in = new Value[b.pred.size()];
        for (int k = 0; k < phi.in.length; k++) {
          var v =
              Objects.requireNonNull(out.get(b.pred.get(k)))
                  .slot(Objects.requireNonNull(slotOf.get(phi)));
          if (v == null || v.kind() != phi.kind()) {
            undefined.add(phi);
          } else {
            phi.in[k] = v;
          }
        }
      }
    }
  }

  /** Drops phis that some path leaves undefined and those with one operand besides themselves. */
  private void dropPhis() {
    for (boolean changed = true; changed; ) {
      changed = false;
      for (var b : body.blocks) {
        for (var phi : b.phis) {
          if (!dropped.containsKey(phi) && !undefined.contains(phi)) {
            changed |= drop(phi);
          }
        }
      }
    }
    for (var b : body.blocks) {
      b.phis.removeIf(phi -> undefined.contains(phi) || dropped.containsKey(phi));
    }
    body.replace(dropped);
  }

  private boolean drop(Value phi) {
    for (var operand : phi.in) {
      if (undefined.contains(Body.follow(dropped, operand))) {
        undefined.add(phi);
        return true;
      }
    }
    @Nullable Value only = null;
    for (var operand : phi.in) {
      var v = Body.follow(dropped, operand);
      if (v == phi || (only != null && same(v, only))) {
        continue;
      }
      if (only != null) {
        return false;
      }
      only = v;
    }
    dropped.put(phi, Objects.requireNonNull(only));
    return true;
  }

  private static boolean same(Value v, Value w) {
    return v == w
        || (v.op instanceof Op.Const(var a) && w.op instanceof Op.Const(var b) && a.equals(b));
  }

  /** The type of a phi of references is the nearest common one of its operands. */
  private void refineTypes() {
    var known = new HashMap<Value, String>();
    for (boolean changed = true; changed; ) {
      changed = false;
      for (var b : body.blocks) {
        for (var phi : b.phis) {
          if (!phi.isReference()) {
            continue;
          }
          @Nullable String type = null;
          for (var v : phi.in) {
            var t = v.op instanceof Op.Phi ? known.get(v) : v.type;
            if (t != null && !isNull(v)) {
              type = type == null ? t : source.common(type, t);
            }
          }
          if (type != null && !type.equals(known.put(phi, type))) {
            changed = true;
          }
        }
      }
    }
    known.forEach((phi, type) -> phi.type = type);
    // What is loaded from an array that a phi chose follows the type of the phi.
    for (var b : body.blocks) {
      for (var v : b.code) {
        if (v.op instanceof Op.Load && v.isReference()) {
          v.type = Types.element(v.in[0].type);
        }
      }
    }
  }

  static boolean isNull(Value v) {
    return v.op instanceof Op.Const(var constant) && constant == Op.Null.NULL;
  }

  // --------------------------------------------------------------------------------- bytecodes

  private Value add(Op op, String type, Value... in) {
    var v = new Value(op, type, block, line, in);
    if (Arrays.asList(in).contains(self)) {
      throw new Refusal(
          line,
          "the constructor of " + body.method.owner().replace('/', '.') + " passes on the object",
          "Only set fields there, or make the object in a static method.");
    }
    if (!(op instanceof Op.Const)) {
      block.code.add(v);
    }
    return v;
  }

  private void push(Op op, String type, Value... in) {
    state.stack.add(add(op, type, in));
  }

  private Value pop() {
    return state.stack.removeLast();
  }

  private Value[] pop(int n) {
    var tail = state.stack.subList(state.stack.size() - n, state.stack.size());
    var values = tail.toArray(Value[]::new);
    tail.clear();
    return values;
  }

  private void element(CodeElement e) {
    switch (e) {
      case LineNumber l -> line = l.line();
      case LoadInstruction l -> state.stack.add(local(l.slot()));
      case StoreInstruction s -> state.locals[s.slot()] = pop();
      case IncrementInstruction i ->
          state.locals[i.slot()] =
              add(
                  new Op.Arith(Opcode.IADD),
                  "I",
                  local(i.slot()),
                  add(new Op.Const(i.constant()), "I"));
      case ConstantInstruction c -> constant(c);
      case OperatorInstruction o when o.opcode() == Opcode.ARRAYLENGTH ->
          push(new Op.ArrayLength(), "I", pop());
      case OperatorInstruction o -> operator(o.opcode());
      case ConvertInstruction c ->
          push(
              new Op.Arith(c.opcode()),
              Types.value(c.toType().upperBound().descriptorString()),
              pop());
      case ArrayLoadInstruction l -> {
        var in = pop(2);
        var type =
            l.typeKind() == java.lang.classfile.TypeKind.REFERENCE
                ? Types.element(in[0].type)
                : Types.value(l.typeKind().upperBound().descriptorString());
        push(new Op.Load(), type, in);
      }
      case ArrayStoreInstruction _ -> add(new Op.Store(), "V", pop(3));
      case NewPrimitiveArrayInstruction n ->
          newArray("[" + n.typeKind().upperBound().descriptorString(), 1);
      case NewReferenceArrayInstruction n ->
          newArray("[" + n.componentType().asSymbol().descriptorString(), 1);
      case NewMultiArrayInstruction n ->
          newArray(n.arrayType().asSymbol().descriptorString(), n.dimensions());
      case NewObjectInstruction n -> {
        var type = n.className().asSymbol().descriptorString();
        push(new Op.NewObject(type), type);
      }
      case FieldInstruction f -> field(f);
      case InvokeInstruction i -> invoke(i);
      case InvokeDynamicInstruction d -> dynamic(d);
      case TypeCheckInstruction t -> {
        var type = t.type().asSymbol().descriptorString();
        if (t.opcode() == Opcode.CHECKCAST) {
          push(new Op.Cast(type), type, pop());
        } else {
          push(new Op.InstanceOf(type), "I", pop());
        }
      }
      case StackInstruction s -> stack(s.opcode());
      case BranchInstruction b -> branch(b);
      case TableSwitchInstruction s -> cases(s.cases());
      case LookupSwitchInstruction s -> cases(s.cases());
      case ReturnInstruction r -> keepResult(r);
      case ThrowInstruction _ -> block.end = new End.Throw(pop());
      case NopInstruction _ -> {}
      case MonitorInstruction m ->
          add(new Op.Monitor(m.opcode() == Opcode.MONITORENTER), "V", pop());
      case Instruction i ->
          throw new Refusal(
              line,
              "the instruction " + i.opcode(),
              "Compile the class anew: Java compilers have long ceased to use it.");
      default -> {}
    }
  }

  /** At the exit, the stack is the result and nothing else, however control came there. */
  private void keepResult(ReturnInstruction r) {
    boolean none = r.opcode() == Opcode.RETURN;
    state.stack.subList(0, state.stack.size() - (none ? 0 : 1)).clear();
  }

  private void newArray(String type, int dimensions) {
    push(new Op.NewArray(type), type, pop(dimensions));
  }

  private void constant(ConstantInstruction c) {
    if (c.opcode() == Opcode.ACONST_NULL) {
      push(new Op.Const(Op.Null.NULL), Types.OBJECT);
    } else {
      Object value = c.constantValue();
      var type =
          switch (value) {
            case Integer _ -> "I";
            case Long _ -> "J";
            case Float _ -> "F";
            case Double _ -> "D";
            case String _ -> "Ljava/lang/String;";
            case java.lang.constant.ClassDesc _ -> "Ljava/lang/Class;";
            default -> throw new Refusal(line, "the constant " + value, "Compute it in Java.");
          };
      push(new Op.Const(value), type);
    }
  }

  private void operator(Opcode code) {
    var type =
        switch (code) {
          case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> "I";
          default -> code.name().startsWith("L") ? "J" : code.name().substring(0, 1);
        };
    boolean unary =
        switch (code) {
          case INEG, LNEG, FNEG, DNEG -> true;
          default -> false;
        };
    push(new Op.Arith(code), type, pop(unary ? 1 : 2));
  }

  private void field(FieldInstruction f) {
    var ref =
        new FieldRef(f.owner().asInternalName(), f.name().stringValue(), f.type().stringValue());
    if (fields != null && ownField(f.opcode(), ref, fields)) {
      return;
    }
    switch (f.opcode()) {
      case GETFIELD -> push(new Op.GetField(ref), Types.value(ref.desc()), pop());
      case PUTFIELD -> add(new Op.PutField(ref), "V", pop(2));
      case GETSTATIC -> push(new Op.GetStatic(ref), Types.value(ref.desc()));
      default -> add(new Op.PutStatic(ref), "V", pop());
    }
  }

  /** Whether the instruction reads or writes a field of the object under construction. */
  private boolean ownField(Opcode opcode, FieldRef field, Fields own) {
    int slot = own.slot(field);
    if (opcode == Opcode.GETFIELD && state.stack.getLast() == self) {
      if (slot < 0) {
        throw new Refusal(
            line, "the constructor reads back " + field, "Read the parameter instead.");
      }
      pop();
      state.stack.add(Objects.requireNonNull(state.locals[slot]));
      return true;
    }
    if (opcode == Opcode.PUTFIELD && state.stack.get(state.stack.size() - 2) == self) {
      var in = pop(2);
      if (slot >= 0) {
        state.locals[slot] = in[1];
      }
      return true;
    }
    return false;
  }

  private void invoke(InvokeInstruction i) {
    var ref =
        new MethodRef(
            i.owner().asInternalName(),
            i.name().stringValue(),
            i.type().stringValue(),
            i.isInterface());
    int receiver = i.opcode() == Opcode.INVOKESTATIC ? 0 : 1;
    var in = pop(receiver + i.typeSymbol().parameterCount());
    if (fields != null && ref.isConstructor() && in[0] == self) {
      delegate(ref, Arrays.copyOfRange(in, 1, in.length));
      return;
    }
    if (ref.isConstructor()
        && in.length == 1
        && in[0].op instanceof Op.Param
        && Layout.isLibrary(ref.owner())) {
      // The object was made before; there is nothing to do for Object, Record and the like.
      return;
    }
    call(new Op.Call(i.opcode(), ref), Types.result(ref.desc()), in);
  }

  /** A call of {@code super(...)} or {@code this(...)}: the fields are those that it sets. */
  private void delegate(MethodRef constructor, Value[] in) {
    var layout = source.layout(constructor.owner());
    var own = Objects.requireNonNull(fields);
    if (layout.size() > 0) {
      var made = add(new Op.Call(Opcode.INVOKESTATIC, Layout.values(constructor)), Layout.TYPE, in);
      for (int i = 0; i < layout.size(); i++) {
        state.locals[own.first + i] = layout.read(i, made, this::add);
      }
    }
  }

  private void dynamic(InvokeDynamicInstruction d) {
    var site = d.invokedynamic().asSymbol();
    var in = pop(d.typeSymbol().parameterCount());
    var bootstrap = ((DirectMethodHandleDesc) site.bootstrapMethod()).owner().descriptorString();
    if (bootstrap.equals("Ljava/lang/invoke/LambdaMetafactory;")) {
      var arguments = site.bootstrapArgs();
      var target = (DirectMethodHandleDesc) arguments[1];
      var ref =
          new MethodRef(
              Types.internal(target.owner().descriptorString()),
              target.methodName(),
              target.lookupDescriptor(),
              target.isOwnerInterface());
      var lambda =
          new Lambda(
              Types.internal(Types.result(d.type().stringValue())),
              site.invocationName(),
              ((MethodTypeDesc) arguments[2]).descriptorString(),
              Lambda.Kind.of(target.refKind()),
              ref,
              Lambda.Shape.of(Types.parameters(d.type().stringValue())),
              site);
      push(new Op.Closure(lambda), Types.result(d.type().stringValue()), in);
    } else {
      call(new Op.Dynamic(site), Types.result(d.type().stringValue()), in);
    }
  }

  private void call(Op op, String result, Value[] in) {
    var v = add(op, Types.value(result), in);
    if (!result.equals("V")) {
      state.stack.add(v);
    }
  }

  private void branch(BranchInstruction b) {
    if (FrontEnd.isGoto(b)) {
      return;
    }
    switch (b.opcode()) {
      case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL ->
          block.end = new End.If(b.opcode(), pop(), null);
      default -> {
        var in = pop(2);
        block.end = new End.If(b.opcode(), in[0], in[1]);
      }
    }
  }

  private void cases(List<SwitchCase> cases) {
    block.end = new End.Switch(pop(), cases.stream().map(SwitchCase::caseValue).toList());
  }

  /** Stack bytecodes count slots, of which a long or double has two. */
  private void stack(Opcode code) {
    switch (code) {
      case POP -> pop();
      case POP2 -> take(2);
      case DUP -> insert(take(1), List.of());
      case DUP_X1 -> insert(take(1), take(1));
      case DUP_X2 -> insert(take(1), take(2));
      case DUP2 -> insert(take(2), List.of());
      case DUP2_X1 -> insert(take(2), take(1));
      case DUP2_X2 -> insert(take(2), take(2));
      case SWAP -> {
        var in = pop(2);
        state.stack.addAll(Arrays.asList(in[1], in[0]));
      }
      default -> throw new AssertionError(code);
    }
  }

  private List<Value> take(int slots) {
    var taken = new ArrayList<Value>();
    for (int n = 0; n < slots; ) {
      var v = pop();
      n += Types.slots(v.type);
      taken.addFirst(v);
    }
    return taken;
  }

  /** Puts {@code top} twice, the second time above {@code below}. */
  private void insert(List<Value> top, List<Value> below) {
    state.stack.addAll(top);
    state.stack.addAll(below);
    state.stack.addAll(top);
  }
}
