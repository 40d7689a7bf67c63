package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the partial derivatives of a value are computed from. Where a method has both the sine and
 * the cosine of a number, as every rotation has, each is the derivative of the other, and is not
 * computed once more.
 */
final class Twins {
  private final Body body;

  Twins(Body body) {
    this.body = body;
  }

  /** The value that is, but for its sign, the derivative of this one, or null if there is none. */
  @Nullable Value of(Value v) {
    if (!(v.op instanceof Op.Call(_, var ref)) || v.in.length != 1) {
      return null;
    }
    var name = twin(ref);
    for (var user : name.isEmpty() ? List.<Value>of() : body.users(v.in[0])) {
      if (user.op instanceof Op.Call(_, var other)
          && other.name().equals(name)
          && other.owner().equals(ref.owner())
          && isAtHand(user, v)) {
        return user;
      }
    }
    return null;
  }

  /**
   * Whether the reverse sweep has the twin when it reaches the value: it must be sure to be
   * computed, and before the value if both are in a loop. The sweep takes back what comes later, so
   * that there the twin's variable would hold that of the iteration before.
   */
  private static boolean isAtHand(Value twin, Value v) {
    return twin.block == v.block
        ? v.block.loop == null || twin.block.code.indexOf(twin) < v.block.code.indexOf(v)
        : twin.block.dominates(v.block);
  }

  /** Whether the derivative is the twin with the other sign. */
  static boolean isNegated(Value v) {
    return v.op instanceof Op.Call(_, var ref) && ref.name().equals("cos");
  }

  private static String twin(MethodRef ref) {
    return switch (ref.owner()) {
      case "java/lang/Math", "java/lang/StrictMath" ->
          switch (ref.name()) {
            case "sin" -> "cos";
            case "cos" -> "sin";
            case "sinh" -> "cosh";
            case "cosh" -> "sinh";
            default -> "";
          };
      default -> "";
    };
  }

  /** The values from which the partial derivative is computed. */
  List<Value> operands(Value v, Rule.Partial partial) {
    var twin = of(v);
    if (twin != null) {
      return List.of(twin);
    }
    return operands(partial, v.in.length).map(j -> j == Rule.RESULT ? v : v.in[j]).toList();
  }

  private static Stream<Integer> operands(Rule.Partial partial, int count) {
    return switch (partial) {
      case Rule.Partial.Operand(var j, _) -> Stream.of(j);
      case Rule.Partial.Over(var j) -> Stream.of(j);
      case Rule.Partial.Result _ -> Stream.of(Rule.RESULT);
      case Rule.Partial.Product _ -> IntStream.range(0, count).boxed();
      case Rule.Partial.Method(_, var arguments, _) -> arguments.stream();
      case Rule.Partial.Zero _, Rule.Partial.One _, Rule.Partial.MinusOne _ -> Stream.of();
    };
  }
}
