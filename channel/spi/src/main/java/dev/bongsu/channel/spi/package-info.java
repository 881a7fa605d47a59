/**
 * What every channel is made of: the provider that it implements, and the runner that reads its
 * deliveries, renders them, keeps to limits, decides on retries and records what became of each. It
 * knows no provider's protocol and no template language.
 */
@NullMarked
package dev.bongsu.channel.spi;

import org.jspecify.annotations.NullMarked;
