package cotangent.code;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value in static single assignment form. Values are nodes of a graph: they compare by identity,
 * and operands change while the form is simplified.
 */
final class Value {
  final Op op;

  /** Descriptor; {@code I} stands for all small integers, {@code V} for no value. */
  String type;

  Value[] in;
  Block block;

  /** Line of the source file, or -1. */
  final int line;

  /** Dense number within the body, set by {@link Body#number}. */
  int id = -1;

  Value(Op op, String type, Block block, int line, Value... in) {
    this.op = op;
    this.type = type;
    this.block = block;
    this.line = line;
    this.in = in;
  }

  /** The first letter of the descriptor, with A for every reference. */
  char kind() {
    return Types.kind(type);
  }

  boolean isReference() {
    return kind() == 'A';
  }

  /** A float or a double. */
  boolean isReal() {
    return Types.isReal(type);
  }

  /** Whether the value must be kept although nobody uses it. */
  boolean hasEffect() {
    return switch (op) {
      case Op.Store _,
          Op.PutField _,
          Op.PutStatic _,
          Op.Call _,
          Op.Construct _,
          Op.Dynamic _,
          Op.Cast _,
          Op.GetStatic _,
          Op.Load _,
          Op.GetField _,
          Op.NewArray _,
          Op.ArrayLength _,
          Op.Caught _,
          Op.Monitor _ ->
          true;
      case Op.Arith(var code) ->
          switch (code) {
            case IDIV, IREM, LDIV, LREM -> true;
            case null, default -> false;
          };
      case Op.Param _, Op.Const _, Op.NewObject _, Op.Phi _, Op.Closure _, Op.InstanceOf _ -> false;
    };
  }

  /** The value behind casts. */
  Value stripped() {
    return op instanceof Op.Cast ? in[0].stripped() : this;
  }

  String name() {
    return switch (op) {
      case Op.Const(var constant) -> String.valueOf(constant);
      default -> "%" + id;
    };
  }

  /** One line of the printed form. */
  @Override
  public String toString() {
    var operands = Arrays.stream(in).map(Value::name).collect(Collectors.joining(", "));
    var left = type.equals("V") ? "" : name() + ": " + type + " = ";
    return left
        + Stream.of(label(), operands).filter(s -> !s.isEmpty()).collect(Collectors.joining(" "));
  }

  private String label() {
    return switch (op) {
      case Op.Param(var index) -> "param " + index;
      case Op.Const(var constant) -> "const " + constant;
      case Op.Phi _ -> "phi";
      case Op.Arith(var code) -> code.name().toLowerCase(java.util.Locale.ROOT);
      case Op.ArrayLength _ -> "length";
      case Op.Load _ -> "load";
      case Op.Store _ -> "store";
      case Op.NewArray(var t) -> "newarray " + t;
      case Op.NewObject(var t) -> "new " + t;
      case Op.Construct(var c) -> "construct " + c;
      case Op.GetField(var f) -> "get " + f;
      case Op.PutField(var f) -> "put " + f;
      case Op.GetStatic(var f) -> "getstatic " + f;
      case Op.PutStatic(var f) -> "putstatic " + f;
      case Op.Call(_, var target) -> "call " + target;
      case Op.Dynamic(var site) -> "dynamic " + site.invocationName();
      case Op.Closure(var lambda) -> "closure " + lambda.target();
      case Op.Cast(var t) -> "cast " + t;
      case Op.InstanceOf(var t) -> "instanceof " + t;
      case Op.Caught _ -> "caught";
      case Op.Monitor(var enters) -> enters ? "monitorenter" : "monitorexit";
    };
  }
}
