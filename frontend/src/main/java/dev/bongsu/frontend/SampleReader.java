package dev.bongsu.frontend;

import dev.bongsu.access.Action;
import dev.bongsu.access.Identity;
import dev.bongsu.access.Resource;
import dev.bongsu.access.Rights;
import dev.bongsu.access.Scope;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Category;
import dev.bongsu.directory.Recipient;
import dev.bongsu.directory.Recipients;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.template.Preview;
import dev.bongsu.template.PreviewRequest;
import dev.bongsu.template.ReaderLinks;
import dev.bongsu.template.TemplateView;
import dev.bongsu.template.Templates;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whoever a template is shown to before anybody gets it: a recipient as far as language and time
 * zone go, but never with links of theirs, by which an author could opt them out.
 */
final class SampleReader {
  /** About as long as a real one, so that the segments of short messages are counted right. */
  static final String TOKEN = "sample-of-a-link-that-changes-nothing-for-anybody-at-all";

  private final String link;
  private final Recipients recipients;
  private final Categories categories;

  /** {@code publicUrl} is without a slash at its end. */
  SampleReader(URI publicUrl, Recipients recipients, Categories categories) {
    this.link = publicUrl + "/u/" + TOKEN;
    this.recipients = recipients;
    this.categories = categories;
  }

  /** See {@link Templates#preview}; a recipient that the request names must be there. */
  Optional<Preview> preview(
      Templates templates, TemplateKey key, PreviewRequest request, Identity caller)
      throws InvalidException, ProblemException {
    Optional<TemplateView> view =
        request.version() == null ? templates.view(key) : templates.view(key, request.version());
    String required = view.map(this::requiredCategory).orElse(null);
    var links = new Links(required == null);
    Optional<Preview> preview = templates.preview(key, read(request, caller).with(links));
    return required != null && links.askedToUnsubscribe
        ? preview.map(each -> each.warning(warning(required)))
        : preview;
  }

  private PreviewRequest read(PreviewRequest request, Identity caller)
      throws InvalidException, ProblemException {
    RecipientId id = request.recipient();
    if (id == null) {
      return request;
    }
    if (Rights.scope(caller.role(), Action.READ, Resource.RECIPIENT) != Scope.ALL) {
      throw Problem.of(ErrorCode.FORBIDDEN, "recipient: your role does not read recipients")
          .thrown();
    }
    Recipient recipient =
        recipients
            .find(id)
            .orElseThrow(
                () -> InvalidException.unprocessable("/recipient", "there is no recipient " + id));
    return request.readBy(recipient.locale(), recipient.timeZone());
  }

  /** What an author should know who shows a link to unsubscribe; null if there is nothing. */
  @Nullable String warning(TemplateView view) {
    String required = requiredCategory(view);
    return required == null ? null : warning(required);
  }

  private static String warning(String category) {
    return "nobody can unsubscribe from category "
        + category
        + ", which is required: @unsubscribeUrl leads to the reader's preferences instead; ask"
        + " {{#if @canUnsubscribe}} first";
  }

  private @Nullable String requiredCategory(TemplateView view) {
    return view.shown().body().get("category") instanceof String key && Identifiers.isKey(key)
        ? categories
            .find(new CategoryKey(key))
            .filter(Category::required)
            .map(each -> each.key().value())
            .orElse(null)
        : null;
  }

  /** Links that lead to a page which says that they are samples. For one preview. */
  private final class Links implements ReaderLinks {
    private final boolean optional;
    private boolean askedToUnsubscribe;

    Links(boolean optional) {
      this.optional = optional;
    }

    @Override
    public boolean canUnsubscribe() {
      return optional;
    }

    @Override
    public String unsubscribeUrl() {
      askedToUnsubscribe = true;
      return link;
    }

    @Override
    public String preferencesUrl() {
      return link;
    }
  }
}
