package cotangent.graph;

/** Text in pictures: how wide it is, how it is shortened, and how each format wants it escaped. */
final class Words {
  private Words() {}

  /**
   * The width in units of {@code size}, in a fixed-pitch font. Such fonts are 0.6 of their size
   * wide to within a few hundredths (Courier, Menlo, Consolas, DejaVu and Liberation Mono), so a
   * picture needs no font at hand to be laid out and comes out the same everywhere.
   */
  static double width(String text, double size) {
    return 0.605 * size * cells(text);
  }

  /**
   * Columns that the text takes: none for combining marks, two for the wide letters of East Asia
   * and for pictographs.
   */
  static int cells(String text) {
    return text.codePoints().map(Words::cells).sum();
  }

  private static int cells(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> (codePoint >= 0x1100 && codePoint < 0x1200) || codePoint >= 0x2E80 ? 2 : 1;
    };
  }

  /** The text without line breaks and other control characters. */
  static String oneLine(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * The text on one line and in at most so many columns; what is cut off at the end is marked by an
   * ellipsis.
   */
  static String fit(String text, int columns) {
    String line = oneLine(text);
    if (cells(line) <= columns) {
      return line;
    }
    var out = new StringBuilder();
    int used = 1;
    for (int i = 0; i < line.length(); ) {
      int c = line.codePointAt(i);
      used += cells(c);
      if (used > columns) {
        break;
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return out.append('…').toString();
  }

  /**
   * The text for XML, in content and between double quotes; characters that XML cannot hold become
   * U+FFFD.
   */
  static String xml(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\t', '\n', '\r' -> out.append("&#").append(c).append(';');
            default -> out.appendCodePoint(isXml(c) ? c : 0xFFFD);
          }
        });
    return out.toString();
  }

  /** The production Char of XML 1.0, section 2.2, less the three characters above. */
  private static boolean isXml(int c) {
    return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
  }

  /**
   * The text as a quoted string of DOT. There a backslash starts an escape of the label, so it is
   * doubled, and entities are read, so {@code &} is one.
   */
  static String dot(String text) {
    var out = new StringBuilder(text.length() + 8).append('"');
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> out.append("\\\\");
            case '"' -> out.append("\\\"");
            case '&' -> out.append("&amp;");
            case '\n' -> out.append("\\n");
            default ->
                out.appendCodePoint(
                    Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? ' ' : c);
          }
        });
    return out.append('"').toString();
  }
}
