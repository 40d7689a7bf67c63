package cotangent.code;

import java.lang.classfile.Attributes;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The classes whose objects a method may be called on where its declaration leaves that open: those
 * that the program makes objects of, those of captured objects, and those that are declared
 * together with a type. It need not be complete, since calls are dispatched by the exact class at
 * run time and any other is refused then.
 */
final class Classes {
  private final ClassSource source;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> asked = new LinkedHashSet<>();

  Classes(ClassSource source, Collection<String> known) {
    this.source = source;
    this.known.addAll(known);
  }

  Set<String> known() {
    return known;
  }

  /** Adds classes; says whether any changes what has been answered. */
  boolean add(Collection<String> names) {
    boolean any = wouldLearn(names);
    names.stream().filter(name -> !Layout.isLibrary(name)).forEach(known::add);
    return any;
  }

  /** Whether any of these classes would change what has been answered. */
  boolean wouldLearn(Collection<String> names) {
    for (var name : names) {
      if (!Layout.isLibrary(name) && !known.contains(name) && isConcrete(name)) {
        for (var type : asked) {
          if (source.isSubtype(name, type) && !together(type).contains(name)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Has asked what another has, on which what is here depends. */
  void askAsWell(Classes other) {
    asked.addAll(other.asked);
  }

  /** The known classes of objects that a variable of this type may hold. */
  List<String> below(String type) {
    asked.add(type);
    var all = new LinkedHashSet<>(known);
    all.addAll(together(type));
    var below = new ArrayList<String>();
    for (var name : all) {
      if (isConcrete(name) && source.isSubtype(name, type)) {
        below.add(name);
      }
    }
    return below;
  }

  private boolean isConcrete(String name) {
    var model = source.find(name);
    return model != null
        && !model.flags().has(AccessFlag.ABSTRACT)
        && !model.flags().has(AccessFlag.INTERFACE);
  }

  /** The classes nested in the one that a type is nested in. */
  private Set<String> together(String type) {
    var all = new LinkedHashSet<String>();
    if (Layout.isLibrary(type)) {
      return all;
    }
    all.add(type);
    var model = source.find(type);
    if (model != null) {
      var host =
          model
              .findAttribute(Attributes.nestHost())
              .map(a -> a.nestHost().asInternalName())
              .orElse(type);
      all.add(host);
      var top = source.find(host);
      if (top != null) {
        top.findAttribute(Attributes.nestMembers())
            .ifPresent(a -> a.nestMembers().forEach(m -> all.add(m.asInternalName())));
      }
    }
    return all;
  }
}
