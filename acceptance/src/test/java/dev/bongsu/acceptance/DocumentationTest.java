package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  @Test
  void every_file_that_a_document_links_to_is_there() {
    List<String> broken = new ArrayList<>();
    for (Path document : Project.files(".md")) {
      Matcher link = LINK.matcher(Project.text(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
          broken.add(Project.root().relativize(document) + " -> " + target);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void every_decision_is_listed_among_the_decisions() {
    Path list = Project.root().resolve("docs/adr/README.md");

    assertThat(Project.files(".md"))
        .filteredOn(each -> each.toString().contains("/docs/adr/") && !each.equals(list))
        .allSatisfy(each -> assertThat(Project.text(list)).contains(each.getFileName().toString()));
  }

  @Test
  void every_failure_code_is_explained() {
    String page = Project.text(Project.root().resolve("docs/errors/README.md"));

    assertThat(FailureCode.values())
        .allSatisfy(code -> assertThat(page).contains("`" + code.apiName() + "`"));
  }

  @Test
  void every_dependency_has_its_line_and_every_line_its_dependency() {
    String page = Project.text(Project.root().resolve("docs/dependencies.md"));
    Set<String> used = new TreeSet<>();
    for (Path pom : Project.files("pom.xml")) {
      boolean root = pom.equals(Project.root().resolve("pom.xml"));
      String text = Project.text(pom);
      Matcher dependency =
          DEPENDENCY.matcher(root ? text.substring(text.indexOf("</dependencyManagement>")) : text);
      while (dependency.find()) {
        if (!dependency.group(1).equals("dev.bongsu")) {
          used.add(dependency.group(2));
        }
      }
    }
    Matcher line = Pattern.compile("(?m)^\\| `([^`]+)`").matcher(page);
    Set<String> listed = new TreeSet<>();
    while (line.find()) {
      listed.add(line.group(1));
    }

    assertThat(listed).isEqualTo(used);
  }
}
