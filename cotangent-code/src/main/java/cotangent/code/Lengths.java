package cotangent.code;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** How long the code of methods is. HotSpot compiles none whose code is longer than the limit. */
final class Lengths {
  /** The value of HotSpot's flag {@code HugeMethodLimit}. */
  static final int LIMIT = 8_000;

  /** What the library that writes class files says of code that is longer than 65,535 bytes. */
  private static final String TOO_LONG = "code length";

  private Lengths() {}

  /** Whether the exception says that a method exceeds what a class file can hold. */
  static boolean isTooLong(IllegalArgumentException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(TOO_LONG);
  }

  /** The length of the longest of some methods, or nothing if it exceeds what a class can hold. */
  static OptionalInt longest(ClassDesc self, Consumer<ClassBuilder> methods) {
    byte[] bytes;
    try {
      bytes =
          ClassFile.of()
              .build(
                  self,
                  cb -> {
                    cb.withVersion(Targets.READ_ONLY, 0);
                    methods.accept(cb);
                  });
    } catch (IllegalArgumentException e) {
      if (isTooLong(e)) {
        return OptionalInt.empty();
      }
      throw e;
    }
    return OptionalInt.of(longest(ClassFile.of().parse(bytes)));
  }

  private static int longest(ClassModel model) {
    return model.methods().stream().mapToInt(m -> linked(m, model)).max().orElse(0);
  }

  /** The length of a method when all that the linker may replace has been replaced. */
  private static int linked(MethodModel method, ClassModel model) {
    var code = method.code().orElseThrow();
    int length = ((CodeAttribute) code).codeLength();
    for (CodeElement e : code) {
      length +=
          switch (e) {
            case InvokeInstruction i when i.opcode() == Opcode.INVOKEINTERFACE -> 0;
            case InvokeInstruction i ->
                i.owner().asInternalName().equals(model.thisClass().asInternalName())
                        || Layout.isLibrary(i.owner().asInternalName())
                        || i.owner().asInternalName().startsWith("cotangent/code/runtime/")
                    ? 0
                    : 6;
            case FieldInstruction _ -> 2;
            default -> 0;
          };
    }
    return length;
  }
}
