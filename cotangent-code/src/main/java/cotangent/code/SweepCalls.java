package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.List;

/**
 * The calls of both sweeps of a root that is differentiated with respect to one array.
 *
 * @param captured how many parameters come before the point
 * @param point where the point is, or its copy
 * @param shadows where those of what is captured are
 * @param product where the adjoint of the point is
 */
record SweepCalls(
    CodeBuilder code,
    Variant root,
    int captured,
    int point,
    List<Integer> shadows,
    int product,
    int tape) {

  static SweepCalls of(CodeBuilder code, Variant root, int captured, int product, int tape) {
    int point = code.allocateLocal(TypeKind.REFERENCE);
    RootArguments.argument(code, root, captured);
    code.astore(point);
    var shadows = RootArguments.capturedShadows(code, root, captured);
    return new SweepCalls(code, root, captured, point, shadows, product, tape);
  }

  private void arguments() {
    RootArguments.parameters(code, root, 0, captured);
    code.aload(point);
    shadows.forEach(code::aload);
    code.aload(product).aload(tape);
  }

  /** Runs the forward sweep and leaves the value. */
  void forward(ClassDesc self) {
    arguments();
    code.invokestatic(self, ForwardEmitter.name(root), ForwardEmitter.type(root));
  }

  /** Runs the reverse sweep. The adjoint of the result is in its shadow. */
  void reverse(ClassDesc self) {
    arguments();
    code.invokestatic(self, ReverseEmitter.name(root), ReverseEmitter.type(root));
  }

  /** Runs both sweeps, with 1 for the adjoint of the real result, and leaves the value. */
  void joint(ClassDesc self) {
    arguments();
    if (root.hasActiveResult()) {
      code.dconst_1();
    }
    code.invokestatic(self, Joint.name(root), Joint.type(root));
  }
}
