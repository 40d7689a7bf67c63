package cotangent.nn.data;

import cotangent.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The MNIST database of handwritten digits: LeCun, Cortes and Burges. Images are F32 of shape
 * {@code [n, 784]}, from 0 for the background to 1; labels are I32 of shape {@code [n]}, from 0 to
 * 9.
 */
public final class Mnist {
  /** The number of pixels in a row and in a column. */
  public static final int SIDE = 28;

  /** The number of digits. */
  public static final int CLASSES = 10;

  private Mnist() {}

  /**
   * The images to learn from: {@code train-images-idx3-ubyte.gz} and {@code
   * train-labels-idx1-ubyte.gz}.
   *
   * @throws IOException if a file is missing, truncated or another one; the message names it and
   *     what was expected
   */
  public static Dataset train(Path folder) throws IOException {
    return read(folder, "train");
  }

  /**
   * The images to be tested on: {@code t10k-images-idx3-ubyte.gz} and {@code
   * t10k-labels-idx1-ubyte.gz}.
   *
   * @throws IOException as {@link #train}
   */
  public static Dataset test(Path folder) throws IOException {
    return read(folder, "t10k");
  }

  private static Dataset read(Path folder, String name) throws IOException {
    Path imageFile = folder.resolve(name + "-images-idx3-ubyte.gz");
    Path labelFile = folder.resolve(name + "-labels-idx1-ubyte.gz");
    Idx images = Idx.read(imageFile, 3);
    Idx labels = Idx.read(labelFile, 1);
    int n = images.size(0);
    if (images.size(1) != SIDE || images.size(2) != SIDE) {
      throw new IOException(
          imageFile
              + " holds images of "
              + images.size(1)
              + " by "
              + images.size(2)
              + " pixels; MNIST has 28 by 28");
    }
    if (labels.size(0) != n) {
      throw new IOException(
          imageFile
              + " holds "
              + n
              + " images, but "
              + labelFile
              + " "
              + labels.size(0)
              + " labels");
    }
    float[] pixels = new float[images.length()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = images.at(i) / 255f;
    }
    int[] digits = new int[n];
    for (int i = 0; i < n; i++) {
      digits[i] = labels.at(i);
      if (digits[i] >= CLASSES) {
        throw new IOException(labelFile + " holds the label " + digits[i] + "; MNIST has 0 to 9");
      }
    }
    return new Dataset(Tensor.of(pixels).reshape(n, SIDE * SIDE), Tensor.of(digits));
  }
}
