package cotangent.code;

import cotangent.code.Op.MethodRef;
import cotangent.code.Rule.Partial;
import cotangent.code.Rules.Given;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Brings the rules that a user gives into the form of a {@link Target}. */
final class Givens {
  private static final String NAME = "cotangent/code/Given$";

  private final Rules rules;
  private final ClassSource source;
  private final Map<MethodRef, Target> targets = new HashMap<>();

  Givens(Rules rules, ClassSource source) {
    this.rules = rules;
    this.source = source;
  }

  /** What a method means by a rule, or null if there is none for it. */
  @Nullable Target of(MethodRef method) {
    var given = rules.of(method);
    if (given == null) {
      return null;
    }
    var target = targets.get(method);
    if (target == null) {
      target = target(method, given);
      targets.put(method, target);
    }
    return target;
  }

  private Target target(MethodRef method, Given given) {
    return switch (given) {
      case Given.Partials(var partials) -> new Target.Smooth(new Rule(smooth(partials)));
      case Given.Methods(var forward, var reverse) -> new Target.Custom(method, forward, reverse);
      case Given.Gradient(var gradient) ->
          new Target.Custom(
              method,
              null,
              adapter(
                  "([DD[D)V",
                  code -> {
                    code.aload(3).dload(1).aload(0);
                    invoke(code, gradient);
                  }));
      case Given.Products(var jvp, var vjp) ->
          new Target.Custom(
              method,
              jvp,
              vjp == null
                  ? null
                  : adapter(
                      "([D[D[D)V",
                      code -> {
                        code.aload(2).dconst_1().aload(0).aload(1);
                        invoke(code, vjp);
                      }));
    };
  }

  private static List<Partial> smooth(List<MethodRef> partials) {
    var all = IntStream.range(0, partials.size()).boxed().toList();
    var smooth = new ArrayList<Partial>();
    partials.forEach(p -> smooth.add(new Partial.Method(p, all, true)));
    return smooth;
  }

  private static void invoke(CodeBuilder code, MethodRef method) {
    code.invokestatic(
        ClassDesc.ofInternalName(method.owner()),
        method.name(),
        MethodTypeDesc.ofDescriptor(method.desc()),
        method.inInterface());
  }

  /**
   * A method that adds a multiple of an array to another.
   *
   * @param content leaves the array that is added to, the factor and the array that is added
   */
  private MethodRef adapter(String desc, Consumer<CodeBuilder> content) {
    var name = NAME + targets.size();
    source.add(
        name,
        ClassFile.of()
            .build(
                ClassDesc.ofInternalName(name),
                cb ->
                    cb.withMethodBody(
                        "reverse",
                        MethodTypeDesc.ofDescriptor(desc),
                        ClassFile.ACC_STATIC,
                        code -> {
                          content.accept(code);
                          code.invokestatic(
                                  Emitter.SHADOWS,
                                  "addMultiple",
                                  MethodTypeDesc.ofDescriptor("([DD[D)V"))
                              .return_();
                        })));
    return new MethodRef(name, "reverse", desc, false);
  }
}
