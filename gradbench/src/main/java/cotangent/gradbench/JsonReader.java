package cotangent.gradbench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON values from the bytes of a line, token by token. */
final class JsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonReader() {}

  /**
   * The object that {@code length} bytes from {@code offset} spell in UTF-8. Its members are put
   * into {@code members} one by one, so that those before an error are known.
   *
   * @throws IOException if it is no JSON, no object, or not only that
   */
  static void readMembers(byte[] line, int offset, int length, Map<String, Json> members)
      throws IOException {
    try (var parser = FACTORY.createParser(line, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a message is a JSON object on one line");
      }
      members(parser, members);
      if (parser.nextToken() != null) {
        throw new IOException("there is something behind the message's object on its line");
      }
    }
  }

  private static void members(JsonParser parser, Map<String, Json> members) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var key = parser.currentName();
      parser.nextToken();
      members.put(key, value(parser));
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Json>();
        members(parser, members);
        yield new Json.Members(members);
      }
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new Json.Text(parser.getText());
      case VALUE_NUMBER_FLOAT -> new Json.Real(parser.getDoubleValue());
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? new Json.Real(parser.getDoubleValue())
              : new Json.Whole(parser.getLongValue());
      case VALUE_TRUE -> new Json.Flag(true);
      case VALUE_FALSE -> new Json.Flag(false);
      case VALUE_NULL -> new Json.Null();
      case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("unexpected " + parser.currentToken());
    };
  }

  private static Json array(JsonParser parser) throws IOException {
    var numbers = new double[16];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!parser.currentToken().isNumeric()) {
        return items(parser, numbers, count);
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = parser.getDoubleValue();
    }
    return new Json.Numbers(Arrays.copyOf(numbers, count));
  }

  /** The rest of an array that turned out to hold other things after some numbers. */
  private static Json items(JsonParser parser, double[] numbers, int count) throws IOException {
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(new Json.Real(numbers[i]));
    }
    do {
      items.add(value(parser));
    } while (parser.nextToken() != JsonToken.END_ARRAY);
    return new Json.Items(items);
  }
}
