package dev.bongsu.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The plan of the house, held against the code. */
class ArchitectureTest {
  private static final String ROOT = "dev.bongsu.";

  /** What each room may use, beside itself. Whoever adds a line here redraws ARCHITECTURE.md. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("kernel", Set.of()),
          Map.entry("json", Set.of("kernel")),
          Map.entry("log", Set.of("kernel")),
          Map.entry("store", Set.of("kernel")),
          Map.entry("access", Set.of("kernel", "json", "store")),
          Map.entry("template", Set.of("kernel", "json", "store")),
          Map.entry("directory", Set.of("kernel", "json", "store")),
          Map.entry("channel.spi", Set.of("kernel", "json", "log")),
          Map.entry("ledger", Set.of("kernel", "json", "log", "store")),
          Map.entry("inbox", Set.of("kernel", "json", "log", "store")),
          Map.entry("fanout", Set.of("kernel", "json", "log", "store", "directory", "ledger")),
          Map.entry("channel.email", Set.of("kernel", "json", "channel.spi")),
          Map.entry("channel.inapp", Set.of("kernel", "json", "channel.spi")),
          Map.entry("sandbox", Set.of("kernel", "json")),
          Map.entry("client", Set.of("kernel", "json")),
          Map.entry("bench", Set.of("json", "client")),
          Map.entry(
              "frontend",
              Set.of(
                  "kernel", "json", "log", "access", "template", "directory", "fanout", "ledger",
                  "inbox", "channel.spi", "sandbox", "store")),
          Map.entry(
              "app",
              Set.of(
                  "kernel", "json", "log", "store", "access", "template", "directory", "fanout",
                  "ledger", "inbox", "channel.spi", "channel.email", "channel.inapp", "sandbox",
                  "frontend", "client", "bench")));

  /** The one room in which the words of a library or vendor may be used. */
  private static final Map<String, Set<String>> OWNED =
      Map.of(
          "org.apache.kafka..", Set.of("log"),
          "io.helidon..", Set.of("frontend"),
          "jakarta.mail..", Set.of("channel.email", "sandbox"),
          "org.postgresql..", Set.of("store"),
          "com.zaxxer..", Set.of("store"),
          "org.flywaydb..", Set.of("store"),
          "picocli..", Set.of("app"),
          "org.snakeyaml..", Set.of("app"),
          "com.fasterxml.jackson..", Set.of("json"));

  private static final Pattern TABLE =
      Pattern.compile("(?i)create\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?([a-z_]+)");
  private static final Pattern SQL =
      Pattern.compile(
          "(?i)\"\\s*(select\\s|insert\\s+into\\s|update\\s+[a-z_]+\\s+set\\s|delete\\s+from\\s|copy\\s+[a-z_]+\\s*\\(|truncate\\s|with\\s+[a-z_]+\\s+as\\s*\\()");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.bongsu");

  @Test
  void rooms_use_only_the_rooms_that_the_plan_lets_them() {
    Set<String> breaches = new TreeSet<>();
    for (JavaClass each : CLASSES) {
      String from = room(each);
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String to = room(dependency.getTargetClass());
        if (!to.isEmpty() && !to.equals(from) && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
          breaches.add(from + " uses " + to + ": " + each.getName() + " -> " + dependency.getTargetClass().getName());
        }
      }
    }

    assertThat(breaches).isEmpty();
  }

  @Test
  void every_room_is_on_the_plan() {
    Set<String> rooms = new TreeSet<>();
    CLASSES.forEach(each -> rooms.add(room(each)));

    assertThat(rooms).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void the_words_of_a_vendor_stay_in_the_room_that_owns_them() {
    OWNED.forEach(
        (packages, owners) -> {
          String[] rooms = owners.stream().map(owner -> ROOT + owner + "..").toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage("dev.bongsu..")
              .and()
              .resideOutsideOfPackages(rooms)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(packages)
              .check(CLASSES);
        });
  }

  @Test
  void sql_stands_only_in_stores() {
    List<String> strays =
        Project.files(".java").stream()
            .filter(each -> each.toString().contains("/src/main/") && !room(each).equals("store"))
            .filter(each -> !each.getFileName().toString().endsWith("Store.java"))
            .filter(each -> SQL.matcher(Project.text(each)).find())
            .map(each -> Project.root().relativize(each).toString())
            .toList();

    assertThat(strays).isEmpty();
  }

  @Test
  void a_table_is_named_by_one_room_alone() {
    Map<String, String> owners = new HashMap<>();
    for (Path migration : Project.files(".sql")) {
      Matcher table = TABLE.matcher(Project.text(migration));
      while (table.find()) {
        owners.put(table.group(1), room(migration));
      }
    }
    List<String> breaches = new ArrayList<>();
    for (Path source : Project.files("Store.java")) {
      String text = Project.text(source);
      owners.forEach(
          (table, owner) -> {
            Pattern used = Pattern.compile("(?i)\\b(from|into|update|join|copy|table)\\s+" + table + "\\b");
            if (source.toString().contains("/src/main/") && !room(source).equals(owner) && used.matcher(text).find()) {
              breaches.add(room(source) + " uses " + table + " of " + owner);
            }
          });
    }

    assertThat(owners).isNotEmpty();
    assertThat(breaches).isEmpty();
  }

  @Test
  void every_package_says_what_it_is_for() {
    Set<Path> silent = new TreeSet<>();
    for (Path source : Project.files(".java")) {
      if (source.toString().contains("/src/main/")
          && !source.resolveSibling("package-info.java").toFile().exists()) {
        silent.add(Project.root().relativize(source.getParent()));
      }
    }

    assertThat(silent).isEmpty();
  }

  @Test
  void names_say_what_a_type_does() {
    assertThat(CLASSES)
        .filteredOn(each -> each.getSimpleName().matches("Abstract.*|.*(Manager|Helper|Utils?|Impl)"))
        .extracting(JavaClass::getName)
        .filteredOn(each -> !each.startsWith(ROOT + "log.wire"))
        .isEmpty();
  }

  @Test
  void at_least_a_third_of_the_types_stay_inside_their_room() {
    List<JavaClass> types = new ArrayList<>();
    CLASSES.forEach(
        each -> {
          if (each.isTopLevelClass() && !each.getPackageName().equals(ROOT + "log.wire") && !each.getSimpleName().equals("package-info")) {
            types.add(each);
          }
        });
    long hidden = types.stream().filter(each -> !each.getModifiers().contains(JavaModifier.PUBLIC)).count();

    assertThat(hidden * 3).isGreaterThanOrEqualTo(types.size());
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? roomOf(name.substring(ROOT.length())) : "";
  }

  private static String room(Path file) {
    String path = Project.root().relativize(file).toString();
    String module = path.substring(0, path.indexOf("/src/"));
    return module.replace("client/java", "client").replace('/', '.');
  }

  /** Generated records belong to the log, whichever package the generator wants. */
  private static String roomOf(String name) {
    return name.equals("log.wire") ? "log" : name;
  }
}
