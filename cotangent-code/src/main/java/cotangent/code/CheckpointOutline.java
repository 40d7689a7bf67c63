package cotangent.code;

import cotangent.code.Op.FieldRef;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a state there are references that a step may overwrite: the state is an array, or an
 * object whose fields are. The steps of a forward sweep run without shadows; after them the shadow
 * of the state is brought in line with it.
 *
 * @param paths the objects to be brought in line, by the final fields that lead there from the
 *     state; each with its type
 */
record CheckpointOutline(List<Path> paths) {
  private static final ClassDesc SNAPSHOTS = ClassDesc.of("cotangent.code.runtime.Snapshots");

  /** The fields that lead to an object, and its type. */
  record Path(List<FieldRef> fields, String type, Layout layout) {}

  /** The outline of a state of this type, or null if there may be references that nobody knows. */
  static @Nullable CheckpointOutline of(String type, CheckpointTypes types) {
    var paths = new ArrayList<Path>();
    return collect(List.of(), type, types, paths) ? new CheckpointOutline(paths) : null;
  }

  private static boolean collect(
      List<FieldRef> fields, String type, CheckpointTypes types, List<Path> paths) {
    if (Types.isArray(type)) {
      paths.add(new Path(fields, type, Layout.NONE));
      return isFixed(type.substring(1), types);
    }
    if (!types.isFinal(type) || fields.size() > 8) {
      return false;
    }
    var layout = types.layout(type);
    paths.add(new Path(fields, type, layout));
    for (int i = 0; i < layout.size(); i++) {
      var field = layout.fields().get(i);
      if (isPart(field, types)) {
        var further = new ArrayList<>(fields);
        further.add(field);
        if (!collect(further, field.desc(), types, paths)) {
          return false;
        }
      } else if (!layout.isReal(i) && !isFixed(field.desc(), types)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the field always holds the same object, whose own fields may change. */
  private static boolean isPart(FieldRef field, CheckpointTypes types) {
    return Types.kind(field.desc()) == 'A'
        && !Types.isArray(field.desc())
        && !types.isImmutable(field.desc())
        && types.isFinal(field);
  }

  /** Whether nothing but arrays holds references that may change. */
  private static boolean isFixed(String type, CheckpointTypes types) {
    return Types.isArray(type)
        ? isFixed(type.substring(1), types)
        : type.equals(Types.OBJECT)
            || types.isImmutable(type)
            || (types.isFinal(type) && types.layout(type).reals() == types.layout(type).size());
  }

  /** Variables for what is where before the steps: for each path, of the state and its shadow. */
  List<Integer> before(CodeBuilder code, int state, int shadow, CheckpointTypes types) {
    var slots = new ArrayList<Integer>();
    for (var path : paths) {
      references(code, path, state, types);
      slots.add(contents(code));
      shadow(code, path, shadow, types);
      slots.add(contents(code));
    }
    return slots;
  }

  private static int contents(CodeBuilder code) {
    int slot = code.allocateLocal(TypeKind.REFERENCE);
    code.invokestatic(
            SNAPSHOTS,
            "contents",
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object))
        .astore(slot);
    return slot;
  }

  /** Brings the shadow in line. */
  void after(CodeBuilder code, List<Integer> before, int state, int shadow, CheckpointTypes types) {
    int fresh = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(state).invokedynamic(Linker.zero()).astore(fresh);
    for (int i = 0; i < paths.size(); i++) {
      code.aload(before.get(2 * i)).aload(before.get(2 * i + 1));
      references(code, paths.get(i), state, types);
      shadow(code, paths.get(i), fresh, types);
      shadow(code, paths.get(i), shadow, types);
      code.invokestatic(
          SNAPSHOTS, "relink", MethodTypeDesc.ofDescriptor("(" + Types.OBJECT.repeat(5) + ")V"));
    }
  }

  /** Loads the shadow of the object at the end of the path. */
  private static void shadow(CodeBuilder code, Path path, int shadow, CheckpointTypes types) {
    code.aload(shadow);
    for (var field : path.fields) {
      var layout = types.layout(Types.ofInternal(field.owner()));
      code.checkcast(Types.desc(Layout.TYPE));
      code.loadConstant(layout.index(layout.position(field))).aaload();
    }
  }

  /**
   * Loads the array at the end of the path, or an array of the references in the fields of the
   * object there, laid out as in its shadow; a part that has a path of its own is left out.
   */
  private static void references(CodeBuilder code, Path path, int state, CheckpointTypes types) {
    code.aload(state);
    var owner = Types.OBJECT;
    for (var field : path.fields) {
      cast(code, owner, Types.ofInternal(field.owner()));
      get(code, field);
      owner = field.desc();
    }
    if (Types.isArray(path.type)) {
      return;
    }
    cast(code, owner, path.type);
    int object = code.allocateLocal(TypeKind.REFERENCE);
    var layout = path.layout;
    code.astore(object).loadConstant(1 + layout.size() - layout.reals());
    code.anewarray(ConstantDescs.CD_Object);
    for (int i = 0; i < layout.size(); i++) {
      var field = layout.fields().get(i);
      if (!layout.isReal(i) && !isPart(field, types)) {
        code.dup().loadConstant(layout.index(i)).aload(object);
        get(code, field);
        code.aastore();
      }
    }
  }

  private static void cast(CodeBuilder code, String from, String to) {
    if (!from.equals(to)) {
      code.checkcast(Types.desc(to));
    }
  }

  private static void get(CodeBuilder code, FieldRef field) {
    code.with(
        FieldInstruction.of(
            Opcode.GETFIELD,
            code.constantPool()
                .fieldRefEntry(
                    ClassDesc.ofInternalName(field.owner()),
                    field.name(),
                    Types.desc(field.desc()))));
  }
}
