package cotangent.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs printed in a Markdown document. */
final class Markdown {

  private static final Pattern FENCE = Pattern.compile("^( *)(`{3,}|~{3,})(.*)$");

  private Markdown() {}

  /**
   * A program and, if it stands in a {@code text} block right below, what it prints.
   *
   * @param line where the program's fence stands, from 1
   */
  record Block(int line, String source, Optional<String> output) {}

  /**
   * The {@code java} blocks of a document.
   *
   * @throws IllegalArgumentException if a block is not closed, or is Java with anything behind the
   *     word: a document prints whole programs only
   */
  static List<Block> programs(String document) {
    List<Fenced> all = fenced(document.lines().toList());
    var programs = new ArrayList<Block>();
    for (int i = 0; i < all.size(); i++) {
      Fenced block = all.get(i);
      if (block.info().equals("java")) {
        boolean hasOutput =
            i + 1 < all.size() && all.get(i + 1).info().equals("text") && all.get(i + 1).adjoins();
        programs.add(
            new Block(
                block.line(),
                block.text(),
                hasOutput ? Optional.of(all.get(i + 1).text()) : Optional.empty()));
      } else if (block.info().matches("(?i)java\\b.*")) {
        throw new IllegalArgumentException(
            "line %d: \"%s\" is no program; write ```java and the whole of it"
                .formatted(block.line(), block.info()));
      }
    }
    return programs;
  }

  /** A fenced block; it adjoins if only blank lines are between it and the block before. */
  private record Fenced(int line, String info, String text, boolean adjoins) {}

  private static List<Fenced> fenced(List<String> lines) {
    var blocks = new ArrayList<Fenced>();
    boolean adjoins = false;
    for (int i = 0; i < lines.size(); i++) {
      Matcher open = FENCE.matcher(lines.get(i));
      if (!open.matches()) {
        adjoins &= lines.get(i).isBlank();
        continue;
      }
      int start = i;
      var text = new StringBuilder();
      for (i++; i < lines.size() && !closes(open, lines.get(i)); i++) {
        text.append(unindent(lines.get(i), open.group(1).length())).append('\n');
      }
      if (i == lines.size()) {
        throw new IllegalArgumentException("line %d: the block is not closed".formatted(start + 1));
      }
      blocks.add(new Fenced(start + 1, open.group(3).strip(), text.toString(), adjoins));
      adjoins = true;
    }
    return blocks;
  }

  private static boolean closes(Matcher open, String line) {
    Matcher close = FENCE.matcher(line);
    return close.matches() && close.group(2).startsWith(open.group(2)) && close.group(3).isBlank();
  }

  private static String unindent(String line, int most) {
    int i = 0;
    while (i < most && i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return line.substring(i);
  }
}
