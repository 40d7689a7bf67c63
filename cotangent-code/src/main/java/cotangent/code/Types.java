package cotangent.code;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** Questions about type descriptors. */
final class Types {
  static final String OBJECT = "Ljava/lang/Object;";

  private Types() {}

  static char kind(String type) {
    return switch (type.charAt(0)) {
      case 'I', 'Z', 'B', 'S', 'C' -> 'I';
      case 'J' -> 'J';
      case 'F' -> 'F';
      case 'D' -> 'D';
      case 'V' -> 'V';
      default -> 'A';
    };
  }

  static boolean isReal(String type) {
    return type.equals("D") || type.equals("F");
  }

  static boolean isArray(String type) {
    return type.charAt(0) == '[';
  }

  /** The type of an array's elements as a value of the intermediate form. */
  static String element(String array) {
    return isArray(array) ? value(array.substring(1)) : OBJECT;
  }

  /** The type of a value held in a variable of this type: small integers become int. */
  static String value(String type) {
    return kind(type) == 'I' ? "I" : type;
  }

  static TypeKind typeKind(String type) {
    return TypeKind.fromDescriptor(type);
  }

  static ClassDesc desc(String type) {
    return ClassDesc.ofDescriptor(type);
  }

  static String internal(String type) {
    return type.charAt(0) == 'L' ? type.substring(1, type.length() - 1) : type;
  }

  static String ofInternal(String name) {
    return name.charAt(0) == '[' ? name : "L" + name + ";";
  }

  static List<String> parameters(String methodDesc) {
    var types = new ArrayList<String>();
    for (var parameter : MethodTypeDesc.ofDescriptor(methodDesc).parameterList()) {
      types.add(parameter.descriptorString());
    }
    return types;
  }

  static String result(String methodDesc) {
    return methodDesc.substring(methodDesc.indexOf(')') + 1);
  }

  static String method(List<String> parameters, String result) {
    return "(" + String.join("", parameters) + ")" + result;
  }

  /** Number of local variable slots. */
  static int slots(String type) {
    return switch (type.charAt(0)) {
      case 'J', 'D' -> 2;
      case 'V' -> 0;
      default -> 1;
    };
  }

  /** The boxed type of a primitive, as an internal name. */
  static String box(String primitive) {
    return switch (primitive) {
      case "I" -> "java/lang/Integer";
      case "J" -> "java/lang/Long";
      case "F" -> "java/lang/Float";
      case "D" -> "java/lang/Double";
      case "Z" -> "java/lang/Boolean";
      case "B" -> "java/lang/Byte";
      case "S" -> "java/lang/Short";
      case "C" -> "java/lang/Character";
      default -> throw new IllegalArgumentException(primitive);
    };
  }

  /** The primitive that a boxed type unboxes to, or "" for another type. */
  static String unbox(String internalName) {
    return switch (internalName) {
      case "java/lang/Integer" -> "I";
      case "java/lang/Long" -> "J";
      case "java/lang/Float" -> "F";
      case "java/lang/Double" -> "D";
      case "java/lang/Boolean" -> "Z";
      case "java/lang/Byte" -> "B";
      case "java/lang/Short" -> "S";
      case "java/lang/Character" -> "C";
      default -> "";
    };
  }
}
