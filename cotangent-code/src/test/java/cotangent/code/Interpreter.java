package cotangent.code;

import cotangent.code.Block.End;
import cotangent.code.Op.FieldRef;
import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs the intermediate form as the front end reads it, on reals that carry derivatives: the oracle
 * that shares nothing with what comes after the front end, neither analysis nor rules nor emission.
 * Methods of the user's classes are read and run, {@link Library} has those of the library, {@link
 * Arithmetic} the instructions, {@link Derivation} the derivatives that are taken on the way.
 *
 * <p>Longer than most files, since it has a case for each kind of value.
 */
final class Interpreter {
  /** Steps after which a run is given up. */
  private static final long LIMIT = 200_000_000;

  final ClassSource source;
  final ClassLoader loader;
  private final Library library = new Library(this);
  final Derivation derivation = new Derivation(this);
  private final Map<MethodRef, Body> bodies = new HashMap<>();
  private final Map<Called, MethodRef> found = new HashMap<>();
  private final Map<FieldRef, String> fields = new HashMap<>();
  private final Map<String, Object> statics = new HashMap<>();
  private long steps;

  /** A method as it is named, and the class on which it is called. */
  private record Called(MethodRef ref, String type) {}

  Interpreter(ClassLoader loader) {
    this.loader = loader;
    this.source = new ClassSource(loader);
  }

  /** Another one that knows nothing of this one's runs. */
  Interpreter afresh() {
    return new Interpreter(loader);
  }

  /** A Java object as the interpreter has it. */
  Object take(Object java) {
    return library.take(java);
  }

  Class<?> type(String descriptor) {
    return library.type(descriptor);
  }

  // ----------------------------------------------------------------------------------- methods

  /** Calls a method; the receiver, if any, is the first argument. */
  Object call(Opcode code, MethodRef ref, Object... arguments) {
    if (ref.isConstructor()) {
      return construct(ref, arguments);
    }
    if (code == Opcode.INVOKESTATIC) {
      if (ref.owner().equals(Library.DIFFERENTIATE) && !Library.isFunction(ref)) {
        return new Heap.Derived(ref.name(), arguments[arguments.length - 1]);
      }
      return Library.has(ref)
          ? library.call(ref, arguments)
          : run(find(ref, ref.owner()), arguments);
    }
    if (arguments[0] == null) {
      throw new NullPointerException("call of " + ref);
    }
    return switch (arguments[0]) {
      case Heap.Closure closure -> closure(closure, ref, arguments);
      case Heap.Derived derived -> derivation.apply(derived, tail(arguments));
      case Heap.Instance object -> {
        boolean fixed = code == Opcode.INVOKESPECIAL;
        yield ofInstance(fixed ? ref.owner() : object.type, ref, arguments);
      }
      case Object _ -> library.call(ref, arguments);
    };
  }

  private Object ofInstance(String type, MethodRef ref, Object[] arguments) {
    var found = find(ref, type);
    if (found == null) {
      return library.ofObject((Heap.Instance) arguments[0], ref, arguments);
    }
    return run(found, arguments);
  }

  /** A method of {@code Object}, called by a collection of the library, say. */
  Object ofObject(Heap.Instance object, String name, String desc, Object... arguments) {
    return ofInstance(object.type, new MethodRef("java/lang/Object", name, desc, false), arguments);
  }

  /** The method with code that a call on this class reaches, or null if the library has it. */
  private MethodRef find(MethodRef ref, String type) {
    var called = new Called(ref, type);
    if (!found.containsKey(called)) {
      found.put(called, search(ref, type));
    }
    return found.get(called);
  }

  private MethodRef search(MethodRef ref, String type) {
    MethodRef inInterface = null;
    for (var name : source.supertypes(type)) {
      var model = source.find(name);
      var there = new MethodRef(name, ref.name(), ref.desc(), false);
      if (model == null || Library.has(there)) {
        continue;
      }
      for (var m : model.methods()) {
        if (m.methodName().equalsString(ref.name())
            && m.methodType().equalsString(ref.desc())
            && m.code().isPresent()) {
          var here = new MethodRef(name, ref.name(), ref.desc(), source.isInterface(name));
          if (!here.inInterface()) {
            return here;
          }
          // The default method of the most special interface is called.
          if (inInterface == null || source.isSubtype(name, inInterface.owner())) {
            inInterface = here;
          }
        }
      }
    }
    return inInterface;
  }

  private static Object[] tail(Object[] all) {
    return Arrays.copyOfRange(all, 1, all.length);
  }

  /** Runs a constructor as what it is: a method of an object whose fields are not yet set. */
  private Object construct(MethodRef ref, Object[] arguments) {
    if (Layout.isLibrary(ref.owner())) {
      return library.construct(ref, arguments);
    }
    // Under another name, so that the front end reads it like any method.
    return run(new MethodRef(ref.owner(), "new", ref.desc(), false), arguments);
  }

