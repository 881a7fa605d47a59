package dev.bongsu.template;

import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.TemplateKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nothing to be found, nothing to be put. */
class NoTemplates implements Templates {
  @Override
  public Saved put(
      TemplateKey key,
      Map<String, @Nullable Object> body,
      String author,
      @Nullable Long expectedVersion,
      GoLive goLive) {
    throw new UnsupportedOperationException("nothing can be put here");
  }

  @Override
  public Map<TemplateKey, Verdict> dryRun(List<Proposal> proposals, String author) {
    return Map.of();
  }

  @Override
  public Optional<Published> publish(TemplateKey key, int version, String author) {
    return Optional.empty();
  }

  @Override
  public Optional<Published> rollback(TemplateKey key, int version, String author) {
    return Optional.empty();
  }

  @Override
  public Optional<Template> find(TemplateKey key, int version) {
    return Optional.empty();
  }

  @Override
  public Optional<TemplateView> view(TemplateKey key, int version) {
    return Optional.empty();
  }

  @Override
  public Optional<Page<VersionEntry>> versions(TemplateKey key, Page.Request page) {
    return Optional.empty();
  }

  @Override
  public Optional<Template> find(TemplateKey key) throws TemplatesUnavailableException {
    return Optional.empty();
  }

  @Override
  public Optional<Template> version(TemplateKey key, int version, long edition)
      throws TemplatesUnavailableException {
    return Optional.empty();
  }

  @Override
  public Optional<TemplateView> view(TemplateKey key) {
    return Optional.empty();
  }

  @Override
  public Optional<BodyDiff> diff(TemplateKey key, @Nullable Integer from, @Nullable Integer to) {
    return Optional.empty();
  }

  @Override
  public boolean delete(TemplateKey key, @Nullable Long expectedVersion, String author) {
    return false;
  }

  @Override
  public Page<TemplateView> list(TemplateFilter filter, Page.Request page) {
    return new Page<>(List.of(), null);
  }

  @Override
  public Optional<Preview> preview(TemplateKey key, PreviewRequest request) {
    return Optional.empty();
  }
}
