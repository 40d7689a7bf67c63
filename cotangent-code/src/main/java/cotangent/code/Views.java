package cotangent.code;

import cotangent.code.Op.MethodRef;
import java.lang.classfile.Opcode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes what goes through the values or the entries of a map go through the keys instead, before
 * anything else looks at the method: the shadow of a map has the same keys, and maybe in another
 * order. A value is asked for when it is used, as the entry would tell, so that what is put into
 * the map meanwhile is seen. A view that is used in any other way stays a call of the library.
 */
final class Views {
  private static final String MAP = "Ljava/util/Map;";
  private static final String SET = "java/util/Set";
  private static final String ENTRY = "java/util/Map$Entry";

  private final Body body;
  private final Map<Value, Value> replacement = new HashMap<>();

  private Views(Body body) {
    this.body = body;
  }

  static void run(Body body) {
    if (body.values.stream().anyMatch(Views::isView)) {
      new Views(body).run();
    }
  }

  private void run() {
    for (var v : body.values) {
      if (isView(v)
          && !body.isUsedAtEnd(v)
          && body.users(v).stream().allMatch(u -> isKnown(u, v))) {
        body.users(v).forEach(u -> replace(u, v));
        v.block.code.remove(v);
      }
    }
    body.replace(replacement);
    body.number();
  }

  // ------------------------------------------------------------------------------- what is known

  private static boolean isView(Value v) {
    return v.op instanceof Op.Call(_, var ref)
        && v.in.length == 1
        && Containers.isMap(ref.owner())
        && (ref.name().equals("values") || ref.name().equals("entrySet"));
  }

  private static boolean hasEntries(Value view) {
    return ((Op.Call) view.op).target().name().equals("entrySet");
  }

  private static boolean is(Value v, Value receiver, String... names) {
    return v.op instanceof Op.Call(var code, var ref)
        && code != Opcode.INVOKESTATIC
        && v.in[0] == receiver
        && List.of(names).contains(ref.name());
  }

  /** Whether a stream asks whether there is a collection. */
  private static boolean isCheck(Value v) {
    return v.op instanceof Op.Call(_, var ref)
        && ref.owner().equals("java/util/Objects")
        && ref.name().equals("requireNonNull")
        && v.in.length == 1;
  }

  private boolean isKnown(Value user, Value view) {
    boolean entries = hasEntries(view);
    if (isCheck(user)) {
      return body.users(user).isEmpty();
    }
    if (is(user, view, "toArray")) {
      return user.in.length == 1 && !entries;
    }
    return is(user, view, "iterator")
        && !body.isUsedAtEnd(user)
        && body.users(user).stream()
            .allMatch(
                u -> is(u, user, "hasNext") || (is(u, user, "next") && (!entries || isEntry(u))));
  }

  /** Whether a value is only asked for its key and its value. */
  private boolean isEntry(Value v) {
    return !body.isUsedAtEnd(v)
        && body.users(v).stream()
            .allMatch(u ->
                u.op instanceof Op.Cast(var type)
                    ? Types.internal(type).equals(ENTRY) && isEntry(u)
                    : is(u, v, "getKey", "getValue", "setValue"));
  }

  // ---------------------------------------------------------------------------------- replacement

  private void replace(Value user, Value view) {
    var map = view.in[0];
    if (is(user, view, "toArray")) {
      var values = Containers.inJava("values", "(" + MAP + ")" + Layout.TYPE);
      put(user, call(user, Opcode.INVOKESTATIC, values, map));
      return;
    }
    if (isCheck(user)) {
      user.in[0] = map;
      return;
    }
    var call = (Op.Call) view.op;
    var owner = call.target().owner();
    var keySet = new MethodRef(owner, "keySet", "()L" + SET + ";", call.target().inInterface());
    var keys = call(user, call.code(), keySet, map);
    insert(user, keys);
    var iterator = new MethodRef(SET, "iterator", "()Ljava/util/Iterator;", true);
    put(user, call(user, Opcode.INVOKEINTERFACE, iterator, keys));
    for (var step : body.users(user)) {
      if (is(step, user, "next")) {
        var next = (Op.Call) step.op;
        var key = call(step, next.code(), next.target(), user);
        if (hasEntries(view)) {
          put(step, key);
          entry(step, key, map);
        } else {
          insert(step, key);
          put(step, get(step, map, key));
        }
      }
    }
  }

  private void entry(Value entry, Value key, Value map) {
    for (var user : body.users(entry)) {
      if (user.op instanceof Op.Cast) {
        entry(user, key, map);
        user.block.code.remove(user);
      } else if (is(user, entry, "getKey")) {
        replacement.put(user, key);
        user.block.code.remove(user);
      } else if (is(user, entry, "getValue")) {
        put(user, get(user, map, key));
      } else {
        var desc = "(" + Types.OBJECT + Types.OBJECT + ")" + Types.OBJECT;
        put(user, onMap(user, "put", desc, map, key, user.in[1]));
      }
    }
  }

  private static Value get(Value like, Value map, Value key) {
    return onMap(like, "get", "(" + Types.OBJECT + ")" + Types.OBJECT, map, key);
  }

  private static Value onMap(Value like, String name, String desc, Value... in) {
    return call(
        like, Opcode.INVOKEINTERFACE, new MethodRef(Types.internal(MAP), name, desc, true), in);
  }

  /** A call for the place of another value. */
  private static Value call(Value like, Opcode code, MethodRef method, Value... in) {
    var type = Types.value(Types.result(method.desc()));
    return new Value(new Op.Call(code, method), type, like.block, like.line, in);
  }

  private static void insert(Value before, Value made) {
    before.block.code.add(before.block.code.indexOf(before), made);
  }

  private void put(Value v, Value made) {
    v.block.code.set(v.block.code.indexOf(v), made);
    replacement.put(v, made);
  }
}
