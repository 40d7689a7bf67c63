package cotangent.code;

import java.lang.classfile.TypeKind;

/**
 * The variables of a tangent method with the arrays in which methods hand back the tangents of real
 * results and the shadows of references: the one that the method has for its own result, and new
 * ones where those that it calls need the other kind. -1 stands for none.
 */
record Outputs(int real, int reference) {

  /**
   * Makes the arrays that are needed.
   *
   * @param given the variable with the array for the method's own result, or -1
   */
  static Outputs of(Emitter emitter, int given) {
    var body = emitter.analysis.body;
    var own = body.result();
    int real = own != null && own.isReal() ? given : -1;
    int reference = own != null && !own.isReal() ? given : -1;
    var code = emitter.code;
    for (var v : body.values) {
      var callee = emitter.analysis.callee(v);
      var result = callee == null ? null : callee.body().result();
      if (callee == null || result == null || !callee.hasActiveResult()) {
        continue;
      }
      if (result.isReal() && real < 0) {
        real = code.allocateLocal(TypeKind.REFERENCE);
        code.loadConstant(emitter.lanes).newarray(TypeKind.DOUBLE).astore(real);
      }
      if (!result.isReal() && reference < 0) {
        reference = code.allocateLocal(TypeKind.REFERENCE);
        code.iconst_1().anewarray(Types.desc(Types.OBJECT)).astore(reference);
      }
    }
    return new Outputs(real, reference);
  }

  /** The variable with the array for such a result. */
  int of(Value result) {
    return result.isReal() ? real : reference;
  }
}
