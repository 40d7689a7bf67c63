package cotangent.nn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.DType;
import cotangent.Key;
import cotangent.Tensor;
import cotangent.Tree;
import cotangent.nn.Activation;
import cotangent.nn.Dense;
import cotangent.nn.Dropout;
import cotangent.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  @TempDir Path folder;

  private static Sequential model(long seed) {
    Key key = Key.of(seed);
    return Sequential.of(
        Dense.init(key, 3, 4),
        new Activation(Tensor::relu),
        new Dropout(0.5),
        Dense.init(key.next(), 4, 2));
  }

  @Test
  void aModelComesBackBitForBit() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Sequential model = model(1);
    Models.save(file, model, Map.of("made-by", "a test"));

    assertThat(Safetensors.read(file).tensors())
        .containsOnlyKeys("layers.0.weight", "layers.0.bias", "layers.3.weight", "layers.3.bias");
    assertThat(Safetensors.read(file).metadata()).containsEntry("made-by", "a test");
    Sequential loaded = Models.load(file, model(2));
    for (int i = 0; i < 4; i++) {
      assertThat(Tree.leaves(loaded).get(i).contentEquals(Tree.leaves(model).get(i))).isTrue();
    }
  }

  @Test
  void aPartIsLoadedByItsPlace() throws IOException {
    Path file = folder.resolve("tree.safetensors");
    Tensor alone = Tensor.of(new double[] {1, 2});
    Models.save(file, Map.of("a", model(1), "b", model(2), "alone", alone));

    Sequential b = Models.load(file, "b", model(3));
    assertThat(Tree.leaves(b).getFirst().contentEquals(Tree.leaves(model(2)).getFirst())).isTrue();
    assertThat(Models.load(file, "alone", Tensor.zeros(2)).contentEquals(alone)).isTrue();
  }

  @Test
  void anotherModelIsRefusedWithAllThatDiffers() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Models.save(file, Map.of("a", Tensor.zeros(2), "b", Tensor.zeros(3), "c", Tensor.zeros(4)));

    Map<String, Tensor> like =
        Map.of("a", Tensor.zeros(2), "b", Tensor.zeros(DType.F32, 3), "d", Tensor.zeros(1));
    assertThatThrownBy(() -> Models.load(file, like))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " holds another model: \"b\" is F64[3] and should be F32[3]; \"d\" is missing;"
                + " \"c\" is not expected");
  }

  @Test
  void aLongListOfDifferencesIsCut() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Models.save(file, java.util.Collections.nCopies(20, Tensor.of(1.0)));
    assertThatThrownBy(() -> Models.load(file, List.of())).hasMessageContaining("; and 12 more");
  }

  @Test
  void namesThatCoincideAreRefused() {
    Map<String, Object> tree = Map.of("a.b", Tensor.of(1.0), "a", Map.of("b", Tensor.of(2.0)));
    assertThatThrownBy(() -> Models.save(folder.resolve("none"), tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("save: two tensors have the name \"a.b\"");
  }

  @Test
  void foldersAreNamed() {
    Path nowhere = folder.resolve("nowhere").resolve("model.safetensors");
    assertThatThrownBy(() -> Models.save(nowhere, model(1)))
        .isInstanceOf(IOException.class)
        .hasMessage(nowhere + ": there is no folder " + nowhere.getParent());
    assertThatThrownBy(() -> Models.load(folder, model(1)))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " is a folder, not a safetensors file");
  }
}
