/** What a venue manager sees of an event while people come: counts, and how old each one is. */
@org.jspecify.annotations.NullMarked
package org.stile.center.board;
