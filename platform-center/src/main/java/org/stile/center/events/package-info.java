/** Venues and events, their drafts and what was published of them. */
@org.jspecify.annotations.NullMarked
package org.stile.center.events;
