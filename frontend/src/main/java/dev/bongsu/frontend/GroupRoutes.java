package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.directory.Group;
import dev.bongsu.directory.Groups;
import dev.bongsu.directory.MemberImport;
import dev.bongsu.directory.Saved;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.StaleException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Groups and their members. */
final class GroupRoutes {
  private final Groups groups;

  GroupRoutes(Groups groups) {
    this.groups = groups;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/groups", Resource.GROUP, this::list)
        .change("PUT", "/v1/groups/{key}", Resource.GROUP, this::put)
        .read("/v1/groups/{key}", Resource.GROUP, this::get)
        .change("DELETE", "/v1/groups/{key}", Resource.GROUP, this::delete)
        .read("/v1/groups/{key}/members", Resource.GROUP, this::members)
        .change("POST", "/v1/groups/{key}/members", Resource.GROUP, this::addMembers)
        .change(
            "DELETE", "/v1/groups/{key}/members/{recipient}", Resource.GROUP, this::removeMember);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    String words = query.text("q");
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(groups.list(words, page), Group::json));
  }

  private Answer put(Call call)
      throws ProblemException, InvalidException, StaleException, IOException {
    call.noQuery();
    GroupKey key = call.newKey("key", GroupKey::new);
    Saved<Group> saved = groups.put(key, call.object(), expected(call, key));
    return Versions.saved(
        saved.created(), saved.value().json(), saved.value().version(), "/v1/groups/" + key);
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    GroupKey key = key(call);
    Group group = groups.find(key).orElseThrow(() -> Call.missing("group", key).thrown());
    return Answer.ok(group.json()).with("ETag", Versions.tag(group.version()));
  }

  private Answer delete(Call call)
      throws ProblemException, InvalidException, StaleException, InUseException {
    call.noQuery();
    GroupKey key = key(call);
    if (!groups.delete(key, expected(call, key))) {
      throw Call.missing("group", key).thrown();
    }
    return Answer.noContent();
  }

  private Answer members(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    Page.Request page = query.page();
    query.done();
    GroupKey key = key(call);
    Optional<Page<RecipientId>> members = groups.members(key, page);
    return Answer.ok(
        Pages.json(
            members.orElseThrow(() -> Call.missing("group", key).thrown()),
            each -> Pages.object("id", each.value())));
  }

  private Answer addMembers(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    GroupKey key = key(call);
    MemberImport members =
        groups.importMembers(key).orElseThrow(() -> Call.missing("group", key).thrown());
    Lines lines = call.lines();
    return Answer.stream(Answer.NDJSON, out -> add(members, lines, out, call));
  }

  private static void add(MemberImport members, Lines lines, OutputStream out, Call call)
      throws IOException {
    Lines.Line line = lines.nextOrBlank();
    while (line != null) {
      switch (line) {
        case Lines.Line.Text(_, byte[] text) -> {
          if (members.add(text)) {
            write(out, members);
            out.flush();
          }
        }
        case Lines.Line.TooLong _ -> members.refuse(Call.tooLarge().detail());
      }
      line = lines.nextOrBlank();
    }
    members.flush();
    call.readBody();
    write(out, members);
  }

  private static void write(OutputStream out, MemberImport members) throws IOException {
    out.write(Json.write(members.totals().json()));
    out.write('\n');
  }

  private Answer removeMember(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    GroupKey key = key(call);
    RecipientId recipient = call.path("recipient", RecipientId::new);
    if (!groups.removeMember(key, recipient)) {
      throw Call.missing("member", recipient + " in a group " + key).thrown();
    }
    return Answer.noContent();
  }

  private @Nullable Long expected(Call call, GroupKey key) throws StaleException {
    return Versions.expected(call, () -> groups.find(key).map(Group::version));
  }

  private static GroupKey key(Call call) throws ProblemException {
    return call.path("key", GroupKey::new);
  }
}
