/** What all pages and API resources share: callers, errors, idempotent writes, layout. */
@org.jspecify.annotations.NullMarked
package org.stile.center.web;
