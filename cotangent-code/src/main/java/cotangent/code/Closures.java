package cotangent.code;

import cotangent.code.Lambda.Kind;
import cotangent.code.Lambda.Shape;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classes that stand for lambdas which become objects: stored, returned, chosen among several. Such
 * a class implements the functional interface and has a field for each captured value, so that its
 * objects have shadows and calls on them are dispatched as on those of any class.
 *
 * <p>There are two forms of a class. The one that is read makes the lambda from the fields and
 * calls it, which the simplifier makes a direct call. The one that runs hands calls on to an object
 * that the lambda's own call site made, since only that may have access to the lambda's body.
 * Lambdas in {@code java.util.function} are copied instead: their bodies use nothing private.
 *
 * <p>Longer than most files, since the two forms have the same fields and methods and are best
 * compared side by side.
 */
final class Closures {
  private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";

  /** Part of the names of these classes. */
  static final String MARK = "$Cotangent$Lambda$";

  private static final String ORIGINAL = "original";

  private final ClassSource source;
  private final String prefix;
  private final Map<Lambda, String> names = new HashMap<>();
  private Definer definer =
      closure -> {
        throw new IllegalStateException(closure.name);
      };

  private final Map<String, Closure> closures = new HashMap<>();

  /** A class that stands for a lambda. */
  static final class Closure {
    final String name;
    final Lambda lambda;

    /** Makes the lambda. */
    final DynamicCallSiteDesc site;

    /** Whether calls are handed on to the lambda, the constructor's first argument. */
    final boolean delegates;

    private final byte[] bytes;
    private final Definer definer;
    private @Nullable MethodHandle factory;

    private Closure(
        String name,
        Lambda lambda,
        DynamicCallSiteDesc site,
        boolean delegates,
        byte[] bytes,
        Definer definer) {
      this.name = name;
      this.lambda = lambda;
      this.site = site;
      this.delegates = delegates;
      this.bytes = bytes;
      this.definer = definer;
    }

    /** The form that runs. */
    byte[] bytes() {
      return bytes;
    }

    /** Makes an object from what the lambda captures; the class is defined if need be. */
    synchronized MethodHandle factory() {
      var known = factory;
      if (known == null) {
        known = definer.define(this);
        factory = known;
      }
      return known;
    }
  }

  /** Defines a class that stands for a lambda. */
  interface Definer {
    MethodHandle define(Closure closure);
  }

  /**
   * @param prefix of the names of classes, with the package
   */
  Closures(ClassSource source, String prefix) {
    this.source = source;
    this.prefix = prefix;
  }

  /** Sets who defines classes made here. */
  void definer(Definer newDefiner) {
    definer = newDefiner;
  }

  @Nullable Closure find(String name) {
    return closures.get(name);
  }

  /** The constructor of the class for a lambda; its arguments are what the lambda captures. */
  MethodRef constructor(Lambda lambda) {
    var plain = plain(lambda);
    var name = names.get(plain);
    if (name == null) {
      name = make(plain);
      names.put(plain, name);
    }
    return new MethodRef(name, "<init>", Types.method(captured(plain), "V"), false);
  }

  /** The lambda without what is known of the lambdas that it captures. */
  private static Lambda plain(Lambda l) {
    var shapes = Shape.of(captured(l));
    return new Lambda(
        l.type(), l.method(), l.instantiated(), l.kind(), l.target(), shapes, l.site());
  }

  private static List<String> captured(Lambda lambda) {
    return lambda.captured().stream().map(Shape::type).toList();
  }

  /** The call site that makes a lambda; one that came as an object gets a site of its own. */
  DynamicCallSiteDesc site(Lambda lambda) {
    var known = lambda.site();
    if (known != null) {
      return known;
    }
    var target = lambda.target();
    var owner = ClassDesc.ofInternalName(target.owner());
    var handle =
        lambda.kind() == Kind.CONSTRUCTOR
            ? MethodHandleDesc.ofConstructor(
                owner, MethodTypeDesc.ofDescriptor(target.desc()).parameterArray())
            : MethodHandleDesc.ofMethod(
                kind(lambda.kind(), target.inInterface()),
                owner,
                target.name(),
                MethodTypeDesc.ofDescriptor(target.desc()));
    var arguments =
        new ConstantDesc[] {
          MethodTypeDesc.ofDescriptor(methods(lambda).getFirst().desc()),
          handle,
          MethodTypeDesc.ofDescriptor(lambda.instantiated())
        };
    return DynamicCallSiteDesc.of(
        ConstantDescs.ofCallsiteBootstrap(
            ClassDesc.ofInternalName(METAFACTORY),
            "metafactory",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodType,
            ConstantDescs.CD_MethodHandle,
            ConstantDescs.CD_MethodType),
        lambda.method(),
        MethodTypeDesc.ofDescriptor(
            Types.method(captured(lambda), Types.ofInternal(lambda.type()))),
        arguments);
  }

