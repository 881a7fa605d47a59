package dev.bongsu.access;

/**
 * Who calls.
 *
 * @param subject the sender's name, or with the role recipient the recipient's id
 */
public record Identity(String subject, Role role) {}
