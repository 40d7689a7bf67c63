package cotangent.code;

import java.util.BitSet;

/**
 * The groups of the references of a method: two are in one group if they may denote the same object
 * or if one may be reached from the other. What is known of a group holds for all that is in it.
 */
final class Groups {
  /** The group of everything that static fields reach. */
  private final int statics;

  private final int[] parent;
  private final BitSet active = new BitSet();
  private final BitSet written = new BitSet();
  private final BitSet linked = new BitSet();
  private boolean changed;

  /** Puts each of so many values into a group of its own, and static fields into one more. */
  Groups(int values) {
    statics = values;
    parent = new int[values + 1];
    for (int i = 0; i <= values; i++) {
      parent[i] = i;
    }
  }

  /** Whether the value can be in a group with others at all. */
  static boolean has(Value v) {
    return v.isReference() && !SsaBuilder.isNull(v) && !Analysis.isImmutable(v.type);
  }

  /** The number of a value's group; it changes as groups are united. */
  int of(Value v) {
    return find(v.id);
  }

  /** The number of the group of everything that static fields reach. */
  int ofStatics() {
    return find(statics);
  }

  private int find(int i) {
    int r = i;
    while (parent[r] != r) {
      r = parent[r];
    }
    parent[i] = r;
    return r;
  }

  /** Whether anything has been noted since this was asked last. */
  boolean hasChanged() {
    boolean any = changed;
    changed = false;
    return any;
  }

  void unite(Value v, Value w) {
    if (has(v) && has(w)) {
      unite(v.id, w.id);
    }
  }

  void uniteWithStatics(Value v) {
    if (has(v)) {
      unite(v.id, statics);
    }
  }

  private void unite(int a, int b) {
    int x = find(a);
    int y = find(b);
    if (x != y) {
      parent[x] = y;
      active.set(y, active.get(x) || active.get(y));
      written.set(y, written.get(x) || written.get(y));
      linked.set(y, linked.get(x) || linked.get(y));
      changed = true;
    }
  }

  /** Notes that a varying real may be stored in the group. */
  void activate(Value v) {
    mark(active, v);
  }

  /** Notes that something is written into the group. */
  void write(Value v) {
    mark(written, v);
  }

  /** Notes that references are written into the group. */
  void link(Value v) {
    write(v);
    mark(linked, v);
  }

  private void mark(BitSet property, Value v) {
    if (has(v) && !property.get(of(v))) {
      property.set(of(v));
      changed = true;
    }
  }

  boolean isActive(Value v) {
    return has(v) && active.get(of(v));
  }

  boolean isWritten(Value v) {
    return has(v) && written.get(of(v));
  }

  boolean isLinked(Value v) {
    return has(v) && linked.get(of(v));
  }

  boolean areStaticsWritten() {
    return written.get(ofStatics());
  }

  boolean isStatic(Value v) {
    return has(v) && of(v) == ofStatics();
  }
}