  private static DirectMethodHandleDesc.Kind kind(Kind kind, boolean inInterface) {
    return switch (kind) {
      case STATIC ->
          inInterface
              ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
              : DirectMethodHandleDesc.Kind.STATIC;
      case VIRTUAL -> DirectMethodHandleDesc.Kind.VIRTUAL;
      case INTERFACE -> DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL;
      case SPECIAL ->
          inInterface
              ? DirectMethodHandleDesc.Kind.INTERFACE_SPECIAL
              : DirectMethodHandleDesc.Kind.SPECIAL;
      case CONSTRUCTOR -> DirectMethodHandleDesc.Kind.CONSTRUCTOR;
    };
  }

  /** The abstract method of the lambda's interface, in every form that supertypes give it. */
  private List<MethodRef> methods(Lambda lambda) {
    var found = new ArrayList<MethodRef>();
    Set<String> descs = new LinkedHashSet<>();
    for (var type : source.supertypes(lambda.type())) {
      var model = source.find(type);
      if (model == null) {
        continue;
      }
      for (var m : model.methods()) {
        if (m.methodName().equalsString(lambda.method())
            && m.flags().has(AccessFlag.ABSTRACT)
            && descs.add(m.methodType().stringValue())) {
          found.add(
              new MethodRef(lambda.type(), lambda.method(), m.methodType().stringValue(), true));
        }
      }
    }
    if (found.isEmpty()) {
      throw new Refusal(
          -1,
          "a lambda of " + lambda.type().replace('/', '.') + ", whose bytecode cannot be found",
          "Let its class loader hand out the class file as a resource.");
    }
    return found;
  }

  // ----------------------------------------------------------------------------------- the classes

  private String make(Lambda lambda) {
    var name = prefix + names.size();
    var site = site(lambda);
    var methods = methods(lambda);
    boolean delegates = !isCopied(lambda);
    source.read(name, model(name, lambda, site, methods));
    var bytes = bytes(name, lambda, methods, delegates);
    closures.put(name, new Closure(name, lambda, site, delegates, bytes, definer));
    return name;
  }

  /** Whether the body is a private method of the library, which is out of reach. */
  private static boolean isCopied(Lambda lambda) {
    return lambda.target().owner().startsWith("java/util/function/")
        && lambda.target().name().startsWith("lambda$");
  }

  private interface Content {
    void method(CodeBuilder code, MethodRef method);
  }

