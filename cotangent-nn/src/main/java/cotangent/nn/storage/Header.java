package cotangent.nn.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import cotangent.DType;
import cotangent.Shape;
import cotangent.TensorType;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON text at the start of a safetensors file: which tensors follow, and where.
 *
 * @param metadata any texts
 * @param entries the tensors in the order of their bytes
 */
record Header(Map<String, String> metadata, List<Entry> entries) {
  /** More is refused before it is read; the headers of the largest models have a few megabytes. */
  static final int MAX_BYTES = 16 << 20;

  private static final int MAX_NAME = 1000;
  private static final int MAX_RANK = 64;
  private static final String METADATA = "__metadata__";

  /** Nothing hidden is kept between headers: no table of names, no interned strings. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxNumberLength(20)
                  .maxStringLength(1 << 20)
                  .build())
          .build();

  /** A tensor's place: its bytes, counted from the end of the header. */
  record Entry(String name, TensorType type, long begin, long end) {}

  /** What is wrong with a file; the reader adds which file. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
      super(message);
    }
  }

  /**
   * The header for tensors of these types, in the order that the Python library writes: by
   * decreasing alignment, then by name.
   */
  static Header of(Map<String, TensorType> types, Map<String, String> metadata) {
    List<Map.Entry<String, TensorType>> sorted = new ArrayList<>(types.entrySet());
    sorted.sort(
        Comparator.comparingInt((Map.Entry<String, TensorType> e) -> order(e.getValue().dtype()))
            .thenComparing(Map.Entry::getKey, Header::compareUtf8));
    List<Entry> entries = new ArrayList<>();
    long position = 0;
    for (Map.Entry<String, TensorType> e : sorted) {
      TensorType type = e.getValue();
      long end = position + (long) type.shape().elements() * type.dtype().bytes();
      entries.add(new Entry(e.getKey(), type, position, end));
      position = end;
    }
    return new Header(metadata, entries);
  }

  private static int order(DType dtype) {
    return switch (dtype) {
      case I64 -> 0;
      case F64 -> 1;
      case F32 -> 2;
      case I32 -> 3;
      case BOOL -> 4;
    };
  }

