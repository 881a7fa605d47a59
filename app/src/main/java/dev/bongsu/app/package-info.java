/**
 * The composition root: reads the configuration, builds the rooms that a process's roles need in
 * order, takes them down in reverse, and is the command line. It decides nothing about
 * notifications.
 */
@NullMarked
package dev.bongsu.app;

import org.jspecify.annotations.NullMarked;
