package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.directory.Refusals;
import dev.bongsu.directory.Suppression;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import org.jspecify.annotations.Nullable;

/** Addresses that nothing is sent to. */
final class SuppressionRoutes {
  private final Refusals refusals;

  SuppressionRoutes(Refusals refusals) {
    this.refusals = refusals;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/suppressions", Resource.RECIPIENT, this::list)
        .change("DELETE", "/v1/suppressions", Resource.RECIPIENT, this::delete);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    Channel channel = query.named("channel", "a channel", Channel::named);
    String address = query.text("address");
    Page.Request page = query.page();
    query.done();
    if (address != null && channel == null) {
      throw InvalidException.malformed("", "query parameter address: wanted channel beside it");
    }
    return Answer.ok(
        Pages.json(
            refusals.suppressions(channel, address(channel, address), page), Suppression::json));
  }

  private Answer delete(Call call) throws ProblemException, InvalidException {
    Query query = call.query();
    Channel channel = query.named("channel", "a channel", Channel::named);
    String value = query.text("address");
    query.done();
    Address address = address(channel, value);
    if (address == null) {
      throw InvalidException.malformed("", "wanted the query parameters channel and address");
    }
    if (!refusals.lift(address)) {
      throw Call.missing("suppression of this address on", address.channel().apiName()).thrown();
    }
    return Answer.noContent();
  }

  private static @Nullable Address address(@Nullable Channel channel, @Nullable String value) {
    return channel == null || value == null ? null : new Address(channel, value);
  }
}
