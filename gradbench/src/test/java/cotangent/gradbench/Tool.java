package cotangent.gradbench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tool as a process of its own, driven over pipes. */
final class Tool implements AutoCloseable {
  private final Process process;
  private final OutputStream in;
  private final Lines out;
  private final JsonWriter writer;
  private long id;

  Tool(String... arguments) throws IOException {
    this(command("-Xmx1g", arguments));
  }

  /** The command that starts the tool with so much heap. */
  static List<String> command(String heap, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-Xss64m", "--add-modules=jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  Tool(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    in = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
    out = new Lines(process.getInputStream());
    writer = new JsonWriter(in);
  }

  /** Sends a line and returns the one that comes back. */
  Input line(String line) {
    try {
      in.write(line.getBytes(StandardCharsets.UTF_8));
      in.write('\n');
      in.flush();
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a message with a new id and returns the reply, which must have the same. */
  Input ask(Map<String, Json> members) {
    var message = new LinkedHashMap<String, Json>();
    message.put("id", new Json.Whole(id));
    message.putAll(members);
    try {
      writer.line(message);
      var reply = reply();
      if (!reply.members().get("id").equals(new Json.Whole(id))) {
        throw new AssertionError("asked " + id + ", answered " + reply.members().get("id"));
      }
      id++;
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Input define(String module) {
    return ask(Map.of("kind", new Json.Text("define"), "module", new Json.Text(module)));
  }

  Input evaluate(String module, String function, Map<String, Json> input) {
    return ask(
        Map.of(
            "kind", new Json.Text("evaluate"),
            "module", new Json.Text(module),
            "function", new Json.Text(function),
            "input", new Json.Members(input)));
  }

  private Input reply() throws IOException {
    if (!out.next()) {
      throw new IOException("the tool has ended");
    }
    var members = new LinkedHashMap<String, Json>();
    JsonReader.readMembers(out.bytes(), out.offset(), out.length(), members);
    return new Input("", members);
  }

  /** How many bytes the last reply had. */
  int replyLength() {
    return out.length();
  }

  /** Ends the messages and returns the exit code. */
  int end() throws IOException, InterruptedException {
    in.close();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
