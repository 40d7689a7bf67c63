package cotangent.gradbench;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;

/** The tool: speaks GradBench's protocol on standard input and output. */
final class Main {
  private static final String USAGE = "usage: run [--multithreaded]";

  private Main() {}

  /** Runs the tool; exits with 2 if the arguments are not understood. */
  public static void main(String[] args) throws IOException {
    var arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.println(USAGE);
      return;
    }
    boolean multithreaded = arguments.equals(List.of("--multithreaded"));
    if (!multithreaded && !arguments.isEmpty()) {
      System.err.println(USAGE);
      System.exit(2);
    }
    if (!multithreaded) {
      System.setProperty("cotangent.threads", "1");
    }
    // Whatever else prints must not end up between the replies.
    System.setOut(System.err);
    try (var in = new FileInputStream(FileDescriptor.in);
        var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      new Server(in, out, new Workers(multithreaded)).run();
    }
  }
}
