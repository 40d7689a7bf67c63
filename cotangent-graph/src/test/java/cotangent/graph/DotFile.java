package cotangent.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The vertices and edges of a DOT file, read by the rules of the language as its description gives
 * them: names and numbers stand bare, everything else in quotes, in which a backslash before a
 * quote is dropped; in labels further escapes and the entities of HTML count.
 *
 * @param vertices attributes by name
 * @param edges the names of both ends, and the attributes
 */
record DotFile(Map<String, Map<String, String>> vertices, List<Arrow> edges) {

  record Arrow(String from, String to, Map<String, String> attributes) {}

  static DotFile read(String dot) {
    return new Parser(tokens(dot)).graph();
  }

  /**
   * What a label shows: {@code \\n} is a new line, any other backslash protects what follows it.
   */
  static String shown(String label) {
    var out = new StringBuilder();
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '\\' && i + 1 < label.length()) {
        char next = label.charAt(++i);
        out.append(next == 'n' ? '\n' : next);
      } else if (c == '&') {
        int end = label.indexOf(';', i);
        if (!label.startsWith("&amp;", i)) {
          throw new AssertionError("an entity that is not meant: " + label);
        }
        out.append('&');
        i = end;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static List<String> tokens(String dot) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < dot.length(); ) {
      char c = dot.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '"') {
        var text = new StringBuilder("\"");
        for (i++; dot.charAt(i) != '"'; i++) {
          if (dot.charAt(i) == '\\' && dot.charAt(i + 1) == '"') {
            i++;
          } else if (dot.charAt(i) == '\\') {
            text.append(dot.charAt(i++));
          }
          text.append(dot.charAt(i));
        }
        i++;
        tokens.add(text.toString());
      } else if (dot.startsWith("->", i)) {
        tokens.add("->");
        i += 2;
      } else if (Character.isLetterOrDigit(c) || c == '.') {
        int start = i;
        while (Character.isLetterOrDigit(dot.charAt(i)) || dot.charAt(i) == '.') {
          i++;
        }
        tokens.add(dot.substring(start, i));
      } else {
        tokens.add(String.valueOf(c));
        i++;
      }
    }
    return tokens;
  }

  private static final class Parser {
    private final List<String> tokens;
    private int at;

    Parser(List<String> tokens) {
      this.tokens = tokens;
    }

    DotFile graph() {
      expect("digraph");
      expect("{");
      var vertices = new LinkedHashMap<String, Map<String, String>>();
      var edges = new ArrayList<Arrow>();
      while (!peek().equals("}")) {
        String name = next();
        if (peek().equals("=")) {
          next();
          next();
        } else if (peek().equals("->")) {
          next();
          String to = next();
          edges.add(new Arrow(name, to, attributes()));
        } else {
          Map<String, String> attributes = attributes();
          if (!name.equals("node") && !name.equals("edge")) {
            vertices.put(name, attributes);
          }
        }
        expect(";");
      }
      expect("}");
      if (at != tokens.size()) {
        throw new AssertionError("text after the end: " + tokens.subList(at, tokens.size()));
      }
      return new DotFile(vertices, edges);
    }

    private Map<String, String> attributes() {
      var attributes = new TreeMap<String, String>();
      expect("[");
      while (!peek().equals("]")) {
        String key = next();
        expect("=");
        String value = next();
        attributes.put(key, value.startsWith("\"") ? value.substring(1) : value);
        if (peek().equals(",")) {
          next();
        }
      }
      expect("]");
      return attributes;
    }

    private String peek() {
      return tokens.get(at);
    }

    private String next() {
      return tokens.get(at++);
    }

    private void expect(String token) {
      if (!next().equals(token)) {
        throw new AssertionError(
            "expected " + token + " at " + tokens.subList(at - 1, tokens.size()));
      }
    }
  }
}