  Object closure(Heap.Closure f, MethodRef ref, Object... arguments) {
    var lambda = f.lambda();
    if (!ref.name().equals(lambda.method())) {
      var found = find(ref, lambda.type());
      return found == null ? library.call(ref, arguments) : run(found, arguments);
    }
    var in = new ArrayList<>(f.captured());
    var erased = Types.parameters(ref.desc());
    var from = Types.parameters(lambda.instantiated());
    var to = new ArrayList<String>();
    switch (lambda.kind()) {
      case VIRTUAL, INTERFACE, SPECIAL -> to.add(Types.ofInternal(lambda.target().owner()));
      case STATIC, CONSTRUCTOR -> {}
    }
    to.addAll(Types.parameters(lambda.target().desc()));
    for (int i = 1; i < arguments.length; i++) {
      var type = Types.kind(erased.get(i - 1)) == 'A' ? from.get(i - 1) : erased.get(i - 1);
      in.add(Arithmetic.adapt(arguments[i], type, to.get(in.size())));
    }
    var target = lambda.target();
    var values = in.toArray();
    Object result;
    if (lambda.kind() == Lambda.Kind.CONSTRUCTOR) {
      result = make(Types.ofInternal(target.owner()));
      var all = new Object[values.length + 1];
      all[0] = result;
      System.arraycopy(values, 0, all, 1, values.length);
      var made = construct(target, all);
      return result instanceof Heap.Unmade ? made : result;
    }
    var code =
        switch (lambda.kind()) {
          case STATIC -> Opcode.INVOKESTATIC;
          case VIRTUAL -> Opcode.INVOKEVIRTUAL;
          case INTERFACE -> Opcode.INVOKEINTERFACE;
          case SPECIAL, CONSTRUCTOR -> Opcode.INVOKESPECIAL;
        };
    result = call(code, target, values);
    var wanted = Types.result(lambda.instantiated());
    return wanted.equals("V")
        ? null
        : Arithmetic.adapt(result, Types.result(target.desc()), wanted);
  }

  private Object make(String type) {
    var name = Types.internal(type);
    return Layout.isLibrary(name) ? new Heap.Unmade(name) : new Heap.Instance(this, name);
  }

  private Body body(MethodRef ref) {
    var body = bodies.get(ref);
    if (body == null) {
      var name = ref.name().equals("new") ? "<init>" : ref.name();
      var method =
          source.get(ref.owner(), -1).methods().stream()
              .filter(
                  m -> m.methodName().equalsString(name) && m.methodType().equalsString(ref.desc()))
              .findFirst()
              .orElseThrow(() -> new NoSuchMethodError(ref.toString()));
      var types = new ArrayList<>(Types.parameters(ref.desc()));
      if (!method.flags().has(AccessFlag.STATIC)) {
        types.addFirst(Types.ofInternal(ref.owner()));
      }
      body = FrontEnd.read(method, ref, Lambda.Shape.of(types), source);
      bodies.put(ref, body);
    }
    return body;
  }

  /** Applies an object that implements one of the interfaces of the API. */
  Object apply(Heap.Instance function, Object argument) {
    for (var desc : new String[] {"([D)D", "([D)[D", "(D)D"}) {
      var f = find(new MethodRef(function.type, "apply", desc, false), function.type);
      if (f != null) {
        return run(f, new Object[] {function, argument});
      }
    }
    throw new Heap.Unsupported("a function of class " + function.type);
  }

  // -------------------------------------------------------------------------------------- code

  private Object run(MethodRef ref, Object[] arguments) {
    Body body;
    try {
      body = body(ref);
    } catch (Refusal e) {
      // What the front end does not read may still run as it is.
      return library.passively(ref, arguments, e);
    }
    var values = new Object[body.values.size()];
    for (int i = 0; i < arguments.length; i++) {
      values[body.params.get(i).id] = arguments[i];
    }
    var block = body.entry;
    while (true) {
      int way;
      try {
        way = run(block, values);
      } catch (Heap.Unsupported e) {
        throw e;
      } catch (RuntimeException | Error e) {
        block = handler(body, block, e, values);
        continue;
      }
      if (way < 0) {
        return block.end instanceof End.Return(var v) && v != null ? get(v, values) : null;
      }
      block = pass(block, way, values);
    }
  }

  /** The block that catches an exception. */
  private Block handler(Body body, Block block, Throwable e, Object[] values) {
    var exception = e instanceof Heap.Thrown thrown ? thrown.object : e;
    for (var region : body.guarded) {
      if (region.blocks().contains(block)
          && (region.type() == null
              || library.isInstance(exception, Types.ofInternal(region.type())))) {
        var guard = region.guard();
        for (var v : region.handler().code) {
          if (v.op instanceof Op.Caught) {
            values[v.id] = exception;
          }
        }
        return pass(guard, guard.succ.indexOf(region.handler()), values);
      }
    }
    throw Derivatives.rethrow(e);
  }

