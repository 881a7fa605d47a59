package dev.bongsu.directory;

/** What was put, and whether it was not there before. */
public record Saved<T>(T value, boolean created) {}
