package dev.bongsu.sandbox;

import dev.bongsu.sandbox.PhoneFate.Answerer;
import dev.bongsu.sandbox.TwilioCallbackSender.Post;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Twilio tells of a message or call that it took, post by post, as {@link PhoneFate} has it.
 * For many threads.
 */
final class TwilioReports {
  private final TwilioStandInSettings settings;

  /** Those that were busy at first; there is one in each area code at most. */
  private final Set<String> busyBefore = ConcurrentHashMap.newKeySet();

  TwilioReports(TwilioStandInSettings settings) {
    this.settings = settings;
  }

  /** How the next call to this number ends. */
  PhoneFate.Call nextCall(String number) {
    PhoneFate fate = PhoneFate.of(number);
    if (fate == PhoneFate.BUSY_AT_FIRST && !busyBefore.remove(number)) {
      busyBefore.add(number);
      return PhoneFate.Call.BUSY;
    }
    return fate.call();
  }

  /** Its states one after the other ("Track outbound message status"), and what is replied. */
  List<Post> ofMessage(TwilioForm form, String sid) {
    PhoneFate.Text fate = PhoneFate.of(to(form)).text();
    List<Post> posts = new ArrayList<>();
    String callback = form.field("StatusCallback");
    if (callback != null) {
      // What failed was never handed to a network.
      if (!fate.messageStatus().equals("failed")) {
        posts.add(new Post(callback, message(form, sid, "sent")));
      }
      Map<String, String> end = message(form, sid, fate.messageStatus());
      if (fate.errorCode() != 0) {
        end.put("ErrorCode", Integer.toString(fate.errorCode()));
      }
      posts.add(new Post(callback, end));
    }
    if (fate.reply() != null && settings.incoming() != null) {
      posts.add(new Post(settings.incoming().toString(), incoming(form, fate.reply())));
    }
    return posts;
  }

  /**
   * What of a call its maker wants to know ("Call status values"), and the key that is pressed in
   * it, which goes where the document says.
   *
   * @param twiml the document; what is said in a call that nobody takes does not matter
   */
  List<Post> ofCall(TwilioForm form, String sid, PhoneFate.Call fate, String twiml) {
    List<Post> posts = new ArrayList<>();
    String callback = form.field("StatusCallback");
    if (callback != null) {
      for (String event : form.statusEvents(fate)) {
        switch (event) {
          case "completed" -> {
            // Comes last: see below.
          }
          case "answered" -> posts.add(new Post(callback, answered(form, sid, fate)));
          default -> posts.add(new Post(callback, call(form, sid, event)));
        }
      }
    }
    String key = fate.key();
    if (key != null) {
      Map<String, String> pressed = answered(form, sid, fate);
      pressed.put("Digits", key);
      Speech.onKey(twiml).ifPresent(action -> posts.add(new Post(action, pressed)));
    }
    if (callback != null && form.statusEvents(fate).contains("completed")) {
      posts.add(new Post(callback, ended(form, sid, fate)));
    }
    return posts;
  }

  /** The form by which the document of an answered call is asked for. */
  Map<String, String> answered(TwilioForm form, String sid, PhoneFate.Call fate) {
    Map<String, String> fields = call(form, sid, "in-progress");
    putAnsweredBy(fields, form, fate.answerer());
    return fields;
  }

  private Map<String, String> ended(TwilioForm form, String sid, PhoneFate.Call fate) {
    Map<String, String> fields = call(form, sid, fate.status());
    fields.put("CallDuration", fate.isAnswered() ? "12" : "0");
    fields.put("SipResponseCode", Integer.toString(fate.sipCode()));
    putAnsweredBy(fields, form, fate.answerer());
    return fields;
  }

  /** Only where it was asked for ("Answering machine detection"). */
  private static void putAnsweredBy(
      Map<String, String> fields, TwilioForm form, Answerer answerer) {
    String detection = form.field("MachineDetection");
    if (detection == null) {
      return;
    }
    switch (answerer) {
      case NOBODY -> {
        // Nobody answered.
      }
      case PERSON -> fields.put("AnsweredBy", "human");
      case MACHINE ->
          fields.put(
              "AnsweredBy",
              detection.equals("DetectMessageEnd") ? "machine_end_beep" : "machine_start");
    }
  }

  private Map<String, String> message(TwilioForm form, String sid, String status) {
    Map<String, String> fields = ofAccount();
    fields.put("From", source(form));
    fields.put("MessageSid", sid);
    fields.put("MessageStatus", status);
    fields.put("SmsSid", sid);
    fields.put("SmsStatus", status);
    fields.put("To", to(form));
    return fields;
  }

  /** "Receive messages: webhook request parameters". */
  private Map<String, String> incoming(TwilioForm form, String body) {
    String sid = "SM" + UUID.randomUUID().toString().replace("-", "");
    Map<String, String> fields = ofAccount();
    fields.put("Body", body);
    fields.put("From", to(form));
    fields.put("MessageSid", sid);
    fields.put("NumMedia", "0");
    fields.put("NumSegments", "1");
    fields.put("SmsMessageSid", sid);
    fields.put("SmsSid", sid);
    fields.put("SmsStatus", "received");
    fields.put("To", source(form));
    return fields;
  }

  private Map<String, String> call(TwilioForm form, String sid, String status) {
    Map<String, String> fields = ofAccount();
    fields.put("CallSid", sid);
    fields.put("CallStatus", status);
    fields.put("Direction", "outbound-api");
    fields.put("From", source(form));
    fields.put("To", to(form));
    return fields;
  }

  private Map<String, String> ofAccount() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("AccountSid", settings.accountSid());
    fields.put("ApiVersion", "2010-04-01");
    return fields;
  }

  private static String to(TwilioForm form) {
    return text(form.field("To"));
  }

  private static String source(TwilioForm form) {
    return text(form.source());
  }

  private static String text(@Nullable String field) {
    return field == null ? "" : field;
  }
}
