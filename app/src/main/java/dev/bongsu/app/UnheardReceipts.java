package dev.bongsu.app;

import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.kernel.Address;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that there were receipts, which nobody keeps. */
final class UnheardReceipts implements Receipts {
  private static final Logger LOG = LoggerFactory.getLogger(UnheardReceipts.class);

  @Override
  public void take(List<Receipt> receipts) {
    LOG.info("{} receipts came and are not kept", receipts.size());
  }

  @Override
  public void optOut(Address from, String words) {
    LOG.warn("{} wants nothing more on {}", from.masked(), from.channel().apiName());
  }
}
