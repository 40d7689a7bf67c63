package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where class files come from: the user's class loader, and the classes made so far. */
final class ClassSource {
  private final @Nullable ClassLoader loader;
  private final Map<String, ClassModel> models = new ConcurrentHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private final Map<String, byte[]> generated = new ConcurrentHashMap<>();
  private final Map<String, MethodRef> parts = new ConcurrentHashMap<>();
  private final Map<String, MethodRef> functions = new ConcurrentHashMap<>();

  final Closures closures;

  /** For classes that are read only. */
  ClassSource(@Nullable ClassLoader loader) {
    this(loader, "cotangent/code/ClassSource" + Closures.MARK);
  }

  /**
   * @param prefix for the names of classes that stand for lambdas
   */
  ClassSource(@Nullable ClassLoader loader, String prefix) {
    this.loader = loader;
    this.closures = new Closures(this, prefix);
  }

  /** Adds a class in the form in which it is read, which is not the one that runs. */
  void read(String name, ClassModel model) {
    models.put(name, model);
  }

  /** Adds a class made by a transformation, so that it can be transformed in turn. */
  void add(String name, byte[] bytes) {
    models.put(name, ClassFile.of().parse(bytes));
    generated.put(name, bytes);
  }

  /** Adds a class that holds a part of a method. */
  void addPart(String name, byte[] bytes, MethodRef method) {
    add(name, bytes);
    parts.put(name, method);
  }

  /** The method that a method is a part of, or the method itself. */
  MethodRef whole(MethodRef ref) {
    var of = parts.get(ref.owner());
    return of == null ? ref : whole(of);
  }

  /** Notes that a class holds a derivative of a function. */
  void addDerivative(String name, MethodRef function) {
    functions.put(name, function);
  }

  /** The function that a class holds a derivative of, or null. */
  @Nullable MethodRef function(String name) {
    return functions.get(name);
  }

  /** The bytes of a class made by a transformation. */
  byte[] bytes(String name) {
    return java.util.Objects.requireNonNull(generated.get(name));
  }

  boolean isGenerated(String name) {
    return generated.containsKey(name);
  }

  /** Whether the class was made here, to be run or only to be read. */
  boolean isMade(String name) {
    return isGenerated(name) || closures.find(name) != null;
  }

  /** How many classes are known; a part of new names. */
  int size() {
    return models.size();
  }

  /** The class file, or null if the loader hands out none. */
  @Nullable ClassModel find(String name) {
    var model = models.get(name);
    if (model == null && !missing.contains(name)) {
      try (var in = open(name + ".class")) {
        if (in != null) {
          model = ClassFile.of().parse(in.readAllBytes());
          models.put(name, model);
        }
      } catch (IOException | IllegalArgumentException e) {
        model = null;
      }
      if (model == null) {
        missing.add(name);
      }
    }
    return model;
  }

  java.io.@Nullable InputStream open(java.lang.constant.ClassDesc type) {
    if (!type.isClassOrInterface()) {
      return null;
    }
    var name = Types.internal(type.descriptorString());
    var closure = closures.find(name);
    return closure == null
        ? open(name + ".class")
        : new java.io.ByteArrayInputStream(closure.bytes());
  }

  private java.io.@Nullable InputStream open(String resource) {
    var in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : loader.getResourceAsStream(resource);
    // In a named module, resources of this module are not found through another's loader.
    return in == null && resource.startsWith("cotangent/code/")
        ? ClassSource.class.getResourceAsStream("/" + resource)
        : in;
  }

  ClassModel get(String name, int line) {
    var model = find(name);
    if (model == null) {
      throw new Refusal(
          line,
          "the bytecode of class " + name.replace('/', '.') + " cannot be found",
          "Let its class loader hand out the class file as a resource; classes made in memory do"
              + " not.");
    }
    return model;
  }