  /** Java orders strings by their UTF-16 code units, the format's library by their bytes. */
  private static int compareUtf8(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  /** The bytes that the tensors take. */
  long dataBytes() {
    return entries.isEmpty() ? 0 : entries.getLast().end;
  }

  /** The JSON text, without the spaces that align what follows. */
  String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> e : metadata.entrySet()) {
          json.writeStringField(e.getKey(), e.getValue());
        }
        json.writeEndObject();
      }
      for (Entry entry : entries) {
        json.writeObjectFieldStart(entry.name);
        json.writeStringField("dtype", entry.type.dtype().name());
        json.writeFieldName("shape");
        int[] sizes = entry.type.shape().toArray();
        json.writeArray(sizes, 0, sizes.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin, entry.end}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  /**
   * Reads a header and checks all that it says.
   *
   * @param dataBytes the bytes that follow it in the file
   * @throws FormatException if it is no JSON of this form, or its tensors do not fill these bytes
   *     without gaps and overlaps
   */
  static Header parse(String json, long dataBytes) throws FormatException {
    if (!json.startsWith("{")) {
      throw new FormatException("the header does not start with {");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    try (JsonParser in = JSON.createParser(json)) {
      expect(in, JsonToken.START_OBJECT, "the header");
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = name(in);
        if (name.equals(METADATA)) {
          parseMetadata(in, metadata);
        } else {
          entries.add(parseEntry(in, name));
        }
      }
      if (in.nextToken() != null) {
        throw new FormatException("something follows the header's closing }");
      }
    } catch (JsonProcessingException e) {
      throw new FormatException("the header is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new AssertionError("a String does not fail", e);
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin != position) {
        throw new FormatException(
            quoted(entry.name)
                + " begins at byte "
                + entry.begin
                + " of the data, but what comes before it ends at "
                + position
                + ": tensors must follow each other without gaps or overlaps");
      }
      position = entry.end;
    }
    if (position != dataBytes) {
      throw new FormatException(
          "the header speaks of "
              + position
              + " bytes of data, but "
              + dataBytes
              + " follow it"
              + (position > dataBytes ? ": the file is truncated" : ""));
    }
    return new Header(metadata, entries);
  }

  private static void parseMetadata(JsonParser in, Map<String, String> metadata)
      throws IOException, FormatException {
    expect(in, JsonToken.START_OBJECT, METADATA);
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = name(in);
      expect(in, JsonToken.VALUE_STRING, METADATA + "." + key);
      metadata.put(key, in.getText());
    }
  }

  private static Entry parseEntry(JsonParser in, String name) throws IOException, FormatException {
    expect(in, JsonToken.START_OBJECT, quoted(name));
    @Nullable String dtype = null;
    long @Nullable [] sizes = null;
    long @Nullable [] offsets = null;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = name(in);
      switch (key) {
        case "dtype" -> {
          expect(in, JsonToken.VALUE_STRING, "dtype of " + quoted(name));
          dtype = in.getText();
        }
        case "shape" -> sizes = numbers(in, "shape of " + quoted(name), MAX_RANK);
        case "data_offsets" -> offsets = numbers(in, "data_offsets of " + quoted(name), 2);
        default -> throw new FormatException(quoted(name) + " has an unknown part " + quoted(key));
      }
    }
    if (dtype == null || sizes == null || offsets == null || offsets.length != 2) {
      throw new FormatException(
          quoted(name) + " must have a dtype, a shape and two data_offsets, and has not");
    }
    TensorType type = new TensorType(dtype(name, dtype), shape(name, sizes));
    long bytes = (long) type.shape().elements() * type.dtype().bytes();
    if (offsets[1] - offsets[0] != bytes) {
      throw new FormatException(
          quoted(name)
              + " is "
              + type
              + " of "
              + bytes
              + " bytes, but its data_offsets are "
              + Arrays.toString(offsets));
    }
    return new Entry(name, type, offsets[0], offsets[1]);
  }

  private static DType dtype(String name, String dtype) throws FormatException {
    Optional<DType> known =
        Arrays.stream(DType.values()).filter(d -> d.name().equals(dtype)).findFirst();
    return known.orElseThrow(() ->
        new FormatException(
            quoted(name)
                + " has dtype "
                + quoted(dtype)
                + ", but only "
                + Arrays.toString(DType.values())
                + " can be read: convert the file"));
  }

  private static Shape shape(String name, long[] sizes) throws FormatException {
    int[] ints = new int[sizes.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) Math.min(sizes[i], Integer.MAX_VALUE);
      if (ints[i] != sizes[i]) {
        throw new FormatException(
            quoted(name) + " has an axis of " + sizes[i] + " elements; 2^31 - 1 is the most");
      }
    }
    try {
      return Shape.of(ints);
    } catch (IllegalArgumentException e) {
      throw new FormatException(quoted(name) + ": " + e.getMessage());
    }
  }

  /** A list of at most {@code limit} numbers that are not negative. */
  private static long[] numbers(JsonParser in, String what, int limit)
      throws IOException, FormatException {
    expect(in, JsonToken.START_ARRAY, what);
    long[] numbers = new long[limit];
    int n = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (n == limit) {
        throw new FormatException("the " + what + " has more than " + limit + " numbers");
      }
      if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getLongValue() < 0) {
        throw new FormatException(
            "the " + what + " holds " + in.getText() + " and not a number from 0 to 2^63 - 1");
      }
      numbers[n++] = in.getLongValue();
    }
    return Arrays.copyOf(numbers, n);
  }

  private static String name(JsonParser in) throws IOException, FormatException {
    String name = in.currentName();
    if (name.length() > MAX_NAME) {
      throw new FormatException("the name " + quoted(name) + " is longer than " + MAX_NAME);
    }
    return name;
  }

  private static void expect(JsonParser in, JsonToken token, String what)
      throws IOException, FormatException {
    JsonToken found = in.nextToken();
    if (found != token) {
      throw new FormatException("at " + what + " there should be " + token + ", not " + found);
    }
  }

  /** A name as it may stand in a message, whatever it holds. */
  static String quoted(String name) {
    StringBuilder out = new StringBuilder("\"");
    name.codePoints()
        .limit(80)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return out.append(name.length() > 80 ? "...\"" : "\"").toString();
  }
}
