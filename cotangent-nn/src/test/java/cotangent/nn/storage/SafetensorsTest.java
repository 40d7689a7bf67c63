package cotangent.nn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.DType;
import cotangent.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle is the Python library: make.py among the resources made the files. */
class SafetensorsTest {
  private static final Map<String, Tensor> TENSORS = new LinkedHashMap<>();

  static {
    TENSORS.put("mask", Tensor.of(new boolean[] {true, false, true}));
    TENSORS.put("labels", Tensor.of(new int[] {3, -1, Integer.MAX_VALUE}));
    // A view: what is written are elements in row-major order, not an array.
    TENSORS.put(
        "hidden.weight",
        Tensor.of(new float[][] {{-0.5f, 0.25f}, {-0.25f, 0.5f}, {0, 0.75f}}).transpose());
    TENSORS.put(
        "hidden.bias",
        Tensor.of(new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f}));
    TENSORS.put("double", Tensor.of(new double[][] {{1e-300, Math.PI}}));
    TENSORS.put("step", Tensor.of(7L));
    TENSORS.put("nothing", Tensor.zeros(DType.F32, 0, 4));
    TENSORS.put(
        "a \"name\" \\ \n \u001f \u00e4 \uffee \ud83d\ude00",
        Tensor.of(new long[] {Long.MIN_VALUE}));
  }

  private static final Map<String, String> METADATA =
      Map.of("note", "two\nlines, \u001f, \u00e4 / \"quote\"");

  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SafetensorsTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file.safetensors"), bytes);
  }

  @Test
  void writesTheSameBytesAsPython() throws IOException {
    Path file = folder.resolve("java.safetensors");
    Safetensors.write(file, new Safetensors.Contents(TENSORS, METADATA));
    assertThat(Files.readAllBytes(file)).isEqualTo(resource("python.safetensors"));

    Safetensors.write(file, new Safetensors.Contents(Map.of(), Map.of()));
    assertThat(Files.readAllBytes(file)).isEqualTo(resource("empty.safetensors"));
  }

  @Test
  void readsWhatPythonWrote() throws IOException {
    Safetensors.Contents contents = Safetensors.read(file(resource("python.safetensors")));

    assertThat(contents.metadata()).isEqualTo(METADATA);
    assertThat(contents.tensors()).containsOnlyKeys(TENSORS.keySet());
    TENSORS.forEach((name, tensor) ->
        assertThat(contents.tensors().get(name).contentEquals(tensor)).as(name).isTrue());
    assertThat(Safetensors.read(file(resource("empty.safetensors"))).tensors()).isEmpty();
  }

  @Test
  void largeTensorsPassThroughTheBufferWhole() throws IOException {
    int n = 3 * (1 << 16) + 5;
    float[] floats = new float[n];
    long[] longs = new long[n];
    boolean[] truths = new boolean[n];
    Random random = new Random(1);
    for (int i = 0; i < n; i++) {
      floats[i] = random.nextFloat();
      longs[i] = random.nextLong();
      truths[i] = random.nextBoolean();
    }
    Map<String, Tensor> tensors =
        Map.of("f", Tensor.of(floats), "l", Tensor.of(longs), "b", Tensor.of(truths));
    Path file = folder.resolve("large.safetensors");
    Safetensors.write(file, new Safetensors.Contents(tensors, Map.of()));

    Map<String, Tensor> read = Safetensors.read(file).tensors();
    assertThat(read.get("f").toFloats()).isEqualTo(floats);
    assertThat(read.get("l").toLongs()).isEqualTo(longs);
    assertThat((boolean[]) read.get("b").toArray()).isEqualTo(truths);
  }

  @Test
  void notANumberKeepsItsBits() throws IOException {
    float strange = Float.intBitsToFloat(0x7fc12345);
    Path file = folder.resolve("nan.safetensors");
    Safetensors.write(
        file, new Safetensors.Contents(Map.of("x", Tensor.of(new float[] {strange})), Map.of()));
    float[] read = Safetensors.read(file).tensors().get("x").toFloats();
    assertThat(Float.floatToRawIntBits(read[0])).isEqualTo(0x7fc12345);
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = file(resource("python.safetensors"));
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(ByteBuffer.wrap(new byte[100]));
                  throw new IOException("the disk is full");
                }))
        .hasMessage("the disk is full");

    assertThat(Files.readAllBytes(file)).isEqualTo(resource("python.safetensors"));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = file(new byte[0]);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Safetensors.write(link, new Safetensors.Contents(TENSORS, METADATA));
    assertThat(link).isSymbolicLink();
    assertThat(Files.readAllBytes(file)).isEqualTo(resource("python.safetensors"));
  }

  @Test
  void namesThatNoHeaderCanHoldAreRefusedBeforeAnythingIsWritten() {
    Path file = folder.resolve("none");
    Map<String, Tensor> reserved = Map.of("__metadata__", Tensor.of(1.0));
    Map<String, Tensor> tooLong = Map.of("x".repeat(1001), Tensor.of(1.0));
    assertThatThrownBy(() -> Safetensors.write(file, new Safetensors.Contents(reserved, METADATA)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("__metadata__");
    assertThatThrownBy(() -> Safetensors.write(file, new Safetensors.Contents(tooLong, METADATA)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than 1000");
    assertThat(file).doesNotExist();
  }

  // ---- hostile files ----

  private static byte[] bytes(long length, byte[] header, int dataBytes) {
    ByteBuffer out =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return out.putLong(length).put(header).array();
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is no valid safetensors file: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          [] | does not start with {
          {}{} | follows the header's closing }
          {} x | not valid JSON
          { | not valid JSON
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | Duplicate
          {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}} | Duplicate
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}} | unknown part "more"
          {"a":{"dtype":"F32","shape":[2]}} | must have a dtype, a shape and two data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8]}} | must have a dtype, a shape and two data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}} | more than 2 numbers
          {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}} | there should be
          {"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}} | there should be
          {"a":1} | there should be
          {"a":null} | there should be
          {"__metadata__":[]} | there should be
          {"__metadata__":{"a":1}} | there should be
          {"__metadata__":{"a":"1","a":"2"}} | Duplicate
          {"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}} | "BF16", but only [F32, F64, I32, I64, BOOL]
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | not a number from 0
          {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}} | not a number from 0
          {"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}} | not a number from 0
          {"a":{"dtype":"F32","shape":[99999999999999999999999],"data_offsets":[0,8]}} | not valid JSON
          {"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}} | not valid JSON
          {"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}} | 2^31 - 1 is the most
          {"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}} | more than 2^31 - 1 elements
          {"a":{"dtype":"F32","shape":[2147483647],"data_offsets":[0,8]}} | of 8589934588 bytes, but its data_offsets are [0, 8]
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | but its data_offsets are [8, 0]
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | begins at byte 4
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}} | not a number from 0
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | speaks of 4 bytes of data, but 8 follow
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} | the file is truncated
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | gaps or overlaps
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"BOOL","shape":[2],"data_offsets":[6,8]}} | gaps or overlaps
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}} | begins at byte 9223372036854775803
          {"a":{"dtype":"F32","shape":[[[[2]]]],"data_offsets":[0,8]}} | not valid JSON
          {"__metadata__":{"a":{"b":{"c":{}}}}} | there should be
          """)
  void hostileHeadersAreRefused(String header, String message) throws IOException {
    byte[] text = header.getBytes(UTF_8);
    assertRefused(bytes(text.length, text, 8), message);
  }

  @Test
  void deepHeadersAreRefused() throws IOException {
    byte[] text = ("{\"a\":" + "[".repeat(1_000_000)).getBytes(UTF_8);
    assertRefused(bytes(text.length, text, 0), "there should be START_OBJECT");
    text = ("{\"a\":{\"shape\":" + "[".repeat(1_000_000)).getBytes(UTF_8);
    assertRefused(bytes(text.length, text, 0), "the header is not valid JSON");
  }

  @Test
  void shapesOfManyAxesAreRefused() throws IOException {
    String ones = "1,".repeat(1_000_000) + "1";
    byte[] text =
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + ones + "],\"data_offsets\":[0,4]}}")
            .getBytes(UTF_8);
    assertRefused(bytes(text.length, text, 4), "has more than 64 numbers");
  }

  @Test
  void manyTensorsTakeMemoryInProportionToTheFile() throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 200_000; i++) {
      json.append(i == 0 ? "\"" : ",\"").append(i);
      json.append("\":{\"dtype\":\"F64\",\"shape\":[9,0],\"data_offsets\":[0,0]}");
    }
    byte[] text = json.append('}').toString().getBytes(UTF_8);
    assertThat(Safetensors.read(file(bytes(text.length, text, 0))).tensors()).hasSize(200_000);
  }

  @Test
  void longNamesAreRefusedAndNotRepeatedInFull() throws IOException {
    byte[] text = ("{\"" + "x".repeat(5000) + "\":{}}").getBytes(UTF_8);
    Path file = file(bytes(text.length, text, 0));
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than 1000")
        .message()
        .hasSizeLessThan(500);
  }

  @Test
  void lengthsBeyondTheFileAreRefused() throws IOException {
    byte[] header = "{}".getBytes(UTF_8);
    assertRefused(bytes(3, header, 0), "the header should have 3 bytes");
    assertRefused(bytes(Long.MAX_VALUE, header, 0), "9223372036854775807 bytes");
    assertRefused(bytes(-1, header, 0), "18446744073709551615 bytes");
    assertRefused(bytes(Integer.MAX_VALUE, header, 0), "2147483647 bytes");
    assertRefused(new byte[0], "it has 0 bytes");
    assertRefused(new byte[7], "it has 7 bytes");
    assertRefused(new byte[8], "does not start with {");
  }

  @Test
  void hugeHeadersAreRefusedBeforeTheyAreRead() throws IOException {
    Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 33);
      sparse.write(bytes(1L << 32, new byte[0], 0));
    }
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("4294967296 bytes; 16777216 is the most");
  }

  @Test
  void headersMustBeUtf8() throws IOException {
    byte[] text = "{\"a\":1}".getBytes(UTF_8);
    text[2] = (byte) 0xff;
    assertRefused(bytes(text.length, text, 0), "not UTF-8");
    byte[] wide = "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    assertRefused(bytes(wide.length, wide, 0), "not valid JSON");
    byte[] spaced = " {}".getBytes(UTF_8);
    assertRefused(bytes(spaced.length, spaced, 0), "does not start with {");
  }

  @Test
  void truthValuesAreZeroOrOne() throws IOException {
    byte[] text =
        "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}".getBytes(UTF_8);
    byte[] bytes = bytes(text.length, text, 1);
    bytes[bytes.length - 1] = 2;
    assertRefused(bytes, "no truth value");
  }

  /** Whatever is done to a file: it is read, or refused with a message that names it. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] good = resource("python.safetensors");
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] bad =
          java.util.Arrays.copyOf(
              good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
      for (int j = random.nextInt(4); j >= 0 && bad.length > 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      Path file = file(bad);
      try {
        Safetensors.read(file);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
        refused++;
      }
    }
    assertThat(refused).isBetween(300, 999);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("nowhere")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
  }
}
