package dev.bongsu.fanout;

import dev.bongsu.directory.Groups;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Refusals;
import dev.bongsu.ledger.NotificationStore;

/**
 * The rooms that fan-out works with: who is meant, how to reach them, what they refuse, and where
 * it is recorded.
 */
public record FanoutRooms(
    Recipients recipients, Groups groups, Refusals refusals, NotificationStore notifications) {}
