package cotangent.gradbench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Writes JSON values to a stream, one a line, without building their text first. */
final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator generator;

  JsonWriter(OutputStream out) throws IOException {
    generator = FACTORY.createGenerator(out);
    generator.setRootValueSeparator(null);
  }

  /** Writes an object and the end of its line, and flushes. */
  void line(Map<String, Json> members) throws IOException {
    write(new Json.Members(members));
    generator.writeRaw('\n');
    generator.flush();
  }

  private void write(Json value) throws IOException {
    switch (value) {
      case Json.Numbers n -> generator.writeArray(n.values(), 0, n.values().length);
      case Json.Wholes n -> generator.writeArray(n.values(), 0, n.values().length);
      case Json.Items items -> {
        generator.writeStartArray();
        for (var item : items.values()) {
          write(item);
        }
        generator.writeEndArray();
      }
      case Json.Members members -> {
        generator.writeStartObject();
        for (var member : members.values().entrySet()) {
          generator.writeFieldName(member.getKey());
          write(member.getValue());
        }
        generator.writeEndObject();
      }
      case Json.Real r -> generator.writeNumber(r.value());
      case Json.Whole w -> generator.writeNumber(w.value());
      case Json.Text t -> generator.writeString(t.value());
      case Json.Flag f -> generator.writeBoolean(f.value());
      case Json.Null _ -> generator.writeNull();
    }
  }
}
