package dev.bongsu.frontend;

import dev.bongsu.access.Identity;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Category;
import dev.bongsu.directory.Groups;
import dev.bongsu.fanout.NotificationDraft;
import dev.bongsu.fanout.NotificationDraft.Origin;
import dev.bongsu.fanout.NotificationDraft.Source;
import dev.bongsu.fanout.NotificationDraft.Substance;
import dev.bongsu.fanout.Submissions;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.Sha256;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.objects.ObjectStore;
import dev.bongsu.template.InlineContents;
import dev.bongsu.template.Template;
import dev.bongsu.template.TemplateKind;
import dev.bongsu.template.Templates;
import dev.bongsu.template.TemplatesUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into drafts: finds what they name, fills in the defaults (A13), and says what does
 * not exist or does not go together. Asks only caches.
 */
final class Drafts {
  private static final byte[] NOTHING = new byte[0];

  /** After which the default expiry would fall into a year that RFC 3339 cannot write. */
  private static final Instant LAST_SEND =
      Instant.parse("9999-12-31T23:59:59Z").minus(Submissions.DEFAULT_EXPIRY);

  private final Templates templates;
  private final InlineContents inline;
  private final Groups groups;
  private final Categories categories;
  private final ObjectStore objects;

  Drafts(Rooms.Words words, Groups groups, Categories categories, ObjectStore objects) {
    this.templates = words.templates();
    this.inline = words.inline();
    this.groups = groups;
    this.categories = categories;
    this.objects = objects;
  }

  /** Who asks, and how. */
  record Caller(Identity identity, @Nullable String idempotencyKey, @Nullable String traceparent) {
    String sender() {
      return identity.subject();
    }
  }

  /**
   * The draft of a request.
   *
   * @param raw the request as it came
   * @throws InvalidException of kind unprocessable, with all faults; malformed for inline content
   *     that has not the shape of one
   */
  NotificationDraft draft(NotificationRequest request, byte[] raw, Caller caller)
      throws InvalidException, ProblemException {
    List<Fault> faults = new ArrayList<>();
    checkRest(request, caller, faults);
    Substance substance;
    List<Channel> channels;
    NotificationRequest.Said said = request.said();
    try {
      Category category = category(said.category(), faults);
      if (said.template() != null) {
        Template template = template(request, faults);
        if (template == null) {
          throw InvalidException.unprocessable(faults);
        }
        faults.addAll(template.checkParams(said.params() == null ? Map.of() : said.params()));
        if (category == null && said.category() == null && template.category() != null) {
          category = categories.find(template.category()).orElse(null);
        }
        channels = channels(request, template.channels(), category, template.contentChannels());
        checkChannels(channels, template.contentChannels(), faults);
        CategoryKey named = said.category() == null ? template.category() : said.category();
        substance =
            substance(
                said,
                new Source.Template(template.key(), template.version(), template.edition()),
                named,
                category);
      } else {
        Map<String, @Nullable Object> content = said.content() == null ? Map.of() : said.content();
        byte[] json = Json.write(content);
        InlineContents.Checked checked = inline.check(content, json);
        Set<Channel> contentChannels = checked.channels();
        if (said.templateVersion() != null) {
          faults.add(new Fault("/templateVersion", "wanted only together with template"));
        }
        channels = channels(request, List.of(), category, contentChannels);
        checkChannels(channels, contentChannels, faults);
        substance =
            substance(said, new Source.Inline(json, checked.edition()), said.category(), category);
      }
    } catch (TemplatesUnavailableException e) {
      throw Dispatcher.unavailable(String.valueOf(e.getMessage())).thrown();
    }
    if (!faults.isEmpty()) {
      throw InvalidException.unprocessable(faults);
    }
    byte[] fingerprint = caller.idempotencyKey() == null ? NOTHING : fingerprint(request.json());
    NotificationRequest.Way way = request.way();
    return new NotificationDraft(
        new Origin(
            caller.sender(), caller.idempotencyKey(), fingerprint, raw, caller.traceparent()),
        request.audience(),
        substance,
        new NotificationDraft.Way(
            channels,
            way.routing(),
            way.priority(),
            way.sendAt(),
            way.expiresAt(),
            way.collapseKey()));
  }

  private static Substance substance(
      NotificationRequest.Said said,
      Source source,
      @Nullable CategoryKey key,
      @Nullable Category category) {
    byte[] params =
        said.params() == null || said.params().isEmpty() ? NOTHING : Json.write(said.params());
    AfterUnknown afterUnknown = category == null ? AfterUnknown.RETRY : category.afterUnknown();
    return new Substance(source, params, key, afterUnknown, said.attachments());
  }

