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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The plan of the house, held against the code. */
class ArchitectureTest {
  private static final String ROOT = "dev.bongsu.";

  /** What each room uses, beside itself. Whoever changes a line here redraws ARCHITECTURE.md. */
  private static final Map<String, Set<String>> USES =
      Map.ofEntries(
          uses("kernel", ""),
          uses("json", "kernel"),
          uses("smpp", ""),
          uses("log", "kernel"),
          uses("store", ""),
          uses("objects", "kernel json"),
          uses("access", "kernel json"),
          uses("directory", "kernel json store"),
          uses("template", "kernel json store"),
          uses("channel.spi", "kernel json log"),
          uses("channel.browser", "kernel json channel.spi"),
          uses("channel.email", "kernel json channel.spi"),
          uses("channel.inapp", "kernel json channel.spi"),
          uses("channel.http2", "kernel"),
          uses("channel.android", "kernel json channel.spi channel.http2"),
          uses("channel.ios", "kernel json channel.spi channel.http2"),
          uses("channel.twilio", "kernel json channel.spi"),
          uses("channel.sms", "kernel json smpp channel.spi channel.twilio"),
          uses("channel.voice", "kernel json channel.spi channel.twilio"),
          uses("ledger", "kernel json log store"),
          uses("inbox", "kernel json log store"),
          uses("fanout", "kernel log store directory ledger"),
          uses("sandbox", "kernel json smpp"),
          uses("client", "json"),
          uses("manifest", "kernel json client"),
          uses("bench", "kernel json template client"),
          uses(
              "frontend",
              "kernel json log access directory template channel.spi fanout ledger inbox objects"
                  + " sandbox"),
          uses(
              "app",
              "kernel json log store access directory template channel.spi channel.android"
                  + " channel.browser channel.email channel.inapp channel.ios channel.sms channel.voice"
                  + " ledger inbox fanout objects sandbox client manifest bench frontend"));

  /** The rooms in which the words of a library or vendor may be used. */
  private static final Map<String, Set<String>> OWNED =
      Map.ofEntries(
          Map.entry("org.apache.kafka..", Set.of("log")),
          Map.entry("io.helidon..", Set.of("frontend")),
          Map.entry("io.netty..", Set.of("channel.http2", "sandbox")),
          Map.entry("jakarta.mail..", Set.of("sandbox")),
          Map.entry("com.amazon.corretto..", Set.of("channel.browser", "sandbox")),
          Map.entry("org.postgresql..", Set.of("store")),
          Map.entry("com.zaxxer..", Set.of("store")),
          Map.entry("org.flywaydb..", Set.of("store")),
          Map.entry("picocli..", Set.of("app")),
          Map.entry("org.snakeyaml..", Set.of("frontend", "manifest")),
          Map.entry("com.fasterxml.jackson..", Set.of("json")));

  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)create\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?([a-z_]+)");
  private static final Pattern SQL =
      Pattern.compile(
          "(?i)\"\\s*(select\\s|insert\\s+into\\s|update\\s+[a-z_]+\\s+set\\s|delete\\s+from\\s|copy\\s+[a-z_]+\\s*\\(|truncate\\s|with\\s+[a-z_]+\\s+as\\s*\\()");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.bongsu");

  @Test
  void rooms_use_the_rooms_that_the_plan_says_and_no_others() {
    Map<String, Map<String, String>> found = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      Map<String, String> uses = found.computeIfAbsent(room(each), _ -> new TreeMap<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String to = room(dependency.getTargetClass());
        if (!to.isEmpty() && !to.equals(room(each))) {
          uses.putIfAbsent(to, each.getName() + " -> " + dependency.getTargetClass().getName());
        }
      }
    }

    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(USES.keySet());
    found.forEach((room, uses) ->
        assertThat(uses.keySet())
            .as("%s uses %s", room, uses)
            .containsExactlyInAnyOrderElementsOf(USES.get(room)));
  }

  @Test
  void the_words_of_a_vendor_stay_in_the_room_that_owns_them() {
    OWNED.forEach((packages, owners) -> {
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
  void sql_stands_only_in_stores_and_queries() {
    List<String> strays =
        Project.files(".java").stream()
            .filter(each -> each.toString().contains("/src/main/") && !room(each).equals("store"))
            .filter(each -> !holdsSql(each))
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
    for (Path source : Project.files(".java")) {
      String text = holdsSql(source) ? Project.text(source) : "";
      owners.forEach((table, owner) -> {
        Pattern used =
            Pattern.compile("(?i)\\b(from|into|update|join|copy|table)\\s+" + table + "\\b");
        if (source.toString().contains("/src/main/")
            && !room(source).equals(owner)
            && used.matcher(text).find()) {
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
        .filteredOn(
            each -> each.getSimpleName().matches("Abstract.*|.*(Manager|Helper|Utils?|Impl)"))
        .extracting(JavaClass::getName)
        .filteredOn(each -> !each.startsWith(ROOT + "log.wire"))
        .isEmpty();
  }

  @Test
  void at_least_a_third_of_the_types_stay_inside_their_room() {
    List<JavaClass> types = new ArrayList<>();
    CLASSES.forEach(each -> {
      if (each.isTopLevelClass()
          && !each.getPackageName().equals(ROOT + "log.wire")
          && !each.getSimpleName().equals("package-info")) {
        types.add(each);
      }
    });
    long hidden =
        types.stream().filter(each -> !each.getModifiers().contains(JavaModifier.PUBLIC)).count();

    assertThat(hidden * 3).isGreaterThanOrEqualTo(types.size());
  }

  private static Map.Entry<String, Set<String>> uses(String room, String others) {
    return Map.entry(room, others.isEmpty() ? Set.of() : Set.of(others.split(" ")));
  }

  private static boolean holdsSql(Path source) {
    return source.toString().matches(".*(Store|Query)\\.java");
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
