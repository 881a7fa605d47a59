package dev.bongsu.template;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One version of a template, read and checked once, rendered any number of times by any thread. */
public final class Template {
  private final TemplateKey key;
  private final int version;
  private final String author;
  private final Instant at;
  private final Map<String, @Nullable Object> body;
  private final Definition definition;

  private Template(
      TemplateKey key,
      int version,
      String author,
      Instant at,
      Map<String, @Nullable Object> body,
      Definition definition) {
    this.key = key;
    this.version = version;
    this.author = author;
    this.at = at;
    this.body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
    this.definition = definition;
  }

  /**
   * The version that this body makes.
   *
   * @throws InvalidException with every fault of the body
   */
  static Template of(
      TemplateKey key, int version, String author, Instant at, Map<String, @Nullable Object> body)
      throws InvalidException {
    return new Template(key, version, author, at, body, Definition.of(body));
  }

  /** What it is called by. */
  public TemplateKey key() {
    return key;
  }

  /** 1 for the first. */
  public int version() {
    return version;
  }

  /** Who made this version: a subject. */
  public String author() {
    return author;
  }

  /** When this version was made. */
  public Instant at() {
    return at;
  }

  /** What its notifications are about unless they say otherwise, null for nothing. */
  public @Nullable CategoryKey category() {
    return definition.category();
  }

  /** The channels that its notifications take unless they say otherwise; empty if it names none. */
  public List<Channel> channels() {
    return definition.channels();
  }

  /** The channels that it has content for. */
  public Set<Channel> contentChannels() {
    return definition.content().channels();
  }

  /**
   * What is wrong with a notification's {@code params}: faults at {@code /params/<name>}, for a
   * missing one at {@code /params}, naming it. Empty if nothing is.
   */
  public List<Fault> checkParams(Map<String, @Nullable Object> params) {
    return definition.parameters().check(params);
  }

  /** The body as it was put. */
  public Map<String, @Nullable Object> json() {
    return body;
  }

  Definition definition() {
    return definition;
  }
}
