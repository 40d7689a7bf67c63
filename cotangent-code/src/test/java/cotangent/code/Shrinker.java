package cotangent.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing program small: drops statements, blocks, the braces around them, and parts of
 * expressions, as long as what remains still fails. A program that does not compile does not fail.
 */
final class Shrinker {
  /** What is small by then will do. */
  private static final long NANOS = 120_000_000_000L;

  private final Predicate<String> fails;
  private List<String> lines;
  private final long end = System.nanoTime() + NANOS;

  private Shrinker(String source, Predicate<String> fails) {
    this.lines = new ArrayList<>(source.lines().toList());
    this.fails = fails;
  }

  static String shrink(String source, Predicate<String> fails) {
    var shrinker = new Shrinker(source, fails);
    shrinker.blocks();
    for (boolean smaller = true; smaller; ) {
      smaller = shrinker.statements();
      smaller |= shrinker.braces();
      smaller |= shrinker.expressions();
    }
    return String.join("\n", shrinker.lines) + "\n";
  }

  private boolean accept(List<String> candidate) {
    if (System.nanoTime() > end || !fails.test(String.join("\n", candidate) + "\n")) {
      return false;
    }
    lines = candidate;
    return true;
  }

  /** Drops blocks as a whole, outer ones first. */
  private void blocks() {
    for (int i = 0; i < lines.size(); ) {
      boolean head = opens(lines.get(i)) && !lines.get(i).strip().startsWith("}");
      int end = head ? end(i) : lines.size();
      if (end == lines.size() || !accept(without(i, end + 1))) {
        i++;
      }
    }
  }

  /** Drops statements, from the end, where nothing else needs them. */
  private boolean statements() {
    boolean smaller = false;
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (i < lines.size() && !lines.get(i).strip().startsWith("}")) {
        int end = end(i);
        if (end < lines.size()) {
          smaller |= accept(without(i, end + 1));
        }
      }
    }
    return smaller;
  }

  /** Drops the else of an if; keeps what is inside of a block and drops the rest. */
  private boolean braces() {
    boolean smaller = false;
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (i < lines.size() && opens(lines.get(i))) {
        int end = brace(i);
        if (lines.get(i).strip().startsWith("}")) {
          smaller |= accept(without(i, end));
        } else {
          var candidate = without(end, end + 1);
          candidate.remove(i);
          smaller |= accept(candidate);
        }
      }
    }
    return smaller;
  }

  /** The line with the brace that closes the one at the end of this line. */
  private int brace(int from) {
    int depth = 1;
    int i = from;
    while (depth > 0 && ++i < lines.size() - 1) {
      depth -= lines.get(i).strip().startsWith("}") ? 1 : 0;
      depth += depth > 0 && opens(lines.get(i)) ? 1 : 0;
    }
    return i;
  }

  /** Puts a constant in the place of what is in parentheses, with the method's name before them. */
  private boolean expressions() {
    boolean smaller = false;
    for (int i = lines.size() - 1; i >= 0; i--) {
      for (int at = 0; at < lines.get(i).length(); at++) {
        var line = lines.get(i);
        if (line.charAt(at) != '(') {
          continue;
        }
        int close = close(line, at);
        if (close < 0) {
          continue;
        }
        int start = at;
        while (start > 0
            && (Character.isJavaIdentifierPart(line.charAt(start - 1))
                || line.charAt(start - 1) == '.')) {
          start--;
        }
        boolean accepted = false;
        for (var simple : List.of("0.3", line.substring(at + 1, close), "1")) {
          var shorter = line.substring(0, start) + simple + line.substring(close + 1);
          if (!accepted && shorter.length() < line.length()) {
            var candidate = new ArrayList<>(lines);
            candidate.set(i, shorter);
            accepted = accept(candidate);
          }
        }
        smaller |= accepted;
      }
    }
    return smaller;
  }

  private static int close(String line, int open) {
    int depth = 0;
    for (int i = open; i < line.length(); i++) {
      depth += line.charAt(i) == '(' ? 1 : line.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static boolean opens(String line) {
    return line.stripTrailing().endsWith("{");
  }

  /** The last line of the statement that begins here. */
  private int end(int from) {
    int depth = 0;
    for (int i = from; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      depth -= line.startsWith("}") ? 1 : 0;
      depth += opens(line) ? 1 : 0;
      if (depth <= 0) {
        return i;
      }
    }
    return lines.size();
  }

  private List<String> without(int from, int to) {
    var rest = new ArrayList<>(lines);
    rest.subList(from, to).clear();
    return rest;
  }
}
