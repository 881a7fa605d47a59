package dev.bongsu.frontend;

import dev.bongsu.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The contract as a file of the project, openapi.yaml, without the paths that this process does not
 * have.
 */
final class ContractDocument {
  private static final String FILE = "/openapi.yaml";

  private final byte[] yaml;
  private final byte[] json;

  /**
   * @param endpoints those that there are
   * @throws IllegalStateException if one of them is not in the file
   */
  ContractDocument(List<Endpoint> endpoints) {
    byte[] written = file();
    Object loaded =
        new Load(LoadSettings.builder().build())
            .loadFromString(new String(written, StandardCharsets.UTF_8));
    if (!(loaded instanceof Map<?, ?> document)
        || !(document.get("paths") instanceof Map<?, ?> paths)) {
      throw new IllegalStateException(FILE + " is no OpenAPI document");
    }
    for (Endpoint each : endpoints) {
      boolean known =
          paths.get(each.path()) instanceof Map<?, ?> path
              && path.containsKey(each.method().toLowerCase(Locale.ROOT));
      if (!known) {
        throw new IllegalStateException(each.method() + " " + each.path() + " is not in " + FILE);
      }
    }
    Map<Object, @Nullable Object> present = new LinkedHashMap<>(paths);
    boolean isWhole =
        !present
            .keySet()
            .removeIf(path -> endpoints.stream().noneMatch(each -> each.path().equals(path)));
    Map<Object, @Nullable Object> result = new LinkedHashMap<>(document);
    result.put("paths", present);
    this.json = Json.write(result);
    this.yaml =
        isWhole
            ? written
            : new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
                .dumpToString(result)
                .getBytes(StandardCharsets.UTF_8);
  }

  byte[] yaml() {
    return yaml;
  }

  byte[] json() {
    return json;
  }

  private static byte[] file() {
    try (InputStream in = ContractDocument.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
