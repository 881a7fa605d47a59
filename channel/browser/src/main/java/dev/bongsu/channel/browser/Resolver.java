package dev.bongsu.channel.browser;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds a host's addresses. */
@FunctionalInterface
interface Resolver {
  /** The platform's own. */
  Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /** At least one. */
  List<InetAddress> addresses(String host) throws UnknownHostException;
}
