package cotangent.nn.storage;

import cotangent.Tensor;
import cotangent.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Saves and loads models, and any other trees, as {@link Safetensors} files. Each tensor is named
 * by its {@linkplain Tree#paths place}, such as {@code hidden.weight}. What is no tensor, such as
 * the rate of a dropout layer or an activation function, belongs to the program and is not saved.
 */
public final class Models {
  private Models() {}

  /**
   * Saves a tree. The file is replaced in one step: after an interruption the old one is whole.
   *
   * @throws IOException if the disk refuses
   * @throws IllegalArgumentException if two tensors would have one name, because keys of maps
   *     contain dots
   */
  public static void save(Path path, Object tree) throws IOException {
    save(path, tree, Map.of());
  }

  /** {@link #save(Path, Object)} with texts that describe the model. */
  public static void save(Path path, Object tree, Map<String, String> metadata) throws IOException {
    List<String> names = Tree.paths(tree);
    List<Tensor> leaves = Tree.leaves(tree);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (tensors.put(names.get(i), leaves.get(i)) != null) {
        throw new IllegalArgumentException(
            "save: two tensors have the name " + Header.quoted(names.get(i)));
      }
    }
    Safetensors.write(path, new Safetensors.Contents(tensors, metadata));
  }

  /**
   * Loads a tree.
   *
   * @param like a tree of the same form, such as a new model; its numbers do not matter
   * @throws IOException if the file cannot be read, or its tensors are not those of {@code like};
   *     the message names what is missing, left over or of another type
   */
  public static <T> T load(Path path, T like) throws IOException {
    return fill(path, "", Safetensors.read(path).tensors(), like);
  }

  /**
   * Loads a part of a tree: the model of a training run, for example.
   *
   * @param part its place, such as {@code model}
   * @throws IOException as {@link #load(Path, Object)}
   */
  public static <T> T load(Path path, String part, T like) throws IOException {
    String prefix = part + ".";
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Safetensors.read(path)
        .tensors()
        .forEach((name, tensor) -> {
          if (name.startsWith(prefix) || name.equals(part)) {
            tensors.put(name, tensor);
          }
        });
    return fill(path, part, tensors, like);
  }

  private static <T> T fill(Path path, String part, Map<String, Tensor> tensors, T like)
      throws IOException {
    List<String> names = Tree.paths(like);
    List<Tensor> expected = Tree.leaves(like);
    List<Tensor> leaves = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Map<String, Tensor> left = new LinkedHashMap<>(tensors);
    for (int i = 0; i < names.size(); i++) {
      String name = join(part, names.get(i));
      Tensor found = left.remove(name);
      if (found == null) {
        problems.add(Header.quoted(name) + " is missing");
      } else if (!found.type().equals(expected.get(i).type())) {
        problems.add(
            Header.quoted(name)
                + " is "
                + found.type()
                + " and should be "
                + expected.get(i).type());
      } else {
        leaves.add(found);
      }
    }
    left.keySet().forEach(name -> problems.add(Header.quoted(name) + " is not expected"));
    if (!problems.isEmpty()) {
      throw new IOException(
          path
              + " holds another model: "
              + String.join("; ", problems.subList(0, Math.min(8, problems.size())))
              + (problems.size() > 8 ? "; and " + (problems.size() - 8) + " more" : ""));
    }
    return Tree.rebuild(like, leaves);
  }

  private static String join(String part, String name) {
    return part.isEmpty() ? name : name.isEmpty() ? part : part + "." + name;
  }
}
