package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.util.Collection;
import java.util.List;

/**
 * Text is passive: what is written into it loses its derivative. So a program that makes text of
 * active values, other than to print it or to throw it, must not read numbers from text.
 */
final class Text {
  private Text() {}

  /** Refuses a program in which a number may come back from the text of an active value. */
  static void check(Collection<Variant> transformed, List<Variant> all) {
    if (transformed.stream().noneMatch(Text::keepsText)) {
      return;
    }
    for (var variant : all) {
      if (variant.isRead()) {
        for (var v : variant.body().values) {
          if (reads(v)) {
            throw variant.refuse(
                new Refusal(
                    v.line,
                    "a number that may be read from the text of an active value, which the program"
                        + " makes, too",
                    "Use the value itself, or round it with Math.rint."));
          }
        }
      }
    }
  }

  private static boolean reads(Value v) {
    return switch (v.op) {
      case Op.Construct(var ref) ->
          ref.owner().equals("java/math/BigDecimal")
              && ref.desc().startsWith("(Ljava/lang/String;");
      case Op.Call(_, var ref) -> reads(ref);
      default -> false;
    };
  }

  private static boolean reads(MethodRef ref) {
    return switch (ref.owner()) {
      case "java/lang/Double", "java/lang/Float" -> ref.desc().startsWith("(Ljava/lang/String;)");
      case "java/util/Scanner" ->
          switch (ref.name()) {
            case "nextDouble", "nextFloat", "nextBigDecimal", "next", "nextLine" -> true;
            default -> false;
          };
      case "java/text/NumberFormat", "java/text/DecimalFormat" -> ref.name().startsWith("parse");
      default -> false;
    };
  }

  /** Whether the method makes text of active values and keeps it. */
  private static boolean keepsText(Variant variant) {
    var analysis = variant.analysis();
    for (var v : analysis.body.values) {
      if (isText(v, analysis) && analysis.touchesActive(v) && isKept(v, analysis, 8)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isText(Value v, Analysis analysis) {
    return v.isReference()
        && (v.op instanceof Op.Dynamic
            || (v.op instanceof Op.Call && analysis.target(v) instanceof Target.Sink));
  }

  /** Whether text goes anywhere else than to the printer or into an exception. */
  private static boolean isKept(Value text, Analysis analysis, int fuel) {
    for (var user : analysis.body.users(text)) {
      boolean kept =
          switch (user.op) {
            case Op.Construct(var made) ->
                !analysis.program.source.isSubtype(made.owner(), "java/lang/Throwable");
            case Op.Call _, Op.Dynamic _ ->
                !user.type.equals("V")
                    && (fuel == 0 || !isText(user, analysis) || isKept(user, analysis, fuel - 1));
            default -> true;
          };
      if (kept) {
        return true;
      }
    }
    return analysis.body.result() == text;
  }
}
