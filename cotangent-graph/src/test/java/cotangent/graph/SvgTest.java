package cotangent.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class SvgTest {

  @Test
  void isTheSameInAnotherJvmWithOtherHashCodesAndInAnotherLanguage()
      throws IOException, InterruptedException {
    var java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=0",
            "-Duser.language=ar",
            "-Duser.country=EG",
            "-cp",
            System.getProperty("java.class.path"),
            SvgTest.class.getName());
    Process process = java.redirectErrorStream(true).start();
    String there = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(there).isZero();
    assertThat(there).isEqualTo(everything());
  }

  /** The other JVM of the test above. */
  static void main() throws IOException {
    System.out.write(everything().getBytes(StandardCharsets.UTF_8));
  }

  private static String everything() {
    var all = new StringBuilder();
    for (Graph graph :
        List.of(
            Samples.lesson(),
            Samples.trainingStep(),
            Samples.random(5, 60),
            Samples.random(6, 400))) {
      all.append(graph.toSvg()).append(graph.toDot()).append(graph.toText());
    }
    return all.toString();
  }

  @Test
  void manyThreadsDrawAtOnce() throws Exception {
    List<String> alone =
        IntStream.range(0, 16).mapToObj(i -> Samples.random(i, 40).toSvg()).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> together =
          IntStream.range(0, 16)
              .mapToObj(i -> threads.submit(() -> Samples.random(i, 40).toSvg()))
              .toList();
      for (int i = 0; i < 16; i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void anInterruptedThreadStillGetsItsPictureAndStaysInterrupted() {
    String expected = Samples.lesson().toSvg();
    Thread.currentThread().interrupt();
    String drawn = Samples.lesson().toSvg();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(drawn).isEqualTo(expected);
  }

  @Test
  void anyTextIsLegalAndShown() {
    for (String name : Samples.HOSTILE) {
      var samples = new Samples();
      samples.root(name, samples.op(name, name, name, samples.variable(name, name)));
      SvgPicture picture = SvgPicture.read(samples.graph().toSvg());
      String shown = name.replaceAll("[\\n\\t\\r\\u0000\\u0085]", " ").replace('\uD800', '\uFFFD');
      if (!name.isEmpty()) {
        assertThat(picture.inBoxes()).hasSize(4).allMatch(text -> text.text().equals(shown));
        assertThat(picture.labels()).hasSize(2).allMatch(text -> text.text().equals(shown));
      } else {
        assertThat(picture.inBoxes())
            .extracting(SvgPicture.Text::text)
            .containsExactly("variable", "operation", "result");
        assertThat(picture.labels()).isEmpty();
      }
    }
  }

  @Test
  void longTextIsCutAndToldInFullWhenPointedAt() {
    var samples = new Samples();
    String parameters = "starts=[" + "0,".repeat(100) + "0]";
    samples.root(
        "", samples.op("slice", parameters, "F32[2]", samples.variable("n".repeat(50), "F32[2]")));
    String svg = samples.graph().toSvg();
    assertThat(SvgPicture.read(svg).inBoxes())
        .extracting(SvgPicture.Text::text)
        .containsExactly(
            "n".repeat(35) + "…", "slice", parameters.substring(0, 35) + "…", "result");
    assertThat(SvgPicture.elements(SvgPicture.parse(svg).getDocumentElement(), "title"))
        .extracting(Element::getTextContent)
        .contains(
            "operation slice\n" + parameters,
            "variable " + "n".repeat(50),
            "F32[2]\nresult 0 of slice\noperand 0 of result");
  }

  @Test
  void sharedValuesAreDrawnAndLabelledOnce() {
    var samples = new Samples();
    var x = samples.variable("x", "F64[7]");
    samples.root("", samples.op("fma", "F64[7]", x, x, samples.op("sin", "F64[7]", x)));
    SvgPicture picture = SvgPicture.read(samples.graph().toSvg());
    assertThat(picture.boxes()).hasSize(4);
    assertThat(picture.wires().get(List.of(0, 0)).lines()).hasSize(3);
    assertThat(picture.labels()).hasSize(3);
  }

  @Test
  void textStandsOutFromItsBoxInLightAndInDark() {
    for (boolean dark : new boolean[] {false, true}) {
      Colours page = Colours.page(dark);
      assertThat(contrast(page.text(), page.fill())).isGreaterThan(7);
      assertThat(contrast(page.stroke(), page.fill())).isGreaterThan(4.5);
      Set<String> fills = new HashSet<>();
      for (Kind kind : Kind.values()) {
        Colours c = Colours.of(kind, dark);
        assertThat(contrast(c.text(), c.fill())).as("%s, dark %s", kind, dark).isGreaterThan(7);
        fills.add(c.fill());
      }
      assertThat(fills).hasSize(Kind.values().length);
    }
  }

  @Test
  void styleSheetTouchesNothingElseOnAPage() {
    String svg = Samples.lesson().toSvg();
    String css = svg.substring(svg.indexOf("<style>"), svg.indexOf("</style>"));
    var selectors = Pattern.compile("([^{};]+)\\{").matcher(css.replace("<style>", ""));
    while (selectors.find()) {
      String selector = selectors.group(1).strip();
      assertThat(selector.startsWith("@media") || selector.startsWith(".cotangent-"))
          .as(selector)
          .isTrue();
    }
    assertThat(svg).doesNotContain(" id=");
    assertThat(css).contains("prefers-color-scheme: dark");
  }

  /** The contrast ratio of the Web Content Accessibility Guidelines 2.2. */
  private static double contrast(String a, String b) {
    double high = Math.max(luminance(a), luminance(b));
    double low = Math.min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
  }

  private static double luminance(String colour) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
