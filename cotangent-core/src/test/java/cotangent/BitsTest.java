package cotangent;

import static cotangent.Derivatives.grad;
import static cotangent.Derivatives.hessian;
import static cotangent.Derivatives.jvp;
import static cotangent.Derivatives.vmap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same program gives the same bits: cold and warm, with and without vectors, on one thread and
 * on all, compiled by either compiler. Other settings are tried in other JVMs, which print digests.
 */
@Tag("bits")
class BitsTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** Prints the digests of all computations, for the JVM that started this one. */
  public static void main(String[] arguments) {
    digests().forEach((name, digest) -> print(name + "=" + digest));
  }

  private static void print(String line) {
    System.out.println(line);
  }

  /** Large enough for vectors, for strips that do not divide it, and for several threads. */
  private static Tensor numbers(DType dtype, int... shape) {
    int n = Shape.of(shape).elements();
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i * 2654435761L % 1_000_003) / 500_000.0 - 1;
    }
    return Tensor.of(x).reshape(shape).cast(dtype);
  }

  private static Map<String, String> digests() {
    Map<String, String> all = new TreeMap<>();
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      Tensor large = numbers(dtype, 66_003);
      Map<String, UnaryOperator<Tensor>> functions = new TreeMap<>();
      functions.put("exp", x -> x.mul(30).exp());
      functions.put("expm1", x -> x.expm1());
      functions.put("log", x -> x.abs().add(1e-3).log());
      functions.put("log1p", x -> x.abs().log1p());
      functions.put("sin", x -> x.mul(50).sin());
      functions.put("cos", x -> x.mul(50).cos());
      functions.put("tanh", x -> x.mul(4).tanh());
      functions.put("sigmoid", x -> x.mul(8).sigmoid());
      functions.put("softplus", x -> x.mul(8).softplus());
      functions.put("erf", x -> x.mul(3).erf());
      functions.put("gelu", Tensor::gelu);
      functions.put("sqrt", x -> x.abs().sqrt());
      functions.put("pow", x -> x.abs().pow(1.3));
      functions.put("atan2", x -> x.atan2(0.3));
      functions.put("sinh", Tensor::sinh);
      functions.put("sum", Tensor::sum);
      functions.put("mean of squares", x -> x.square().mean());
      functions.put("sum of rows", x -> x.slice(0, 0, 66_000).reshape(66, 1000).sum(0));
      functions.put("sum of columns", x -> x.slice(0, 0, 66_000).reshape(66, 1000).sum(1));
      functions.put("softmax", x -> x.slice(0, 0, 66_000).reshape(66, 1000).softmax(-1));
      functions.put("logSumExp", x -> x.slice(0, 0, 66_000).reshape(1000, 66).logSumExp(0));
      functions.put("norm", Tensor::norm);
      functions.put("cumSum", x -> x.cumSum(0));
      functions.put("sort", x -> x.sort(0));
      functions.put("gradient", x -> grad((Tensor v) -> v.tanh().mul(v).exp().sum()).apply(x));
      functions.put("product", x -> product(dtype, 203, 301, 157));
      functions.put("thin product", x -> product(dtype, 64, 784, 31));
      functions.put("network", x -> network(dtype));
      functions.put("network, second", x -> second(dtype));
      functions.put(
          "hessian",
          x -> hessian((Tensor v) -> v.sin().mul(v.sum()).sum()).apply(x.slice(0, 0, 9)));
      functions.forEach((name, f) -> all.put(dtype + " " + name, digest(f.apply(large))));
    }
    return all;
  }

  private static Tensor product(DType dtype, int m, int k, int n) {
    return numbers(dtype, m, k).matmul(numbers(dtype, k, n));
  }

  private static Function<Tensor, Tensor> loss(DType dtype) {
    Tensor x = numbers(dtype, 50, 20);
    return w -> x.matmul(w).relu().matmul(w.transpose()).sub(x).square().mean();
  }

  private static Tensor network(DType dtype) {
    Tensor w = numbers(dtype, 20, 33);
    for (int step = 0; step < 5; step++) {
      w = w.sub(grad(loss(dtype)).apply(w).mul(0.1));
    }
    return w;
  }

  private static Tensor second(DType dtype) {
    Tensor w = numbers(dtype, 3, 20, 33);
    return vmap((Tensor v) -> jvp(grad(loss(dtype)), v, v).tangent()).apply(w);
  }

  private static String digest(Tensor x) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      double[] values = x.toDoubles();
      ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
      for (double value : values) {
        bytes.putDouble(value);
      }
      sha.update((x.type() + ":").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(bytes.array()), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** What this JVM computes, at first. */
  private static final Map<String, String> COLD = Collections.unmodifiableMap(digests());

  @Test
  void warmRunsGiveTheSameBits() {
    for (int i = 0; i < 3; i++) {
      assertThat(digests()).isEqualTo(COLD);
    }
  }

  @Test
  void digestsTellDifferentBits() {
    assertThat(COLD.values()).doesNotHaveDuplicates();
    assertThat(digest(Tensor.of(0.0))).isNotEqualTo(digest(Tensor.of(-0.0)));
  }

  /** Without vectors, where this test runs a second time, one other JVM ties both runs together. */
  static Stream<List<String>> settings() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return !vectors
        ? Stream.of(List.of(VECTORS))
        : Stream.of(
            List.of(),
            List.of(VECTORS, "-Dcotangent.vector=false"),
            List.of(VECTORS, "-Dcotangent.threads=1"),
            List.of(VECTORS, "-XX:TieredStopAtLevel=1"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void otherSettingsGiveTheSameBits(List<String> settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(settings);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BitsTest.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Map<String, String> digests = new TreeMap<>();
    for (String line : process.inputReader(StandardCharsets.UTF_8).lines().toList()) {
      int equals = line.indexOf('=');
      if (equals >= 0) {
        digests.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    assertThat(process.waitFor()).isZero();
    assertThat(digests).isEqualTo(COLD);
  }
}
