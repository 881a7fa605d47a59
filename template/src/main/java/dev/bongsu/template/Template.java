package dev.bongsu.template;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.TemplateKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One version of a template, read and checked once, used any number of times by any thread. */
public final class Template {
  private final TemplateKey key;
  private final int version;
  private final long edition;
  private final Definition definition;

  Template(TemplateKey key, int version, long edition, Definition definition) {
    this.key = key;
    this.version = version;
    this.edition = edition;
    this.definition = definition;
  }

  /** What it is called by. */
  public TemplateKey key() {
    return key;
  }

  /** What it is for; only templates can be sent. */
  public TemplateKind kind() {
    return definition.kind();
  }

  /** 1 for the first. */
  public int version() {
    return version;
  }

  /**
   * Which publication of all decides what it looks like: with another one, the bases and functions
   * that it uses may be others. Kept with a notification, so that the notification stays as it was
   * accepted.
   */
  public long edition() {
    return edition;
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
    return definition.parameters().check(definition.parameters().withDefaults(params));
  }

  Definition definition() {
    return definition;
  }
}
