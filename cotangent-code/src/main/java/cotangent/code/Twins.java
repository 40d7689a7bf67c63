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

  /**
   * Puts the second of two twins in a block of a loop right behind the first; says whether anything
   * was moved. Nobody can tell, since these functions have no effect and never throw.
   */
  static boolean gather(Body body) {
    boolean moved = false;
    for (var block : body.blocks) {
      for (int i = 0; block.loop != null && i < block.code.size(); i++) {
        for (int j = i + 1; j < block.code.size(); j++) {
          if (areTwins(block.code.get(i), block.code.get(j))) {
            block.code.add(i + 1, block.code.remove(j));
            moved |= j > i + 1;
            break;
          }
        }
      }
    }
    return moved;
  }

  private static boolean areTwins(Value v, Value other) {
    return v.op instanceof Op.Call(_, var ref)
        && other.op instanceof Op.Call(_, var twin)
        && !twin(ref).isEmpty()
        && twin.name().equals(twin(ref))
        && twin.owner().equals(ref.owner())
        && other.in[0] == v.in[0];
  }

  /** The value that is, but for its sign, the derivative of this one, or null if there is none. */
  @Nullable Value of(Value v) {
    if (v.op instanceof Op.Call && v.in.length == 1) {
      for (var user : body.users(v.in[0])) {
        if (areTwins(v, user) && isAtHand(user, v)) {
          return user;
        }
      }
    }
    return null;
  }

  /**
   * Whether the reverse sweep has the twin when it reaches the value: it must be sure to be
   * computed, and in a loop before the value or right behind it. The sweep takes back what comes
   * later, so that there the twin's variable would hold that of the iteration before.
   */
  private static boolean isAtHand(Value twin, Value v) {
    return twin.block == v.block
        ? v.block.loop == null || v.block.code.indexOf(twin) <= v.block.code.indexOf(v) + 1
        : twin.block.dominates(v.block);
  }

  /**
   * Whether a value is the derivative of the one right before it, and so must be there until that
   * one has been reversed, too.
   */
  boolean isLate(Value v) {
    int i = v.block.code.indexOf(v);
    return v.block.loop != null && i > 0 && of(v.block.code.get(i - 1)) == v;
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
