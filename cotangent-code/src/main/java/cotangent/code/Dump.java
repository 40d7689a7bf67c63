package cotangent.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes generated classes to a folder, for people who want to see what runs. The system property
 * {@value #FOLDER} names the folder; without it nothing is written.
 */
final class Dump {
  static final String FOLDER = "cotangent.code.dump";

  private Dump() {}

  /**
   * Writes a class file to {@code FOLDER/host/name.class}.
   *
   * @param host the class whose nestmate is made, as an internal name; names are unique within it
   * @param name the internal name of the class that is made
   * @throws UncheckedIOException if the file cannot be written
   */
  static void write(String host, String name, byte[] bytes) {
    var folder = System.getProperty(FOLDER);
    if (folder == null) {
      return;
    }
    var file = Path.of(folder, host, name.substring(name.lastIndexOf('/') + 1) + ".class");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write " + file + ", which the system property " + FOLDER + " asks for", e);
    }
  }
}
