package cotangent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cotangent.examples.Markdown.Block;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void aProgramIsFoundWithItsLineAndItsOutput() {
    var document =
        """
        # Title

        ```java
        void main() {}
        ```

        ```text
        printed
        ```
        """;
    assertThat(Markdown.programs(document))
        .containsExactly(new Block(3, "void main() {}\n", Optional.of("printed\n")));
  }

  @Test
  void proseBetweenThemSeparatesAProgramFromAText() {
    var document =
        """
        ```java
        a
        ```
        As a table:
        ```text
        not its output
        ```
        ```java
        b
        ```
        ```sh
        ls
        ```
        ```text
        not its output either
        ```
        """;
    assertThat(Markdown.programs(document))
        .containsExactly(
            new Block(1, "a\n", Optional.empty()), new Block(8, "b\n", Optional.empty()));
  }

  @Test
  void aBlockInAListIsUnindentedAndAFenceInABlockIsText() {
    var document =
        """
        1. First
           ~~~java
           // ```
             b
           ~~~
        """;
    assertThat(Markdown.programs(document))
        .containsExactly(new Block(2, "// ```\n  b\n", Optional.empty()));
  }

  @Test
  void fragmentsAndOpenBlocksAreRefused() {
    assertThatThrownBy(() -> Markdown.programs("x\n```java fragment\n```\n"))
        .hasMessageContaining("line 2")
        .hasMessageContaining("java fragment");
    assertThatThrownBy(() -> Markdown.programs("```Java\n```\n")).hasMessageContaining("line 1");
    assertThatThrownBy(() -> Markdown.programs("```text\nno end")).hasMessageContaining("closed");
    assertThat(Markdown.programs("```javascript\n```\n")).isEmpty();
  }
}
