package cotangent.code;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
      } else if (e instanceof InvokeDynamicInstruction d) {
        for (var argument : d.bootstrapArgs()) {
          var w = wanted(argument);
          if (w != null && !w.owner.equals(self)) {
            all.add(w);
          }
        }
      }
    }
    return all;
  }

  /** The method behind a lambda's handle, if it is in a generated class. */
  private @Nullable Wanted wanted(ConstantDesc argument) {
    if (argument instanceof DirectMethodHandleDesc handle) {
      var owner = Types.internal(handle.owner().descriptorString());
      if (source.isGenerated(owner)) {
        return new Wanted(owner, handle.methodName(), handle.lookupDescriptor());
      }
    }
    return null;
  }

  private DynamicCallSiteDesc redirect(InvokeDynamicInstruction d, ClassDesc self) {
    var arguments =
        d.bootstrapArgs().stream()
            .map(argument -> {
              var w = wanted(argument);
              return w == null || Types.ofInternal(w.owner).equals(self.descriptorString())
                  ? argument
                  : MethodHandleDesc.ofMethod(
                      DirectMethodHandleDesc.Kind.STATIC,
                      self,
                      w.imported(),
                      MethodTypeDesc.ofDescriptor(w.desc));
            })
            .toArray(ConstantDesc[]::new);
    return DynamicCallSiteDesc.of(
        d.bootstrapMethod(), d.name().stringValue(), d.typeSymbol(), arguments);
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
      } else if (element instanceof InvokeDynamicInstruction d) {
        code.invokedynamic(redirect(d, model.thisClass().asSymbol()));
      } else {
        code.with(element);
      }
    };
  }
}
