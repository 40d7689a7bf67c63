package cotangent.code;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Writes the exception table of a method whose blocks are emitted one after the other. */
final class Guards {
  private final Body body;
  private final CodeBuilder code;
  private final Function<Block, Label> begins;
  private final Map<Block, Label> ends = new HashMap<>();

  /** Begins a handler, with the exception on the stack. */
  interface Landing {
    /**
     * Emits the way from the exception table to the handler.
     *
     * @param guard the block before the guarded ones
     * @param way which of the guard's successors the handler is
     * @param caught stands for the exception in the handler
     */
    void land(Block guard, int way, Value caught);
  }

  Guards(Body body, CodeBuilder code, Function<Block, Label> begins) {
    this.body = body;
    this.code = code;
    this.begins = begins;
  }

  /** Notes that a block has been emitted. */
  void end(Block block) {
    if (body.guarded.stream().anyMatch(r -> r.blocks().contains(block))) {
      // A range of the table must not be empty.
      code.nop();
      var label = code.newLabel();
      code.labelBinding(label);
      ends.put(block, label);
    }
  }

  /** Writes the handlers' beginnings and the table, after all blocks. */
  void emit(Landing landing) {
    var landings = new LinkedHashMap<Block, Range>();
    for (var guarded : body.guarded) {
      var handler = guarded.handler();
      if (body.blocks.contains(handler) && !landings.containsKey(handler)) {
        var range = new Range(code.newLabel(), code.newLabel());
        code.labelBinding(range.from);
        var guard = handler.pred.getFirst();
        var caught =
            handler.code.stream().filter(v -> v.op instanceof Op.Caught).findFirst().orElseThrow();
        landing.land(guard, guard.succ.indexOf(handler), caught);
        code.labelBinding(range.to);
        landings.put(handler, range);
      }
    }
    for (var guarded : body.guarded) {
      var at = landings.get(guarded.handler());
      if (at != null) {
        var type =
            Optional.ofNullable(guarded.type())
                .map(ClassDesc::ofInternalName)
                .map(code.constantPool()::classEntry);
        var ranges = ranges(guarded);
        // A handler that is guarded itself is entered from within, too.
        landings.forEach((handler, range) -> {
          if (guarded.blocks().contains(handler)) {
            ranges.add(range);
          }
        });
        for (var range : ranges) {
          code.exceptionCatch(range.from, range.to, at.from, type);
        }
      }
    }
  }

  private record Range(Label from, Label to) {}

  private List<Range> ranges(Body.Guarded guarded) {
    var ranges = new ArrayList<Range>();
    for (var run : runs(guarded)) {
      ranges.add(
          new Range(begins.apply(run.getFirst()), Objects.requireNonNull(ends.get(run.getLast()))));
    }
    return ranges;
  }

  /** The blocks of a region that were emitted, in runs without a gap. */
  private List<List<Block>> runs(Body.Guarded region) {
    var runs = new ArrayList<List<Block>>();
    boolean open = false;
    for (var block : body.blocks) {
      boolean inside = region.blocks().contains(block);
      if (inside && !open) {
        runs.add(new ArrayList<>());
      }
      if (inside) {
        runs.getLast().add(block);
      }
      open = inside;
    }
    return runs;
  }
}
