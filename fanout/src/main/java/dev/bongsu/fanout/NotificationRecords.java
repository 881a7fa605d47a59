package dev.bongsu.fanout;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.Routing;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DirectAddress;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.NotificationRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Drafts as they stand in the log. */
final class NotificationRecords {
  /** A moment is 16 ms. */
  private static final int MOMENT_BITS = 4;

  private NotificationRecords() {}

  /**
   * What decides the partition of a notification: notifications of the same moment share one, since
   * an append is acknowledged when it is on disk and one partition's appends of a moment are one
   * flush.
   */
  private static String partitionKey(NotificationId id) {
    return Long.toString(id.at().toEpochMilli() >> MOMENT_BITS);
  }

  /** Where the log takes a notification, and what: {@code bytes} are the record's. */
  static Entry entry(Log log, NotificationRecord record, byte[] bytes) {
    Priority priority = Priority.named(record.getMessage().getPriority()).orElseThrow();
    var id = NotificationId.of(record.getMessage().getNotificationId().toByteArray());
    return new Entry(Topics.notifications(priority), log.partitionOf(partitionKey(id)), bytes);
  }

  /** The draft, accepted under this id at its time. Shares the draft's arrays. */
  static NotificationRecord of(NotificationDraft draft, NotificationId id) {
    NotificationDraft.Origin origin = draft.origin();
    NotificationDraft.Way way = draft.way();
    var record =
        NotificationRecord.newBuilder()
            .setMessage(message(draft, id))
            .setRouting(way.routing().apiName())
            .setIdempotencyKey(orEmpty(origin.idempotencyKey()))
            .setFingerprint(UnsafeByteOperations.unsafeWrap(origin.fingerprint()))
            .setRequest(UnsafeByteOperations.unsafeWrap(origin.request()))
            .setSendAt(way.sendAt() == null ? 0 : way.sendAt().toEpochMilli());
    for (Channel channel : way.channels()) {
      record.addChannels(channel.apiName());
    }
    draft.audience().recipients().forEach(each -> record.addRecipients(each.value()));
    draft.audience().groups().forEach(each -> record.addGroups(each.value()));
    draft
        .audience()
        .addresses()
        .forEach(each ->
            record.addAddresses(
                DirectAddress.newBuilder()
                    .setChannel(each.channel().apiName())
                    .setAddress(each.value())));
    return record.build();
  }

  /** The same request under the id that it was first accepted under. */
  static NotificationRecord as(NotificationRecord record, NotificationId id) {
    return record.toBuilder()
        .setMessage(
            record.getMessage().toBuilder()
                .setNotificationId(ByteString.copyFrom(id.bytes()))
                .setAcceptedAt(id.at().toEpochMilli()))
        .build();
  }

  private static Message message(NotificationDraft draft, NotificationId id) {
    NotificationDraft.Substance substance = draft.substance();
    NotificationDraft.Way way = draft.way();
    var message =
        Message.newBuilder()
            .setNotificationId(UnsafeByteOperations.unsafeWrap(id.bytes()))
            .setSender(draft.origin().sender())
            .setPriority(way.priority().apiName())
            .setParams(UnsafeByteOperations.unsafeWrap(substance.params()))
            .setCategory(substance.category() == null ? "" : substance.category().value())
            .setAcceptedAt(id.at().toEpochMilli())
            .setExpiresAt(expiresAt(way, id.at()).toEpochMilli())
            .setCollapseKey(orEmpty(way.collapseKey()))
            .addAllAttachments(substance.attachments())
            .setTraceparent(orEmpty(draft.origin().traceparent()));
    if (substance.afterUnknown() == AfterUnknown.STOP) {
      message.setAfterUnknown(AfterUnknown.STOP.apiName());
    }
    if (way.routing() == Routing.ALL
        && way.channels().size() > 1
        && way.channels().contains(Channel.INAPP)) {
      message.setAlsoInapp(true);
    }
    switch (substance.source()) {
      case NotificationDraft.Source.Template(var key, int version, long edition) ->
          message.setTemplate(key.value()).setTemplateVersion(version).setTemplateEdition(edition);
      case NotificationDraft.Source.Inline(byte[] content, long edition) ->
          message.setContent(UnsafeByteOperations.unsafeWrap(content)).setTemplateEdition(edition);
      case NotificationDraft.Source.Rendered(byte[] fields) ->
          message.setContent(UnsafeByteOperations.unsafeWrap(fields)).setRendered(true);
    }
    return message.build();
  }

  private static Instant expiresAt(NotificationDraft.Way way, Instant acceptedAt) {
    if (way.expiresAt() != null) {
      return way.expiresAt();
    }
    Instant sent =
        way.sendAt() != null && way.sendAt().isAfter(acceptedAt) ? way.sendAt() : acceptedAt;
    return sent.plus(Submissions.DEFAULT_EXPIRY);
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