  /** The method with a body that a call on this class reaches, if the class itself has it not. */
  Optional<Found> resolve(String owner, String name, String desc) {
    for (var type : supertypes(owner)) {
      var model = find(type);
      if (model == null) {
        continue;
      }
      for (var method : model.methods()) {
        if (method.methodName().equalsString(name) && method.methodType().equalsString(desc)) {
          boolean inInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
          return Optional.of(
              new Found(model, method, new MethodRef(type, name, desc, inInterface)));
        }
      }
    }
    return Optional.empty();
  }

  /** A method and the class that declares it. */
  record Found(ClassModel owner, MethodModel method, MethodRef ref) {
    boolean has(java.lang.reflect.AccessFlag flag) {
      return method.flags().has(flag);
    }
  }

  /** The class, its superclasses, then its interfaces. */
  Set<String> supertypes(String name) {
    var all = new LinkedHashSet<String>();
    var classes = new ArrayList<String>();
    for (var c = name; c != null; ) {
      classes.add(c);
      var model = find(c);
      c = model == null ? null : model.superclass().map(s -> s.asInternalName()).orElse(null);
    }
    all.addAll(classes);
    classes.forEach(c -> interfaces(c, all));
    return all;
  }

  private void interfaces(String name, Set<String> all) {
    var model = find(name);
    if (model != null) {
      for (var i : model.interfaces()) {
        if (all.add(i.asInternalName())) {
          interfaces(i.asInternalName(), all);
        }
      }
    }
  }

  boolean isSubtype(String name, String of) {
    return of.equals("java/lang/Object") || supertypes(name).contains(of);
  }

  boolean isInterface(String name) {
    var model = find(name);
    return model != null && model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
  }

  boolean isFinal(String name) {
    var model = find(name);
    return model != null && model.flags().has(java.lang.reflect.AccessFlag.FINAL);
  }

  /** The concrete classes of a sealed hierarchy, or nothing if it is open. */
  Optional<List<String>> closed(String name) {
    var model = find(name);
    if (model == null) {
      return Optional.empty();
    }
    var flags = model.flags();
    var permitted = model.findAttribute(java.lang.classfile.Attributes.permittedSubclasses());
    var all = new ArrayList<String>();
    if (!flags.has(java.lang.reflect.AccessFlag.ABSTRACT)) {
      all.add(name);
    }
    if (permitted.isPresent()) {
      for (var sub : permitted.get().permittedSubclasses()) {
        var below = closed(sub.asInternalName());
        if (below.isEmpty()) {
          return Optional.empty();
        }
        all.addAll(below.get());
      }
    } else if (!flags.has(java.lang.reflect.AccessFlag.FINAL)) {
      return Optional.empty();
    }
    return Optional.of(all);
  }

  /** The nearest type to which both belong; of interfaces that is Object. */
  String common(String a, String b) {
    if (a.equals(b)) {
      return a;
    }
    if (Types.isArray(a) && Types.isArray(b)) {
      var x = a.substring(1);
      var y = b.substring(1);
      return Types.kind(x) == 'A' && Types.kind(y) == 'A' ? "[" + common(x, y) : Types.OBJECT;
    }
    if (Types.isArray(a) || Types.isArray(b)) {
      return Types.OBJECT;
    }
    var above = supertypes(Types.internal(b));
    for (var type : supertypes(Types.internal(a))) {
      if (above.contains(type)
          && (!isInterface(type)
              || type.equals(Types.internal(a))
              || type.equals(Types.internal(b)))) {
        return Types.ofInternal(type);
      }
    }
    return Types.OBJECT;
  }

  boolean isFinalField(Op.FieldRef field) {
    for (var type : supertypes(field.owner())) {
      var model = find(type);
      if (model != null) {
        for (var f : model.fields()) {
          if (f.fieldName().equalsString(field.name())) {
            return f.flags().has(java.lang.reflect.AccessFlag.FINAL);
          }
        }
      }
    }
    return false;
  }