  private @Nullable Category category(@Nullable CategoryKey key, List<Fault> faults) {
    if (key == null) {
      return null;
    }
    Optional<Category> category = categories.find(key);
    if (category.isEmpty()) {
      faults.add(new Fault("/category", "there is no category " + key));
    }
    return category.orElse(null);
  }

  private @Nullable Template template(NotificationRequest request, List<Fault> faults)
      throws TemplatesUnavailableException {
    NotificationRequest.Said said = request.said();
    if (said.template() == null) {
      return null;
    }
    if (said.content() != null) {
      faults.add(new Fault("/content", "wanted template or content but found both"));
    }
    Optional<Template> live;
    try {
      live = templates.find(said.template());
    } catch (InvalidException e) {
      faults.add(
          new Fault(
              "/template",
              "template "
                  + said.template()
                  + " cannot be sent: "
                  + e.faults().getFirst().pointer()
                  + ": "
                  + e.faults().getFirst().detail()));
      return null;
    }
    if (live.isEmpty()) {
      faults.add(new Fault("/template", "there is no template " + said.template()));
      return null;
    }
    Integer version = said.templateVersion();
    Template template =
        version == null || version == live.get().version()
            ? live.get()
            : version(said.template(), version, faults);
    if (template == null || template.kind() == TemplateKind.TEMPLATE) {
      return template;
    }
    faults.add(
        new Fault(
            "/template",
            "wanted a template but "
                + template.key()
                + " is a "
                + template.kind().apiName()
                + ", which cannot be sent"));
    return null;
  }

  private @Nullable Template version(TemplateKey key, int version, List<Fault> faults)
      throws TemplatesUnavailableException {
    String pointer = "/templateVersion";
    try {
      Optional<Template> named = templates.find(key, version);
      if (named.isEmpty()) {
        faults.add(new Fault(pointer, "there is no version " + version + " of template " + key));
      }
      return named.orElse(null);
    } catch (InvalidException e) {
      faults.add(
          new Fault(
              pointer,
              "version " + version + " cannot be sent: " + e.faults().getFirst().detail()));
      return null;
    }
  }

  private static List<Channel> channels(
      NotificationRequest request,
      List<Channel> ofTemplate,
      @Nullable Category category,
      Set<Channel> withContent) {
    if (!request.way().channels().isEmpty()) {
      return request.way().channels();
    }
    for (List<Channel> wish :
        List.of(ofTemplate, category == null ? List.<Channel>of() : category.channels())) {
      List<Channel> possible = wish.stream().filter(withContent::contains).toList();
      if (!possible.isEmpty()) {
        return possible;
      }
    }
    return List.copyOf(withContent);
  }

  private static void checkChannels(
      List<Channel> channels, Set<Channel> withContent, List<Fault> faults) {
    if (channels.isEmpty()) {
      faults.add(new Fault("/channels", "there is content for no channel"));
    }
    for (int i = 0; i < channels.size(); i++) {
      if (!withContent.contains(channels.get(i))) {
        faults.add(
            new Fault("/channels/" + i, "there is no content for " + channels.get(i).apiName()));
      }
    }
  }

  private void checkRest(NotificationRequest request, Caller caller, List<Fault> faults) {
    List<GroupKey> named = request.audience().groups();
    for (int i = 0; i < named.size(); i++) {
      if (!groups.exists(named.get(i))) {
        faults.add(new Fault("/to/groups/" + i, "there is no group " + named.get(i)));
      }
    }
    List<String> attachments = request.said().attachments();
    for (int i = 0; i < attachments.size(); i++) {
      Optional<ObjectId> id = ObjectId.parsed(attachments.get(i));
      if (id.isEmpty() || !objects.claim(id.get(), ObjectRoutes.ownerFor(caller.identity()))) {
        faults.add(new Fault("/attachments/" + i, "there is no object " + attachments.get(i)));
      }
    }
    NotificationRequest.Way way = request.way();
    if (way.sendAt() != null && way.expiresAt() != null && !way.expiresAt().isAfter(way.sendAt())) {
      faults.add(new Fault("/expiresAt", "wanted a time after sendAt"));
    }
    if (way.sendAt() != null && way.expiresAt() == null && way.sendAt().isAfter(LAST_SEND)) {
      faults.add(
          new Fault("/sendAt", "wanted a time up to " + LAST_SEND + ", or expiresAt beside it"));
    }
  }

  /** The same for requests that are equal as JSON (A7), however their key was given. */
  static byte[] fingerprint(Map<String, @Nullable Object> request) {
    Map<String, @Nullable Object> named = request;
    if (request.containsKey("idempotencyKey")) {
      named = new LinkedHashMap<>(request);
      named.remove("idempotencyKey");
    }
    return Sha256.of(Json.canonical(named));
  }
}