  /** Runs a block; which way it ends, or -1 at the end of the method. */
  private int run(Block block, Object[] values) {
    for (var v : block.code) {
      if (++steps > LIMIT) {
        throw new Heap.Unsupported("more than " + LIMIT + " steps");
      }
      values[v.id] = value(v, values);
    }
    return switch (block.end) {
      case End.Jump() -> 0;
      case End.If(var code, var x, var y) ->
          Arithmetic.holds(code, get(x, values), y == null ? null : get(y, values)) ? 1 : 0;
      case End.Switch(var key, var keys) -> {
        int at = keys.indexOf((int) get(key, values));
        yield at < 0 ? keys.size() : at;
      }
      case End.Return _ -> -1;
      case End.Throw(var v) -> throw thrown(get(v, values));
      case End.Guard() -> 0;
    };
  }

  /** Takes an edge: all phis change at once. */
  private Block pass(Block from, int way, Object[] values) {
    var to = from.succ.get(way);
    if (!to.phis.isEmpty()) {
      int edge = from.edge(way);
      var chosen = new Object[to.phis.size()];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = get(to.phis.get(i).in[edge], values);
      }
      for (int i = 0; i < chosen.length; i++) {
        values[to.phis.get(i).id] = chosen[i];
      }
    }
    return to;
  }

  private static RuntimeException thrown(Object exception) {
    return exception instanceof Heap.Instance object
        ? new Heap.Thrown(object)
        : Derivatives.rethrow((Throwable) exception);
  }

  private Object get(Value v, Object[] values) {
    return v.op instanceof Op.Const(var constant) ? constant(constant) : values[v.id];
  }

  private Object constant(Object constant) {
    return switch (constant) {
      case Double d -> Elementary.plain(d);
      case Float f -> Elementary.plain(f);
      case Op.Null.NULL -> null;
      case ClassDesc type -> library.type(type.descriptorString());
      default -> constant;
    };
  }

  private Object value(Value v, Object[] values) {
    var in = new Object[v.in.length];
    for (int i = 0; i < in.length; i++) {
      in[i] = get(v.in[i], values);
    }
    return switch (v.op) {
      case Op.Param _, Op.Const _, Op.Phi _, Op.Caught _ -> values[v.id];
      case Op.Monitor _ -> null;
      case Op.Arith(var code) -> Arithmetic.of(code, in);
      case Op.ArrayLength _ -> Arithmetic.length(in[0]);
      case Op.Load _ -> Arithmetic.load(in[0], (int) in[1]);
      case Op.Store _ -> {
        Arithmetic.store(in[0], (int) in[1], in[2]);
        yield null;
      }
      case Op.NewArray(var type) -> Arithmetic.array(type, in, 0);
      case Op.NewObject(var type) -> make(type);
      case Op.GetField(var f) -> {
        if (in[0] == null) {
          throw new NullPointerException("field " + f);
        }
        var object = (Heap.Instance) in[0];
        yield object.fields.getOrDefault(field(f), Arithmetic.initial(f.desc()));
      }
      case Op.PutField(var f) -> {
        if (in[0] == null) {
          throw new NullPointerException("field " + f);
        }
        ((Heap.Instance) in[0]).fields.put(field(f), Arithmetic.narrow(in[1], f.desc()));
        yield null;
      }
      case Op.GetStatic(var f) -> getStatic(f);
      case Op.PutStatic(var f) -> {
        statics.put(field(f), Arithmetic.narrow(in[0], f.desc()));
        yield null;
      }
      case Op.Call(var code, var ref) -> {
        var result = call(code, ref, in);
        // The object that a constructor of the library made takes the place of what stood for it.
        if (in.length > 0 && in[0] instanceof Heap.Unmade) {
          values[v.in[0].id] = result;
        }
        yield result;
      }
      case Op.Dynamic(var site) -> library.dynamic(site, in);
      case Op.Closure(var lambda) -> new Heap.Closure(lambda, Arrays.asList(in));
      case Op.Cast(var type) -> {
        if (in[0] != null && !library.isInstance(in[0], type)) {
          throw new ClassCastException(in[0] + " is no " + type);
        }
        yield in[0];
      }
      case Op.InstanceOf(var type) -> in[0] != null && library.isInstance(in[0], type) ? 1 : 0;
      case Op.Construct _ -> throw new AssertionError("made by no front end: " + v);
    };
  }

  /** A field is known by the class that declares it, which may be above the one that is named. */
  private String field(FieldRef f) {
    return fields.computeIfAbsent(f, this::declared);
  }

  private String declared(FieldRef f) {
    for (var name : source.supertypes(f.owner())) {
      var model = source.find(name);
      if (model != null
          && model.fields().stream()
              .anyMatch(d ->
                  d.fieldName().equalsString(f.name()) && d.fieldType().equalsString(f.desc()))) {
        return name + "." + f.name();
      }
    }
    throw new NoSuchFieldError(f.toString());
  }

  /** What the run wrote, else what the class has. */
  private Object getStatic(FieldRef f) {
    if (Layout.isLibrary(f.owner())) {
      return library.read(f.owner(), f.name());
    }
    var key = field(f);
    if (!statics.containsKey(key)) {
      statics.put(key, library.read(key.substring(0, key.lastIndexOf('.')), f.name()));
    }
    return statics.get(key);
  }
}
