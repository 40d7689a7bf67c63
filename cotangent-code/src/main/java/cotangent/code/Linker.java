package cotangent.code;

import cotangent.code.runtime.Linking;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Defines generated classes. Generated code names the members that the user's code names, as if it
 * had the access that each of the user's classes has; what it has no access to is reached through
 * call sites here.
 *
 * <p>Longer than most files, since each kind of member has a call site here and the bootstrap that
 * answers it.
 */
final class Linker implements Linking.Context {
  private static final ClassDesc LINKING = ClassDesc.of("cotangent.code.runtime.Linking");

  private final MethodHandles.Lookup host;
  private final @Nullable ClassLoader loader;
  private final ClassSource source;
  private final boolean fast;
  private final Map<Class<?>, List<Field>> fields = new ConcurrentHashMap<>();

  /**
   * Makes a linker.
   *
   * @param fast whether to call the functions of {@link Kernels} instead of those of {@link Math}
   */
  Linker(MethodHandles.Lookup host, ClassSource source, boolean fast) {
    this.host = host;
    this.fast = fast;
    this.loader = host.lookupClass().getClassLoader();
    this.source = source;
    source.closures.definer(this::defineClosure);
  }

  static DynamicCallSiteDesc zero() {
    var bootstrap = ConstantDescs.ofCallsiteBootstrap(LINKING, "zero", ConstantDescs.CD_CallSite);
    return DynamicCallSiteDesc.of(
        bootstrap, "zero", MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object));
  }

  /** A call site that tells the values in a state as they are. */
  static DynamicCallSiteDesc values() {
    var bootstrap = ConstantDescs.ofCallsiteBootstrap(LINKING, "values", ConstantDescs.CD_CallSite);
    return DynamicCallSiteDesc.of(
        bootstrap, "values", MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object));
  }

  /** A call site that compares two states of a loop and fails if they differ. */
  static DynamicCallSiteDesc same() {
    var bootstrap = ConstantDescs.ofCallsiteBootstrap(LINKING, "same", ConstantDescs.CD_CallSite);
    return DynamicCallSiteDesc.of(
        bootstrap, "same", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;Ljava/lang/Object;I)V"));
  }

  /** A call site that makes a shadow of zeros for several tangents of each real. */
  static DynamicCallSiteDesc zero(int lanes) {
    if (lanes == 1) {
      return zero();
    }
    var bootstrap =
        ConstantDescs.ofCallsiteBootstrap(
            LINKING, "zero", ConstantDescs.CD_CallSite, ConstantDescs.CD_int);
    var type = MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
    return DynamicCallSiteDesc.of(bootstrap, "zero", type, lanes);
  }

  static DirectMethodHandleDesc memberBootstrap() {
    return ConstantDescs.ofCallsiteBootstrap(
        LINKING,
        "member",
        ConstantDescs.CD_CallSite,
        ConstantDescs.CD_String,
        ConstantDescs.CD_String,
        ConstantDescs.CD_String,
        ConstantDescs.CD_String);
  }

  /** A call site that reads a static field. */
  static DynamicCallSiteDesc get(Op.FieldRef field) {
    return site(
        "GETSTATIC",
        ClassDesc.ofInternalName(field.owner()),
        field.name(),
        field.desc(),
        MethodTypeDesc.of(Types.desc(field.desc())));
  }

  /** What a static final field holds, or null if it is not final or cannot be read. */
  @Nullable Object constant(Op.FieldRef ref) {
    try {
      var type = type(ref.owner());
      var field = type == null ? null : field(type, ref.name());
      return field == null || !Modifier.isFinal(field.getModifiers())
          ? null
          : lookup(field.getDeclaringClass()).unreflectGetter(field).invoke();
    } catch (ReflectiveOperationException | LinkageError _) {
      return null;
    } catch (Throwable e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** The name for a class generated in the host's package. */
  String className(String suffix) {
    var p = host.lookupClass().getPackageName();
    return (p.isEmpty() ? "" : p.replace('.', '/') + "/") + suffix;
  }

  MethodHandles.Lookup define(String name, byte[] bytes) {
    // Before linking, which replaces names by call sites where access is lacking.
    Dump.write(Types.internal(host.lookupClass().descriptorString()), name, bytes);
    try {
      defineClosures(bytes);
      return host.defineHiddenClassWithClassData(link(bytes), this, true, ClassOption.NESTMATE);
    } catch (IllegalAccessException e) {
      throw new NotDifferentiableException(
          "Cannot define a class in package "
              + host.lookupClass().getPackageName()
              + ": pass MethodHandles.lookup() of a class there as the first argument.",
          e);
    }
  }

  /** Defines the classes that stand for lambdas in the code. */
  private void defineClosures(byte[] bytes) {
    for (var entry : ClassFile.of().parse(bytes).constantPool()) {
      if (entry instanceof ClassEntry type) {
        var closure = source.closures.find(type.asInternalName());
        if (closure != null) {
          factories.put(closure.name, closure.factory());
        }
      }
    }
  }

  /** Makes objects that stand for lambdas, with the lambdas inside. */
  private final Map<String, MethodHandle> factories = new ConcurrentHashMap<>();

  private MethodHandle defineClosure(Closures.Closure closure) {
    try {
      var type = host.defineClass(closure.bytes());
      var captured =
          MethodType.fromMethodDescriptorString(
              closure.site.invocationType().descriptorString(), loader);
      var lookup = lookup(type);
      if (!closure.delegates) {
        return lookup.findConstructor(type, captured.changeReturnType(void.class));
      }
      var constructor =
          lookup.findConstructor(
              type,
              captured.insertParameterTypes(0, captured.returnType()).changeReturnType(void.class));
      return MethodHandles.foldArguments(constructor, original(closure, captured));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private MethodHandle original(Closures.Closure closure, MethodType captured)
      throws ReflectiveOperationException {
    if (closure.site.bootstrapMethod().equals(memberBootstrap())) {
      var arguments = closure.site.bootstrapArgs();
      return member(
          (String) arguments[0],
          (String) arguments[1],
          (String) arguments[2],
          (String) arguments[3]);
    }
    var target = closure.lambda.target();
    if (!source.isGenerated(target.owner())) {
      var body = type(target.owner());
      boolean reached =
          body == null
              || inNest(body)
              || (!target.isConstructor()
                  && reaches(body, modifiers(body, target.name(), target.desc())));
      return lambda(body == null || reached ? host : lookup(body), closure.site);
    }
    var made = define(target.owner(), source.bytes(target.owner()));
    var handle =
        made.findStatic(
            made.lookupClass(),
            target.name(),
            MethodType.fromMethodDescriptorString(target.desc(), loader));
    var arguments = closure.site.bootstrapArgs();
    try {
      return LambdaMetafactory.metafactory(
              made,
              closure.site.invocationName(),
              captured,
              MethodType.fromMethodDescriptorString(
                  ((MethodTypeDesc) arguments[0]).descriptorString(), loader),
              handle,
              MethodType.fromMethodDescriptorString(
                  ((MethodTypeDesc) arguments[2]).descriptorString(), loader))
          .getTarget();
    } catch (LambdaConversionException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  byte[] link(byte[] bytes) {
    var file = ClassFile.of(resolver());
    var model = file.parse(bytes);
    var self = model.thisClass().asInternalName();
    var closed = closedConstructors(model);
    return file.transformClass(
        model,
        ClassTransform.transformingMethodBodies(
            CodeTransform.ofStateful(() ->
                (code, element) -> {
                  switch (element) {
                    case InvokeInstruction i when fast && Kernels.replaces(i) ->
                        Kernels.call(code, i);
                    case InvokeInstruction i
                        when !i.name().equalsString("<init>")
                            && !i.owner().asInternalName().equals(self)
                            && i.owner().asInternalName().charAt(0) != '['
                            && !reaches(i) ->
                        code.invokedynamic(
                            site(
                                i.opcode().name(),
                                i.owner().asSymbol(),
                                i.name().stringValue(),
                                i.type().stringValue(),
                                i.opcode() == Opcode.INVOKESTATIC
                                    ? i.typeSymbol()
                                    : i.typeSymbol()
                                        .insertParameterTypes(0, i.owner().asSymbol())));
                    case NewObjectInstruction n
                        when closed.contains(n.className().asInternalName()) ->
                        // The object comes from a call site: two nulls stand in for it.
                        code.aconst_null();
                    case InvokeInstruction i
                        when i.name().equalsString("<init>")
                            && closed.contains(i.owner().asInternalName()) ->
                        code.invokedynamic(
                                site(
                                    "NEW",
                                    i.owner().asSymbol(),
                                    "<init>",
                                    i.type().stringValue(),
                                    i.typeSymbol().changeReturnType(i.owner().asSymbol())))
                            .dup_x2()
                            .pop()
                            .pop2();
                    case InvokeDynamicInstruction d when isForeignLambda(d) ->
                        code.invokedynamic(lambda(d));
                    case FieldInstruction f when !reaches(f) ->
                        code.invokedynamic(
                            site(
                                f.opcode().name(),
                                f.owner().asSymbol(),
                                f.name().stringValue(),
                                f.type().stringValue(),
                                accessor(f)));
                    default -> code.with(element);
                  }
                })));
  }

  /** Lambdas of other nests, made with the access of the class that they belong to. */
  private final List<DynamicCallSiteDesc> lambdas = new CopyOnWriteArrayList<>();

  private static @Nullable DirectMethodHandleDesc lambdaBody(InvokeDynamicInstruction d) {
    return d.bootstrapMethod().owner().displayName().equals("LambdaMetafactory")
            && d.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc body
        ? body
        : null;
  }

  private boolean isForeignLambda(InvokeDynamicInstruction d) {
    var body = lambdaBody(d);
    var type = body == null ? null : type(Types.internal(body.owner().descriptorString()));
    return body != null
        && type != null
        && !inNest(type)
        && !reaches(type, modifiers(type, body.methodName(), body.lookupDescriptor()));
  }

  private DynamicCallSiteDesc lambda(InvokeDynamicInstruction d) {
    var owner = Objects.requireNonNull(lambdaBody(d)).owner();
    lambdas.add(
        DynamicCallSiteDesc.of(
            d.bootstrapMethod(),
            d.name().stringValue(),
            d.typeSymbol(),
            d.bootstrapArgs().toArray(ConstantDesc[]::new)));
    return site("LAMBDA", owner, String.valueOf(lambdas.size() - 1), "", d.typeSymbol());
  }

  /** The classes of which a constructor is called that cannot be reached. */
  private Set<String> closedConstructors(ClassModel model) {
    var closed = new HashSet<String>();
    for (var method : model.methods()) {
      for (CodeElement e : method.code().orElseThrow()) {
        if (e instanceof InvokeInstruction i && i.name().equalsString("<init>")) {
          var type = type(i.owner().asInternalName());
          if (source.closures.find(i.owner().asInternalName()) != null
              || (type != null
                  && !inNest(type)
                  && !reaches(type, constructor(type, i.type().stringValue())))) {
            closed.add(i.owner().asInternalName());
          }
        }
      }
    }
    return closed;
  }

  private static int constructor(Class<?> type, String desc) {
    for (var c : type.getDeclaredConstructors()) {
      if (MethodType.methodType(void.class, c.getParameterTypes())
          .toMethodDescriptorString()
          .equals(desc)) {
        return c.getModifiers();
      }
    }
    return Modifier.PUBLIC;
  }

  ClassFile.ClassHierarchyResolverOption resolver() {
    return ClassFile.ClassHierarchyResolverOption.of(
        java.lang.classfile.ClassHierarchyResolver.ofResourceParsing(source::open)
            .orElse(java.lang.classfile.ClassHierarchyResolver.defaultResolver()));
  }

  private static MethodTypeDesc accessor(FieldInstruction f) {
    var owner = f.owner().asSymbol();
    return switch (f.opcode()) {
      case GETFIELD -> MethodTypeDesc.of(f.typeSymbol(), owner);
      case PUTFIELD -> MethodTypeDesc.of(ConstantDescs.CD_void, owner, f.typeSymbol());
      case GETSTATIC -> MethodTypeDesc.of(f.typeSymbol());
      default -> MethodTypeDesc.of(ConstantDescs.CD_void, f.typeSymbol());
    };
  }

  private static DynamicCallSiteDesc site(
      String kind, ClassDesc owner, String name, String desc, MethodTypeDesc type) {
    var arguments =
        new ConstantDesc[] {
          kind, Types.internal(owner.descriptorString()).replace('/', '.'), name, desc
        };
    return DynamicCallSiteDesc.of(memberBootstrap(), "member", type, arguments);
  }

  // -------------------------------------------------------------------------------------- access

  private boolean reaches(InvokeInstruction i) {
    if (i.opcode() == Opcode.INVOKESPECIAL) {
      return false;
    }
    var type = type(i.owner().asInternalName());
    return type == null
        || inNest(type)
        || reaches(type, modifiers(type, i.name().stringValue(), i.type().stringValue()));
  }

  private boolean reaches(FieldInstruction f) {
    var type = type(f.owner().asInternalName());
    if (type == null || inNest(type)) {
      return true;
    }
    try {
      return reaches(type, field(type, f.name().stringValue()).getModifiers());
    } catch (NoSuchFieldException _) {
      return true;
    }
  }

  private boolean inNest(Class<?> type) {
    return type.getNestHost() == host.lookupClass().getNestHost();
  }

  private boolean reaches(Class<?> type, int member) {
    if (type.getPackageName().equals(host.lookupClass().getPackageName())
        && Objects.equals(type.getClassLoader(), loader)) {
      return !Modifier.isPrivate(member);
    }
    var module = host.lookupClass().getModule();
    return Modifier.isPublic(type.getModifiers())
        && Modifier.isPublic(member)
        && (type.getModule() == module
            || type.getModule().isExported(type.getPackageName(), module));
  }

  private static int modifiers(Class<?> type, String name, String desc) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (var m : c.getDeclaredMethods()) {
        if (m.getName().equals(name)
            && MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                .toMethodDescriptorString()
                .equals(desc)) {
          return m.getModifiers();
        }
      }
    }
    return Modifier.PUBLIC;
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (var f : c.getDeclaredFields()) {
        if (f.getName().equals(name)) {
          return f;
        }
      }
    }
    throw new NoSuchFieldException(type.getName() + "." + name);
  }

  private @Nullable Class<?> type(String internalName) {
    try {
      return Class.forName(internalName.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException _) {
      return null;
    }
  }

  private MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
    return type.getModule() == host.lookupClass().getModule()
        ? MethodHandles.privateLookupIn(type, host)
        : MethodHandles.privateLookupIn(type, MethodHandles.lookup());
  }

  @Override
  public MethodHandle member(String kind, String owner, String name, String desc)
      throws ReflectiveOperationException {
    var type = Class.forName(owner, false, loader);
    var lookup = lookup(type);
    if (kind.equals("LAMBDA")) {
      return lambda(lookup, lambdas.get(Integer.parseInt(name)));
    }
    var factory = factories.get(owner.replace('.', '/'));
    if (kind.equals("NEW") && factory != null) {
      return factory;
    }
    if (kind.equals("NEW")) {
      return lookup.findConstructor(type, MethodType.fromMethodDescriptorString(desc, loader));
    }
    if (kind.startsWith("INVOKE")) {
      var methodType = MethodType.fromMethodDescriptorString(desc, loader);
      return switch (kind) {
        case "INVOKESTATIC" -> lookup.findStatic(type, name, methodType);
        case "INVOKESPECIAL" -> lookup.findSpecial(type, name, methodType, type);
        default -> lookup.findVirtual(type, name, methodType);
      };
    }
    var fieldType = MethodType.fromMethodDescriptorString("()" + desc, loader).returnType();
    return switch (kind) {
      case "GETFIELD" -> lookup.findGetter(type, name, fieldType);
      case "PUTFIELD" -> lookup.findSetter(type, name, fieldType);
      case "GETSTATIC" -> lookup.findStaticGetter(type, name, fieldType);
      default -> lookup.findStaticSetter(type, name, fieldType);
    };
  }

  private static MethodHandle lambda(MethodHandles.Lookup lookup, DynamicCallSiteDesc site)
      throws ReflectiveOperationException {
    try {
      var arguments = new ArrayList<Object>(List.of(lookup, site.invocationName()));
      arguments.add(site.invocationType().resolveConstantDesc(lookup));
      for (var argument : site.bootstrapArgs()) {
        arguments.add(argument.resolveConstantDesc(lookup));
      }
      var bootstrap = site.bootstrapMethod().resolveConstantDesc(lookup);
      return ((CallSite) bootstrap.invokeWithArguments(arguments)).getTarget();
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Override
  public List<Field> fields(Class<?> type) {
    return fields.computeIfAbsent(type, this::findFields);
  }

  private List<Field> findFields(Class<?> type) {
    var found = new ArrayList<Field>();
    for (var ref : source.layout(type.getName().replace('.', '/')).fields()) {
      try {
        var owner = Class.forName(ref.owner().replace('/', '.'), false, loader);
        var field = owner.getDeclaredField(ref.name());
        field.setAccessible(true);
        found.add(field);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
    return found;
  }
}