  private byte[] define(
      ClassFile file,
      String name,
      Lambda lambda,
      List<MethodRef> methods,
      boolean delegates,
      boolean runs,
      Content content) {
    var self = ClassDesc.ofInternalName(name);
    var captured = captured(lambda);
    var type = ClassDesc.ofInternalName(lambda.type());
    var parameters = new ArrayList<>(captured);
    boolean holds = delegates && runs;
    if (holds) {
      parameters.addFirst(Types.ofInternal(lambda.type()));
    }
    return file.build(
        self,
        cb -> {
          if (!runs) {
            cb.withVersion(Targets.READ_ONLY, 0);
          }
          cb.withFlags(
              ClassFile.ACC_PUBLIC
                  | ClassFile.ACC_FINAL
                  | ClassFile.ACC_SYNTHETIC
                  | ClassFile.ACC_SUPER);
          cb.withInterfaceSymbols(type);
          for (int i = 0; i < captured.size(); i++) {
            cb.withField(
                field(i), Types.desc(captured.get(i)), ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
          }
          if (holds) {
            cb.withField(ORIGINAL, type, ClassFile.ACC_FINAL);
          }
          cb.withMethodBody(
              "<init>",
              MethodTypeDesc.ofDescriptor(Types.method(parameters, "V")),
              ClassFile.ACC_PUBLIC,
              code -> {
                code.aload(0)
                    .invokespecial(ConstantDescs.CD_Object, "<init>", ConstantDescs.MTD_void);
                for (int i = 0; i < parameters.size(); i++) {
                  var p = parameters.get(i);
                  var to = !holds ? field(i) : i == 0 ? ORIGINAL : field(i - 1);
                  code.aload(0)
                      .loadLocal(TypeKind.fromDescriptor(p), code.parameterSlot(i))
                      .putfield(self, to, Types.desc(p));
                }
                code.return_();
              });
          for (var m : methods) {
            cb.withMethodBody(
                m.name(),
                MethodTypeDesc.ofDescriptor(m.desc()),
                ClassFile.ACC_PUBLIC,
                code -> {
                  content.method(code, m);
                  code.return_(TypeKind.fromDescriptor(Types.result(m.desc())));
                });
          }
          if (runs && !delegates) {
            copy(cb, lambda);
          }
        });
  }

  private static String field(int i) {
    return "c" + i;
  }

  private static void loadFields(CodeBuilder code, String name, List<String> captured) {
    for (int i = 0; i < captured.size(); i++) {
      code.aload(0).getfield(ClassDesc.ofInternalName(name), field(i), Types.desc(captured.get(i)));
    }
  }

  /** The form that is read. */
  private ClassModel model(
      String name, Lambda lambda, DynamicCallSiteDesc site, List<MethodRef> methods) {
    return ClassFile.of()
        .parse(
            define(
                ClassFile.of(),
                name,
                lambda,
                methods,
                false,
                false,
                (code, m) -> {
                  loadFields(code, name, captured(lambda));
                  code.invokedynamic(site);
                  loadParameters(code, m);
                  invoke(code, m);
                }));
  }

  /** The form that runs. */
  private byte[] bytes(String name, Lambda lambda, List<MethodRef> methods, boolean delegates) {
    var self = ClassDesc.ofInternalName(name);
    return define(
        ClassFile.of(),
        name,
        lambda,
        methods,
        delegates,
        true,
        (code, m) -> {
          if (delegates) {
            code.aload(0).getfield(self, ORIGINAL, ClassDesc.ofInternalName(lambda.type()));
            loadParameters(code, m);
            invoke(code, m);
          } else {
            loadFields(code, name, captured(lambda));
            var desc = copied(lambda);
            int from = desc.parameterCount() - Types.parameters(m.desc()).size();
            for (int i = 0; i < Types.parameters(m.desc()).size(); i++) {
              var wanted = desc.parameterType(from + i);
              code.loadLocal(TypeKind.from(wanted), code.parameterSlot(i));
              if (!wanted.isPrimitive() && !wanted.equals(ConstantDescs.CD_Object)) {
                code.checkcast(wanted);
              }
            }
            code.invokestatic(self, lambda.target().name(), desc);
          }
        });
  }

  private static void loadParameters(CodeBuilder code, MethodRef m) {
    var types = Types.parameters(m.desc());
    for (int i = 0; i < types.size(); i++) {
      code.loadLocal(TypeKind.fromDescriptor(types.get(i)), code.parameterSlot(i));
    }
  }

  private static void invoke(CodeBuilder code, MethodRef m) {
    code.invoke(
        Opcode.INVOKEINTERFACE,
        ClassDesc.ofInternalName(m.owner()),
        m.name(),
        MethodTypeDesc.ofDescriptor(m.desc()),
        true);
  }

  /** The type of the copy of a lambda's body, a static method. */
  private static MethodTypeDesc copied(Lambda lambda) {
    var desc = MethodTypeDesc.ofDescriptor(lambda.target().desc());
    return lambda.kind() == Kind.STATIC
        ? desc
        : desc.insertParameterTypes(0, ClassDesc.ofInternalName(lambda.target().owner()));
  }

  private void copy(java.lang.classfile.ClassBuilder cb, Lambda lambda) {
    var target = lambda.target();
    var body = source.resolve(target.owner(), target.name(), target.desc()).orElseThrow().method();
    cb.withMethodBody(
        target.name(),
        copied(lambda),
        ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE,
        code -> {
          for (var e : body.code().orElseThrow()) {
            code.with(e);
          }
        });
  }
}
