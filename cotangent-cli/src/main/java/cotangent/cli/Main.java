package cotangent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code cotangent} command: what a user starts from a shell. */
@Command(
    name = "cotangent",
    description = "Exact derivatives for Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {HelpCommand.class, MnistCommand.class},
    footer = {
      "",
      "Besides, `cotangent run FILE [ARGUMENT...]` starts a single-file Java program",
      "with the library on its class path."
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command and exits with its code: 0 for success, 2 for wrong arguments, 1 else. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println("cotangent: " + message(failure));
          return command.getCommandSpec().exitCodeOnExecutionException();
        });
  }

  /** What went wrong in words; only for what nobody expects with the place in the program. */
  private static String message(Exception failure) {
    return switch (failure) {
      case UncheckedIOException wrapped -> message(Objects.requireNonNull(wrapped.getCause()));
      case NoSuchFileException missing when missing.getReason() == null ->
          missing.getFile() + " does not exist";
      case IOException e -> String.valueOf(e.getMessage());
      default -> {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        yield trace.toString();
      }
    };
  }

  /** Without a subcommand there is nothing to do but to say which ones there are. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version that the build wrote into the resource beside this class. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      var properties = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        if (in == null) {
          throw new IOException("version.properties is missing beside " + Main.class.getName());
        }
        properties.load(in);
      }
      return new String[] {
        "cotangent " + properties.getProperty("version"),
        "Java " + Runtime.version() + ", ${os.name} ${os.arch}"
      };
    }
  }
}
