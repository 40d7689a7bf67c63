package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.Map;
import java.util.Objects;

/**
 * The functions that {@code fastMath()} puts in the place of others. Calls are replaced when a
 * class is linked: what is differentiated once more still names {@link Math}, whose rules are
 * known.
 */
final class Kernels {
  private static final ClassDesc FAST = ClassDesc.of("cotangent.code.runtime.FastMath");

  /** By owner and name, the name of what is called instead; types are the same. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          math("exp"),
          math("expm1"),
          math("log"),
          math("log1p"),
          math("sin"),
          math("cos"),
          math("tanh"),
          math("pow"),
          Map.entry(Rule.PARTIALS + ".cos", "minusSin"),
          Map.entry(Rule.PARTIALS + ".powBase", "powBase"));

  private Kernels() {}

  private static Map.Entry<String, String> math(String name) {
    return Map.entry("java/lang/Math." + name, name);
  }

  private static String key(InvokeInstruction call) {
    return call.owner().asInternalName() + "." + call.name().stringValue();
  }

  static boolean replaces(InvokeInstruction call) {
    return NAMES.containsKey(key(call));
  }

  static void call(CodeBuilder code, InvokeInstruction call) {
    code.invokestatic(FAST, Objects.requireNonNull(NAMES.get(key(call))), call.typeSymbol());
  }
}
