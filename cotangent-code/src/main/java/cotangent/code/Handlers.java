package cotangent.code;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Try statements. A block is put before the guarded ones, and the handlers become its successors: a
 * handler is run as if control had come from there, without what the guarded code had done so far.
 * What a handler cannot know from that point, variables that the guarded code writes before it may
 * fail, is told to {@link SsaBuilder}.
 */
final class Handlers {
  private final List<CodeElement> elements;
  private final ToIntFunction<Label> position;

  /** The entries of the exception table that matter. */
  final List<Entry> entries = new ArrayList<>();

  /** For each handler, the local variables of which it cannot know what they hold. */
  final Map<Block, BitSet> unclear = new HashMap<>();

  /** Elements from one position to another, whose exceptions of a type go to a handler. */
  record Entry(int from, int to, int handler, @Nullable String type) {}

  Handlers(List<CodeElement> elements, ToIntFunction<Label> position) {
    this.elements = elements;
    this.position = position;
    for (var e : elements) {
      if (e instanceof ExceptionCatch c) {
        int from = position.applyAsInt(c.tryStart());
        int handler = position.applyAsInt(c.handler());
        // A handler that guards itself is that of a monitor, whose exit does not fail.
        if (from != handler && !isOfPattern(handler)) {
          var type = c.catchType().map(t -> t.asInternalName()).orElse(null);
          entries.add(new Entry(from, position.applyAsInt(c.tryEnd()), handler, type));
        }
      }
    }
  }

  /**
   * Whether a handler is the one that javac puts around a record pattern: it turns what an accessor
   * throws into a MatchException, and is dropped, so that the exception comes out as it is.
   */
  private boolean isOfPattern(int handler) {
    boolean match = false;
    for (int i = handler; i < elements.size(); i++) {
      var x = elements.get(i);
      match |=
          x instanceof NewObjectInstruction made
              && made.className().asInternalName().equals("java/lang/MatchException");
      if (FrontEnd.ends(x)) {
        return match && x instanceof ThrowInstruction;
      }
    }
    return false;
  }

  /** Puts guards into the graph. */
  void guard(Body body, NavigableMap<Integer, Block> starts) {
    var byHandler = new LinkedHashMap<Integer, Set<Block>>();
    for (var e : entries) {
      byHandler
          .computeIfAbsent(e.handler, _ -> new LinkedHashSet<>())
          .addAll(starts.subMap(e.from, e.to).values());
    }
    var positions = new HashMap<Block, Integer>();
    starts.forEach((at, block) -> positions.put(block, at));
    var outerFirst = new ArrayList<>(byHandler.keySet());
    outerFirst.sort(Comparator.comparingInt(h -> -blocks(byHandler, h).size()));
    var guards = new HashMap<Set<Block>, Block>();
    var of = new HashMap<Integer, Block>();
    for (int h : outerFirst) {
      var blocks = blocks(byHandler, h);
      var handler = java.util.Objects.requireNonNull(starts.get(h));
      var guard = guards.get(blocks);
      if (guard == null) {
        guard = before(blocks, positions, byHandler);
        guards.put(new LinkedHashSet<>(blocks), guard);
      }
      guard.to(handler);
      of.put(h, guard);
      unclear.put(handler, unclear(h));
    }
    for (var e : entries) {
      body.guarded.add(
          new Body.Guarded(
              new LinkedHashSet<>(starts.subMap(e.from, e.to).values()),
              java.util.Objects.requireNonNull(of.get(e.handler)),
              java.util.Objects.requireNonNull(starts.get(e.handler)),
              e.type));
    }
  }

  private static Set<Block> blocks(Map<Integer, Set<Block>> byHandler, int handler) {
    return java.util.Objects.requireNonNull(byHandler.get(handler));
  }

  /** A new block through which control comes to the first of these. */
  private Block before(
      Set<Block> blocks, Map<Block, Integer> positions, Map<Integer, Set<Block>> byHandler) {
    var first = blocks.stream().min(Comparator.comparingInt(b -> at(b, positions))).orElseThrow();
    var guard = new Block();
    guard.end = new Block.End.Guard();
    for (var p : List.copyOf(first.pred)) {
      if (!blocks.contains(p)) {
        p.succ.replaceAll(s -> s == first ? guard : s);
        first.pred.remove(p);
        guard.pred.add(p);
      }
    }
    for (var block : blocks) {
      if (block != first && !blocks.containsAll(block.pred)) {
        throw new Refusal(
            lineAt(at(block, positions)),
            "a try statement that is entered in its middle",
            "Move it into a method of its own.");
      }
    }
    guard.to(first);
    for (var others : byHandler.values()) {
      if (others.size() > blocks.size() && others.containsAll(blocks)) {
        others.add(guard);
      }
    }
    return guard;
  }

  private static int at(Block block, Map<Block, Integer> positions) {
    return positions.getOrDefault(block, -1);
  }

  private int lineAt(int at) {
    for (int i = Math.min(at, elements.size() - 1); i >= 0; i--) {
      if (elements.get(i) instanceof LineNumber l) {
        return l.line();
      }
    }
    return -1;
  }

  /** The variables that guarded code writes before something that may fail. */
  private BitSet unclear(int handler) {
    var unclear = new BitSet();
    for (var e : entries) {
      if (e.handler == handler) {
        for (int i = e.from; i < e.to; i++) {
          int slot =
              switch (elements.get(i)) {
                case StoreInstruction s -> s.slot();
                case IncrementInstruction s -> s.slot();
                default -> -1;
              };
          if (slot >= 0 && !unclear.get(slot) && failsAfter(i, handler)) {
            unclear.set(slot);
          }
        }
      }
    }
    return unclear;
  }

  private boolean failsAfter(int at, int handler) {
    int from = at;
    // Where code jumps back, what comes before may come after.
    for (int i = at; i < elements.size(); i++) {
      if (isGuarded(i, handler) && elements.get(i) instanceof BranchInstruction b) {
        int to = position.applyAsInt(b.target());
        if (to <= at) {
          from = Math.min(from, to);
        }
      }
    }
    for (int i = from; i < elements.size(); i++) {
      if (i != at && isGuarded(i, handler) && mayFail(elements.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isGuarded(int i, int handler) {
    return entries.stream().anyMatch(e -> e.handler == handler && e.from <= i && i < e.to);
  }

  private static boolean mayFail(CodeElement e) {
    return switch (e) {
      case PseudoInstruction _,
          LoadInstruction _,
          StoreInstruction _,
          IncrementInstruction _,
          ConstantInstruction _,
          ConvertInstruction _,
          StackInstruction _,
          BranchInstruction _,
          TableSwitchInstruction _,
          LookupSwitchInstruction _,
          ReturnInstruction _,
          NopInstruction _ ->
          false;
      case OperatorInstruction o ->
          switch (o.opcode()) {
            case IDIV, IREM, LDIV, LREM, ARRAYLENGTH -> true;
            default -> false;
          };
      default -> !(e instanceof java.lang.classfile.Attribute<?>);
    };
  }
}
