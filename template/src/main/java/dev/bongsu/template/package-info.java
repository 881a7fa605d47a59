/**
 * What a notification says: templates with their versions, the language they are written in, the
 * check of their parameters, and rendering for one channel and one locale. It sends nothing, knows
 * no recipient, and gives templates neither reflection nor files nor network nor code: a template
 * sees the parameters it was given and nothing else.
 */
@NullMarked
package dev.bongsu.template;

import org.jspecify.annotations.NullMarked;
