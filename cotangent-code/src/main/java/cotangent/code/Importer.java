package cotangent.code;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Copies methods of generated classes into the class that calls them. A hidden class has no name by
 * which another could call it, so each is made complete.
 */
final class Importer {
  private final ClassSource source;
  private final ClassFile file;

  Importer(ClassSource source, ClassFile file) {
    this.source = source;
    this.file = file;
  }

  private record Wanted(String owner, String name, String desc) {
    String imported() {
      return owner.substring(owner.lastIndexOf('/') + 1) + "$" + name;
    }
  }

  byte[] run(byte[] bytes) {
    var model = file.parse(bytes);
    var self = model.thisClass().asInternalName();
    var done = new HashSet<Wanted>();
    var work = new ArrayDeque<Wanted>();
    model.methods().forEach(m -> work.addAll(wanted(m, self)));
    if (work.isEmpty()) {
      return bytes;
    }
    var imported = new ArrayList<Wanted>();
    while (!work.isEmpty()) {
      var next = work.pop();
      if (done.add(next)) {
        imported.add(next);
        work.addAll(wanted(method(next), self));
      }
    }
    return file.build(
        model.thisClass().asSymbol(),
        cb -> {
          cb.withFlags(model.flags().flagsMask());
          for (var m : model.methods()) {
            cb.transformMethod(
                m, java.lang.classfile.MethodTransform.transformingCode(redirect(self, model)));
          }
          for (var w : imported) {
            var m = method(w);
            cb.withMethodBody(
                w.imported(),
                m.methodTypeSymbol(),
                ClassFile.ACC_STATIC,
                code -> m.code().orElseThrow().forEach(e -> redirect(self, model).accept(code, e)));
          }
        });
  }

  private MethodModel method(Wanted wanted) {
    for (var m : source.get(wanted.owner, -1).methods()) {
      if (m.methodName().equalsString(wanted.name) && m.methodType().equalsString(wanted.desc)) {
        return m;
      }
    }
    throw new AssertionError(wanted);
  }

  private List<Wanted> wanted(MethodModel method, String self) {
    var all = new ArrayList<Wanted>();
    for (CodeElement e : method.code().orElseThrow()) {
      if (e instanceof InvokeInstruction i && isForeign(i, self)) {
        all.add(
            new Wanted(i.owner().asInternalName(), i.name().stringValue(), i.type().stringValue()));
      }
    }
    return all;
  }

  private boolean isForeign(InvokeInstruction i, String self) {
    var owner = i.owner().asInternalName();
    return !owner.equals(self) && source.isGenerated(owner);
  }

  private CodeTransform redirect(String self, ClassModel model) {
    return (code, element) -> {
      if (element instanceof InvokeInstruction i && isForeign(i, self)) {
        var w =
            new Wanted(i.owner().asInternalName(), i.name().stringValue(), i.type().stringValue());
        code.invokestatic(model.thisClass().asSymbol(), w.imported(), i.typeSymbol());
      } else {
        code.with(element);
      }
    };
  }
}
