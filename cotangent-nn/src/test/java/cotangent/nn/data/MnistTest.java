package cotangent.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.DType;
import cotangent.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  private static final int N = 5;

  @TempDir Path folder;
  private Path images;
  private Path labels;
  private byte[] pixels;

  @BeforeEach
  void write() throws IOException {
    images = folder.resolve("train-images-idx3-ubyte.gz");
    labels = folder.resolve("train-labels-idx1-ubyte.gz");
    pixels = new byte[N * 28 * 28];
    new Random(1).nextBytes(pixels);
    pixels[0] = (byte) 255;
    Files.write(images, gzip(idx(0x803, pixels, N, 28, 28)));
    Files.write(labels, gzip(idx(0x801, new byte[] {9, 0, 3, 1, 7}, N)));
  }

  private static byte[] idx(int magic, byte[] elements, int... sizes) {
    ByteBuffer out = ByteBuffer.allocate(4 + 4 * sizes.length + elements.length).putInt(magic);
    Arrays.stream(sizes).forEach(out::putInt);
    return out.put(elements).array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> Mnist.train(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void imagesAreScaledAndLabelsAreNumbers() throws IOException {
    Dataset data = Mnist.train(folder);
    assertThat(data.inputs().type()).hasToString("F32[5,784]");
    assertThat(data.labels().type()).hasToString("I32[5]");
    assertThat(data.labels().toInts()).containsExactly(9, 0, 3, 1, 7);
    float[] values = data.inputs().toFloats();
    assertThat(values[0]).isEqualTo(1f);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo((pixels[i] & 0xff) / 255f);
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(labels);
    assertRefused(labels, "the file is missing");
    assertThatThrownBy(() -> Mnist.test(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("t10k-images-idx3-ubyte.gz");
  }

  @Test
  void aTruncatedGzipFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(images);
    for (int length : new int[] {0, 5, 11, 20, whole.length / 2, whole.length - 1}) {
      Files.write(images, Arrays.copyOf(whole, length));
      assertRefused(images, "truncated");
    }
  }

  @Test
  void aDamagedGzipFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(images);
    whole[whole.length - 6] ^= 1; // in the checksum
    Files.write(images, whole);
    assertRefused(images, "no intact gzip file");
  }

  @Test
  void aFileThatIsNotCompressedIsRefused() throws IOException {
    Files.write(images, idx(0x803, pixels, N, 28, 28));
    assertRefused(images, "no intact gzip file");
  }

  @Test
  void otherIdxFilesAreRefused() throws IOException {
    Files.write(images, gzip(idx(0x801, new byte[N], N)));
    assertRefused(images, "begins with 00000801, not 00000803");
    Files.write(images, gzip(idx(0xd03, pixels, N, 28, 28)));
    assertRefused(images, "begins with 00000d03, not 00000803");
    Files.write(images, gzip(new byte[] {1, 2}));
    assertRefused(images, "truncated");
  }

  @Test
  void sizesThatAreNotThoseOfTheDataAreRefused() throws IOException {
    Files.write(images, gzip(idx(0x803, pixels, N + 1, 28, 28)));
    assertRefused(images, "should hold [6, 28, 28] = 4704 bytes and holds 3920");
    Files.write(images, gzip(idx(0x803, pixels, N - 1, 28, 28)));
    assertRefused(images, "more than the 3136 bytes");
    Files.write(images, gzip(idx(0x803, pixels, -1, 28, 28)));
    assertRefused(images, "impossible sizes");
    Files.write(images, gzip(idx(0x803, pixels, 1 << 30, 28, 28)));
    assertRefused(images, "impossible sizes");
    Files.write(images, gzip(idx(0x803, pixels, 2_000_000, 28, 28)));
    assertRefused(images, "truncated");
    Files.write(images, gzip(idx(0x803, pixels, N, 14, 56)));
    assertRefused(images, "14 by 56 pixels");
  }

  @Test
  void labelsMustFitTheImages() throws IOException {
    Files.write(labels, gzip(idx(0x801, new byte[] {1, 2}, 2)));
    assertRefused(labels, "holds 5 images, but");
    Files.write(labels, gzip(idx(0x801, new byte[] {1, 2, 3, 4, 10}, N)));
    assertRefused(labels, "holds the label 10");
    Files.write(labels, gzip(idx(0x801, new byte[] {1, 2, 3, 4, -1}, N)));
    assertRefused(labels, "holds the label 255");
  }

  /** The test images of the repository, whose class counts are published. */
  @Test
  void theRepositorysTestImagesAreRead() throws IOException {
    Dataset test = Mnist.test(Path.of("..", "data", "mnist"));
    assertThat(test.inputs().type()).hasToString("F32[10000,784]");
    int[] counts = new int[10];
    for (int label : test.labels().toInts()) {
      counts[label]++;
    }
    assertThat(counts).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    Tensor bright = test.inputs().gt(0.5).cast(DType.F64).mean();
    assertThat(bright.item()).isBetween(0.1, 0.2);
  }
}
