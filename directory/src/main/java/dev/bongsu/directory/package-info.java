/**
 * Whom a notification reaches, and where: recipients with their addresses, groups of millions of
 * them, and the categories that they can refuse. It keeps and finds; it decides nothing about what
 * is sent.
 */
@NullMarked
package dev.bongsu.directory;

import org.jspecify.annotations.NullMarked;
