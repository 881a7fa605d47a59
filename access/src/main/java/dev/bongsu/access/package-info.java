/**
 * Who may: callers are identified by what they bear, roles and template rights say what they may
 * do, limits how often, and the audit log who tried what. What is not allowed here is refused;
 * nothing outside this package compares a role.
 */
@NullMarked
package dev.bongsu.access;

import org.jspecify.annotations.NullMarked;
