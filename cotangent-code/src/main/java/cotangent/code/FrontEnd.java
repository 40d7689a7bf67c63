package cotangent.code;

import cotangent.code.Block.End;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads bytecode into a graph of blocks and that into static single assignment form. */
final class FrontEnd {
  private final Body body;
  private final List<CodeElement> elements;
  private final Map<Label, Integer> positions = new HashMap<>();
  private final Map<Block, Range> ranges = new HashMap<>();

  /** The elements of a block, and the source line at its begin. */
  private record Range(int from, int to, int line) {}

  private FrontEnd(Body body, CodeModel code) {
    this.body = body;
    this.elements = code.elementList();
  }

  /** The body of a method whose parameters have these shapes. */
  static Body read(
      MethodModel method, Op.MethodRef ref, List<Lambda.Shape> shapes, ClassSource source) {
    if (method.flags().has(java.lang.reflect.AccessFlag.SYNCHRONIZED)) {
      throw new Refusal(-1, "a synchronized method", "Use a synchronized statement in it.");
    }
    var body = new Body(ref);
    var code =
        method
            .code()
            .orElseThrow(() ->
                new Refusal(
                    -1,
                    method.flags().has(java.lang.reflect.AccessFlag.NATIVE)
                        ? "a native method"
                        : "an abstract method",
                    "Give it a derivative with @Derivative."));
    var front = new FrontEnd(body, code);
    var handlers = front.blocks();
    body.order();
    body.findLoops();
    new SsaBuilder(
            body,
            shapes,
            ((CodeAttribute) code).maxLocals(),
            front::range,
            handlers.unclear,
            source)
        .build();
    return body;
  }

  private SsaBuilder.Code range(Block block) {
    var range = ranges.get(block);
    return range == null
        ? new SsaBuilder.Code(List.of(), -1)
        : new SsaBuilder.Code(elements.subList(range.from, range.to), range.line);
  }

  private Handlers blocks() {
    int n = elements.size();
    var leads = new boolean[n + 1];
    leads[0] = true;
    for (int i = 0; i < n; i++) {
      if (elements.get(i) instanceof LabelTarget target) {
        positions.put(target.label(), i);
      }
    }
    var handlers = new Handlers(elements, this::position);
    for (var entry : handlers.entries) {
      leads[entry.from()] = true;
      leads[entry.to()] = true;
    }
    for (int i = 0; i < n; i++) {
      for (var label : targets(elements.get(i))) {
        leads[position(label)] = true;
      }
      if (ends(elements.get(i))) {
        leads[i + 1] = true;
      }
    }
    var starts = new TreeMap<Integer, Block>();
    int line = -1;
    for (int i = 0; i < n; ) {
      int from = i;
      int first = line;
      do {
        if (elements.get(i) instanceof LineNumber l) {
          line = l.line();
        }
        i++;
      } while (i < n && !leads[i]);
      var block = new Block();
      starts.put(from, block);
      ranges.put(block, new Range(from, i, first));
    }
    body.entry.to(starts.firstEntry().getValue());
    starts.values().forEach(block -> connect(block, starts));
    handlers.guard(body, starts);
    body.exit.end = new End.Return(null);
    return handlers;
  }

  private int position(Label label) {
    return java.util.Objects.requireNonNull(positions.get(label));
  }

  /** The ends are placeholders as yet: their operands are known when the code has been read. */
  private void connect(Block block, Map<Integer, Block> starts) {
    var range = java.util.Objects.requireNonNull(ranges.get(block));
    CodeElement last = elements.get(range.to - 1);
    for (int i = range.from; i < range.to; i++) {
      if (ends(elements.get(i))) {
        last = elements.get(i);
      }
    }
    switch (last) {
      case BranchInstruction b when isGoto(b) -> to(block, b.target(), starts);
      case BranchInstruction b -> {
        next(block, range.to, starts);
        to(block, b.target(), starts);
      }
      case TableSwitchInstruction s -> cases(block, s.cases(), s.defaultTarget(), starts);
      case LookupSwitchInstruction s -> cases(block, s.cases(), s.defaultTarget(), starts);
      case ReturnInstruction _ -> block.to(body.exit);
      case ThrowInstruction _ -> {}
      default -> next(block, range.to, starts);
    }
  }

  private void next(Block block, int at, Map<Integer, Block> starts) {
    var next = starts.get(at);
    if (next != null) {
      block.to(next);
    }
  }

  private void to(Block block, Label target, Map<Integer, Block> starts) {
    block.to(java.util.Objects.requireNonNull(starts.get(position(target))));
  }

  private void cases(Block block, List<SwitchCase> cases, Label other, Map<Integer, Block> starts) {
    cases.forEach(c -> to(block, c.target(), starts));
    to(block, other, starts);
  }

  static boolean isGoto(BranchInstruction b) {
    return b.opcode() == Opcode.GOTO || b.opcode() == Opcode.GOTO_W;
  }

  static boolean ends(CodeElement e) {
    return e instanceof BranchInstruction
        || e instanceof ReturnInstruction
        || e instanceof TableSwitchInstruction
        || e instanceof LookupSwitchInstruction
        || e instanceof ThrowInstruction;
  }

  private static List<Label> targets(CodeElement e) {
    var labels = new ArrayList<Label>();
    switch (e) {
      case BranchInstruction b -> labels.add(b.target());
      case TableSwitchInstruction s -> {
        s.cases().forEach(c -> labels.add(c.target()));
        labels.add(s.defaultTarget());
      }
      case LookupSwitchInstruction s -> {
        s.cases().forEach(c -> labels.add(c.target()));
        labels.add(s.defaultTarget());
      }
      case ExceptionCatch c -> {
        // A handler is a leader, so that no other block runs into it.
        labels.add(c.handler());
      }
      default -> {}
    }
    return labels;
  }
}
