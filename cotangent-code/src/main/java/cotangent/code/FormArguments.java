package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The parameters of the root, those that vary copied if they may be overwritten. */
final class FormArguments {
  private final CodeBuilder code;
  private final Variant root;
  private final Trees trees;
  private final BitSet active;
  private final List<String> types;
  private final int[] slots;
  private final Map<Integer, Integer> shadows = new HashMap<>();

  /**
   * Gives the parameters their variables.
   *
   * @param active which of them vary
   * @param overwrites whether those are copied
   */
  FormArguments(CodeBuilder code, Variant root, Trees trees, BitSet active, boolean overwrites) {
    this.code = code;
    this.root = root;
    this.trees = trees;
    this.active = active;
    this.types = root.types();
    this.slots = new int[types.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = code.parameterSlot(i);
      if (overwrites && active.get(i) && Types.kind(types.get(i)) == 'A') {
        code.aload(slots[i]);
        trees.convert(code, Trees.Conversion.COPY, types.get(i));
        slots[i] = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(slots[i]);
      }
    }
    var given = new BitSet();
    given.set(0, slots.length);
    given.andNot(active);
    shadows.putAll(RootArguments.givenShadows(code, root, given));
  }

  /** Shadows of zeros for what varies. */
  void zeros() {
    for (int i = active.nextSetBit(0); i >= 0; i = active.nextSetBit(i + 1)) {
      if (Types.kind(types.get(i)) == 'A') {
        code.aload(slots[i]);
        trees.convert(code, Trees.Conversion.ZERO, types.get(i));
        shadow(i, TypeKind.REFERENCE);
      }
    }
  }

  /** The caller's array for the gradient, filled with zeros. */
  void given(int gradient) {
    int i = active.nextSetBit(0);
    code.aload(slots[i]).aload(gradient);
    code.invokestatic(Emitter.SHADOWS, "clear", MethodTypeDesc.ofDescriptor("([D[D)V"));
    shadows.put(i, gradient);
  }

  /** The tangent of the one argument that varies. */
  void tangents(int tangent) {
    int i = active.nextSetBit(0);
    var kind = TypeKind.fromDescriptor(types.get(i));
    if (kind == TypeKind.REFERENCE) {
      code.aload(slots[i]).aload(tangent);
      trees.convert(code, Trees.Conversion.SHADOW, types.get(i));
      shadow(i, kind);
    } else {
      shadows.put(i, tangent);
    }
  }

  /** The tangent 1 of the one real. */
  void unit() {
    code.dconst_1();
    shadow(active.nextSetBit(0), TypeKind.DOUBLE);
  }

  private void shadow(int i, TypeKind kind) {
    int slot = code.allocateLocal(kind);
    code.storeLocal(kind, slot);
    shadows.put(i, slot);
  }

  void load() {
    for (int i = 0; i < slots.length; i++) {
      code.loadLocal(TypeKind.fromDescriptor(types.get(i)), slots[i]);
    }
  }

  void loadTangents() {
    for (int i = 0; i < slots.length; i++) {
      if (root.analysis().isActive(root.body().params.get(i))) {
        code.loadLocal(
            TypeKind.fromDescriptor(types.get(i)), Objects.requireNonNull(shadows.get(i)));
      }
    }
  }

  /** Loads what both sweeps take. */
  void sweep(int tape) {
    load();
    for (int i = 0; i < slots.length; i++) {
      if (root.analysis().hasShadow(root.body().params.get(i))) {
        code.aload(Objects.requireNonNull(shadows.get(i)));
      }
    }
    code.aload(tape);
  }

  /** Loads the adjoint of a parameter, boxed. */
  void adjoint(int i, int tape) {
    var type = types.get(i);
    if (Types.kind(type) == 'A') {
      code.aload(slots[i]).aload(Objects.requireNonNull(shadows.get(i)));
      trees.convert(code, Trees.Conversion.LIKE, type);
      return;
    }
    int register = 0;
    for (var p : root.body().params.subList(0, i)) {
      register += p.isReal() && root.analysis().isActive(p) ? 1 : 0;
    }
    code.aload(tape).loadConstant(register);
    code.invokevirtual(TapeEmitter.TAPE, "adjoint", MethodTypeDesc.ofDescriptor("(I)D"));
    if (type.equals("F")) {
      code.d2f();
    }
    Trees.boxed(code, type);
  }
}
