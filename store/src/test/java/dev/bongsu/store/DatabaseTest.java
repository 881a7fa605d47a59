package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class DatabaseTest {
  @Test
  void every_type_that_is_copied_in_comes_out_the_same() {
    try (Database database = TestDatabase.open()) {
      var id = UUID.fromString("0199a1b2-c3d4-7e5f-8071-82a3b4c5d6e7");
      var at = Instant.parse("2026-11-22T23:24:45.123456Z");
      database
          .jdbi()
          .useTransaction(handle -> {
            handle.execute(
                "CREATE TABLE x (a text, b uuid, c smallint, d integer, e bigint, f boolean,"
                    + " g timestamptz, h bytea, i jsonb, j text[], k text[], l text)");
            long rows =
                database.copy(
                    handle,
                    "x",
                    copy ->
                        copy.row(12)
                            .text("Grüße\0 봉수")
                            .uuid(id)
                            .int2(-2)
                            .int4(1 << 30)
                            .int8(-1L << 40)
                            .bool(true)
                            .timestamp(at)
                            .bytes(new byte[] {0, 1, -1})
                            .jsonb("{\"a\": 1}".getBytes(StandardCharsets.UTF_8))
                            .textArray(List.of("p", "", "q"))
                            .textArray(List.of())
                            .nothing());
            assertThat(rows).isEqualTo(1);
            String row = handle.createQuery("SELECT x::text FROM x").mapTo(String.class).one();
            assertThat(row)
                .isEqualTo(
                    "(\"Grüße\ufffd 봉수\","
                        + id
                        + ",-2,1073741824,-1099511627776,t,\"2026-11-22 23:24:45.123456+00\","
                        + "\"\\\\x0001ff\",\"{\"\"a\"\": 1}\",\"{p,\"\"\"\",q}\",{},)");
          });
    }
  }
}
