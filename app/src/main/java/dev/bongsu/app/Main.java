package dev.bongsu.app;

import dev.bongsu.bench.BenchException;
import dev.bongsu.client.ClientException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code bongsu COMMAND}. */
@Command(
    name = "bongsu",
    description = "Sends notifications over every channel, and says what became of each.",
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      SendCommand.class,
      StatusCommand.class,
      ApplyCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      TestCommand.class,
      TrainCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private Main(CommandSpec unusedUntilSet) {
    this.spec = unusedUntilSet;
  }

  /** Runs a command and exits with its status: 0 done, 1 not possible, 2 not understood. */
  public static void main(String[] arguments) {
    // Some languages have capital letters of their own (Turkish I is not that of "title"), and what
    // we and our libraries read and write is for machines. What recipients read goes by theirs.
    Locale.setDefault(Locale.ENGLISH);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int status = commandLine().execute(arguments);
    System.exit(status == 0 && !isWritten() ? StartException.FAILURE : status);
  }

  /** What nobody could read was not done: the disk is full, or who read has gone. */
  private static boolean isWritten() {
    boolean written = !System.out.checkError();
    if (!written) {
      System.err.println("bongsu: the answer could not be written to stdout");
    }
    return written;
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main(CommandSpec.create()))
        // A recipient's id may begin with @, and is no file of options.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(Main::misunderstood)
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  private static int misunderstood(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(
        "bongsu: "
            + firstLine(e).replace("option option ", "option ")
            + " (see "
            + e.getCommandLine().getCommandSpec().qualifiedName()
            + " --help)");
    return StartException.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    switch (e) {
      case StartException start -> {
        command.getErr().println("bongsu: " + firstLine(start));
        return start.exitStatus();
      }
      case ClientException _, BenchException _ ->
          command.getErr().println("bongsu: " + firstLine(e));
      default -> {
        LoggerFactory.getLogger(Main.class).error("a defect of ours", e);
        command.getErr().println("bongsu: a defect of ours, please report it: " + e);
      }
    }
    return StartException.FAILURE;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
