package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.constant.DynamicCallSiteDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of a lambda or method reference, without the values that it captures.
 *
 * @param type internal name of the functional interface
 * @param method name of its method
 * @param instantiated the method's descriptor after generics are filled in
 * @param kind how the implementation is called
 * @param target the implementation
 * @param captured what the lambda captures
 * @param site the call site that makes the object at run time; null for one that came as an object
 */
record Lambda(
    String type,
    String method,
    String instantiated,
    Kind kind,
    MethodRef target,
    List<Shape> captured,
    @Nullable DynamicCallSiteDesc site) {

  /** How the implementation of a lambda is called. */
  enum Kind {
    STATIC,
    VIRTUAL,
    INTERFACE,
    SPECIAL,
    CONSTRUCTOR;

    static Kind of(int referenceKind) {
      return switch (referenceKind) {
        case java.lang.invoke.MethodHandleInfo.REF_invokeStatic -> STATIC;
        case java.lang.invoke.MethodHandleInfo.REF_invokeVirtual -> VIRTUAL;
        case java.lang.invoke.MethodHandleInfo.REF_invokeInterface -> INTERFACE;
        case java.lang.invoke.MethodHandleInfo.REF_invokeSpecial -> SPECIAL;
        case java.lang.invoke.MethodHandleInfo.REF_newInvokeSpecial -> CONSTRUCTOR;
        default -> throw new IllegalArgumentException("reference kind " + referenceKind);
      };
    }
  }

  /**
   * What is known of a parameter when the derivative is made: its type, and its code if it is a
   * lambda. A parameter with known code is replaced by what the lambda captures.
   */
  record Shape(String type, @Nullable Lambda lambda) {

    static List<Shape> of(List<String> types) {
      return types.stream().map(type -> new Shape(type, null)).toList();
    }

    /** The types of the parameters that stand for this one. */
    void flatten(List<String> types) {
      if (lambda == null) {
        types.add(type);
      } else {
        lambda.captured().forEach(shape -> shape.flatten(types));
      }
    }
  }

  /** The same, made as an object by this call site. */
  Lambda at(DynamicCallSiteDesc where) {
    return new Lambda(type, method, instantiated, kind, target, captured, where);
  }

  /** The flattened types of parameters of these shapes. */
  static List<String> flatten(List<Shape> shapes) {
    var types = new ArrayList<String>();
    shapes.forEach(shape -> shape.flatten(types));
    return types;
  }
}