  /** The classes of which the static initialiser of a class makes objects. */
  Set<String> madeWhenInitialised(String name) {
    var made = new LinkedHashSet<String>();
    var model = Layout.isLibrary(name) ? null : find(name);
    if (model != null) {
      for (var method : model.methods()) {
        if (method.methodName().equalsString("<clinit>")) {
          for (var e : method.code().orElseThrow()) {
            if (e instanceof java.lang.classfile.instruction.NewObjectInstruction n) {
              made.add(n.className().asInternalName());
            }
          }
        }
      }
    }
    return made;
  }

  /** The fields of an object of the class that are not final, those of superclasses, too. */
  List<Op.FieldRef> mutableFields(String name) {
    var fields = new ArrayList<Op.FieldRef>();
    for (var type : supertypes(name)) {
      var model = Layout.isLibrary(type) ? null : find(type);
      if (model != null) {
        for (var f : model.fields()) {
          if (!f.flags().has(java.lang.reflect.AccessFlag.STATIC)
              && !f.flags().has(java.lang.reflect.AccessFlag.FINAL)) {
            fields.add(
                new Op.FieldRef(type, f.fieldName().stringValue(), f.fieldType().stringValue()));
          }
        }
      }
    }
    return fields;
  }

  /** The source file that the class was compiled from. */
  String file(String name) {
    var model = find(name);
    return model == null
        ? "unknown file"
        : model
            .findAttribute(java.lang.classfile.Attributes.sourceFile())
            .map(a -> a.sourceFile().stringValue())
            .orElse("unknown file");
  }

  private final Map<String, Layout> layouts = new ConcurrentHashMap<>();

  /** The fields of a class that can carry derivatives, those of its superclasses first. */
  Layout layout(String name) {
    var known = layouts.get(name);
    if (known != null) {
      return known;
    }
    var model = Layout.isLibrary(name) ? null : find(name);
    if (model == null) {
      return Layout.NONE;
    }
    if (!inProgress.add(name)) {
      return Layout.NONE;
    }
    var above = model.superclass().map(s -> layout(s.asInternalName())).orElse(Layout.NONE);
    var fields = new ArrayList<>(above.fields());
    for (var field : model.fields()) {
      var type = field.fieldType().stringValue();
      if (!field.flags().has(java.lang.reflect.AccessFlag.STATIC) && carries(type)) {
        fields.add(new Op.FieldRef(name, field.fieldName().stringValue(), type));
      }
    }
    var layout = new Layout(fields);
    inProgress.remove(name);
    layouts.put(name, layout);
    return layout;
  }

  /** Classes whose layout is being found; a field of such a type is taken to carry. */
  private final Set<String> inProgress = new HashSet<>();

  private final Set<String> asked = new HashSet<>();

  /** Whether a value of this type can hold a real number that varies. */
  boolean carries(String type) {
    if (Types.kind(type) != 'A') {
      return Types.isReal(type);
    }
    if (Types.isArray(type)) {
      return carries(type.substring(1));
    }
    var name = Types.internal(type);
    switch (name) {
      case "java/lang/Object",
          "java/lang/Record",
          "java/lang/Number",
          "java/lang/Comparable",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Iterable",
          "java/util/Iterator",
          "java/lang/Runnable",
          "java/util/concurrent/Callable",
          "java/util/Comparator",
          "java/lang/AutoCloseable",
          "java/io/Closeable",
          "cotangent/code/runtime/Tape" -> {
        return true;
      }
      default -> {}
    }
    if (Layout.isLibrary(name)) {
      return name.startsWith("java/util/function/") || Containers.is(name);
    }
    var model = find(name);
    if (model == null || inProgress.contains(name) || !asked.add(name)) {
      return true;
    }
    try {
      if (!model.flags().has(java.lang.reflect.AccessFlag.FINAL)) {
        return closed(name)
            .map(all -> all.stream().anyMatch(c -> layout(c).size() > 0))
            .orElse(true);
      }
      return layout(name).size() > 0;
    } finally {
      asked.remove(name);
    }
  }
}
